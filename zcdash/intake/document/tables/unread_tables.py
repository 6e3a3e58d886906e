"""Tables whose rows are not taken for items: those that are none, and matrices of towns beside measures in running text."""

from __future__ import annotations

from collections.abc import Iterator

from zcdash.domain.plan_proposal import Question
from zcdash.domain.source_document import SourceDocument
from zcdash.intake.document.tables.head_words import recognised
from zcdash.intake.document.tables.row_kinds import RowUse
from zcdash.intake.document.tables.row_questions import table_question
from zcdash.intake.document.tables.table_grid import grid_of, plain
from zcdash.intake.document.tables.table_reading import TableReading


def is_matrix(reading: TableReading) -> bool:
    """Return True if all items are rows of figures of units whose head, such as 镇办, alone does not say that they do it."""
    heads = [c for c in reading.columns if c.field == "leads"]
    are_named = any(c.confidence == 1.0 or recognised(plain(c.head)) == "leads" for c in heads)
    return bool(reading.rows) and all(row.figures for row in reading.rows) and not are_named


def table_questions(document: SourceDocument, reading: TableReading) -> Iterator[Question]:
    """Yield a question on each table that is not loaded: those asked about as they were read, and those read as items."""
    yield from (question for question in reading.questions if question.key.startswith("table:"))
    for table in document.tables:
        rows = [
            line.row for line in reading.lines if line.table == table.number and line.use in {RowUse.HEAD, RowUse.ITEM}
        ]
        if rows:
            yield table_question(table.number, grid_of(table).shown(rows[0]), len(rows))
