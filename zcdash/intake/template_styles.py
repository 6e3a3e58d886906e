"""Styles and page setup of the template's sheets."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

FACE = "微软雅黑"
_LINE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_PAPER_A4 = 9


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
OPEN_TEXT = replace(LOCKED_TEXT, fill="FFFDF0", locked=False)
OPEN_NUMBER = replace(OPEN_TEXT, horizontal="right")
OPEN_DAY = replace(OPEN_TEXT, number_format="yyyy-mm-dd")
MISSES_PLAN = PatternFill("solid", bgColor="FCE4A8")
"""Fill of a conditional format."""


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


def set_up_page(sheet: Worksheet, repeated_rows: str) -> None:
    """Lock the sheet, and print it on A4 landscape, one page wide, with repeated heads and page numbers."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _PAPER_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = repeated_rows
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.oddFooter.right.text = "&A"
