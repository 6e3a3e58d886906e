"""Submissions in the ledger: each is appended with all its values in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import TypedDict

from zcdash.domain.audit import Act
from zcdash.domain.submission import Submission
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import AuditedTransaction


class SubmissionRow(TypedDict):
    """One submission without its file (see `submission.sql`)."""

    submission: int
    plan: str
    version: int
    period: str
    unit: str
    filed_by: str
    filed_at: datetime
    filed_on: date
    file_name: str
    file_hash: str
    supersedes: int | None


class LatestSubmission(TypedDict):
    """The submission that a new one of the same unit and period supersedes."""

    submission: int
    file_hash: str


class DayRow(TypedDict):
    """A day, or none (see `last_dated.sql`)."""

    day: date | None


class SubmissionFileRow(TypedDict):
    """The workbook of a submission (see `submission_file.sql`)."""

    file_name: str
    file_bytes: bytes
    file_hash: str


class ActualRow(TypedDict):
    """One reported value of an indicator (see `actual.sql`)."""

    submission: int
    indicator: str
    value: float
    typed: str
    note: str
    sheet: str
    cell: str


class ExplanationRow(TypedDict):
    """Why an indicator has no value (see `explanation.sql`)."""

    submission: int
    indicator: str
    note: str
    sheet: str
    cell: str
    period: str


class ProgressRow(TypedDict):
    """The reported state of one commitment (see `progress.sql`)."""

    submission: int
    commitment: str
    state: str
    done_on: date | None
    note: str
    sheet: str
    cell: str


class NarrativeRow(TypedDict):
    """The text that a submission reported on one item (see `narrative.sql`)."""

    submission: int
    item: str
    progress: str
    problem: str
    next_step: str
    sheet: str
    cell: str
    period: str
    unit: str
    filed_at: datetime
    filed_on: date


class FindingRow(TypedDict):
    """One finding that was confirmed with a submission (see `finding.sql`)."""

    submission: int
    place_number: int
    code: str
    severity: str
    place: str
    sentence: str
    advice: str
    codes: str
    """Codes of the rows that it is about, with blanks between them; empty too in returns from before it was kept."""


class SubmissionRows(TypedDict):
    """Everything that one submission reported."""

    actual: list[ActualRow]
    explanation: list[ExplanationRow]
    progress: list[ProgressRow]
    narrative: list[NarrativeRow]
    finding: list[FindingRow]


class ActualTrailRow(TypedDict):
    """One value that was ever reported for an indicator, or why there is none (see `actual_trail.sql`)."""

    period: str
    value: float | None
    typed: str
    note: str
    sheet: str
    cell: str
    submission: int
    unit: str
    filed_by: str
    filed_at: datetime
    file_name: str
    file_hash: str
    counts: bool
    official: bool


def file_hash(data: bytes) -> str:
    """Return the fingerprint of a file."""
    return hashlib.sha256(data).hexdigest()


def save_submission(
    ledger: Ledger,
    submission: Submission,
    act: Act | None = None,
    precondition: Callable[[LatestSubmission | None], None] = lambda latest: None,
) -> int:
    """Append a submission, which supersedes the unit's earlier one of the same period; return its number.

    `precondition` gets the unit's latest submission of the period inside the transaction, and may raise to cancel the act.
    """
    act = act or Act(what="报送", name=submission.filed_by)
    digest = file_hash(submission.file_bytes)
    with ledger.transaction(act) as transaction:
        number = transaction.next_number("submission")
        latest = _latest(transaction, submission)
        precondition(latest)
        _add_rows(transaction, submission, number, latest["submission"] if latest else None, digest)
        transaction.act = replace(
            act,
            plan=submission.plan,
            period=submission.period,
            unit=submission.unit,
            subject=f"报送 {number}",
            before=f"报送 {latest['submission']}" if latest else "",
            after=f"{submission.file_name} {digest[:16]}",
        )
    return number


def _latest(transaction: AuditedTransaction, submission: Submission) -> LatestSubmission | None:
    rows = transaction.run(
        "select submission, file_hash from submission "
        "where plan = $plan and period = $period and unit = $unit order by submission desc limit 1",
        plan=submission.plan,
        period=submission.period,
        unit=submission.unit,
    )
    return {"submission": rows[0][0], "file_hash": rows[0][1]} if rows else None


def _add_rows(
    transaction: AuditedTransaction, submission: Submission, number: int, supersedes: int | None, digest: str
) -> None:
    head = {
        "submission": number,
        "plan": submission.plan,
        "version": submission.version,
        "period": submission.period,
        "unit": submission.unit,
        "filed_by": submission.filed_by,
        "filed_at": submission.filed_at,
        "filed_on": submission.filed_on,
        "file_name": submission.file_name,
        "file_hash": digest,
        "file_bytes": submission.file_bytes,
        "supersedes": supersedes,
    }
    transaction.add("submission", [head])
    key = {"submission": number}
    transaction.add("actual", [key | asdict(a) for a in submission.actuals])
    transaction.add("explanation", [key | asdict(e) for e in submission.explanations])
    transaction.add("progress", [key | asdict(p) | {"state": p.state.value} for p in submission.progress])
    transaction.add("narrative", [key | asdict(n) for n in submission.narratives])
    findings = [
        key | asdict(f) | {"place_number": n, "severity": f.severity.value, "codes": " ".join(f.codes)}
        for n, f in enumerate(submission.findings)
    ]
    transaction.add("finding", findings)


def submissions(ledger: Ledger, plan: str, submission: int | None = None) -> list[SubmissionRow]:
    """Return the submissions of a plan, newest first; with a number, that one and what superseded it."""
    return ledger.query(SubmissionRow, "submission", plan=plan, submission=submission)


def last_dated(ledger: Ledger, plan: str = "") -> date | None:
    """Return the last business date that a submission, a sign-off or a close states, of a plan or of all."""
    return ledger.query(DayRow, "last_dated", plan=plan)[0]["day"]


def submission_file(ledger: Ledger, submission: int) -> SubmissionFileRow | None:
    """Return the workbook of a submission as it was filed."""
    return next(iter(ledger.query(SubmissionFileRow, "submission_file", submission=submission)), None)


def submission_rows(ledger: Ledger, submission: int) -> SubmissionRows:
    """Return everything that one submission reported."""
    numbers = (submission,)
    return {
        "actual": actuals(ledger, numbers),
        "explanation": explanations(ledger, numbers),
        "progress": progress(ledger, numbers),
        "narrative": narratives(ledger, numbers),
        "finding": findings(ledger, numbers),
    }


def actuals(ledger: Ledger, submissions: Sequence[int]) -> list[ActualRow]:
    """Return the values that these submissions reported."""
    return ledger.query_by_submission(ActualRow, "actual", submissions)


def explanations(ledger: Ledger, submissions: Sequence[int]) -> list[ExplanationRow]:
    """Return the reasons that these submissions gave for indicators without a value."""
    return ledger.query_by_submission(ExplanationRow, "explanation", submissions)


def progress(ledger: Ledger, submissions: Sequence[int]) -> list[ProgressRow]:
    """Return the states of commitments that these submissions reported."""
    return ledger.query_by_submission(ProgressRow, "progress", submissions)


def narratives(ledger: Ledger, submissions: Sequence[int]) -> list[NarrativeRow]:
    """Return the texts on items that these submissions reported, with period, unit and time of the submission."""
    return ledger.query_by_submission(NarrativeRow, "narrative", submissions)


def findings(ledger: Ledger, submissions: Sequence[int]) -> list[FindingRow]:
    """Return the findings that were confirmed with these submissions."""
    return ledger.query_by_submission(FindingRow, "finding", submissions)


def reported_codes(ledger: Ledger, submissions: Sequence[int]) -> list[tuple[int, str]]:
    """Return (submission, code) of every indicator, commitment and item that these submissions report on."""
    return [
        *((r["submission"], r["indicator"]) for r in actuals(ledger, submissions)),
        *((r["submission"], r["indicator"]) for r in explanations(ledger, submissions)),
        *((r["submission"], r["commitment"]) for r in progress(ledger, submissions)),
        *((r["submission"], r["item"]) for r in narratives(ledger, submissions)),
    ]


def actual_trail(ledger: Ledger, plan: str, indicator: str) -> list[ActualTrailRow]:
    """Return every value ever reported for an indicator, or the reason why there is none, newest first, with its cell."""
    return ledger.query(ActualTrailRow, "actual_trail", plan=plan, indicator=indicator)
