"""Plan from a document: notice, rows, roles, names and parts become the tables of a plan, with questions and a proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from zcdash.domain.model import Phase
from zcdash.domain.plan_proposal import (
    ColumnMatch,
    Decisions,
    KnownNames,
    Origin,
    PlanProposal,
    PlanTables,
    Question,
)
from zcdash.domain.source_document import Passages, SourceDocument, SourceRow
from zcdash.domain.terms import PlanKind
from zcdash.errors import InvalidInput
from zcdash.intake.document.fault_questions import fault_questions
from zcdash.intake.document.given_answers import checked
from zcdash.intake.document.plain_text import plain_text
from zcdash.intake.document.plan_head import HeadParts, PlanHead
from zcdash.intake.document.plan_items import NO_CHAPTER, cell_rows, chapter_titles, codes_of, item_origins, item_rows
from zcdash.intake.document.plan_parts import Parts, assign_reporting, parts_of, with_target
from zcdash.intake.document.plan_roles import Responsibilities, read_all_roles, responsibilities
from zcdash.intake.document.proof.proof import prove, with_answer
from zcdash.intake.document.running.measure_brackets import measure_parts, with_labels
from zcdash.intake.document.running.notice import NoticeFacts, notice_facts
from zcdash.intake.document.running.notice_reporting import Fact
from zcdash.intake.document.running.running_text import rows_of_text
from zcdash.intake.document.source_rows import as_printed, origins_of, stored_text
from zcdash.intake.document.tables.dittos import ditto_origins
from zcdash.intake.document.tables.table_rows import rows_of_tables
from zcdash.intake.document.tables.unread_tables import is_matrix, table_questions
from zcdash.intake.document.tables.upright import upright
from zcdash.intake.plan_csv import COLUMNS
from zcdash.intake.plan_folder_files import source_name
from zcdash.text import single_line

_DOUBT = 0.5
_SHOWN_HEADS = 6
"""Cells of a table that a refusal shows."""
_ENDS_CHAPTER = "。.；;：:"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """Rows of a document, from its tables or its running text, with what they say of the whole."""

    rows: tuple[SourceRow, ...]
    headings: Mapping[str, Passages]
    periods: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    columns: tuple[ColumnMatch, ...] = ()
    questions: tuple[Question, ...] = ()
    year: int = 0
    kind: PlanKind = PlanKind.ANNUAL
    phase_passages: tuple[tuple[str, Passages], ...] = ()


def propose_plan(document: SourceDocument, decisions: Decisions, known: KnownNames) -> PlanProposal:
    """Return the plan that a document holds, as far as it was understood. Raises InvalidInput where it has no items."""
    printed, document = document, upright(document)
    notice = notice_facts(document)
    reading = _read(document, notice, decisions)
    notice = _asked_where_task(notice, reading.rows)
    roles = read_all_roles(document, reading.rows, notice, known)
    chapters = chapter_titles(reading.rows, reading.headings)
    head = PlanHead(
        source_name(document.file_name),
        notice,
        decisions,
        HeadParts(
            chapters=[(_title(title, passages), passages) for title, passages in chapters.items()],
            items=len(reading.rows),
            has_leaders=any(role.kind == "leader" for each in roles for role in each.roles),
            periods=reading.periods,
            phases=reading.phases,
            year=reading.year,
            kind=reading.kind,
        ),
    )
    toml, _, periods = head.toml()
    codes = codes_of(reading.rows, head.kind)
    rows = {code: with_target(row, periods) for code, row in zip(codes, reading.rows, strict=True)}
    people = responsibilities(document, dict(zip(codes, roles, strict=True)), known, decisions)
    parts = parts_of(rows, periods, decisions)
    assign_reporting(parts, people, codes, decisions)
    plan = PlanTables(toml, _tables(rows, list(chapters), people, parts))
    origins = [*head.origins, *item_origins(rows), *people.origins, *parts.origins]
    for code, passages in reading.phase_passages:
        origins += origins_of("plan.toml", f"phase {code}", "name", passages)
    for code, each in zip(codes, roles, strict=True):
        origins += _source_origins(parts, code, each.data_sources)
    origins += ditto_origins(rows, plan, origins)
    origins = [replace(o, key=single_line(o.key)) for o in origins]
    of_rows = [with_answer(q, decisions) for q in reading.questions]
    questions = [*head.questions, *of_rows, *people.questions, *parts.questions]
    return _proven(printed, plan, origins, reading.columns, questions, people, decisions)


def _read(document: SourceDocument, notice: NoticeFacts, decisions: Decisions) -> _Reading:
    """Return the rows of the tables, else those of the running text. Raises InvalidInput where neither has any.

    A matrix of towns beside measures only illustrates them: it is asked about.
    """
    tables = rows_of_tables(document, notice.year or None, decisions)
    text = rows_of_text(document, notice) if not tables.rows or is_matrix(tables) else None
    if text is None or (tables.rows and not text.rows):
        return _Reading(
            rows=tuple(map(_with_named, tables.rows)),
            headings={c.title: c.passages for c in tables.chapters},
            periods=tables.periods,
            columns=tables.columns,
            questions=tables.questions,
            year=tables.year or 0,
        )
    if not text.rows:
        raise _without_items(document, text.note)
    return _Reading(
        rows=text.rows,
        headings=dict(text.chapters),
        phases=tuple(Phase(p.code, p.name, p.starts, p.ends, p.parent) for p in text.phases),
        phase_passages=tuple((p.code, p.passages) for p in text.phases),
        questions=(*text.questions, *table_questions(document, tables)),
        kind=PlanKind.PROGRAMME if text.phases else PlanKind.MEASURES,
    )


def _without_items(document: SourceDocument, note: str) -> InvalidInput:
    """Return the refusal of a document without items; of one with tables it shows the first rows of the largest."""
    said = f"在“{document.file_name}”里没有找到任务：既没有任务表，也没有编号的措施。{note}{''.join(document.unread)}"
    table = max(document.tables, key=lambda each: len(each.cells), default=None)
    if not table:
        return InvalidInput(said, "请核对是否选对了文件；扫描件请先转成文字。")
    heads = [plain_text(c.content.text).plain for c in table.cells if c.content.text.strip()][:_SHOWN_HEADS]
    return InvalidInput(
        f"{said}表{table.number}（“{'、'.join(heads)}”等栏）没有认出目标任务和责任单位。",
        "请在表头写明“目标任务”和“责任单位”“完成时限”，一行一项，再导入；不是计划的，请换文件。",
    )


def _asked_where_task(notice: NoticeFacts, rows: Sequence[SourceRow]) -> NoticeFacts:
    """Return the facts of a notice; a reporting rule that is an item's own task, to nobody named, is asked about."""
    rule, goals = notice.reporting, [p for row in rows for p in row.goal]

    def doubted(fact: Fact | None) -> Fact | None:
        first = fact.passages[0] if fact and fact.passages else None
        is_task = first and any(g.place == first.place and g.start <= first.start < g.end for g in goals)
        return replace(fact, confidence=min(fact.confidence, _DOUBT)) if fact and is_task else fact

    if rule.receiver:
        return notice
    return replace(notice, reporting=replace(rule, deadline=doubted(rule.deadline), period=doubted(rule.period)))


def _with_named(row: SourceRow) -> SourceRow:
    """Return a row of a table with those responsible in their own fields: named by labels, or in its own text."""
    if row.leads or row.supports or row.leaders:
        return with_labels(row)
    for passages in (row.goal, *row.targets.values()):
        parts = measure_parts(passages, opening=False)
        if parts.has_responsible and parts.goal:
            named = replace(row, leads=parts.leads, supports=parts.supports, leaders=parts.leaders)
            return replace(named, leads_apart=parts.leads_apart, deadline=row.deadline or parts.deadline)
    return row


def _title(chapter: str, passages: Passages) -> str:
    """Return the title of a chapter with the characters that are printed."""
    title = plain_text(chapter).plain.strip(_ENDS_CHAPTER)
    return as_printed(title, stored_text(passages)) or NO_CHAPTER


def _tables(
    rows: Mapping[str, SourceRow], chapters: Sequence[str], people: Responsibilities, parts: Parts
) -> dict[str, list[dict[str, str]]]:
    """Return the ten tables of the plan, each row with all columns of its file, without what is invisible in print."""
    tables = {
        **parts.tables,
        "items.csv": item_rows(rows, parts.titles, chapters),
        "responsible.csv": people.responsible,
        "units.csv": people.units,
        "leaders.csv": people.leaders,
        "doubts.csv": parts.doubts,
        "cells.csv": cell_rows(rows, parts.tables["targets.csv"]),
    }
    return {
        file: [{c: single_line(row.get(c, "")) for c in columns.split()} for row in tables[file]]
        for file, columns in COLUMNS.items()
    }


def _source_origins(parts: Parts, code: str, passages: Passages) -> list[Origin]:
    """Return the origins of the data sources of an item's indicators."""
    indicators = [r["code"] for r in parts.tables["indicators.csv"] if r["item"] == code and r["data_source"]]
    return [o for indicator in indicators for o in origins_of("indicators.csv", indicator, "data_source", passages)]


def _proven(
    document: SourceDocument,
    plan: PlanTables,
    origins: Sequence[Origin],
    columns: Sequence[ColumnMatch],
    questions: Iterable[Question],
    people: Responsibilities,
    decisions: Decisions,
) -> PlanProposal:
    proof = prove(document, plan, origins, columns, decisions)
    asked = {q.key: q for q in (*questions, *fault_questions(plan), *proof.questions)}
    return PlanProposal(
        file_name=document.file_name,
        sha256=document.sha256,
        plan=plan,
        columns=tuple(columns),
        names=people.names,
        origins=tuple(origins),
        questions=tuple(checked(q) for q in asked.values()),
        remainders=proof.remainders,
        notes=(*proof.notes, *document.unread),
    )
