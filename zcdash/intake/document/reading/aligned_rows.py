"""Rows of a table without ruling lines: by horizontal rules, a number on each line, the space between them, or their numbers.

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
from zcdash.intake.document.tables.head_words import recognised

_WIDER = 0.5
"""Space above a line beyond the usual one, in the size of its characters, that parts two rows."""
_NAMES = frozenset({"leads", "supports", "leaders"})
"""Fields whose cells list one name a line."""
_POINT = re.compile(r"[①-⑳]|[（(]?[0-9]{1,2}[）)、．.]|[一二三四五六]是")

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
    """Return the number of lines before a signature or the like: single texts below the last number, parted by space."""
    parts = _parts(body)
    last = max((n for n in range(len(body.lines)) if parts.is_numbered(n)), default=len(body.lines))
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
        return None
    spaced = _spaced(parts, inner)
    if all(_is_one_row(parts, block) for block in _blocks(inner, spaced)):
        return _rows(parts, spaced)
    starts = [n for n in inner if parts.is_numbered(n)]
    is_close = set(spaced) <= {*starts, *(n for n in inner if parts.begins_section(n))}
    return _rows(parts, starts) if is_close and all(_is_one_row(parts, b) for b in _blocks(inner, starts)) else None


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


def _spaced(parts: _Parts, inner: Sequence[int]) -> list[int]:
    """Return the lines with more space above them than most have."""
    lines = parts.body.lines
    gaps = [lines[n].top - lines[n - 1].bottom for n in inner if not parts.begins_section(n)]
    usual = min((gap for gap in gaps if gap >= 0), default=0.0)
    return [
        n
        for n in inner
        if parts.begins_section(n) or lines[n].top - lines[n - 1].bottom > usual + _WIDER * lines[n].size
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
    middle = (lines[block[0]].top + lines[block[-1]].bottom) / 2
    return abs((lines[line].top + lines[line].bottom) / 2 - middle) < _WIDER * lines[line].size


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
