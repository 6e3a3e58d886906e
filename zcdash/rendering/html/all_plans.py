"""All plans as HTML: the list of plans, the head of one plan among others, and items that say which plan they are of.

Every link carries the plan, so that it opens there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zcdash.domain.assessment import DISPLAY_ORDER
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_words import stage_name
from zcdash.domain.terms import PLAN_KIND_NAME, Light
from zcdash.rendering.formatting import day
from zcdash.rendering.html.templating import link, render
from zcdash.rendering.palette import MARKS
from zcdash.rendering.protocols.all_plans import NextReturn, PlanItem, PlanLine, PlanNow, UnitReturn

_RED = (Light.BEHIND, Light.MISSING)


def plan_list(lines: Iterable[PlanLine]) -> str:
    """Return plans, one an entry: kind, title and period, share on track, what is red, and the return due next."""
    return render("plan_list.html", rows=[_line(line) for line in lines])


def _line(line: PlanLine) -> dict[str, object]:
    plan = line.now.plan
    late = line.submissions.missing + line.submissions.returned
    return {
        "kind": PLAN_KIND_NAME[plan.kind],
        "title": plan.title,
        "address": link("./", plan=plan.id),
        "under": f"{stage_name(Period.parse(line.now.period))} · {len(plan.items)} 项",
        "rate": line.rate,
        "parts": [(MARKS[x], line.counts[x]) for x in DISPLAY_ORDER if line.counts[x]],
        "red": [(MARKS[x], line.counts[x]) for x in _RED if line.counts[x]],
        "due": due_text(line.due),
        "left": left_text(line.due) if line.due else "",
        "late": f"本期逾期或退回 {late} 个单位" if late else "",
        "near": line.due is not None and line.due.days_left <= 7,
    }


def due_text(due: NextReturn | None) -> str:
    """Return the return due next: 2017年三季度报送，截止2017年10月10日; where there is none, that all are past."""
    if due is None:
        return "报送都已到期"
    return f"{stage_name(Period.parse(due.period))}报送，截止{day(due.deadline)}"


def left_text(due: NextReturn) -> str:
    """Return the days that are left, and how many units have still to file: 还有 3 天，待报 12/49 个单位."""
    left = f"还有 {due.days_left} 天" if due.days_left else "今天截止"
    return f"{left}，待报 {due.to_file}/{due.asked} 个单位"


def plan_head(now: PlanNow, counts: Mapping[Light, int], page: str, note: str = "", **query: str) -> str:
    """Return the head of one plan among others: title, which opens `page` in the plan, kind, period, lights with counts."""
    return render(
        "plan_head.html",
        title=now.plan.title,
        address=link(page, plan=now.plan.id, **query),
        facts=[PLAN_KIND_NAME[now.plan.kind], stage_name(Period.parse(now.period)), note],
        lights=[(MARKS[x], counts[x]) for x in DISPLAY_ORDER if counts.get(x)],
    )


def submissions_head(plan: Plan, number: int) -> str:
    """Return the head of one plan's submissions that wait for a signature; the title opens the queue of this plan alone."""
    address, facts = link("signing", plan=plan.id), [PLAN_KIND_NAME[plan.kind], f"{number} 份"]
    return render("plan_head.html", title=plan.title, address=address, facts=facts, lights=())


def decisions(rows: Iterable[PlanItem]) -> str:
    """Return items of several plans that need a decision, each with its plan and who is responsible."""
    lines = [
        (x.item, x.standing.assessment, responsible(x.now.plan, x.item.code), x.standing, x.now.plan, x.now.period)
        for x in rows
    ]
    return render("decisions.html", rows=lines, order=DISPLAY_ORDER, named=True)


def responsible(plan: Plan, item: str) -> str:
    """Return the units and leaders that lead an item, with a blank between; empty where nobody does."""
    leads = (plan.leads_of(item, kind) for kind in ("unit", "leader"))
    return "　".join("、".join(names) for names in leads if names)


def unit_returns(rows: Iterable[UnitReturn]) -> str:
    """Return what a unit owes to each plan, an entry a return: plan, period, deadline and state."""
    return render(
        "unit_returns.html",
        rows=[
            {
                "plan": row.plan,
                "name": stage_name(Period.parse(row.period)),
                "address": link("submit", plan=row.plan.id, period=row.period, unit=row.filing.unit),
                "state": f"截止{day(row.filing.deadline)}，{row.filing.word}",
                "near": row.filing.late_days > 0 or row.filing.returned,
            }
            for row in rows
        ],
    )
