"""Forecast of the year from the quarters so far. Completion rates are set only on the plan still to come."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.bands import Held, meets
from tests.oracle.parts import RATES, number
from tests.oracle.rounding import half_up
from tests.oracle.shapes import Indicator, decimals

CLEARLY_SHORT = Fraction(9, 10)
"""Share of the year's value below which a single estimate is called falls_short."""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Forecast. `kind`: none, gap (rates and places), estimate (two quarters), interval (three).

    `low`, `high` are rounded as the value for the year is printed.

    `verdict`: reaches (both ends meet the year's value), unsure (one does), falls_short (neither); empty without a forecast.
    """

    kind: str
    low: Fraction | None = None
    high: Fraction | None = None
    verdict: str = ""
    best: tuple[str, Fraction] | None = None
    """Best single quarter and its amount."""
    gap: Fraction | None = None
    last_quarter: Fraction | None = None
    """Value that the last quarter must reach, for rates and places."""
    lacks: tuple[str, ...] = ()


def forecast(i: Indicator, reported: dict[str, str], periods: tuple[str, ...]) -> Forecast:
    """Forecast the year from reported numbers, period → text. Periods are those of the plan, in order."""
    actual = {p: v for p in periods if (v := number(reported.get(p))) is not None}
    year = i.annual if i.annual is not None else i.planned.get(periods[-1])
    if not actual or year is None or i.direction in ("hold", "within"):
        return Forecast(kind="none")
    last = max(actual)
    if i.basis in ("growth", "level", "rank"):
        must = i.planned.get(periods[-1], year)
        return Forecast(kind="gap", gap=actual[last] - Fraction(year), last_quarter=Fraction(must))
    amounts = single_quarters(i, actual, periods)
    best = max(amounts.items(), key=lambda kv: kv[1], default=None)
    lacks = tuple(p for p in i.planned if p <= last and p not in actual) if i.basis == "quarter" else ()
    covered = periods.index(last) + 1
    if lacks or covered < 2 or covered == len(periods):
        return Forecast(kind="none", best=best, lacks=lacks)
    return projected(i, actual, periods, year, best)


def single_quarters(i: Indicator, actual: dict[str, Fraction], periods: tuple[str, ...]) -> dict[str, Fraction]:
    """Return the amounts that belong to one quarter alone: a total is taken apart only where the total before it is known."""
    if i.basis == "quarter":
        return dict(actual)
    found = {}
    for n, p in enumerate(periods):
        if p in actual and (n == 0 or periods[n - 1] in actual):
            found[p] = actual[p] - (actual[periods[n - 1]] if n else 0)
    return found


def projected(
    i: Indicator, actual: dict[str, Fraction], periods: tuple[str, ...], year: str, best: tuple[str, Fraction] | None
) -> Forecast:
    """Return an interval (three quarters) or an estimate (two): the total so far, and the plan still to come at the rates seen."""
    done, plan = totals(i, actual), totals(i, {p: Fraction(t) for p, t in i.planned.items()})
    both = [p for p in periods if p in done and p in plan]
    if not both:
        return Forecast(kind="none", best=best)
    last = both[-1]
    end = plan.get(periods[-1], Fraction(year))
    left = end - plan[last]
    rates = step_rates(done, plan, both)
    whole = done[last] / plan[last] if plan[last] else None
    if whole is None or not rates:
        return Forecast(kind="none", best=best)
    interval = periods.index(last) >= 2 and len(rates) >= 2
    ends = sorted(done[last] + left * r for r in ((min(rates), max(rates)) if interval else (whole, whole)))
    places = decimals(year)
    return Forecast(
        kind="interval" if interval else "estimate",
        low=half_up(ends[0], places),
        high=half_up(ends[1], places),
        verdict=verdict(i, ends, Fraction(year), places, interval),
        best=best,
    )


def totals(i: Indicator, values: dict[str, Fraction]) -> dict[str, Fraction]:
    """Return running totals; those of a cumulative series are given."""
    if i.basis == "cumulative":
        return values
    return {p: sum((v for q, v in values.items() if q <= p), Fraction(0)) for p in values}


def step_rates(done: dict[str, Fraction], plan: dict[str, Fraction], both: list[str]) -> list[Fraction]:
    """Return actual ÷ planned of every step between figures; a missing quarter's plan belongs to the step that holds it."""
    rates = []
    before_done = before_plan = Fraction(0)
    for p in both:
        if plan[p] > before_plan:
            rates.append((done[p] - before_done) / (plan[p] - before_plan))
        before_done, before_plan = done[p], plan[p]
    return rates


def verdict(i: Indicator, ends: list[Fraction], year: Fraction, places: int, interval: bool) -> str:
    """Compare the unrounded ends with the year's value as lights do; a single estimate below nine tenths falls short."""
    met = [meets(_held(i, v, year, places)) for v in ends]
    if all(met):
        return "reaches"
    if any(met):
        return "unsure"
    ratio = ends[0] / year if year else Fraction(0)
    ratio = 2 - ratio if i.direction == "at_most" else ratio
    return "falls_short" if interval or ratio < CLEARLY_SHORT else "unsure"


def _held(i: Indicator, value: Fraction, year: Fraction, places: int) -> Held:
    tolerance = number(i.tolerance) if i.tolerance else None
    return Held(
        planned=year,
        actual=value,
        places=places,
        direction=i.direction,
        percent=i.unit in RATES,
        rate=i.unit in RATES,
        tolerance=tolerance,
    )
