"""One page of a PDF: characters into lines, ruling lines into a grid of cells, the rest into lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from zcdash.intake.document.reading.joined_lines import Line, paragraphs
from zcdash.intake.document.reading.marks import Piece, is_black_face
from zcdash.intake.document.reading.unread import Unread

Char = dict[str, Any]
"""Character of pdfplumber: text, fontname, size, x0, x1, top, bottom."""
_SLOPE = 0.1
"""Rise of a line of text, in its run, from which it is aslant."""
_BOLD = ("bold", "heavy", "semibold", "demi")
_SAME = 3.0
"""Points within which two ruling lines are one."""
_WIDE_GAP = 2.5
"""Gap between two characters, in their size, that is shown as a blank."""
_WORD_GAP = 0.2
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
    """Line of characters with its place on the page."""

    pieces: tuple[Piece, ...]
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    first: float
    """Width of what begins it and cannot be parted: a character with its punctuation, a number, a Latin word."""

    @property
    def text(self) -> str:
        """Return the characters."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCell:
    """Cell of a table. Rows and columns count from 1."""

    row: int
    column: int
    row_span: int
    column_span: int
    pieces: list[Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTable:
    """Table of a page, and where it begins."""

    top: float
    rows: int
    columns: int
    cells: list[PageCell]


def characters(page: Any, unread: Unread) -> list[Char]:
    """Return a page's upright characters, each once; bold where it is printed twice to look so."""
    seen: dict[tuple[str, int, int], Char] = {}
    found: list[Char] = []
    for char in page.chars:
        if not char["upright"] or abs(char["matrix"][1]) > _SLOPE * abs(char["matrix"][0]):
            if char["text"].strip():
                unread.note("rotated", char["text"])
            continue
        if char["text"].startswith("(cid:"):
            unread.note("character")
            char["text"] = "□"
        key = (char["text"], round(char["x0"]), round(char["top"]))
        near = [(key[0], key[1] + x, key[2] + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        twin = next((seen[each] for each in near if each in seen), None) if char["text"].strip() else None
        if twin is not None:
            twin["fontname"] += "-Bold"
            continue
        seen[key] = char
        found.append(char)
    return found


def lines_of(chars: Iterable[Char]) -> list[TextLine]:
    """Return characters as lines from top to bottom."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda each: (each["bottom"] + each["top"]) / 2):
        if rows and _is_beside(rows[-1], char):
            rows[-1].append(char)
        else:
            rows.append([char])
    found = (_line(sorted(row, key=lambda each: each["x0"])) for row in rows)
    return [line for line in found if line.text.strip()]


def _is_beside(row: Sequence[Char], char: Char) -> bool:
    """Return whether a character stands on the line of the others: their middles are near."""
    middle = sum((each["top"] + each["bottom"]) / 2 for each in row[-5:]) / len(row[-5:])
    return bool(abs((char["top"] + char["bottom"]) / 2 - middle) < 0.45 * max(char["size"], row[-1]["size"]))


def _line(row: Sequence[Char]) -> TextLine:
    pieces: list[Piece] = []
    last: Char | None = None
    for char in row:
        if last is not None and _has_gap(last, char):
            pieces.append(Piece(" "))
        pieces.append(Piece(char["text"], _is_bold(char["fontname"]), is_black_face(char["fontname"])))
        last = char
    while pieces and not pieces[-1].text.strip():
        pieces.pop()
    while pieces and not pieces[0].text.strip():
        pieces.pop(0)
    inked = [char for char in row if char["text"].strip()] or row
    return TextLine(
        pieces=tuple(pieces),
        x0=inked[0]["x0"],
        x1=max(char["x1"] for char in inked),
        top=min(char["top"] for char in row),
        bottom=max(char["bottom"] for char in row),
        size=max(char["size"] for char in row),
        first=_first_width(inked),
    )


def _first_width(row: Sequence[Char]) -> float:
    """Return the width of the beginning of a line that cannot be parted."""
    end = 0
    while end < len(row) - 1 and row[end]["text"] in _OPENING:
        end += 1
    while end < len(row) - 1 and (_is_latin(row[end]["text"]) and _is_latin(row[end + 1]["text"])):
        end += 1
    while end < len(row) - 1 and row[end + 1]["text"] in _CLOSING:
        end += 1
    return float(row[end]["x1"] - row[0]["x0"])


def _is_latin(text: str) -> bool:
    return text.isascii() and (text.isalnum() or text in ".,%+-/")


def _has_gap(last: Char, char: Char) -> bool:
    """Return whether two characters stand apart: Latin words by a little, others by far."""
    gap = char["x0"] - last["x1"]
    if not last["text"].strip() or not char["text"].strip():
        return False
    is_latin = last["text"].isascii() and char["text"].isascii() and last["text"].isalnum() and char["text"].isalnum()
    return bool(gap > (_WORD_GAP if is_latin else _WIDE_GAP) * char["size"])


def _is_bold(font: str) -> bool:
    return any(word in font.lower() for word in _BOLD)


def tables_of(page: Any, chars: Sequence[Char]) -> tuple[list[PageTable], list[Char]]:
    """Return the page's tables of at least two rows or columns, and the characters outside them."""
    found: list[PageTable] = []
    left = list(chars)
    for table in page.find_tables():
        boxes = [box for box in table.cells if box is not None]
        across, down = _edges(box[0] for box in boxes), _edges(box[1] for box in boxes)
        if len(across) < 2:
            continue
        x0, top, x1, bottom = table.bbox
        inside = [char for char in left if _is_in(char, (x0, top, x1, bottom))]
        taken = {id(char) for char in inside}
        left = [char for char in left if id(char) not in taken]
        cells: list[PageCell] = []
        for box in sorted(boxes, key=lambda box: (_at(down, box[1]), _at(across, box[0]))):
            row, column = _at(down, box[1]), _at(across, box[0])
            pieces = _cell_pieces([char for char in inside if _is_in(char, box)], box)
            row_span = sum(box[1] + _SAME < edge < box[3] - _SAME for edge in down) + 1
            column_span = sum(box[0] + _SAME < edge < box[2] - _SAME for edge in across) + 1
            cells.append(
                PageCell(row=row + 1, column=column + 1, row_span=row_span, column_span=column_span, pieces=pieces)
            )
            placed = {id(char) for char in inside if _is_in(char, box)}
            inside = [char for char in inside if id(char) not in placed]
        left += inside  # within the table's outline, but in none of its cells
        found.append(PageTable(top=top, rows=len(down), columns=len(across), cells=cells))
    return found, left


def _edges(values: Iterable[float]) -> list[float]:
    """Return the places of ruling lines, those near each other once."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SAME:
            found.append(value)
    return found


def _at(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda number: abs(edges[number] - value))


def _is_in(char: Char, box: tuple[float, float, float, float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _cell_pieces(chars: Sequence[Char], box: tuple[float, float, float, float]) -> list[Piece]:
    """Return the text of a cell: lines that fill it are joined, others stand on lines of their own.

    In a narrow cell every name may fill its line, so the lines stay as they are printed.
    """
    lines = lines_of(chars)
    if not lines:
        return []
    if max(len(line.text) for line in lines) <= _NARROW:
        return list(_parted(list(line.pieces) for line in lines))
    gaps = [min(line.x0 - box[0], box[2] - line.x1) for line in lines]
    padding = min(max(0.0, min(gaps)), _MOST_PADDING)
    free = [box[2] - box[0] - 2 * padding - (line.x1 - line.x0) for line in lines]
    return list(_parted(paragraphs(wrapped(lines, free))))


def wrapped(lines: Sequence[TextLine], free: Sequence[float], indents: Sequence[bool] = ()) -> list[Line]:
    """Return lines that say whether they are full: what begins the next one has no room in what is free of them."""
    found: list[Line] = []
    between = sorted(second.top - first.bottom for first, second in pairwise(lines))
    usual = between[len(between) // 10] if between else 0.0
    for number, line in enumerate(lines):
        needed = lines[number + 1].first if number + 1 < len(lines) else 0.0
        full = free[number] < needed + _SLACK * line.size
        gap = line.top - lines[number - 1].bottom if number else 0.0
        indented = bool(indents) and indents[number]
        found.append(Line(pieces=line.pieces, full=full, after_blank=gap > usual + _GAP * line.size, indented=indented))
    return found


def _parted(blocks: Iterable[list[Piece]]) -> Iterator[Piece]:
    for number, pieces in enumerate(blocks):
        if number:
            yield _NEWLINE
        yield from pieces
