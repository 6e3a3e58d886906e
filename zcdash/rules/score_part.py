"""Score of one indicator or commitment in the year-end assessment, with arithmetic that can be redone on paper.

The rule of rounding: a number goes in as it is printed (`written`); each step that is printed is rounded to four decimals,
half up, and goes on as printed; only points are rounded to two. So nothing is carried on that the paper does not show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

from zcdash.domain.model import LIGHT_NAME, Basis, Commitment, Direction, Indicator, Light, format_number
from zcdash.rules.lights import Figures
from zcdash.rules.score_rules import MissingPolicy, ScoreRules, format_decimal

ROUNDING = "各数按所印数字计算；每一步四舍五入到四位小数，以舍入后的数进入下一步；最后得分四舍五入到两位小数"
_ZERO, _ONE, _TWO = Decimal(0), Decimal(1), Decimal(2)
_PART_WEIGHT = _ONE
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_CAN_BE_AHEAD = (Direction.AT_LEAST, Direction.ABOUT)
_DONE = {Light.ON_TRACK: "按期完成", Light.SLIPPING: "部分完成", Light.BEHIND: "未完成"}


class RowKind(StrEnum):
    """Kind of a row that a score is made of, or that is left out of it."""

    INDICATOR = "indicator"
    COMMITMENT = "commitment"
    LED_ITEM = "led_item"
    SUPPORTED_ITEM = "supported_item"
    COMMON_ITEM = "common_item"
    """An item that a group leads: no single unit's."""


_ROW_KIND_NAME = {
    RowKind.INDICATOR: "指标",
    RowKind.COMMITMENT: "节点",
    RowKind.LED_ITEM: "牵头事项",
    RowKind.SUPPORTED_ITEM: "配合事项",
    RowKind.COMMON_ITEM: "共同事项",
}


def step(value: Decimal) -> Decimal:
    """A step of the arithmetic as it is printed: four decimals, half up."""
    return value.quantize(Decimal("0.0001"), context=_WIDE) + 0


def points(value: Decimal) -> Decimal:
    """Points as they are printed: two decimals, half up."""
    return value.quantize(Decimal("0.01"), context=_WIDE) + 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One indicator or commitment of the whole year; a commitment has no direction.

    `planned` is the baseline for `hold`; planned and actual of a 当季 indicator are running totals. `light` is the
    effective one; `decided` is True where the office gave it (改判), which then goes before the figures.
    """

    item: str
    code: str
    name: str
    light: Light
    direction: Direction | None = None
    basis: Basis | None = None
    unit: str = ""
    period: str = ""
    planned: float | None = None
    actual: float | None = None
    decided: bool = False
    waived: str = ""
    """Reason of the waiver; empty where there is none."""

    @property
    def kind(self) -> RowKind:
        return RowKind.COMMITMENT if self.direction is None else RowKind.INDICATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One row of a score. A part is out of its weight; an item in a unit's score is out of weight × 100."""

    item: str
    code: str
    name: str
    kind: RowKind
    weight: Decimal
    earned: Decimal
    out_of: Decimal
    arithmetic: str
    period: str = ""
    """Period that a part is scored at, or was promised for."""
    ahead: bool = False
    light: Light | None = None
    """Calculated light that a part is scored by; None where its figures, a waiver or the office decided."""

    @property
    def what(self) -> str:
        """Return the kind for readers."""
        return _ROW_KIND_NAME[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A row that does not enter the average, with the reason for readers."""

    item: str
    code: str
    name: str
    kind: RowKind
    reason: str
    light: Light | None = None
    """Calculated light for which a part is left out; None where it is for something else."""

    @property
    def what(self) -> str:
        """Return the kind for readers."""
        return _ROW_KIND_NAME[self.kind]


def year_end_figures(indicator: Indicator, series: Sequence[Figures], annual_alone: bool) -> Figures:
    """The figures that the year is scored on, `series` being the year in order.

    The last period that has a planned value; where none has one, the last period, set against the year's value if the
    rules want that (`annual_alone`). Judge the figures returned (`indicator_at`) for the light of the part.
    """
    planned = [f for f in series if f.planned is not None]
    last = series[-1]
    if indicator.only_annual and not annual_alone:
        return replace(last, planned=None, planned_total=None)
    if planned:
        return planned[-1]
    if annual_alone and indicator.annual is not None:
        return replace(last, planned=indicator.annual, planned_total=indicator.annual)
    return last


def number_part(indicator: Indicator, at: Figures, light: Light, decided: bool = False, waived: str = "") -> Part:
    """Return the part that an indicator makes of its `year_end_figures`."""
    planned, actual = at.judged(indicator.basis)
    if indicator.direction is Direction.HOLD:
        planned = indicator.baseline or None
        actual = at.actual_total if indicator.basis is Basis.QUARTER else at.actual
    return Part(
        item=indicator.item,
        code=indicator.code,
        name=indicator.name,
        light=light,
        direction=indicator.direction,
        basis=indicator.basis,
        unit=indicator.unit,
        period=at.period.text,
        planned=planned,
        actual=actual,
        decided=decided,
        waived=waived,
    )


def commitment_part(commitment: Commitment, light: Light, decided: bool = False, waived: str = "") -> Part:
    """The part that a commitment makes."""
    name = f"{commitment.project}：{commitment.text}" if commitment.project else commitment.text
    return Part(
        item=commitment.item,
        code=commitment.code,
        name=name,
        light=light,
        period=commitment.period,
        decided=decided,
        waived=waived,
    )


def scored(part: Part, rules: ScoreRules) -> ScoreLine | LeftOut:
    """Return what a part earns, or why it is left out. A waiver goes first, then the office's own light, then the figures."""
    if part.waived:
        return _uncounted(part, rules.count_waived, f"豁免（{part.waived}）")
    if part.direction is None or part.decided:
        return _by_light(part, rules)
    if part.planned is None and part.direction is Direction.HOLD:
        return _uncounted(part, rules.count_undetermined, "没有基数，待研判")
    if part.planned is None:
        return _uncounted(part, rules.count_none, "没有计划数")
    if part.actual is None:
        return _by_light(part, rules)
    return _by_figures(part, _exact(part.planned), _exact(part.actual), rules)


def _exact(value: float) -> Decimal:
    return Decimal(format_number(value))


def _by_light(part: Part, rules: ScoreRules) -> ScoreLine | LeftOut:
    """Score a commitment, an indicator that the office decided on, or one without figures."""
    light = None if part.decided else part.light
    text = f"督查室改判为{LIGHT_NAME[part.light]}" if part.decided else LIGHT_NAME[part.light]
    rates = {
        Light.AHEAD: _ONE,
        Light.ON_TRACK: _ONE,
        Light.LATE_DONE: rules.commitment_late,
        Light.SLIPPING: rules.commitment_partly,
        Light.BEHIND: _ZERO,
    }
    counts = {
        Light.MISSING: rules.count_missing,
        Light.RETURNED: rules.count_missing,
        Light.IN_REVIEW: rules.count_pending,
        Light.UNDETERMINED: rules.count_undetermined,
        Light.NONE: rules.count_none,
        Light.PENDING: rules.count_pending,
    }
    if part.light in counts:
        return _uncounted(part, counts[part.light], text, light)
    if part.direction is not None and not part.decided:
        return _uncounted(part, rules.count_pending, "没有实际数")
    rate = rates[part.light]
    if not part.decided:
        text = _DONE.get(part.light, text)
    return _line(part, rate, f"{text}，按 {format_decimal(rate)} 计", part.light is Light.AHEAD, light)


def _uncounted(part: Part, count: MissingPolicy, text: str, light: Light | None = None) -> ScoreLine | LeftOut:
    if count is MissingPolicy.ZERO:
        return _line(part, _ZERO, f"{text}，按 0 计", False, light)
    reason = f"{text}，不计分"
    return LeftOut(item=part.item, code=part.code, name=part.name, kind=part.kind, reason=reason, light=light)


def _line(part: Part, rate: Decimal, text: str, ahead: bool, light: Light | None = None) -> ScoreLine:
    earned = step(_PART_WEIGHT * rate)
    return ScoreLine(
        item=part.item,
        code=part.code,
        name=part.name,
        kind=part.kind,
        weight=_PART_WEIGHT,
        earned=earned,
        out_of=_PART_WEIGHT,
        arithmetic=f"{text}；权重 {format_decimal(_PART_WEIGHT)} × {step(rate)} = {earned}",
        period=part.period,
        ahead=ahead,
        light=light,
    )


def _by_figures(part: Part, planned: Decimal, actual: Decimal, rules: ScoreRules) -> ScoreLine:
    if part.basis is Basis.GROWTH or planned <= 0:
        return _by_points(part, planned, actual, rules)
    ratio = step(_WIDE.divide(actual, planned))
    text = f"{_operand(actual)} ÷ {_operand(planned)} = {ratio}"
    rate = ratio
    if part.direction is Direction.AT_MOST:
        rate = _TWO - ratio
        text += f"；2 − {ratio} = {rate}"
    ahead = part.direction in _CAN_BE_AHEAD and ratio >= rules.bonus_ahead_ratio
    return _line(part, *_bounded(rate, text), ahead)


def _by_points(part: Part, planned: Decimal, actual: Decimal, rules: ScoreRules) -> ScoreLine:
    """Score growth, and a planned value of zero or less, by the gap instead of a ratio."""
    at_most = part.direction is Direction.AT_MOST
    head = "基数" if part.direction is Direction.HOLD else "计划"
    falls = part.basis is Basis.GROWTH and planned > 0 > actual and not at_most
    if falls and rules.growth_negative_is_zero:
        return _line(part, _ZERO, f"{head} {_operand(planned)} 为正，实际 {_operand(actual)} 为负增长，按 0 计", False)
    good = planned - actual if at_most else actual - planned
    if good >= 0:
        ahead = part.direction in _CAN_BE_AHEAD and good >= rules.bonus_ahead_points
        return _line(part, _ONE, f"{head} {_operand(planned)}，实际 {_operand(actual)}，达到{head}，按 1 计", ahead)
    high, low = (("实际", actual), (head, planned)) if at_most else ((head, planned), ("实际", actual))
    rate = step(_ONE - rules.growth_loss * -good)
    gap = format_decimal(-good)
    text = f"{high[0]} {_operand(high[1])} − {low[0]} {_operand(low[1])} = {gap}"
    text += f"；1 − {format_decimal(rules.growth_loss)} × {gap} = {rate}"
    return _line(part, *_bounded(rate, text), False)


def _bounded(rate: Decimal, text: str) -> tuple[Decimal, str]:
    """Return the rate within 0 and 1, and the text, which says where that changed it."""
    if rate > _ONE:
        return _ONE, f"{text}，按 1 计"
    if rate < _ZERO:
        return _ZERO, f"{text}，按 0 计"
    return rate, text


def _operand(value: Decimal) -> str:
    return f"({format_decimal(value)})" if value < 0 else format_decimal(value)
