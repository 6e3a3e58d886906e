"""Unit of the sums of a table, printed above it or above its head: 金额单位：万元."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zcdash.domain.source_document import Passage, SourceDocument, SourceTable
from zcdash.intake.document.people.joined_text import sub_passage
from zcdash.intake.document.tables.chapter_headings import passage_of

_LINE = re.compile(
    r"\s{0,9}[(（]?\s{0,9}(?:金额|计量)?单\s{0,9}位\s{0,9}[:：]\s{0,9}(?P<unit>[万亿]?元)\s{0,9}[)）]?\s{0,9}"
)


def sum_unit_in(passages: Iterable[Passage]) -> Passage | None:
    """Return the only unit that one of some lines names; None for lines with several (亿元、%) or none."""
    lines = ((passage, _LINE.fullmatch(passage.text)) for passage in passages)
    return next((sub_passage(passage, *found.span("unit")) for passage, found in lines if found), None)


def sum_unit_before(document: SourceDocument, table: SourceTable, after: int) -> Passage | None:
    """Return the unit of a line between the block `after` and a table."""
    between = (each for each in document.paragraphs if after < each.order < table.order and not each.struck)
    return sum_unit_in(passage_of(paragraph) for paragraph in between)
