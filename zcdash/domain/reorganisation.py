"""A plan after an act on the organisation: units renamed, merged, split or abolished, items handed over to another leader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zcdash.domain.model import Leader, Responsible, Unit
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Responsibility, UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """Unit that goes on for others."""

    name: str
    kind: UnitKind
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLeader:
    """Leader who takes the items of another over, with the first day."""

    name: str
    post: str
    since: date


def with_successors(
    plan: Plan, gone: Sequence[str], successors: Sequence[NewUnit], lead_of: Callable[[str], str]
) -> Plan:
    """Return the plan with other units in the place of those that are gone.

    `lead_of` returns the successor that takes an item over. The first successor keeps the old names among its aliases.
    """

    def named(unit: str, item: str) -> str:
        return lead_of(item) if unit in gone else unit

    return replace(
        plan,
        units=tuple(_units(plan, gone, successors)),
        responsible=tuple(_responsible(plan.responsible, named)),
        indicators=tuple(
            replace(
                i,
                reporting_unit=named(i.reporting_unit, i.item),
                data_source=named(i.data_source, i.item),
            )
            for i in plan.indicators
        ),
        commitments=tuple(replace(c, reporting_unit=named(c.reporting_unit, c.item)) for c in plan.commitments),
    )


def _units(plan: Plan, gone: Sequence[str], successors: Sequence[NewUnit]) -> Iterator[Unit]:
    names = [s.name for s in successors]
    old = [u for u in plan.units if u.name in gone]
    kept = {u.name: u for u in plan.units if u.name in names}
    first = next((u.name for u in plan.units if u.name in (*gone, *names)), "")
    for unit in plan.units:
        if unit.name == first:
            yield from (
                _successor(s, kept.get(s.name), [u for u in old if u.name != s.name] if n == 0 else [])
                for n, s in enumerate(successors)
            )
        if unit.name not in (*gone, *names):
            members = [m for member in unit.members for m in (names if member in gone else [member])]
            yield replace(unit, members=tuple(dict.fromkeys(members)))


def _successor(new: NewUnit, there: Unit | None, old: Sequence[Unit]) -> Unit:
    """Return the unit of the plan that a successor is, with the names of the units that it follows."""
    before = [alias for u in old for alias in (u.name, *u.aliases)]
    aliases = dict.fromkeys([*(there.aliases if there else ()), *new.aliases, *before])
    named = tuple(alias for alias in aliases if alias != new.name)
    note = (there or (old[0] if old else None) or Unit(name=new.name, kind=new.kind)).note
    members = there.members if there else ()
    return Unit(name=new.name, kind=new.kind, aliases=named, note=note, members=members)


def _responsible(rows: Iterable[Responsible], named: Callable[[str, str], str]) -> Iterator[Responsible]:
    """Yield the rows under their new names: each name once on an item, as a lead where one of its rows leads."""
    groups: dict[tuple[str, str], list[Responsible]] = defaultdict(list)
    for row in rows:
        name = named(row.name, row.item) if row.kind == "unit" else row.name
        groups[row.item, row.kind].append(replace(row, name=name))
    for group in groups.values():
        yield from _numbered(group)


def _numbered(rows: Sequence[Responsible]) -> Iterator[Responsible]:
    leads = {r.name for r in rows if r.role is Responsibility.LEAD}
    if len({r.name for r in rows}) == len(rows):
        yield from rows
        return
    for order, name in enumerate(dict.fromkeys(r.name for r in rows), 1):
        own = [r for r in rows if r.name == name]
        role = Responsibility.LEAD if name in leads else Responsibility.SUPPORT
        yield replace(own[0], role=role, order=order, assumed=all(r.assumed for r in own))


def handed_over(plan: Plan, leader: str, successor: NewLeader) -> Plan:
    """Return the plan with every item of a leader under the successor; the leader's post ends the day before."""
    rows: dict[tuple[str, str], list[Responsible]] = defaultdict(list)
    for row in plan.responsible:
        name = successor.name if row.kind == "leader" and row.name == leader else row.name
        rows[row.item, row.kind].append(replace(row, name=name))
    return replace(
        plan,
        leaders=tuple(_leaders(plan.leaders, leader, successor)),
        responsible=tuple(r for group in rows.values() for r in _numbered(group)),
    )


def _leaders(leaders: Sequence[Leader], leader: str, successor: NewLeader) -> Iterator[Leader]:
    """Yield the leaders with the successor; one who hands over on the day he began was never in charge."""
    is_there = any(x.name == successor.name for x in leaders)
    for x in leaders:
        if x.name == successor.name:
            yield replace(x, until=None)
        elif x.name != leader:
            yield x
        else:
            if not (x.since and x.since >= successor.since):
                yield replace(x, until=successor.since - timedelta(days=1))
            if not is_there:
                yield Leader(successor.name, successor.post or x.post, successor.since)
