"""Facts in the ledger: submissions and the values they brought, appended whole in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

from zcdash.domain.audit import Act
from zcdash.domain.submission import Submission
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import Row


def file_hash(data: bytes) -> str:
    """The fingerprint under which a file is known."""
    return hashlib.sha256(data).hexdigest()


def save_submission(
    ledger: Ledger,
    submission: Submission,
    act: Act | None = None,
    precondition: Callable[[Row | None], None] = lambda latest: None,
) -> int:
    """The number of the submission, now in the ledger; it supersedes the unit's earlier one of the same period.

    `precondition` sees the unit's latest submission of the period inside the transaction, and may raise to call the filing off.
    """
    head = {
        k: getattr(submission, k)
        for k in ("plan", "version", "period", "unit", "filed_by", "filed_at", "filed_on", "file_name", "file_bytes")
    }
    act = act or Act("报送", submission.filed_by)
    with ledger.transaction(act) as change:
        number = change.next("submission")
        earlier = change.run(
            "select s.submission, s.file_hash from submission s join latest_submission l on l.submission = s.submission "
            "where s.plan = $plan and s.period = $period and s.unit = $unit",
            plan=submission.plan,
            period=submission.period,
            unit=submission.unit,
        )
        precondition({"submission": earlier[0][0], "file_hash": earlier[0][1]} if earlier else None)
        change.add(
            "submission",
            [
                head
                | {
                    "submission": number,
                    "supersedes": earlier[0][0] if earlier else None,
                    "file_hash": file_hash(submission.file_bytes),
                }
            ],
        )
        key = {"submission": number}
        change.add("actual", [key | asdict(a) for a in submission.actuals])
        change.add("progress", [key | asdict(p) | {"state": p.state.value} for p in submission.progress])
        change.add("narrative", [key | asdict(w) for w in submission.narratives])
        change.add(
            "finding",
            [
                key | asdict(f) | {"place_number": n, "severity": f.severity.value}
                for n, f in enumerate(submission.findings)
            ],
        )
        change.act = replace(
            act,
            plan=submission.plan,
            period=submission.period,
            unit=submission.unit,
            subject=f"报送 {number}",
            before=f"报送 {earlier[0][0]}" if earlier else "",
            after=f"{submission.file_name} {file_hash(submission.file_bytes)[:16]}",
        )
    return number


def submissions(ledger: Ledger, plan: str, submission: int | None = None) -> list[Row]:
    """One row per submission of a plan, newest first, without the file's bytes; or one of them and what superseded it."""
    return ledger.query("submission", plan=plan, submission=submission)


def submission_file(ledger: Ledger, submission: int) -> Row | None:
    """The name and bytes of a filed workbook, just as it came in."""
    rows = ledger.query("submission_file", submission=submission)
    return rows[0] if rows else None


def submission_rows(ledger: Ledger, submission: int) -> dict[str, list[Row]]:
    """What one submission brought: its actuals, progress, words and findings."""
    return {
        what: ledger.query_by_submission(what, (submission,)) for what in ("actual", "progress", "narrative", "finding")
    }


def actuals(ledger: Ledger, submissions: Sequence[int]) -> list[Row]:
    """One row per value that these submissions reported."""
    return ledger.query_by_submission("actual", submissions)


def progress(ledger: Ledger, submissions: Sequence[int]) -> list[Row]:
    """One row per commitment that these submissions spoke of."""
    return ledger.query_by_submission("progress", submissions)


def narratives(ledger: Ledger, submissions: Sequence[int]) -> list[Row]:
    """One row per item that these submissions wrote of, with the submission's period, unit and moment."""
    return ledger.query_by_submission("narrative", submissions)


def reported_values(ledger: Ledger, submissions: Sequence[int]) -> dict[str, list[Row]]:
    """All that these submissions speak of, by what it is: `indicator`, `commitment` or `item`, a column of its rows."""
    asked = {"indicator": actuals, "commitment": progress, "item": narratives}
    return {what: question(ledger, submissions) for what, question in asked.items()}


def actual_trail(ledger: Ledger, plan: str, indicator: str) -> list[Row]:
    """One row per value ever reported for an indicator, newest first, with the cell it came from."""
    return ledger.query("actual_trail", plan=plan, indicator=indicator)
