"""Subjects of every statement of a bulletin, derived again: a deliberate second implementation, for the proof.

It works from the reassessed facts and the signatures alone and shares nothing with the functions that made the statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from zcdash.domain.model import Indicator
from zcdash.domain.submission import Decision, Step
from zcdash.domain.terms import MET, RATED, SHORT, UNFILED, Light
from zcdash.queries.approvals import SubmissionStatus
from zcdash.queries.bulletin.arrivals import arrivals_of
from zcdash.queries.bulletin.material import Corrected
from zcdash.queries.bulletin.reassess import Reassessed

_ENOUGH = 5
"""Rated items from which on units and chapters are compared."""
_LADDER = (Light.BEHIND, Light.SLIPPING, Light.LATE_DONE, Light.ON_TRACK, Light.AHEAD)
"""Lights that say how far what was reported is from the plan, the worst first."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Facts that statements are derived from.

    `problems`: item, indicator or commitment → cause that the unit which reports it wrote, in the submissions that counted.
    """

    now: Reassessed
    before: Reassessed | None
    corrected: Corrected | None
    problems: Mapping[str, str]


Derivation = Callable[[Grounds], set[str]]


def having(lights: frozenset[Light]) -> Derivation:
    """Return the derivation of the items that have one of the lights."""
    return lambda g: {code for code, light in g.now.lights.items() if light in lights}


def moved(was: frozenset[Light], is_now: frozenset[Light]) -> Derivation:
    """Return the derivation of the items that went from some lights to others since the period before."""
    return lambda g: {code for code, then, now in _pairs(g) if then in was and now in is_now}


def _pairs(g: Grounds) -> Iterator[tuple[str, Light, Light]]:
    if g.before:
        for code, then in g.before.lights.items():
            if code in g.now.lights:
                yield code, then, g.now.lights[code]


def better(g: Grounds) -> set[str]:
    """Derive the items whose reported results are closer to the plan than in the period before."""
    return {c for c, then, now in _pairs(g) if {then, now} <= set(_LADDER) and _LADDER.index(now) > _LADDER.index(then)}


def worse(g: Grounds) -> set[str]:
    """Derive the items whose reported results are further from the plan than in the period before."""
    return {c for c, then, now in _pairs(g) if {then, now} <= set(_LADDER) and _LADDER.index(now) < _LADDER.index(then)}


def changed(g: Grounds) -> set[str]:
    """Derive the items whose light is another than in the bulletin that this one corrects."""
    return {c for c, light in g.now.lights.items() if g.corrected and g.corrected.lights[c] is not light}


def all_met(g: Grounds) -> set[str]:
    """Derive the whole plan where no item misses it, lacks a return or waits for a decision."""
    lights = set(g.now.lights.values())
    return set() if lights & (SHORT | UNFILED | {Light.UNDETERMINED}) else {g.now.at.plan.id}


def silent(g: Grounds) -> set[str]:
    """Derive the items short of the plan by a part of the unit that reports them, which wrote no cause."""
    owners = g.now.at.plan.reporting_unit_by_item
    return {code for code, unit in _silent(g) if unit == owners.get(code)}


def silent_parts(g: Grounds) -> set[str]:
    """Derive item/unit of the other units whose part makes an item short of the plan, and which wrote no cause."""
    owners = g.now.at.plan.reporting_unit_by_item
    return {f"{code}/{unit}" for code, unit in _silent(g) if unit != owners.get(code)}


def _silent(g: Grounds) -> Iterator[tuple[str, str]]:
    """Yield (item, unit) where the unit wrote no cause of what it filed; its lead unit's own part comes before others'."""
    plan = g.now.at.plan
    filed = {unit for period, unit in g.now.at.counting if period == g.now.at.period.text}
    parts = [("indicator", i.code, i.item, plan.reporting_unit(i)) for i in plan.indicators]
    parts += [("commitment", c.code, c.item, plan.reporting_unit(c)) for c in plan.commitments]
    lights = {code: one.assessment.light for (_, code), one in g.now.by_key.items()}
    for item, light in g.now.lights.items():
        if light not in SHORT - UNFILED or g.problems.get(item):
            continue
        own = [(code, unit) for kind, code, of, unit in parts if of == item and (kind, code) in g.now.by_key]
        bad = [p for p in own if lights[p[0]] in SHORT - UNFILED] or [p for p in own if lights[p[0]] is Light.LATE_DONE]
        lead = plan.reporting_unit_by_item.get(item, "")
        each = len(plan.leads_of(item, "unit")) > 1
        for unit in {unit for _, unit in bad if each or unit == lead or lead not in {of for _, of in bad}} & filed:
            if not g.problems.get(f"{item}/{unit}") and not any(g.problems.get(code) for code, of in bad if of == unit):
                yield item, unit


def unfiled_parts(g: Grounds) -> set[str]:
    """Derive item/unit of every indicator and commitment that its unit has not filed."""
    plan = g.now.at.plan
    parts = [(("indicator", i.code), i.item, plan.reporting_unit(i)) for i in plan.indicators]
    parts += [(("commitment", c.code), c.item, plan.reporting_unit(c)) for c in plan.commitments]
    judged = g.now.by_key
    return {
        f"{item}/{unit}" for key, item, unit in parts if key in judged and judged[key].assessment.light is Light.MISSING
    }


def low_units(g: Grounds) -> set[str]:
    """Derive the lead units whose share of items that meet the plan is below that of the whole plan."""
    whole = _share(list(g.now.lights.values()))
    units: dict[str, list[Light]] = {}
    for code, light in g.now.lights.items():
        for unit in g.now.at.plan.leads_of(code, "unit"):
            units.setdefault(unit, []).append(light)
    shares = {unit: _share(lights) for unit, lights in units.items() if _rated(lights) >= _ENOUGH}
    return {unit for unit, share in shares.items() if share < whole}


def _rated(lights: list[Light]) -> int:
    return len([light for light in lights if light in RATED])


def _share(lights: list[Light]) -> Fraction:
    return Fraction(len([light for light in lights if light in MET]), max(_rated(lights), 1))


def best_chapters(g: Grounds) -> set[str]:
    """Derive the chapters with the highest share of items that meet the plan."""
    shares = _chapter_shares(g)
    return {number for number, share in shares.items() if share == max(shares.values()) != min(shares.values())}


def worst_chapters(g: Grounds) -> set[str]:
    """Derive the chapters with the lowest share of items that meet the plan."""
    shares = _chapter_shares(g)
    return {number for number, share in shares.items() if share == min(shares.values()) != max(shares.values())}


def _chapter_shares(g: Grounds) -> dict[str, Fraction]:
    shares = {}
    for chapter in g.now.at.plan.chapters:
        lights = [g.now.lights[i.code] for i in g.now.at.plan.items if i.chapter == chapter.number]
        if _rated(lights) >= _ENOUGH:
            shares[str(chapter.number)] = _share(lights)
    return shares


def _headlines(g: Grounds) -> Iterator[tuple[Indicator, Light]]:
    for i in g.now.at.plan.indicators:
        if i.headline:
            yield i, g.now.by_key["indicator", i.code].assessment.light


def headline(lights: frozenset[Light]) -> Derivation:
    """Return the derivation of the headline indicators that have one of the lights."""
    return lambda g: {i.code for i, light in _headlines(g) if light in lights}


def headline_short(g: Grounds) -> set[str]:
    """Derive the indicators short of the plan that are headlines or belong to the item of one, each thing counted once."""
    items = {i.item for i, _ in _headlines(g)}
    of_totals = {part for i in g.now.at.plan.indicators for part in i.sum_of}
    twice = {i.code for i in g.now.at.plan.indicators if i.same_as or i.code in of_totals}
    chosen = [i for i in g.now.at.plan.indicators if i.headline or (i.item in items and i.code not in twice)]
    lights = {i.code: g.now.by_key["indicator", i.code].assessment.light for i in chosen}
    return {code for code, light in lights.items() if light in RATED - MET - UNFILED}


def _latest(g: Grounds) -> dict[str, SubmissionStatus]:
    period = g.now.at.period.text
    return {s.unit: s for s in reversed(g.now.at.submissions) if s.period == period}


def on_time(g: Grounds) -> set[str]:
    """Derive the units whose submission arrived in time and was not sent back."""
    return {a.unit for a in arrivals_of(g.now) if a.late_days == 0} - returned(g)


def late(g: Grounds) -> set[str]:
    """Derive the units whose submission arrived late and was not sent back."""
    return {a.unit for a in arrivals_of(g.now) if a.late_days} - returned(g)


def signing(g: Grounds) -> set[str]:
    """Derive the units whose submission was sent and has not arrived."""
    return {a.unit for a in arrivals_of(g.now) if a.unit in _latest(g) and a.came_on is None} - returned(g)


def returned(g: Grounds) -> set[str]:
    """Derive the units whose newest submission was sent back."""
    latest = _latest(g)
    return {
        a.unit
        for a in arrivals_of(g.now)
        if a.unit in latest and _desk(latest[a.unit], g.now.at.plan.signing) == "returned"
    }


def unit_missing(g: Grounds) -> set[str]:
    """Derive the units that had sent nothing when their deadline was over."""
    return {a.unit for a in arrivals_of(g.now) if a.unit not in _latest(g) and g.now.day > a.deadline}


def unit_pending(g: Grounds) -> set[str]:
    """Derive the units that had sent nothing before their deadline."""
    return {a.unit for a in arrivals_of(g.now) if a.unit not in _latest(g) and g.now.day <= a.deadline}


def at_desk(desk: str) -> Derivation:
    """Return the derivation of the units none of whose submissions counts and whose newest one lies at a desk.

    Desks are `head`, `deputy` and `office`.
    """

    def derive(g: Grounds) -> set[str]:
        period = g.now.at.period.text
        asked = {a.unit for a in arrivals_of(g.now) if (period, a.unit) not in g.now.at.counting}
        return {
            unit
            for unit, status in _latest(g).items()
            if unit in asked and _desk(status, g.now.at.plan.signing) == desk
        }

    return derive


def _desk(status: SubmissionStatus, steps: Sequence[Step]) -> str:
    """Return where a submission lies, by the steps of its plan."""
    signed = [s for s in status.given if s.decision is Decision.SIGNED]
    if any(s.decision is Decision.RETURNED for s in status.given):
        return "returned"
    if any(s.step is Step.OFFICE for s in signed):
        return "accepted"
    if Step.UNIT_HEAD in steps and not any(s.step is Step.UNIT_HEAD for s in signed):
        return "head"
    asked = {leader for leader in status.items if leader} if Step.DEPUTY in steps else set()
    return "office" if {s.leader for s in signed if s.step is Step.DEPUTY} >= asked else "deputy"
