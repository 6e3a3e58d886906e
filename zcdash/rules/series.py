"""Figures of an indicator over the periods of its plan, from its planned values and the actuals that count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from zcdash.domain.model import Indicator
from zcdash.domain.period import Period, goes_on, running_totals, up_to
from zcdash.domain.terms import Basis, Direction
from zcdash.rules.lights import Figures


def series(
    indicator: Indicator,
    periods: Sequence[str],
    filed: Sequence[bool],
    actual: Mapping[str, float],
    edition: int = 2,
    since_start: bool = False,
) -> list[Figures]:
    """Return the figures period by period; `filed`: a submission for the period counts, with or without a figure.

    A 当季 total is unknown from the first quarter on that has a planned value and no figure. In the first edition of the
    rules neither was so. With `since_start` totals go on over the turn of a year.
    """
    planned = planned_values(indicator, periods) if edition > 1 else indicator.planned
    on = goes_on(periods, since_start)
    parsed = [Period.parse(text) for text in periods]
    planned_totals = running_totals(parsed, [planned.get(text) for text in periods], on)
    actual_totals = running_totals(parsed, [actual.get(text) for text in periods], on)
    uppers = _uppers(indicator, parsed, on)
    summed = _summed(tuple(periods), on)
    figures = []
    for place, period in enumerate(parsed):
        rated = edition > 1 and is_rated(indicator, period.text, periods)
        lacking = _lacking(indicator, summed[place], actual) if rated else ()
        figures.append(
            Figures(
                period=period,
                planned=planned.get(period.text),
                planned_total=planned_totals[place],
                actual=actual.get(period.text),
                actual_total=None if lacking else actual_totals[place],
                filed=filed[place],
                lacking=lacking,
                upper=uppers[place],
                summed=summed[place],
            )
        )
    return figures


def planned_values(indicator: Indicator, periods: Sequence[str]) -> Mapping[str, float]:
    """Return period → planned value. Where only the year has one, it is that of the last period."""
    if indicator.only_annual and indicator.annual is not None:
        return {periods[-1]: indicator.annual}
    return indicator.planned


def is_rated(indicator: Indicator, period: str, periods: Sequence[str]) -> bool:
    """Return True if an indicator has a light at a period: it has a planned value there, or depends on its baseline."""
    if indicator.direction is Direction.HOLD or period in indicator.relative:
        return True
    return period in planned_values(indicator, periods)


def upper_end(indicator: Indicator, periods: Sequence[str], period: str, since_start: bool = False) -> float | None:
    """Return the upper end of the range planned for a period, as it is compared; None where no range is planned."""
    if not indicator.upper:
        return None
    uppers = _uppers(indicator, [Period.parse(p) for p in periods], goes_on(periods, since_start))
    return uppers[periods.index(period)]


@lru_cache(maxsize=256)
def _summed(periods: tuple[str, ...], on: bool) -> tuple[tuple[str, ...], ...]:
    """Return, period by period, those whose amounts its running total adds up."""
    return tuple(tuple(up_to(periods, Period.parse(p), on)) for p in periods)


def _uppers(indicator: Indicator, periods: Sequence[Period], on: bool) -> Sequence[float | None]:
    """Return the upper ends of the ranges as they are compared: running totals for a `quarter` indicator."""
    if not indicator.upper:
        return [None] * len(periods)
    uppers = [indicator.upper.get(p.text) for p in periods]
    if indicator.basis is not Basis.QUARTER:
        return uppers
    totals = running_totals(periods, uppers, on)
    return [None if own is None else total for own, total in zip(uppers, totals, strict=True)]


def _lacking(indicator: Indicator, summed: Sequence[str], actual: Mapping[str, float]) -> tuple[str, ...]:
    """Return the quarters among `summed` whose figure the running total needs: those planned, all where only the year is."""
    if indicator.basis is not Basis.QUARTER:
        return ()
    wanted = [p for p in summed if p in indicator.planned or not indicator.planned]
    return tuple(p for p in wanted if p not in actual)
