"""计划编制: sentences about a plan with the names of its periods in place of their codes."""

from __future__ import annotations

import re

from zcdash.domain import plan_sheets
from zcdash.domain.period import Period
from zcdash.text import escape_markdown

_CODE = re.compile(r"(?<![0-9A-Za-z-])[ ]?20\d\d(?:Q[1-4]|H[12]|M(?:0[1-9]|1[0-2]))(?![0-9A-Za-z])")
_FILE = re.compile(r"\b([a-z_]+)\.(?:csv|toml)")
_IN_FILE = re.compile(r"在 ([a-z]+)\.(?:csv|toml)(?: 里)? ?(补上|说明)?")
_OF_COLUMN = re.compile(r"\b[a-z_]+ 列的 ?")
_COLUMN = re.compile(r"(?: ?\b([a-z_]+) 列 ?|\b([a-z_]+)\b)")
_NAME = {
    **{file.removesuffix(".csv"): sheet for sheet, (file, _) in plan_sheets.SHEETS.items()},
    "responsible": plan_sheets.ITEMS,
    "targets": "阶段目标",
    "plan": "基本情况",
}
"""File of a plan folder → what it holds, as the pages and the workbook call it."""
_HEAD = {
    **{c.column: c.head for _, columns in reversed(plan_sheets.SHEETS.values()) for c in columns},
    "name": "名称",
    "order": "次序",
    "number": "序次",
    "parent": "上级阶段",
    "signing": "审签程序",
    "group": "单位组",
    "office": "督查室",
    "false": "否",
}
"""Column of a file, or word of one → its name on the pages and in the workbook."""


def markdown(text: str) -> str:
    """Return a text as Markdown in words of the page: 2017年一季度 for 2017Q1, 不在单位里 for 不在 units.csv 里.

    Files and columns of a plan folder have the names of the sheets and heads of the workbook.
    """
    told = _IN_FILE.sub(lambda found: f"在{_NAME.get(found[1], '计划')}里{found[2] or ''}", text)
    told = _FILE.sub(lambda found: _NAME.get(found[1], found[0]), _OF_COLUMN.sub("", told))
    named = _CODE.sub(lambda code: f" {Period.parse(code[0].strip()).name}", _COLUMN.sub(_head, told))
    return escape_markdown(named.strip())


def _head(found: re.Match[str]) -> str:
    """Return the name of a column or word; what is none stays as it is."""
    column, word = found[1], found[2]
    return f"“{_HEAD.get(column, column)}”一栏" if column else _HEAD.get(word, word)
