"""Figures of an indicator that cites the number of another one: what the owner reported, in the periods of the one that cites.

Periods are matched by their end; where the owner has none with that end, the one that holds it counts. Where the owner
reports amounts (当季) and the total is wanted, its running total counts, and the other way round the amount between two totals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zcdash.domain.assessment import Assessment, Cause, CauseCode
from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.rounding import exact
from zcdash.domain.terms import Basis, Light
from zcdash.rules.lights import Figures, with_indicator_sentence


@dataclass(frozen=True, slots=True)
class CitedFigure:
    """Figure of the owner for one period of the indicator that cites it.

    `period` is the owner's; empty where none of its periods holds the end of this one. `filed`: a return for it counts.
    """

    period: str = ""
    filed: bool = False
    actual: float | None = None
    lacking: tuple[str, ...] = ()
    """Periods of the owner without the figure that its running total needs."""


def cited_figures(
    indicator: Indicator, periods: Sequence[str], owner: Indicator, series: Sequence[Figures]
) -> dict[str, CitedFigure]:
    """Return period → figure that an indicator cites; `series` are the owner's figures over its own periods."""
    found = {text: _matching(Period.parse(text), series) for text in periods}
    return {text: _cited(indicator, Period.parse(text), owner, at, series) for text, at in found.items()}


def _matching(period: Period, series: Sequence[Figures]) -> Figures | None:
    """Return the owner's figures with the same end, rather those of the same period; else those of the one that holds the end."""
    same_end = [f for f in series if f.period.ends == period.ends]
    around = [f for f in series if f.period.starts <= period.ends < f.period.ends]
    same = (f for f in same_end if f.period.starts == period.starts)
    return next(same, next(iter([*same_end, *around]), None))


def _cited(
    indicator: Indicator, period: Period, owner: Indicator, at: Figures | None, series: Sequence[Figures]
) -> CitedFigure:
    if at is None:
        return CitedFigure()
    if owner.basis is Basis.QUARTER and indicator.basis is Basis.CUMULATIVE:
        if at.actual is None:
            return CitedFigure(at.period.text, at.filed)
        return CitedFigure(at.period.text, at.filed, at.actual_total, at.lacking)
    if indicator.basis is Basis.QUARTER and owner.basis in (Basis.CUMULATIVE, Basis.QUARTER):
        actual = _amount(period, owner, at, series)
    else:
        actual = at.actual
    return CitedFigure(at.period.text, at.filed, actual)


def _amount(period: Period, owner: Indicator, at: Figures, series: Sequence[Figures]) -> float | None:
    """Return what the owner reports for a period alone: the sum of its amounts, or the difference of two totals."""
    if owner.basis is Basis.QUARTER:
        amounts = [f.actual for f in series if period.starts <= f.period.starts and f.period.ends <= period.ends]
        return None if not amounts or None in amounts else _sum([a for a in amounts if a is not None])
    before = [f for f in series if f.period.ends < period.starts and f.period.text in at.summed]
    if at.actual is None or (before and before[-1].actual is None):
        return None
    return _sum([at.actual, *(-f.actual for f in before[-1:] if f.actual is not None)])


def _sum(values: Sequence[float]) -> float:
    return float(sum((exact(v) for v in values), Decimal(0)))


def as_cited(indicator: Indicator, figure: CitedFigure, assessment: Assessment) -> Assessment:
    """Return the assessment of an indicator for what it cites: undetermined where the owner's total is unknown.

    So too where nobody reports the figure, once it would be missing.
    """
    code = assessment.cause.code
    if not figure.period and code is CauseCode.UNFILED and assessment.light is Light.MISSING:
        cause = Cause(code=CauseCode.NO_OWNER)
    elif figure.lacking and code is CauseCode.NO_FIGURE:
        cause = Cause(code=CauseCode.QUARTER_LACKING, lacking=figure.lacking)
    else:
        return assessment
    return with_indicator_sentence(indicator, replace(assessment, light=Light.UNDETERMINED, cause=cause))


def own_figures(cited: Mapping[str, CitedFigure]) -> tuple[list[bool], dict[str, float]]:
    """Return (filed, actuals) of what is cited, as `series` takes them."""
    actual = {p: figure.actual for p, figure in cited.items() if figure.actual is not None}
    return [figure.filed for figure in cited.values()], actual
