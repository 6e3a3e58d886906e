"""Light of one number held against one planned value: no dates, no returns. Exact fractions throughout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from tests.oracle.rounding import half_up
from tests.oracle.shapes import DEFAULT, Pack

FINEST = Fraction(5, 1000)
"""Finest comparison: half a percent of the planned value."""
COARSEST = Fraction(5, 100)
"""Most that may lack where the plan is met as printed: five percent of the planned value."""
LOW_TO_HIGH = ("behind", "slipping", "on_track", "ahead")


@dataclass(frozen=True, kw_only=True)
class Held:
    """Number held against a planned value. `places`: decimals the plan prints; `count`: it counts whole things.

    `rate`: a share, a rate or growth, compared with one decimal at least.
    """

    planned: Fraction
    actual: Fraction
    places: int
    direction: str = "at_least"
    basis: str = "cumulative"
    percent: bool = False
    rate: bool = False
    count: bool = False
    tolerance: Fraction | None = None
    upper: Fraction | None = None
    strict: bool = False
    """The bound itself does not meet the plan, and nothing that falls short of it does: more than 20 %."""


@dataclass(frozen=True)
class Verdict:
    """Light with the numbers behind it; `ratio` and `gap` are empty where the rule doesn't use them."""

    light: str
    ratio: Fraction | None = None
    gap: Fraction | None = None


def tolerance(h: Held) -> Fraction:
    """Return what may lack in the indicator's unit: about: its own, 0.5 points for %, else 2 %; hold: a share of the baseline."""
    if h.direction == "about":
        if h.tolerance is not None:
            return h.tolerance
        return Fraction(1, 2) if h.percent else abs(h.planned) * Fraction(2, 100)
    if h.direction == "hold":
        return abs(h.planned) * (Fraction(2, 100) if h.tolerance is None else h.tolerance)
    return Fraction(0)


def shortfall(h: Held) -> Fraction:
    """Return how much lacks to the plan, seen from its good side; negative where there is more than planned."""
    return h.actual - h.planned if h.direction == "at_most" else h.planned - h.actual


def meets(h: Held) -> bool:
    """Tell whether the plan is met: exactly, as printed, within half a percent, or within the tolerance.

    The widest of them decides; they don't add up. As printed is never more than five percent short. A strict bound is met by
    what goes beyond it alone.
    """
    lacks = shortfall(h)
    if h.strict:
        return lacks < 0
    if lacks <= max(abs(h.planned) * FINEST, tolerance(h)):
        return True
    if lacks > abs(h.planned) * COARSEST:
        return False
    as_printed = half_up(h.actual, max(h.places, 1) if h.rate else h.places)
    return as_printed <= h.planned if h.direction == "at_most" else as_printed >= h.planned


def by_range(h: Held, pack: Pack) -> Verdict:
    """Judge by a range: on track from end to end; outside it the nearer end is the planned value."""
    assert h.upper is not None
    if h.planned <= h.actual <= h.upper:
        ratio = None if h.basis == "growth" or h.planned <= 0 else Fraction(1)
        return Verdict("on_track", ratio, Fraction(0))
    if h.actual < h.planned:
        return judge(replace(h, direction="at_least", upper=None), pack)
    whole = h.upper.denominator == 1
    return judge(replace(h, direction="at_most", planned=h.upper, upper=None, count=h.count and whole), pack)


def by_ratio(h: Held, pack: Pack) -> Verdict:
    """Judge by actual ÷ planned (at_most: 2 − actual ÷ planned), raised to on_track where the plan is met."""
    ratio = h.actual / h.planned
    if h.direction == "at_most":
        ratio = 2 - ratio
    green = ratio > pack.on_track if pack.above else ratio >= pack.on_track
    if h.strict and ratio == 1 == pack.on_track:
        green = False
    light = "on_track" if green or meets(h) else "slipping" if ratio >= pack.slipping else "behind"
    if h.direction == "at_least" and ratio >= pack.ahead:
        light = "ahead"
    if h.count and h.direction in ("at_least", "at_most", "about") and h.planned < 10:
        light = max(light, small_count(h), key=LOW_TO_HIGH.index)
    return Verdict(light, ratio, h.actual - h.planned)


def small_count(h: Held) -> str:
    """Judge a planned count below 10: one short (at_most: over) is slipping, two or half of it behind."""
    lacks = shortfall(h)
    if lacks < 0 or (lacks == 0 and not h.strict):
        return "on_track"
    return "behind" if lacks >= 2 or lacks >= h.planned / 2 else "slipping"


def by_points(h: Held, pack: Pack) -> Verdict:
    """Judge by the gap: slipping down to −b, ahead from +b; b = max(0.5, 10 % of the planned value) where the pack sizes it."""
    b = max(Fraction(1, 2), abs(h.planned) / 10)
    slipping, ahead = pack.points or (-b, b)
    gap = -shortfall(h)
    if h.direction in ("at_least", "at_most") and gap >= ahead:
        light = "ahead"
    elif meets(h):
        light = "on_track"
    else:
        light = "slipping" if gap >= slipping else "behind"
    return Verdict(light, None, h.actual - h.planned)


def by_rank(h: Held) -> Verdict:
    """Judge a place, 1 being the best: the same or better meets, one worse is slipping, more is behind; never ahead, no ratio."""
    worse = h.actual - h.planned
    light = "on_track" if worse <= 0 else "slipping" if worse <= 1 else "behind"
    return Verdict(light, None, worse)


def judge(h: Held, pack: Pack = DEFAULT) -> Verdict:
    """Judge a number by the rule of its direction, its basis and its planned value."""
    if h.direction == "within":
        return by_range(h, pack)
    if h.basis == "rank":
        return by_rank(h)
    if h.basis == "growth" or h.planned <= 0:
        return by_points(h, pack)
    return by_ratio(h, pack)
