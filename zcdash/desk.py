"""Commands: what changes the ledger, each in one transaction, each answered with a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zcdash import store
from zcdash.errors import PlanUnreadable
from zcdash.intake import check, folder
from zcdash.model import Finding, Severity
from zcdash.store import Ledger


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
