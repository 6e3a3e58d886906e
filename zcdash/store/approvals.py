"""Sign-offs of submissions and absences of leaders in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypedDict

from zcdash.store.ledger import Ledger


class SignOffRow(TypedDict):
    """One sign-off (see `sign_off.sql`); codes are joined by blanks."""

    sign_off: int
    submission: int
    step: str
    decision: str
    leader: str
    name: str
    login: str
    substitute: bool
    note: str
    codes: str
    signed_at: datetime
    signed_on: date


class AbsenceRow(TypedDict):
    """One absence of a leader that was not cancelled (see `absence.sql`)."""

    absence: int
    plan: str
    leader: str
    substitute: str
    starts: date
    ends: date
    reason: str


def sign_offs(ledger: Ledger, submissions: Sequence[int]) -> list[SignOffRow]:
    """Return the sign-offs of these submissions, in the order they were given."""
    return ledger.query_by_submission(SignOffRow, "sign_off", submissions)


def absences(ledger: Ledger, plan: str) -> list[AbsenceRow]:
    """Return the absences of a plan's leaders that were not cancelled, the earliest first."""
    return ledger.query(AbsenceRow, "absence", plan=plan)
