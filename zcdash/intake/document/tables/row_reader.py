"""Reading of tables row by row: chapters, merged cells, rows cut in two, heads repeated, tables cut in pieces."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from zcdash.domain.plan_proposal import ColumnMatch, Decisions, Question
from zcdash.domain.source_document import Passage, SourceDocument, SourceTable
from zcdash.intake.document.people.joined_text import sub_passage
from zcdash.intake.document.people.posts import leader_in
from zcdash.intake.document.tables import row_questions
from zcdash.intake.document.tables.cell_values import number_of
from zcdash.intake.document.tables.chapter_headings import Headings, headings_before, passage_of
from zcdash.intake.document.tables.columns import TableHead, heads_of
from zcdash.intake.document.tables.new_items import ItemRows
from zcdash.intake.document.tables.row_kinds import (
    Heading,
    RowUse,
    chapter_of_row,
    heading_of,
    is_note,
    mostly_ends_sentences,
    numbers_columns,
    plain_use,
)
from zcdash.intake.document.tables.row_values import RowValues, row_values, says_no_item
from zcdash.intake.document.tables.sum_units import sum_unit_before, sum_unit_in
from zcdash.intake.document.tables.table_grid import Grid, grid_of
from zcdash.intake.document.tables.table_reading import TableLine
from zcdash.intake.document.tables.table_sections import Section, sections_of
from zcdash.intake.document.tables.total_rows import total_questions

_SAME_HEAD = 75.0
_UNIT_ABOVE = re.compile(
    r"\s*(?:责任|承办|填报|报送|牵头)?单位\s*[:：]\s*(?P<name>[^\s:：]{1,20}(?:局|办|委|镇|乡|街道|公司|中心|政府|院|会|区|处|部|队|社))\s*"
)
"""Line above a head: the unit that the whole table is for."""
_NO_NAME = re.compile(r"(?:[Ss]heet|表|工作表)\d{0,3}")
_SHOWN = 20
_LONGEST_USED = 60
"""Characters of a head or title; a longer text is left for the proof to list."""
_LONGEST_TITLE = 50
"""Longer texts above a head are text of the notice: they count as read only where their facts are taken from them."""


class RowReader:
    """Reading of the tables of one document, in their order."""

    def __init__(self, document: SourceDocument, year: int | None, decisions: Decisions) -> None:
        self.document = document
        self.year = year
        self.answers = decisions.answers
        self.decided = row_questions.decided_columns(decisions)
        self.headings = Headings()
        self._questions: list[Question] = []
        self._unnumbered: list[tuple[str, str]] = []
        ends_sentences = mostly_ends_sentences([grid_of(table) for table in document.tables])
        self.sheets = self._sheets_as_chapters(document)
        self.items = ItemRows(self.headings, decisions.answers, ends_sentences)
        self.head: TableHead | None = None
        self.after = -1
        self.lines: list[TableLine] = []
        self.columns: list[ColumnMatch] = []
        self.filled: set[ColumnMatch] = set()
        self.used: list[tuple[str, int, int]] = []
        self.blank: dict[int, str] = {}
        """序号 of rows that have nothing else → their address."""
        self._unit: Passage | None = None
        self._sums: Passage | None = None
        self._leader: Passage | None = None

    @property
    def questions(self) -> list[Question]:
        """Questions on headings, tables, merged cells and rows."""
        unnumbered = [row_questions.headings_question(self._unnumbered)] if self._unnumbered else []
        return [*self.headings.questions, *unnumbered, *self._questions, *self.items.questions]

    def read(self, table: SourceTable) -> None:
        """Read one table."""
        sections = sections_of(table, self.head, self.decided, self.year)
        if table.name and sections and not sections[0].goes_on:
            self.headings.begin_sheet(table.name if table.name in self.sheets else "")
            self.items.part()
        if sections:
            for heading, paragraph in headings_before(self.document, table, self.after):
                self._enter(heading, passage_of(paragraph))
        self._unit = None
        if not sections or not sections[0].goes_on:
            self._sums = sum_unit_before(self.document, table, self.after)
        reached = 0
        grid = sections[0].grid if sections else grid_of(table)
        for section in sections:
            self._leave(grid, reached + 1, section.first - 1)
            self._read_section(section)
            reached = section.last
        self._leave(grid, reached + 1, table.rows)
        self.after = table.order

    def _sheets_as_chapters(self, document: SourceDocument) -> list[str]:
        """Return the names of the sheets with items where there are several, and their names say more than Sheet1."""
        heads = {
            table.name: heads_of(grid_of(table), self.decided, self.year) for table in document.tables if table.name
        }
        names = [name for name, found in heads.items() if found and found[0].is_of_items]
        if len(names) < 2 or any(_NO_NAME.fullmatch(name) for name in names):
            return []
        question = row_questions.sheets_question(names)
        self._questions.append(question)
        return [] if self.answers.get(question.key) == row_questions.NOT_CHAPTERS else names

    def _leave(self, grid: Grid, first: int, last: int) -> None:
        """Leave rows that are no items of a plan, and ask."""
        filled = [row for row in range(first, last + 1) if grid.own(row)]
        for row in range(first, last + 1):
            self._line(grid, row, RowUse.LEFT if row in filled else RowUse.EMPTY)
        if filled:
            shown = grid.shown(filled[0])
            self._questions.append(row_questions.table_question(grid.table.number, shown, len(filled)))

    def _read_section(self, section: Section) -> None:
        """Read the rows of a section."""
        if self.head and section.head.fields != self.head.fields:
            self.items.part()
        self.head = section.head
        self.columns += section.head.columns
        for row in range(section.first, section.last + 1):
            if section.head.first <= row <= section.head.last:
                self._use_row(section.grid, row, RowUse.HEAD)
            elif row < section.head.first:
                self._read_above(section, row)
            else:
                self._read_body(section, row)
        own = range(section.first, section.last + 1)
        number = section.grid.table.number
        uses = {line.row: line.use for line in self.lines if line.table == number and line.row in own}
        is_only = len(self.document.tables) == 1
        self._questions += total_questions(section.grid, section.head, uses, is_only=is_only)

    def _read_above(self, section: Section, row: int) -> None:
        """Read a row above the head: a title, a chapter, a unit of measure; one with many cells is an item all the same."""
        grid = section.grid
        cells = grid.own(row)
        texts = {grid.text(cell) for cell in cells}
        heading = heading_of(cells[0].content.text) if len(texts) == 1 else None
        if not cells:
            self._line(grid, row, RowUse.EMPTY)
        elif heading:
            self._enter_row(grid, row, heading)
        elif len(texts) >= 3 and len(cells) * 2 >= len(section.head.columns):
            self._item(section, row)
            self._questions.append(row_questions.above_question(grid.line(row)))
        elif found := [(cell, match) for cell in cells if (match := _UNIT_ABOVE.fullmatch(cell.content.text))]:
            self._line(grid, row, RowUse.NOTE)
            self._unit = sub_passage(grid.passage(found[0][0]), *found[0][1].span("name"))
        elif any(is_note(text) for text in texts):
            self._line(grid, row, RowUse.NOTE)
            self._sums = sum_unit_in(map(grid.passage, cells)) or self._sums
        elif any(len(text) > _LONGEST_TITLE for text in texts):
            self._line(grid, row, RowUse.TITLE)
        else:
            self._use_row(grid, row, RowUse.TITLE)

    def _read_body(self, section: Section, row: int) -> None:
        """Read a row below the head."""
        grid, head = section.grid, section.head
        heading = chapter_of_row(grid, row, head)
        is_rest = row == section.first and section.goes_on
        is_point = len(grid.own(row)) == 1 and grid.own(row)[0].column > head.spans[0][1] and self.items.goes_by_points
        if heading and ((not heading.number and is_rest) or is_point):
            heading = None
        if heading:
            self._enter_row(grid, row, heading)
        elif (row == head.last + 1 and numbers_columns(grid, row, head)) or _repeats_head(grid, row, head):
            self._use_row(grid, row, RowUse.HEAD)
        elif use := plain_use(grid, row):
            self._line(grid, row, use)
        else:
            self._item(section, row)

    def _item(self, section: Section, row: int) -> None:
        """Read a row of an item."""
        values = row_values(section.grid, row, section.head, self.answers)
        self.used += [(passage.place, passage.start, passage.end) for passage in values.dashes]
        self.filled |= {section.head.columns[n] for n in values.columns}
        is_blank = set(values.all) == {"seq"}
        if is_blank or self._is_no_item(section, row, values):
            self._line(section.grid, row, RowUse.LEFT)  # the proof lists what stands there
            if is_blank and (number := number_of("".join(p.text for p in values.all["seq"]).strip())):
                self.blank[number] = section.grid.line(row)
            return
        self._questions += values.questions
        if self._unit and "leads" not in section.head.fields:
            values.own.setdefault("leads", [self._unit])
        if self._leader and "leaders" not in section.head.fields:
            values.own.setdefault("leaders", [self._leader])
        if self._sums:
            values.own.setdefault("sums", [self._sums])
        use = self.items.take(section, row, values)
        self._line(section.grid, row, use, len(self.items.drafts) - 1)

    def _is_no_item(self, section: Section, row: int, values: RowValues) -> bool:
        """Return True if a row holds no item, by the office's answer or, until it has one, by its words."""
        place = section.grid.line(row)
        shown = "".join(section.grid.text(cell) for cell in section.grid.own(row)[:2])[:_SHOWN]
        by_answer = row_questions.left_by_answer(place, shown, self.answers)
        if by_answer:
            self._questions.append(by_answer)
        elif says_no_item(values.own, section.head):
            self._questions.append(row_questions.task_question(place, shown))
            return self.answers.get(f"task:{place}") != row_questions.IS_ITEM
        return by_answer is not None

    def _enter_row(self, grid: Grid, row: int, heading: Heading) -> None:
        is_merged = grid.own(row)[0].column_span > 1
        if not heading.number and not (is_merged and not self.headings.were_numbered):
            self._unnumbered.append((grid.line(row), heading.title))
        titled = [c for c in grid.own(row) if c.content.text[heading.start : heading.end].strip()]
        cell = next((c for c in titled if heading.title in "".join(c.content.text.split())), grid.own(row)[0])
        self._enter(heading, grid.passage(cell))
        self._use_row(grid, row, RowUse.CHAPTER)

    def _enter(self, heading: Heading, passage: Passage) -> None:
        """Go below a heading; one that names a leader holds for the items below it."""
        who = leader_in(passage.text)
        self._leader = sub_passage(passage, *who) if who else None
        self.headings.enter(heading, passage)
        self.items.part()
        self.used.append((passage.place, passage.start, passage.end))

    def _use_row(self, grid: Grid, row: int, use: RowUse) -> None:
        """Count the cells of a row as structure."""
        self._line(grid, row, use)
        cells = [cell for cell in grid.own(row) if len(grid.text(cell)) <= _LONGEST_USED]
        self.used += [(grid.table.place(cell), 0, len(cell.content.text)) for cell in cells]

    def _line(self, grid: Grid, row: int, use: RowUse, item: int = -1) -> None:
        self.lines.append(TableLine(grid.table.number, row, use.value, item))


def _repeats_head(grid: Grid, row: int, head: TableHead) -> bool:
    """Return True if a row says nearly the same as the head."""
    names = [column.head for column in head.columns]
    texts = [grid.text(cell) for cell in grid.own(row)]
    alike = sum(any(fuzz.ratio(text, name) >= _SAME_HEAD for name in names) for text in texts)
    return len(texts) >= 3 and alike * 10 >= len(texts) * 6
