"""留痕: the entries of the audit log, filtered; and the last backup."""

from __future__ import annotations

from datetime import date

from zcdash import store
from zcdash.queries.clock import to_local_time
from zcdash.store.audit_log import LogEntry
from zcdash.store.ledger import Ledger
from zcdash.store.settings import setting

ACT_COLUMNS = (
    "entry",
    "acted_at",
    "name",
    "login",
    "role",
    "origin",
    "what",
    "plan",
    "period",
    "unit",
    "subject",
    "before",
    "after",
    "brought",
    "previous",
    "hash",
)


def last_backup(ledger: Ledger) -> str:
    """Return the file name of the newest backup; empty if there is none."""
    return setting(ledger, "backup").replace("\\", "/").rpartition("/")[2]


def acts(
    ledger: Ledger, who: str = "", what: str = "", unit: str = "", since: date | None = None, until: date | None = None
) -> list[LogEntry]:
    """Return the entries in order, filtered by person, act, unit and days; times in Shanghai time."""
    rows: list[LogEntry] = [
        {**row, "acted_at": to_local_time(row["acted_at"])} for row in store.audit_log.entries(ledger)
    ]
    return [
        a
        for a in rows
        if who in ("", a["name"], a["login"])
        and what in ("", a["what"])
        and unit in ("", a["unit"])
        and (since is None or a["acted_at"].date() >= since)
        and (until is None or a["acted_at"].date() <= until)
    ]
