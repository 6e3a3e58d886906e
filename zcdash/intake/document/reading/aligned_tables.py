"""Find tables without ruling lines among lines of text: columns by what stands below each word of a head.

Columns and rows are taken only where nothing else can be meant; a table that stays in doubt is told and left as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from zcdash.intake.document.reading.aligned_parts import Body
from zcdash.intake.document.reading.aligned_rows import length_of, rows_of
from zcdash.intake.document.reading.areas import Area
from zcdash.intake.document.reading.blank_columns import CHAPTER
from zcdash.intake.document.reading.marks import Piece
from zcdash.intake.document.reading.printed_lines import PageTable, Reach, TextLine, cell_pieces
from zcdash.intake.document.reading.unread import Unread
from zcdash.intake.document.tables.head_words import are_heads

_APART = 0.5
"""Gap between two columns, in the size of the characters, from which they stand apart."""
_MOST_ACROSS = 2
"""Lines in succession that may lie across the columns of a table: its chapters."""


def told_blocks(lines: Sequence[TextLine], unread: Unread) -> Iterator[list[TextLine] | PageTable]:
    """Yield the lines outside the tables, and the tables, in their order; each table is told, and each that stays in doubt."""
    start = at = 0
    while at < len(lines):
        heads = stretches(lines[at])
        end = at + 1
        if are_heads([text for _, text in heads]):
            body, end = _body(lines, at, [reach for reach, _ in heads])
            table = _table(lines[at], body) if body else None
            unread.note("aligned" if table else "unaligned", lines[at].text)
            if table:
                if start < at:
                    yield list(lines[start:at])
                yield table
                start = end
        at = end
    if start < len(lines):
        yield list(lines[start:])


def stretches(line: TextLine) -> list[tuple[Reach, str]]:
    """Return the parts of a line that stand apart; two single characters (序　号, 方　平) are one."""
    found: list[tuple[Reach, str]] = []
    for piece, (x0, x1) in zip(line.pieces, line.places, strict=True):
        if not piece.text.strip():
            continue
        if found and x0 - found[-1][0][1] <= _APART * line.size:
            (before, end), text = found[-1]
            found[-1] = (before, max(end, x1)), text + piece.text
        else:
            found.append(((x0, x1), piece.text))
    joined: list[tuple[Reach, str]] = []
    alone = False
    for reach, text in found:
        is_alone = len(text) == 1 and not text.isascii()
        if alone and is_alone and reach[0] - joined[-1][0][1] <= line.size:
            joined[-1] = (joined[-1][0][0], reach[1]), joined[-1][1] + text
            alone = False
        else:
            joined.append((reach, text))
            alone = is_alone
    return joined


def _body(lines: Sequence[TextLine], at: int, heads: list[Reach]) -> tuple[Body | None, int]:
    """Return the body of the table below a head, None where its columns are in doubt, and the line behind the table."""
    columns = [(reach, True) for reach in heads]
    apart = _APART * lines[at].size
    across: set[int] = set()
    end = at + 1
    doubtful = False
    for number in range(at + 1, len(lines)):
        parts = stretches(lines[number])
        if are_heads([text for _, text in parts]):
            break
        is_chapter = len(parts) == 1 and CHAPTER.match(parts[0][1]) and parts[0][0][0] <= columns[0][0][1]
        grown = None if is_chapter else _grown(columns, [reach for reach, _ in parts], apart)
        if grown is not None:
            columns, end = grown, number + 1
        elif len(parts) == 1 and number - end < _MOST_ACROSS:
            across.add(number)
        else:
            doubtful = len(parts) >= len(heads)
            break
    if doubtful or end == at + 1 or not all(is_headed for _, is_headed in columns):
        return None, end
    inside = frozenset(number - at - 1 for number in across if number < end)
    body = Body(lines=lines[at + 1 : end], head=lines[at], columns=[reach for reach, _ in columns], across=inside)
    length = length_of(body)
    return replace(body, lines=body.lines[:length]), at + 1 + length


def _grown(
    columns: Sequence[tuple[Reach, bool]], parts: Sequence[Reach], apart: float
) -> list[tuple[Reach, bool]] | None:
    """Return columns that hold the parts of one more line, None where a part lies across two heads."""
    grown: list[tuple[Reach, bool]] = []
    for (x0, x1), headed in sorted([*columns, *((part, False) for part in parts)]):
        if not grown or x0 - grown[-1][0][1] > apart:
            grown.append(((x0, x1), headed))
            continue
        (before, end), is_headed = grown[-1]
        if headed and is_headed:
            return None
        grown[-1] = (before, max(end, x1)), headed or is_headed
    return grown


def _table(head: TextLine, body: Body) -> PageTable | None:
    """Return a table, None where its rows are in doubt or a character would belong to no cell."""
    rows = rows_of(body)
    if rows is None:
        return None
    width = len(body.columns)
    cells = [Area(row=1, column=n, pieces=_text([head], reach)) for n, reach in enumerate(body.columns, 1)]
    for number, row in enumerate(rows, 2):
        if row.is_across:
            pieces = list(body.lines[row.first].pieces)
            cells.append(Area(row=number, column=1, column_span=width, pieces=pieces))
            continue
        for n, (reach, cell) in enumerate(zip(body.columns, row.cells, strict=True), 1):
            if cell:  # else the one above goes on
                text = _text(body.lines[row.first : cell[1] + 1], reach)
                cells.append(Area(row=number, column=n, row_span=cell[0], pieces=text))
    held = sum(not p.text.isspace() for cell in cells for p in cell.pieces)
    if held != sum(not p.text.isspace() for line in (head, *body.lines) for p in line.pieces):
        return None
    return PageTable(top=head.top, rows=len(rows) + 1, columns=width, cells=cells)


def _text(lines: Sequence[TextLine], reach: Reach) -> list[Piece]:
    return cell_pieces([part for line in lines if (part := line.within(reach))], reach)
