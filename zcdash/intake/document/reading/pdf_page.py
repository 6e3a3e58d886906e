"""One page of a PDF: characters into lines, ruling lines into a grid of cells, the rest into lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

from zcdash.intake.document.reading.areas import Area
from zcdash.intake.document.reading.marks import Piece, is_black_face
from zcdash.intake.document.reading.printed_lines import PageTable, Reach, TextLine, cell_pieces
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


@dataclass(slots=True, kw_only=True)
class Page:
    """Content of a page: its lines outside the tables, the tables, and those of one column, whose lines are among the others."""

    width: float
    height: float
    lines: list[TextLine]
    tables: list[PageTable]
    strips: list[PageTable] = field(default_factory=list)


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
    return [line for line in found if line is not None]


def _with_rules(lines: Sequence[TextLine], edges: Iterable[dict[str, Any]]) -> list[TextLine]:
    """Return lines with the ruling lines between each of them and the one above."""
    rules = sorted((edge["top"], edge["x0"], edge["x1"]) for edge in edges if edge["orientation"] == "h")
    found: list[TextLine] = []
    at = 0
    for line in lines:
        start, middle = at, (line.top + line.bottom) / 2
        while at < len(rules) and rules[at][0] < middle:
            at += 1
        found.append(replace(line, rules=tuple((x0, x1) for _, x0, x1 in rules[start:at])))
    return found


def _is_beside(row: Sequence[Char], char: Char) -> bool:
    """Return whether a character stands on the line of the others: their middles are near."""
    middle = sum((each["top"] + each["bottom"]) / 2 for each in row[-5:]) / len(row[-5:])
    return bool(abs((char["top"] + char["bottom"]) / 2 - middle) < 0.45 * max(char["size"], row[-1]["size"]))


def _line(row: Sequence[Char]) -> TextLine | None:
    pieces: list[Piece] = []
    places: list[Reach] = []
    last: Char | None = None
    for char in row:
        if last is not None and _has_gap(last, char):
            pieces.append(Piece(" "))
            places.append((last["x1"], char["x0"]))
        font = char["fontname"]
        pieces.append(Piece(char["text"], _is_bold(font), is_black_face(font, is_printed=True)))
        places.append((char["x0"], char["x1"]))
        last = char
    whole = TextLine(
        pieces=tuple(pieces),
        places=tuple(places),
        top=min(char["top"] for char in row),
        bottom=max(char["bottom"] for char in row),
        size=max(char["size"] for char in row),
    )
    return whole.within((-inf, inf))


def _has_gap(last: Char, char: Char) -> bool:
    """Return whether two characters stand apart: Latin words by a little, others by far."""
    gap = char["x0"] - last["x1"]
    if not last["text"].strip() or not char["text"].strip():
        return False
    is_latin = last["text"].isascii() and char["text"].isascii() and last["text"].isalnum() and char["text"].isalnum()
    return bool(gap > (_WORD_GAP if is_latin else _WIDE_GAP) * char["size"])


def _is_bold(font: str) -> bool:
    return any(word in font.lower() for word in _BOLD)


def page_of(page: Any, chars: Sequence[Char]) -> Page:
    """Return a page: its tables of at least two columns, those of one, and the lines outside the former."""
    found: list[PageTable] = []
    strips: list[PageTable] = []
    left = list(chars)
    for table in page.find_tables():
        boxes = [box for box in table.cells if box is not None]
        across, down = _edges(box[0] for box in boxes), _edges(box[1] for box in boxes)
        x0, top, x1, bottom = table.bbox
        inside = [char for char in left if _is_in(char, (x0, top, x1, bottom))]
        if len(across) > 1:
            taken = {id(char) for char in inside}
            left = [char for char in left if id(char) not in taken]
        cells: list[Area] = []
        for box in sorted(boxes, key=lambda box: (_at(down, box[1]), _at(across, box[0]))):
            row, column = _at(down, box[1]), _at(across, box[0])
            pieces = cell_pieces(lines_of(char for char in inside if _is_in(char, box)), (box[0], box[2]))
            row_span = sum(box[1] + _SAME < edge < box[3] - _SAME for edge in down) + 1
            column_span = sum(box[0] + _SAME < edge < box[2] - _SAME for edge in across) + 1
            cells.append(
                Area(row=row + 1, column=column + 1, row_span=row_span, column_span=column_span, pieces=pieces)
            )
            placed = {id(char) for char in inside if _is_in(char, box)}
            inside = [char for char in inside if id(char) not in placed]
        made = PageTable(
            top=top, rows=len(down), columns=len(across), cells=cells, across=(*across, x1), down=(*down, bottom)
        )
        if len(across) > 1:
            left += inside  # within the table's outline, but in none of its cells
        (found if len(across) > 1 else strips).append(made)
    lines = _with_rules(lines_of(left), page.edges)
    return Page(width=page.width, height=page.height, lines=lines, tables=found, strips=strips)


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
