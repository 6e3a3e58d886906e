"""Rows of a table without ruling lines: by horizontal rules, a number on each line, the space between them, or their numbers.

A number may stand on the first line of its row or in the middle of it. Without 序号 a row is told by the space above it, or by
a line that fills all columns and does not go on with the one above.

Rows are told apart only where every line of the table can belong to one row alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from zcdash.intake.document.reading.aligned_parts import (
    WIDER,
    Body,
    Parts,
    are_in_middle,
    blocks_of,
    goes_on,
    is_in_middle,
    is_one_row,
    lies_over,
    lines_in,
    parts_of,
    spaced_lines,
)
from zcdash.intake.document.reading.printed_lines import Reach
from zcdash.intake.document.tables.head_words import OTHER

_A_LITTLE = 0.15
"""Space that leaves it open whether a line goes on with the row above."""
_END = "。；;"
_FIRST_POINT = re.compile(r"①|[（(]?1[）)、．.]|一是")
_LEADS_ON = "：:，,、"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedRow:
    """Row of a table: its first line, and for each column the rows and last line of its cell; None where the one above goes on."""

    first: int
    cells: tuple[tuple[int, int] | None, ...] = ()
    is_across: bool = False


def length_of(body: Body) -> int:
    """Return the number of lines before a signature or the like: single texts below the last number, parted by space.

    Without 序号 they are below the last line of several texts.
    """
    parts = parts_of(body)
    numbered = parts.is_numbered if parts.seq is not None else lambda n: sum(map(bool, parts.cells[n])) > 1
    last = max(filter(numbered, range(len(body.lines))), default=len(body.lines))
    behind = next((n for n in spaced_lines(parts, range(len(body.lines))) if n > last), len(body.lines))
    is_single = all(sum(part is not None for part in cells) == 1 for cells in parts.cells[behind:])
    return behind if is_single else len(body.lines)


def rows_of(body: Body) -> list[AlignedRow] | None:
    """Return the rows of a table, None where they are in doubt."""
    parts = parts_of(body)
    cells = parts.cells
    inner = [n for n in range(len(cells)) if n not in body.across]
    if any(parts.is_ruled(n) and not parts.begins_section(n) and not parts.begins_page(n) for n in inner):
        starts = [n for n in inner if parts.begins_section(n) or parts.is_ruled(n)]
        return _rows(parts, starts) if _most_numbers(parts, inner, starts) <= 1 else None
    if all(parts.is_numbered(n) if parts.seq is not None else all(cells[n]) for n in inner):
        return _rows(parts, inner)
    if parts.seq is None:
        starts = _unnumbered_starts(parts, inner)
        return _rows(parts, starts) if starts else None
    spaced = spaced_lines(parts, inner)
    if all(is_one_row(parts, block) for block in blocks_of(inner, spaced)):
        return _rows(parts, spaced)
    starts = [n for n in inner if parts.is_numbered(n)]
    is_close = set(spaced) <= {*starts, *(n for n in inner if parts.begins_section(n))}
    if not is_close or not all(is_one_row(parts, block) for block in blocks_of(inner, starts)):
        starts = _centred_starts(parts, inner)
    return _rows(parts, starts) if starts else None


def _centred_starts(parts: Parts, inner: Sequence[int]) -> list[int]:
    """Return the first lines of rows that have their number in the middle of each cell; none where one does not."""
    starts: list[int] = []
    rest = list(inner)
    while rest:
        block = _around_number(parts, rest)
        if not block or not is_one_row(parts, block):
            return []
        starts.append(block[0])
        rest = rest[len(block) :]
    return starts


def _around_number(parts: Parts, rest: Sequence[int]) -> list[int]:
    """Return the first lines that reach as far below the first number as above it; none where a cell does not."""
    lines = parts.body.lines
    number = next(filter(parts.is_numbered, rest), rest[0])
    bottom = lines[number].top + lines[number].bottom - lines[rest[0]].top + WIDER * lines[number].size
    block = [rest[0]]
    for n in rest[1:]:
        if parts.begins_section(n) or parts.begins_page(n) or lines[n].bottom >= bottom:
            break
        block.append(n)
    columns = [lines_in(parts, column, block) for column in range(len(parts.fields))]
    return block if all(is_in_middle(lines, column, number) for column in columns if column) else []


def _unnumbered_starts(parts: Parts, inner: Sequence[int]) -> list[int]:
    """Return the first lines of the rows of a table without 序号, none where they are in doubt."""
    spaced = spaced_lines(parts, inner)
    is_spaced = not all(map(parts.begins_section, spaced))
    begun = [n for n in inner if (parts.begins_page(n) or not is_spaced) and _begins_row(parts, n)]
    starts = sorted({*spaced, *begun})
    blocks = blocks_of(inner, starts)
    return starts if all(_is_whole_row(parts, block, is_spaced=is_spaced) for block in blocks) else []


def _begins_row(parts: Parts, line: int) -> bool:
    """Return whether a line fills all columns, and in one of them cannot go on with the line above."""
    columns = range(len(parts.fields))
    return _is_filled(parts, [line]) and (line == 0 or not all(goes_on(parts, c, line - 1, line) for c in columns))


def _is_filled(parts: Parts, block: Sequence[int]) -> bool:
    """Return whether lines have text in every column but those that may be blank, such as 备注."""
    needed = (column for column, field in enumerate(parts.fields) if field != OTHER)
    return all(lines_in(parts, column, block) for column in needed)


def _is_whole_row(parts: Parts, block: Sequence[int], *, is_spaced: bool) -> bool:
    """Return whether lines without a number are one row: all its cells begin on the first of them, or stand in their middle."""
    if not _is_filled(parts, block) or (not is_spaced and any(_is_filled(parts, [n]) for n in block[1:])):
        return False
    for column in range(len(parts.fields)):
        lines = lines_in(parts, column, block)
        is_placed = not lines or lines[0] == block[0] or are_in_middle(parts.body.lines, block, lines)
        pairs = list(pairwise(lines))
        if not is_placed or not all(goes_on(parts, column, *pair) for pair in pairs):
            return False
        if not is_spaced and any(
            line != above + 1 or _may_be_next(parts, column, above, line) for above, line in pairs
        ):
            return False
    return is_spaced or not set(spaced_lines(parts, block, _A_LITTLE)) - {block[0]}


def _may_be_next(parts: Parts, column: int, before: int, line: int) -> bool:
    """Return whether a line may be of the next row all the same: a sentence ends above it, or it begins with a first point."""
    above, part = parts.cells[before][column], parts.cells[line][column]
    if above is None or part is None or above.text[-1] in _END:
        return True
    return _FIRST_POINT.match(part.text) is not None and above.text[-1] not in _LEADS_ON


def _most_numbers(parts: Parts, inner: Sequence[int], starts: Sequence[int]) -> int:
    return max(sum(map(parts.is_numbered, block)) for block in blocks_of(inner, starts))


def _rows(parts: Parts, starts: Sequence[int]) -> list[AlignedRow]:
    """Return the rows that begin on these lines, with those across. A rule that ends before a column does not part its cells."""
    body = parts.body
    firsts = sorted({*starts, *body.across})
    lasts = [*(n - 1 for n in firsts[1:]), len(body.lines) - 1]
    rows: list[AlignedRow] = []
    for number, first in enumerate(firsts):
        if first in body.across:
            rows.append(AlignedRow(first=first, is_across=True))
            continue
        cells: list[tuple[int, int] | None] = []
        for reach in body.columns:
            if not _is_parted(parts, first, reach):
                cells.append(None)
                continue
            span = 1
            while number + span < len(firsts) and not _is_parted(parts, firsts[number + span], reach):
                span += 1
            cells.append((span, lasts[number + span - 1]))
        rows.append(AlignedRow(first=first, cells=tuple(cells)))
    return rows


def _is_parted(parts: Parts, line: int, reach: Reach) -> bool:
    """Return whether a row begins on this line in a column, too."""
    is_whole = line in parts.body.across or parts.begins_section(line) or not parts.is_ruled(line)
    return is_whole or lies_over(parts.body.lines[line], reach)
