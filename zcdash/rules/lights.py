"""The lights: what is said of an indicator, a commitment and an item at a period.

An indicator is judged against its own planned value at that period, never against a straight line and never from growth
rates. Rules: the office's regime for the 2017 plan, 周政发〔2017〕2号, for what is promised; the pack for the bands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from zcdash.domain.model import (
    LIGHT_NAME,
    Assessment,
    Basis,
    Commitment,
    Direction,
    Indicator,
    Light,
    State,
    format_number,
)
from zcdash.domain.period import Period
from zcdash.rules.rule_pack import RulePack

WORST_FIRST = (
    Light.BEHIND,
    Light.MISSING,
    Light.SLIPPING,
    Light.UNDETERMINED,
    Light.PENDING,
    Light.LATE_DONE,
    Light.ON_TRACK,
    Light.AHEAD,
)
"""The item's light is the first of these that any of its parts has. A part not yet due hides no red, but it keeps the
item from being called on track."""
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands in the ledger of one indicator at one period; totals run since January."""

    period: Period
    planned: float | None
    planned_total: float | None
    actual: float | None
    actual_total: float | None
    filed: bool

    def judged(self, basis: Basis) -> tuple[float | None, float | None]:
        """(planned, actual) as they are set against each other: a `quarter` indicator by its running totals."""
        if basis is Basis.QUARTER:
            return (
                self.planned_total if self.planned is not None else None,
                self.actual_total if self.actual is not None else None,
            )
        return self.planned, self.actual


@dataclass(frozen=True, slots=True)
class CommitmentReport:
    """What one return said of a commitment."""

    period: Period
    state: State
    done_on: date | None


def tolerance(indicator: Indicator, planned: float, pack: RulePack) -> float:
    """How far below the plan `about` may stay, in the indicator's own unit."""
    if indicator.tolerance is not None:
        return indicator.tolerance
    if indicator.unit in ("%", "‰") or indicator.basis is Basis.GROWTH:
        return pack.tolerance_points
    return abs(planned) * pack.tolerance_share


def _capped(light: Light, direction: Direction, meets: bool) -> Light:
    """Meeting the plan is never less than on_track; only `at_least` and `about` can be ahead of it."""
    if meets and light in (Light.BEHIND, Light.SLIPPING):
        return Light.ON_TRACK
    if light is Light.AHEAD and direction not in (Direction.AT_LEAST, Direction.ABOUT):
        return Light.ON_TRACK
    return light


def _judge(indicator: Indicator, planned: float, actual: float, pack: RulePack) -> Assessment:
    """Planned and actual are both there; `planned` is the baseline for `hold`."""
    direction, gap = indicator.direction, actual - planned
    good = -gap if direction is Direction.AT_MOST else gap
    slack = 0.0
    if direction is Direction.ABOUT:
        slack = tolerance(indicator, planned, pack)
    elif direction is Direction.HOLD:
        slack = planned * (pack.tolerance_share if indicator.tolerance is None else indicator.tolerance)
    meets = good >= -slack - _EPSILON
    ratio = None
    if indicator.basis is not Basis.GROWTH and planned > 0:
        ratio = 2 - actual / planned if direction is Direction.AT_MOST else actual / planned
        light = _capped(pack.by_ratio(ratio), direction, meets)
    else:
        light = _capped(pack.by_points(good), direction, meets)
    return Assessment(light, _sentence(indicator, planned, actual, ratio, light), ratio, gap)


def _sentence(indicator: Indicator, planned: float, actual: float, ratio: float | None, light: Light) -> str:
    unit, gap = indicator.unit, actual - planned
    points = "个百分点" if unit == "%" else f"{'' if unit == '‰' else ' '}{unit}"
    head = "基数" if indicator.direction is Direction.HOLD else "计划"
    beside = "持平" if abs(gap) < _EPSILON else f"{'多' if gap > 0 else '少'} {format_number(abs(gap))}{points}"
    share = f"（{ratio * 100:.1f}%）" if ratio is not None and abs(gap) >= _EPSILON else ""
    space = "" if unit in ("%", "‰") else " "
    return f"{head} {format_number(planned)}{space}{unit}，实际 {format_number(actual)}{space}{unit}，{beside}{share}，{LIGHT_NAME[light]}"


def _unfiled(deadline: date, today: date, on_way: str) -> Assessment:
    """Nothing counts yet; `on_way` says where a return is that was sent but not accepted."""
    if today > deadline:
        return Assessment(Light.MISSING, f"应于 {deadline:%Y-%m-%d} 前报送，{on_way or '尚未报送'}")
    return Assessment(Light.PENDING, f"报送截止 {deadline:%Y-%m-%d}，{on_way or '尚未到期'}")


def indicator_at(
    indicator: Indicator, at: Figures, pack: RulePack, deadline: date, today: date, on_way: str = ""
) -> Assessment:
    """The judgement of an indicator at one period, from that period's figures alone."""
    planned, actual = at.judged(indicator.basis)
    hold = indicator.direction is Direction.HOLD
    if planned is None and not hold:
        return Assessment(Light.NONE, f"{at.period.name}没有计划数")
    if actual is None:
        return _unfiled(deadline, today, on_way)
    if hold and not indicator.baseline:
        return Assessment(
            Light.UNDETERMINED, f"实际 {format_number(actual)} {indicator.unit}，没有基数，无法判断是否保持稳定，待研判"
        )
    return _judge(indicator, indicator.baseline if hold else planned, actual, pack)


def made_good(indicator: Indicator, at: Assessment, later: Sequence[tuple[Period, Assessment]]) -> Assessment:
    """A red quarter that a later one made up for is yellow, never green; other judgements pass unchanged.

    Only running totals can be made up for: a rate that was short in one quarter was short.
    """
    if at.light is Light.BEHIND and indicator.basis in (Basis.CUMULATIVE, Basis.QUARTER):
        for period, assessment in later:
            if assessment.light in (Light.ON_TRACK, Light.AHEAD):
                reason = f"{at.reason}；{period.short_name}已补上，{LIGHT_NAME[Light.LATE_DONE]}"
                return replace(at, light=Light.LATE_DONE, reason=reason)
    return at


def commitment_at(
    commitment: Commitment, reports: Sequence[CommitmentReport], deadline: date, today: date, on_way: str = ""
) -> Assessment:
    """The judgement of a commitment for its own period, from every return that spoke of it, oldest first."""
    what = f"{commitment.project}：{commitment.text}" if commitment.project else commitment.text
    due = f"{commitment.due.month}月{commitment.due.day}日"
    if not reports:
        unfiled = _unfiled(deadline, today, on_way)
        return replace(unfiled, reason=f"{what}：{unfiled.reason}")
    last = reports[-1]
    if last.state is State.DONE:
        in_time = last.done_on <= commitment.due if last.done_on else last.period.ends <= commitment.due
        day = f"{last.done_on.month}月{last.done_on.day}日" if last.done_on else last.period.short_name
        light = Light.ON_TRACK if in_time else Light.LATE_DONE
        return Assessment(light, f"{what}：时限 {due}，{day}完成，{LIGHT_NAME[light]}")
    light, said = (Light.SLIPPING, "部分完成") if last.state is State.PARTLY else (Light.BEHIND, "未完成")
    return Assessment(light, f"{what}：时限 {due}，{said}，{LIGHT_NAME[light]}")


def item_at(parts: Sequence[Assessment]) -> Assessment:
    """The item's light is its worst part's, and says that part's sentence and how many more are like it."""
    for light in WORST_FIRST:
        like = [p for p in parts if p.light is light]
        if like:
            more = f"；另有 {len(like) - 1} 处{LIGHT_NAME[light]}" if len(like) > 1 else ""
            return Assessment(light, like[0].reason + more)
    return Assessment(Light.NONE, "本期没有目标")


def overridden(own: Assessment, light: Light, by: str, reason: str) -> Assessment:
    """The judgement after the supervision office overrode its light; what the rules say is kept beside it."""
    said = f"{by}改判为{LIGHT_NAME[light]}（原评{LIGHT_NAME[own.light]}）：{reason}。{own.reason}"
    return replace(own, light=light, calculated=own.light, reason=said)
