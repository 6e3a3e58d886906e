"""Join tables whose right columns are printed on pages of their own, as a sheet wider than the paper is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from zcdash.intake.document.plain_text import plain_text
from zcdash.intake.document.reading.marks import Piece
from zcdash.intake.document.reading.pdf_page import Page
from zcdash.intake.document.reading.printed_lines import PageTable, TextLine
from zcdash.intake.document.reading.unread import Unread
from zcdash.intake.document.tables.head_words import are_heads, recognised

_SAME = 1.0
"""Points within which two rows begin at the same height."""
_LEAST_ROWS = 3

Pairs = list[tuple[Page, Page]]


def join_sides(pages: Sequence[Page], unread: Unread) -> None:
    """Join the right columns to the left ones where every page has one table and the rows of each two pages are the same.

    The right pages are the second half of them, or each second page.
    """
    if len(pages) % 2 or not all(len(page.tables) + len(page.strips) == 1 for page in pages):
        return
    half = len(pages) // 2
    for pairs in (list(zip(pages[:half], pages[half:], strict=True)), list(zip(pages[::2], pages[1::2], strict=True))):
        if _are_sides(pairs):
            for left, right in pairs:
                _join(left, right)
            unread.note("sides", number=len(pairs))
            return


def _are_sides(pairs: Pairs) -> bool:
    """Return whether the pages are the two sides of one table: heads with 序号 left, other columns and no 序号 right."""
    lefts, rights = [_only(left) for left, _ in pairs], [_only(right) for _, right in pairs]
    fields = [recognised(plain_text(text).plain) for text in rights[0].row(1)]
    is_headed = are_heads(lefts[0].row(1)) and "seq" not in fields and any(fields)
    return (
        is_headed
        and all(_are_same(left.down, right.down) for left, right in zip(lefts, rights, strict=True))
        and all(_are_same(lefts[0].across, left.across) for left in lefts)
        and all(_are_same(rights[0].across, right.across) for right in rights)
        and not _are_same(lefts[0].across, rights[0].across)
        and lefts[0].rows >= _LEAST_ROWS
        and all(_holds_its_lines(right) for _, right in pairs)
    )


def _only(page: Page) -> PageTable:
    return (page.tables or page.strips)[0]


def _are_same(first: Sequence[float], second: Sequence[float]) -> bool:
    return len(first) == len(second) and all(abs(a - b) < _SAME for a, b in zip(first, second, strict=True))


def _join(left: Page, right: Page) -> None:
    """Move the table of a page beside that of another; the lines of one column are those within it."""
    table, beside = _only(left), _only(right)
    moved = [replace(cell, column=cell.column + table.columns) for cell in beside.cells]
    cells = sorted([*table.cells, *moved], key=lambda cell: (cell.row, cell.column))
    left.tables = [replace(table, columns=table.columns + beside.columns, cells=cells)]
    if right.strips:
        right.lines = [line for line in right.lines if not _is_in(line, beside)]
    right.tables, right.strips = [], []


def _holds_its_lines(page: Page) -> bool:
    """Return whether all text of a table of one column stands on lines within it."""
    table = _only(page)
    within = sum(_size(line.pieces) for line in page.lines if _is_in(line, table))
    return not page.strips or within == sum(_size(cell.pieces) for cell in table.cells)


def _is_in(line: TextLine, table: PageTable) -> bool:
    middle = (line.top + line.bottom) / 2
    return table.down[0] <= middle <= table.down[-1] and table.across[0] <= line.x0 and line.x1 <= table.across[-1]


def _size(pieces: Iterable[Piece]) -> int:
    return sum(not character.isspace() for piece in pieces for character in piece.text)
