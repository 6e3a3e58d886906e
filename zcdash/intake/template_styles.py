"""Styles and page setup of the template's sheets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

FACE = "微软雅黑"
_LINE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_PAPER_A4 = 9
REQUIRED, OPTIONAL = "FFF2B3", "E6F0FA"
"""Fills of the cells that must be filled in (yellow) and of those that may be (blue)."""
DAY_FORMAT = "yyyy-mm-dd"
COUNT_FORMAT = '"还差 "0" 格";;"已填齐"'
_LINE_HEIGHT, _ROW_PADDING, _MAX_HEIGHT = 15, 3, 400
_CELL_PADDING = 1.5
"""Width that the margins of a cell take, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStyle:
    """The look of one kind of cell; colours are RRGGBB, empty for none."""

    size: int = 10
    bold: bool = False
    color: str = ""
    fill: str = ""
    boxed: bool = False
    horizontal: str | None = None
    vertical: str | None = None
    wrap: bool = False
    locked: bool = True
    number_format: str = "General"

    @property
    def plain(self) -> CellStyle:
        """The same style in the guide's size."""
        return replace(self, size=GUIDE_TEXT.size, vertical="top")

    @property
    def required(self) -> CellStyle:
        """The same style for a cell that must be filled in."""
        return replace(self, fill=REQUIRED)


TITLE = CellStyle(size=13, bold=True)
GUIDE_TITLE = CellStyle(size=15, bold=True)
HINT = CellStyle(size=9, color="666666")
HEAD = CellStyle(
    bold=True, color="FFFFFF", fill="17364E", boxed=True, horizontal="center", vertical="center", wrap=True
)
GUIDE_LABEL = CellStyle(size=11, bold=True, vertical="top", wrap=True)
GUIDE_TEXT = replace(GUIDE_LABEL, bold=False)
LOCKED_TEXT = CellStyle(fill="F0EEE8", boxed=True, horizontal="left", vertical="top", wrap=True)
LOCKED_NUMBER = replace(LOCKED_TEXT, horizontal="right")
REQUIRED_TEXT = replace(LOCKED_TEXT, fill=REQUIRED, locked=False)
OPEN_TEXT = replace(REQUIRED_TEXT, fill=OPTIONAL)
OPEN_NUMBER = replace(OPEN_TEXT, horizontal="right", number_format="#,##0")
"""With a number format of its own, a spreadsheet does not turn the cell into a percentage or a date."""
OPEN_SHARE = replace(OPEN_NUMBER, number_format="0.0###")
OPEN_DAY = replace(OPEN_TEXT, number_format=DAY_FORMAT)
REST_LABEL = CellStyle(bold=True, horizontal="right")
COUNT = CellStyle(size=11, bold=True, color="C00000", horizontal="left", number_format=COUNT_FORMAT)
LINK = CellStyle(color="0563C1", boxed=True, horizontal="left", vertical="top", wrap=True)
MISSES_PLAN = PatternFill("solid", bgColor="F9CB9C")
NOW_REQUIRED = PatternFill("solid", bgColor=REQUIRED)
"""Fills of conditional formats."""


class StyleSheet:
    """The styles of one workbook."""

    def __init__(self) -> None:
        # openpyxl looks up every part of a style anew for each cell, which takes most of a template's time.
        self._arrays: dict[tuple[CellStyle, bool], StyleArray] = {}

    def apply(self, cell: Cell, style: CellStyle) -> None:
        """Give a cell its style."""
        key = (style, cell.quotePrefix)
        array = self._arrays.get(key)
        if array is not None:
            cell._style = copy(array)
            return
        cell.font = Font(name=FACE, size=style.size, bold=style.bold, color=style.color or None)
        if style.fill:
            cell.fill = PatternFill("solid", fgColor=style.fill)
        if style.boxed:
            cell.border = _BOX
        if style.horizontal or style.vertical:
            cell.alignment = Alignment(
                horizontal=style.horizontal, vertical=style.vertical, wrap_text=style.wrap or None
            )
        if not style.locked:
            cell.protection = Protection(locked=False)
        if style.number_format != "General":
            cell.number_format = style.number_format
        self._arrays[key] = cell._style


class _GrowingRow(RowDimension):  # type: ignore[misc]  # openpyxl has no types
    """A row that is issued with a height and still grows with what is typed into it."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - openpyxl's name
        return False


def set_row_height(
    sheet: Worksheet, row: int, texts: Sequence[object], widths: Sequence[float], size: int = 10
) -> None:
    """Give a row the height that its longest text needs."""
    lines = max((_lines(str(text or ""), width) for text, width in zip(texts, widths, strict=False)), default=1)
    height = min(lines * _LINE_HEIGHT * size / 10 + _ROW_PADDING, _MAX_HEIGHT)
    sheet.row_dimensions[row] = _GrowingRow(sheet, index=row, ht=height)


def _lines(text: str, width: float) -> int:
    """Return the lines a wrapped text takes; an East Asian character is two units wide."""
    room = width - _CELL_PADDING
    return sum(max(math.ceil(_text_width(line) / room), 1) for line in text.split("\n"))


def _text_width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WFA" else 1 for c in text)


def set_up_page(sheet: Worksheet, repeated_rows: str, signatures: str = "") -> None:
    """Lock the sheet, and print it on A4 landscape, one page wide, with repeated heads and page numbers.

    Sorting, filtering and formats stay allowed.
    """
    sheet.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _PAPER_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = repeated_rows
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    # In the footer, so that the line for signatures is on every sheet of paper and in no cell.
    sheet.oddFooter.left.text = signatures or None
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.oddFooter.right.text = "&A"
