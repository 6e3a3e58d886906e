"""Drafts of the web form in the ledger; the newest version counts. They are not covered by the audit log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from zcdash.store.ledger import Ledger


class DraftRow(TypedDict):
    """One saved version of a draft (see `draft.sql`)."""

    draft: int
    plan: str
    period: str
    unit: str
    cells: str
    """JSON: sheet → code → column → text. Empty where the draft has ended."""
    ended: str
    """Reason why the draft is over, empty while it is being written."""
    name: str
    login: str
    saved_at: datetime
    """UTC, without a zone."""


def drafts(ledger: Ledger, plan: str, period: str, unit: str) -> list[DraftRow]:
    """Return the saved versions of a unit's draft for a period, newest first."""
    return ledger.query(DraftRow, "draft", plan=plan, period=period, unit=unit)


def save_draft(ledger: Ledger, row: DraftRow, precondition: Callable[[DraftRow | None], None]) -> int:
    """Append a version and return its number; the number in `row` is ignored.

    `precondition` gets the newest version inside the transaction, and may raise to cancel the act. Versions that one person
    saves one after the other replace each other: the form is saved after every cell, and only the last of them is of use.
    """
    with ledger.transaction() as transaction:
        latest = next(iter(drafts(ledger, row["plan"], row["period"], row["unit"])), None)
        precondition(latest)
        number = transaction.next_number("draft")
        if latest and latest["login"] == row["login"] and not latest["ended"] and not row["ended"]:
            transaction.run("delete from draft where draft = $draft", draft=latest["draft"])
        transaction.add("draft", [{**row, "draft": number}])
    return number
