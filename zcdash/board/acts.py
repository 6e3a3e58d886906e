"""留痕: every act, as the log keeps it."""

from __future__ import annotations

from datetime import date

from zcdash.board.plans import local
from zcdash.store import Ledger, Row, prove, value_of

__all__ = ["ACT_COLUMNS", "acts", "last_backup", "prove"]
ACT_COLUMNS = (
    "entry",
    "acted_at",
    "name",
    "login",
    "duty",
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
    return value_of(ledger, "backup").replace("\\", "/").rpartition("/")[2]


def acts(
    ledger: Ledger, who: str = "", what: str = "", unit: str = "", since: date | None = None, until: date | None = None
) -> list[Row]:
    """Every act in order, of a person, a kind, a unit or some days where they are given; times in Shanghai time."""
    told = [row | {"acted_at": local(row["acted_at"])} for row in ledger.ask("log")]
    return [
        a
        for a in told
        if who in ("", a["name"], a["login"])
        and what in ("", a["what"])
        and unit in ("", a["unit"])
        and (since is None or a["acted_at"].date() >= since)
        and (until is None or a["acted_at"].date() <= until)
    ]
