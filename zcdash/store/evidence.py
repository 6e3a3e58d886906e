"""Evidence in the ledger: files attached to submissions, each content kept once, in pieces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from zcdash.domain.audit import Act
from zcdash.domain.evidence import EvidenceFile
from zcdash.store.ledger import Ledger

_PIECE = 1 << 16
"""Bytes of one row. DuckDB holds 2,048 rows in memory at a time, when it copies a ledger or reads it to verify it."""


class EvidenceRow(TypedDict):
    """One piece of evidence without its bytes (see `evidence.sql`)."""

    evidence: int
    submission: int
    plan: str
    period: str
    unit: str
    code: str
    file_name: str
    hash: str
    size: int
    kind: str
    has_preview: bool
    name: str
    attached_at: datetime
    evidence_withdrawal: int | None
    withdrawn_reason: str | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None


class PieceRow(TypedDict):
    """A part of a file's bytes (see `evidence_piece.sql`)."""

    bytes: bytes


class PreviewRow(TypedDict):
    """The preview of a picture (see `evidence_preview.sql`)."""

    preview: bytes


def save_evidence(
    ledger: Ledger,
    act: Act,
    row: dict[str, object],
    file: EvidenceFile,
    data: bytes,
    precondition: Callable[[], None] = lambda: None,
) -> int:
    """Append a piece of evidence, and its file unless the ledger has it already; return its number.

    `precondition` runs inside the transaction, and may raise to cancel the act.
    """
    with ledger.transaction(act) as transaction:
        precondition()
        number = transaction.next_number("evidence")
        transaction.add("evidence", [{"evidence": number, **row, "hash": file.hash}])
        if not transaction.run("select 1 from evidence_file where hash = $hash", hash=file.hash):
            head = {"hash": file.hash, "size": file.size, "kind": file.kind.value, "preview": file.preview}
            transaction.add("evidence_file", [head])
            starts = range(0, len(data), _PIECE)
            pieces = [{"hash": file.hash, "piece": n, "bytes": data[at : at + _PIECE]} for n, at in enumerate(starts)]
            transaction.add("evidence_piece", pieces)
    return number


def evidence(ledger: Ledger, plan: str) -> list[EvidenceRow]:
    """Return every piece of evidence attached in a plan, newest first, withdrawn ones too."""
    return ledger.query(EvidenceRow, "evidence", plan=plan)


def file_bytes(ledger: Ledger, file_hash: str) -> bytes:
    """Return the content of a file; empty if the ledger has none with this hash."""
    return b"".join(row["bytes"] for row in ledger.query(PieceRow, "evidence_piece", hash=file_hash))


def preview(ledger: Ledger, file_hash: str) -> bytes | None:
    """Return the preview of a picture, a small JPEG; None for any other file."""
    rows = ledger.query(PreviewRow, "evidence_preview", hash=file_hash)
    return bytes(rows[0]["preview"]) if rows else None
