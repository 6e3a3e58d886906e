"""Figures of an indicator over the periods of its plan, from its planned values and the actuals that count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zcdash.domain.model import Indicator
from zcdash.domain.period import Period, running_totals, up_to
from zcdash.domain.terms import Basis, Direction
from zcdash.rules.lights import Figures


def series(
    indicator: Indicator, periods: Sequence[str], filed: Sequence[bool], actual: Mapping[str, float], edition: int = 2
) -> list[Figures]:
    """Return the figures period by period; `filed`: a submission for the period counts, with or without a figure.

    A 当季 total is unknown from the first quarter on
    that has a planned value and no figure. In the first edition of the rules neither was so.
    """
    planned = planned_values(indicator, periods) if edition > 1 else indicator.planned
    parsed = [Period.parse(text) for text in periods]
    planned_totals = running_totals(parsed, [planned.get(text) for text in periods])
    actual_totals = running_totals(parsed, [actual.get(text) for text in periods])
    figures = []
    for place, period in enumerate(parsed):
        rated = edition > 1 and is_rated(indicator, period.text, periods)
        lacking = _lacking(indicator, periods, period, actual) if rated else ()
        figures.append(
            Figures(
                period=period,
                planned=planned.get(period.text),
                planned_total=planned_totals[place],
                actual=actual.get(period.text),
                actual_total=None if lacking else actual_totals[place],
                filed=filed[place],
                lacking=lacking,
            )
        )
    return figures


def planned_values(indicator: Indicator, periods: Sequence[str]) -> Mapping[str, float]:
    """Return period → planned value. Where only the year has one, it is that of the last period."""
    if indicator.only_annual and indicator.annual is not None:
        return {periods[-1]: indicator.annual}
    return indicator.planned


def is_rated(indicator: Indicator, period: str, periods: Sequence[str]) -> bool:
    """Return True if an indicator has a light at a period: it has a planned value there, or is to hold its baseline."""
    return indicator.direction is Direction.HOLD or period in planned_values(indicator, periods)


def _lacking(
    indicator: Indicator, periods: Sequence[str], period: Period, actual: Mapping[str, float]
) -> tuple[str, ...]:
    """Return the quarters up to a period whose figure the running total needs: those planned, all where only the year is."""
    if indicator.basis is not Basis.QUARTER:
        return ()
    wanted = up_to(indicator.planned or periods, period)
    return tuple(sorted(p for p in wanted if p not in actual))
