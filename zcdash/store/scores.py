"""Objections to scores, and waivers, in the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from zcdash.store.ledger import Ledger


class ObjectionRow(TypedDict):
    """One objection, with its answer if any (see `objection.sql`)."""

    objection: int
    plan: str
    who: str
    scored: str
    kind: str
    code: str
    argument: str
    was: str
    name: str
    login: str
    filed_at: datetime
    upheld: bool | None
    effect: str | None
    rests_on: str | None
    points_before: str | None
    points_after: str | None
    note: str | None
    answered_by: str | None
    answered_at: datetime | None


class WaiverRow(TypedDict):
    """One waiver, with its withdrawal if any (see `waiver.sql`)."""

    waiver: int
    code: str
    reason: str
    name: str
    set_at: datetime
    withdrawal: int | None
    withdrawn_why: str | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None


def objections(ledger: Ledger, plan: str) -> list[ObjectionRow]:
    """Return the objections to scores of a plan, newest first."""
    return ledger.query(ObjectionRow, "objection", plan=plan)


def waivers(ledger: Ledger, plan: str) -> list[WaiverRow]:
    """Return the waivers of a plan, newest first."""
    return ledger.query(WaiverRow, "waiver", plan=plan)
