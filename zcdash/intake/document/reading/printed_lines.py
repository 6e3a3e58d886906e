"""Lines of text with the place of each character, tables made of them, and the text of a cell of several lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from zcdash.domain.source_document import SourceTable
from zcdash.intake.document.reading.areas import Area, source_cells
from zcdash.intake.document.reading.joined_lines import Line, paragraphs
from zcdash.intake.document.reading.marks import Marking, Piece

Reach = tuple[float, float]
"""Left and right edge of a stretch of a page."""
_SLACK = 0.1
"""Width that a line may miss, in the size of its characters, and still be full."""
_OPENING, _CLOSING = "（(《“〔[【", "，。；：、！？）)》”〕]】%％‰,.;:"
"""Characters that end no line, and those that begin none."""
_GAP = 0.4
"""Space above a line beyond the usual one, in the size of its characters, that is as good as a blank line."""
_NARROW = 12
"""Characters of the longest line of a narrow cell."""
_MOST_PADDING = 7.0
_NEWLINE = Piece("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """Line of characters with its place on the page; the first and the last of them are not blank."""

    pieces: tuple[Piece, ...]
    """One for each character."""
    places: tuple[Reach, ...]
    """Left and right edge of each of the pieces."""
    top: float
    bottom: float
    size: float
    rules: tuple[Reach, ...] = ()
    """Ruling lines between this line and the one above."""

    @property
    def text(self) -> str:
        """Return the characters."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def x0(self) -> float:
        """Return where the line begins."""
        return self.places[0][0]

    @property
    def x1(self) -> float:
        """Return where the line ends."""
        return max(end for _, end in self.places)

    @property
    def first(self) -> float:
        """Return the width of what begins it and cannot be parted: a character with its punctuation, a number, a Latin word."""
        texts = [piece.text for piece in self.pieces]
        end, last = 0, len(texts) - 1
        while end < last and texts[end] in _OPENING:
            end += 1
        while end < last and _is_latin(texts[end]) and _is_latin(texts[end + 1]):
            end += 1
        while end < last and texts[end + 1] in _CLOSING:
            end += 1
        return self.places[end][1] - self.x0

    def within(self, reach: Reach) -> TextLine | None:
        """Return the part of the line whose characters have their middle within a reach, None where it is blank."""
        inside = [n for n, (x0, x1) in enumerate(self.places) if reach[0] <= (x0 + x1) / 2 <= reach[1]]
        inked = [n for n in inside if self.pieces[n].text.strip()]
        if not inked:
            return None
        kept = slice(inked[0], inked[-1] + 1)
        return replace(self, pieces=self.pieces[kept], places=self.places[kept])


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTable:
    """Table of a page, and where it begins; `across` and `down`: the edges of its columns and rows."""

    top: float
    rows: int
    columns: int
    cells: list[Area]
    across: tuple[float, ...] = ()
    down: tuple[float, ...] = ()

    def row(self, number: int) -> list[str]:
        """Return the texts of the cells that begin in a row."""
        return ["".join(piece.text for piece in cell.pieces) for cell in self.cells if cell.row == number]


def _is_latin(text: str) -> bool:
    return text.isascii() and (text.isalnum() or text in ".,%+-/")


def cell_pieces(lines: Sequence[TextLine], reach: Reach) -> list[Piece]:
    """Return the text of a cell: lines that fill it are joined, others stand on lines of their own.

    In a narrow cell every name may fill its line, so the lines stay as they are printed.
    """
    if not lines:
        return []
    if max(len(line.text) for line in lines) <= _NARROW:
        return list(_parted(list(line.pieces) for line in lines))
    gaps = [min(line.x0 - reach[0], reach[1] - line.x1) for line in lines]
    padding = min(max(0.0, min(gaps)), _MOST_PADDING)
    free = [reach[1] - reach[0] - 2 * padding - (line.x1 - line.x0) for line in lines]
    return list(_parted(paragraphs(wrapped(lines, free))))


def is_full(line: TextLine, following: TextLine, free: float) -> bool:
    """Return whether what begins the next line has no room in what is free of a line."""
    return free < following.first + _SLACK * line.size


def wrapped(lines: Sequence[TextLine], free: Sequence[float], indents: Sequence[bool] = ()) -> list[Line]:
    """Return lines that say whether they are full."""
    found: list[Line] = []
    between = sorted(second.top - first.bottom for first, second in pairwise(lines))
    usual = between[len(between) // 10] if between else 0.0
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        full = is_full(line, following, free[number]) if following else free[number] < _SLACK * line.size
        gap = line.top - lines[number - 1].bottom if number else 0.0
        indented = bool(indents) and indents[number]
        found.append(Line(pieces=line.pieces, full=full, after_blank=gap > usual + _GAP * line.size, indented=indented))
    return found


def _parted(blocks: Iterable[list[Piece]]) -> Iterator[Piece]:
    for number, pieces in enumerate(blocks):
        if number:
            yield _NEWLINE
        yield from pieces


def source_table(number: int, order: int, table: PageTable, marking: Marking) -> SourceTable:
    """Return a table as it stands in the document."""
    return SourceTable(
        number=number,
        order=order,
        rows=table.rows,
        columns=table.columns,
        cells=source_cells(table.cells, marking),
    )
