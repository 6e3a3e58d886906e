"""Tell the clerk of text that stands outside a sheet's table, where nothing reads it. Signature lines are expected there."""

from __future__ import annotations

import re
from collections.abc import Collection

from zcdash.intake.findings import FindingList
from zcdash.intake.match_columns import Table
from zcdash.intake.xlsx_sheet import address

_MOST = 5
"""Rows told one by one; the others are counted."""
_QUOTED = 20
_LONGEST_SIGNATURE, _LONGEST_NAME = 60, 12
_SIGNATURE = re.compile(
    r"[（(]?(?:填报|填表|制表|审核|复核|审签|审批|签发|报送|经办|联系|负责|主要|单位|部门|科室|分管)*"
    r"(?:人|人员|单位|负责人|领导|电话|手机|日期|时间|签字|签名|签章|盖章|公章|印章)(?:[（(][^（）()]{1,8}[）)])?[）)]?"
    r"(?:[:：\s].*)?",
    re.DOTALL,
)
_DAY = re.compile(
    r"(?:[0-9〇一二三四五六七八九]{4}|\s*+)年\s*+[0-9一二三四五六七八九十]{0,2}\s*+月\s*+[0-9一二三四五六七八九十]{0,3}\s*+[日号]?"
    r"|[0-9]{4}([-./])[0-9]{1,2}\1[0-9]{1,2}"
)


def report_text_outside(table: Table, rows: Collection[int], findings: FindingList) -> None:
    """Add a warning for each row with text beside or below the table; `rows` are the numbers of the table's own.

    Columns of the clerk's own, with a head, may hold anything.
    """
    columns = set(table.columns.values())
    outside: dict[int, dict[int, str]] = {}
    for row, column in table.sheet:
        if row <= table.head_row or column in table.other_columns or (row in rows and column in columns):
            continue
        if text := table.sheet.text(row, column):
            outside.setdefault(row, {})[column] = text
    told = [(row, texts) for row, cells in outside.items() if (texts := _without_signatures(cells))]
    for row, texts in told[:_MOST]:
        column, text = next(iter(texts.items()))
        quoted = text[:_QUOTED] + "…" * (len(text) > _QUOTED)
        more = f"等 {len(texts)} 格" if len(texts) > 1 else ""
        findings.warning(
            "TEXT_OUTSIDE",
            table.name,
            address(row, column),
            f"填在表外的“{quoted}”{more}没有收进来。",
            "要报的内容请写进表内“说明”或“进展情况”等栏；不用报的，无需处理。",
        )
    if len(told) > _MOST:
        row, texts = told[_MOST]
        findings.warning(
            "TEXT_OUTSIDE",
            table.name,
            address(row, next(iter(texts))),
            f"填在表外的还有 {len(told) - _MOST} 行没有收进来。",
            "要报的内容请写进表内“说明”或“进展情况”等栏；不用报的，无需处理。",
        )


def _without_signatures(cells: dict[int, str]) -> dict[int, str]:
    """Return the cells of a row without lines of signature and seal, and without the names and days beside them."""
    rest = {column: text for column, text in cells.items() if not is_signature(text)}
    if len(rest) < len(cells):
        rest = {column: text for column, text in rest.items() if len(text) > _LONGEST_NAME}
    return rest


def is_signature(text: str) -> bool:
    """Tell a line of signature, seal or day from other text."""
    return len(text) <= _LONGEST_SIGNATURE and bool(_SIGNATURE.fullmatch(text) or _DAY.fullmatch(text))
