"""Commands: what changes the ledger, each in one transaction, each answered with a receipt."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from zcdash import board, store
from zcdash.board.returns import Examined, examined, local
from zcdash.errors import PlanUnreadable, WrongUse
from zcdash.facts import Submission
from zcdash.intake import check, folder
from zcdash.model import Finding, Severity
from zcdash.store import Ledger, Row


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a plan folder: its plan, the version it stands under, whether that version is new."""

    plan: str
    version: int
    new: bool
    items: int
    findings: tuple[Finding, ...]


def load_plan(ledger: Ledger, path: Path | str, reason: str = "首次载入") -> Loaded:
    """Load a plan folder. Raises PlanUnreadable, with the first errors, where the plan is not fit."""
    plan = folder.read(path)
    findings = check.check(plan)
    errors = [f for f in findings if f.severity is Severity.ERROR]
    if errors:
        first = "；".join(f"{f.place}：{f.sentence}" for f in errors[:3])
        raise PlanUnreadable(f"计划 {plan.id} 有 {len(errors)} 处错误，没有载入：{first}", "请用 check-plan 逐条改正。")
    version, new = store.record_plan(ledger, plan, reason)
    return Loaded(plan.id, version, new, len(plan.items), tuple(findings))


def set_business_date(ledger: Ledger, day: date | None, set_by: str) -> None:
    """From now on the office works as on `day`; None goes back to the wall clock."""
    store.set_value(ledger, "business_date", day.isoformat() if day else "", set_by)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a file: its number where it is in the ledger, and whether this act put it there."""

    examined: Examined
    submission: int | None
    filed: bool
    filed_at: datetime | None = None
    """Shanghai time."""

    @property
    def refused(self) -> bool:
        return self.submission is None


class _SameFile(Exception):
    """The very same file counts already."""


def submit(
    ledger: Ledger, data: bytes, file_name: str, filed_by: str, accept: bool = False, plan: str | None = None,
    period: str | None = None, unit: str | None = None, at: datetime | None = None,
) -> Receipt:
    """File one unit's return, whole or not at all. Errors refuse; warnings refuse until they are accepted.

    The same file twice files nothing new and answers with the number it has. `at` (UTC, without a zone) is for samples.
    """
    if not filed_by.strip():
        raise WrongUse("没有填报人。", "请写明是谁填报的。")
    seen = examined(ledger, data, plan, period, unit)
    if seen.same:
        return Receipt(seen, seen.latest["submission"], False, local(seen.latest["filed_at"]))
    if not seen.form or seen.returned.refused or (seen.returned.findings and not accept):
        return Receipt(seen, None, False)
    asked, got, moment = seen.form, seen.returned, at or store.now()

    def still(latest: Row | None) -> None:
        if latest and latest["file_hash"] == seen.file_hash:
            raise _SameFile

    try:
        number = store.record(ledger, Submission(
            asked.plan, asked.version, asked.period.text, asked.unit, filed_by.strip(), moment,
            local(at).date() if at else board.today(ledger), Path(file_name).name, data,
            got.actuals, got.progress, got.words, got.findings,
        ), still)
    except _SameFile:
        latest = examined(ledger, data, plan, period, unit).latest
        return Receipt(seen, latest["submission"], False, local(latest["filed_at"]))
    return Receipt(seen, number, True, local(moment))


SAMPLE_NAME = "演示数据（虚构）"


def load_samples(ledger: Ledger, path: Path | str, today: date | None = None) -> int:
    """File the sample returns of a folder as they were filed, mark the ledger as a demonstration, and work as on `today`.

    Without `today` it is the day after the last of them was filed. Answers how many were filed: none where they are there
    already. A ledger that holds real returns is refused: invented figures never stand beside real ones.
    """
    if any(board.history(ledger, plan) for plan in board.plan_names(ledger)):
        if board.is_sample(ledger):
            return 0
        raise WrongUse("台账里已有正式报送，不能再装入演示数据。", "请用 --ledger 另建一个演示台账。")
    store.set_value(ledger, "sample", SAMPLE_NAME, "程序")
    with (Path(path) / "filed.csv").open(encoding="utf-8", newline="") as listed:
        rows = list(csv.DictReader(listed))
    last = local(datetime.fromisoformat(rows[-1]["at"])).date()
    set_business_date(ledger, today or last + timedelta(days=1), "程序")
    for row in rows:
        file = Path(path) / row["file"]
        receipt = submit(ledger, file.read_bytes(), file.name, row["by"], accept=True, at=datetime.fromisoformat(row["at"]))
        if receipt.refused:
            first = receipt.examined.returned.findings[0]
            raise PlanUnreadable(f"样例 {row['file']} 没有通过检查：{first.sentence}", "请运行 data/samples/make.py 重新生成。")
    return len(rows)
