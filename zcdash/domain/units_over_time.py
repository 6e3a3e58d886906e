"""Units of a plan over time: returns of earlier periods stand under the units that were asked for them.

Once a unit is renamed, merged, split or abolished, the newest version of the plan names its successor. The periods that were
filed, or due, before that day keep the units they had, so that no light, figure or signature of theirs changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from zcdash.domain.model import Commitment, Indicator, Item, Responsible
from zcdash.domain.plan import Plan

P = TypeVar("P", Indicator, Commitment)
_FORMER, _AT, _BASE = "former units", "units at", "base"


@dataclass(frozen=True, slots=True)
class FormerUnits:
    """Units that gave way to others in one act: their names, the periods that keep them, the version before the act."""

    names: frozenset[str]
    periods: frozenset[str]
    plan: Plan


def with_former(plan: Plan, former: Sequence[FormerUnits]) -> Plan:
    """Return the plan knowing the units of its earlier periods, the latest act first. `==` and digests do not see them."""
    known = replace(plan)
    known.__dict__[_FORMER] = tuple(former)
    return known


def former_of(plan: Plan) -> tuple[FormerUnits, ...]:
    """Return the units of a plan that gave way to others, the latest act first."""
    found: tuple[FormerUnits, ...] = plan.__dict__.get(_FORMER, ())
    return found


def units_at(plan: Plan, period: str) -> Plan:
    """Return the plan with the units that the returns of a period stand under; the plan itself where none has changed."""
    base: Plan = plan.__dict__.get(_BASE, plan)
    acts = [act for act in former_of(base) if period in act.periods]
    if not acts:
        return base
    known: dict[str, Plan] = base.__dict__.setdefault(_AT, {})
    if period not in known:
        at = base
        for act in acts:
            at = _with_units(at, act)
        at = replace(at) if at is base else at
        at.__dict__[_BASE] = base
        known[period] = at
    return known[period]


def _with_units(plan: Plan, act: FormerUnits) -> Plan:
    """Return the plan as it was before an act: on the items and parts of its units, and in the list of units."""
    before = act.plan
    items = {r.item for r in before.responsible if r.kind == "unit" and r.name in act.names}
    units = {u.name for u in before.units}
    return replace(
        plan,
        units=(*before.units, *(u for u in plan.units if u.name not in units)),
        responsible=tuple(_responsible(plan, before, items)),
        indicators=_with_reporting_unit(plan.indicators, before.indicators, act),
        commitments=_with_reporting_unit(plan.commitments, before.commitments, act),
    )


def _responsible(plan: Plan, before: Plan, items: set[str]) -> Iterator[Responsible]:
    """Yield the rows of the plan, with the units that some items had before in the place of those they have now."""
    had = {item: [r for r in before.responsible if r.kind == "unit" and r.item == item] for item in items}
    for row in plan.responsible:
        if row.kind != "unit" or row.item not in items:
            yield row
        else:
            yield from had.pop(row.item, ())


def _with_reporting_unit(parts: Sequence[P], before: Sequence[P], act: FormerUnits) -> tuple[P, ...]:
    """Return the parts with the unit that each named before, of those that the units of an act reported."""
    had = {p.code: p.reporting_unit for p in before if act.plan.reporting_unit(p) in act.names}
    return tuple(replace(p, reporting_unit=had[p.code]) if p.code in had else p for p in parts)


def former_names(plan: Plan, unit: str) -> tuple[str, ...]:
    """Return the other names under which returns of a unit's parts stand in earlier periods.

    A unit that gave some of its parts to another and stays in the plan is none of them: its returns are its own.
    """
    if not former_of(plan):
        return ()
    parts: list[Item | Indicator | Commitment] = [*plan.items, *plan.own_indicators, *plan.commitments]
    own = [part for part in parts if plan.reporting_unit(part) == unit]
    names = (units_at(plan, p).reporting_unit(part) for p in plan.periods for part in own)
    gone = frozenset[str]().union(*(act.names for act in former_of(plan))) - {u.name for u in plan.units}
    return tuple(dict.fromkeys(name for name in names if name in gone and name != unit))


def reporting_units(plan: Plan, items: Iterable[str]) -> frozenset[str]:
    """Return every unit that reports something of some items in any period."""
    codes = [*items]
    if not former_of(plan):
        return plan.reporting_units(codes)
    return plan.reporting_units(codes).union(*(units_at(plan, p).reporting_units(codes) for p in plan.periods))


def successor_in(plan: Plan, name: str) -> str:
    """Return the unit of the plan that goes by a name now: of its own name, or with the name among its aliases."""
    names = {u.name: u.name for u in plan.units}
    aliases = {alias: u.name for u in reversed(plan.units) for alias in u.aliases}
    return names.get(name) or aliases.get(name, name)
