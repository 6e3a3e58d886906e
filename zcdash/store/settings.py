"""zcdash.store.settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from zcdash.domain.audit import Act
from zcdash.store.ledger import Ledger


def setting(ledger: Ledger, name: str) -> str:
    """The last value of a setting; empty where it was never set."""
    rows = ledger.query("setting", name=name)
    return rows[0]["value"] if rows else ""


def business_date(ledger: Ledger) -> date | None:
    """The day the office works in, where it has set one."""
    value = setting(ledger, "business_date")
    return date.fromisoformat(value) if value else None


def save_setting(ledger: Ledger, name: str, value: str, act: Act) -> None:
    """Append a setting; the last one of a name counts."""
    act = replace(act, subject=act.subject or name, before=setting(ledger, name), after=value)
    with ledger.transaction(act) as change:
        change.add(
            "setting",
            [
                {
                    "setting": change.next("setting"),
                    "name": name,
                    "value": value,
                    "set_by": act.name,
                    "set_at": ledger.clock(),
                }
            ],
        )
