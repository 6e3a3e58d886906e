"""Items in the tables of a document, with their chapters, and the questions that the tables leave open."""

from __future__ import annotations

from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import Decisions
from zcdash.domain.source_document import SourceDocument, SourceRow
from zcdash.intake.document.given_answers import year_answered
from zcdash.intake.document.parts.unit_rows import is_number
from zcdash.intake.document.tables import row_questions
from zcdash.intake.document.tables.column_fields import is_dated
from zcdash.intake.document.tables.row_checks import blank_questions, row_checks
from zcdash.intake.document.tables.row_reader import RowReader
from zcdash.intake.document.tables.schedule import scheduled
from zcdash.intake.document.tables.seq_questions import seq_questions, with_blank_rows
from zcdash.intake.document.tables.table_reading import TableReading
from zcdash.intake.document.tables.table_sections import year_of


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
    rows = tuple(draft.finished() for draft in reader.items.drafts)
    if year is not None:
        rows, periods = scheduled(rows, year, periods)
    is_undated = any(not is_dated(text) for text in targets) or (year is None and any(row.schedule for row in rows))
    questions = [
        *([row_questions.year_question()] if is_undated else []),
        *row_questions.column_questions(columns, reader.filled, set(reader.decided), periods, year),
        *with_blank_rows(seq_questions(reader.items.drafts, reader.items.taken_over("seq")), reader.blank),
        *row_questions.goal_questions(reader.items.drafts),
        *row_questions.no_chapter_questions(reader.items.drafts),
        *blank_questions(reader.items.drafts),
        *row_checks(reader.items.drafts, columns),
        *reader.questions,
    ]
    return TableReading(
        rows=rows,
        columns=columns,
        periods=_without_annual(rows, periods),
        chapters=tuple(reader.headings.chapters.values()),
        questions=row_questions.answered(row_questions.of_one_row(questions), decisions.answers),
        used=tuple(dict.fromkeys(reader.used)),
        lines=tuple(reader.lines),
        year=year,
    )


def _without_annual(rows: tuple[SourceRow, ...], periods: tuple[str, ...]) -> tuple[str, ...]:
    """Return the periods without the year of a table of indicators: its column has the annual values, no return of its own."""
    dates = {text: Period.parse(text) for text in periods}
    ends = {period.ends for period in dates.values()}
    kept = []
    for text, whole in dates.items():
        inside = [p for p in dates.values() if p != whole and whole.starts <= p.starts and p.ends <= whole.ends]
        filled = [row for row in rows if text in row.targets]
        is_closed = any(p.ends == whole.ends for p in inside) and whole.ends in ends
        if not (is_closed and filled and all(is_number(row, text) for row in filled)):
            kept.append(text)
    return tuple(kept)
