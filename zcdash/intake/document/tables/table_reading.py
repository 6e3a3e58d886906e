"""Reading of the tables of a document: the rows of items found in them, and the use that was made of each row."""

from __future__ import annotations

from dataclasses import dataclass

from zcdash.domain.plan_proposal import ColumnMatch, Question
from zcdash.domain.source_document import Passages, SourceRow


@dataclass(frozen=True, slots=True)
class Chapter:
    """Heading that items stand under, without its number, and the passages that print it."""

    title: str
    passages: Passages


@dataclass(frozen=True, slots=True)
class TableLine:
    """Row of a table and its use (`row_kinds.RowUse`); `item` is the index of its item, -1 for rows that hold none."""

    table: int
    row: int
    use: str
    item: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReading:
    """Rows of items in the tables of a document, and everything of the tables that they do not hold."""

    rows: tuple[SourceRow, ...]
    columns: tuple[ColumnMatch, ...]
    periods: tuple[str, ...]
    """Periods of the columns of targets, in order; empty where no year is known."""
    chapters: tuple[Chapter, ...]
    questions: tuple[Question, ...]
    used: tuple[tuple[str, int, int], ...]
    """Place, start, end of heads, titles and chapter headings: structure that no field stores."""
    lines: tuple[TableLine, ...]
    """Every row of every table, once."""
    year: int | None = None

    def place_of(self, item: int) -> str:
        """Return the address of the first row of an item: 表1 第3行."""
        first = next(line for line in self.lines if line.item == item)
        return f"表{first.table} 第{first.row}行"
