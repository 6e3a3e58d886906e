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

from zcdash.intake.document.plain_text import plain_text
from zcdash.intake.document.reading.printed_lines import Reach, TextLine, is_full
from zcdash.intake.document.tables.cell_values import number_of
from zcdash.intake.document.tables.head_words import OTHER, recognised

_WIDER = 0.5
"""Space above a line beyond the usual one, in the size of its characters, that parts two rows."""
_A_LITTLE = 0.15
"""Such space that leaves it open whether a line goes on with the row above."""
_NAMES = frozenset({"leads", "supports", "leaders"})
"""Fields whose cells list one name a line."""
_END = "。；;"
_POINT = re.compile(r"[①-⑳]|[（(]?[0-9]{1,2}[）)、．.]|[一二三四五六]是")
_FIRST_POINT = re.compile(r"①|[（(]?1[）)、．.]|一是")
_LEADS_ON = "：:，,、"

_TIME = re.compile(r"全年|年[底末内终]|[0-9０-９]月|季度|半年|长期|持续")
"""Time that is whole on one line: two of them are those of two rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Lines below a head, and the reach of each column. `across`: the lines that lie across all columns."""

    head: TextLine
    lines: Sequence[TextLine]
    columns: list[Reach]
    across: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedRow:
    """Row of a table: its first line, and for each column the rows and last line of its cell; None where the one above goes on."""

    first: int
    cells: tuple[tuple[int, int] | None, ...] = ()
    is_across: bool = False


@dataclass(frozen=True, slots=True)
class _Parts:
    """Parts of the lines in the columns, and what the columns are."""

    body: Body
    cells: list[list[TextLine | None]]
    """For each line its part in each column."""
    fields: list[str]

    @property
    def seq(self) -> int | None:
        """Return the column of 序号."""
        return self.fields.index("seq") if "seq" in self.fields else None

    def is_numbered(self, line: int) -> bool:
        """Return whether a line has a number in the column of 序号."""
        part = None if self.seq is None else self.cells[line][self.seq]
        return part is not None and number_of(plain_text(part.text).plain) > 0

    def is_ruled(self, line: int) -> bool:
        """Return whether rules part a line from the one above in most columns."""
        over = sum(_lies_over(self.body.lines[line], reach) for reach in self.body.columns)
        return over * 2 >= len(self.body.columns)

    def begins_page(self, line: int) -> bool:
        """Return whether a line stands on another page than the one above."""
        return line > 0 and self.body.lines[line].top < self.body.lines[line - 1].top

    def begins_section(self, line: int) -> bool:
        """Return whether a line is the first below the head or below a line across."""
        return line == 0 or line - 1 in self.body.across


def length_of(body: Body) -> int:
    """Return the number of lines before a signature or the like: single texts below the last number, parted by space.

    Without 序号 they are below the last line of several texts.
    """
    parts = _parts(body)
    numbered = parts.is_numbered if parts.seq is not None else lambda n: sum(map(bool, parts.cells[n])) > 1
    last = max(filter(numbered, range(len(body.lines))), default=len(body.lines))
    behind = next((n for n in _spaced(parts, range(len(body.lines))) if n > last), len(body.lines))
    is_single = all(sum(part is not None for part in cells) == 1 for cells in parts.cells[behind:])
    return behind if is_single else len(body.lines)


def _parts(body: Body) -> _Parts:
    heads = [body.head.within(reach) for reach in body.columns]
    fields = [recognised(plain_text(head.text).plain) if head else "" for head in heads]
    return _Parts(body, [[line.within(reach) for reach in body.columns] for line in body.lines], fields)


def rows_of(body: Body) -> list[AlignedRow] | None:
    """Return the rows of a table, None where they are in doubt."""
    parts = _parts(body)
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
    spaced = _spaced(parts, inner)
    if all(_is_one_row(parts, block) for block in _blocks(inner, spaced)):
        return _rows(parts, spaced)
    starts = [n for n in inner if parts.is_numbered(n)]
    is_close = set(spaced) <= {*starts, *(n for n in inner if parts.begins_section(n))}
    if not is_close or not all(_is_one_row(parts, block) for block in _blocks(inner, starts)):
        starts = _centred_starts(parts, inner)
    return _rows(parts, starts) if starts else None


def _centred_starts(parts: _Parts, inner: Sequence[int]) -> list[int]:
    """Return the first lines of rows that have their number in the middle of each cell; none where one does not."""
    starts: list[int] = []
    rest = list(inner)
    while rest:
        block = _around_number(parts, rest)
        if not block or not _is_one_row(parts, block):
            return []
        starts.append(block[0])
        rest = rest[len(block) :]
    return starts


def _around_number(parts: _Parts, rest: Sequence[int]) -> list[int]:
    """Return the first lines that reach as far below the first number as above it; none where a cell does not."""
    lines = parts.body.lines
    number = next(filter(parts.is_numbered, rest), rest[0])
    bottom = lines[number].top + lines[number].bottom - lines[rest[0]].top + _WIDER * lines[number].size
    block = [rest[0]]
    for n in rest[1:]:
        if parts.begins_section(n) or parts.begins_page(n) or lines[n].bottom >= bottom:
            break
        block.append(n)
    columns = [_lines_in(parts, column, block) for column in range(len(parts.fields))]
    return block if all(_is_in_middle(lines, column, number) for column in columns if column) else []


def _unnumbered_starts(parts: _Parts, inner: Sequence[int]) -> list[int]:
    """Return the first lines of the rows of a table without 序号, none where they are in doubt."""
    spaced = _spaced(parts, inner)
    is_spaced = not all(map(parts.begins_section, spaced))
    begun = [n for n in inner if (parts.begins_page(n) or not is_spaced) and _begins_row(parts, n)]
    starts = sorted({*spaced, *begun})
    blocks = _blocks(inner, starts)
    return starts if all(_is_whole_row(parts, block, is_spaced=is_spaced) for block in blocks) else []


def _begins_row(parts: _Parts, line: int) -> bool:
    """Return whether a line fills all columns, and in one of them cannot go on with the line above."""
    columns = range(len(parts.fields))
    return _is_filled(parts, [line]) and (line == 0 or not all(_goes_on(parts, c, line - 1, line) for c in columns))


def _is_filled(parts: _Parts, block: Sequence[int]) -> bool:
    """Return whether lines have text in every column but those that may be blank, such as 备注."""
    needed = (column for column, field in enumerate(parts.fields) if field != OTHER)
    return all(_lines_in(parts, column, block) for column in needed)


def _lines_in(parts: _Parts, column: int, block: Sequence[int]) -> list[int]:
    return [n for n in block if parts.cells[n][column]]


def _is_whole_row(parts: _Parts, block: Sequence[int], *, is_spaced: bool) -> bool:
    """Return whether lines without a number are one row: all its cells begin on the first of them, or stand in their middle."""
    if not _is_filled(parts, block) or (not is_spaced and any(_is_filled(parts, [n]) for n in block[1:])):
        return False
    for column in range(len(parts.fields)):
        lines = _lines_in(parts, column, block)
        is_placed = not lines or lines[0] == block[0] or _are_in_middle(parts.body.lines, block, lines)
        pairs = list(pairwise(lines))
        if not is_placed or not all(_goes_on(parts, column, *pair) for pair in pairs):
            return False
        if not is_spaced and any(
            line != above + 1 or _may_be_next(parts, column, above, line) for above, line in pairs
        ):
            return False
    return is_spaced or not set(_spaced(parts, block, _A_LITTLE)) - {block[0]}


def _may_be_next(parts: _Parts, column: int, before: int, line: int) -> bool:
    """Return whether a line may be of the next row all the same: a sentence ends above it, or it begins with a first point."""
    above, part = parts.cells[before][column], parts.cells[line][column]
    if above is None or part is None or above.text[-1] in _END:
        return True
    return _FIRST_POINT.match(part.text) is not None and above.text[-1] not in _LEADS_ON


def _blocks(inner: Sequence[int], starts: Sequence[int]) -> list[list[int]]:
    """Return the lines of each row."""
    blocks: list[list[int]] = []
    begins = set(starts)
    for line in inner:
        if line in begins or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _most_numbers(parts: _Parts, inner: Sequence[int], starts: Sequence[int]) -> int:
    return max(sum(map(parts.is_numbered, block)) for block in _blocks(inner, starts))


def _spaced(parts: _Parts, inner: Sequence[int], least: float = _WIDER) -> list[int]:
    """Return the lines with more space above them than most have: at least so much, in the size of their characters."""
    lines = parts.body.lines
    gaps = [
        lines[n].top - lines[n - 1].bottom
        for n in range(len(lines))
        if not parts.begins_section(n) and n not in parts.body.across
    ]
    usual = min((gap for gap in gaps if gap >= 0), default=0.0)
    return [
        n
        for n in inner
        if parts.begins_section(n) or lines[n].top - lines[n - 1].bottom > usual + least * lines[n].size
    ]


def _is_one_row(parts: _Parts, block: Sequence[int]) -> bool:
    """Return whether lines are one row: one number, on the first of them or in their middle, and cells that go on line by line."""
    numbered = [n for n in block if parts.is_numbered(n)]
    if len(numbered) != 1 or not (numbered[0] == block[0] or _is_in_middle(parts.body.lines, block, numbered[0])):
        return False
    for column in range(len(parts.fields)):
        lines = [n for n in block if parts.cells[n][column]]
        if lines and numbered[0] == block[0] != lines[0]:
            return False
        if not all(_goes_on(parts, column, above, line) for above, line in pairwise(lines)):
            return False
    return True


def _is_in_middle(lines: Sequence[TextLine], block: Sequence[int], line: int) -> bool:
    return _are_in_middle(lines, block, [line])


def _are_in_middle(lines: Sequence[TextLine], block: Sequence[int], inner: Sequence[int]) -> bool:
    """Return whether some lines have their middle where that of a block is."""
    first, last = lines[inner[0]], lines[inner[-1]]
    middle = (lines[block[0]].top + lines[block[-1]].bottom) / 2
    return abs((first.top + last.bottom) / 2 - middle) < _WIDER * first.size


def _goes_on(parts: _Parts, column: int, before: int, line: int) -> bool:
    """Return whether the part of a line in a column continues the cell of the part on the line before it there."""
    above, part = parts.cells[before][column], parts.cells[line][column]
    if above is None or part is None or (parts.seq == column):
        return False
    if parts.fields[column] == "deadline" and _TIME.search(above.text) and _TIME.search(part.text):
        return False
    free = parts.body.columns[column][1] - above.x1
    return is_full(above, part, free) or parts.fields[column] in _NAMES or _POINT.match(part.text) is not None


def _rows(parts: _Parts, starts: Sequence[int]) -> list[AlignedRow]:
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


def _is_parted(parts: _Parts, line: int, reach: Reach) -> bool:
    """Return whether a row begins on this line in a column, too."""
    is_whole = line in parts.body.across or parts.begins_section(line) or not parts.is_ruled(line)
    return is_whole or _lies_over(parts.body.lines[line], reach)


def _lies_over(line: TextLine, reach: Reach) -> bool:
    """Return whether a rule above a line reaches over the middle of a column."""
    middle = (reach[0] + reach[1]) / 2
    return any(x0 <= middle <= x1 for x0, x1 in line.rules)
