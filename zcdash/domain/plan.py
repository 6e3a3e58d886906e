"""计划: one document with everything it promises, and the look-ups that every query needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from zcdash.domain.model import (
    Cell,
    Chapter,
    Commitment,
    Doubt,
    Indicator,
    Item,
    Leader,
    Phase,
    Responsible,
    Target,
    Unit,
)
from zcdash.domain.period import Period, goes_on
from zcdash.domain.submission import Step
from zcdash.domain.terms import PlanKind, Responsibility, UnitKind
from zcdash.errors import NotFound

K = TypeVar("K")
T = TypeVar("T")


def _grouped(values: Iterable[T], key: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
    """Values by their key, in the order given."""
    groups: dict[K, list[T]] = defaultdict(list)
    for value in values:
        groups[key(value)].append(value)
    return {k: tuple(group) for k, group in groups.items()}


# Without slots, so that a look-up is built once and kept beside the fields; `asdict` and `==` see the fields alone.
@dataclass(frozen=True, kw_only=True)
class Plan:
    """计划: one document with everything it promises, in the order of its print. Items are named by their code."""

    id: str
    number: str
    title: str
    issuer: str
    issued: date
    periods: tuple[str, ...]
    item_count: int
    deadline_rule: str
    """Rule of every period's deadline (`domain.deadline_rule`): `day:5`, `inside:25`, `workdays:3`, `months:1`, `on:2017-02-13`."""
    report_to: str
    signers: tuple[str, ...]
    contact: str
    source_file: str
    chapters: tuple[Chapter, ...]
    units: tuple[Unit, ...]
    leaders: tuple[Leader, ...]
    items: tuple[Item, ...]
    responsible: tuple[Responsible, ...]
    targets: tuple[Target, ...]
    commitments: tuple[Commitment, ...]
    indicators: tuple[Indicator, ...]
    doubts: tuple[Doubt, ...]
    cells: tuple[Cell, ...]
    kind: PlanKind = PlanKind.ANNUAL
    signing: tuple[Step, ...] = (Step.UNIT_HEAD, Step.DEPUTY, Step.OFFICE)
    """Steps that a return is signed in; the supervision office is the last."""
    phases: tuple[Phase, ...] = ()
    own_deadlines: Mapping[str, str] = field(default_factory=dict)
    """Period → deadline rule, where it is not the plan's."""
    totals_since_start: bool = False
    """True where running totals go on over the turn of a year, from the plan's start."""

    @property
    def year(self) -> int:
        """Year that the plan begins in."""
        return self.starts.year

    @property
    def report_day(self) -> int | None:
        """Day of the month after a period that is its deadline; None where the plan has another rule."""
        kind, _, day = self.deadline_rule.partition(":")
        return int(day) if kind == "day" and day.isdecimal() else None

    @property
    def other_deadline_rule(self) -> str:
        """Deadline rule where it is not a day of the month after; empty where it is."""
        return "" if self.report_day else self.deadline_rule

    @cached_property
    def own_indicators(self) -> tuple[Indicator, ...]:
        """Indicators that units report for this plan; the others cite the number of another one."""
        return tuple(i for i in self.indicators if not i.cites)

    @cached_property
    def starts(self) -> date:
        """First day of the plan's periods and phases."""
        return min([Period.parse(p).starts for p in self.periods] + [p.starts for p in self.phases])

    @cached_property
    def ends(self) -> date:
        """Last day of the plan's periods and phases."""
        return max([Period.parse(p).ends for p in self.periods] + [p.ends for p in self.phases])

    @cached_property
    def totals_go_on(self) -> bool:
        """True where running totals do not begin anew each January: the plan says so, or a period crosses a year's turn."""
        return goes_on(self.periods, self.totals_since_start)

    @property
    def span_name(self) -> str:
        """Years of the plan: 2017年, 2019—2025年."""
        return (
            f"{self.starts.year}年" if self.starts.year == self.ends.year else f"{self.starts.year}—{self.ends.year}年"
        )

    def item(self, code: str) -> Item:
        """Return the item with this code. Raises NotFound."""
        if code not in self._items:
            raise NotFound(f"本计划没有事项 {code}。", "请核对编号，例如 11-2。")
        return self._items[code]

    def indicator(self, code: str) -> Indicator:
        """Return the indicator with this code. Raises NotFound."""
        if code not in self._indicators:
            raise NotFound(f"本计划没有指标 {code}。", "请核对编号，例如 11-2a。")
        return self._indicators[code]

    def commitment(self, code: str) -> Commitment:
        """Return the commitment with this code. Raises NotFound."""
        if code not in self._commitments:
            raise NotFound(f"本计划没有节点 {code}。", "请核对编号，例如 9-1.01。")
        return self._commitments[code]

    def chapter(self, number: int) -> Chapter:
        """Return the chapter with this number. Raises NotFound."""
        for chapter in self.chapters:
            if chapter.number == number:
                return chapter
        raise NotFound(f"本计划没有第 {number} 个板块。", "请核对编号。")

    def unit(self, name: str) -> Unit:
        """Return the unit with this name. Raises NotFound."""
        for unit in self.units:
            if unit.name == name:
                return unit
        raise NotFound(f"本计划没有责任单位“{name}”。", "请核对名称，应与计划中的一致。")

    def leader(self, name: str) -> Leader:
        """Return the leader with this name. Raises NotFound."""
        for leader in self.leaders:
            if leader.name == name:
                return leader
        raise NotFound(f"本计划没有分管区长“{name}”。", "请核对名称，应与计划中的一致。")

    def items_in(self, chapter: int) -> tuple[Item, ...]:
        """Return the items of a chapter."""
        return tuple(i for i in self.items if i.chapter == chapter)

    def indicators_of(self, item: str) -> tuple[Indicator, ...]:
        """Return the indicators of an item."""
        return self._indicators_by_item.get(item, ())

    def commitments_of(self, item: str) -> tuple[Commitment, ...]:
        """Return the commitments of an item."""
        return self._commitments_by_item.get(item, ())

    def targets_of(self, item: str) -> dict[str, str]:
        """Return the targets of an item: period → text."""
        return {t.period: t.text for t in self.targets if t.item == item}

    def responsible_of(self, item: str, kind: str, role: Responsibility | None = None) -> tuple[str, ...]:
        """Return the names of the units or leaders (`kind`) on an item, in a role or in any."""
        return tuple(r.name for r in self._responsible_by_item.get((item, kind), ()) if role in (None, r.role))

    def leads_of(self, item: str, kind: str) -> tuple[str, ...]:
        """Return the names of the units or leaders (`kind`) that lead an item: none, one or several."""
        return self.responsible_of(item, kind, Responsibility.LEAD)

    def units_of_parts(self, item: str) -> Mapping[str, str] | None:
        """Return code → unit that reports it for the parts of an item that several units lead; None for other items."""
        return self._units_of_parts.get(item)

    def groups_of(self, unit: str) -> tuple[str, ...]:
        """Return the names of the groups that a unit belongs to."""
        return tuple(u.name for u in self.units if unit in u.members)

    def item_codes_of(self, name: str, kind: str, role: Responsibility | None = None) -> tuple[str, ...]:
        """Return the codes of the items that name a unit or leader (`kind`) itself, in a role or in any."""
        codes = {r.item for r in self.responsible if (r.kind, r.name) == (kind, name) and role in (None, r.role)}
        return tuple(i.code for i in self.items if i.code in codes)

    def common_items_of(self, unit: str, role: Responsibility | None = None) -> dict[str, str]:
        """Return code → group of the items that a unit has only as a member of a group (共同事项): they count apart."""
        own, groups = {*self.item_codes_of(unit, "unit")}, self.groups_of(unit)
        rows = [r for r in self.responsible if r.kind == "unit" and r.name in groups and role in (None, r.role)]
        found = {r.item: r.name for r in reversed(rows) if r.item not in own}
        return {i.code: found[i.code] for i in self.items if i.code in found}

    def reporting_unit(self, part: Item | Indicator | Commitment | Target) -> str:
        """Return the unit that reports the part of this code: the one it names, else the one that reports its item, else none."""
        if isinstance(part, Item):
            return self.reporting_unit_by_item.get(part.code, "")
        named = "" if isinstance(part, Target) else self._named_units.get(part.code, part.reporting_unit)
        return named or self.reporting_unit_by_item.get(part.item, "")

    def writing_units(self, item: str) -> tuple[str, ...]:
        """Return the units that write on an item (进展情况): each single unit that leads it.

        Where a group leads it, or nobody, the units that report its parts write too.
        """
        leads, groups = self.leads_of(item, "unit"), self.group_names
        units = [unit for unit in leads if unit not in groups]
        if len(units) < len(leads) or not leads:
            units += [self.reporting_unit(i) for i in self.indicators_of(item)]
            units += [self.reporting_unit(c) for c in self.commitments_of(item)]
        return tuple(dict.fromkeys(unit for unit in units if unit and unit not in groups))

    def reporting_units(self, items: Collection[str]) -> frozenset[str]:
        """Return every unit that reports something of some items: towns and answering departments too."""
        units = {self.reporting_unit_by_item[code] for code in items if code in self.reporting_unit_by_item}
        for code in items:
            units |= {self.reporting_unit(i) for i in self.indicators_of(code)}
            units |= {self.reporting_unit(c) for c in self.commitments_of(code)}
        return frozenset(units)

    @cached_property
    def reporting_unit_by_item(self) -> Mapping[str, str]:
        """Item → its lead unit, the first one listed; where that is a group, the first unit its indicators name.

        An item that nobody leads is not in it.
        """
        groups = self.group_names
        units: dict[str, str] = {}
        for r in self.responsible:
            if r.kind == "unit" and r.role is Responsibility.LEAD and r.item not in units:
                named = (i.reporting_unit for i in self.indicators_of(r.item) if i.reporting_unit)
                units[r.item] = next(named, r.name) if r.name in groups else r.name
        return units

    @cached_property
    def group_names(self) -> frozenset[str]:
        """Names of the groups of units."""
        return frozenset(u.name for u in self.units if u.kind is UnitKind.GROUP)

    @cached_property
    def item_titles(self) -> Mapping[str, str]:
        """Code → title of every item."""
        return {i.code: i.title for i in self.items}

    @cached_property
    def item_by_part(self) -> Mapping[str, str]:
        """Code of an item, an indicator or a commitment → code of the item that it belongs to."""
        codes = {i.code: i.code for i in self.items} | {i.code: i.item for i in self.indicators}
        return codes | {c.code: c.item for c in self.commitments}

    @cached_property
    def _units_of_parts(self) -> Mapping[str, Mapping[str, str]]:
        """Item that several units lead → code of a part → unit that reports it."""
        several = [i.code for i in self.items if len(self.leads_of(i.code, "unit")) > 1]
        return {
            item: {i.code: self.reporting_unit(i) for i in self.indicators_of(item)}
            | {c.code: self.reporting_unit(c) for c in self.commitments_of(item)}
            for item in several
        }

    @cached_property
    def _named_units(self) -> dict[str, str]:
        units = {i.code: i.reporting_unit for i in self.indicators}
        return units | {c.code: c.reporting_unit for c in self.commitments}

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {i.code: i for i in self.items}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {i.code: i for i in self.indicators}

    @cached_property
    def _commitments(self) -> dict[str, Commitment]:
        return {c.code: c for c in self.commitments}

    @cached_property
    def _indicators_by_item(self) -> dict[str, tuple[Indicator, ...]]:
        return _grouped(self.indicators, lambda i: i.item)

    @cached_property
    def _commitments_by_item(self) -> dict[str, tuple[Commitment, ...]]:
        return _grouped(self.commitments, lambda c: c.item)

    @cached_property
    def _responsible_by_item(self) -> dict[tuple[str, str], tuple[Responsible, ...]]:
        return _grouped(self.responsible, lambda r: (r.item, r.kind))
