"""Notices (督办单) and their replies in the ledger."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict

from zcdash.store.ledger import Ledger


class NoticeRow(TypedDict):
    """One notice, with its end if any (see `notice.sql`)."""

    notice: int
    plan: str
    period: str
    kind: str
    code: str
    unit: str
    leader: str
    step: str
    reason: str
    text: str
    due: date
    rules: str
    issued_by: str
    issued_at: datetime
    issued_on: date
    end_note: str | None
    ended_by: str | None
    ended_on: date | None


class ReplyRow(TypedDict):
    """One reply to a notice (see `notice_reply.sql`)."""

    notice_reply: int
    notice: int
    cause: str
    next_step: str
    promised: date
    name: str
    replied_at: datetime
    replied_on: date


def notices(ledger: Ledger, plan: str) -> list[NoticeRow]:
    """Return the notices of a plan, the oldest first."""
    return ledger.query(NoticeRow, "notice", plan=plan)


def replies(ledger: Ledger, plan: str) -> list[ReplyRow]:
    """Return the replies to the notices of a plan, the oldest first."""
    return ledger.query(ReplyRow, "notice_reply", plan=plan)
