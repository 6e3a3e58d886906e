"""Items in the tables of a document, with their chapters, and the questions that the tables leave open."""

from __future__ import annotations

from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import Decisions
from zcdash.domain.source_document import SourceDocument
from zcdash.intake.document import row_questions
from zcdash.intake.document.column_fields import is_dated
from zcdash.intake.document.given_answers import year_answered
from zcdash.intake.document.row_reader import RowReader
from zcdash.intake.document.table_reading import TableReading
from zcdash.intake.document.table_sections import year_of


def rows_of_tables(document: SourceDocument, year: int | None, decisions: Decisions) -> TableReading:
    """Return the items of all tables. Without a year in notice, heads or titles the targets stay undated, and a question asks.

    `decisions.columns` and the answers to questions on columns, merged cells and cut rows are followed.
    """
    known = year or year_answered(decisions.answers.get("field:year", "")) or year_of(document)
    reader = RowReader(document, known, decisions)
    for table in sorted(document.tables, key=lambda each: each.order):
        reader.read(table)
    return _reading(reader, known, decisions)


def _reading(reader: RowReader, year: int | None, decisions: Decisions) -> TableReading:
    """Return what a reader found."""
    columns = tuple(dict.fromkeys(reader.columns))
    targets = {column.field.removeprefix("target:") for column in columns if column.field.startswith("target:")}
    periods = tuple(period.text for period in sorted(Period.parse(text) for text in targets if is_dated(text)))
    questions = [
        *([row_questions.year_question()] if len(periods) < len(targets) else []),
        *row_questions.column_questions(columns, reader.filled, set(reader.decided), periods),
        *row_questions.seq_questions(reader.items.drafts),
        *row_questions.goal_questions(reader.items.drafts),
        *row_questions.no_chapter_questions(reader.items.drafts),
        *row_questions.blank_questions(reader.items.drafts),
        *reader.questions,
    ]
    return TableReading(
        rows=tuple(draft.finished() for draft in reader.items.drafts),
        columns=columns,
        periods=periods,
        chapters=tuple(reader.headings.chapters.values()),
        questions=row_questions.answered(questions, decisions.answers),
        used=tuple(dict.fromkeys(reader.used)),
        lines=tuple(reader.lines),
        year=year,
    )
