"""留痕: every act, as the log keeps it."""

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
    """The name of the newest backup; empty where there is none."""
    return setting(ledger, "backup").replace("\\", "/").rpartition("/")[2]


def acts(
    ledger: Ledger, who: str = "", what: str = "", unit: str = "", since: date | None = None, until: date | None = None
) -> list[LogEntry]:
    """Every act in order, of a person, a kind, a unit or some days where they are given; times in Shanghai time."""
    told: list[LogEntry] = [
        {**row, "acted_at": to_local_time(row["acted_at"])} for row in store.audit_log.entries(ledger)
    ]
    return [
        a
        for a in told
        if who in ("", a["name"], a["login"])
        and what in ("", a["what"])
        and unit in ("", a["unit"])
        and (since is None or a["acted_at"].date() >= since)
        and (until is None or a["acted_at"].date() <= until)
    ]
