"""Facts in the ledger: submissions and the values they brought, appended whole in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from zcdash.model import State
from zcdash.store.ledger import Ledger, now


@dataclass(frozen=True, slots=True)
class Actual:
    """实际值: one indicator's reported value in its own unit, and the cell it was typed in."""

    indicator: str
    value: float
    typed: str
    note: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Progress:
    """One commitment's reported state, and the cell it was typed in."""

    commitment: str
    state: State
    done_on: date | None
    note: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a unit wrote of one item: progress, problem, next step."""

    item: str
    progress: str
    problem: str
    next_step: str
    sheet: str
    row_number: int


@dataclass(frozen=True, slots=True)
class Submission:
    """报送: what one unit filed for one period."""

    plan: str
    version: int
    period: str
    unit: str
    filed_by: str
    file_name: str
    file_bytes: bytes
    actuals: Sequence[Actual] = ()
    progress: Sequence[Progress] = ()
    words: Sequence[Words] = ()


def record(ledger: Ledger, submission: Submission) -> int:
    """The number of the submission, now in the ledger; it supersedes the unit's earlier one of the same period."""
    head = {k: getattr(submission, k) for k in ("plan", "version", "period", "unit", "filed_by", "file_name", "file_bytes")}
    with ledger.change() as change:
        number = change.run("select coalesce(max(submission), 0) + 1 from submission")[0][0]
        earlier = change.run(
            "select submission from latest_submission where plan = $plan and period = $period and unit = $unit",
            plan=submission.plan, period=submission.period, unit=submission.unit,
        )
        change.add("submission", [head | {
            "submission": number, "filed_at": now(), "supersedes": earlier[0][0] if earlier else None,
            "file_hash": hashlib.sha256(submission.file_bytes).hexdigest(),
        }])
        key = {"submission": number}
        change.add("actual", [key | asdict(a) for a in submission.actuals])
        change.add("progress", [key | asdict(p) | {"state": p.state.value} for p in submission.progress])
        change.add("words", [key | asdict(w) for w in submission.words])
    return number
