"""Items that a brief is about: those that name its leader or unit, and what of them the unit itself answers for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zcdash.domain.plan import Plan
from zcdash.domain.terms import SHORT, Light, Responsibility
from zcdash.queries.item_standing import Standing, reported_by
from zcdash.rules.rollup import counts


def held_codes(plan: Plan, name: str, kind: str) -> tuple[tuple[str, ...], bool]:
    """Return the items that name a leader or unit; else, where it is not there to support alone, those it reports, and True."""
    codes = plan.item_codes_of(name, kind)
    if codes or kind == "leader":
        return codes, False
    if plan.common_items_of(name) and not plan.common_items_of(name, Responsibility.LEAD):
        return (), False
    reported = tuple(i.code for i in plan.items if name in plan.reporting_units([i.code]))
    return reported, bool(reported)


def own_short(plan: Plan, standing: Standing, codes: Sequence[str], unit: str) -> list[str]:
    """Return the items of which a part that the unit reports is short of the plan or not filed."""
    found = []
    for code in codes:
        indicators, commitments = reported_by(plan, standing.items[code], unit)
        lights = [s.assessment.light for s in indicators] + [s.assessment.light for s in commitments]
        found += [code] * any(light in SHORT for light in lights)
    return found


def lights_before(before: Standing | None, now: Standing, codes: Sequence[str]) -> Mapping[Light, int] | None:
    """Return the lights of the period before; None where no item has a target in both, as in the phases of a programme."""
    if before is None:
        return None
    was, is_now = ([standing.items[c].assessment.light for c in codes] for standing in (before, now))
    shared = any(Light.NONE not in pair for pair in zip(was, is_now, strict=True))
    return counts(was) if shared or not codes else None
