"""Plans and settings: a plan folder becomes a version of a plan; the office sets the day it works in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zcdash import gate, store
from zcdash.desk.door import door
from zcdash.errors import PlanUnreadable
from zcdash.facts import Act
from zcdash.gate import Account, Command
from zcdash.intake import check, folder
from zcdash.model import Finding, Plan, Severity
from zcdash.store import Ledger, Proof


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a plan folder: its plan, the version it stands under, whether that version is new."""

    plan: str
    version: int
    new: bool
    items: int
    findings: tuple[Finding, ...]


@door
def load_plan(ledger: Ledger, account: Account, path: Path | str, reason: str = "首次载入") -> Loaded:
    """Load a plan folder. Raises PlanUnreadable, with the first errors, where the plan is not fit."""
    gate.permit(account, Command.LOAD_PLAN)
    return record_fit(ledger, account.act(Command.LOAD_PLAN), folder.read(path), reason)


def record_fit(ledger: Ledger, act: Act, plan: Plan, reason: str, decision: Mapping[str, Any] | None = None) -> Loaded:
    """Record a plan that checking finds no error in, with the decision it rests on. Raises PlanUnreadable otherwise."""
    findings = check.check(plan)
    errors = [f for f in findings if f.severity is Severity.ERROR]
    if errors:
        first = "；".join(f"{f.place}：{f.sentence}" for f in errors[:3])
        raise PlanUnreadable(f"计划 {plan.id} 有 {len(errors)} 处错误，没有载入：{first}", "请用 check-plan 逐条改正。")
    version, new = store.record_plan(ledger, plan, reason, act, decision)
    return Loaded(plan.id, version, new, len(plan.items), tuple(findings))


@door
def back_up(ledger: Ledger, account: Account, folder: Path) -> tuple[Path, Proof]:
    """(a proved copy of the ledger in the folder, the proof). Raises LedgerUnavailable where it cannot be written."""
    gate.permit(account, Command.BACK_UP)
    copy, proof = store.back_up(ledger, folder)
    store.set_value(ledger, "backup", str(copy), account.act(Command.BACK_UP, subject="备份"))
    return copy, proof


@door
def set_business_date(ledger: Ledger, account: Account, day: date | None) -> None:
    """From now on the office works as on `day`; None goes back to the wall clock."""
    gate.permit(account, Command.SET)
    store.set_value(
        ledger, "business_date", day.isoformat() if day else "", account.act(Command.SET, subject="业务日期")
    )
