"""Indicators of a row below heads such as 到位资金（亿元）: each head names one, with its unit, and the cell is its value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from string import ascii_lowercase

from zcdash.domain.source_document import Passage, Passages, SourceRow
from zcdash.intake.document.parts.cell_text import CellText, cell_text
from zcdash.intake.document.parts.deadlines import deadline_of, period_of
from zcdash.intake.document.parts.unit_rows import UnitRow, unit_row

_HEAD = re.compile(r"(?:其中:)?(?P<name>[^()]{1,30})\((?P<unit>[^()]{1,12})\)")
_NAMED = 2
"""Indicators that a title names."""


def figures_as_target(row: SourceRow, periods: Sequence[str]) -> SourceRow:
    """Return a row of nothing but figures with the heads and values of all of them as the target of its deadline's period."""
    if not row.figures or row.goal or row.focus or row.targets:
        return row
    return replace(row, targets={_period(row, periods): _all_figures(row)})


def _period(row: SourceRow, periods: Sequence[str]) -> str:
    """Return the period that the column 完成时限 names, else the plan's last one."""
    return period_of(deadline_of(cell_text(row.deadline), tuple(periods)), tuple(periods))


def is_of_figures(row: SourceRow) -> bool:
    """Return True for a row whose goal is nothing but its figures."""
    return bool(row.figures) and row.goal == _all_figures(row)


def _all_figures(row: SourceRow) -> Passages:
    return tuple(passage for found in row.figures.values() for passage in found)


def figure_title(row: SourceRow) -> str:
    """Return the title of a row of nothing but figures: its unit with the upper heads of the columns, else with their names."""
    upper = list(dict.fromkeys(head.rpartition(" ")[0] for head in row.figures))
    heads = [cell_text(found) for found in row.figures.values()]
    names = [head.text(*match.span("name")) for head in heads if (match := _HEAD.match(head.plain))]
    said = "、".join(upper) if all(upper) else "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")
    return cell_text(row.leads).plain + said


def figure_rows(code: str, row: SourceRow, periods: tuple[str, ...], known: int) -> list[UnitRow]:
    """Return the indicators of the figures of a row, coded after `known` others; a cell that is no number has none."""
    found: list[UnitRow] = []
    for name, unit, value in filter(None, map(_parts, row.figures.values())):
        if known + len(found) < len(ascii_lowercase):
            letter = ascii_lowercase[known + len(found)]
            one = SourceRow(chapter="", goal=name, unit=unit, targets={_period(row, periods): value})
            counted = unit_row(code, one, periods, letter)
            found += [_of_the_year(counted)] if counted else []
    return found


def _of_the_year(counted: UnitRow) -> UnitRow:
    """Return an indicator with its only value as that of the year, as printed."""
    value = counted.planned[0]["value"]
    counted.indicator |= {"annual": value, "annual_printed": "true"}
    own = counted.indicator["code"]
    counted.origins += [
        replace(o, table="indicators.csv", key=own, column="annual")
        for o in counted.origins
        if o.table == "planned.csv"
    ]
    return counted


def _parts(passages: Passages) -> tuple[Passages, Passages, Passages] | None:
    """Return name, unit and value; None where a cell is blank or the head lies in an earlier table."""
    head = cell_text(passages[:1])
    match = _HEAD.fullmatch(head.plain)
    if not match or len(passages) < 2:
        return None
    return _cut(passages[0], head, *match.span("name")), _cut(passages[0], head, *match.span("unit")), passages[1:]


def _cut(passage: Passage, cell: CellText, start: int, end: int) -> Passages:
    """Return a stretch of the plain text of one passage as passages."""
    return tuple(
        Passage(place=place, start=first, end=last, text=passage.text[first - passage.start : last - passage.start])
        for place, first, last in cell.stretches(start, end)
    )
