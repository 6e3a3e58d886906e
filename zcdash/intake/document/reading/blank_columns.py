"""Rows of a table whose cells are parted by tabs or blanks: every line has as many cells as the head."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from zcdash.domain.source_document import Stretch
from zcdash.intake.document.plain_text import plain_text
from zcdash.intake.document.reading.areas import Area
from zcdash.intake.document.reading.joined_lines import columns
from zcdash.intake.document.reading.marks import Piece
from zcdash.intake.document.reading.printed_lines import PageTable
from zcdash.intake.document.tables.cell_values import number_of
from zcdash.intake.document.tables.head_words import LEAST_HEADS, are_heads, recognised

CHAPTER = re.compile(
    r"[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[章节部]"
)
"""Beginning of a line that is a chapter of a table."""
_BREAK = re.compile(r"[ \t\u3000\xa0]{2,}|[\t\u3000]")
_WIDEST_IN_NAME = 2
"""Columns of the blank within a name of two characters: 方　平."""
_DEEP = 5
"""Columns before a line from which it stands below a cell and is not the beginning of a paragraph."""
_SIGNED = re.compile(r"(?:政府|委员会|办公室|[局委办院会])$|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日$")
_AHEAD = 3
_LEAST_TABS = 2
Split = Callable[[str], list[Stretch]]


@dataclass(frozen=True, slots=True)
class BlankRows:
    """Rows of a table from its head on: the line of each, and its cells; one cell for a chapter. `end`: the line behind it."""

    rows: tuple[tuple[int, tuple[Stretch, ...]], ...]
    end: int

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.rows[0][1])


def is_head_line(text: str) -> bool:
    """Return whether a line has the heads of a table, parted by blanks or tabs."""
    return are_heads([text[start:end] for start, end in by_blanks(text)])


def by_blanks(text: str) -> list[Stretch]:
    """Return the cells of a line, parted by a tab, a wide blank or several blanks; none is empty."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    cells: list[Stretch] = []
    alone = False
    for match in [*_BREAK.finditer(text, start, end), None]:
        stop = match.start() if match else end
        is_alone = stop - start == 1 and not text[start].isascii()
        if (
            alone
            and is_alone
            and 0 < columns(between := text[cells[-1][1] : start]) <= _WIDEST_IN_NAME
            and "\t" not in between
        ):
            cells[-1] = (cells[-1][0], stop)
            alone = False
        elif stop > start:
            cells.append((start, stop))
            alone = is_alone
        start = match.end() if match else end
    return cells


def by_tabs(text: str) -> list[Stretch]:
    """Return the cells of a line between its tabs, also those that are empty; the whole line where it has few."""
    if text.count("\t") < _LEAST_TABS:
        return [(len(text) - len(text.lstrip()), len(text.rstrip()))]
    cells: list[Stretch] = []
    start = 0
    for cell in text.split("\t"):
        bare = cell.strip()
        first = start + (cell.index(bare) if bare else 0)
        cells.append((first, first + len(bare)))
        start += len(cell) + 1
    return cells


def rows_by_count(lines: Sequence[str], at: int, split: Split) -> BlankRows | None:
    """Return the rows of the table whose head is the line at a place, None where a line below has other cells than the head."""
    head = split(lines[at])
    if len(head) < LEAST_HEADS:
        return None
    is_numbered = split is by_blanks and recognised(plain_text(lines[at][slice(*head[0])]).plain) == "seq"
    rows = [(at, tuple(head))]
    waiting: list[tuple[int, tuple[Stretch, ...]]] = []
    number = at + 1
    while number < len(lines):
        text, cells = lines[number], split(lines[number])
        if not text.strip():
            pass
        elif is_head_line(text):
            break
        elif len(cells) == len(head):
            if is_numbered and not _has_number(text, cells):
                return None
            rows += [*waiting, (number, tuple(cells))]
            waiting = []
        elif len(cells) == 1 and CHAPTER.match(text, cells[0][0]) and not _is_deep(text):
            waiting.append((number, tuple(cells)))
        elif _ends_table(lines, number, len(head), split):
            break
        else:
            return None
        number += 1
    return BlankRows(tuple(rows), rows[-1][0] + 1) if len(rows) > 1 else None


def last_of_table(lines: Sequence[str], at: int) -> int:
    """Return the line behind all that may belong to the table whose head is at a place: several lines of one text are none."""
    texts = 0
    for number in range(at + 1, len(lines)):
        if is_head_line(lines[number]):
            return number
        if lines[number].strip():
            texts = 0 if len(by_blanks(lines[number])) > 1 or _is_deep(lines[number]) else texts + 1
        if texts > _AHEAD:
            return number
    return len(lines)


def _has_number(text: str, cells: Sequence[Stretch]) -> bool:
    return number_of(plain_text(text[slice(*cells[0])]).plain) > 0


def _is_deep(text: str) -> bool:
    return columns(text[: len(text) - len(text.lstrip())].expandtabs()) >= _DEEP


def _ends_table(lines: Sequence[str], number: int, width: int, split: Split) -> bool:
    """Return whether a line is the first behind a table: one text from the margin on or a signature, and no row follows."""
    text = lines[number]
    if len(split(text)) > 1 or (_is_deep(text) and not _SIGNED.search(text.rstrip())):
        return False
    following = [line for line in lines[number + 1 : number + 1 + _AHEAD] if line.strip() and not is_head_line(line)]
    return all(len(split(line)) != width for line in following)


def counted_table(found: BlankRows, pieces: Callable[[int, Stretch], Iterable[Piece]]) -> PageTable:
    """Return the table of rows; `pieces` gives those of a cell from its line and stretch."""
    cells: list[Area] = []
    for row, (line, stretches) in enumerate(found.rows, 1):
        span = found.width if len(stretches) == 1 else 1
        for column, stretch in enumerate(stretches, 1):
            cells.append(Area(row=row, column=column, column_span=span, pieces=list(pieces(line, stretch))))
    return PageTable(top=0, rows=len(found.rows), columns=found.width, cells=cells)
