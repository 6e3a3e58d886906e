"""Kinds of values in a column: running numbers, units, leaders, dates, texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from zcdash.domain.terms import NUMERALS
from zcdash.intake.document.plain_text import is_ditto

_FIGURE = re.compile(r"[*★☆▲△●]?\(?(\d{1,4}|\d{1,3}(?:[-.．]\d{1,3}){1,2})[).、.]?[*★☆▲△●]?")
_NUMERAL = re.compile(r"\(?([一二三四五六七八九]?十?[一二三四五六七八九]?)(?:[)、.]|是[:,]?)?")
_ORDINAL = re.compile(r"第\(?([\d一二三四五六七八九十]{1,4})\)?[项条号]?")
_LEVELS = re.compile(r"[-.．]")
_ENUMERATOR = re.compile(r"[①-⒛㈠-㈩]")
_PARTS = re.compile(r"[\n、,;，；/]")
_BRACKETS = re.compile(r"\([^()]{0,60}\)|（[^（）]{0,60}）")
_UNIT = re.compile(r".{0,20}(?:局|办|镇|委|会|街道|中心|公司|区|处|院|所|部|政府|社|大队|集团|学校|部门|单位|银行|站)")
_LEADER = re.compile(r"[一-龥]{2,4}")
_TIME = re.compile(r"年内|全年|年底|年末|\d{1,2}月|季度|长期|持续|半年|\d{4}\.\d")
_COUNTED = re.compile(
    r"\(?[万亿]?(?:%|‰|个?百分点|[万千亿]?[美日]?元|[万千]?(?:平方|立方)?(?:米|公里|千米)|公顷|[万千]?[亩吨人户家个处座所项件条辆名位台套株棵只头次场期间栋村]|"
    r"万?人次|户次|[微毫]克/立方米|千瓦时?|兆瓦|天|小时|标准煤|吨标准煤|位次|床|学时|kW|MW|[元吨人]/[^/\d]{1,6})\)?"
)
_NUMBER = re.compile(r"[-+≥≤<>]?\d{1,12}(?:,\d{3}){0,3}(?:\.\d{1,6})?%?")
_BLANK = " \t\r\n\u3000-—–/"
"""Characters of a cell that says there is nothing."""
_COMMON = 0.6


def number_of(text: str) -> int:
    """Return the number that a plain text is (12, 12., 十二, 第十二项, 一是, ①, 12-1 and 12.1 → 12), 0 if it is none."""
    levels = levels_of(text)
    return levels[0] if levels else 0


def levels_of(text: str) -> tuple[int, ...]:
    """Return the numbers that the plain text of a number has, from the highest level: 3.2 → 3, 2; none for other texts."""
    if ordinal := _ORDINAL.fullmatch(text):
        text = ordinal[1]
    if found := _FIGURE.fullmatch(text):
        return tuple(map(int, _LEVELS.split(found[1])))
    number = int(unicodedata.numeric(text)) if _ENUMERATOR.fullmatch(text) else _numeral(text)
    return (number,) if number else ()


def _numeral(text: str) -> int:
    found = _NUMERAL.fullmatch(text)
    if not found or not found[1]:
        return 0
    tens, ten, ones = found[1].rpartition("十") if "十" in found[1] else ("", "", found[1])
    if not ten and len(ones) > 1:
        return 0
    return (NUMERALS.find(tens) if tens else 1 if ten else 0) * (10 if ten else 1) + (
        NUMERALS.find(ones) if ones else 0
    )


def kind_of_values(texts: Iterable[str]) -> str:
    """Return what the texts of a column look like: seq, unit, number, leads, leaders, deadline, text; empty where it has none."""
    filled = [text.strip() for text in texts if text.strip(_BLANK) and not is_ditto(text)]
    if not filled:
        return ""
    if _share(number_of("".join(text.split())) > 0 for text in filled) >= _COMMON:
        return "seq"
    plains = [unicodedata.normalize("NFKC", "".join(text.split())) for text in filled]
    if _share(bool(_COUNTED.fullmatch(text)) for text in plains) >= _COMMON:
        return "unit"
    if _share(bool(_NUMBER.fullmatch(text)) for text in plains) >= _COMMON:
        return "number"
    if _share(len(text) <= 20 and bool(_TIME.search(text)) for text in filled) >= _COMMON:
        return "deadline"
    parts = [part for text in filled for part in _names(text)]
    if not parts or sum(map(len, filled)) / len(filled) > 120:
        return "text"
    units = _share(bool(_UNIT.fullmatch(part)) for part in parts)
    leaders = _share(bool(_LEADER.fullmatch(part)) and not _UNIT.fullmatch(part) for part in parts)
    return "leads" if units >= _COMMON else "leaders" if leaders >= _COMMON else "text"


def _names(text: str) -> list[str]:
    """Return the names in a cell: parts by line and enumeration comma, blanks removed."""
    return [name for part in _PARTS.split(_BRACKETS.sub("", text)) if (name := "".join(part.split()))]


def _share(truths: Iterable[bool]) -> float:
    listed = list(truths)
    return sum(listed) / len(listed)
