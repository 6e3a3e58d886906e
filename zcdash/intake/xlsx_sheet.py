"""Cells and sheets of a workbook that was read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from zcdash.domain.model import format_number
from zcdash.intake.xlsx_scan import LETTERS, NO_CELLS, Scan
from zcdash.text import strip_invisible

Value = str | int | float | bool | date | datetime | time | timedelta


class Cell(NamedTuple):
    """A cell's value as typed. An Excel error is its name; a formula without a stored result has no value."""

    value: Value | None
    percent: bool = False
    formula: bool = False

    @property
    def text(self) -> str:
        """The value as text, without invisible characters and surrounding blanks; empty for no value."""
        value = self.value
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, int | float):
            return format_number(value) if abs(value) < 1e15 else str(value)
        if isinstance(value, datetime | date):
            return value.strftime("%Y-%m-%d")
        return "" if value is None else strip_invisible(value).strip()


class Sheet(Mapping[tuple[int, int], Cell]):
    """The filled cells of a sheet by (row, column), both from 1, in the order of rows.

    Cells are made on access: a million of them would take a second and a hundred megabytes.
    """

    def __init__(self, values: Sequence[Sequence[Value]], scan: Scan) -> None:
        self._values = values
        self._formulas = scan.formulas
        self._percents = scan.percents
        # Formulas for which calamine has no value: None was never calculated, "" is an empty result.
        self._blank_formulas = {at: result for at, result in scan.formulas.items() if self._value(*at) == ""}

    def _value(self, row: int, column: int) -> Value:
        values = self._values[row - 1] if 0 < row <= len(self._values) else ()
        return values[column - 1] if 0 < column <= len(values) else ""

    def __getitem__(self, at: tuple[int, int]) -> Cell:
        value = self._value(*at)
        if value == "":
            return Cell(self._blank_formulas[at], at in self._percents, True)
        infinite = isinstance(value, float) and not math.isfinite(value)
        return Cell(str(value) if infinite else value, at in self._percents, at in self._formulas)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        filled = (
            (row, column)
            for row, values in enumerate(self._values, 1)
            for column, value in enumerate(values, 1)
            if value != ""
        )
        return iter(sorted((*filled, *self._blank_formulas))) if self._blank_formulas else filled

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell, empty where it is blank."""
        cell = self.get((row, column))
        return cell.text if cell else ""

    @property
    def last_row(self) -> int:
        """The last row that has a filled cell, 0 where none has."""
        filled = (row for row in range(len(self._values), 0, -1) if any(value != "" for value in self._values[row - 1]))
        return max(next(filled, 0), max((row for row, _ in self._blank_formulas), default=0))


Workbook = dict[str, Sheet]
"""Sheet name → its filled cells."""
EMPTY = Sheet((), NO_CELLS)
"""A sheet without cells."""


def address(row: int, column: int) -> str:
    """Return the address of a cell: (5, 9) → I5."""
    return f"{LETTERS[column]}{row}"
