"""Lights and causes of indicators at a period, and of what was not filed.

An indicator is assessed against its own planned value at that period, never against a straight line and never from growth
rates. Sources: 周政发〔2017〕2号 for what is promised; the rule pack for the bands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from zcdash.domain.assessment import Assessment, Cause, CauseCode, OnWay
from zcdash.domain.model import Indicator, format_number
from zcdash.domain.period import Period
from zcdash.domain.rounding import decimals, divided
from zcdash.domain.terms import MET, Basis, Direction, Light
from zcdash.rules import bands, wording
from zcdash.rules.rule_pack import RulePack

WORST_FIRST = (
    Light.BEHIND,
    Light.MISSING,
    Light.RETURNED,
    Light.SLIPPING,
    Light.IN_REVIEW,
    Light.UNDETERMINED,
    Light.PENDING,
    Light.LATE_DONE,
    Light.ON_TRACK,
    Light.AHEAD,
)
"""By the worst part an item has the first of these lights that one of its parts has; lists sort by it."""
RANK = {light: rank for rank, light in enumerate((*WORST_FIRST, Light.NONE))}
"""Rank of every light for sorting, the worst first, nothing promised last."""
_ADDING = (Basis.CUMULATIVE, Basis.QUARTER)
_CAN_BE_MADE_GOOD = frozenset({Light.BEHIND, Light.MISSING, Light.RETURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Planned and actual values of one indicator at one period; totals run since January, or since the plan's start."""

    period: Period
    planned: float | None
    planned_total: float | None
    actual: float | None
    actual_total: float | None
    """None where `lacking` names quarters."""
    filed: bool
    lacking: tuple[str, ...] = ()
    """当季: periods up to this one that have a planned value, and no figure that counts."""
    upper: float | None = None
    """Upper end of a range as it is compared; `planned` is the lower one."""
    summed: tuple[str, ...] = ()
    """Periods whose amounts the running totals add up, this one last."""

    def judged(self, basis: Basis) -> tuple[float | None, float | None]:
        """Return (planned, actual) as they are compared: running totals for a `quarter` indicator."""
        if basis is Basis.QUARTER:
            return (
                self.planned_total if self.planned is not None else None,
                self.actual_total if self.actual is not None else None,
            )
        return self.planned, self.actual


def unfiled_at(deadline: date, today: date, on_way: OnWay | None, edition: int = 2) -> Assessment:
    """Assess what has no accepted submission: in review, sent back, or nothing filed; the last two pending until the deadline.

    In the first edition of the rules it was missing or pending, wherever it was.
    """
    if edition == 1:
        light = Light.MISSING if today > deadline else Light.PENDING
    elif on_way and not on_way.returned_on:
        light = Light.IN_REVIEW
    elif today <= deadline:
        light = Light.PENDING
    else:
        light = Light.RETURNED if on_way else Light.MISSING
    return Assessment(light=light, cause=Cause(code=CauseCode.UNFILED, deadline=deadline, on_way=on_way))


def blank_light(deadline: date, today: date) -> Light:
    """Return the light of what an accepted submission left blank: it is no better than what was not filed."""
    return Light.PENDING if today <= deadline else Light.MISSING


def indicator_at(
    indicator: Indicator, at: Figures, pack: RulePack, deadline: date, today: date, on_way: OnWay | None = None
) -> Assessment:
    """Assess an indicator at one period from that period's figures alone."""
    return with_indicator_sentence(indicator, _indicator_at(indicator, at, pack, deadline, today, on_way))


def _indicator_at(
    indicator: Indicator, at: Figures, pack: RulePack, deadline: date, today: date, on_way: OnWay | None
) -> Assessment:
    planned, actual = at.judged(indicator.basis)
    if indicator.direction is Direction.HOLD:
        planned = indicator.baseline or None
    elif planned is None and at.period.text not in indicator.relative:
        return Assessment(light=Light.NONE, cause=_without_plan(indicator, at, pack))
    if planned is None and at.filed and at.period.text in indicator.relative:
        cause = Cause(code=CauseCode.NO_BASELINE, actual=actual, words=relative_words(indicator, at.period.text))
        return Assessment(light=Light.UNDETERMINED, cause=cause)
    if pack.edition > 1 and at.filed and at.actual is None:
        return Assessment(light=blank_light(deadline, today), cause=Cause(code=CauseCode.NO_FIGURE))
    if pack.edition > 1 and at.filed and at.lacking:
        return Assessment(light=Light.UNDETERMINED, cause=Cause(code=CauseCode.QUARTER_LACKING, lacking=at.lacking))
    if actual is None:
        return unfiled_at(deadline, today, on_way, pack.edition)
    if planned is None:
        return Assessment(light=Light.UNDETERMINED, cause=Cause(code=CauseCode.NO_BASELINE, actual=actual))
    return _compared(indicator, at, planned, actual, pack)


def _compared(indicator: Indicator, at: Figures, planned: float, actual: float, pack: RulePack) -> Assessment:
    """Assess an actual by its planned value or range, with the printed words of one that is relative to the baseline."""
    least = printed_decimals(indicator, at)
    if indicator.direction is Direction.WITHIN and at.upper is not None:
        return bands.by_range(indicator, (planned, at.upper), actual, pack, least)
    found = bands.by_plan(indicator, planned, actual, pack, least)
    words = relative_words(indicator, at.period.text)
    return replace(found, cause=replace(found.cause, words=words)) if words else found


def relative_words(indicator: Indicator, period: str) -> str:
    """Return the printed words of a planned value that is relative to the baseline; empty for others."""
    if period not in indicator.relative:
        return ""
    change = indicator.relative[period]
    return indicator.words.get(period) or f"{'提高' if change > 0 else '下降'}{format_number(abs(change))}%"


def _without_plan(indicator: Indicator, at: Figures, pack: RulePack) -> Cause:
    """Return the cause of no light: no planned value for the period; the share of the year where only the year has one."""
    annual, actual = indicator.annual, at.judged(indicator.basis)[1]
    if pack.edition == 1 or annual is None or not indicator.only_annual:
        return Cause(code=CauseCode.NO_PLANNED_VALUE, period=at.period.text)
    adds_up = indicator.basis in _ADDING and annual > 0 and actual is not None
    share = float(divided(actual, annual)) if adds_up and actual is not None else None
    return Cause(code=CauseCode.ONLY_ANNUAL, planned=annual, actual=actual, ratio=share)


def printed_decimals(indicator: Indicator, at: Figures) -> int | None:
    """Return the decimals that a planned value is printed with; None where it stands in the plan itself.

    A running total has the most that one of its quarters has, a value relative to a baseline has those of the baseline.
    """
    if at.period.text in indicator.relative and indicator.baseline is not None:
        return decimals(indicator.baseline)
    if indicator.basis is not Basis.QUARTER or indicator.direction is Direction.HOLD:
        return None
    return max((decimals(indicator.planned[p]) for p in at.summed if p in indicator.planned), default=None)


def made_good(
    indicator: Indicator, assessment: Assessment, later: Sequence[tuple[Period, Assessment]], pack: RulePack
) -> Assessment:
    """Return a red or missing quarter that a later one made up for as yellow, never green; return others unchanged.

    Only running totals can be made up for: a rate that was short in one quarter was short.
    """
    lights = _CAN_BE_MADE_GOOD if pack.edition > 1 else {Light.BEHIND}
    if assessment.light in lights and indicator.basis in _ADDING:
        for period, other in later:
            if other.light in MET:
                cause = replace(assessment.cause, made_good_in=period.text)
                return with_indicator_sentence(indicator, replace(assessment, light=Light.LATE_DONE, cause=cause))
    return assessment


def with_indicator_sentence(indicator: Indicator, assessment: Assessment) -> Assessment:
    """Return the assessment of an indicator with its sentence."""
    return assessment.with_reason(wording.indicator_sentence(indicator, assessment))
