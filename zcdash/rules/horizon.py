"""Distance that an indicator has come from its baseline to the next value that its plan states: for reference, never a light.

A plan of several years states values for some years only (2020, 2025). In the years between nothing is promised, so nothing
is rated; what is shown is the share of the way that is done, and the pace that the rest of it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zcdash.domain.model import Indicator, format_number, with_unit
from zcdash.domain.period import Period
from zcdash.domain.rounding import divided, exact, half_up, percentage
from zcdash.domain.terms import Basis, Direction

_MONTHS = 12
_PACE_DECIMALS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Way of an indicator from its baseline to the next horizon, as far as one actual tells."""

    period: Period
    """Period of the actual."""
    actual: float
    baseline: float
    baseline_period: str
    """Period of the baseline; empty where the plan does not name it."""
    horizon: Period
    """Next period with a planned value, or this one."""
    target: float
    """Value planned for the horizon; of a range the end nearer to the baseline."""
    done: float | None
    """Share of the way: (actual − baseline) ÷ (target − baseline), below 0 where it goes back, above 1 beyond the target.

    None where the baseline met the target from the first, so that there is no way.
    """
    expected: float | None
    """Share of the time from the baseline to the horizon that has passed; None where the baseline names no period."""
    reached: bool
    """True where the actual meets the target already."""
    left: int
    """Periods of the plan from this one to the horizon, this one not counted."""
    pace: float | None
    """Change that each period left must bring, 0 where the target is reached; None at the horizon itself."""
    pace_so_far: float | None
    """Change a year since the baseline; None where it names no period or the time is nothing."""
    pace_a_year: float | None
    """Change a year that the rest of the way needs; None at the horizon."""
    sentence: str = ""


def way(indicator: Indicator, periods: Sequence[str], period: Period, actual: float) -> Way | None:
    """Return the way of an indicator at a period, from its actual there.

    None where the baseline is unknown, no value is planned for this period or a later one, or nothing is to change (保持稳定).
    """
    horizon = next((p for p in map(Period.parse, periods) if p >= period and p.text in indicator.planned), None)
    if horizon is None or indicator.baseline is None or indicator.direction is Direction.HOLD:
        return None
    start, now = exact(indicator.baseline), exact(actual)
    target, reached = _target(indicator, horizon.text, start, now)
    has_way = target != start and not _meets(indicator, start, target)
    left = sum(period < p <= horizon for p in map(Period.parse, periods))
    rest = Decimal(0) if reached else target - now
    from_start = _years(Period.parse(indicator.baseline_period), period) if indicator.baseline_period else None
    to_end = _years(period, horizon)
    found = Way(
        period=period,
        actual=actual,
        baseline=indicator.baseline,
        baseline_period=indicator.baseline_period,
        horizon=horizon,
        target=float(target),
        done=float(divided(now - start, target - start)) if has_way else None,
        expected=_share(from_start, to_end),
        reached=reached,
        left=left,
        pace=_pace(rest, Decimal(left)),
        pace_so_far=_pace(now - start, from_start or Decimal(0)),
        pace_a_year=_pace(rest, to_end),
    )
    return replace(found, sentence=sentence(indicator, found))


def _target(indicator: Indicator, horizon: str, start: Decimal, now: Decimal) -> tuple[Decimal, bool]:
    """Return the value to come to, and whether an actual is there: for a range the end nearer to where the way begins."""
    low = exact(indicator.planned[horizon])
    if horizon not in indicator.upper:
        return low, _meets(indicator, now, low)
    high = exact(indicator.upper[horizon])
    return min(max(start, low), high), low <= now <= high


def _meets(indicator: Indicator, value: Decimal, target: Decimal) -> bool:
    """Return True if a value meets a target by itself, with no tolerance; a range is met at its nearer end alone."""
    if indicator.direction is Direction.WITHIN:
        return value == target
    if value == target:
        return not indicator.strict
    falls = indicator.direction is Direction.AT_MOST or indicator.basis is Basis.RANK
    return value < target if falls else value > target


def _years(first: Period, last: Period) -> Decimal:
    """Return the years from the end of one period to the end of another, by their months."""
    months = (last.ends.year - first.ends.year) * _MONTHS + last.ends.month - first.ends.month
    return divided(months, _MONTHS)


def _share(passed: Decimal | None, to_come: Decimal) -> float | None:
    if passed is None or passed + to_come <= 0:
        return None
    return float(divided(passed, passed + to_come))


def _pace(change: Decimal, steps: Decimal) -> float | None:
    return None if steps <= 0 else float(half_up(divided(change, steps), _PACE_DECIMALS))


def sentence(indicator: Indicator, made: Way) -> str:
    """Return the way in words.

    2016年 43.13%，2020年计划 45%，2019年实际 44.5%，走完 73.3%（参考），2020年须再提高 0.5 个百分点.
    """
    unit = indicator.unit
    since = Period.parse(made.baseline_period).name if made.baseline_period else "基线"
    start = f"{since} {with_unit(made.baseline, unit)}，{made.horizon.name}计划 {with_unit(made.target, unit)}"
    said = f"{start}，{made.period.name}实际 {with_unit(made.actual, unit)}"
    return "，".join(filter(None, (said, _done(made), _rest(indicator, made))))


def _done(made: Way) -> str:
    if made.done is None:
        return ""
    if made.done < 0:
        return "比基线后退（参考）"
    return f"走完 {percentage(made.done, 1)}%（参考）"


def _rest(indicator: Indicator, made: Way) -> str:
    if made.reached:
        return "已达到计划" if made.left else ""
    if not made.pace:
        return ""
    change = float(abs(half_up(made.pace, 2)) or abs(exact(made.pace)))
    points = f"{format_number(change)} 个百分点" if indicator.unit == "%" else with_unit(change, indicator.unit)
    each = "以后每期" if made.left > 1 else f"{made.horizon.short_name}"
    if made.left > 1 and len(made.period.text) == len("2019"):
        each = "以后每年"
    return f"{each}须再{'提高' if made.pace > 0 else '下降'} {points}"
