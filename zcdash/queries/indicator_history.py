"""历年: one indicator in several plans, period by period, with the change over the same period a year before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from zcdash import store
from zcdash.domain.assessment import Assessment
from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.rounding import divided, exact
from zcdash.domain.submission import View
from zcdash.domain.terms import RATE_UNITS, Basis
from zcdash.queries.indicator_list import over_the_year
from zcdash.queries.item_standing import Standing
from zcdash.queries.plans import plan_names
from zcdash.queries.standing import year
from zcdash.store.ledger import Ledger

_IN_POINTS = (Basis.GROWTH, Basis.RANK)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One period of an indicator in one plan; values as they are compared there.

    `change`: over the same period a year before, a share, or the difference where `in_points`; None without a value then.
    """

    plan: str
    title: str
    indicator: Indicator
    period: str
    planned: float | None
    actual: float | None
    assessment: Assessment
    change: Decimal | None = None
    in_points: bool = False


def other_plans(ledger: Ledger, plan_id: str, code: str) -> list[tuple[Plan, Indicator]]:
    """Return the same indicator in other plans: one that cites the other, or has its name, unit and basis. Raises NotFound."""
    own = store.plans.load_plan(ledger, plan_id)[0].indicator(code)
    found = []
    for name in plan_names(ledger):
        if name != plan_id:
            plan = store.plans.load_plan(ledger, name)[0]
            found += [(plan, i) for i in plan.indicators if _is_same((plan_id, own), (name, i))]
    return found


def _is_same(one: tuple[str, Indicator], other: tuple[str, Indicator]) -> bool:
    (plan, own), (name, indicator) = one, other
    cited = own.cites == f"{name}:{indicator.code}" or indicator.cites == f"{plan}:{own.code}"
    alike = (own.name, own.unit, own.basis) == (indicator.name, indicator.unit, indicator.basis)
    return cited or alike


def history(ledger: Ledger, plan_id: str, code: str, view: View = View.OFFICIAL) -> list[HistoryLine]:
    """Return an indicator over all plans that have it, the oldest period first; empty where no other plan has it.

    The plan itself is read in `view`, the others in the official one. Raises NotFound.
    """
    others = other_plans(ledger, plan_id, code)
    if not others:
        return []
    lines = _lines(store.plans.load_plan(ledger, plan_id)[0], code, year(ledger, plan_id, view))
    for other, indicator in others:
        lines += _lines(other, indicator.code, year(ledger, other.id))
    lines.sort(key=lambda line: (Period.parse(line.period), line.plan))
    return [_compared(line, lines) for line in lines]


def _lines(plan: Plan, code: str, standings: Mapping[str, Standing]) -> list[HistoryLine]:
    """Return the periods in which something is planned or reported."""
    return [
        HistoryLine(
            plan=plan.id,
            title=plan.title,
            indicator=s.indicator,
            period=period,
            planned=s.planned,
            actual=s.actual,
            assessment=s.assessment,
        )
        for period, s in over_the_year(standings, code).items()
        if (s.planned, s.actual) != (None, None)
    ]


def _compared(line: HistoryLine, lines: list[HistoryLine]) -> HistoryLine:
    """Return a line with its change over the year before."""
    before = next((x.actual for x in lines if x.actual is not None and _is_year_before(x.period, line.period)), None)
    if before is None or line.actual is None:
        return line
    in_points = line.indicator.basis in _IN_POINTS or line.indicator.unit in RATE_UNITS
    gap = exact(line.actual) - exact(before)
    if not in_points and before <= 0:
        return line
    return replace(line, change=gap if in_points else divided(gap, before), in_points=in_points)


def _is_year_before(one: str, other: str) -> bool:
    """Return True if a period is the same part of the year before another."""
    return "/" not in one and one[4:] == other[4:] and one[:4].isdecimal() and int(one[:4]) + 1 == int(other[:4])
