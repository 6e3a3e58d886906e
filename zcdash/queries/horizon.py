"""Way of an indicator from its baseline to the values that its plan states for later years, for reference."""

from __future__ import annotations

from zcdash import store
from zcdash.domain.submission import View
from zcdash.queries.caching import cached_query
from zcdash.queries.reported_values import reported_values
from zcdash.rules import horizon
from zcdash.store.ledger import Ledger


@cached_query
def path(ledger: Ledger, plan: str, indicator: str, view: View = View.OFFICIAL) -> list[horizon.Way]:
    """Return the way of an indicator at every period that has an actual, in order. Raises NotFound.

    Empty where there is no way to tell of: no baseline, no value planned, nothing that is to change.
    """
    whole, version = store.plans.load_plan(ledger, plan)
    promised = whole.indicator(indicator)
    figures = reported_values(ledger, plan, version, view).figures[indicator]
    ways = (horizon.way(promised, whole.periods, f.period, f.actual) for f in figures if f.actual is not None)
    return [w for w in ways if w]


def way(ledger: Ledger, plan: str, indicator: str, period: str = "", view: View = View.OFFICIAL) -> horizon.Way | None:
    """Return the way at a period, or at the last one that has an actual; None where there is none. Raises NotFound."""
    ways = [w for w in path(ledger, plan, indicator, view) if period in ("", w.period.text)]
    return ways[-1] if ways else None
