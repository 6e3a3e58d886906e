"""The tables of a page as an Excel workbook, one sheet a table."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.rendering.xlsx.workbook import (
    Value,
    put,
    put_head,
    put_line,
    set_up_print,
    set_up_table,
    set_widths,
    to_bytes,
)

_HEAD = 2
_WIDEST = 60


def workbook(tables: Mapping[str, pd.DataFrame], heading: str) -> bytes:
    """Return the tables by sheet name as a file; `heading` stands above each: what it is, and as of which day."""
    book = Workbook()
    book.remove(book.active)
    for name, frame in tables.items():
        _fill(book.create_sheet(name[:31]), frame, heading)
    return to_bytes(book)


def _fill(sheet: Worksheet, frame: pd.DataFrame, heading: str) -> None:
    put_line(sheet.cell(1, 1), heading, title=True)
    put_head(sheet, _HEAD, [str(name) for name in frame.columns])
    for row, values in enumerate(frame.itertuples(index=False), _HEAD + 1):
        for column, value in enumerate(values, 1):
            put(sheet.cell(row, column), _cell(value))
    set_widths(sheet, [_width(str(name), frame.iloc[:, n]) for n, name in enumerate(frame.columns)])
    set_up_table(sheet, _HEAD, len(frame.columns), len(frame) + _HEAD)
    set_up_print(sheet)


def _cell(value: object) -> Value:
    """Return a number as a number, a missing one as an empty cell, anything else as its text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return None if pd.isna(value) else float(value)
    return str(value)


def _width(name: str, values: pd.Series) -> float:
    """Return a width that suits Chinese texts: two characters' width each in the head, a little less below."""
    return min(max([len(name) * 2 + 2, *(len(str(v)) * 1.8 for v in values)]), _WIDEST)
