"""计划编制: sentences about a plan with the names of its periods in place of their codes."""

from __future__ import annotations

import re

from zcdash.domain.period import Period
from zcdash.text import escape_markdown

_CODE = re.compile(r"(?<![0-9A-Za-z-])[ ]?20\d\d(?:Q[1-4]|H[12]|M(?:0[1-9]|1[0-2]))(?![0-9A-Za-z])")
_FILE = re.compile(r"\b[a-z_]+\.csv ?")


def markdown(text: str) -> str:
    """Return a text as Markdown, with 2017年一季度 in place of 2017Q1, and without the names of a plan folder's files."""
    named = _CODE.sub(lambda code: f" {Period.parse(code[0].strip()).name}", _FILE.sub("", text))
    return escape_markdown(named.strip())
