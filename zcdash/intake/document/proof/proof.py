"""Proof that nothing of a document is lost in a plan: from the document and the plan's tables alone.

What was understood of the document is not believed here. Each origin is a claim that is held against the text at its place;
the rows, heads, marks and figures are read a second time, by simpler means. What neither a field nor the structure of the
document holds is a remainder; what differs is a question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zcdash.domain.plan_proposal import (
    ColumnMatch,
    Decisions,
    Origin,
    PlanTables,
    Question,
    Remainder,
    note_on_remainders,
)
from zcdash.domain.source_document import SourceDocument
from zcdash.intake.document.proof.proof_cells import compare_cells
from zcdash.intake.document.proof.proof_counts import compare_counts
from zcdash.intake.document.proof.proof_coverage import Coverage
from zcdash.intake.document.proof.proof_fields import compare_fields
from zcdash.intake.document.proof.proof_figures import compare_figures
from zcdash.intake.document.proof.proof_roles import compare_roles
from zcdash.intake.document.proof.source_index import SourceIndex, plain
from zcdash.intake.document.proof.stored_fields import StoredFields
from zcdash.intake.document.tables.row_questions import decided_columns
from zcdash.intake.document.tables.upright import upright


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Result of the proof: differences, what is left over, and sentences on what was counted and compared."""

    questions: tuple[Question, ...]
    remainders: tuple[Remainder, ...]
    notes: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Return True if every difference has an answer and every remainder was seen."""
        return all(q.answer for q in self.questions) and all(r.acknowledged for r in self.remainders)


def prove(
    document: SourceDocument,
    plan: PlanTables,
    origins: Sequence[Origin],
    columns: Sequence[ColumnMatch],
    decisions: Decisions,
) -> Proof:
    """Compare a plan with the document that it was read from."""
    index, fields = SourceIndex(upright(document)), StoredFields(plan)
    questions = [
        *compare_fields(index, fields, origins, decisions),
        *compare_cells(index, fields, origins, columns, decisions),
        *compare_figures(index, fields, origins),
        *compare_roles(index, fields, origins, decisions),
    ]
    coverage = Coverage(index, fields, origins)
    counted, notes = compare_counts(index, fields, origins, coverage, document)
    left_out = _left_out(columns, decisions)
    remainders = tuple(_acknowledged(r, decisions, index, left_out) for r in coverage.remainders())
    return Proof(
        questions=tuple(with_answer(q, decisions) for q in _unique([*questions, *counted])),
        remainders=remainders,
        notes=(*notes, note_on_remainders(remainders)),
    )


def with_answer(question: Question, decisions: Decisions) -> Question:
    """Return a question with the answer that was given to it."""
    return replace(question, answer=decisions.answers.get(question.key, question.answer))


def _left_out(columns: Sequence[ColumnMatch], decisions: Decisions) -> set[tuple[int, int]]:
    """Return table and column of those that the office decided not to load."""
    heads = {plain(head) for head, field in decided_columns(decisions).items() if field == "other"}
    return {(match.table, match.column) for match in columns if plain(match.head) in heads}


def _acknowledged(
    remainder: Remainder, decisions: Decisions, index: SourceIndex, left_out: set[tuple[int, int]]
) -> Remainder:
    """Return a remainder with what the office said of it, or of its whole column."""
    seen = decisions.acknowledged.get(f"{remainder.place} {remainder.start} {remainder.end}")
    found = index.at(remainder.place)
    is_left_out = found is not None and found[1].column_span == 1 and (found[0].number, found[1].column) in left_out
    return replace(remainder, acknowledged=seen == remainder.text or is_left_out)


def _unique(questions: Sequence[Question]) -> list[Question]:
    """Return the questions, those of one key numbered: two differences never share an answer."""
    counts: Counter[str] = Counter()
    unique = []
    for question in questions:
        counts[question.key] += 1
        again = counts[question.key]
        unique.append(question if again == 1 else replace(question, key=f"{question.key} {again}"))
    return unique
