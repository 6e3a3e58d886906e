"""Sentences of forecasts, rendered from their values as an official writes them. Nothing may compare them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zcdash.domain.forecast import Forecast, ForecastKind, Verdict
from zcdash.domain.model import Indicator, format_number, with_unit
from zcdash.domain.period import Period
from zcdash.domain.rounding import decimals, divided, exact, half_up, percentage
from zcdash.domain.terms import RATE_UNITS, Basis, Direction, numeral

_SAME = Decimal("0.95"), Decimal("1.05")
"""Bounds within which a quarter's amount is called equal to the best one."""
_SO_FAR = {1: "一季度", 2: "上半年", 3: "前三季度", 4: "全年"}
_EACH = {"Q": "季", "M": "月"}


@dataclass(frozen=True, slots=True)
class _Words:
    """Words for the periods of a plan: those of one year, of several, or of a programme."""

    periods: tuple[Period, ...]

    @property
    def is_one_year(self) -> bool:
        first = self.periods[0].starts
        return (first.month, first.day) == (1, 1) and self.periods[-1].ends == first.replace(month=12, day=31)

    @property
    def whole(self) -> str:
        """Return 全年, 2025年, or 到期 of a programme."""
        last = self.periods[-1]
        if last.title:
            return "到期"
        ends_a_year = (last.ends.month, last.ends.day) == (12, 31) and len({p.ends.year for p in self.periods}) == 1
        return "全年" if ends_a_year else self.name(last.text)

    @property
    def goal(self) -> str:
        return "目标" if self.periods[-1].title else f"{self.whole}目标"

    @property
    def each(self) -> str:
        """Return what one period is called in a count: 季, 月, 期."""
        kinds = {p.text[4:5] for p in self.periods}
        return _EACH.get(kinds.pop(), "期") if len(kinds) == 1 else "期"

    def name(self, period: str) -> str:
        """Return the name of a period, with its year where the plan has several."""
        parsed = Period.parse(period)
        years = {p.ends.year for p in self.periods}
        return parsed.short_name if len(years) == 1 or parsed.title else parsed.name

    def counted(self, count: int) -> str:
        """Return 两季, 三个月, 两期."""
        word = "两" if count == 2 else numeral(count)
        return f"{word}{'个' if self.each == '月' else ''}{self.each}"

    def so_far(self, made: Forecast) -> str:
        """Return the part of the plan that is reported: 上半年, 1—5月; of a plan of other periods 截至 and its end."""
        month = Period.parse(made.last).ends.month
        if self.is_one_year and month % 3 == 0 and self.each != "期":
            return _SO_FAR[month // 3]
        if self.is_one_year and self.each == "月":
            return f"1—{month}月" if month > 1 else "1月"
        return f"截至{self.name(made.last)}"

    def before(self, made: Forecast) -> str:
        """Return the periods that a forecast rests on: 前两季."""
        return f"前{self.counted([p.text for p in self.periods].index(made.last) + 1)}"

    def rest(self, made: Forecast) -> str:
        """Return the periods left: 四季度, 后两季."""
        left = len(made.left)
        return self.name(made.left[0]) if left == 1 else f"后{self.counted(left)}"


def sentence(indicator: Indicator, made: Forecast, periods: Sequence[str]) -> str:
    """Return how far the plan has come, what is left to do, and the forecast where there is one."""
    words = _Words(tuple(Period.parse(p) for p in periods))
    if not made.last:
        return "还没有报送实际数"
    if made.lacking:
        what = f"当{words.each}"
        return f"缺{'、'.join(map(words.name, made.lacking))}的{what}数，{words.whole}累计数不能推算"
    if made.kind is ForecastKind.GAP:
        return _gap(indicator, made, words)
    if indicator.direction is Direction.HOLD:
        return f"保持稳定的指标不作{words.whole}推算"
    if indicator.direction is Direction.WITHIN:
        return "目标是区间的指标不作推算"
    if made.year is None:
        return f"没有{words.goal}"
    parts = (_done(indicator, made, words), _pace(indicator, made, words), _outlook(indicator, made, words))
    return "，".join(filter(None, parts))


def _done(indicator: Indicator, made: Forecast, words: _Words) -> str:
    share = f"{percentage(made.done, made.year)}%" if made.year and made.year > 0 and made.done is not None else ""
    if made.left and _is_reached(indicator, made):
        return f"{words.so_far(made)}已完成{words.goal}{f'（{share}）' if share else ''}"
    amount = f"{words.so_far(made)}完成 {_amount(indicator, made.done)}"
    if not made.left:
        year = f"{words.goal} {_amount(indicator, made.year)}"
        return f"{amount}，{year}，完成 {share}" if share else f"{amount}，{year}"
    return f"{words.so_far(made)}完成{words.goal}的 {share}" if share else amount


def _is_reached(indicator: Indicator, made: Forecast) -> bool:
    return not made.needed and indicator.direction is not Direction.AT_MOST


def _pace(indicator: Indicator, made: Forecast, words: _Words) -> str:
    """Return what the periods left must bring, beside the best quarter of the year."""
    if not made.left or _is_reached(indicator, made):
        return ""
    rest = words.rest(made)
    if indicator.direction is Direction.AT_MOST:
        return f"{rest}须控制在 {_amount(indicator, made.needed)}以内" if made.needed else f"已超过{words.whole}控制数"
    text = f"{rest}须完成 {_amount(indicator, made.needed)}"
    if made.needed is None or made.best is None or made.year is None or not words.is_one_year:
        return text
    quarter, most = made.best
    each = half_up(divided(made.needed, len(made.left)), max(1, decimals(made.year)))
    average = "" if len(made.left) == 1 else f"，平均每{words.each} {_amount(indicator, float(each))}"
    if most <= 0 or made.kind is ForecastKind.NONE:
        return text + average
    pace = each / exact(most)
    beside = "高于" if pace > _SAME[1] else "低于" if pace < _SAME[0] else "相当于"
    return f"{text}{average}，{beside}年内最好的{words.name(quarter)}（{_amount(indicator, most)}）"


def _outlook(indicator: Indicator, made: Forecast, words: _Words) -> str:
    if made.low is None or made.high is None or _is_reached(indicator, made):
        return ""
    if not made.high:
        return _verdict(indicator, made, words)
    low, high = _amount(indicator, made.low), _amount(indicator, made.high)
    steps = words.before(made)
    if made.kind is ForecastKind.ESTIMATE:
        text = f"按{steps}的完成率，{words.whole}约 {low}"
    elif made.low == made.high:
        text = f"按{steps}各自的完成率，{words.whole}约 {low}"
    else:
        text = f"按{steps}各自的完成率，{words.whole}在 {format_number(made.low)} 至 {high}之间"
    return f"{text}，{_verdict(indicator, made, words)}"


def _verdict(indicator: Indicator, made: Forecast, words: _Words) -> str:
    goal = f"把{words.whole}数控制在目标以内" if indicator.direction is Direction.AT_MOST else f"完成{words.goal}"
    said = {
        Verdict.REACHES: f"照此能够{goal}",
        Verdict.UNSURE: f"{goal}有压力",
        Verdict.FALLS_SHORT: f"难以{goal}",
    }
    return said[made.verdict] if made.verdict else ""


def _gap(indicator: Indicator, made: Forecast, words: _Words) -> str:
    """Return the gap of a rate, level or rank to the year's value, and what the last period must be."""
    gap = made.gap or 0.0
    if indicator.basis is Basis.RANK:
        beside = (
            f"与{words.goal}相同"
            if not gap
            else f"比{words.goal}{'落后' if gap > 0 else '靠前'} {format_number(abs(gap))} 位"
        )
        text = f"{words.name(made.last)}第 {format_number(made.done)} 位，{beside}"
        must = f"须不低于第 {format_number(made.last_quarter)} 位"
    else:
        apart = format_number(abs(gap))
        points = f"{apart} 个百分点" if indicator.unit == "%" else f"{apart} {indicator.unit}"
        if indicator.unit not in RATE_UNITS:
            points = with_unit(abs(gap), indicator.unit)
        more, less = ("高", "低") if indicator.unit in RATE_UNITS else ("多", "少")
        beside = f"比{words.goal}{more if gap > 0 else less} {points}" if gap else f"与{words.goal}持平"
        text = f"{words.name(made.last)} {_amount(indicator, made.done)}，{beside}"
        must = _must(indicator, made.last_quarter)
    return f"{text}，{words.name(made.left[-1])}{must}" if made.left else text


def _must(indicator: Indicator, value: float | None) -> str:
    amount = _amount(indicator, value)
    if indicator.direction is Direction.AT_MOST:
        return f"须控制在 {amount}以内"
    return f"须达到 {amount}左右" if indicator.direction is Direction.ABOUT else f"须达到 {amount}"


def _amount(indicator: Indicator, value: float | None) -> str:
    return with_unit(value, indicator.unit)
