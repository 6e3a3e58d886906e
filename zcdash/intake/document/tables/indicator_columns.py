"""Columns of indicators: beside 计量单位 values, their base year and attributes; heads that name an indicator and its unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zcdash.intake.document.tables.head_columns import ColumnField, HeadColumn
from zcdash.intake.document.tables.head_spans import Span
from zcdash.intake.document.tables.head_words import OTHER, TARGET, recognised

_BASE = re.compile(r"基[数期准]|现状|实绩|(?:上年|去年|20\d\d年?底?)(?:实际|完成|数|值)")
_YEAR = re.compile(r"20\d\d")
_BARE_YEAR = re.compile(r"20\d\d年?")
_NUMBERS = {"seq", "number"}
_GUESSED = 0.7
_SURE = 0.9
_COUNTS = re.compile(r"[^()\d]{2,30}\((?:[^()\d]{0,3}元|%|‰|个百分点|[^()\d年月日季]{1,6})\)")
"""Head of one indicator in a table of units of the office: 到位资金(亿元)."""
_LEAST_FIGURES = 2
_UNITS = re.compile(r"单位(?:名称)?|(?:各|所属)?[镇乡街道办事处县区园开发、,()/]{1,14}(?:名称)?")
"""Heads that name units only beside figures, 镇办, 镇（街道）: elsewhere they say where something lies, or nothing."""
_OF_UNITS = frozenset("单镇乡街县区处")
_OF_TEXTS = {"goal", "focus", "unit", "schedule"}


def settle_indicators(columns: list[HeadColumn], found: list[ColumnField]) -> None:
    """Read a table of indicators, one with 计量单位: its bare numbers are targets, the goal is what names the indicator."""
    if not any(field.name == "unit" for field in found):
        return
    for column, field in zip(columns, found, strict=True):
        if field.name in {"goal", "focus"} and column.kind in _NUMBERS and not field.is_decided:
            field.name, field.span = TARGET, Span(text="", is_worded=True)
            field.confidence = max(field.confidence, 0.85)
    focuses = [field for field in found if field.name == "focus" and not field.is_decided]
    if focuses and not any(field.name == "goal" for field in found):
        focuses[-1].name = "goal"


def settle_bases(columns: list[HeadColumn], found: list[ColumnField], year: int | None) -> None:
    """Take the column of the year before in a table of indicators for the baseline: by its words, or a year alone, asked about.

    In other tables there is neither baseline nor attribute.
    """
    if not any(field.name == "unit" for field in found):
        for field in found:
            if field.name == "attribute" and not field.is_decided:
                field.name = OTHER
        return
    years = [_year_in(column) for column in columns]
    promised = [y for y, f in zip(years, found, strict=True) if y and f.name == TARGET]
    last = year or max(promised, default=0)
    best = None
    for n, (column, field) in enumerate(zip(columns, found, strict=True)):
        head = "".join(column.parts)
        if field.is_decided or field.name not in {OTHER, TARGET} or (years[n] and years[n] >= last):
            continue
        is_worded = bool(_BASE.search(head))
        later = min((y for y in promised if y > years[n]), default=0)
        is_alone = bool(_BARE_YEAR.fullmatch(head)) and (years[n] < (year or 0) or later - years[n] > 1)
        if (is_worded or is_alone) and (best is None or years[n] > years[best[0]]):
            best = n, 0.85 if is_worded else _GUESSED
    if best:
        found[best[0]] = ColumnField("baseline", best[1])


def are_of_figures(texts: Sequence[str]) -> bool:
    """Return True for the texts of a row that is the head of a table of figures: most name an indicator, one is over units."""
    figures = sum(map(counts, texts))
    return figures >= _LEAST_FIGURES and figures * 2 >= len(texts) and any(is_of_units([text]) for text in texts)


def counts(head: str) -> bool:
    """Return True for the plain text of a head that names an indicator and, in brackets, its unit of measure."""
    return bool(_COUNTS.fullmatch(head))


def settle_figures(columns: list[HeadColumn], found: list[ColumnField]) -> None:
    """Take heads such as 到位资金(亿元) over numbers for indicators of the unit in the row: where nothing else is promised.

    A column of the goal, of 计量单位 or of periods has the promises of its table: there such heads say other things.
    """
    figures = [
        n
        for n, (column, field) in enumerate(zip(columns, found, strict=True))
        if column.parts and counts(column.parts[-1]) and column.kind in _NUMBERS and not field.is_decided
    ]
    others = [field for n, field in enumerate(found) if n not in figures]
    if len(figures) < _LEAST_FIGURES or any(field.name in _OF_TEXTS or field.span for field in others):
        return
    if not any(field.name == "leads" and field.confidence >= _SURE for field in others):
        units = [n for n, c in enumerate(columns) if n not in figures and c.kind == "leads" and is_of_units(c.parts)]
        for n in units[:1]:
            found[n] = ColumnField("leads", _SURE)
    if any(field.name == "leads" for field in found):
        for n in figures:
            found[n] = ColumnField("figure", _SURE)


def is_of_units(parts: Sequence[str]) -> bool:
    """Return True for a head over the units of a table of figures: 责任单位, 镇办, 单位."""
    head = parts[-1] if parts else ""
    is_named = len(head) > 1 and _UNITS.fullmatch(head) and _OF_UNITS & set(head)
    return bool(is_named) or recognised(head) == "leads"


def _year_in(column: HeadColumn) -> int:
    """Return the year that a head names, 0 for none."""
    named = _YEAR.search("".join(column.parts))
    return int(named[0]) if named else 0
