"""Periods in the ledger: extensions and exceptions, lock dates, closes, overrides, and counts over all plans."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict

from zcdash.store.ledger import Ledger


class ConcessionRow(TypedDict):
    """One extension or exception granted to a unit (see `concession.sql`)."""

    concession: int
    plan: str
    period: str
    unit: str
    kind: str
    until: date
    reason: str
    name: str
    granted_at: datetime


class LockDateRow(TypedDict):
    """One lock date; None removes the lock (see `lock_date.sql`)."""

    lock_date: int
    plan: str
    period: str
    locks_on: date | None
    reason: str
    name: str
    set_at: datetime


class CloseRow(TypedDict):
    """One close of a period, with its reopening if any (see `close.sql`)."""

    close: int
    plan: str
    period: str
    revision: int
    version: int
    pack: str
    pack_text: str
    as_of: date
    deadline: date
    counts: str
    reason: str
    name: str
    closed_at: datetime
    reopen_reason: str | None
    reopened_by: str | None
    reopened_at: datetime | None


class CloseSubmissionRow(TypedDict):
    """The submission of one unit that a close froze (see `close_submission.sql`)."""

    close: int
    unit: str
    submission: int


class CloseAssessmentRow(TypedDict):
    """One assessment as a close froze it: facts, and the sentence for the record (see `close_assessment.sql`)."""

    close: int
    kind: str
    code: str
    light: str
    calculated: str | None
    cause: str
    ratio: float | None
    gap: float | None
    made_good_in: str | None
    deadline: date | None
    sent_on: date | None
    returned_on: date | None
    awaits: str | None
    waiting: str | None
    reported_in: str | None
    closed_as: str | None
    part: str | None
    more: int | None
    overridden_by: str | None
    override_reason: str | None
    planned: float | None
    planned_total: float | None
    actual: float | None
    actual_total: float | None
    filed: bool
    state: str | None
    done_on: date | None
    sentence: str
    lacking: str | None


class OverrideRow(TypedDict):
    """One override of a light; an empty light withdraws it (see `override.sql`)."""

    override: int
    plan: str
    period: str
    code: str
    light: str
    reason: str
    rests_on: str
    name: str
    set_at: datetime


class LeaderCountRow(TypedDict):
    """The number of one leader's items with one light (see `rollup_by_leader.sql`)."""

    plan: str
    leader: str
    light: str
    items: int


class LightCountRow(TypedDict):
    """The number of items with one light (see `rollup_by_light.sql`)."""

    light: str
    items: int


def concessions(ledger: Ledger, plan: str) -> list[ConcessionRow]:
    """Return the extensions and exceptions granted in a plan, newest first."""
    return ledger.query(ConcessionRow, "concession", plan=plan)


def lock_dates(ledger: Ledger, plan: str) -> list[LockDateRow]:
    """Return every lock date ever set in a plan, newest first."""
    return ledger.query(LockDateRow, "lock_date", plan=plan)


def closes(ledger: Ledger, plan: str) -> list[CloseRow]:
    """Return every close of a plan, newest first."""
    return ledger.query(CloseRow, "close", plan=plan)


def close_submissions(ledger: Ledger, close: int) -> list[CloseSubmissionRow]:
    """Return the submissions that a close froze, by unit."""
    return ledger.query(CloseSubmissionRow, "close_submission", close=close)


def close_assessments(ledger: Ledger, close: int) -> list[CloseAssessmentRow]:
    """Return the assessments of items, indicators and commitments that a close froze."""
    return ledger.query(CloseAssessmentRow, "close_assessment", close=close)


def overrides(ledger: Ledger, plan: str) -> list[OverrideRow]:
    """Return every override of a plan, the oldest first; the last one of a period and code counts."""
    return ledger.query(OverrideRow, "override", plan=plan)


def counts_by_leader(ledger: Ledger, period: str) -> list[LeaderCountRow]:
    """Return the number of items of each leader of every plan by light, as the closes in force froze them."""
    return ledger.query(LeaderCountRow, "rollup_by_leader", period=period)


def counts_by_light(ledger: Ledger, period: str) -> list[LightCountRow]:
    """Return the number of items of all plans by light, as the closes in force froze them."""
    return ledger.query(LightCountRow, "rollup_by_light", period=period)
