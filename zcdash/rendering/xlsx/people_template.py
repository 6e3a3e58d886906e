"""Empty list of people as an Excel file: the columns of the upload as text, with the units, roles and leaders to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain.people_list import COLUMNS, MOST_PEOPLE
from zcdash.rendering.xlsx.workbook import put, put_head, put_line, set_up_print, set_widths, to_bytes

NAME = "人员名单模板.xlsx"
_LIST, _GUIDE, _CHOICES = "人员名单", "填写说明", "选项"
_WIDTHS = (26, 12, 18, 16, 12, 16, 30)
_FIRST = 2
_TEXT = "@"
_NOTES = {
    "单位": "填报员、单位主要负责人必填，写计划中的名称；名单里没有的单位，上传后可以一并登记。同一单位的下一行可以不重写。",
    "姓名": "必填。",
    "账号": "可不填：有手机号的用手机号，没有的依次编为 u01、u02……。要自己定的，用 2 到 32 个小写字母、数字、点、横线或下划线。",
    "角色": "必填，从下拉列表选。",
    "分管区长": "只有分管区长本人的账号要填；不填的，按姓名认。",
    "电话": "可不填：11 位手机号，或者带区号的座机，例如 0533-6123456。没有写账号的，用手机号作账号。",
    "邮箱": "可不填，用统一身份认证登录时要填。",
}


def write_template(units: Sequence[str], roles: Mapping[str, str], leaders: Sequence[str]) -> bytes:
    """Return the file; `roles` has the name of each role and what it is for."""
    book = Workbook()
    sheet = book.active
    sheet.title = _LIST
    put_head(sheet, 1, COLUMNS)
    set_widths(sheet, _WIDTHS)
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 24
    for row in range(_FIRST, _FIRST + MOST_PEOPLE):
        for column in range(1, len(COLUMNS) + 1):
            sheet.cell(row, column).number_format = _TEXT
    _write_guide(book.create_sheet(_GUIDE), roles)
    choices = book.create_sheet(_CHOICES)
    choices.sheet_state = "hidden"
    lists = {"单位": (units, False), "角色": ([*roles], True), "分管区长": (leaders, False)}
    for column, (head, (names, strict)) in enumerate(lists.items(), 1):
        _add_list(sheet, choices, column, head, names, strict)
    set_up_print(sheet)
    return to_bytes(book)


def _add_list(sheet: Worksheet, choices: Worksheet, column: int, head: str, names: Sequence[str], strict: bool) -> None:
    """Offer the names in the column of a head; unless `strict`, others can be typed."""
    for row, name in enumerate(names, 1):
        put(choices.cell(row, column), name)
    if not names:
        return
    letter = get_column_letter(column)
    offered = DataValidation(type="list", formula1=f"'{_CHOICES}'!${letter}$1:${letter}${len(names)}", allow_blank=True)
    offered.showErrorMessage, offered.showInputMessage = strict, True
    offered.errorTitle, offered.error = head, "请从下拉列表选。"
    place = get_column_letter(COLUMNS.index(head) + 1)
    offered.add(f"{place}{_FIRST}:{place}{_FIRST + MOST_PEOPLE - 1}")
    sheet.add_data_validation(offered)


def _write_guide(sheet: Worksheet, roles: Mapping[str, str]) -> None:
    put_line(sheet.cell(1, 1), "人员名单怎么填", title=True)
    put_line(sheet.cell(2, 1), f"填在“{_LIST}”表，一人一行，至多 {MOST_PEOPLE} 人；列的先后可以换，空行不算。")
    row = 4
    for heading, entries in (("列", _NOTES), ("角色", roles)):
        put_head(sheet, row, (heading, "说明"))
        for name, note in entries.items():
            row += 1
            put(sheet.cell(row, 1), name)
            put(sheet.cell(row, 2), note)
        row += 2
    set_widths(sheet, (18, 116))
    set_up_print(sheet)
