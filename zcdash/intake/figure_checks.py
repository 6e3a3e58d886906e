"""Plausibility of one figure: its sign, its order of magnitude, its bounds by unit and basis.

A figure is compared with the period's planned value; where there is none, with the annual value, and else with the
previous period's figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from typing import NamedTuple

from zcdash.domain.model import Indicator, format_number
from zcdash.domain.rounding import half_up
from zcdash.domain.terms import Basis
from zcdash.intake.findings import Question
from zcdash.intake.form_rows import IndicatorRow
from zcdash.intake.parse_values import WHOLE_UNITS

FAR = 3.0
"""A figure more than so many times the plan, or less than the inverse share of it, looks like 万 typed for 亿."""
FAR_BELOW_YEAR = 30.0
"""A quarter without a plan may bring little of the year's value; less than this share of it is asked about."""
_FEW = 300
"""An annual count below this may well be 1 or 2 after a quarter."""
GROWTH_MOST = 30.0
"""Growth in percent that is not asked about, whatever the plan; without a plan it may be 50."""
_GROWTH_MOST_ALONE = 50.0
_GROWTH_RATIO = 0.3
"""A growth of less than this may be a ratio: 0.08 for 8 %."""
_SLIPS = (10, 100, 1000, 10**4, 10**6, 10**8)
"""Factors of a slip: the decimal point, a percent format, 千, 万, 亿."""
_RATES = ("%", "‰")
_FULL = {"%": 100.0, "‰": 1000.0}


class _Reference(NamedTuple):
    """The value that a figure is compared with, and how a sentence calls it; `lowest` is the least share of it."""

    value: float
    name: str
    lowest: float


def check_figure(row: IndicatorRow, value: float) -> Iterator[Question]:
    """Yield the questions about a figure; at most one about its size."""
    size = _size_question(row, value)
    if size:
        yield size
    if size and size.code in ("NEGATIVE", "NEGATIVE_COUNT"):
        return
    if row.indicator.basis is Basis.CUMULATIVE and row.before is not None and value < row.before:
        yield Question(
            "FALLS",
            f"{row.indicator.name}是累计数，填了 {format_number(value)}，比上期的 {format_number(row.before)} 还少。",
            row.words.shown("若误填了当季数，请改为年初以来累计数；若上期有误，请说明。"),
        )


def _size_question(row: IndicatorRow, value: float) -> Question | None:
    indicator = row.indicator
    reference = _reference(row)
    if indicator.basis is Basis.GROWTH:
        return _ask_growth(indicator, value, reference)
    if indicator.basis is Basis.RANK:
        return _ask_rank(indicator, value)
    return (
        _ask_negative(indicator, value, reference)
        or _ask_broken(indicator, value, reference)
        or _ask_ratio(indicator, value, reference)
        or _ask_share(indicator, value, reference)
        or _ask_far(indicator, value, reference)
    )


def _reference(row: IndicatorRow) -> _Reference | None:
    indicator = row.indicator
    if row.planned:
        return _Reference(row.planned, "计划", 1 / FAR)
    if indicator.annual:
        few = indicator.unit in WHOLE_UNITS and indicator.annual < _FEW
        return _Reference(indicator.annual, "年度目标", 0 if few else 1 / FAR_BELOW_YEAR)
    return _Reference(row.before, "上期", 1 / FAR) if row.before else None


def _ask_rank(indicator: Indicator, value: float) -> Question | None:
    """Refuse what is no place; a ratio of places means nothing."""
    if value >= 1 and value == int(value):
        return None
    sentence = f"{indicator.name}填了 {_amount(indicator, value)}，不是名次。"
    return Question("NOT_A_RANK", sentence, "请填 1、2、3 这样的名次。", is_error=True)


def _ask_growth(indicator: Indicator, value: float, reference: _Reference | None) -> Question | None:
    planned = abs(reference.value) if reference else 0.0
    most = max(GROWTH_MOST, FAR * planned) if planned else _GROWTH_MOST_ALONE
    if abs(value) > most:
        smaller = [value / factor for factor in _SLIPS if abs(value / factor) <= GROWTH_MOST]
        likely = _nearest(smaller, planned) if smaller and planned else next(iter(smaller), None)
        sentence = (
            f"{indicator.name}填了 {_amount(indicator, value)}，增长率少有这么大的{_beside(indicator, reference)}。"
        )
        return Question("RATE_FAR", sentence, _advice(likely))
    if 0 < abs(value) <= _GROWTH_RATIO and not (planned and abs(value) >= planned / FAR):
        return _ratio_question(indicator, value, reference)
    return None


def _ask_negative(indicator: Indicator, value: float, reference: _Reference | None) -> Question | None:
    may_fall = indicator.unit in _RATES and "增" in indicator.name
    if value >= 0 or may_fall or (reference and reference.value < 0):
        return None
    sentence = f"{indicator.name}填了 {_amount(indicator, value)}，这里不应是负数。"
    if indicator.unit in WHOLE_UNITS:
        guess = f"是不是 {format_number(-value)}？" if value == round(value) else ""
        return Question("NEGATIVE_COUNT", sentence, f"{guess}请核对后改正。", is_error=True)
    return Question("NEGATIVE", sentence, _advice(-value))


def _ask_broken(indicator: Indicator, value: float, reference: _Reference | None) -> Question | None:
    if indicator.unit not in WHOLE_UNITS or abs(value - round(value)) < 1e-6:
        return None
    likely = _likely(indicator, value, reference)
    sentence = f"{indicator.name}填了 {_amount(indicator, value)}，不是整数。"
    guess = f"是不是 {format_number(likely)}？" if likely else ""
    return Question("NOT_WHOLE", sentence, f"{guess}请核对单位，这里按“{indicator.unit}”填整数。")


def _ask_ratio(indicator: Indicator, value: float, reference: _Reference | None) -> Question | None:
    """Ask about 0.08 where 8 may be meant."""
    if indicator.unit in _RATES and reference and 0 < value * 100 <= reference.value * 1.5:
        return _ratio_question(indicator, value, reference)
    return None


def _ratio_question(indicator: Indicator, value: float, reference: _Reference | None) -> Question:
    likely = format_number(value * 100)
    beside = f"，而{reference.name}是 {_amount(indicator, reference.value)}" if reference else ""
    sentence = f"{indicator.name}按 {_amount(indicator, value)} 读{beside}。"
    return Question("PERCENT_SCALE", sentence, f"是不是 {likely}？若是 {likely}{indicator.unit}，请填 {likely}。")


def _ask_share(indicator: Indicator, value: float, reference: _Reference | None) -> Question | None:
    full = _FULL.get(indicator.unit)
    if full is None or value <= full:
        return None
    likely = _likely(indicator, value, reference)
    if likely is None and value >= 2 * full:
        likely = value / 100
    sentence = f"{indicator.name}填了 {_amount(indicator, value)}，超过 {_amount(indicator, full)}。"
    return Question("OVER_100", sentence, _advice(likely if likely and likely <= full else None))


def _ask_far(indicator: Indicator, value: float, reference: _Reference | None) -> Question | None:
    if reference is None or reference.value < 0 or (value == 0 and reference.name != "计划"):
        return None
    times = value / reference.value
    if reference.lowest <= times <= FAR:
        return None
    called = f"{reference.name}的"
    if times > FAR:
        how_far = f"是{called} {half_up(times, 0 if times >= 100 else 1)} 倍"
    else:
        how_far = f"不到{called}三分之一" if reference.lowest == 1 / FAR else f"不到{called}三十分之一"
    sentence = f"{indicator.name}填了 {_amount(indicator, value)}，{how_far}{_beside(indicator, reference)}。"
    likely = _likely(indicator, value, reference)
    if likely is None:
        return Question("FAR", sentence, "请核对单位，是不是把万、亿填错了；若属实，请在“说明”里写明原因。")
    return Question("FAR", sentence, _advice(likely))


def _likely(indicator: Indicator, value: float, reference: _Reference | None) -> float | None:
    """Return the number that differs from the figure by a usual slip and is near the reference."""
    if reference is None:
        return None
    candidates = [scaled for factor in _SLIPS for scaled in (value / factor, value * factor)]
    near = [c for c in candidates if 0.2 < c / reference.value <= 2]
    if indicator.unit in WHOLE_UNITS:
        near = [c for c in near if abs(c - round(c)) < 1e-6]
    return _nearest(near, reference.value) if near else None


def _nearest(candidates: list[float], reference: float) -> float:
    return min(candidates, key=lambda candidate: abs(log(abs(candidate / reference))))


def _advice(likely: float | None) -> str:
    guess = "请核对。" if likely is None else f"是不是 {format_number(likely)}？"
    return f"{guess}若属实，请在“说明”里写明原因。"


def _beside(indicator: Indicator, reference: _Reference | None) -> str:
    return f"（{reference.name} {_amount(indicator, reference.value)}）" if reference else ""


def _amount(indicator: Indicator, value: float) -> str:
    blank = "" if indicator.unit in _RATES else " "
    return f"{format_number(value)}{blank}{indicator.unit}"
