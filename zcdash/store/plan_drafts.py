"""Drafts of plans, their documents, and the plans that were submitted for approval. Drafts are not in the audit log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypedDict

from zcdash.domain.audit import Act
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import AuditedTransaction

_PIECE = 1 << 16
"""Bytes of one row, as in `evidence`."""


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """Document of the office that a plan was read from."""

    file_name: str
    data: bytes


class PlanDraftRow(TypedDict):
    """One saved version of a piece of work (see `plan_draft.sql`)."""

    plan_draft: int
    work: int
    plan: str
    kind: str
    base_plan: str
    base_version: int | None
    plan_base: int
    """Number of what the edits apply to (`plan_base`)."""
    edits: str
    decisions: str
    source: str
    file_name: str
    reason: str
    ended: str
    name: str
    login: str
    saved_at: datetime
    """UTC, without a zone."""


class PlanWorkRow(TypedDict):
    """The newest version of a piece of work, without its content (see `plan_works.sql`)."""

    plan_draft: int
    work: int
    plan: str
    kind: str
    base_plan: str
    base_version: int | None
    source: str
    file_name: str
    ended: str
    name: str
    login: str
    saved_at: datetime


class PlanBaseRow(TypedDict):
    """Base that the edits of a draft apply to, as JSON (see `plan_base.sql`)."""

    content: str


class PieceRow(TypedDict):
    """A part of a document's bytes (see `plan_file.sql`, `plan_draft_file.sql`)."""

    bytes: bytes


class PlanRequestRow(TypedDict):
    """One plan that was submitted, with its decision if any (see `plan_request.sql`)."""

    plan_request: int
    work: int
    plan: str
    title: str
    kind: str
    base_version: int | None
    summary: str
    reason: str
    source: str
    file_name: str
    name: str
    login: str
    asked_at: datetime
    decision: str | None
    note: str | None
    decided_by: str | None
    version: int | None
    decided_at: datetime | None


class PlanTablesRow(TypedDict):
    """The tables of a submitted plan, as JSON (see `plan_request_tables.sql`)."""

    tables: str


class PlanSourceRow(TypedDict):
    """The document of a version of a plan (see `plan_source.sql`)."""

    plan: str
    version: int
    hash: str
    file_name: str


class FiledRow(TypedDict):
    """A code and period that a return reported on (see `plan_filed.sql`); `kind` is indicator, commitment or item."""

    period: str
    kind: str
    code: str


def works(ledger: Ledger) -> list[PlanWorkRow]:
    """Return every piece of work, the last saved first, ended ones too."""
    return ledger.query(PlanWorkRow, "plan_works")


def versions(ledger: Ledger, work: int) -> list[PlanDraftRow]:
    """Return the saved versions of a piece of work, newest first."""
    return ledger.query(PlanDraftRow, "plan_draft", work=work)


def base(ledger: Ledger, number: int) -> str:
    """Return what the edits of a draft apply to, as JSON."""
    return ledger.query(PlanBaseRow, "plan_base", plan_base=number)[0]["content"]


def save_version(
    ledger: Ledger,
    row: PlanDraftRow,
    content: str | None,
    document: bytes,
    precondition: Callable[[PlanDraftRow | None], None],
) -> tuple[int, int]:
    """Append a version of a piece of work; return (number of the work, number of the version).

    Work 0 is a new one. `content` replaces what the edits apply to; None keeps it. `document` are the bytes of a new source.
    `precondition` gets the newest version inside the transaction, and may raise to cancel the act. Versions that one person
    saves one after the other replace each other.
    """
    with ledger.transaction() as transaction:
        latest = next(iter(versions(ledger, row["work"])), None) if row["work"] else None
        precondition(latest)
        number = transaction.next_number("plan_draft")
        work = row["work"] or int(transaction.run("select coalesce(max(work), 0) + 1 from plan_draft")[0][0])
        if latest and latest["login"] == row["login"] and not latest["ended"] and not row["ended"]:
            transaction.run("delete from plan_draft where plan_draft = $number", number=latest["plan_draft"])
        # Numbers of drafts never come twice, and so do not those of their bases.
        of = row["plan_base"] if content is None else number
        if content is not None:
            transaction.add("plan_base", [{"plan_base": of, "content": content}])
        _add_file(transaction, "plan_draft_file", row["source"], document)
        transaction.add("plan_draft", [{**row, "plan_draft": number, "work": work, "plan_base": of}])
        transaction.run("delete from plan_base where plan_base not in (select plan_base from plan_draft)")
    return work, number


def _add_file(transaction: AuditedTransaction, table: str, file_hash: str, data: bytes) -> None:
    """Add the pieces of a file unless the table has it already."""
    if data and not transaction.run(f"select 1 from {table} where hash = $hash limit 1", hash=file_hash):
        transaction.add(table, list(_pieces(file_hash, data)))


def add_document(transaction: AuditedTransaction, document: PlanDocument, key: Mapping[str, object]) -> None:
    """Add the document of a version of a plan; `key` is the version's."""
    file_hash = sha256(document.data).hexdigest()
    transaction.add("plan_source", [{**key, "hash": file_hash, "file_name": document.file_name}])
    _add_file(transaction, "plan_file", file_hash, document.data)


def _pieces(file_hash: str, data: bytes) -> Iterator[dict[str, object]]:
    for n, at in enumerate(range(0, len(data), _PIECE)):
        yield {"hash": file_hash, "piece": n, "bytes": data[at : at + _PIECE]}


def draft_file(ledger: Ledger, file_hash: str) -> bytes:
    """Return the document of a draft; empty if there is none with this hash."""
    return b"".join(row["bytes"] for row in ledger.query(PieceRow, "plan_draft_file", hash=file_hash))


def plan_file(ledger: Ledger, file_hash: str) -> bytes:
    """Return the document of a submitted plan; empty if there is none with this hash."""
    return b"".join(row["bytes"] for row in ledger.query(PieceRow, "plan_file", hash=file_hash))


def add_request(
    ledger: Ledger, act: Act, row: dict[str, object], document: bytes = b"", ended: PlanDraftRow | None = None
) -> int:
    """Append a plan that is submitted, with its document, and end its draft if any; return the number of the request."""
    with ledger.transaction(act) as transaction:
        number = transaction.next_number("plan_request")
        transaction.add("plan_request", [{"plan_request": number, **row}])
        _add_file(transaction, "plan_file", str(row["source"]), document)
        transaction.run("delete from plan_draft_file where hash in (select hash from plan_file)")
        if ended:
            transaction.add("plan_draft", [{**ended, "plan_draft": transaction.next_number("plan_draft")}])
    return number


def requests(ledger: Ledger) -> list[PlanRequestRow]:
    """Return every plan that was submitted, newest first."""
    return ledger.query(PlanRequestRow, "plan_request")


def request_tables(ledger: Ledger, request: int) -> str:
    """Return the tables of a submitted plan, as JSON."""
    return ledger.query(PlanTablesRow, "plan_request_tables", plan_request=request)[0]["tables"]


def add_decision(ledger: Ledger, act: Act, row: dict[str, object], reopened: PlanDraftRow | None) -> None:
    """Append a decision that makes no version of the plan, and open the draft again if there is one."""
    with ledger.transaction(act) as transaction:
        number = transaction.next_number("plan_decision")
        transaction.add("plan_decision", [{"plan_decision": number, **row}])
        if reopened:
            transaction.add("plan_draft", [{**reopened, "plan_draft": transaction.next_number("plan_draft")}])


def sources(ledger: Ledger, plan: str) -> list[PlanSourceRow]:
    """Return the documents of the versions of a plan, the first one first."""
    return ledger.query(PlanSourceRow, "plan_source", plan=plan)


def filed(ledger: Ledger, plan: str) -> list[FiledRow]:
    """Return every code and period that a return of a plan reported on."""
    return ledger.query(FiledRow, "plan_filed", plan=plan)
