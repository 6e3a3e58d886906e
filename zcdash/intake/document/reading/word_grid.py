"""Grid of a Word table from its own cells: merges across and down, missing cells at either end, tables within cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from zcdash.errors import UnreadableDocument
from zcdash.intake.document.reading.areas import Area
from zcdash.intake.document.reading.marks import Piece
from zcdash.intake.document.reading.packages import MAX_CELLS, TOO_BIG
from zcdash.intake.document.reading.unread import Unread
from zcdash.intake.document.reading.word_text import WordText, grid_span
from zcdash.intake.document.reading.word_xml import Element, local, members, number, toggle, value
from zcdash.intake.document.tables.head_words import are_heads

_MOST_COLUMNS = 200
_MOST_IN_FRAME = 2
"""Columns of a table that only frames others."""
_NEWLINE = Piece("\n")


@dataclass(slots=True)
class Grid:
    """Table as areas in the order of rows and columns."""

    areas: list[Area] = field(default_factory=list)
    rows: int = 0
    columns: int = 0


def blocks(parent: Element) -> Iterator[Element]:
    """Yield paragraphs, tables and inserted documents in order; a table that only frames another one gives what is in it."""
    for block in members(parent, "p", "tbl", "altChunk"):
        if local(block) == "tbl" and _is_frame(block):
            for row in members(block, "tr"):
                for cell in members(row, "tc"):
                    yield from blocks(cell)
        else:
            yield block


def _is_frame(table: Element) -> bool:
    """Return whether a table of one or two columns, without rows that are deleted, holds a table with the heads of one."""
    rows = list(members(table, "tr"))
    within = [list(members(row, "tc")) for row in rows]
    if max(map(len, within), default=0) > _MOST_IN_FRAME or any(
        row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None for row in rows
    ):
        return False
    inner = [each for cells in within for cell in cells for each in members(cell, "tbl")]
    return any(_is_frame(each) or any(map(_has_heads, members(each, "tr"))) for each in inner)


def _has_heads(row: Element) -> bool:
    return are_heads(["".join(each.text or "" for each in cell.iter(qn("w:t"))) for cell in members(row, "tc")])


class GridReader:
    """Reader of a document's tables."""

    def __init__(self, text: WordText, unread: Unread) -> None:
        self._text = text
        self._unread = unread
        self._cells = 0

    def grid(self, table: Element, name: str) -> Grid:
        """Return the grid of a table. Raises UnreadableDocument for one with too many cells."""
        style = value(table.find(qn("w:tblPr")), "w:tblStyle") or ""
        grid = Grid()
        above: dict[int, Area] = {}
        for row in members(table, "tr"):
            properties = row.find(qn("w:trPr"))
            if properties is not None and properties.find(qn("w:del")) is not None:
                self._unread.note("deleted row")
                continue
            grid.rows += 1
            if toggle(properties, "w:hidden"):
                self._unread.note("hidden row", f"{name} 第{grid.rows}行")
            above = self._row(row, grid, above, (style, name))
        return grid

    def _row(self, row: Element, grid: Grid, above: dict[int, Area], where: tuple[str, str]) -> dict[int, Area]:
        """Add a row's cells; return the areas that a cell below may belong to."""
        style, name = where
        column = 1 + number(value(row.find(qn("w:trPr")), "w:gridBefore"), 0)
        open_areas: dict[int, Area] = {}
        left: Area | None = None
        for cell in members(row, "tc"):
            span = grid_span(cell)
            self._count(column + span - 1)
            properties = cell.find(qn("w:tcPr"))
            area = above.get(column)
            if left is not None and left.row == grid.rows and _merged(properties, "w:hMerge") == "continue":
                left.column_span += span
                open_areas.pop(left.column, None)  # of cells merged both ways those below are cells of their own
                left.pieces += self._more(left.pieces, cell, style)
            elif _merged(properties, "w:vMerge") == "continue" and area is not None and area.column_span == span:
                area.row_span = grid.rows - area.row + 1
                self._note_covered(cell, f"{name} 第{grid.rows}行 第{column}列")
                left, open_areas[column] = area, area
            else:
                left = Area(row=grid.rows, column=column, column_span=span)
                left.pieces = self._content(cell, style, f"{name} 第{grid.rows}行 第{column}列")
                grid.areas.append(left)
                if _merged(properties, "w:vMerge"):
                    open_areas[column] = left
            column += span
            grid.columns = max(grid.columns, column - 1)
        return open_areas

    def _count(self, last_column: int) -> None:
        self._cells += 1
        if self._cells > MAX_CELLS or last_column > _MOST_COLUMNS:
            raise UnreadableDocument(*TOO_BIG)

    def _more(self, before: list[Piece], cell: Element, style: str) -> list[Piece]:
        more = self._content(cell, style, "")
        return [_NEWLINE, *more] if before and any(piece.text.strip() for piece in more) else more

    def _content(self, cell: Element, style: str, place: str) -> list[Piece]:
        """Return the text of a cell: its paragraphs, and the rows of tables within it, each on a line of its own."""
        lines: list[list[Piece]] = []
        for block in members(cell, "p", "tbl"):
            if local(block) == "p":
                lines.append(self._text.kept(self._text.pieces(block, style), place))
                continue
            inner = value(block.find(qn("w:tblPr")), "w:tblStyle") or ""
            for row in members(block, "tr"):
                line: list[Piece] = []
                for each in members(row, "tc"):
                    line += ([Piece("\t")] if line else []) + self._content(each, inner, place)
                lines.append(line)
        while lines and not any(piece.text.strip() for piece in lines[-1]):
            lines.pop()
        return [piece for number_, line in enumerate(lines) for piece in ([_NEWLINE] if number_ else []) + line]

    def _note_covered(self, cell: Element, place: str) -> None:
        text = "".join(each.text or "" for each in cell.iter(qn("w:t")))
        if text.strip():
            self._unread.note("covered", f"{place} {text}")


def _merged(properties: Element | None, name: str) -> str:
    """Return restart or continue; empty for a cell that is not merged so."""
    merge = None if properties is None else properties.find(qn(name))
    return "" if merge is None else merge.get(qn("w:val")) or "continue"
