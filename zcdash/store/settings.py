"""Settings in the ledger: the last value of a name counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TypedDict

from zcdash.domain.audit import Act
from zcdash.store.ledger import Ledger


class SettingRow(TypedDict):
    """The last value of a setting (see `setting.sql`)."""

    value: str
    set_by: str
    set_at: datetime


class SettingTrailRow(TypedDict):
    """One value that a setting was ever given (see `setting_trail.sql`)."""

    setting: int
    name: str
    value: str
    set_by: str
    set_at: datetime


def setting(ledger: Ledger, name: str) -> str:
    """Return the last value of a setting; empty if it was never set."""
    return next((row["value"] for row in ledger.query(SettingRow, "setting", name=name)), "")


def setting_trail(ledger: Ledger, name: str) -> list[SettingTrailRow]:
    """Return every value that a setting was ever given, newest first."""
    return ledger.query(SettingTrailRow, "setting_trail", name=name)


def business_date(ledger: Ledger, plan: str = "") -> date | None:
    """Return the business date of a plan, else that of all plans, if the office has set one."""
    own = setting(ledger, business_date_name(plan)) if plan else ""
    value = own or setting(ledger, business_date_name())
    return date.fromisoformat(value) if value else None


def business_date_name(plan: str = "") -> str:
    """Return the name of the setting that holds the business date, of one plan or of all."""
    return f"business_date:{plan}" if plan else "business_date"


def save_setting(ledger: Ledger, name: str, value: str, act: Act) -> None:
    """Append a value of a setting. The act's values before and after are the setting's, unless it has its own."""
    row = {"name": name, "value": value, "set_by": act.name, "set_at": ledger.clock()}
    with ledger.exclusive():
        before, after = act.before or setting(ledger, name), act.after or value
        act = replace(act, subject=act.subject or name, before=before, after=after)
        ledger.append(act, "setting", [row])
