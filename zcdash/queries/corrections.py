"""What was asked to be corrected in a plan, what became of it; and what units broke down to months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zcdash import store
from zcdash.domain.model import Commitment, format_number
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.errors import NotFound
from zcdash.queries.clock import to_local_time
from zcdash.queries.periods import unit_deadlines
from zcdash.store.ledger import Ledger

KINDS = {
    "lead_unit": "牵头单位",
    "lead_leader": "牵头分管区长",
    "tolerance": "允许偏差",
    "planned": "计划值",
    "target": "阶段目标",
}


@dataclass(frozen=True, slots=True)
class Correction:
    """A request to correct a plan, and its decision (`approved` None while there is none)."""

    number: int
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


def corrections(ledger: Ledger, plan_id: str) -> list[Correction]:
    """Every request of a plan, newest first; times in Shanghai time."""
    return [
        Correction(
            r["correction_request"],
            r["kind"],
            r["code"],
            r["period"],
            r["was"],
            r["wanted"],
            r["reason"],
            r["name"],
            r["login"],
            to_local_time(r["asked_at"]),
            r["approved"],
            r["note"],
            r["decided_by"],
            r["version"],
        )
        for r in ledger.query("correction_request", plan=plan_id)
    ]


def current_value(plan: Plan, kind: str, code: str, period: str) -> str:
    """What the plan says now of what a correction is about. Raises Unknown."""
    if kind in ("lead_unit", "lead_leader"):
        found = [*plan.leads_of(code, kind.removeprefix("lead_"))]
    elif kind == "target":
        found = [t.text for t in plan.targets if (t.item, t.period) == (code, period)]
    elif kind == "tolerance":
        found = [format_number(i.tolerance) for i in plan.indicators if i.code == code]
    elif kind == "planned":
        found = [
            format_number(i.planned.get(period)) for i in plan.indicators if i.code == code and period in plan.periods
        ]
    else:
        raise NotFound(f"不能更正“{kind}”。", f"可以更正：{'、'.join(KINDS.values())}。")
    if not found:
        raise NotFound(f"计划中没有 {code} 的{KINDS[kind]}{period}。", "请核对编号和期次。")
    return found[0]


def first_planned(ledger: Ledger, plan_id: str, indicator: str) -> dict[str, float] | None:
    """The planned values of an indicator in the plan's first version, None where they still hold."""
    plan, version = store.plans.load_plan(ledger, plan_id)
    if version == 1:
        return None
    first = next((i for i in store.plans.plan_version(ledger, plan_id, 1).indicators if i.code == indicator), None)
    now = next((i for i in plan.indicators if i.code == indicator), None)
    return first.planned if first and now and first.planned != now.planned else None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A commitment as its unit broke it down to a month: own due date and person in charge; `assigned_by` is empty where it did not."""

    commitment: Commitment
    unit: str
    due: date
    person: str
    assigned_by: str


def breakdowns(ledger: Ledger, plan_id: str, unit: str | None = None, period: str | None = None) -> list[Breakdown]:
    """Every one-off commitment of a unit (or all), of a period (or all), with its month; where none was said, the plan's own."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    told = {r["commitment"]: r for r in ledger.query("breakdown", plan=plan_id)}
    found = []
    for c in plan.commitments:
        whose = plan.reporting_unit(c)
        if c.ongoing or unit not in (None, whose) or period not in (None, c.period):
            continue
        r = told.get(c.code)
        found.append(Breakdown(c, whose, r["due"], r["person"], r["name"]) if r else Breakdown(c, whose, c.due, "", ""))
    return found


@dataclass(frozen=True, slots=True)
class Event:
    """A day to know of."""

    key: str
    day: date
    title: str
    note: str


def events(ledger: Ledger, plan_id: str, unit: str | None = None) -> list[Event]:
    """The year's deadlines and commitments, of a unit or of all, by day."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    due, note = unit_deadlines(ledger, plan), f"{plan.number}：经主要负责人、分管区长审签后报{plan.report_to}"
    found = [
        Event(f"{plan_id}-{p}", due.of(p, unit or ""), f"{Period.parse(p).short_name}报送截止", note)
        for p in plan.periods
    ]
    for b in breakdowns(ledger, plan_id, unit):
        c = b.commitment
        who = f"，责任人：{b.person}" if b.person else ""
        found.append(
            Event(
                f"{plan_id}-{c.code}",
                b.due,
                f"{c.project}：{c.text}" if c.project else c.text,
                f"{c.item} {plan.item(c.item).title}；{b.unit}{who}；节点 {c.code}",
            )
        )
    return sorted(found, key=lambda e: (e.day, e.key))
