"""Write the findings of an uploaded workbook into a fresh one that holds what the clerk typed.

The uploaded package itself is never copied: whatever it carries beside typed cells stays behind, the marks of an earlier
round too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as OpenCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain.model import Finding
from zcdash.domain.terms import Severity
from zcdash.intake.form import Form
from zcdash.intake.submission_workbook import read_submission_workbook
from zcdash.intake.template import WIDTHS, build_workbook, save_workbook, write_text
from zcdash.intake.template_styles import (
    DAY_FORMAT,
    HEAD,
    HINT,
    LINK,
    LOCKED_TEXT,
    TITLE,
    CellStyle,
    StyleSheet,
    set_row_height,
    set_up_page,
)
from zcdash.intake.typed_cells import TypedCells, read_typed_cells
from zcdash.intake.xlsx_sheet import Cell, address
from zcdash.text import strip_invisible

FINDINGS = "问题清单"
_FILLS = {
    Severity.ERROR: PatternFill("solid", fgColor="F08A75"),
    Severity.WARNING: PatternFill("solid", fgColor="FFC94D"),
}
_SEVERITY_NAME = {Severity.ERROR: "错误（红）", Severity.WARNING: "提示（橙）"}
_AUTHOR = "督查室"
_COMMENT_LIMIT, _TEXT_LIMIT = 120, 32_767
_COLUMNS = (("序号", 6), ("性质", 11), ("位置", 16), ("问题", 62), ("怎么改", 62))
_MOST_OUTSIDE = 200
"""Texts outside the tables that are listed."""


def mark_findings(data: bytes, form: Form, findings: Sequence[Finding]) -> bytes:
    """Return the form with everything typed, faulty cells in red and amber, and a list of the findings as first sheet.

    `data` is a workbook that could be read as this form.
    """
    typed = read_typed_cells(read_submission_workbook(data), form)
    book = build_workbook(form)
    for (sheet, row, column), cell in typed.cells.items():
        _write_typed(book[sheet].cell(row, column), cell)
    _fit_rows(book, form)
    by_cell: dict[tuple[str, int, int], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.place in typed.places:
            by_cell[typed.places[finding.place]].append(finding)
    for (sheet, row, column), here in by_cell.items():
        _mark(book[sheet].cell(row, column), here)
    _write_list(book.create_sheet(FINDINGS, 0), form, findings, typed)
    # A second selected tab would group the sheets, and typing into grouped sheets is refused.
    book.active = 0
    for sheet in book:
        sheet.sheet_view.tabSelected = sheet.title == FINDINGS
    return save_workbook(book)


def _write_typed(target: OpenCell, cell: Cell | None) -> None:
    """Write a cell as typed; of a formula the result."""
    value = cell.value if cell else None
    if isinstance(value, str):
        write_text(target, ILLEGAL_CHARACTERS_RE.sub("", value)[:_TEXT_LIMIT])
        return
    target.value = value
    if cell and cell.percent:
        target.number_format = "0.00%"
    elif isinstance(value, date | datetime):
        target.number_format = DAY_FORMAT
    elif isinstance(value, time | timedelta):
        target.number_format = "h:mm:ss"
    elif isinstance(value, int | float) and target.number_format == DAY_FORMAT:
        target.number_format = "General"


def _fit_rows(book: Workbook, form: Form) -> None:
    """Give every row the height that its texts need, the typed ones too."""
    for name, rows in form.locked.items():
        for sheet_row in book[name].iter_rows(min_row=4, max_row=3 + len(rows)) if rows else ():
            texts = ["" if cell.data_type == "f" else cell.value for cell in sheet_row]
            set_row_height(book[name], sheet_row[0].row, texts, WIDTHS[name])


def _mark(cell: OpenCell, findings: Sequence[Finding]) -> None:
    """Colour a cell by the worst of its findings, and say them in a comment."""
    severities = {finding.severity for finding in findings}
    cell.fill = _FILLS[Severity.ERROR if Severity.ERROR in severities else Severity.WARNING]
    text = "\n".join(_text(finding) for finding in findings)
    if len(text) > _COMMENT_LIMIT:
        text = f"{text[:_COMMENT_LIMIT]}…（全文见“{FINDINGS}”）"
    height = 30 + 18 * sum(1 + len(line) // 18 for line in text.split("\n"))
    cell.comment = Comment(text, _AUTHOR, width=260, height=height)


def _text(finding: Finding) -> str:
    return strip_invisible(f"{finding.sentence}{finding.advice}")


def _write_list(sheet: Worksheet, form: Form, findings: Sequence[Finding], typed: TypedCells) -> None:
    """List the findings with links to their cells, errors first, and the texts that have no cell in the form."""
    styles = StyleSheet()
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    title = f"{FINDINGS}　{errors} 处错误，{len(findings) - errors} 处提示"
    styles.apply(sheet.cell(1, 1, title), TITLE)
    hint = (
        f"{form.period.name}　{form.unit}。点“位置”跳到那一格；错误必须改，提示请核对。改好后存盘，把这个文件再上传。"
    )
    styles.apply(sheet.cell(2, 1, hint), HINT)
    widths = [width for _, width in _COLUMNS]
    for column, (head, width) in enumerate(_COLUMNS, 1):
        cell = sheet.cell(3, column, head)
        styles.apply(cell, HEAD)
        sheet.column_dimensions[cell.column_letter].width = width
    ordered = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    for number, finding in enumerate(ordered, 1):
        place = finding.place.replace("!", " ") or "整个工作簿"
        texts = (str(number), _SEVERITY_NAME[finding.severity], place, finding.sentence, finding.advice)
        _write_row(sheet, 3 + number, texts, widths, styles, typed.places.get(finding.place))
        sheet.cell(3 + number, 2).fill = _FILLS[finding.severity]
    _write_outside(sheet, 5 + len(ordered), typed, widths, styles)
    sheet.freeze_panes = "A4"
    set_up_page(sheet, "1:3")


def _write_outside(sheet: Worksheet, row: int, typed: TypedCells, widths: Sequence[int], styles: StyleSheet) -> None:
    if not typed.outside:
        return
    styles.apply(sheet.cell(row, 1, "填在表外的内容，没有收进来；要报的请抄进表内"), TITLE)
    for number, (place, text) in enumerate([*typed.outside.items()][:_MOST_OUTSIDE], 1):
        texts = (str(number), "原文件", place.replace("!", " "), text[:_TEXT_LIMIT], "")
        _write_row(sheet, row + number, texts, widths, styles)
    if len(typed.outside) > _MOST_OUTSIDE:
        more = f"还有 {len(typed.outside) - _MOST_OUTSIDE} 格，请在原文件里查看"
        styles.apply(sheet.cell(row + _MOST_OUTSIDE + 1, 1, more), HINT)


def _write_row(
    sheet: Worksheet,
    row: int,
    texts: Sequence[str],
    widths: Sequence[int],
    styles: StyleSheet,
    target: tuple[str, int, int] | None = None,
) -> None:
    """Write one row of the list, its place linked to the cell."""
    for column, text in enumerate(texts, 1):
        cell = sheet.cell(row, column)
        write_text(cell, strip_invisible(text))
        style: CellStyle = LINK if target and column == 3 else LOCKED_TEXT
        styles.apply(cell, style)
    if target:
        name, to_row, to_column = target
        place = sheet.cell(row, 3)
        write_text(place, f"{name} {address(to_row, to_column)}")
        place.hyperlink = Hyperlink(ref=place.coordinate, location=f"'{name}'!{address(to_row, to_column)}")
        styles.apply(place, LINK)
    set_row_height(sheet, row, texts, widths)
