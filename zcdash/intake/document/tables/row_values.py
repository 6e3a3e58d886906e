"""Values of one row by field, own ones and those that merges bring from above."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zcdash.domain.plan_proposal import Question
from zcdash.domain.source_document import Passage, SourceCell
from zcdash.intake.document.plain_text import is_ditto
from zcdash.intake.document.tables.cell_values import number_of
from zcdash.intake.document.tables.columns import TableHead, head_cells, is_lowest
from zcdash.intake.document.tables.head_words import OTHER
from zcdash.intake.document.tables.indicator_columns import counts
from zcdash.intake.document.tables.row_cells import place_cells
from zcdash.intake.document.tables.row_drafts import Fields, texts_of
from zcdash.intake.document.tables.row_questions import field_name, merged_question
from zcdash.intake.document.tables.table_grid import Grid, is_filled

_YEAR = re.compile(r"20\d\d")
_FIRST = ("goal", "focus", "leads", "supports", "leaders", "deadline", "chapter", "seq")
_NOTHING = {"-", "--", "—", "——", "–", "/", "\\", "无", "〇"}
_NO_ITEM = re.compile(
    r"(?:(?:工作|有关|相关|几点|总体|其他)要求|保障措施|组织(?:保障|领导)|(?:有关|编制|填表)?说明|[附备]?注)(?:[:.]|$)"
)
_OF_ITEMS = ("leads", "leaders", "deadline")
_QUOTED = ("figure:", "total:")
"""Fields whose head is part of what they say."""
_HARMLESS = {"seq", "focus", "goal", "chapter"}


@dataclass(frozen=True, slots=True)
class RowValues:
    """Passages of one row by field: `own` of cells that begin in it, `covered` of those that reach down from above."""

    own: Fields
    covered: Fields
    questions: tuple[Question, ...]
    columns: frozenset[int]
    """Columns, counted from 0, that the row fills."""
    dashes: tuple[Passage, ...]
    """Cells that say only that there is nothing: —, /, 无."""
    nothing: frozenset[str]
    """Fields of these cells."""
    dittos: dict[str, Passage]
    """Field → cell that says 同上."""

    @property
    def all(self) -> Fields:
        """Return both, in the order of the columns' fields."""
        names = dict.fromkeys((*self.covered, *self.own))
        return {name: [*self.covered.get(name, ()), *self.own.get(name, ())] for name in names}


def row_fields(head: TableHead) -> list[str]:
    """Return the field that each column is stored in: `other:备注`, `baseline:2020`, `figure:到位资金(亿元)`.

    A target without a year stands under its head as well.
    """
    fields = []
    for column in head.columns:
        if column.field == "baseline":
            year = _YEAR.search(column.head)
            fields.append(f"baseline:{year[0] if year else ''}")
            continue
        if column.field == "figure" and counts(column.head.rpartition(" ")[2]):
            fields.append(f"figure:{column.head}")
            continue
        is_unknown = column.field in {OTHER, "figure"}
        is_undated = column.field.startswith(("target:", "total:")) and not column.field.partition(":")[2][:4].isdigit()
        fields.append(f"other:{column.head}" if is_unknown or is_undated else column.field)
    return fields


def row_values(grid: Grid, row: int, head: TableHead, answers: Mapping[str, str]) -> RowValues:
    """Return the values of a row; a cell that is merged across stands in one field, and a question says which."""
    names = row_fields(head)
    own: Fields = {}
    covered: Fields = {}
    questions = []
    columns: set[int] = set()
    dashes: list[Passage] = []
    nothing: set[str] = set()
    dittos: dict[str, Passage] = {}
    for placed in place_cells(grid, row, head):
        if not is_filled(placed.cell) or head.first <= placed.cell.row <= head.last:
            continue
        if grid.text(placed.cell) in _NOTHING:
            dashes += [grid.passage(placed.cell)] if placed.cell.row == row else []
            nothing.update(names[n] for n in placed.columns)
            continue
        fields = [names[n] for n in placed.columns]
        columns.update(placed.columns)
        field = fields[0]
        if is_ditto(placed.cell.content.text) and len(fields) == 1 and field != "seq":
            dittos[field] = grid.passage(placed.cell)
            continue
        if len(fields) > 1:
            place = grid.table.place(placed.cell)
            answer = answers.get(f"merged:{place}", "")
            by_name = {field_name(each): each for each in fields}
            field = by_name.get(answer) or _field_of_merged(grid, placed.cell, fields)
            if not set(fields) <= _HARMLESS:
                questions.append(merged_question(place, fields, field))
        values = own if placed.cell.row == row else covered
        quoted = _named_above(grid, head, field, placed.cell)
        if field.startswith(_QUOTED) and not quoted:
            field = (
                f"other:{field.partition(':')[2]}"  # the head stands in an earlier table: nothing says what it counts
            )
        values.setdefault(field, []).extend([*quoted, grid.passage(placed.cell)])
    return RowValues(own, covered, tuple(questions), frozenset(columns), tuple(dashes), frozenset(nothing), dittos)


def _named_above(grid: Grid, head: TableHead, field: str, cell: SourceCell) -> list[Passage]:
    """Return the lowest head cell over a figure, which names the indicator and its unit, and over a running total."""
    is_quoted = field.startswith(_QUOTED) and head.last > 0
    over = head_cells(grid, head.first, head.last, cell.column) if is_quoted else []
    return [grid.passage(each) for each in over if is_lowest(each, over)][-1:]


def says_no_item(own: Fields, head: TableHead) -> bool:
    """Return True for a row that begins with 工作要求, 说明 and the like instead of a number, and names nobody to do it."""
    texts = texts_of(own)
    is_numbered = "seq" in texts and number_of(texts["seq"]) > 0
    is_usual = "seq" not in head.fields and any(texts.get(field) for field in _OF_ITEMS)
    return not is_numbered and not is_usual and any(_NO_ITEM.match(texts.get(field, "")) for field in _HARMLESS)


def _field_of_merged(grid: Grid, cell: SourceCell, fields: list[str]) -> str:
    """Return the field of a cell over several columns: a number is 序号, then the goal; of targets the last period."""
    if "seq" in fields and number_of(grid.text(cell)):
        return "seq"
    targets = [field for field in fields if field.startswith("target:")]
    if len(targets) == len(fields):
        return targets[-1]
    return next(
        (field for field in _FIRST if field in fields and field != "seq"), targets[-1] if targets else fields[0]
    )
