"""The form of a submission filled in on the page: its cells, the document that is filed, and the workbook of the same values.

The document is read into a workbook in the layout of the template, so that everything that reads and checks an uploaded
file reads and checks it too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from io import BytesIO
from typing import NamedTuple

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain.submission import Progress
from zcdash.domain.terms import STATE_NAME, State
from zcdash.intake.findings import FindingList
from zcdash.intake.form import (
    ACTUAL,
    CODE,
    COMMITMENTS,
    DONE_ON,
    FIRST_ROW,
    HEAD_ROW,
    HEADS,
    INDICATORS,
    LOCKED,
    STATE,
    Form,
)
from zcdash.intake.match_columns import find_table
from zcdash.intake.submission_workbook import SubmissionWorkbook, read_identity
from zcdash.intake.xlsx_reader import UnreadableWorkbook
from zcdash.intake.xlsx_scan import NO_CELLS
from zcdash.intake.xlsx_sheet import Cell, Sheet
from zcdash.text import FORMULA, strip_invisible

FORMAT = "zcdash web form 1"
FormCells = dict[str, dict[str, dict[str, str]]]
"""Sheet → code of the row → head of the column → text as typed. Blank cells are left out."""
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class ColumnKind(Enum):
    """Kind of the entries of a column."""

    NUMBER = "number"
    STATE = "state"
    DAY = "day"
    TEXT = "text"


_KINDS = {
    (INDICATORS, ACTUAL): ColumnKind.NUMBER,
    (COMMITMENTS, STATE): ColumnKind.STATE,
    (COMMITMENTS, DONE_ON): ColumnKind.DAY,
}


class FormPlace(NamedTuple):
    """A cell of the form: sheet, code of its row, head of its column; the last two are empty for a whole sheet."""

    sheet: str
    code: str = ""
    head: str = ""


class MergedCells(NamedTuple):
    """The cells of two people who worked from the same version of a draft."""

    cells: FormCells
    """The cells of both; where both changed a cell, the own one."""
    taken: tuple[FormPlace, ...]
    """Cells that come from the other one."""
    conflicts: tuple[tuple[FormPlace, str, str], ...]
    """(cell, own text, the other's text) of cells that both changed."""


def open_heads(sheet: str) -> tuple[str, ...]:
    """Return the heads of the columns that the unit fills in."""
    return HEADS[sheet][LOCKED[sheet] :]


def column_kind(sheet: str, head: str) -> ColumnKind:
    """Return the kind of a column that the unit fills in."""
    return _KINDS.get((sheet, head), ColumnKind.TEXT)


def row_names(form: Form) -> dict[str, str]:
    """Return code → name of every row."""
    names = {row.indicator.code: row.indicator.name for row in form.indicators}
    names |= {row.commitment.code: row.commitment.text for row in form.commitments}
    return names | {row.item: row.title for row in form.items}


def filled(cells: Mapping[str, Mapping[str, Mapping[str, str]]]) -> FormCells:
    """Return the cells without blank ones, every text without invisible characters."""
    result: FormCells = {}
    for place, text in _flat(cells).items():
        if cleaned := strip_invisible(text).strip():
            _put(result, place, cleaned)
    return result


def without_unknown_rows(cells: FormCells, form: Form) -> tuple[FormCells, list[str]]:
    """Return the cells of rows that the form asks for, and the codes of the other rows."""
    codes = {sheet: {row[0] for row in rows} for sheet, rows in form.locked.items()}
    kept: FormCells = {}
    for place, text in _flat(cells).items():
        if place.code in codes.get(place.sheet, ()) and place.head in open_heads(place.sheet):
            _put(kept, place, text)
    unknown = [code for sheet, rows in cells.items() for code in rows if code not in codes.get(sheet, ())]
    return kept, unknown


def _flat(cells: Mapping[str, Mapping[str, Mapping[str, str]]]) -> dict[FormPlace, str]:
    return {
        FormPlace(sheet, code, head): text
        for sheet, rows in cells.items()
        for code, columns in rows.items()
        for head, text in columns.items()
    }


def _put(cells: FormCells, place: FormPlace, text: str) -> None:
    cells.setdefault(place.sheet, {}).setdefault(place.code, {})[place.head] = text


def merge(base: FormCells, own: FormCells, other: FormCells) -> MergedCells:
    """Merge two versions of a draft, cell by cell; `base` is the version that both started from."""
    before, mine, theirs = _flat(base), _flat(own), _flat(other)
    cells: FormCells = {}
    taken, conflicts = [], []
    for place in dict.fromkeys((*mine, *theirs, *before)):
        old, my_text, their_text = (version.get(place, "") for version in (before, mine, theirs))
        text = their_text if my_text == old else my_text
        if my_text == old != their_text:
            taken.append(place)
        elif their_text not in (old, my_text):
            conflicts.append((place, my_text, their_text))
        if text:
            _put(cells, place, text)
    return MergedCells(cells, tuple(taken), tuple(conflicts))


def complete_commitments(form: Form, cells: FormCells, today: date) -> FormCells:
    """Return the cells with every blank commitment that is due, and was not reported late before, as done on its due date."""
    result = filled(cells)
    rows = result.setdefault(COMMITMENTS, {})
    for row in form.commitments:
        commitment = row.commitment
        is_due = not commitment.ongoing and commitment.due <= min(today, form.period.ends)
        if is_due and row.may_be_on_time and commitment.code not in rows:
            rows[commitment.code] = {STATE: STATE_NAME[State.DONE], DONE_ON: commitment.due.isoformat()}
    return result


def write_document(form: Form, cells: FormCells) -> bytes:
    """Return the document that is filed: canonical JSON of the form's identity, its locked columns and the typed cells."""
    sheets = {
        sheet: [
            [*row, *(cells.get(sheet, {}).get(row[0], {}).get(head, "") for head in open_heads(sheet))] for row in rows
        ]
        for sheet, rows in form.locked.items()
    }
    content = {"format": FORMAT, "identity": dict(form.identity.rows), "heads": HEADS, "sheets": sheets}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def is_document(data: bytes) -> bool:
    """Return True for what `write_document` wrote; a workbook begins otherwise."""
    return data.startswith(b'{"format":"zcdash web form')


def read_document(data: bytes) -> SubmissionWorkbook:
    """Read a filed document into the layout of the template. Raises UnreadableWorkbook."""
    try:
        content = json.loads(data)
        if content["format"] != FORMAT:
            raise ValueError(content["format"])
        sheets = {
            name: Sheet([(), (), content["heads"][name], *rows], NO_CELLS) for name, rows in content["sheets"].items()
        }
        identity = Sheet(list(content["identity"].items()), NO_CELLS)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise UnreadableWorkbook("NOT_TEMPLATE", "读不出网页填报的内容。", "请刷新页面后再报。") from error
    return SubmissionWorkbook(read_identity(identity), sheets)


def read_cells(workbook: SubmissionWorkbook) -> FormCells:
    """Return what was typed into the open cells of a workbook."""
    cells: FormCells = {}
    for name in HEADS:
        table = find_table(name, workbook.sheet(name), FindingList())
        heads = {column: head for head, column in table.columns.items() if head in open_heads(name)}
        for row, column in table.sheet:
            if row > table.head_row and column in heads and (code := table.text(row, CODE)):
                _put(cells, FormPlace(name, code, heads[column]), _typed(table.sheet[row, column]))
    return filled(cells)


def with_progress(cells: FormCells, progress: Iterable[Progress]) -> FormCells:
    """Return the cells with the states of commitments that have none: one cell of a workbook may report many at once."""
    result = filled(cells)
    rows = result.setdefault(COMMITMENTS, {})
    for report in progress:
        day = report.done_on.isoformat() if report.done_on else ""
        rows.setdefault(report.commitment, {STATE: STATE_NAME[report.state], DONE_ON: day})
    return filled(result)


def _typed(cell: Cell) -> str:
    """Return a cell's text as it is shown: a cell with the percent format holds the hundredth part."""
    if cell.percent and isinstance(cell.value, int | float):
        return f"{cell.value * 100:.10g}%"
    return cell.text


def fill_template(template: bytes, cells: FormCells) -> bytes:
    """Return a template with the cells filled in, to go on in Excel."""
    book = load_workbook(BytesIO(template))
    for name, rows in cells.items():
        for cell, head, text in _targets(book[name], rows):
            _fill(cell, column_kind(name, head), text)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _targets(sheet: Worksheet, rows: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[SheetCell, str, str]]:
    """Yield the cells of a template to fill in, each with its head and text."""
    columns = {str(cell.value): cell.column for cell in sheet[HEAD_ROW]}
    for number in range(FIRST_ROW, sheet.max_row + 1):
        for head, text in rows.get(str(sheet.cell(number, 1).value), {}).items():
            yield sheet.cell(number, columns[head]), head, text


def _fill(cell: SheetCell, kind: ColumnKind, text: str) -> None:
    if kind is ColumnKind.NUMBER and _PLAIN_NUMBER.fullmatch(text):
        cell.value = float(text)
    elif kind is ColumnKind.DAY and _DAY.fullmatch(text):
        cell.value = date.fromisoformat(text)
    else:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA)
