"""Timeline of a plan: its dated commitments with their states on the business date, chosen and gathered into rows."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from zcdash.domain.model import Commitment, Phase
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.timeline import OPEN, DatedPart, DueMark, DueState, TimelineLevel, TimelineRow
from zcdash.queries.item_standing import CommitmentStanding, Standing
from zcdash.rules.due_state import due_state

K = TypeVar("K")

_MOST_ROWS = 60
"""Rows that a reader takes in without being asked; the next coarser level has fewer."""
_MOST_ROWS_ASKED = 260
_SOON = timedelta(days=30)
_LONG = 800
"""Days of a span over which marks are gathered by year, not by month."""


@dataclass(frozen=True, slots=True)
class DateList:
    """Marks as a list reads them: those past their date and open, those due soon, the later ones, those done."""

    open: tuple[DueMark, ...]
    soon: tuple[DueMark, ...]
    later: tuple[DueMark, ...]
    completed: tuple[DueMark, ...]


def dated_parts(plan: Plan, year: Mapping[str, Standing], today: date) -> tuple[DatedPart, ...]:
    """Return the commitments of a plan that are due on a day, with their states; work without an end is left out.

    A duty that comes back is due each time, also where the work itself has no end.
    """
    standings: dict[str, CommitmentStanding] = {}
    for standing in year.values():
        for item in standing.items.values():
            # A commitment stands from its own period to the one that it is rated in: the last one holds its light.
            standings |= {s.commitment.code: s for s in item.commitments}
    phases = {p.code: p for p in plan.phases}
    return tuple(
        _part(plan, standings[c.code], phases, today)
        for c in plan.commitments
        if c.code in standings and (c.recurs or not c.ongoing)
    )


def _part(plan: Plan, standing: CommitmentStanding, phases: Mapping[str, Phase], today: date) -> DatedPart:
    c = standing.commitment
    starts = _start(c, phases)
    return DatedPart(
        commitment=c,
        unit=plan.reporting_unit(c),
        starts=starts,
        state=due_state(standing.assessment.light, standing.state, (starts, c.due), today),
        done_on=standing.done_on,
    )


def _start(c: Commitment, phases: Mapping[str, Phase]) -> date:
    """Return the printed start, else that of the phase, else that of the period; never after the due date."""
    phase = phases.get(c.phase)
    return min(c.starts or (phase.starts if phase else Period.parse(c.period).starts), c.due)


def choose(
    plan: Plan,
    parts: Iterable[DatedPart],
    *,
    unit: str | None = None,
    leader: str | None = None,
    phase: str | None = None,
    items: Collection[str] | None = None,
) -> tuple[DatedPart, ...]:
    """Return the parts that a unit reports, of a leader's items, of a phase with those inside it, of some items."""
    held = set(plan.item_codes_of(leader, "leader")) if leader else None
    inside = {phase, *(p.code for p in plan.phases if phase and p.parent == phase)}
    return tuple(
        p
        for p in parts
        if unit in (None, p.unit)
        and (held is None or p.commitment.item in held)
        and (phase is None or p.commitment.phase in inside)
        and (items is None or p.commitment.item in items)
    )


def levels(plan: Plan, parts: Sequence[DatedPart]) -> tuple[list[TimelineLevel], TimelineLevel]:
    """Return the levels that can be drawn, the finest first, and the one to begin with."""
    items = {p.commitment.item for p in parts}
    size = {
        TimelineLevel.DUTY: len({p.duty for p in parts}) + len(items),
        TimelineLevel.ITEM: len(items),
        TimelineLevel.CHAPTER: len({plan.item(i).chapter for i in items}),
    }
    offered = [level for level, rows in size.items() if rows <= _MOST_ROWS_ASKED]
    first = next((level for level, rows in size.items() if rows <= _MOST_ROWS), TimelineLevel.CHAPTER)
    return offered or [TimelineLevel.CHAPTER], first


def rows(plan: Plan, parts: Sequence[DatedPart], level: TimelineLevel) -> tuple[TimelineRow, ...]:
    """Return the rows of a timeline in the order of the print: a duty, an item or a chapter each; duties under their items."""
    gathered = _end_of(plan.ends, plan.starts)
    if level is TimelineLevel.CHAPTER:
        by_chapter = _grouped(parts, lambda p: plan.item(p.commitment.item).chapter)
        return tuple(_row(plan.chapter(n).name, "", group, gathered) for n, group in sorted(by_chapter.items()))
    by_item = _grouped(parts, lambda p: p.commitment.item)
    found = []
    for code in (i.code for i in plan.items if i.code in by_item):
        group, title = by_item[code], f"{code} {plan.item_titles[code]}"
        if level is TimelineLevel.ITEM:
            found.append(_row(title, code, group, gathered))
            continue
        starts, ends = min(p.starts for p in group), max(p.due for p in group)
        found.append(TimelineRow(label=title, item=code, starts=starts, ends=ends, head=True))
        found += [_row(same[0].text, code, same, _own_day) for same in _grouped(group, lambda p: p.duty).values()]
    return tuple(found)


def over_plans(plans: Iterable[tuple[Plan, Sequence[DatedPart], date]]) -> tuple[TimelineRow, ...]:
    """Return a row for each plan of (plan, its parts, its business date), by the first date; plans without parts are left out.

    Marks are gathered by month, or by year where the plans together are long.
    """
    held = [(plan, parts, today) for plan, parts, today in plans if parts]
    days = [p.due for _, parts, _ in held for p in parts] + [p.starts for _, parts, _ in held for p in parts]
    gathered = _end_of(max(days, default=date.min), min(days, default=date.min))
    found = [replace(_row(plan.title, "", parts, gathered), today=today) for plan, parts, today in held]
    return tuple(sorted(found, key=lambda row: (row.starts, row.ends)))


def _row(label: str, item: str, parts: Sequence[DatedPart], day: Callable[[date], date]) -> TimelineRow:
    by_day = _grouped(sorted(parts, key=lambda p: p.due), lambda p: day(p.due))
    return TimelineRow(
        label=label,
        item=item,
        starts=min(p.starts for p in parts),
        ends=max(p.due for p in parts),
        marks=tuple(DueMark(max(p.due for p in group), tuple(group)) for group in by_day.values()),
    )


def _own_day(day: date) -> date:
    return day


def _end_of(last: date, first: date) -> Callable[[date], date]:
    """Return a function from a day to the end of its month, or of its year where the time from first to last is long."""
    if (last - first).days > _LONG:
        return lambda day: day.replace(month=12, day=31)
    return lambda day: day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _grouped(parts: Iterable[DatedPart], key: Callable[[DatedPart], K]) -> dict[K, list[DatedPart]]:
    groups: dict[K, list[DatedPart]] = {}
    for part in parts:
        groups.setdefault(key(part), []).append(part)
    return groups


def bands(plan: Plan) -> tuple[Phase, ...]:
    """Return the phases of a plan by their start, each before those inside it; where it has none, its periods that have a name."""
    if plan.phases:
        starts = {p.code: p.starts for p in plan.phases}
        return tuple(
            sorted(
                plan.phases,
                key=lambda p: (starts.get(p.parent, p.starts), p.parent or p.code, bool(p.parent), p.starts),
            )
        )
    named = [Period.parse(p) for p in plan.periods if "/" in p]
    return tuple(Phase(p.text, p.title, p.starts, p.ends) for p in named if p.title)


def date_list(parts: Iterable[DatedPart], today: date) -> DateList:
    """Return the marks of every duty by day: open ones, those due within 30 days, later ones (of a duty the next), done ones."""
    marks = [DueMark(due, tuple(group)) for (_, due), group in _grouped(parts, lambda p: (p.duty, p.due)).items()]
    marks.sort(key=lambda m: m.day)
    found: dict[str, list[DueMark]] = {"open": [], "soon": [], "later": [], "completed": []}
    seen = set()
    for mark in marks:
        duty = mark.parts[0].duty
        if mark.state in OPEN:
            found["open"].append(mark)
        elif mark.state in (DueState.RUNNING, DueState.UPCOMING):
            if mark.day <= today + _SOON:
                found["soon"].append(mark)
            elif duty not in seen or mark.parts[0].commitment.recurs is None:
                found["later"].append(mark)
            seen.add(duty)
        else:
            found["completed"].append(mark)
    return DateList(*(tuple(found[name]) for name in ("open", "soon", "later", "completed")))
