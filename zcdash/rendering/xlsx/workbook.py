"""Excel sheets as every workbook of the program has them: fonts, heads, cells, print set-up, and the finished file.

Every text is inert: one that begins like a formula stays a text, also after somebody has edited its cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain.terms import Light
from zcdash.rendering.archive import repack
from zcdash.rendering.palette import MARKS, WHITE, mark_text
from zcdash.text import FORMULA, strip_invisible

Value = str | float | int | date | Light | None
_FACE = "微软雅黑"
_PLAIN, _BOLD = Font(name=_FACE, size=10), Font(name=_FACE, size=10, bold=True)
_WHITE, _TITLE = Font(name=_FACE, size=10, bold=True, color="FFFFFF"), Font(name=_FACE, size=12, bold=True)
_HEAD = PatternFill("solid", fgColor="17364E")
_LINE = Border(*(Side("thin", color="D0D0D0"),) * 4)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_CENTRED = Alignment("center", "top")
_HEAD_CENTRED = Alignment("center", "center", wrap_text=True)
_ONE_LINE = Alignment(vertical="center")
_A4 = 9


def put(cell: Cell, value: Value) -> None:
    """Write a value: a light in its colour with shape and word, a number or day as such, anything else as inert text."""
    cell.font, cell.border, cell.alignment = _PLAIN, _LINE, _WRAPPED
    if isinstance(value, Light):
        mark = MARKS[value]
        cell.value, cell.fill = mark_text(value), PatternFill("solid", fgColor=mark.colour[1:])
        cell.font, cell.alignment = _WHITE if mark.on_it == WHITE else _BOLD, _CENTRED
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, int | float):
        cell.value = value
    elif value:
        cell.value = strip_invisible(value)
        cell.data_type, cell.quotePrefix = "s", cell.value.startswith(FORMULA)


def put_line(cell: Cell, text: str, title: bool = False) -> None:
    """Write a text that runs on over the cells beside it."""
    put(cell, text)
    cell.font, cell.alignment = _TITLE if title else _PLAIN, _ONE_LINE


def put_head(sheet: Worksheet, row: int, names: Sequence[str]) -> None:
    """Write the head of a table."""
    for column, name in enumerate(names, 1):
        cell = sheet.cell(row, column)
        put(cell, name)
        cell.font, cell.fill, cell.alignment = _WHITE, _HEAD, _HEAD_CENTRED


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set the widths of the columns from the first on, in characters."""
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def set_up_table(sheet: Worksheet, head: int, columns: int, last: int, fixed: int = 0) -> None:
    """Freeze the head and the first `fixed` columns, filter every column, and repeat both on each printed page."""
    sheet.freeze_panes = f"{get_column_letter(fixed + 1)}{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(max(columns, 1))}{last}"
    sheet.print_title_rows = f"1:{head}"
    if fixed:
        sheet.print_title_cols = f"A:{get_column_letter(fixed)}"


def set_up_print(sheet: Worksheet, pages_wide: int = 1) -> None:
    """Print on landscape A4, so many pages wide and as long as it takes."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def to_bytes(book: Workbook, day: date | None = None) -> bytes:
    """Return the workbook as a file; with `day` as its date, the same workbook gives the same bytes."""
    out = BytesIO()
    book.properties.creator = "zcdash"
    if day:
        book.properties.created = datetime(day.year, day.month, day.day)
    book.save(out)
    modified = rf"\g<1>{day:%Y-%m-%d}T00:00:00Z".encode() if day else rb"\g<0>"

    def with_date(name: str, content: bytes) -> bytes:
        return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", modified, content) if name == "docProps/core.xml" else content

    return repack(out.getvalue(), with_date)
