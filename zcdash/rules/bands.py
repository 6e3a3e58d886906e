"""One number compared with one planned value: the light and the cause that the bands of a rule pack give.

Values are compared as decimal numbers, as they are written: 0.27 of 0.3 is nine tenths.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from zcdash.domain.assessment import Assessment, Cause, CauseCode
from zcdash.domain.model import Indicator
from zcdash.domain.rounding import Number, decimals, divided, exact, half_up
from zcdash.domain.terms import COUNT_UNITS, RATE_UNITS, Basis, Direction, Light
from zcdash.rules.rule_pack import Precision, RulePack, SmallCount

_CLEAN = 9
"""Decimals after which the error of a float begins; no reported or planned value has as many."""
_SHADE = Decimal(1).scaleb(-_CLEAN)
"""Less than any two values differ by: what just fails to meet the plan is short of it by this."""
_LOW = (Light.BEHIND, Light.SLIPPING)
_COUNTED = (Direction.AT_LEAST, Direction.AT_MOST, Direction.ABOUT)
"""Directions for which a small count has a rule of its own; the end of a range is one of the first two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """An actual beside its planned value, which is the baseline for `hold`.

    `decimals`: those of the planned value as printed; for a running total the most that one of its quarters has.
    """

    indicator: Indicator
    planned: Decimal
    actual: Decimal
    decimals: int

    @property
    def good(self) -> Decimal:
        """Return the gap, positive on the side that meets the plan."""
        gap = self.actual - self.planned
        return -gap if self.indicator.direction is Direction.AT_MOST else gap

    @property
    def shade(self) -> Decimal:
        """Return what a value lacks that equals a bound which is to be exceeded (大于 20 %); 0 for all others."""
        return _SHADE if self.indicator.strict and not self.good else Decimal(0)

    @property
    def printed(self) -> Compared:
        """Return it with the actual rounded as the planned value is printed."""
        actual = half_up(self.actual, self.decimals)
        return Compared(indicator=self.indicator, planned=self.planned, actual=actual, decimals=self.decimals)


def is_rate(indicator: Indicator) -> bool:
    """Return True for shares, rates and growth, which are compared in points."""
    return indicator.unit in RATE_UNITS or indicator.basis is Basis.GROWTH


def by_plan(
    indicator: Indicator, planned: float, actual: float, pack: RulePack, printed_decimals: int | None = None
) -> Assessment:
    """Assess an actual by its planned value, without a sentence; `printed_decimals` are those of the planned value if not given."""
    compared = _compared(indicator, planned, actual, pack, printed_decimals)
    ratio = None
    if indicator.basis is Basis.RANK:
        light, code = _by_rank(planned, actual), CauseCode.FIGURES
    else:
        ratio = _ratio(compared)
        light, code = _by_bands(compared, ratio, pack)
    gap = float(exact(actual) - exact(planned))
    cause = Cause(
        code=code,
        planned=planned,
        actual=actual,
        ratio=None if ratio is None else float(ratio),
        gap=gap,
        tolerance=float(tolerance(indicator, compared.planned, pack)) if code is CauseCode.WITHIN_TOLERANCE else None,
    )
    return Assessment(light=light, cause=cause)


def by_range(
    indicator: Indicator, ends: tuple[float, float], actual: float, pack: RulePack, printed_decimals: int | None = None
) -> Assessment:
    """Assess an actual by a planned range: within it on track, outside by the distance to the nearer end; never ahead."""
    low, high = ends
    places = max(decimals(_clean(end)) for end in ends) if printed_decimals is None else printed_decimals
    value = _clean(actual)
    if _clean(low) <= value <= _clean(high):
        has_ratio = indicator.basis is not Basis.GROWTH and low > 0
        cause = Cause(code=CauseCode.FIGURES, planned=low, upper=high, actual=actual, gap=0.0)
        return Assessment(light=Light.ON_TRACK, cause=replace(cause, ratio=1.0 if has_ratio else None))
    is_below = value < _clean(low)
    one_sided = replace(indicator, direction=Direction.AT_LEAST if is_below else Direction.AT_MOST)
    found = by_plan(one_sided, low if is_below else high, actual, pack, places)
    return replace(found, cause=replace(found.cause, planned=low, upper=high))


def meets(indicator: Indicator, planned: Number, actual: Number, pack: RulePack) -> bool:
    """Return True if a value meets a planned one: exactly, as printed, or within the tolerance."""
    compared = _compared(indicator, planned, actual, pack, None)
    return compared.good - compared.shade >= 0 or _met(compared, pack) is not None


def enough(indicator: Indicator, planned: float, pack: RulePack, printed_decimals: int | None = None) -> float:
    """Return the value from which (`at_most`: to which) a planned one is met: as printed, or within the tolerance."""
    at = _compared(indicator, planned, planned, pack, printed_decimals)
    if indicator.basis is Basis.RANK:
        return planned
    slack = tolerance(indicator, at.planned, pack)
    if pack.precision and not indicator.strict:
        size, half = abs(at.planned), Decimal(5).scaleb(-at.decimals - 1)
        slack = max(slack, size * exact(pack.precision.finest), min(half, size * exact(pack.precision.widest)))
    return float(at.planned + slack if indicator.direction is Direction.AT_MOST else at.planned - slack)


def _compared(
    indicator: Indicator, planned: Number, actual: Number, pack: RulePack, printed_decimals: int | None
) -> Compared:
    value = _clean(planned)
    least = pack.precision.rate_decimals if pack.precision and is_rate(indicator) else 0
    return Compared(
        indicator=indicator,
        planned=value,
        actual=_clean(actual),
        decimals=max(least, decimals(value) if printed_decimals is None else printed_decimals),
    )


def _clean(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else half_up(value, _CLEAN)


def _by_rank(planned: float, actual: float) -> Light:
    """Rate a place, 1 being the best: the same or better meets the plan; one worse is slipping, more behind; none is ahead."""
    worse = actual - planned
    if worse <= 0:
        return Light.ON_TRACK
    return Light.SLIPPING if worse <= 1 else Light.BEHIND


def _ratio(at: Compared) -> Decimal | None:
    """Return the share of the plan that was reached; None where points decide."""
    if at.indicator.basis is Basis.GROWTH or at.planned <= 0:
        return None
    ratio = divided(at.actual, at.planned)
    return 2 - ratio if at.indicator.direction is Direction.AT_MOST else ratio


def _by_bands(at: Compared, ratio: Decimal | None, pack: RulePack) -> tuple[Light, CauseCode]:
    """Return the light of the pack's bands: at least on_track where the plan is met, ahead only in the directions that can be."""
    if ratio is None:
        light, can_be_ahead = pack.by_points(at.good - at.shade, at.planned), pack.ahead_by_points
    else:
        light, can_be_ahead = pack.by_ratio(ratio - at.shade), pack.ahead_by_ratio
    if light is Light.AHEAD and at.indicator.direction not in can_be_ahead:
        light = Light.ON_TRACK
    if light not in _LOW:
        return light, CauseCode.FIGURES
    if met := _met(at, pack):
        return Light.ON_TRACK, met if pack.edition > 1 else CauseCode.FIGURES
    if ratio is not None and pack.small_count and light is Light.BEHIND and _is_slipping(at, pack.small_count):
        return Light.SLIPPING, CauseCode.FIGURES
    return light, CauseCode.FIGURES


def _met(at: Compared, pack: RulePack) -> CauseCode | None:
    """Return how a value on the wrong side of the plan meets it all the same; None where it does not.

    A bound that is to be exceeded is met by nothing else.
    """
    if at.indicator.strict:
        return None
    if at.good >= -tolerance(at.indicator, at.planned, pack):
        return CauseCode.WITHIN_TOLERANCE
    if pack.precision and _met_as_printed(at, pack.precision):
        return CauseCode.AS_PRINTED
    return None


def tolerance(indicator: Indicator, planned: Decimal, pack: RulePack) -> Decimal:
    """Return how far from the plan `about` and `hold` may stay, in the indicator's own unit; 0 for the other directions."""
    own = indicator.tolerance
    if indicator.direction is Direction.HOLD:
        return abs(planned) * exact(pack.tolerance_share if own is None else own)
    if indicator.direction is not Direction.ABOUT:
        return Decimal(0)
    if own is not None:
        return exact(own)
    return exact(pack.tolerance_points) if is_rate(indicator) else abs(planned) * exact(pack.tolerance_share)


def _met_as_printed(at: Compared, precision: Precision) -> bool:
    lacks, size = -at.good, abs(at.planned)
    if lacks <= size * exact(precision.finest):
        return True
    return lacks <= size * exact(precision.widest) and at.printed.good >= 0


def _is_slipping(at: Compared, rule: SmallCount) -> bool:
    """Return True for a small count with too little lacking to be behind: fewer than two, and less than half of it."""
    indicator, planned = at.indicator, at.planned
    is_count = indicator.unit in COUNT_UNITS and indicator.direction in _COUNTED and planned == half_up(planned, 0)
    if not is_count or planned >= exact(rule.below):
        return False
    lacks = -at.good
    return lacks < exact(rule.behind_from) and lacks < planned * exact(rule.behind_share)
