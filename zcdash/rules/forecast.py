"""What the year will end at: the pace that is still needed, and the range that the unit's own quarters point to.

No model is fitted: a year has four quarters, and a district's figures are too few for one. The range is the remaining plan
at the worst and at the best rate of fulfilment that this year's own quarters have shown; with fewer than two of them, or
for figures that do not add up over the year, there is honestly nothing to forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zcdash.domain.model import NUMERALS, Basis, Indicator, format_number
from zcdash.rules.lights import Figures

_LEAST = 2
"""Quarters that must have been reported before a range is drawn from them."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """`needed`: what the rest of the year must still bring; `times`: that pace against the best quarter so far.

    `low` and `high`: the year's end at the worst and best rate of this year's quarters. None: nothing can be said.
    """

    sentence: str
    needed: float | None = None
    times: float | None = None
    low: float | None = None
    high: float | None = None


def forecast(indicator: Indicator, series: Sequence[Figures]) -> Forecast:
    """The forecast of an indicator from its figures of the whole year, in order."""
    if indicator.basis not in (Basis.CUMULATIVE, Basis.QUARTER):
        return Forecast("不足以预测：这个指标是时点数或增速，不能按各季相加推算")
    done, planned = _amounts(indicator.basis, series)
    reported = [a for a in done if a is not None]
    year = indicator.annual if indicator.annual is not None else sum(p for p in planned if p is not None) or None
    behind = [n for n, a in enumerate(done) if a is not None]
    left = len(series) - (behind[-1] + 1 if behind else 0)
    if not reported or year is None:
        return Forecast("不足以预测：还没有报送实际数" if not reported else "不足以预测：没有年度目标")
    total, unit = sum(reported), indicator.unit
    if not left:
        return Forecast(f"全年 {format_number(total)} {unit}，年度目标 {format_number(year)} {unit}")
    needed = round(max(year - total, 0.0), 6)
    best = max(reported)
    times = needed / left / best if best > 0 else None
    low, high = _range(done, planned, total) if len(reported) >= _LEAST else (None, None)
    return Forecast(_sentence(indicator, left, needed, times, low, high), needed, times, low, high)


def _amounts(basis: Basis, series: Sequence[Figures]) -> tuple[list[float | None], list[float | None]]:
    """Each quarter's own (actual, planned), whatever the basis."""
    if basis is Basis.QUARTER:
        return [f.actual for f in series], [f.planned for f in series]
    done: list[float | None] = []
    planned: list[float | None] = []
    for values, totals in ((done, [f.actual for f in series]), (planned, [f.planned for f in series])):
        before = 0.0
        for total in totals:
            values.append(None if total is None else total - before)
            before = before if total is None else total
    return done, planned


def _range(done: Sequence[float | None], planned: Sequence[float | None], total: float) -> tuple[float, float]:
    """The year's end at the worst and the best rate of fulfilment so far; by plain amounts where the plan has no shape."""
    last = max(n for n, a in enumerate(done) if a is not None)
    rest = planned[last + 1 :]
    rates = [a / p for a, p in zip(done, planned, strict=True) if a is not None and p]
    if rates and all(p is not None for p in rest):
        ahead = sum(p for p in rest if p is not None)
        return total + ahead * min(rates), total + ahead * max(rates)
    amounts = [a for a in done if a is not None]
    return total + len(rest) * min(amounts), total + len(rest) * max(amounts)


def _sentence(
    indicator: Indicator, left: int, needed: float, times: float | None, low: float | None, high: float | None
) -> str:
    unit = f" {indicator.unit}" if indicator.unit not in ("%", "‰") else indicator.unit
    rest = f"{NUMERALS[4]}季度" if left == 1 else f"后{NUMERALS[left] if left != 2 else '两'}个季度"
    if needed == 0:
        pace = "已达到年度目标"
    else:
        pace = f"{rest}须完成 {format_number(round(needed, 2))}{unit}"
        if times is not None:
            each = "，平均每季" if left > 1 else "，"
            pace += f"{each}是历史最好季度的 {times:.1f} 倍"
    if low is None or high is None:
        return f"{pace}；只有一个季度的数，不足以预测全年"
    ends = (
        format_number(round(low, 1))
        if round(low, 1) == round(high, 1)
        else f"{format_number(round(low, 1))} 至 {format_number(round(high, 1))}"
    )
    return f"{pace}；照各季的完成情况，全年将在 {ends}{unit}"
