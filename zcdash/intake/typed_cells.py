"""What a clerk typed into a workbook, row by row of its form, whether or not it can be understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from zcdash.intake.expand_commitments import find_rest_done
from zcdash.intake.form import (
    COMMITMENTS,
    CONTEXT_HEADS,
    FIRST_ROW,
    HEAD_ROW,
    HEADS,
    LOCKED,
    REST_DONE_CELL,
    Form,
)
from zcdash.intake.submission_workbook import SubmissionWorkbook
from zcdash.intake.xlsx_sheet import Cell, Sheet, address


@dataclass(slots=True)
class TypedCells:
    """The open cells of a workbook, placed as in a fresh template of its form."""

    cells: dict[tuple[str, int, int], Cell | None] = field(default_factory=dict)
    """(sheet, row, column) in the template → the cell as typed, None where it is blank."""
    places: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    """Place in the clerk's file, such as 指标!K7 → its cell in the template."""
    outside: dict[str, str] = field(default_factory=dict)
    """Place in the clerk's file → text that has no cell in the template."""


def read_typed_cells(workbook: SubmissionWorkbook, form: Form) -> TypedCells:
    """Return what was typed; rows are found by their code, columns by their head."""
    typed = TypedCells()
    for name, rows in form.locked.items():
        sheet = workbook.sheet(name)
        numbers = {row[0]: number for number, row in enumerate(rows, FIRST_ROW)}
        columns = _columns(name, sheet)
        code_column = next((column for column, issued in columns.items() if issued == 1), 1)
        own: dict[int, int] = {}
        for row, column in sheet:
            if column == code_column and (number := numbers.pop(sheet.text(row, column), None)):
                own[row] = number
        for row, number in own.items():
            for column, issued in columns.items():
                typed.places[f"{name}!{address(row, column)}"] = (name, number, issued)
                if issued > LOCKED[name]:
                    typed.cells[name, number, issued] = sheet.get((row, column))
        typed.outside.update(_outside(name, sheet, own, columns))
    _read_rest_done(typed, workbook.sheet(COMMITMENTS), form)
    return typed


def _columns(name: str, sheet: Sheet) -> dict[int, int]:
    """Return column → the column that the template has for its head; as issued where a head is missing."""
    issued = {head: column for column, head in enumerate(HEADS[name], 1)}
    found: dict[str, int] = {}
    for row, column in sheet:
        head = "".join(sheet.text(row, column).split())
        if row >= HEAD_ROW and head in issued:
            found.setdefault(head, column)
        if row > HEAD_ROW and len(found) > LOCKED[name]:
            break
    columns = {column: issued[head] for head, column in found.items()}
    for head, column in issued.items():
        if head not in found:
            columns.setdefault(column, column)
    return columns


def _outside(name: str, sheet: Sheet, own: dict[int, int], columns: dict[int, int]) -> Iterator[tuple[str, str]]:
    """Yield the texts below the heads that have no cell in the template, the office's own columns left out."""
    heads = {HEAD_ROW: set(HEADS[name]) | set(CONTEXT_HEADS[name])}
    context = {column for row, column in sheet if row == HEAD_ROW and sheet.text(row, column) in CONTEXT_HEADS[name]}
    for row, column in sheet:
        text = sheet.text(row, column)
        if row < HEAD_ROW or not text or text in heads.get(row, ()):
            continue
        if column not in context and not (row in own and column in columns):
            yield f"{name}!{address(row, column)}", text


def _read_rest_done(typed: TypedCells, sheet: Sheet, form: Form) -> None:
    place = find_rest_done(sheet)
    if place and form.commitments:
        typed.places[f"{COMMITMENTS}!{address(*place)}"] = (COMMITMENTS, *REST_DONE_CELL)
        typed.cells[(COMMITMENTS, *REST_DONE_CELL)] = sheet[place]
