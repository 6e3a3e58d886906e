"""Forecast of the year's end: the pace still needed, and the range that this year's quarters point to.

No model is fitted: four quarters of a district's figures are too few for one. The range is the remaining plan at the worst
and at the best rate of fulfilment of this year's quarters. There is no forecast with fewer than two quarters, or for values
that do not add up over the year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zcdash.domain.model import Basis, Indicator
from zcdash.rules import wording
from zcdash.rules.lights import Figures

_LEAST = 2
"""Quarters that must be reported before there is a range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """`needed`: amount still missing to the year's target; `times`: the pace it takes against the best quarter so far.

    `low` and `high`: the year's end at the worst and best rate of this year's quarters. None where there is no forecast.
    """

    sentence: str
    needed: float | None = None
    times: float | None = None
    low: float | None = None
    high: float | None = None


def forecast(indicator: Indicator, series: Sequence[Figures]) -> Forecast:
    """Return the forecast of an indicator from its figures of the whole year, in order."""
    if indicator.basis not in (Basis.CUMULATIVE, Basis.QUARTER):
        return Forecast(sentence=wording.no_forecast("这个指标是时点数或增速，不能按各季相加推算"))
    actuals = _amounts(indicator.basis, [f.actual for f in series])
    planned = _amounts(indicator.basis, [f.planned for f in series])
    reported = [a for a in actuals if a is not None]
    annual = indicator.annual if indicator.annual is not None else sum(p for p in planned if p is not None) or None
    if not reported:
        return Forecast(sentence=wording.no_forecast("还没有报送实际数"))
    if annual is None:
        return Forecast(sentence=wording.no_forecast("没有年度目标"))
    total = sum(reported)
    left = len(series) - (_last_reported(actuals) + 1)
    if not left:
        return Forecast(sentence=wording.year_end_sentence(indicator.unit, total, annual))
    needed = round(max(annual - total, 0.0), 6)
    best = max(reported)
    times = needed / left / best if best > 0 else None
    ends = _range(actuals, planned, total) if len(reported) >= _LEAST else None
    low, high = ends or (None, None)
    sentence = wording.forecast_sentence(indicator.unit, left, needed, times, ends)
    return Forecast(sentence=sentence, needed=needed, times=times, low=low, high=high)


def _last_reported(actuals: Sequence[float | None]) -> int:
    return max(n for n, actual in enumerate(actuals) if actual is not None)


def _amounts(basis: Basis, values: Sequence[float | None]) -> list[float | None]:
    """Return the amount of each quarter alone; cumulative values are turned into differences."""
    if basis is Basis.QUARTER:
        return list(values)
    amounts: list[float | None] = []
    before = 0.0
    for total in values:
        amounts.append(None if total is None else total - before)
        before = before if total is None else total
    return amounts


def _range(actuals: Sequence[float | None], planned: Sequence[float | None], total: float) -> tuple[float, float]:
    """Return the year's end at the worst and the best rate so far; by plain amounts where the rest has no planned values."""
    rest = planned[_last_reported(actuals) + 1 :]
    rates = [a / p for a, p in zip(actuals, planned, strict=True) if a is not None and p]
    if rates and all(p is not None for p in rest):
        remaining = sum(p for p in rest if p is not None)
        return total + remaining * min(rates), total + remaining * max(rates)
    amounts = [a for a in actuals if a is not None]
    return total + len(rest) * min(amounts), total + len(rest) * max(amounts)
