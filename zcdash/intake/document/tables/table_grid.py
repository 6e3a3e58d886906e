"""Grid of a table of the document: the cell at each place, with those that a merge covers."""

from __future__ import annotations

from dataclasses import dataclass

from zcdash.domain.source_document import Passage, Passages, SourceCell, SourceTable, SourceText
from zcdash.intake.document.plain_text import plain_text

_SHOWN = 20


def plain(content: SourceText | str) -> str:
    """Return a text without typesetting."""
    return plain_text(content if isinstance(content, str) else content.text).plain


def is_filled(cell: SourceCell) -> bool:
    return bool(cell.content.text.strip())


def whole_passage(place: str, content: SourceText) -> Passage:
    """Return the passage that covers a whole text."""
    return Passage(place=place, start=0, end=len(content.text), text=content.text, marked=content.marked)


def part_of(passage: Passage, start: int, end: int) -> Passage:
    """Return a stretch of a passage, counted in its text."""
    marked = ((max(first, start) - start, min(last, end) - start) for first, last in passage.marked)
    return Passage(
        place=passage.place,
        start=passage.start + start,
        end=passage.start + end,
        text=passage.text[start:end],
        marked=tuple((first, last) for first, last in marked if first < last),
    )


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one table by place. `rows` holds for each row (from 1; 0 is empty) the cells that cover it, from the left."""

    table: SourceTable
    rows: tuple[tuple[SourceCell, ...], ...]
    plains: dict[tuple[int, int], str]
    """(row, column) of a cell → its text without typesetting."""

    def own(self, row: int) -> list[SourceCell]:
        """Return the filled cells that begin in a row."""
        return [cell for cell in self.rows[row] if cell.row == row and is_filled(cell)]

    def line(self, row: int) -> str:
        """Return the address of a row: 表1 第3行; of one that was laid out anew that of its first cell."""
        moved = next((cell for cell in self.rows[row] if cell.row == row and cell.at and is_filled(cell)), None)
        return self.table.place(moved) if moved else f"表{self.table.number} 第{row}行"

    def shown(self, row: int) -> str:
        """Return the beginning of a row, as a question names it."""
        return " ".join(self.text(cell) for cell in self.own(row))[:_SHOWN]

    def text(self, cell: SourceCell) -> str:
        """Return the text of a cell without typesetting."""
        return self.plains[cell.row, cell.column]

    def passage(self, cell: SourceCell) -> Passage:
        """Return the passage that covers a whole cell."""
        return whole_passage(self.table.place(cell), cell.content)

    def passages(self, cells: list[SourceCell]) -> Passages:
        """Return the passages of the filled cells among these."""
        return tuple(self.passage(cell) for cell in cells if is_filled(cell))


def grid_of(table: SourceTable) -> Grid:
    """Return the grid of a table."""
    rows: list[list[SourceCell]] = [[] for _ in range(table.rows + 1)]
    for cell in table.cells:
        for row in range(cell.row, min(cell.row + cell.row_span, table.rows + 1)):
            rows[row].append(cell)
    ordered = tuple(tuple(sorted(cells, key=lambda cell: (cell.column, cell.row))) for cells in rows)
    return Grid(table, ordered, {(cell.row, cell.column): plain(cell.content) for cell in table.cells})
