"""Subjects of the statements of a bulletin, found in the material of the close: codes and names, in the order of print."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from zcdash.domain.rate import Rate, rate
from zcdash.domain.terms import MET, RATED, SHORT, UNFILED, Light
from zcdash.queries.bulletin.material import COMPARABLE, Material
from zcdash.queries.submissions import Filing
from zcdash.rules.approval import Stage

Maker = Callable[[Material], tuple[str, ...]]
_DESK = {"head": Stage.HEAD, "deputy": Stage.DEPUTY, "office": Stage.OFFICE}


def having(*lights: Light) -> Maker:
    """Return the finder of the items that have one of the lights."""
    return lambda m: tuple(i.code for i in m.items_with(*lights))


def moved(was: frozenset[Light], is_now: frozenset[Light]) -> Maker:
    """Return the finder of the items that went from some lights to others since the period before."""
    return lambda m: tuple(c for c, then in m.last.items() if then in was and m.now.get(c) in is_now)


def better(m: Material) -> tuple[str, ...]:
    """Return the items whose results are closer to the plan than in the period before."""
    return tuple(c for c, was, now in _compared(m) if now > was)


def worse(m: Material) -> tuple[str, ...]:
    """Return the items whose results are further from the plan than in the period before."""
    return tuple(c for c, was, now in _compared(m) if now < was)


def _compared(m: Material) -> list[tuple[str, int, int]]:
    """Return (item, place before, place now) of the items that had results in both periods; a greater place is better."""
    order = {light: place for place, light in enumerate(COMPARABLE)}
    both = [(c, was, m.now[c]) for c, was in m.last.items() if c in m.now]
    return [(c, order[was], order[now]) for c, was, now in both if was in order and now in order]


def changed(m: Material) -> tuple[str, ...]:
    """Return the items whose light is another than in the bulletin that this one corrects."""
    if m.corrected is None:
        return ()
    return tuple(i.code for i in m.plan.items if m.corrected.lights[i.code] is not m.now[i.code])


def all_met(m: Material) -> tuple[str, ...]:
    """Return the plan if no item misses it, lacks a return or waits for a decision."""
    return () if m.items_with(*SHORT, *UNFILED, Light.UNDETERMINED) else (m.plan.id,)


def silent(m: Material) -> tuple[str, ...]:
    """Return the items short of the plan by a part of the unit that reports them, which wrote no cause."""
    items = m.items_with(*(SHORT - UNFILED))
    return tuple(i.code for i in items if m.plan.reporting_unit_by_item.get(i.code, "") in m.silent_units(i.code))


def silent_parts(m: Material) -> tuple[str, ...]:
    """Return item/unit for every other unit whose part makes an item short of the plan, and which wrote no cause."""
    items = m.items_with(*(SHORT - UNFILED))
    own = m.plan.reporting_unit_by_item
    return tuple(f"{i.code}/{unit}" for i in items for unit in m.silent_units(i.code) if unit != own.get(i.code))


def unfiled_parts(m: Material) -> tuple[str, ...]:
    """Return item/unit for every unit that has not filed parts of an item."""
    return tuple(f"{code}/{unit}" for code in m.now for unit in m.unfiled_by(code))


def low_units(m: Material) -> tuple[str, ...]:
    """Return the lead units whose rate is below that of the whole plan, the lowest first."""
    whole = rate(m.now.values()).share or Decimal(0)
    low = [(r.share, unit) for unit, r in m.unit_rates().items() if not r.is_small and (r.share or 0) < whole]
    return tuple(unit for _, unit in sorted(low, key=lambda row: row[0] or 0))


def chapter_rates(m: Material) -> dict[str, Rate]:
    """Return chapter → rate of its items, of the chapters that are large enough to compare."""
    rates = {str(c.number): rate(m.now[i.code] for i in m.plan.items_in(c.number)) for c in m.plan.chapters}
    return {number: r for number, r in rates.items() if not r.is_small}


def best_chapters(m: Material) -> tuple[str, ...]:
    """Return the chapters with the highest rate; none if all have the same."""
    return _extreme(m, max)


def worst_chapters(m: Material) -> tuple[str, ...]:
    """Return the chapters with the lowest rate; none if all have the same."""
    return _extreme(m, min)


def _extreme(m: Material, choose: Callable[[list[Decimal]], Decimal]) -> tuple[str, ...]:
    shares = {number: r.share or Decimal(0) for number, r in chapter_rates(m).items()}
    if len(set(shares.values())) < 2:
        return ()
    chosen = choose(list(shares.values()))
    return tuple(number for number, share in shares.items() if share == chosen)


def headline(*lights: Light) -> Maker:
    """Return the finder of the headline indicators that have one of the lights."""
    return lambda m: tuple(s.indicator.code for s in m.headlines() if s.assessment.light in lights)


def headline_short(m: Material) -> tuple[str, ...]:
    """Return the indicators short of the plan that are headlines or belong to the item of one, each thing counted once."""
    found = []
    parts = {code for i in m.plan.indicators for code in i.sum_of}
    for code in dict.fromkeys(s.indicator.item for s in m.headlines()):
        for s in m.snapshot.standing.items[code].indicators:
            counted = s.indicator.headline or not (s.indicator.same_as or s.indicator.code in parts)
            if counted and s.assessment.light in RATED - MET - UNFILED:
                found.append(s.indicator.code)
    return tuple(found)


def _units(test: Callable[[Filing], bool]) -> Maker:
    return lambda m: tuple(f.unit for f in m.filings if test(f))


on_time = _units(lambda f: f.on_time)
late = _units(lambda f: f.late)
signing = _units(lambda f: f.signing)
returned = _units(lambda f: f.returned)
unit_missing = _units(lambda f: f.missing)
unit_pending = _units(lambda f: f.course is None and not f.late_days)


def at_desk(desk: str) -> Maker:
    """Return the finder of the units none of whose submissions counts and whose newest one lies at a desk."""

    def find(m: Material) -> tuple[str, ...]:
        at = [f for f in m.filings if f.course and f.course.stage is _DESK[desk]]
        return tuple(f.unit for f in at if (m.period.text, f.unit) not in m.snapshot.counting)

    return find
