"""Write the workbook that a unit fills in.

Only the unit's own columns are open: yellow ones must be filled in, blue ones may be. Lists and checks help while typing;
a number can be typed in spite of them: `约1250人` is better typed than lost.
"""

from __future__ import annotations

import re
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain.terms import STATE_NAME
from zcdash.intake.form import (
    COMMITMENTS,
    FIRST_ROW,
    HEAD_ROW,
    HEADS,
    IDENTITY,
    INDICATORS,
    ITEMS,
    LOCKED,
    REST_DONE,
    REST_DONE_CELL,
    Form,
)
from zcdash.intake.template_checks import SHARES, add_checks, add_count
from zcdash.intake.template_guide import write_guide
from zcdash.intake.template_styles import (
    HEAD,
    HINT,
    LOCKED_NUMBER,
    LOCKED_TEXT,
    OPEN_DAY,
    OPEN_NUMBER,
    OPEN_SHARE,
    OPEN_TEXT,
    REST_LABEL,
    TITLE,
    CellStyle,
    StyleSheet,
    set_row_height,
    set_up_page,
)
from zcdash.text import FORMULA

SIGNATURES = "填报人：　　　　　审核人：　　　　　负责人：　　　　"
WIDTHS = {
    INDICATORS: (9, 28, 30, 8, 9, 10, 10, 10, 12, 26, 10, 12, 11, 16),
    COMMITMENTS: (11, 28, 46, 12, 12, 13, 34, 26),
    ITEMS: (9, 20, 44, 34, 26, 26, 34),
}
_LOCKED_NUMBERS = {(INDICATORS, column) for column in (6, 7, 8, 11, 12, 13)}
"""Locked columns that hold numbers, by sheet and column."""
_OPEN_STYLES = {(INDICATORS, 9): OPEN_NUMBER, (COMMITMENTS, 6): OPEN_DAY}
"""Styles of open columns that are no plain text."""
_REQUIRED = {(COMMITMENTS, 5), (ITEMS, 4)}
"""Open columns that must be filled in on every row; an actual must be where a number is planned."""
_UNIT, _PLANNED = 4, 7
"""Columns of the indicators' sheet."""
_NO_NUMBER = "—"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_REST_HINT = "一格代替逐行填写：没有填的节点，时限不晚于这一天的，按期完成；上期报过没有完成的除外"


def write_template(form: Form) -> bytes:
    """Return the unit's workbook for the period, ready to be printed or filled in."""
    return save_workbook(build_workbook(form))


def save_workbook(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def build_workbook(form: Form) -> Workbook:
    """Return the workbook before it is saved: the guide, a sheet for each kind of row the form has, the identity."""
    book = Workbook()
    styles = StyleSheet()
    guide = book.active
    for name, rows in form.locked.items():
        if rows:
            _write_rows(book.create_sheet(name), form, styles)
            add_checks(book[name], form)
            add_count(book[name], form, styles)
    write_guide(guide, form, styles)
    _write_identity(book.create_sheet(IDENTITY), form)
    return book


def _write_identity(sheet: Worksheet, form: Form) -> None:
    sheet.sheet_state = "veryHidden"
    for row in form.identity.rows:
        sheet.append(row)
    sheet.protection.sheet = True


def _write_rows(sheet: Worksheet, form: Form, styles: StyleSheet) -> None:
    """Fill in title, column heads and one row for each thing to report."""
    name = sheet.title
    rows, context = form.locked[name], form.context[name]
    heads = (*form.heads[name], *(form.context_heads[name] if context else ()))
    styles.apply(sheet.cell(1, 1, f"{form.period.name}　{name}　{form.unit}"), TITLE)
    styles.apply(sheet.cell(2, 1, f"截止 {form.deadline}；黄色必填，蓝色选填"), HINT)
    for column, (head, width) in enumerate(zip(heads, WIDTHS[name], strict=False), 1):
        cell = sheet.cell(HEAD_ROW, column, head)
        styles.apply(cell, HEAD)
        sheet.column_dimensions[cell.column_letter].width = width
    blanks = ("",) * (len(HEADS[name]) - LOCKED[name])
    for number, row in enumerate(rows, FIRST_ROW):
        texts = (*row, *blanks, *(context[number - FIRST_ROW] if context else ()))
        for column, text in enumerate(texts, 1):
            _write_cell(sheet.cell(number, column), name, row, text, styles)
        set_row_height(sheet, number, texts, WIDTHS[name])
    if name == COMMITMENTS:
        _write_rest_done(sheet, form, styles)
    elif name == INDICATORS and context:
        _write_running_totals(sheet, form)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{sheet.cell(FIRST_ROW + len(rows) - 1, len(heads)).coordinate}"
    set_up_page(sheet, f"1:{HEAD_ROW}", SIGNATURES)


def _write_cell(cell: Cell, sheet: str, row: tuple[str, ...], text: str, styles: StyleSheet) -> None:
    """Write a cell of a table: an open one stays blank."""
    column = (sheet, cell.column)
    if LOCKED[sheet] < cell.column <= len(HEADS[sheet]):
        style = _OPEN_STYLES.get(column, OPEN_TEXT)
        if style is OPEN_NUMBER and row[_UNIT - 1] in SHARES:
            style = OPEN_SHARE
        planned = column == (INDICATORS, 9) and row[_PLANNED - 1] != _NO_NUMBER
        styles.apply(cell, style.required if planned or column in _REQUIRED else style)
    else:
        styles.apply(cell, _write_locked(cell, text, column in _LOCKED_NUMBERS))


def _write_locked(cell: Cell, text: str, number: bool) -> CellStyle:
    """Write the text of a locked cell, as a number where it is one (a range is none); return its style."""
    if number and _NUMBER.fullmatch(text):
        cell.value = float(text)
    elif text:
        write_text(cell, text)
    return LOCKED_NUMBER if number else LOCKED_TEXT


def write_text(cell: Cell, text: str) -> None:
    """Write a text as text, also where it looks like a formula."""
    cell.value = text
    cell.data_type = "s"
    # A leading apostrophe is how Excel marks as text what looks like a formula.
    cell.quotePrefix = text.startswith(FORMULA)


def _write_rest_done(sheet: Worksheet, form: Form, styles: StyleSheet) -> None:
    """Write the one cell that reports all blank rows, and the states that standing work is issued with."""
    row, column = REST_DONE_CELL
    styles.apply(sheet.cell(row, column - 1, f"{REST_DONE}，到（填日期）："), REST_LABEL)
    styles.apply(sheet.cell(row, column), OPEN_DAY)
    styles.apply(sheet.cell(row, column + 1, _REST_HINT), HINT)
    for number, commitment in enumerate(form.commitments, FIRST_ROW):
        if commitment.prefill:
            sheet.cell(number, LOCKED[COMMITMENTS] + 1).value = STATE_NAME[commitment.prefill]


def _write_running_totals(sheet: Worksheet, form: Form) -> None:
    """Add up the running total as the quarter's figure is typed."""
    for number, row in enumerate(form.indicators, FIRST_ROW):
        if row.running:
            sheet.cell(number, 13).value = f'=IF(ISNUMBER(I{number}),L{number}+I{number},"")'
