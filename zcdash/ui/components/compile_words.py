"""计划编制: sentences about a plan with the names of its periods in place of their codes."""

from __future__ import annotations

import re

from zcdash.domain.period import Period
from zcdash.text import escape_markdown

_CODE = re.compile(r"(?<![0-9A-Za-z-])[ ]?20\d\d(?:Q[1-4]|H[12]|M(?:0[1-9]|1[0-2]))(?![0-9A-Za-z])")
_FILE = re.compile(r"\b[a-z_]+\.csv ?")
_IN_FILE = re.compile(r"在 ([a-z]+)\.(?:csv|toml)(?: 里)?")
_COLUMN = re.compile(r"\b[a-z_]+ 列的 ?")
_NAME = {
    "units": "单位",
    "leaders": "领导",
    "items": "事项",
    "indicators": "指标",
    "targets": "阶段目标",
    "doubts": "疑义",
    "plan": "基本情况",
}
"""File of a plan folder → what it holds, as the pages and the workbook call it."""


def markdown(text: str) -> str:
    """Return a text as Markdown in words of the page: 2017年一季度 for 2017Q1, 不在单位里 for 不在 units.csv 里.

    The names of a plan folder's files and columns are left out elsewhere.
    """
    told = _COLUMN.sub("", _IN_FILE.sub(lambda found: f"在{_NAME.get(found[1], '计划')}里", text))
    named = _CODE.sub(lambda code: f" {Period.parse(code[0].strip()).name}", _FILE.sub("", told))
    return escape_markdown(named.strip())
