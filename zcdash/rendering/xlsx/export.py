"""What a page shows, as an Excel workbook: one sheet a table, heads frozen, filters on, every text inert."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from zcdash.text import FORMULA, strip_invisible

_HEAD = PatternFill("solid", fgColor="17364E")
_FACE = "微软雅黑"


def workbook(tables: Mapping[str, pd.DataFrame], heading: str) -> bytes:
    """The tables by sheet name; `heading` stands over each and says what and as of when."""
    book = Workbook()
    book.remove(book.active)
    for name, frame in tables.items():
        sheet = book.create_sheet(name[:31])
        _put(sheet["A1"], heading)
        sheet["A1"].alignment = Alignment()
        sheet["A1"].font = Font(name=_FACE, size=12, bold=True)
        for column, head in enumerate(frame.columns, 1):
            cell = sheet.cell(2, column)
            _put(cell, str(head))
            cell.font, cell.fill = Font(name=_FACE, size=10, bold=True, color="FFFFFF"), _HEAD
            widest = max([len(str(head)) * 2 + 2, *(len(str(v)) * 1.8 for v in frame.iloc[:, column - 1])])
            sheet.column_dimensions[get_column_letter(column)].width = min(widest, 60)
            for row, value in enumerate(frame.iloc[:, column - 1], 3):
                _put(sheet.cell(row, column), value)
        sheet.freeze_panes = "A3"
        sheet.auto_filter.ref = f"A2:{get_column_letter(max(len(frame.columns), 1))}{len(frame) + 2}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = "1:2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put(cell: object, value: object) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    cell.value = (None if pd.isna(value) else float(value)) if number else strip_invisible(value)
    if not number:
        # A text that begins like a formula must stay a text, also after somebody has been in the cell.
        cell.data_type, cell.quotePrefix = "s", cell.value.startswith(FORMULA)
    cell.font, cell.alignment = Font(name=_FACE, size=10), Alignment(wrap_text=True, vertical="top")
