"""Facts in the ledger: submissions and the values they brought, appended whole in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, replace

from zcdash.facts import Act, Submission
from zcdash.store.ledger import Ledger, Row


def file_hash(data: bytes) -> str:
    """The fingerprint under which a file is known."""
    return hashlib.sha256(data).hexdigest()


def record(
    ledger: Ledger,
    submission: Submission,
    act: Act | None = None,
    still: Callable[[Row | None], None] = lambda latest: None,
) -> int:
    """The number of the submission, now in the ledger; it supersedes the unit's earlier one of the same period.

    `still` sees the unit's latest submission of the period inside the transaction, and may raise to call the filing off.
    """
    head = {
        k: getattr(submission, k)
        for k in ("plan", "version", "period", "unit", "filed_by", "filed_at", "filed_on", "file_name", "file_bytes")
    }
    act = act or Act("报送", submission.filed_by)
    with ledger.change(act) as change:
        number = change.next("submission")
        earlier = change.run(
            "select s.submission, s.file_hash from submission s join latest_submission l on l.submission = s.submission "
            "where s.plan = $plan and s.period = $period and s.unit = $unit",
            plan=submission.plan,
            period=submission.period,
            unit=submission.unit,
        )
        still({"submission": earlier[0][0], "file_hash": earlier[0][1]} if earlier else None)
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
        change.add("words", [key | asdict(w) for w in submission.words])
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
    return ledger.ask("submission", plan=plan, submission=submission)


def filed_file(ledger: Ledger, submission: int) -> Row | None:
    """The name and bytes of a filed workbook, just as it came in."""
    rows = ledger.ask("filed_file", submission=submission)
    return rows[0] if rows else None


def filed(ledger: Ledger, submission: int) -> dict[str, list[Row]]:
    """What one submission brought: its actuals, progress, words and findings."""
    return {what: ledger.ask_each(what, (submission,)) for what in ("actual", "progress", "words", "finding")}
