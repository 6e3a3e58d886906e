"""Corrections that were requested before they became requests of plans, and breakdowns of commitments to months."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict

from zcdash.store.ledger import Ledger


class CorrectionRow(TypedDict):
    """One request, with its decision if any (see `correction_request.sql`)."""

    correction_request: int
    plan: str
    kind: str
    code: str
    period: str
    was: str
    wanted: str
    reason: str
    name: str
    login: str
    asked_at: datetime
    approved: bool | None
    note: str | None
    decided_by: str | None
    version: int | None
    decided_at: datetime | None


class BreakdownRow(TypedDict):
    """The month and person of one commitment (see `breakdown.sql`)."""

    breakdown: int
    plan: str
    commitment: str
    unit: str
    month: str
    due: date
    person: str
    name: str
    set_at: datetime


def correction_requests(ledger: Ledger) -> list[CorrectionRow]:
    """Return the requests of every plan, newest first."""
    return ledger.query(CorrectionRow, "correction_request")


def breakdowns(ledger: Ledger, plan: str) -> list[BreakdownRow]:
    """Return the newest breakdown of each commitment of a plan."""
    return ledger.query(BreakdownRow, "breakdown", plan=plan)
