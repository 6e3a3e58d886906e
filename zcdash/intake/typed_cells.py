"""Entries of a clerk in a workbook, by row of its form, readable or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from zcdash.intake.expand_commitments import find_rest_done
from zcdash.intake.findings import FindingList
from zcdash.intake.form import (
    COMMITMENTS,
    CONTEXT_HEADS,
    FIRST_ROW,
    HEADS,
    LOCKED,
    REST_DONE_CELL,
    Form,
    head_read_as,
)
from zcdash.intake.match_columns import Table, find_table
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
        table = find_table(name, workbook.sheet(name), FindingList())
        columns = _columns(table)
        numbers = _row_numbers(table, columns, [row[0] for row in rows])
        for row, number in numbers.items():
            for column, issued in columns.items():
                typed.places[f"{name}!{address(row, column)}"] = (name, number, issued)
                if issued > LOCKED[name]:
                    typed.cells[name, number, issued] = table.sheet.get((row, column))
        typed.outside.update(_outside(table, numbers, columns))
    _read_rest_done(typed, workbook.sheet(COMMITMENTS), form)
    return typed


def _columns(table: Table) -> dict[int, int]:
    """Return column → the column that the template has for its head; as issued where a head is missing."""
    columns: dict[int, int] = {}
    for issued, head in enumerate(HEADS[table.name], 1):
        if head in table.columns:
            columns[table.columns[head]] = issued
    for issued, head in enumerate(HEADS[table.name], 1):
        if head not in table.columns and issued not in table.other_columns:
            columns.setdefault(issued, issued)
    return columns


def _row_numbers(table: Table, columns: dict[int, int], codes: list[str]) -> dict[int, int]:
    """Return row → the row that the template has for its code; empty where no column of codes is found."""
    rows = {code: number for number, code in enumerate(codes, FIRST_ROW)}
    code_column = next((column for column, issued in columns.items() if issued == 1), None)
    numbers: dict[int, int] = {}
    for row, column in table.sheet:
        if row > table.head_row and column == code_column:
            number = rows.pop(table.sheet.text(row, column), None)
            if number:
                numbers[row] = number
    return numbers


def _outside(table: Table, numbers: dict[int, int], columns: dict[int, int]) -> Iterator[tuple[str, str]]:
    """Yield the texts in and below the row of heads that have no cell in the template."""
    context = {
        c for c in table.other_columns if head_read_as(table.sheet.text(table.head_row, c)) in CONTEXT_HEADS[table.name]
    }
    for row, column in table.sheet:
        text = table.sheet.text(row, column)
        if row < table.head_row or not text or column in context or (row == table.head_row and column in columns):
            continue
        if row not in numbers or column not in columns:
            yield f"{table.name}!{address(row, column)}", text


def _read_rest_done(typed: TypedCells, sheet: Sheet, form: Form) -> None:
    place = find_rest_done(sheet)
    if place and form.commitments:
        typed.places[f"{COMMITMENTS}!{address(*place)}"] = (COMMITMENTS, *REST_DONE_CELL)
        typed.cells[(COMMITMENTS, *REST_DONE_CELL)] = sheet[place]
