"""机构人员: units, people and posts as the office keeps them, with their names over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from zcdash.domain.model import Unit
from zcdash.domain.terms import UnitKind


class SuccessionKind(StrEnum):
    """Way in which a unit goes on as another one. The value is stored."""

    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"


class PostKind(StrEnum):
    """Kind of a post. The value is stored."""

    LEADER = "leader"
    UNIT_HEAD = "unit_head"
    CLERK = "clerk"


_DAY = timedelta(days=1)
SUCCESSION_WORD = {SuccessionKind.RENAMED: "更名", SuccessionKind.MERGED: "合并", SuccessionKind.SPLIT: "拆分"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredUnit:
    """Unit under one name; `unit` identifies it. `since` and `until` are its first and last day, None where not recorded."""

    unit: str
    name: str
    kind: UnitKind
    aliases: tuple[str, ...] = ()
    parent: str = ""
    since: date | None = None
    until: date | None = None
    source: str = ""

    def is_there(self, day: date) -> bool:
        """Return True if the unit exists on a day, as far as recorded."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """`unit` goes on as `successor` from a day on."""

    unit: str
    successor: str
    kind: SuccessionKind
    since: date
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Person of the register; `person` identifies them without a name."""

    person: str
    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Post that a person holds from one day to another: leader of a field, head or clerk of a unit."""

    post: str
    person: str
    kind: PostKind
    title: str = ""
    field: str = ""
    unit: str = ""
    since: date | None = None
    until: date | None = None
    source: str = ""

    @property
    def was_held(self) -> bool:
        """False for a post that was handed over on the day it began."""
        return not (self.since and self.until and self.until < self.since)


# Without slots, so that a look-up is built once.
@dataclass(frozen=True, kw_only=True)
class Organisation:
    """Register of an office: units in the order of registration, successions, people, posts."""

    units: tuple[RegisteredUnit, ...] = ()
    successions: tuple[Succession, ...] = ()
    people: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()
    withdrawn: frozenset[str] = frozenset()
    """Identifiers of units that were taken back on the day they began: not to be given again."""

    @cached_property
    def by_unit(self) -> Mapping[str, RegisteredUnit]:
        """Identifier → unit."""
        return {u.unit: u for u in self.units}

    @cached_property
    def _by_name(self) -> Mapping[str, RegisteredUnit]:
        found = {alias: u for u in reversed(self.units) for alias in u.aliases}
        return found | {u.name: u for u in reversed(self.units)}

    @cached_property
    def person_names(self) -> Mapping[str, str]:
        """Identifier of a person → name."""
        return {p.person: p.name for p in self.people}

    def named(self, name: str) -> RegisteredUnit | None:
        """Return the unit with this name or alias, a name before an alias; None where there is none."""
        return self._by_name.get(name)

    @cached_property
    def _valid(self) -> tuple[Succession, ...]:
        """Successions in force: one of a unit that has ended before its day by another act is void."""
        ends = {u.unit: u.until for u in self.units if u.until}
        return tuple(s for s in self.successions if ends.get(s.unit, s.since - _DAY) == s.since - _DAY)

    def successors(self, unit: str) -> tuple[Succession, ...]:
        """Return what a unit goes on as: one succession, or several where it was split."""
        return tuple(s for s in self._valid if s.unit == unit)

    def predecessors(self, unit: str) -> tuple[Succession, ...]:
        """Return what a unit was before: one succession, or several where units were merged."""
        return tuple(s for s in self._valid if s.successor == unit)

    def last_name(self, name: str) -> str:
        """Return the last name of a body's line; that of a unit which was split, for its parts have lines of their own."""
        unit = self.named(name)
        seen: set[str] = set()
        while unit and unit.unit not in seen:
            seen.add(unit.unit)
            after = self.successors(unit.unit)
            if len(after) != 1 or after[0].kind is SuccessionKind.SPLIT:
                return unit.name
            unit = self.by_unit.get(after[0].successor)
        return unit.name if unit else name

    def existing(self, name: str, day: date) -> RegisteredUnit | None:
        """Return the unit that has this name, itself and not as an alias, on a day."""
        return next((u for u in self.units if u.name == name and u.is_there(day)), None)

    def members(self, unit: str) -> tuple[RegisteredUnit, ...]:
        """Return the units below a unit."""
        return tuple(u for u in self.units if u.parent == unit)

    def line(self, name: str) -> tuple[str, ...]:
        """Return the names of one body over time, the earliest first; the name alone where the register does not know it.

        A merged unit has those of all that went into it, a split one those of all that came out of it.
        """
        found = self.named(name)
        if found is None:
            return (name,)
        before, after = self._walk(found.unit, back=True), self._walk(found.unit, back=False)
        return self._names([*(u for level in reversed(before) for u in level), found.unit, *_flat(after)])

    def earlier_names(self, name: str) -> tuple[str, ...]:
        """Return the names that a unit had before, the latest first."""
        found = self.named(name)
        return self._names(_flat(self._walk(found.unit, back=True))) if found else ()

    def later_names(self, name: str) -> tuple[str, ...]:
        """Return the names that a unit has gone on under, the earliest first."""
        found = self.named(name)
        return self._names(_flat(self._walk(found.unit, back=False))) if found else ()

    def line_with_aliases(self, name: str) -> tuple[str, ...]:
        """Return the names of a body over time with their aliases, without those that are names of other units."""
        names = self.line(name)
        found = [alias for n in names if (unit := self.named(n)) for alias in unit.aliases]
        others = {u.name for u in self.units} - {*names}
        return tuple(dict.fromkeys([*names, *(alias for alias in found if alias not in others)]))

    def _names(self, units: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.by_unit[unit].name for unit in units if unit in self.by_unit))

    def _walk(self, unit: str, back: bool) -> list[list[str]]:
        """Return the units before or after a unit, step by step, the nearest first."""
        steps: list[list[str]] = []
        seen = {unit}
        at = [unit]
        while at:
            near = [s for s in self._valid if (s.successor if back else s.unit) in at]
            at = [u for u in dict.fromkeys(s.unit if back else s.successor for s in near) if u not in seen]
            seen |= {*at}
            steps += [at] if at else []
        return steps

    def unit_at(self, name: str, day: date) -> RegisteredUnit | None:
        """Return the unit that a body is on a day; of several parts of a split one the first. None where it is not known."""
        unit = self.named(name)
        seen: set[str] = set()
        while unit and unit.unit not in seen:
            seen.add(unit.unit)
            forward = [s for s in self.successors(unit.unit) if s.since <= day]
            back = [s for s in self.predecessors(unit.unit) if s.since > day]
            unit_id = forward[0].successor if forward else back[0].unit if back else unit.unit
            if unit_id in seen or unit_id not in self.by_unit:
                break
            unit = self.by_unit[unit_id]
        return unit

    def current_name(self, name: str, day: date) -> str:
        """Return the name that a body has on a day; the name itself where the register does not know it."""
        unit = self.unit_at(name, day)
        return unit.name if unit else name

    def leaders(self, day: date | None = None) -> tuple[tuple[str, Post], ...]:
        """Return (name, post) of the leaders, on a day or ever."""
        posts = [p for p in self.posts if p.kind is PostKind.LEADER and (_holds(p, day) if day else p.was_held)]
        return tuple((self.person_names.get(p.person, ""), p) for p in posts)


def _flat(steps: Iterable[Iterable[str]]) -> list[str]:
    return [unit for step in steps for unit in step]


def _holds(post: Post, day: date) -> bool:
    return (post.since is None or post.since <= day) and (post.until is None or day <= post.until)


@dataclass(frozen=True, kw_only=True)
class Additions:
    """Rows that an act adds to the register."""

    units: tuple[RegisteredUnit, ...] = ()
    successions: tuple[Succession, ...] = ()
    people: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()


def missing_names(
    register: Organisation, units: Iterable[Unit], leaders: Iterable[tuple[str, str]], source: str
) -> Additions:
    """Return the units and leaders (name, post) that the register does not know by name or alias. Groups are left out."""
    known = {u.name for u in register.units} | {alias for u in register.units for alias in u.aliases}
    names = {u.name for u in register.units}
    new_units = []
    for unit in units:
        if unit.kind is UnitKind.GROUP or unit.name in known or names & {*unit.aliases}:
            continue
        aliases = tuple(alias for alias in unit.aliases if alias not in known)
        new_units.append(RegisteredUnit(unit=unit.name, name=unit.name, kind=unit.kind, aliases=aliases, source=source))
        known |= {unit.name, *aliases}
        names.add(unit.name)
    there = {name for name, _ in register.leaders()}
    posts = {name: post for name, post in leaders if name not in there}
    first = len(register.people) + 1
    people = tuple(Person(person=f"p{n}", name=name) for n, name in enumerate(posts, first))
    first = len(register.posts) + 1
    new_posts = tuple(
        Post(post=f"t{n}", person=person.person, kind=PostKind.LEADER, title=posts[person.name], source=source)
        for n, person in enumerate(people, first)
    )
    return Additions(units=tuple(new_units), people=people, posts=new_posts)
