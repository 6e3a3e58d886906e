"""Rows 合计 and 小计 of a table, compared with the sums of the rows that they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from zcdash.domain.model import format_number
from zcdash.domain.plan_proposal import Question
from zcdash.domain.source_document import SourceCell
from zcdash.intake.document.tables import row_questions
from zcdash.intake.document.tables.columns import TableHead
from zcdash.intake.document.tables.row_kinds import RowUse
from zcdash.intake.document.tables.table_grid import Grid

_FIGURE = re.compile(r"(?P<number>-?\d{1,12}(?:,\d{3}){0,3}(?:\.\d{1,6})?)(?P<unit>[^\d%‰,.;。]{0,6})")
_NOTHING = re.compile(r"[-—/无]{0,3}")
_NO_SUM = re.compile(r"率|均|占|比|增长|增速|增幅|序|名次|排名|%|年限|单价")
"""Words of a head whose column is not added up."""
_OF_WHICH = "其中"
_SAME = 1e-6


def total_questions(grid: Grid, head: TableHead, uses: Mapping[int, str], *, is_only: bool) -> Iterator[Question]:
    """Yield a question for each row of a total with figures that are not the sums of its rows; `uses` by row.

    A total is for all rows, or for those since the last total or chapter; one above its rows is for those below. 总计 may be
    one of several tables, and is compared where the document has only one (`is_only`).
    """
    for row in (row for row, use in sorted(uses.items()) if use == RowUse.TOTAL):
        label = grid.text(grid.own(row)[0])
        near, whole = _parts(row, uses)
        if label[0] in "总共" and not is_only:
            continue
        if any(grid.text(cell).startswith(_OF_WHICH) for part in whole for cell in grid.own(part)):
            continue
        choices = [near] if label.startswith("小") else [whole, near]
        found = [_differences(grid, head, row, parts) for parts in choices]
        if all(found):
            sentence = f"{grid.line(row)}的“{label}”与各行之和不一致：{'；'.join(found[0])}，请对照原件核对。"
            yield row_questions.row_question(f"total:{grid.line(row)}", sentence, grid.line(row))


def _parts(row: int, uses: Mapping[int, str]) -> tuple[list[int], list[int]]:
    """Return the rows of items since the last total or chapter, else up to the next one, and all rows of items."""
    items = [each for each, use in sorted(uses.items()) if use in (RowUse.ITEM, RowUse.MORE)]
    bounds = [each for each, use in uses.items() if use in (RowUse.TOTAL, RowUse.CHAPTER)]
    begins = max((bound for bound in bounds if bound < row), default=0)
    ends = min((bound for bound in bounds if bound > row), default=max(uses) + 1)
    above = [item for item in items if begins < item < row]
    return above or [item for item in items if row < item < ends], items


def _differences(grid: Grid, head: TableHead, row: int, parts: Sequence[int]) -> list[str]:
    """Return what the figures of a total should be, for each that is not the sum of its parts."""
    return [said for cell in grid.own(row)[1:] if (said := _difference(grid, head, cell, parts))]


def _difference(grid: Grid, head: TableHead, total: SourceCell, parts: Sequence[int]) -> str:
    """Return what a figure of a total should be; empty where it agrees, or where its column is none of figures."""
    spans = zip(head.columns, head.spans, strict=True)
    column = next((column for column, (first, last) in spans if first <= total.column <= last), None)
    printed = _FIGURE.fullmatch(grid.text(total))
    if column is None or printed is None or column.field == "seq" or _NO_SUM.search(column.head):
        return ""
    cells = [cell for row in parts for cell in grid.own(row) if cell.column == total.column]
    texts = [text for cell in cells if not _NOTHING.fullmatch(text := grid.text(cell))]
    read = [found for text in texts if (found := _FIGURE.fullmatch(text))]
    if len(read) < 2 or len(read) < len(texts) or len({found["unit"] for found in (*read, printed)} - {""}) > 1:
        return ""
    value, added = _number(printed), sum(map(_number, read))
    if abs(value - added) <= _SAME * max(1.0, abs(value)):
        return ""
    return f"“{column.head}”写的是{grid.text(total)}，各行相加是{format_number(round(added, 6))}{printed['unit']}"


def _number(found: re.Match[str]) -> float:
    return float(found["number"].replace(",", ""))
