"""Cells of one row, given to the columns of its head: by place, or by their order where the grid of the row differs."""

from __future__ import annotations

from dataclasses import dataclass

from zcdash.domain.source_document import SourceCell
from zcdash.intake.document.tables.columns import TableHead
from zcdash.intake.document.tables.table_grid import Grid


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """Cell and the columns (counted from 0) that it covers; several where it is merged across."""

    cell: SourceCell
    columns: tuple[int, ...]


def place_cells(grid: Grid, row: int, head: TableHead) -> list[PlacedCell]:
    """Return the cells that cover a row with their columns."""
    cells = grid.rows[row]
    overlaps = [_overlap(cell, head.spans) for cell in cells]
    if any(columns is None for columns in overlaps) and len(cells) == len(head.spans):
        return [PlacedCell(cell, (n,)) for n, cell in enumerate(cells)]
    return [
        PlacedCell(cell, columns if columns is not None else _nearest(cell, head.spans))
        for cell, columns in zip(cells, overlaps, strict=True)
    ]


def _overlap(cell: SourceCell, spans: tuple[tuple[int, int], ...]) -> tuple[int, ...] | None:
    """Return the columns that a cell covers whole, or the one that it lies in; None where it cuts one in two."""
    first, last = cell.column, cell.column + cell.column_span - 1
    touched = [n for n, (start, stop) in enumerate(spans) if start <= last and stop >= first]
    if len(touched) == 1:
        return (touched[0],)
    if touched and all(spans[n][0] >= first and spans[n][1] <= last for n in touched):
        return tuple(touched)
    return None


def _nearest(cell: SourceCell, spans: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    """Return the columns that a cell covers by more than half, else the one it covers most of; the last for cells beyond all."""
    first, last = cell.column, cell.column + cell.column_span - 1
    shares = [max(0, min(last, stop) - max(first, start) + 1) / (stop - start + 1) for start, stop in spans]
    most = tuple(n for n, share in enumerate(shares) if share > 0.5)
    return most or (max(range(len(spans)), key=lambda n: (shares[n], n)),)
