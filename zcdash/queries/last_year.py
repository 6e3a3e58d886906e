"""Values that the plan of a new year takes over: what each indicator had reached, and the names that units have now."""

from __future__ import annotations

from datetime import date

from zcdash import store
from zcdash.domain.model import Indicator
from zcdash.domain.organisation import Organisation
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.domain.terms import Basis, UnitKind
from zcdash.intake.next_year import Baseline
from zcdash.queries.clock import today
from zcdash.queries.organisation import organisation
from zcdash.queries.reported_values import reported_values
from zcdash.store.ledger import Ledger

_TOTALS = frozenset({Basis.CUMULATIVE, Basis.QUARTER})


def baselines(ledger: Ledger, plan: Plan) -> dict[str, Baseline]:
    """Return indicator → what it had reached by the returns that were accepted, with period and source.

    Of a running total only the whole year counts; of a rate, a share or a rank the last period with a value.
    """
    version = store.plans.load_plan(ledger, plan.id)[1]
    figures = reported_values(ledger, plan.id, version, View.OFFICIAL).figures
    found = {}
    for indicator in plan.indicators:
        if reached := _reached(indicator, [(f.period, f.actual, f.actual_total) for f in figures[indicator.code]]):
            period, value = reached
            is_year = indicator.basis in _TOTALS and period.ends.month == 12
            measured = str(period.ends.year) if is_year else period.text
            found[indicator.code] = Baseline(value, measured, f"{period.name}报送")
    return found


def _reached(
    indicator: Indicator, figures: list[tuple[Period, float | None, float | None]]
) -> tuple[Period, float] | None:
    """Return the period and value that an indicator had reached at the end; None without one."""
    if indicator.basis in _TOTALS:
        period, actual, total = figures[-1]
        value = total if indicator.basis is Basis.QUARTER else actual
        return (period, value) if value is not None else None
    return next(((p, actual) for p, actual, _ in reversed(figures) if actual is not None), None)


def renamed(ledger: Ledger, plan: Plan, year: int) -> dict[str, str]:
    """Return the units and leaders of a plan that have other names, or successors, today or, if later, as a year begins."""
    register, day = organisation(ledger), max(date(year, 1, 1), today(ledger))
    units = {u.name: register.current_name(u.name, day) for u in plan.units if u.kind is not UnitKind.GROUP}
    leaders = {x.name: _successor(register, x.name, day) for x in plan.leaders}
    return {old: new for old, new in (units | leaders).items() if new != old}


def _successor(register: Organisation, leader: str, day: date) -> str:
    """Return who holds on a day the field that a leader has left; the same leader where nobody is recorded."""
    posts = register.leaders()
    left = [p for name, p in posts if name == leader and p.field and p.until and p.until < day]
    held = {p.field: name for name, p in register.leaders(day) if name}
    if leader in held.values() or not left:
        return leader
    return held.get(max(left, key=lambda p: p.until or day).field, leader)
