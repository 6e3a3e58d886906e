"""Sections of the tables: stretches of rows under one head, also where a table goes on without one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from zcdash.domain.source_document import SourceDocument, SourceTable
from zcdash.intake.document.running.printed_dates import DATE, date_of
from zcdash.intake.document.tables.columns import TableHead, continued, head_by_values, heads_of
from zcdash.intake.document.tables.table_grid import Grid, grid_of, plain

_YEAR = re.compile(r"(20\d\d)年")
_TITLE = re.compile(r"目标|任务|分解|计划|台账|方案|要点|责任|安排")
_LONGEST_TITLE = 60
_TITLE_ROWS = 6
_LEAST_CELLS = 3


@dataclass(frozen=True, slots=True)
class Section:
    """Rows `first` to `last` of a table under one head, heads and titles included."""

    grid: Grid
    head: TableHead
    first: int
    last: int
    goes_on: bool = False
    """True where the table has no head and goes on with the one before."""

    @property
    def first_body(self) -> int:
        """First row below the head."""
        return max(self.first, self.head.last + 1)


def sections_of(
    table: SourceTable, before: TableHead | None, decided: Mapping[str, str], year: int | None
) -> list[Section]:
    """Return the sections of a table in which items stand, from above; empty where it is not a table of items."""
    grid = grid_of(table)
    heads = heads_of(grid, decided, year)
    if not heads:
        return _headless(grid, before, decided, year)
    above = _rest_above(grid, heads[0], before)
    firsts = [above.last + 1 if above else 1, *(head.first for head in heads[1:])]
    lasts = [*(head.first - 1 for head in heads[1:]), table.rows]
    sections = [
        Section(grid, head, first, last)
        for head, first, last in zip(heads, firsts, lasts, strict=True)
        if head.is_of_items
    ]
    return [above, *sections] if above else sections


def _rest_above(grid: Grid, head: TableHead, before: TableHead | None) -> Section | None:
    """Return the rows above a head that go on with the table before: a page has the end of one and the begin of another."""
    rows = [len({grid.text(cell) for cell in grid.own(row)}) for row in range(1, head.first)]
    if not before or max(rows, default=0) < _LEAST_CELLS:
        return None
    rest = continued(before, grid, head.first - 1)
    return Section(grid, rest, 1, head.first - 1, True) if rest else None


def _headless(grid: Grid, before: TableHead | None, decided: Mapping[str, str], year: int | None) -> list[Section]:
    """Return the section of a table without a head: the columns of the one before, else by its values."""
    if before and (head := continued(before, grid, grid.table.rows)):
        return [Section(grid, head, 1, grid.table.rows, True)]
    head = head_by_values(grid, decided, year)
    fields = set(head.fields)
    if "goal" in fields and "seq" in fields and fields & {"leads", "leaders"}:
        return [Section(grid, head, 1, grid.table.rows)]
    return []


def year_of(document: SourceDocument) -> int | None:
    """Return the year that titles of the document and its tables name most often, else the only one of days in cells; or None."""
    years: Counter[str] = Counter()
    for paragraph in document.paragraphs:
        text = "" if paragraph.struck else plain(paragraph.content)
        if len(text) <= _LONGEST_TITLE and _TITLE.search(text):
            years.update(_YEAR.findall(text))
    for table in document.tables:
        years.update(_YEAR.findall(table.name))
        for cell in table.cells:
            if (
                cell.row <= _TITLE_ROWS
                and len(cell.content.text) <= _LONGEST_TITLE
                and _TITLE.search(cell.content.text)
            ):
                years.update(_YEAR.findall(plain(cell.content)))
    if not years:
        cells = (plain(cell.content) for table in document.tables for cell in table.cells)
        days = {day.year for text in cells if (found := DATE.fullmatch(text)) and (day := date_of(found))}
        return days.pop() if len(days) == 1 else None
    return int(years.most_common(1)[0][0])
