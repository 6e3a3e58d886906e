"""Write the workbook that a unit fills in.

Only the unit's own columns are open. Lists and checks help while typing and can be overridden: `约1250人` is better typed
than lost.
"""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain.model import STATE_NAME, Direction
from zcdash.intake.form import (
    COMMITMENTS,
    FIRST_ROW,
    HEAD_ROW,
    HEADS,
    IDENTITY,
    INDICATORS,
    ITEMS,
    LOCKED,
    Form,
    LockedRows,
)
from zcdash.intake.template_guide import write_guide
from zcdash.intake.template_styles import (
    HEAD,
    HINT,
    LOCKED_NUMBER,
    LOCKED_TEXT,
    MISSES_PLAN,
    OPEN_DAY,
    OPEN_NUMBER,
    OPEN_TEXT,
    TITLE,
    CellStyle,
    StyleSheet,
    set_up_page,
)
from zcdash.text import FORMULA

_WIDTHS = {
    INDICATORS: (9, 22, 30, 9, 9, 11, 11, 11, 13, 26),
    COMMITMENTS: (11, 22, 44, 12, 12, 13, 34),
    ITEMS: (9, 20, 44, 30, 26, 26),
}
_LINE_HEIGHT, _ROW_PADDING, _MAX_HEIGHT = 15, 6, 400
_LOCKED_NUMBERS = {(INDICATORS, 6), (INDICATORS, 7), (INDICATORS, 8)}
"""Locked columns that hold numbers, by sheet and column."""
_OPEN_STYLES = {(INDICATORS, 9): OPEN_NUMBER, (COMMITMENTS, 6): OPEN_DAY}
"""Styles of open columns that are no plain text."""
_NO_NUMBER = "—"


def write_template(form: Form) -> bytes:
    """Return the unit's workbook for the period, ready to be printed or filled in."""
    book = Workbook()
    styles = StyleSheet()
    write_guide(book.active, form, styles)
    for name, rows in form.locked.items():
        _write_rows(book.create_sheet(name), form, rows, styles)
    _add_indicator_checks(book[INDICATORS], form)
    _add_commitment_checks(book[COMMITMENTS], form)
    _write_identity(book.create_sheet(IDENTITY), form)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write_identity(sheet: Worksheet, form: Form) -> None:
    sheet.sheet_state = "veryHidden"
    for row in form.identity.rows:
        sheet.append(row)
    sheet.protection.sheet = True


def _write_rows(sheet: Worksheet, form: Form, rows: LockedRows, styles: StyleSheet) -> None:
    """Fill in title, column heads and one row for each thing to report."""
    name = sheet.title
    hint = f"报送截止 {form.deadline:%Y-%m-%d}；只填浅黄色的格子" if rows else "本期没有要填的内容"
    styles.apply(sheet.cell(1, 1, f"{form.period.name}　{name}　{form.unit}"), TITLE)
    styles.apply(sheet.cell(2, 1, hint), HINT)
    for column, (head, width) in enumerate(zip(HEADS[name], _WIDTHS[name], strict=True), 1):
        cell = sheet.cell(HEAD_ROW, column, head)
        styles.apply(cell, HEAD)
        sheet.column_dimensions[cell.column_letter].width = width
    for number, row in enumerate(rows, FIRST_ROW):
        for column in range(1, len(HEADS[name]) + 1):
            cell = sheet.cell(number, column)
            text = row[column - 1] if column <= LOCKED[name] else None
            styles.apply(cell, _fill(cell, name, text))
        sheet.row_dimensions[number].height = _row_height(row, _WIDTHS[name])
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    set_up_page(sheet, f"1:{HEAD_ROW}")


def _fill(cell: Cell, sheet: str, text: str | None) -> CellStyle:
    """Write a locked cell's text, or nothing into an open cell; return the style."""
    column = (sheet, cell.column)
    if text is None:
        return _OPEN_STYLES.get(column, OPEN_TEXT)
    if column in _LOCKED_NUMBERS and text != _NO_NUMBER:
        cell.value = float(text)
    else:
        cell.value = text
        cell.data_type = "s"
        # A leading apostrophe is how Excel marks as text what looks like a formula.
        cell.quotePrefix = text.startswith(FORMULA)
    return LOCKED_NUMBER if column in _LOCKED_NUMBERS else LOCKED_TEXT


def _row_height(row: tuple[str, ...], widths: tuple[int, ...]) -> int:
    """Return the height that the longest text needs; a Chinese character is two units wide."""
    lines = max(-(-2 * len(text) // width) for text, width in zip(row, widths, strict=False))
    return min(max(lines, 1) * _LINE_HEIGHT + _ROW_PADDING, _MAX_HEIGHT)


def _add_indicator_checks(sheet: Worksheet, form: Form) -> None:
    """Check that actuals are numbers, and shade those that miss the plan."""
    if not form.indicators:
        return
    last = FIRST_ROW + len(form.indicators) - 1
    _add_check(sheet, f"I{FIRST_ROW}:I{last}", "decimal", "-1000000000000", "1000000000000", "数字，例如 1250.5")
    for number, row in enumerate(form.indicators, FIRST_ROW):
        if row.explained_before:
            text = f"上期没有填数，当时的说明：{row.explained_before}"
            sheet.cell(number, LOCKED[INDICATORS]).comment = Comment(text, form.report_to, width=300, height=140)
        if row.planned is not None:
            sign = ">" if row.indicator.direction is Direction.AT_MOST else "<"
            formula = f"AND(ISNUMBER($I${number}),$I${number}{sign}$G${number})"
            sheet.conditional_formatting.add(f"I{number}", FormulaRule(formula=[formula], fill=MISSES_PLAN))


def _add_commitment_checks(sheet: Worksheet, form: Form) -> None:
    """Offer the states as a list, and check that days of completion are dates."""
    if not form.commitments:
        return
    last = FIRST_ROW + len(form.commitments) - 1
    states = DataValidation(
        type="list",
        formula1=f'"{",".join(STATE_NAME.values())}"',
        allow_blank=True,
        errorTitle="请从列表中选",
        error=f"请选：{'、'.join(STATE_NAME.values())}。",
    )
    states.add(f"E{FIRST_ROW}:E{last}")
    sheet.add_data_validation(states)
    first_day, last_day = f"DATE({form.year},1,1)", f"DATE({form.year + 1},12,31)"
    _add_check(sheet, f"F{FIRST_ROW}:F{last}", "date", first_day, last_day, f"日期，例如 {form.period.ends}")


def _add_check(sheet: Worksheet, cells: str, kind: str, least: str, most: str, expected: str) -> None:
    """Warn about entries of another kind or out of range."""
    validation = DataValidation(
        type=kind,
        operator="between",
        formula1=least,
        formula2=most,
        allow_blank=True,
        errorStyle="warning",
        errorTitle="请核对",
        error=f"这里应是{expected}。仍要填入吗？",
    )
    validation.add(cells)
    sheet.add_data_validation(validation)
