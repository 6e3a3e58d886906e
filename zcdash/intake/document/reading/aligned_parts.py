"""Lines below the head of a table without ruling lines, parted by its columns; what tells its rows: numbers, space, full lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from zcdash.intake.document.plain_text import plain_text
from zcdash.intake.document.reading.printed_lines import Reach, TextLine, is_full
from zcdash.intake.document.tables.cell_values import number_of
from zcdash.intake.document.tables.head_words import recognised

WIDER = 0.5
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


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of the lines in the columns, and what the columns are."""

    body: Body
    cells: list[list[TextLine | None]]
    """Parts of each line, one for each column."""
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
        over = sum(lies_over(self.body.lines[line], reach) for reach in self.body.columns)
        return over * 2 >= len(self.body.columns)

    def begins_page(self, line: int) -> bool:
        """Return whether a line stands on another page than the one above."""
        return line > 0 and self.body.lines[line].top < self.body.lines[line - 1].top

    def begins_section(self, line: int) -> bool:
        """Return whether a line is the first below the head or below a line across."""
        return line == 0 or line - 1 in self.body.across


def parts_of(body: Body) -> Parts:
    heads = [body.head.within(reach) for reach in body.columns]
    fields = [recognised(plain_text(head.text).plain) if head else "" for head in heads]
    return Parts(body, [[line.within(reach) for reach in body.columns] for line in body.lines], fields)


def blocks_of(inner: Sequence[int], starts: Sequence[int]) -> list[list[int]]:
    """Return the lines of each row."""
    blocks: list[list[int]] = []
    begins = set(starts)
    for line in inner:
        if line in begins or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def spaced_lines(parts: Parts, inner: Sequence[int], least: float = WIDER) -> list[int]:
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


def is_one_row(parts: Parts, block: Sequence[int]) -> bool:
    """Return whether lines are one row: one number, on the first of them or in their middle, and cells that go on line by line."""
    numbered = [n for n in block if parts.is_numbered(n)]
    if len(numbered) != 1 or not (numbered[0] == block[0] or is_in_middle(parts.body.lines, block, numbered[0])):
        return False
    for column in range(len(parts.fields)):
        lines = [n for n in block if parts.cells[n][column]]
        if lines and numbered[0] == block[0] != lines[0]:
            return False
        if not all(goes_on(parts, column, above, line) for above, line in pairwise(lines)):
            return False
    return True


def is_in_middle(lines: Sequence[TextLine], block: Sequence[int], line: int) -> bool:
    return are_in_middle(lines, block, [line])


def are_in_middle(lines: Sequence[TextLine], block: Sequence[int], inner: Sequence[int]) -> bool:
    """Return whether some lines have their middle where that of a block is."""
    first, last = lines[inner[0]], lines[inner[-1]]
    middle = (lines[block[0]].top + lines[block[-1]].bottom) / 2
    return abs((first.top + last.bottom) / 2 - middle) < WIDER * first.size


def goes_on(parts: Parts, column: int, before: int, line: int) -> bool:
    """Return whether the part of a line in a column continues the cell of the part on the line before it there."""
    above, part = parts.cells[before][column], parts.cells[line][column]
    if above is None or part is None or (parts.seq == column):
        return False
    if parts.fields[column] == "deadline" and _TIME.search(above.text) and _TIME.search(part.text):
        return False
    free = parts.body.columns[column][1] - above.x1
    return is_full(above, part, free) or parts.fields[column] in _NAMES or _POINT.match(part.text) is not None


def lines_in(parts: Parts, column: int, block: Sequence[int]) -> list[int]:
    return [n for n in block if parts.cells[n][column]]


def lies_over(line: TextLine, reach: Reach) -> bool:
    """Return whether a rule above a line reaches over the middle of a column."""
    middle = (reach[0] + reach[1]) / 2
    return any(x0 <= middle <= x1 for x0, x1 in line.rules)
