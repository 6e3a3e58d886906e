"""Unit in the name of a row of bare numbers: 新增市场主体（户） with 300, 600, 900 is one indicator, as with a column 计量单位."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from zcdash.domain.source_document import Passage, Passages, SourceRow
from zcdash.intake.document.parts.cell_text import EMPTY, CellText, cell_text
from zcdash.intake.document.parts.unit_rows import is_whole
from zcdash.intake.document.parts.unit_words import UNIT
from zcdash.intake.document.people.joined_text import sub_passage

_NAME = re.compile(rf"(?P<name>[^();。,\d]{{2,40}})\((?:单位:)?(?P<unit>[万亿]?(?:{UNIT}))\)")
_NUMBER = re.compile(r"\d{1,12}(?:,\d{3}){0,3}(?:\.\d{1,6})?")
_SUM = re.compile(r"收入|资金|投资|产值|总[额值]|税|支出|经费|增加值|债|贷款|存款|利润|[售易交]额|进出口|外资|款$")
_NO_SUM = re.compile(r"率|[增减降]速|[增涨降]幅|比[重例]?$|数量?$|[个户家]$")


def with_named_unit(row: SourceRow, periods: tuple[str, ...]) -> SourceRow:
    """Return a row with the unit that its goal or focus names, that name as its goal, and a bare goal as the year's number.

    The name of a sum (税收收入) has the unit of the sums of its table.
    A row with words in a cell, with a unit of its own, or without such a name is returned as it is.
    """
    cells = [cell_text(passages) for passages in row.targets.values()]
    filled = [text for cell in cells if (text := cell.plain.strip(EMPTY))]
    if row.unit or row.figures or not filled or not all(map(_NUMBER.fullmatch, filled)):
        return row
    goal = cell_text(row.goal)
    of_year = _NUMBER.fullmatch(goal.plain.strip(EMPTY))
    passages = row.focus if of_year else row.goal
    cell = cell_text(passages)
    found = _NAME.fullmatch(cell.plain.strip(EMPTY))
    is_sum = row.sums and _SUM.search(cell.plain) and not _NO_SUM.search(cell.plain)
    if not found and not is_sum:
        return row
    year = periods[-1][:4]
    whole = {year: row.goal} if of_year and year not in row.targets and is_whole(year, periods) else {}
    if not found:
        return replace(row, goal=passages, unit=row.sums, targets=row.targets | whole)
    name, unit = (tuple(_stretches(passages, cell, *found.span(part))) for part in ("name", "unit"))
    return replace(row, goal=name, unit=unit, targets=row.targets | whole)


def _stretches(passages: Passages, cell: CellText, start: int, end: int) -> Iterator[Passage]:
    """Yield a stretch of a cell as passages."""
    for place, first, last in cell.stretches(start, end):
        for passage in passages:
            part = sub_passage(passage, first - passage.start, last - passage.start) if passage.place == place else None
            if part:
                yield part
