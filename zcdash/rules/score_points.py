"""Points of one indicator or commitment in the year-end assessment, with arithmetic that can be redone on paper.

A part that meets the plan by its light earns all, where the rules want that: the same figure is met on the board and here.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from zcdash.domain.model import format_number
from zcdash.domain.rounding import divided
from zcdash.domain.terms import LIGHT_NAME, MET, Basis, Direction, Light
from zcdash.rules.score_part import LeftOut, Part, ScoreLine, step
from zcdash.rules.score_rules import MissingPolicy, ScoreRules, format_decimal

_ZERO, _ONE, _TWO = Decimal(0), Decimal(1), Decimal(2)
_PART_WEIGHT = _ONE
_CAN_BE_AHEAD = (Direction.AT_LEAST, Direction.ABOUT)
_DONE = {Light.ON_TRACK: "按期完成", Light.SLIPPING: "部分完成", Light.BEHIND: "未完成"}


def scored_once(parts: Sequence[Part], rules: ScoreRules) -> tuple[tuple[ScoreLine, ...], tuple[LeftOut, ...]]:
    """Return (lines of the parts that count, those left out).

    Of a total and its parts the total counts, its parts where the total is left out. Of one thing in two bases the one that
    the others name counts, else the first of the plan that can.
    """
    rows = [scored(part, rules) for part in parts]
    if rules.parts_once:
        reasons = _counted_already(parts, {row.code for row in rows if isinstance(row, ScoreLine)})
        rows = [
            _left_out(part, reasons[part.code]) if part.code in reasons and isinstance(row, ScoreLine) else row
            for part, row in zip(parts, rows, strict=True)
        ]
    lines = tuple(row for row in rows if isinstance(row, ScoreLine))
    return lines, tuple(row for row in rows if isinstance(row, LeftOut))


def _counted_already(parts: Sequence[Part], counted: set[str]) -> dict[str, str]:
    """Return code → why it does not count again, `counted` being the parts that have points."""
    reasons = {code: f"合计 {p.code} 已计分，不重复计分" for p in parts if p.code in counted for code in p.sum_of}
    first: dict[str, str] = {}
    for part in sorted(parts, key=lambda p: bool(p.same_as)):
        if part.code in counted and part.code not in reasons:
            counts = first.setdefault(part.same_as or part.code, part.code)
            if counts != part.code:
                reasons[part.code] = f"与 {counts} 是同一件事的两种口径，{counts} 已计分，不重复计分"
    return reasons


def _left_out(part: Part, reason: str, light: Light | None = None) -> LeftOut:
    return LeftOut(item=part.item, code=part.code, name=part.name, kind=part.kind, reason=reason, light=light)


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
    if part.actual is None or part.light is Light.UNDETERMINED:
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
        Light.IN_REVIEW: rules.count_in_review,
        Light.UNDETERMINED: rules.count_undetermined,
        Light.NONE: rules.count_none,
        Light.PENDING: rules.count_pending,
    }
    if part.light in counts:
        return _uncounted(part, counts[part.light], text, light)
    if part.direction is not None and not part.decided and part.light is not Light.LATE_DONE:
        return _uncounted(part, rules.count_pending, "没有实际数")
    rate = rates[part.light]
    if not part.decided:
        text = _DONE.get(part.light, text)
    ahead = part.light is Light.AHEAD and part.may_gain
    return _line(part, rate, f"{text}，按 {format_decimal(rate)} 计", ahead, light)


def _uncounted(part: Part, count: MissingPolicy, text: str, light: Light | None = None) -> ScoreLine | LeftOut:
    if count is MissingPolicy.ZERO:
        return _line(part, _ZERO, f"{text}，按 0 计", False, light)
    return _left_out(part, f"{text}，不计分", light)


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
    if part.basis is Basis.RANK and rules.parts_by_place:
        return _by_place(part, planned, actual, rules)
    if part.basis is Basis.GROWTH or planned <= 0:
        return _by_points(part, planned, actual, rules)
    if part.upper is not None and actual >= planned:
        return _by_range(part, planned, _exact(part.upper), actual, rules)
    ratio = step(divided(actual, planned))
    text = f"{_operand(actual)} ÷ {_operand(planned)} = {ratio}"
    rate = ratio
    if part.direction is Direction.AT_MOST:
        rate = _TWO - ratio
        text += f"；2 − {ratio} = {rate}"
    return _line(part, *_bounded(part, rate, text, rules), _ahead(part, ratio >= rules.bonus_ahead_ratio, rules))


def _by_range(part: Part, lower: Decimal, upper: Decimal, actual: Decimal, rules: ScoreRules) -> ScoreLine:
    """Score a value at or above the lower end of a range: all within it, above it as what is to be kept below its upper end."""
    if actual <= upper:
        text = f"{_operand(lower)} ≤ {_operand(actual)} ≤ {_operand(upper)}，在计划区间之内，按 1 计"
        return _line(part, _ONE, text, False)
    ratio = step(divided(actual, upper))
    rate = _TWO - ratio
    text = f"{_operand(actual)} ÷ {_operand(upper)} = {ratio}；2 − {ratio} = {rate}"
    return _line(part, *_bounded(part, rate, text, rules), False)


def _ahead(part: Part, by_file: bool, rules: ScoreRules) -> bool:
    """Return True if an indicator is ahead of the plan and may gain by it: by its light, or by the limits of the file."""
    if rules.bonus_by_light:
        return part.may_gain and part.direction is Direction.AT_LEAST and part.light is Light.AHEAD
    return part.may_gain and part.direction in _CAN_BE_AHEAD and by_file


def _by_place(part: Part, planned: Decimal, actual: Decimal, rules: ScoreRules) -> ScoreLine:
    """Score a place in a ranking by the number of places that it is worse, as lights do."""
    worse = actual - planned
    rate = _ONE if worse <= 0 else rules.parts_one_place if worse <= 1 else _ZERO
    text = "同位或更前" if worse <= 0 else f"差 {format_decimal(worse)} 位"
    places = f"计划第 {format_decimal(planned)} 位，实际第 {format_decimal(actual)} 位"
    return _line(part, rate, f"{places}，{text}，按 {format_decimal(rate)} 计", False)


def _by_points(part: Part, planned: Decimal, actual: Decimal, rules: ScoreRules) -> ScoreLine:
    """Score growth, and a planned value of zero or less, by the gap instead of a ratio."""
    at_most = part.direction is Direction.AT_MOST
    head = "基数" if part.direction is Direction.HOLD else "计划"
    falls = part.basis is Basis.GROWTH and planned > 0 > actual and not at_most
    if falls and rules.growth_negative_is_zero and not _meets(part, rules):
        return _line(part, _ZERO, f"{head} {_operand(planned)} 为正，实际 {_operand(actual)} 为负增长，按 0 计", False)
    good = planned - actual if at_most else actual - planned
    if good >= 0:
        ahead = _ahead(part, good >= rules.bonus_ahead_points, rules)
        return _line(part, _ONE, f"{head} {_operand(planned)}，实际 {_operand(actual)}，达到{head}，按 1 计", ahead)
    high, low = (("实际", actual), (head, planned)) if at_most else ((head, planned), ("实际", actual))
    rate = step(_ONE - rules.growth_loss * -good)
    gap = format_decimal(-good)
    text = f"{high[0]} {_operand(high[1])} − {low[0]} {_operand(low[1])} = {gap}"
    text += f"；1 − {format_decimal(rules.growth_loss)} × {gap} = {rate}"
    return _line(part, *_bounded(part, rate, text, rules), False)


def _meets(part: Part, rules: ScoreRules) -> bool:
    """Return True if the light says that the plan is met, and the rules go by that."""
    return rules.parts_met and part.light in MET


def _bounded(part: Part, rate: Decimal, text: str, rules: ScoreRules) -> tuple[Decimal, str]:
    """Return the rate within 0 and 1, 1 where the plan is met, and the text, which says where that changed it."""
    if rate > _ONE:
        return _ONE, f"{text}，按 1 计"
    if rate < _ONE and _meets(part, rules):
        why = "在允许误差以内" if part.direction in (Direction.ABOUT, Direction.HOLD) else "按所印精度"
        return _ONE, f"{text}，{why}达到计划，按 1 计"
    if rate < _ZERO:
        return _ZERO, f"{text}，按 0 计"
    return rate, text


def _operand(value: Decimal) -> str:
    return f"({format_decimal(value)})" if value < 0 else format_decimal(value)
