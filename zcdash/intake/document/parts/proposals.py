"""Proposals from a row: targets, commitments, indicators and planned values, each with the characters it came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import Origin, Question
from zcdash.domain.source_document import Passages, SourceRow
from zcdash.intake.document.parts.bare_numbers import bare_mentions, bare_questions
from zcdash.intake.document.parts.cell_text import EMPTY, CellText, cell_text
from zcdash.intake.document.parts.commitment_texts import CommitmentText, commitments_of
from zcdash.intake.document.parts.deadlines import Deadline, deadline_of, for_points, period_of
from zcdash.intake.document.parts.figure_rows import figure_rows, figure_title, is_of_figures
from zcdash.intake.document.parts.held import held_indicators
from zcdash.intake.document.parts.indicator_rows import format_plain, indicator_rows
from zcdash.intake.document.parts.item_title import head_name, item_title
from zcdash.intake.document.parts.listed_dates import listed_questions
from zcdash.intake.document.parts.mentions import Mention, mentions_of
from zcdash.intake.document.parts.milestones import done_in, of_the_year, without_earlier
from zcdash.intake.document.parts.named_units import with_named_unit
from zcdash.intake.document.parts.points import (
    as_growth,
    in_kind_of_earlier,
    in_kind_of_goal,
    projects_of,
    topics_of,
    with_topics,
)
from zcdash.intake.document.parts.proposal_questions import (
    deadline_questions,
    late_questions,
    outside_questions,
    part_questions,
    unsound_questions,
)
from zcdash.intake.document.parts.recurring import calendar_answers
from zcdash.intake.document.parts.series import Series
from zcdash.intake.document.parts.series_basis import MOST_SERIES, all_series, is_sound
from zcdash.intake.document.parts.twin_rows import unit_rows
from zcdash.intake.document.parts.unit_rows import UnitRow, is_whole
from zcdash.intake.document.parts.unread_numbers import unread_questions
from zcdash.intake.plan_csv import COLUMNS

_TICKED = EMPTY + "√✓✔☑"
"""Characters of a cell that promises nothing, or only marks the period."""
_SOURCE = re.compile(r"数据来源:([^()]{2,30}?)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemParts:
    """Parts of an item as proposed. `tables` has rows of targets.csv, commitments.csv, indicators.csv and planned.csv."""

    title: str
    tables: dict[str, list[dict[str, str]]]
    origins: tuple[Origin, ...]
    questions: tuple[Question, ...] = ()


def propose_parts(
    code: str, row: SourceRow, periods: tuple[str, ...], answers: Mapping[str, str] = MappingProxyType({})
) -> ItemParts:
    """Return what a row promises. `code` is the item's; `periods` are the plan's, in their order; `answers` by question."""
    goal = cell_text(row.goal)
    cells = _filled_cells(row, periods)
    title = item_title(goal, cell_text(row.focus), *cells.values())
    named = with_named_unit(row, periods)
    if named.unit and (counted := unit_rows(code, named, periods)):
        return _indicator_parts(code, counted, cells, title if named is row else counted[0].indicator["name"])
    if is_of_figures(row):
        return _figure_parts(code, row, periods, cells)
    of_goal = as_growth(mentions_of(goal, "", Period.parse(periods[-1]).ends.year), cell_text(row.focus))
    topics = topics_of(goal, of_goal)
    of_goal = with_topics(of_the_year(of_goal, goal, _is_split(row), periods), goal, topics)
    yearly = row.of_year or (periods[0] if len(periods) == 1 else "")
    found = _series(of_goal, cells, topics, row.of_year if of_goal else yearly, periods)
    series, head = [s for s in found if is_sound(s)][:MOST_SERIES], head_name(goal, cell_text(row.focus), title)
    indicators, planned, origins = indicator_rows(code, series, {"": goal, **cells}, periods, head, _supplier(row))
    for each in figure_rows(code, row, periods, len(indicators)):
        indicators, planned, origins = [*indicators, each.indicator], planned + each.planned, origins + each.origins
    held, held_origins = held_indicators(code, cells, indicators)
    tables, origins = _tables([*indicators, *held], planned), [*origins, *held_origins]
    deadline = for_points(deadline_of(cell_text(row.deadline), periods), goal)
    questions = [*deadline_questions(code, deadline), *listed_questions(code, list(cells.values()), periods)]
    for period, cell in cells.items():
        due = _due_in(period, deadline, tuple(cells))
        kept = [s.planned[period] for s in series if period in s.planned]
        promised = commitments_of(cell, period, kept, due, projects_of(cell, topics), _begins_goal(cell, goal))
        begin = len(tables["commitments.csv"])
        _add_cell(code, period, cell, promised, due, tables, origins)
        questions += [*outside_questions(code, period, cell, promised), *late_questions(code, cell, promised, deadline)]
        is_single = len(cells) == 1 and not deadline.recurs
        questions += _calendar_questions(code, cell, tables["commitments.csv"][begin:], is_single, answers)
    _make_recurring(tables["commitments.csv"], deadline.recurs if len(cells) == 1 else "")
    if yearly in cells and not _is_within(row.targets[yearly], row.goal):
        questions += _add_dated(code, yearly, goal, deadline, tables, origins)
    _mark_repeated(tables["commitments.csv"], len(cells))
    asked = (*questions, *_number_questions(code, goal, cells, found))
    return ItemParts(title=title, tables=tables, origins=tuple(origins), questions=asked)


def _figure_parts(code: str, row: SourceRow, periods: tuple[str, ...], cells: dict[str, CellText]) -> ItemParts:
    """Return the parts of a row of nothing but figures, due as its 完成时限 says."""
    due = deadline_of(cell_text(row.deadline), periods)
    return _indicator_parts(code, figure_rows(code, row, periods, 0), cells, figure_title(row), due)


def _filled_cells(row: SourceRow, periods: tuple[str, ...]) -> dict[str, CellText]:
    """Return period → its target, without those that promise nothing."""
    cells = {p: cell_text(row.targets[p]) for p in periods if p in row.targets}
    return {p: cell for p, cell in cells.items() if cell.plain.strip(_TICKED)}


def _number_questions(code: str, goal: CellText, cells: dict[str, CellText], found: list[Series]) -> list[Question]:
    """Return the questions on numbers that became no indicator."""
    parts = part_questions(code, (goal, *cells.values()))
    unread = unread_questions(code, {"": goal, **cells})
    return [*unsound_questions(code, found, cells), *parts, *bare_questions(code, cells, found), *unread]


def _begins_goal(cell: CellText, goal: CellText) -> bool:
    """Return True for a target that is the beginning of the goal's own text, where that is of one column."""
    return (
        bool(goal.plain)
        and not cell.is_of_columns
        and cell.places[0] == goal.places[0]
        and cell.offsets[0] == goal.offsets[0]
    )


def _due_in(period: str, deadline: Deadline, periods: tuple[str, ...]) -> Deadline:
    """Return the deadline as far as it holds for a period: one date is that of a single period, points have their own."""
    is_due = deadline.due is None or deadline.points or period == period_of(deadline, periods)
    return deadline if is_due else Deadline(deadline.cell)


def _tables(indicators: list[dict[str, str]], planned: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    return {"targets.csv": [], "commitments.csv": [], "indicators.csv": indicators, "planned.csv": planned}


def _calendar_questions(
    code: str, cell: CellText, rows: list[dict[str, str]], is_single: bool, answers: Mapping[str, str]
) -> list[Question]:
    """Change promises that come again or are due by a festival, and return the questions on them."""
    questions = []
    for row in rows:
        changed, asked = calendar_answers(code, cell, row, is_single, answers)
        row.update(changed)
        questions += asked
    return questions


def _supplier(row: SourceRow) -> str:
    """Return the unit that supplies the data of a row (数据来源)."""
    leads = cell_text(row.leads)
    source = _SOURCE.search(leads.plain)
    return leads.text(*source.span(1)) if source else ""


def _series(
    of_goal: list[Mention], cells: dict[str, CellText], topics: dict[int, str], of_year: str, periods: tuple[str, ...]
) -> list[Series]:
    """Return the series of a row, from its targets and the numbers of its goal; `of_year`: period of the year's target."""
    mentions = {p: without_earlier(mentions_of(cell, p), cell, p) for p, cell in cells.items()}
    mentions = {p: in_kind_of_goal(with_topics(mentions[p], cell, topics), of_goal) for p, cell in cells.items()}
    mentions = in_kind_of_earlier(mentions)
    whole = [p for p in cells if p == of_year or is_whole(p, periods)]
    yearly = [replace(m, is_goal=True, is_annual=True) for p in whole for m in mentions[p]]
    bare = bare_mentions({p: cells[p] for p in cells if p not in whole}, [*yearly, *of_goal])
    parts = [(p, [bare[p]] if p in bare else mentions[p]) for p in cells if p not in whole]
    return all_series(parts, [*yearly, *of_goal], done_in({p: cells[p] for p, _ in parts}))


def _indicator_parts(
    code: str, counted: list[UnitRow], cells: dict[str, CellText], title: str, due: Deadline | None = None
) -> ItemParts:
    """Return the parts of a row of a table of indicators; cells that are no number are promises, and so are figures with a date."""
    deadline = due or Deadline(cell_text(()))
    tables = _tables([each.indicator for each in counted], [p for each in counted for p in each.planned])
    origins = [origin for each in counted for origin in each.origins]
    read = {period for each in counted for period in each.periods}
    for period, cell in cells.items():
        found = [] if period in read and not deadline.due else commitments_of(cell, period, [], deadline)
        _add_cell(code, period, cell, found, deadline, tables, origins)
    questions = tuple(deadline_questions(code, deadline))
    return ItemParts(title=title, tables=tables, origins=tuple(origins), questions=questions)


def _is_split(row: SourceRow) -> bool:
    """Return True where the targets are parts of the goal's own text."""
    parts = tuple(p for passages in row.targets.values() for p in passages)
    return len(row.targets) > 1 and _is_within(parts, row.goal)


def _is_within(parts: Passages, whole: Passages) -> bool:
    """Return True if all passages are stretches of those of another text."""
    return all(any(p.place == w.place and w.start <= p.start and p.end <= w.end for w in whole) for p in parts)


def _add_dated(
    code: str,
    period: str,
    goal: CellText,
    deadline: Deadline,
    tables: dict[str, list[dict[str, str]]],
    origins: list[Origin],
) -> list[Question]:
    """Add what a column of measures promises by a date of its own, beside the target of the year; return the questions on it."""
    dated = [c for c in commitments_of(goal, period, []) if c.exact and c.dated != (0, 0)]
    known = {(row["text"], row["due"]) for row in tables["commitments.csv"]}
    promised = [c for c in dated if (c.text, c.due.isoformat()) not in known]
    _add_commitments(code, period, goal, promised, Deadline(cell_text(())), tables, origins)
    return [*outside_questions(code, period[:4], goal, promised), *late_questions(code, goal, promised, deadline)]


def _add_cell(
    code: str,
    period: str,
    cell: CellText,
    found: list[CommitmentText],
    deadline: Deadline,
    tables: dict[str, list[dict[str, str]]],
    origins: list[Origin],
) -> None:
    """Add the target of a period and its commitments."""
    tables["targets.csv"].append({"item": code, "period": period, "text": cell.text(0, len(cell.plain))})
    origins += _origins("targets.csv", f"{code} {period}", "text", cell, 0, len(cell.plain), 1.0)
    _add_commitments(code, period, cell, found, deadline, tables, origins)


def _add_commitments(
    code: str,
    period: str,
    cell: CellText,
    found: list[CommitmentText],
    deadline: Deadline,
    tables: dict[str, list[dict[str, str]]],
    origins: list[Origin],
) -> None:
    for each in found:
        rows = tables["commitments.csv"]
        own = f"{code}.{len(rows) + 1:02d}"
        sure = min(each.confidence, deadline.confidence)
        rows.append(_commitment_row(own, code, period, each) | ({"ongoing": "true"} if deadline.has_no_end else {}))
        origins += _origins("commitments.csv", own, "text", cell, each.start, each.end, sure)
        dated = deadline.cell if each.from_column else cell
        origins += _origins("commitments.csv", own, "due", dated, *each.dated, sure)


def _origins(
    table: str, key: str, column: str, cell: CellText, start: int, end: int, confidence: float
) -> list[Origin]:
    return [
        Origin(table=table, key=key, column=column, place=place, start=first, end=last, confidence=confidence)
        for place, first, last in cell.stretches(start, end)
    ]


def _commitment_row(own: str, code: str, period: str, c: CommitmentText) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS["commitments.csv"].split(), "")
    return row | {
        "code": own,
        "item": code,
        "period": period,
        "project": c.project,
        "text": c.text,
        "due": c.due.isoformat(),
        "exact": "true" if c.exact else "false",
        "ongoing": "true" if c.ongoing else "false",
        "key": "false",
        "quantity": format_plain(c.quantity.value) if c.quantity else "",
        "quantity_unit": c.quantity.unit if c.quantity else "",
        "zero_report": "false",
    }


def _make_recurring(rows: list[dict[str, str]], rhythm: str) -> None:
    """Make promises come again at a rhythm; empty: leave them."""
    for row in rows if rhythm else ():
        row |= {"period": "", "due": "", "exact": "false", "ongoing": "false", "recurs": rhythm}


def _mark_repeated(rows: list[dict[str, str]], periods: int) -> None:
    """Mark as ongoing what is promised in the same words again and again: it has no outcome of its own in a period."""
    often = Counter((row["project"], row["text"]) for row in rows)
    for row in rows:
        if row["exact"] == "false" and often[row["project"], row["text"]] >= min(3, max(2, periods)):
            row["ongoing"] = "true"
