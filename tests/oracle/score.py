"""Arithmetic of the year-end score: points of a part, an item, a unit or leader; deductions, bonus, bands and places.

What issue 10.3 leaves open is not here (see README.md): the light a part is scored at, and when a spread is too small to rank.
Every step is rounded to four decimals, points to two, half up.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.rounding import half_up

LATE_DONE, PARTLY = Fraction(8, 10), Fraction(5, 10)
LOSS = Fraction(1, 10)
"""Share lost for each point (or unit) short, where a ratio means nothing."""
ONE_PLACE = {Fraction(0): Fraction(1), Fraction(1): Fraction(5, 10), Fraction(2): Fraction(0)}
"""Places worse than planned → points."""
ROLE = {"lead": Fraction(1), "support": Fraction(5, 10)}
COST = {"on_time": Fraction(0), "late": Fraction(5, 10), "missing": Fraction(2), "sent_back": Fraction(2)}
"""Deduction for one period's return; `sent_back`: and never filed again."""
RETURNED = Fraction(5, 10)
AHEAD = Fraction(2, 10)
CAP = Fraction(5)
PEERS = {
    "department": "departments",
    "town": "towns",
    "sub-district": "towns",
    "zone": "zones",
    "enterprise": "zones",
}
FEWEST = 5
"""Scored parts a unit must have to be given a place."""


@dataclass(frozen=True, kw_only=True)
class Scored:
    """Part as the score sees it: points out of 1, None where it is left out. `sum_of`, `same_as` name other parts."""

    code: str
    points: Fraction | None
    sum_of: tuple[str, ...] = ()
    same_as: str = ""
    """Code of the part it is the same thing as, in another basis."""


def clipped(points: Fraction) -> Fraction:
    return half_up(min(max(points, Fraction(0)), Fraction(1)), 4)


def number_points(direction: str, basis: str, planned: Fraction, actual: Fraction, met: bool = False) -> Fraction:
    """Return the points of a number. `planned`: the baseline for hold; `met`: its light says that the plan is met.

    Negative growth is zero unless the plan is negative too.
    """
    if basis == "rank":
        return ONE_PLACE[min(max(actual - planned, Fraction(0)), Fraction(2))]
    if met:
        return Fraction(1)
    if basis == "growth" or planned <= 0:
        if basis == "growth" and actual < 0 <= planned:
            return Fraction(0)
        short = actual - planned if direction == "at_most" else planned - actual
        return clipped(1 - LOSS * max(short, Fraction(0)))
    ratio = actual / planned
    return clipped(2 - ratio if direction == "at_most" else ratio)


def light_points(light: str) -> Fraction | None:
    """Return the points of a commitment by its light; None where it is left out of the average."""
    known = {"ahead": Fraction(1), "on_track": Fraction(1), "late_done": LATE_DONE, "slipping": PARTLY}
    return known.get(light, Fraction(0)) if light in (*known, "behind", "missing", "returned") else None


def counted_once(parts: list[Scored]) -> list[Scored]:
    """Return the parts that count: of a total and its parts the total, of one thing in two bases the first that is scored.

    A total that is left out gives way to its parts.
    """
    scored = {p.code for p in parts if p.points is not None}
    covered = {c for p in parts if p.points is not None for c in p.sum_of}
    kept: list[Scored] = []
    things: set[str] = set()
    for p in parts:
        thing = p.same_as or p.code
        if p.code in scored and p.code not in covered and thing not in things:
            kept.append(p)
            things.add(thing)
    return kept


def item_points(parts: list[Scored]) -> Fraction | None:
    """Return 100 × the average of the parts that count; None where none does."""
    kept = [p.points for p in counted_once(parts) if p.points is not None]
    return 100 * half_up(sum(kept, Fraction(0)) / len(kept), 4) if kept else None


def average(items: list[tuple[Fraction, Fraction, str]]) -> Fraction | None:
    """Return the average of items (points, weight, role), weighted by weight × role."""
    weights = [half_up(w * ROLE[role], 4) for _, w, role in items]
    if not sum(weights, Fraction(0)):
        return None
    total = sum((p * w for (p, _, _), w in zip(items, weights, strict=True)), Fraction(0))
    return half_up(total / sum(weights, Fraction(0)), 2)


def deduction(returns: list[tuple[str, int]]) -> Fraction:
    """Return what a unit loses: each period's return (outcome, times sent back by others than its own head), capped.

    Sent back and never filed again costs what not filing costs, no more.
    """
    lost = Fraction(0)
    for outcome, sent_back in returns:
        lost += COST[outcome]
        if outcome in ("on_time", "late"):
            lost += RETURNED * sent_back
    return min(lost, CAP)


def bonus(led: list[tuple[str, str, bool]]) -> Fraction:
    """Return what led indicators (direction, light, more is better) earn that ran ahead, capped. Only at_least can."""
    ahead = [1 for direction, light, better in led if direction == "at_least" and light == "ahead" and better]
    return min(AHEAD * len(ahead), CAP)


def total(mean: Fraction, lost: Fraction, earned: Fraction) -> Fraction:
    """Return the points of a unit or leader, never below zero."""
    return max(half_up(mean - lost + earned, 2), Fraction(0))


def band(points: Fraction, bounds: list[tuple[str, Fraction]]) -> str:
    """Return the band points lie in. Bounds: name and where it starts, best first; the last starts at zero or below."""
    return next((name for name, start in bounds if points >= start), bounds[-1][0])


def places(units: list[tuple[str, str, Fraction, int, bool]]) -> dict[str, int | None]:
    """Return each unit's place among its peers. Units: name, kind, points, scored parts, whether it is the one that judges.

    Equal points share a place, and the next is left free. Too few parts, or judging, is no place, and counts for nobody's.
    """
    ranked = [u for u in units if u[3] >= FEWEST and not u[4]]
    found: dict[str, int | None] = {u[0]: None for u in units}
    for name, kind, points, _, _ in ranked:
        better = [u for u in ranked if PEERS[u[1]] == PEERS[kind] and u[2] > points]
        found[name] = len(better) + 1
    return found
