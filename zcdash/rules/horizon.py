"""参考: between the years that a plan states values for, how much of the way from the baseline is done, and the pace needed.

Nothing is rated by it: an indicator is rated where its plan states a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.rounding import divided, exact
from zcdash.domain.terms import Direction

_DAYS_A_YEAR = Decimal("365.25")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Way of an indicator from its baseline to the next horizon, as of the last actual value.

    `done` and `time` are shares (1 is the whole way, below 0 is the wrong side of the baseline); `needed` and `so_far` are the
    change a year from here on and until now, None where there is no time between.
    """

    horizon: str
    at: str
    baseline: float
    target: float
    actual: float
    done: Decimal
    time: Decimal
    reached: bool
    needed: Decimal | None
    so_far: Decimal | None


def horizons(indicator: Indicator) -> tuple[str, ...]:
    """Return the periods that the plan states a value for, worked out or still open, in their order."""
    return tuple(sorted({*indicator.planned, *indicator.relative}, key=Period.parse))


def baseline_day(indicator: Indicator, starts: date) -> date:
    """Return the last day of the baseline's period; where none is stated, the day before the plan `starts`."""
    try:
        return Period.parse(indicator.baseline_period).ends
    except ValueError:
        return starts - timedelta(days=1)


def way(indicator: Indicator, actual: Mapping[str, float], starts: date, upto: str) -> Way | None:
    """Return the way to the first horizon after the last value reported by the period `upto`.

    None without a baseline, a value, or a horizon that differs from the baseline.
    """
    end = Period.parse(upto).ends
    reported = sorted((p for p in map(Period.parse, actual) if p.ends <= end), key=lambda p: p.ends)
    if not reported or indicator.baseline is None:
        return None
    at = reported[-1]
    ahead = [p for p in map(Period.parse, indicator.planned) if p.ends > at.ends]
    if not ahead:
        return None
    horizon = min(ahead)
    value, target = actual[at.text], _target(indicator, horizon.text, indicator.baseline)
    first = baseline_day(indicator, starts)
    if target == indicator.baseline or at.ends <= first:
        return None
    passed, left = (at.ends - first).days, (horizon.ends - at.ends).days
    change = exact(value) - exact(indicator.baseline)
    return Way(
        horizon=horizon.text,
        at=at.text,
        baseline=indicator.baseline,
        target=target,
        actual=value,
        done=divided(change, exact(target) - exact(indicator.baseline)),
        time=divided(passed, passed + left),
        reached=_meets(indicator, horizon.text, value),
        needed=divided((exact(target) - exact(value)) * _DAYS_A_YEAR, left),
        so_far=divided(change * _DAYS_A_YEAR, passed),
    )


def _target(indicator: Indicator, horizon: str, baseline: float) -> float:
    """Return the value to be reached: of a range the end that is nearer to the baseline."""
    lower, upper = indicator.planned[horizon], indicator.upper.get(horizon)
    return upper if upper is not None and baseline > upper else lower


def _meets(indicator: Indicator, horizon: str, value: float) -> bool:
    planned = indicator.planned[horizon]
    if indicator.direction is Direction.AT_MOST:
        return value < planned if indicator.strict else value <= planned
    high_enough = value > planned if indicator.strict else value >= planned
    return high_enough and value <= indicator.upper.get(horizon, value)
