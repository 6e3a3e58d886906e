"""Schedule of a plan: commitments as their units broke them down, and the calendar of deadlines and commitments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from zcdash import store
from zcdash.domain.model import Commitment
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_words import signed_by, stage_name
from zcdash.domain.terms import PlanKind
from zcdash.queries.periods import unit_deadlines
from zcdash.store.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """Commitment with the due date and person that its unit set; `assigned_by` is empty if it set none."""

    commitment: Commitment
    unit: str
    due: date
    person: str = ""
    assigned_by: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Calendar event."""

    key: str
    day: date
    title: str
    note: str


def breakdowns(ledger: Ledger, plan_id: str, unit: str | None = None, period: str | None = None) -> list[Breakdown]:
    """Return the commitments with an end, of a unit and a period if given; without a breakdown, with the plan's date."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    rows = {r["commitment"]: r for r in store.corrections.breakdowns(ledger, plan_id)}
    result = []
    for c in plan.commitments:
        reporting_unit = plan.reporting_unit(c)
        if c.ongoing or unit not in (None, reporting_unit) or period not in (None, c.period):
            continue
        breakdown = Breakdown(commitment=c, unit=reporting_unit, due=c.due)
        if r := rows.get(c.code):
            breakdown = replace(breakdown, due=r["due"], person=r["person"], assigned_by=r["name"])
        result.append(breakdown)
    return result


def _deadline_title(plan: Plan, period: Period) -> str:
    """Return 二季度报送截止; of other kinds of plans 启动部署阶段进展报送截止, with the plan."""
    if plan.kind is PlanKind.ANNUAL:
        return f"{period.short_name}报送截止"
    return f"{stage_name(period)}进展报送截止（{plan.title}）"


def events(ledger: Ledger, plan_id: str, unit: str | None = None) -> list[Event]:
    """Return the deadlines and commitments of the year, of a unit if given, by day."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    deadlines = unit_deadlines(ledger, plan)
    signers = signed_by(plan)
    note = f"{plan.number}：{f'经{signers}审签后' if signers else ''}报{plan.report_to}"
    result = [
        Event(f"{plan_id}-{p}", deadlines.of(p, unit or ""), _deadline_title(plan, Period.parse(p)), note)
        for p in plan.periods
    ]
    for b in breakdowns(ledger, plan_id, unit):
        c = b.commitment
        title = f"{c.project}：{c.text}" if c.project else c.text
        person = f"，责任人：{b.person}" if b.person else ""
        note = f"{c.item} {plan.item(c.item).title}；{b.unit}{person}；节点 {c.code}"
        result.append(Event(f"{plan_id}-{c.code}", b.due, title, note))
    return sorted(result, key=lambda e: (e.day, e.key))
