"""Areas of a table that one cell covers, as they are read from a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from zcdash.domain.source_document import SourceCell
from zcdash.intake.document.reading.marks import Marking, Piece


@dataclass(slots=True, kw_only=True)
class Area:
    """Area of a table that one cell covers. Rows and columns count from 1."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    pieces: list[Piece] = field(default_factory=list)


def source_cells(areas: Iterable[Area], marking: Marking) -> tuple[SourceCell, ...]:
    """Return the cells of a table as they stand in the document."""
    return tuple(
        SourceCell(
            row=area.row,
            column=area.column,
            row_span=area.row_span,
            column_span=area.column_span,
            content=marking.text(area.pieces),
        )
        for area in areas
    )
