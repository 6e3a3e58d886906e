"""Proof of the counts: 序号, rows, merged cells and marks of the document beside those of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zcdash.domain.plan_proposal import Origin, Question, QuestionKind
from zcdash.domain.source_document import SourceDocument
from zcdash.intake.document.proof.proof_coverage import KINDS, LEFT, SEPARATOR, STORED, STRUCTURE, Coverage
from zcdash.intake.document.proof.source_index import HEADS, SourceIndex, plain
from zcdash.intake.document.proof.stored_fields import StoredFields

_SEQ = re.compile(r"(\d{1,4})(?:[-.]\d{1,3}){0,2}")
"""序号 as a number, or with the numbers of lower levels behind it: 3.2."""
_BESIDE = ".、★☆*▲●※#"
"""Characters beside a 序号 that are no part of it."""


def compare_counts(
    index: SourceIndex, fields: StoredFields, origins: Sequence[Origin], coverage: Coverage, document: SourceDocument
) -> tuple[list[Question], list[str]]:
    """Return a question for each count that does not agree, and sentences on what was counted in a document as it stands."""
    items = fields.tables["items.csv"]
    questions = [*_seqs(index, fields, origins), *_unread(index)]
    tables = document.tables
    merged = sum(c.row_span > 1 or c.column_span > 1 for t in tables for c in t.cells)
    leads = [r for r in fields.tables["responsible.csv"] if r["role"] == "lead"]
    figures = sum(len(r["figures"].split()) for r in fields.tables["cells.csv"])
    assumed = sum(r["assumed"] == "true" for r in leads)
    notes = [
        f"原文有表格 {len(tables)} 张、行 {sum(t.rows for t in tables)} 行、合并单元格 {merged} 个、"
        f"段落 {len(index.document.paragraphs)} 段；计划有事项 {len(items)} 项、单元格 {len(fields.tables['cells.csv'])} 个、"
        f"数字 {figures} 个。",
        f"牵头 {len(leads)} 个，其中推定 {assumed} 个。",
        f"原文 {sum(map(coverage.count, KINDS))} 字：载入 {coverage.count(STORED)} 字，"
        f"表头、标题等 {coverage.count(STRUCTURE)} 字，标点 {coverage.count(SEPARATOR)} 字，未载入 {coverage.count(LEFT)} 字。",
    ]
    return questions, notes


def _seqs(index: SourceIndex, fields: StoredFields, origins: Sequence[Origin]) -> Iterator[Question]:
    """Yield a question where a 序号 of the tables is not in the plan, or the reverse."""
    used = {found[0].number for o in origins if o.table == "items.csv" and (found := index.at(o.place))}
    printed = {seq: place for number, seq, place in _printed_seqs(index) if number in used}
    claimed = {o.key for o in origins if (o.table, o.column) == ("items.csv", "goal") and index.at(o.place)}
    stored = {int(r["seq"]) for r in fields.tables["items.csv"] if r["code"] in claimed and int(r["seq"] or 0)}
    if printed and set(printed) != stored:
        missing, more = sorted(set(printed) - stored), sorted(stored - set(printed))
        parts = [
            f"原文的序号 {_list(missing)} 不在计划里" if missing else "",
            f"计划的序号 {_list(more)} 不在原文里" if more else "",
        ]
        yield Question(
            key=f"row seq {_list(missing)} {_list(more)}",
            kind=QuestionKind.ROW,
            sentence="；".join(filter(None, parts)) + "。",
            place=printed[missing[0]] if missing else "",
            proposals=("原文如此",),
        )


def _printed_seqs(index: SourceIndex) -> Iterator[tuple[int, int, str]]:
    """Yield (table, 序号, place) of each cell below a head of 序号 that is a number."""
    for place, (table, cell) in index.cells.items():
        found = _SEQ.fullmatch(plain(cell.content.text).strip(_BESIDE))
        if found and any(HEADS["seq"].search(h) for h in index.heads(table, cell)):
            yield table.number, int(found[1]), place


def _unread(index: SourceIndex) -> Iterator[Question]:
    """Yield a question for each thing in the file that was not read."""
    for number, sentence in enumerate(index.document.unread, 1):
        yield Question(
            key=f"row unread {number} {sentence}",
            kind=QuestionKind.ROW,
            sentence=sentence,
            proposals=("已核对，没有计划的内容", "已核对，计划的内容已补录"),
        )


def _list(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers))
