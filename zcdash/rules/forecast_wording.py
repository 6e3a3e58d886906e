"""Sentences of forecasts, rendered from their values as an official writes them. Nothing may compare them."""

from __future__ import annotations

from decimal import Decimal

from zcdash.domain.forecast import Forecast, ForecastKind, Verdict
from zcdash.domain.model import Indicator, format_number
from zcdash.domain.period import Period
from zcdash.domain.rounding import decimals, divided, exact, half_up, percentage
from zcdash.domain.terms import NUMERALS, RATE_UNITS, Basis, Direction

_SAME = Decimal("0.95"), Decimal("1.05")
"""Bounds within which a quarter's amount is called equal to the best one."""
_SO_FAR = {1: "一季度", 2: "上半年", 3: "前三季度", 4: "全年"}


def sentence(indicator: Indicator, made: Forecast) -> str:
    """Return how far the year has come, what is left to do, and the forecast where there is one."""
    if not made.last:
        return "还没有报送实际数"
    if made.lacking:
        return f"缺{'、'.join(map(_name, made.lacking))}的当季数，全年累计数不能推算"
    if made.kind is ForecastKind.GAP:
        return _gap(indicator, made)
    if indicator.direction is Direction.HOLD:
        return "保持稳定的指标不作全年推算"
    if made.year is None:
        return "没有全年目标"
    return "，".join(filter(None, (_done(indicator, made), _pace(indicator, made), _outlook(indicator, made))))


def _done(indicator: Indicator, made: Forecast) -> str:
    share = f"{percentage(made.done, made.year)}%" if made.year and made.year > 0 and made.done is not None else ""
    if made.left and _is_reached(indicator, made):
        return f"{_span(made)}已完成全年目标{f'（{share}）' if share else ''}"
    amount = f"{_span(made)}完成 {_amount(indicator, made.done)}"
    if not made.left:
        year = f"全年目标 {_amount(indicator, made.year)}"
        return f"{amount}，{year}，完成 {share}" if share else f"{amount}，{year}"
    return f"{_span(made)}完成全年目标的 {share}" if share else amount


def _is_reached(indicator: Indicator, made: Forecast) -> bool:
    return not made.needed and indicator.direction is not Direction.AT_MOST


def _pace(indicator: Indicator, made: Forecast) -> str:
    """Return what the periods left must bring, beside the best quarter of the year."""
    if not made.left or _is_reached(indicator, made):
        return ""
    rest = _rest(made)
    if indicator.direction is Direction.AT_MOST:
        return f"{rest}须控制在 {_amount(indicator, made.needed)}以内" if made.needed else "已超过全年控制数"
    text = f"{rest}须完成 {_amount(indicator, made.needed)}"
    if made.needed is None or made.best is None or made.year is None:
        return text
    quarter, most = made.best
    each = half_up(divided(made.needed, len(made.left)), max(1, decimals(made.year)))
    average = "" if len(made.left) == 1 else f"，平均每季 {_amount(indicator, float(each))}"
    if most <= 0 or made.kind is ForecastKind.NONE:
        return text + average
    pace = each / exact(most)
    beside = "高于" if pace > _SAME[1] else "低于" if pace < _SAME[0] else "相当于"
    return f"{text}{average}，{beside}年内最好的{_name(quarter)}（{_amount(indicator, most)}）"


def _outlook(indicator: Indicator, made: Forecast) -> str:
    if made.low is None or made.high is None or _is_reached(indicator, made):
        return ""
    if not made.high:
        return _verdict(indicator, made)
    low, high = _amount(indicator, made.low), _amount(indicator, made.high)
    steps = f"前{_count(Period.parse(made.last))}季"
    if made.kind is ForecastKind.ESTIMATE:
        text = f"按{steps}的完成率，全年约 {low}"
    elif made.low == made.high:
        text = f"按{steps}各自的完成率，全年约 {low}"
    else:
        text = f"按{steps}各自的完成率，全年在 {format_number(made.low)} 至 {high}之间"
    return f"{text}，{_verdict(indicator, made)}"


def _verdict(indicator: Indicator, made: Forecast) -> str:
    goal = "把全年数控制在目标以内" if indicator.direction is Direction.AT_MOST else "完成全年目标"
    words = {
        Verdict.REACHES: f"照此能够{goal}",
        Verdict.UNSURE: f"{goal}有压力",
        Verdict.FALLS_SHORT: f"难以{goal}",
    }
    return words[made.verdict] if made.verdict else ""


def _gap(indicator: Indicator, made: Forecast) -> str:
    """Return the gap of a rate, level or rank to the year's value, and what the last period must be."""
    gap = made.gap or 0.0
    if indicator.basis is Basis.RANK:
        beside = (
            "与全年目标相同" if not gap else f"比全年目标{'落后' if gap > 0 else '靠前'} {format_number(abs(gap))} 位"
        )
        text = f"{_name(made.last)}第 {format_number(made.done)} 位，{beside}"
        must = f"须不低于第 {format_number(made.last_quarter)} 位"
    else:
        points = "个百分点" if indicator.unit == "%" else indicator.unit
        more, less = ("高", "低") if indicator.unit in RATE_UNITS else ("多", "少")
        beside = (
            f"比全年目标{more if gap > 0 else less} {format_number(abs(gap))} {points}" if gap else "与全年目标持平"
        )
        text = f"{_name(made.last)} {_amount(indicator, made.done)}，{beside}"
        must = _must(indicator, made.last_quarter)
    return f"{text}，{_name(made.left[-1])}{must}" if made.left else text


def _must(indicator: Indicator, value: float | None) -> str:
    amount = _amount(indicator, value)
    if indicator.direction is Direction.AT_MOST:
        return f"须控制在 {amount}以内"
    return f"须达到 {amount}左右" if indicator.direction is Direction.ABOUT else f"须达到 {amount}"


def _amount(indicator: Indicator, value: float | None) -> str:
    unit = indicator.unit
    return f"{format_number(value)}{unit}" if unit in RATE_UNITS else f"{format_number(value)} {unit}"


def _count(period: Period) -> str:
    return "零一两三四"[period.ends.month // 3]


def _span(made: Forecast) -> str:
    """Return the part of the year that is reported: 上半年; with a plan of other periods than quarters 截至 and its end."""
    last = Period.parse(made.last)
    month = last.ends.month
    return _SO_FAR[month // 3] if month % 3 == 0 else f"截至{_name(made.last)}"


def _rest(made: Forecast) -> str:
    left = len(made.left)
    return _name(made.left[0]) if left == 1 else f"后{'两' if left == 2 else NUMERALS[left]}季"


def _name(period: str) -> str:
    return Period.parse(period).short_name
