"""The workbook that a unit fills in, and the marked copy that comes back where something is wrong.

Only the clerk's columns are open; lists and number checks help while typing but never stand in the way: a warning can be
passed over, since `约1250人` is better typed than lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain.model import STATE_NAME, Direction, Finding, Severity
from zcdash.intake.form import COMMITMENTS, FIRST_ROW, GUIDE, HEAD_ROW, HEADS, IDENTITY, INDICATORS, ITEMS, LOCKED, Form
from zcdash.text import FORMULA, strip_invisible

FACE = "微软雅黑"
_LINE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="17364E")
_SHADED, _OPEN = PatternFill("solid", fgColor="F0EEE8"), PatternFill("solid", fgColor="FFFDF0")
_WRONG, _DOUBTFUL = PatternFill("solid", fgColor="F4B6A8"), PatternFill("solid", fgColor="FCE4A8")
_SHORT = PatternFill("solid", bgColor="FCE4A8")
_WIDTH = {
    INDICATORS: (9, 22, 30, 9, 9, 11, 11, 11, 13, 26),
    COMMITMENTS: (11, 22, 44, 12, 12, 13, 34),
    ITEMS: (9, 20, 44, 30, 26, 26),
}
_NUMERIC = (6, 7, 8)
# Excel would run a text that begins like a formula; an apostrophe in front is its own way to say “this is text”.
_HOW = (
    ("怎么填", "只填浅黄色的格子，灰色的格子已锁定；不要增删行、列和工作表；文件名可以改。"),
    ("指标·本期实际", "只填数字，按“单位”栏的单位；百分数 8.5% 填 8.5。没有计划数（“—”）的，有数就填，没有可以不填。"),
    ("指标·口径", "“累计”填年初以来累计数，“当季”只填本季数，“时点”填期末数，“同比增速”填增减百分点。"),
    ("指标·说明", "数字与计划相差较大、口径有变化时，请说明原因。"),
    ("事项·进展情况", "写本期做了什么、到了哪一步，写事实和数字，不写套话，不照抄上期。"),
    ("事项·存在问题、下步措施", "没有达到计划的事项必须填：原因是什么，怎么办，何时补上。"),
    ("保密提醒", "不得填写涉密和敏感内容。"),
)


def write_template(form: Form) -> bytes:
    """The unit's workbook for the period, ready to be printed or filled in."""
    book = Workbook()
    _guide(book.active, form)
    for sheet, rows in form.locked.items():
        _sheet(book.create_sheet(sheet), form, rows)
    _help(book, form)
    hidden = book.create_sheet(IDENTITY)
    hidden.sheet_state = "veryHidden"
    for row in form.identity.items():
        hidden.append(row)
    hidden.protection.sheet = True
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _guide(sheet: Worksheet, form: Form) -> None:
    sheet.title = GUIDE
    states, last_day = "、".join(STATE_NAME.values()), form.deadline
    lines = (
        ("填报单位", form.unit),
        ("报送期", form.period.name),
        ("报送截止", f"{last_day.year}年{last_day.month}月{last_day.day}日"),
        ("报送程序", f"填好后上传，经{'、'.join(form.signers)}审签，报{form.report_to}"),
        ("联系方式", form.contact),
        *_HOW,
        (
            "节点·完成情况",
            f"从列表中选：{states}。选“已完成”的请填完成日期，如 {form.period.ends}；“持续”的工作可不填日期。",
        ),
    )
    sheet.append([f"{form.heading}　季度报送表"])
    sheet["A1"].font = Font(name=FACE, size=15, bold=True)
    for line in lines:
        sheet.append(line)
    for row in sheet.iter_rows(min_row=2, max_col=2):
        row[0].font, row[1].font = Font(name=FACE, size=11, bold=True), Font(name=FACE, size=11)
        for cell in row:
            cell.alignment, cell.data_type = Alignment(wrap_text=True, vertical="top"), "s"
        sheet.row_dimensions[row[0].row].height = 18 * (1 + len(str(row[1].value)) // 48)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 96
    _finish(sheet, "$1:$1")


def _sheet(sheet: Worksheet, form: Form, rows: list[tuple[str, ...]]) -> None:
    """Title, head, one row for each thing asked; the clerk's cells open."""
    heads, locked, widths = HEADS[sheet.title], LOCKED[sheet.title], _WIDTH[sheet.title]
    sheet["A1"] = f"{form.period.name}　{sheet.title}　{form.unit}"
    sheet["A1"].font = Font(name=FACE, size=13, bold=True)
    sheet["A2"] = f"报送截止 {form.deadline:%Y-%m-%d}；只填浅黄色的格子" if rows else "本期没有要填的内容"
    sheet["A2"].font = Font(name=FACE, size=9, color="666666")
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), 1):
        cell = sheet.cell(HEAD_ROW, column, head)
        cell.font, cell.fill, cell.border = Font(name=FACE, size=10, bold=True, color="FFFFFF"), _HEAD, _BOX
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[cell.column_letter].width = width
    looks: dict[tuple[bool, ...], StyleArray] = {}
    for number, row in enumerate(rows, FIRST_ROW):
        for column, _ in enumerate(heads, 1):
            _fill(sheet, number, column, row[column - 1] if column <= locked else None, looks)
        lines = max(-(-2 * len(text) // widths[n]) for n, text in enumerate(row))
        sheet.row_dimensions[number].height = min(max(lines, 1) * 15 + 6, 400)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    _finish(sheet, f"1:{HEAD_ROW}")


def _fill(sheet: Worksheet, row: int, column: int, text: str | None, looks: dict[tuple[bool, ...], StyleArray]) -> None:
    """One cell, the office's or, without a text, the clerk's; cells of one kind share the look of the first."""
    cell = sheet.cell(row, column)
    ours = text is not None
    number = ours and sheet.title == INDICATORS and column in _NUMERIC and text != "—"
    if ours:
        cell.value = float(text) if number else text
        if not number:
            cell.data_type, cell.quotePrefix = "s", text.startswith(FORMULA)
    right = sheet.title == INDICATORS and column in (*_NUMERIC, 9)
    day = not ours and sheet.title == COMMITMENTS and column == 6
    kind = (ours, right, day, cell.quotePrefix)
    if kind in looks:
        # openpyxl looks each part of a style up anew for every cell; most of a template's time went there.
        cell._style = copy(looks[kind])
        return
    cell.font, cell.border, cell.fill = Font(name=FACE, size=10), _BOX, _SHADED if ours else _OPEN
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right" if right else "left")
    cell.protection = Protection(locked=ours)
    if day:
        cell.number_format = "yyyy-mm-dd"
    looks[kind] = cell._style


def _help(book: Workbook, form: Form) -> None:
    """Lists, checks while typing, and a shade where a figure misses the plan."""
    if form.indicators:
        sheet, last = book[INDICATORS], FIRST_ROW + len(form.indicators) - 1
        _checked(sheet, f"I{FIRST_ROW}:I{last}", "decimal", "-1000000000000", "1000000000000", "数字，例如 1250.5")
        for row, one in enumerate(form.indicators, FIRST_ROW):
            sign = ">" if one.indicator.direction is Direction.AT_MOST else "<"
            if one.planned is not None:
                rule = f"AND(ISNUMBER($I${row}),$I${row}{sign}$G${row})"
                sheet.conditional_formatting.add(f"I{row}", FormulaRule(formula=[rule], fill=_SHORT))
    if form.commitments:
        sheet, last = book[COMMITMENTS], FIRST_ROW + len(form.commitments) - 1
        states = DataValidation(
            type="list",
            formula1=f'"{",".join(STATE_NAME.values())}"',
            allow_blank=True,
            errorTitle="请从列表中选",
            error=f"请选：{'、'.join(STATE_NAME.values())}。",
        )
        states.add(f"E{FIRST_ROW}:E{last}")
        sheet.add_data_validation(states)
        days = (f"DATE({form.year},1,1)", f"DATE({form.year + 1},12,31)")
        _checked(sheet, f"F{FIRST_ROW}:F{last}", "date", *days, f"日期，例如 {form.period.ends}")


def _checked(sheet: Worksheet, cells: str, kind: str, least: str, most: str, right: str) -> None:
    rule = DataValidation(
        type=kind,
        operator="between",
        formula1=least,
        formula2=most,
        allow_blank=True,
        errorStyle="warning",
        errorTitle="请核对",
        error=f"这里应是{right}。仍要填入吗？",
    )
    rule.add(cells)
    sheet.add_data_validation(rule)


def _finish(sheet: Worksheet, repeated: str) -> None:
    """Locked, A4 across, the head on every page, pages numbered."""
    sheet.protection.sheet, sheet.protection.formatColumns, sheet.protection.formatRows = True, False, False
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth = "landscape", 9, 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = repeated
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.oddFooter.right.text = "&A"


def mark_findings(data: bytes, findings: Sequence[Finding]) -> bytes:
    """The clerk's own workbook back: wrong cells red, doubtful ones amber, the sentence as a comment on each."""
    book = load_workbook(BytesIO(data))
    for finding in findings:
        sheet, _, cell = finding.place.partition("!")
        if sheet not in book.sheetnames or not cell:
            continue
        where = book[sheet][cell]
        said = f"{where.comment.text}\n" if where.comment else ""
        where.comment = Comment(
            strip_invisible(f"{said}{finding.sentence}{finding.advice}"), "督查室", width=300, height=140
        )
        if finding.severity is Severity.ERROR or where.fill != _WRONG:
            where.fill = _WRONG if finding.severity is Severity.ERROR else _DOUBTFUL
    first = next((f.place.partition("!")[0] for f in findings if "!" in f.place), None)
    if first in book.sheetnames:
        book.active = book.sheetnames.index(first)
    return _saved(book)
