"""Numbers and dates as text for Chinese readers."""

from __future__ import annotations

from datetime import date

from zcdash.domain.model import Indicator, format_number
from zcdash.domain.period import Period
from zcdash.domain.terms import BASIS_NAME, Basis, Direction, unit_behind

_WITHOUT_SPACE = ("%", "‰")


def amount(value: float | None, unit: str = "") -> str:
    """Return a value with its unit: 187,850 万元, 8.5%, 71.5 公里; — for none."""
    if value is None:
        return "—"
    whole, _, part = format_number(value).partition(".")
    number = f"{int(whole):,}" + (f".{part}" if part else "")
    if value < 0 and whole == "-0":
        number = f"-{number}"
    behind = unit_behind(unit)
    return f"{number}{'' if unit in _WITHOUT_SPACE or not unit or behind != unit else ' '}{behind}"


def planned_text(indicator: Indicator, period: str) -> str:
    """Return the planned value of a period with the printed words: 249.7/10万（下降10%）, 60%—70%, 大于25%; 下降10% where open."""
    words, value = indicator.words.get(period, ""), indicator.planned.get(period)
    if value is None:
        return words or (f"较基数{indicator.relative[period]:+g}%" if period in indicator.relative else "—")
    if period in indicator.upper:
        return f"{amount(value, indicator.unit)}—{amount(indicator.upper[period], indicator.unit)}"
    text = amount(value, indicator.unit)
    if period in indicator.relative:
        return f"{text}（{words or f'较基数{indicator.relative[period]:+g}%'}）"
    return f"{'低于' if indicator.direction is Direction.AT_MOST else '大于'} {text}" if indicator.strict else text


def day(value: date | None) -> str:
    """Return 2017年6月30日; — for none."""
    return f"{value.year}年{value.month}月{value.day}日" if value else "—"


def short_day(value: date) -> str:
    """Return 6月30日."""
    return f"{value.month}月{value.day}日"


def difference(value: float, unit: str) -> str:
    """Return the difference of two values of a unit: 17 天; of shares and rates in points: 0.6 个百分点."""
    return amount(value, "个百分点" if unit == "%" else unit)


def running_name(period: Period) -> str:
    """Return the name of a running total since January: 1—6月累计."""
    return f"1—{period.ends.month}月累计"


def basis_name(indicator: Indicator, period: Period) -> str:
    """Return what an indicator's values cover as they are compared at a period; a running total is never called 当季."""
    summed = indicator.basis in (Basis.CUMULATIVE, Basis.QUARTER)
    return running_name(period) if summed else BASIS_NAME[indicator.basis]


def source_place(file: str, lines: str) -> str:
    """Return where a text stands in the source, from line ranges of `file` or of the file that one names: `b.txt:3-4`."""
    ranges: dict[str, list[str]] = {}
    for part in filter(None, lines.split(";")):
        named, _, numbers = part.rpartition(":")
        ranges.setdefault(named or file, []).append(numbers)
    return "；".join(f"文本 {name} 第 {'、'.join(numbers)} 行" for name, numbers in ranges.items())
