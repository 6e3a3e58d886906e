"""Tables and passages of a source document on the screen, beside what was understood of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any

from zcdash.domain.source_document import SourceCell, SourceTable, SourceText
from zcdash.rendering.html.templating import render

Piece = tuple[str, bool]
"""Text, and True where it is marked or highlighted."""


def table(source: SourceTable, labels: Mapping[int, str], rows: Collection[int] = (), lit: Collection[str] = ()) -> str:
    """Return a table as it stands in the document, its lead marks in bold.

    `labels`: column → the field it was matched to, shown above it. `rows`: the rows to show, all where empty.
    `lit`: addresses of cells to set off.
    """
    shown = [c for c in source.cells if not rows or any(c.row <= row < c.row + c.row_span for row in rows)]
    lines: dict[int, list[dict[str, Any]]] = {}
    for cell in shown:
        first = min((row for row in rows if row >= cell.row), default=cell.row) if rows else cell.row
        lines.setdefault(first, []).append(_cell(source, cell, rows, lit))
    width = range(1, source.columns + 1)
    return render(
        "source_table.html",
        heads=[labels.get(column, "") for column in width] if labels else [],
        lines=[sorted(lines[row], key=itemgetter("column")) for row in sorted(lines)],
    )


def _cell(source: SourceTable, cell: SourceCell, rows: Collection[int], lit: Collection[str]) -> dict[str, Any]:
    """Return what the template needs of a cell; it spans those of its rows that are shown."""
    span = sum(cell.row <= row < cell.row + cell.row_span for row in rows) if rows else cell.row_span
    return {
        "column": cell.column,
        "rows": span,
        "columns": cell.column_span,
        "pieces": marked_pieces(cell.content),
        "lit": source.place(cell) in lit,
    }


def marked_pieces(content: SourceText) -> list[Piece]:
    """Return a text cut where its marks begin and end."""
    return _cut(content.text, content.marked)


def cells(rows: Sequence[tuple[str, SourceText, Sequence[tuple[int, int]]]]) -> str:
    """Return cells one under the other: the label of each, its text, and the stretches of it to set off."""
    return render("source_cells.html", lines=[(label, _lit_pieces(content, lit)) for label, content, lit in rows])


def _lit_pieces(content: SourceText, lit: Sequence[tuple[int, int]]) -> list[tuple[str, bool, bool]]:
    """Return a text as (piece, set off, marked)."""
    ends = sorted({0, len(content.text), *(n for stretch in (*lit, *content.marked) for n in stretch)})
    return [
        (content.text[start:end], _within(start, lit), _within(start, content.marked)) for start, end in pairwise(ends)
    ]


def _within(place: int, stretches: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in stretches)


def passage(text: str, stretches: Sequence[tuple[int, int]]) -> str:
    """Return a text of the document with some stretches of it set off."""
    return render("source_passage.html", pieces=_cut(text, stretches))


def _cut(text: str, stretches: Sequence[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    done = 0
    for start, end in sorted(stretches):
        if end > done:
            pieces += [(text[done : max(start, done)], False), (text[max(start, done) : end], True)]
            done = end
    return [piece for piece in [*pieces, (text[done:], False)] if piece[0]]
