"""Corrections of a plan: the current values, the first planned ones, and the requests of before they were requests of plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zcdash import store
from zcdash.domain.model import Indicator, format_number
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.errors import NotFound
from zcdash.queries.clock import to_local_time
from zcdash.store.ledger import Ledger

KINDS = {
    "lead_unit": "牵头单位",
    "lead_leader": "牵头分管区长",
    "tolerance": "允许偏差",
    "planned": "计划值",
    "target": "阶段目标",
    "baseline": "基数",
}
PENDING_BASELINE = "待建立"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Earlier request to correct a plan, with its decision; `approved` is None where there was none."""

    number: int
    plan: str
    kind: str
    code: str
    period: str
    was: str
    wanted: str
    reason: str
    name: str
    login: str
    asked_at: datetime
    approved: bool | None
    note: str | None
    decided_by: str | None
    version: int | None


def earlier(ledger: Ledger) -> list[Correction]:
    """Return the earlier requests of every plan, newest first; times in Shanghai time. Since then `plan_requests` has them."""
    return [
        Correction(
            number=r["correction_request"],
            plan=r["plan"],
            kind=r["kind"],
            code=r["code"],
            period=r["period"],
            was=r["was"],
            wanted=r["wanted"],
            reason=r["reason"],
            name=r["name"],
            login=r["login"],
            asked_at=to_local_time(r["asked_at"]),
            approved=r["approved"],
            note=r["note"],
            decided_by=r["decided_by"],
            version=r["version"],
        )
        for r in store.corrections.correction_requests(ledger)
    ]


def current_value(plan: Plan, kind: str, code: str, period: str) -> str:
    """Return the plan's present value of what a correction is about. Raises NotFound."""
    if kind in ("lead_unit", "lead_leader"):
        leads = "、".join(plan.leads_of(code, kind.removeprefix("lead_")))
        values = [leads or "（无）" for i in plan.items if i.code == code]
    elif kind == "target":
        values = [t.text for t in plan.targets if (t.item, t.period) == (code, period)]
    elif kind == "tolerance":
        values = [format_number(i.tolerance) for i in plan.indicators if i.code == code]
    elif kind == "planned":
        values = [
            format_number(i.planned.get(period)) for i in plan.indicators if i.code == code and period in plan.periods
        ]
    elif kind == "baseline":
        values = [_baseline(i) for i in plan.indicators if i.code == code]
    else:
        raise NotFound(f"不能更正“{kind}”。", f"可以更正：{'、'.join(KINDS.values())}。")
    if not values:
        raise NotFound(f"计划中没有 {code} 的{KINDS[kind]}{period}。", "请核对编号和期次。")
    return values[0]


def _baseline(indicator: Indicator) -> str:
    """Return the baseline with the period that it was measured in: 277.46（2016年）."""
    if indicator.baseline is None:
        return PENDING_BASELINE
    period = Period.parse(indicator.baseline_period).name if indicator.baseline_period else "未注明哪一期"
    return f"{format_number(indicator.baseline)}（{period}）"


def first_planned(ledger: Ledger, plan_id: str, indicator: str) -> dict[str, float] | None:
    """Return the planned values of an indicator in the plan's first version; None if they are unchanged."""
    plan, version = store.plans.load_plan(ledger, plan_id)
    if version == 1:
        return None
    first = next((i for i in store.plans.plan_version(ledger, plan_id, 1).indicators if i.code == indicator), None)
    now = next((i for i in plan.indicators if i.code == indicator), None)
    return first.planned if first and now and first.planned != now.planned else None
