"""Forecast of the year from its periods so far.

No model is fitted: four quarters of a district's figures are too few for one. After two quarters the year is what the plan
still to come gives at the rate of fulfilment so far; after three it lies between the lowest and the highest rate of a step. A
missing quarter's plan belongs to the step that holds it. Rates, levels and ranks do not add up over the year: they have the
gap to the year's value, and what the last quarter must be. Where a plan has other periods than four quarters, half of them must
have passed, and in a plan of months a step is the months of a quarter. Phases and weeks, and a plan whose totals go on over the
turn of a year, are not estimated: only what is left is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from zcdash.domain.forecast import Forecast, ForecastKind, Verdict
from zcdash.domain.model import Indicator
from zcdash.domain.period import Period, rhythm
from zcdash.domain.rounding import decimals, divided, exact, half_up
from zcdash.domain.terms import Basis, Direction
from zcdash.rules import bands, forecast_wording
from zcdash.rules.lights import Figures
from zcdash.rules.rule_pack import RulePack

_CLEARLY_SHORT = Fraction(9, 10)
"""Share of the year's value below which a single estimate falls short."""
_LEAST = 2
"""Quarters that must have passed before the year is estimated; one more gives an interval."""
_QUARTER = 3
_HELD = (Direction.HOLD, Direction.WITHIN)
"""Directions of what is to stay where it is: nothing is projected."""

Amounts = dict[str, Fraction]


def forecast(indicator: Indicator, series: Sequence[Figures], pack: RulePack) -> Forecast:
    """Return the forecast of an indicator from its figures of the whole plan, in order, for the year that was reported last."""
    together = _together(series)
    found = _forecast(indicator, together, pack)
    periods = [f.period.text for f in together]
    return replace(found, sentence=forecast_wording.sentence(indicator, found, periods))


def _together(series: Sequence[Figures]) -> Sequence[Figures]:
    """Return the figures that add up with the last one reported: those of its year, or all where totals go on."""
    reported = [f for f in series if f.actual is not None] or series[:1]
    first = reported[-1].summed[:1]
    if not first:
        return series
    return [f for f in series if f.summed[:1] == first]


def _forecast(indicator: Indicator, series: Sequence[Figures], pack: RulePack) -> Forecast:
    periods = [f.period.text for f in series]
    actual = {f.period.text: Fraction(exact(f.actual)) for f in series if f.actual is not None}
    planned = {p: Fraction(exact(value)) for p, value in indicator.planned.items() if p in periods}
    year = _year(indicator, planned, periods)
    if not actual:
        return Forecast(kind=ForecastKind.NONE, year=year)
    last = max(actual, key=periods.index)
    left = tuple(periods[periods.index(last) + 1 :])
    base = Forecast(kind=ForecastKind.NONE, last=last, left=left, year=year)
    if indicator.basis not in (Basis.CUMULATIVE, Basis.QUARTER):
        must = indicator.planned.get(periods[-1], year)
        is_gap = year is not None and indicator.direction not in _HELD
        kind = ForecastKind.GAP if is_gap else ForecastKind.NONE
        return replace(base, kind=kind, done=_number(actual[last]), last_quarter=must if is_gap else None)
    before = periods[: periods.index(last) + 1]
    lacking = tuple(p for p in before if p in planned and p not in actual) if indicator.basis is Basis.QUARTER else ()
    done = _totals(indicator, actual, periods)
    base = replace(base, best=_best(indicator, actual, periods), lacking=lacking)
    if lacking or year is None:
        return base
    base = replace(base, done=_number(done[last]))
    half = max(_LEAST, -(-len(periods) // 2))
    is_regular = _is_one_year(periods) and rhythm(periods) is not None
    if indicator.direction in _HELD or len(before) < half or not left or not is_regular:
        return base
    ends = _ends(done, _totals(indicator, planned, periods), periods, Fraction(exact(year)))
    return _projected(indicator, base, ends, exact(year), pack) if ends else base


def _year(indicator: Indicator, planned: Amounts, periods: Sequence[str]) -> float | None:
    """Return the year's value: the annual one, else that of the last period; the sum of the quarters for 当季."""
    if indicator.annual is not None or periods[-1] not in planned:
        return indicator.annual
    return _number(_totals(indicator, planned, periods)[periods[-1]])


def _is_one_year(periods: Sequence[str]) -> bool:
    return len({day.year for p in map(Period.parse, periods) for day in (p.starts, p.ends)}) == 1


def _totals(indicator: Indicator, values: Amounts, periods: Sequence[str]) -> Amounts:
    """Return running totals, period → total; only amounts (当季) have to be added up."""
    if indicator.basis is not Basis.QUARTER:
        return values
    place = periods.index
    return {p: sum((v for q, v in values.items() if place(q) <= place(p)), Fraction(0)) for p in values}


def _best(indicator: Indicator, actual: Amounts, periods: Sequence[str]) -> tuple[str, float] | None:
    amounts = dict(actual)
    if indicator.basis is Basis.CUMULATIVE:
        before = dict(zip(periods[1:], periods, strict=False))
        amounts = {
            p: total - actual.get(before.get(p, ""), Fraction(0))
            for p, total in actual.items()
            if p == periods[0] or before[p] in actual
        }
    best = max(amounts, key=lambda p: amounts[p], default=None)
    return (best, _number(amounts[best])) if best else None


def _ends(done: Amounts, plan: Amounts, periods: Sequence[str], year: Fraction) -> list[Fraction]:
    """Return the year's end at one rate or at the lowest and the highest; nothing where no rate is known."""
    both = [p for p in periods if p in done and p in plan]
    if not both or not plan[both[-1]]:
        return []
    last = both[-1]
    rates = _step_rates(done, plan, _steps(both))
    if not rates:
        return []
    is_interval = periods.index(last) >= max(_LEAST, -(-len(periods) // 2)) and len(rates) >= _LEAST
    used = (min(rates), max(rates)) if is_interval else (done[last] / plan[last],)
    to_come = plan.get(periods[-1], year) - plan[last]
    return sorted(done[last] + to_come * rate for rate in used)


def _steps(both: Sequence[str]) -> Sequence[str]:
    """Return the periods that a step ends with: every one; of months the last of a quarter, its rest going with the last step."""
    if rhythm(both) != 1:
        return both
    ends = [p for p in both[:-1] if Period.parse(p).ends.month % _QUARTER == 0]
    is_rest = Period.parse(both[-1]).ends.month % _QUARTER != 0
    return [*(ends[:-1] if is_rest else ends), both[-1]]


def _step_rates(done: Amounts, plan: Amounts, both: Sequence[str]) -> list[Fraction]:
    """Return actual ÷ planned of every step from one figure to the next."""
    rates = []
    before = (Fraction(0), Fraction(0))
    for p in both:
        if plan[p] > before[1]:
            rates.append((done[p] - before[0]) / (plan[p] - before[1]))
        before = done[p], plan[p]
    return rates


def _projected(indicator: Indicator, base: Forecast, ends: list[Fraction], year: Decimal, pack: RulePack) -> Forecast:
    low, high = (half_up(_decimal(end), decimals(year)) for end in (ends[0], ends[-1]))
    interval = len(ends) > 1
    return replace(
        base,
        kind=ForecastKind.INTERVAL if interval else ForecastKind.ESTIMATE,
        low=float(low),
        high=float(high),
        verdict=_verdict(indicator, ends, year, pack),
    )


def _verdict(indicator: Indicator, ends: list[Fraction], year: Decimal, pack: RulePack) -> Verdict:
    met = [bands.meets(indicator, year, _decimal(end), pack) for end in ends]
    if all(met):
        return Verdict.REACHES
    if any(met):
        return Verdict.UNSURE
    ratio = ends[0] / Fraction(year) if year else Fraction(0)
    ratio = 2 - ratio if indicator.direction is Direction.AT_MOST else ratio
    return Verdict.FALLS_SHORT if len(ends) > 1 or ratio < _CLEARLY_SHORT else Verdict.UNSURE


def _decimal(value: Fraction) -> Decimal:
    return divided(Decimal(value.numerator), Decimal(value.denominator))


def _number(value: Fraction) -> float:
    return float(_decimal(value))
