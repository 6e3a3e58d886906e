"""Issued bulletins and their drafts in the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from zcdash.store.ledger import Ledger


class BulletinRow(TypedDict):
    """One issued bulletin without its file (see `bulletin.sql`)."""

    bulletin: int
    plan: str
    period: str
    close: int
    revision: int
    number: int
    title: str
    text: str
    hash: str
    issued_by: str
    issued_at: datetime
    head: str


class BulletinDraftRow(TypedDict):
    """One draft of the paragraphs of a bulletin (see `bulletin_draft.sql`)."""

    bulletin_draft: int
    plan: str
    period: str
    close: int
    text: str
    name: str
    saved_at: datetime


class BulletinFileRow(TypedDict):
    """The file of an issued bulletin (see `bulletin_file.sql`)."""

    docx: bytes
    hash: str


def bulletins(ledger: Ledger, plan: str) -> list[BulletinRow]:
    """Return the bulletins issued under a plan, newest first."""
    return ledger.query(BulletinRow, "bulletin", plan=plan)


def drafts(ledger: Ledger, close: int) -> list[BulletinDraftRow]:
    """Return the drafts of the bulletin of a close, newest first."""
    return ledger.query(BulletinDraftRow, "bulletin_draft", close=close)


def bulletin_file(ledger: Ledger, bulletin: int) -> BulletinFileRow | None:
    """Return the file of a bulletin as it was issued."""
    return next(iter(ledger.query(BulletinFileRow, "bulletin_file", bulletin=bulletin)), None)
