"""Facts of a notice in its own words: number, title, issuer, date, years, kind, number of items, reporting rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zcdash.domain.source_document import Passage, Passages, SourceDocument, SourceTable
from zcdash.domain.terms import PlanKind
from zcdash.intake.document.people.joined_text import CompactText
from zcdash.intake.document.plain_text import plain_text
from zcdash.intake.document.running.notice_head import Head, head_of
from zcdash.intake.document.running.notice_reporting import Fact, Reporting, reporting_of
from zcdash.intake.document.running.printed_dates import DATE, NUMBER, YEAR, number_of, year_of

_SILENT = Reporting()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """Facts that a notice states; what it does not state is None or empty. Dates are in ISO form."""

    number: Fact | None = None
    title: Fact | None = None
    """Title of what is issued, without 关于印发 and 的通知."""
    issuer: Fact | None = None
    issued: Fact | None = None
    years: Fact | None = None
    """`2017`, or `2019-2025`."""
    kind: Fact | None = None
    """Value of a `PlanKind`."""
    items: Fact | None = None
    """Number of items that it states."""
    reporting: Reporting = _SILENT

    @property
    def year(self) -> int:
        """Return the first year of the plan, 0 where nothing says it."""
        return int(self.years.value[:4]) if self.years else 0

    @property
    def marks_mean_lead(self) -> bool:
        """Return True if the notice says that what is set in 黑体 or bold leads."""
        return self.reporting.lead_rule is not None and self.reporting.lead_rule.value == "marked"

    @property
    def first_leads(self) -> bool:
        """Return True if it says that the first listed leads."""
        return self.reporting.lead_rule is not None and self.reporting.lead_rule.value == "first_listed"


_YEARS = re.compile(rf"(?P<first>{YEAR})(?:年度?)?(?:[-—–~至到]+(?P<last>{YEAR}))?年?")
_ITEMS = (
    re.compile(rf"(?:类|方面)[、,]共?(?P<n>{NUMBER})(?:项|条|个)"),
    re.compile(rf"(?:分解|细化|梳理|分|归纳|整理)(?:为|成|出|形成)?了?(?P<n>{NUMBER})(?:个|项|条|件|类)"),
    re.compile(
        rf"(?:共|合计|总计|共计|确定|明确|提出|安排|实施|如下)了?(?P<n>{NUMBER})(?:个|项|条|件)[^。;,、]{{0,12}}(?:任务|项目|措施|事项|工作|目标|实事)"
    ),
)
_KINDS: tuple[tuple[PlanKind, re.Pattern[str], float], ...] = (
    (PlanKind.MULTI_YEAR, re.compile(r"中长期|五年规划|三年行动|三年计划|五年行动|十[一二三四五]五"), 0.9),
    (
        PlanKind.ANNUAL,
        re.compile(
            r"目标任务|任务目标|任务分解|目标分解|责任分解|政府工作报告|重点工作|重点任务|重点事项|工作目标|折子工程|民生实事|主要目标"
        ),
        0.9,
    ),
    (PlanKind.MEASURES, re.compile(r"措施|工作要点|实施意见|意见$|条$"), 0.9),
    (PlanKind.PROGRAMME, re.compile(r"方案|行动|整治|攻坚|治理"), 0.9),
    (PlanKind.MULTI_YEAR, re.compile(r"规划"), 0.8),
    (PlanKind.PROGRAMME, re.compile(r"规定|制度|办法|计划|工程"), 0.6),
)
_GUESS = 0.3
_DAY_ROWS = 3
"""Rows of a sheet in which its day stands beside 单位：."""
_HEAD_SIZE = 1500
"""Characters of the beginning in which a notice states how many items it has."""


def notice_facts(document: SourceDocument) -> NoticeFacts:
    """Return what a document says of itself: in its paragraphs, and in the rows of its tables that are titles or notes."""
    lines = tuple(_lines(document))
    head = head_of(lines)
    compact = CompactText.of(lines)
    years = _years(head)
    return NoticeFacts(
        number=head.number,
        title=head.title,
        issuer=head.issuer,
        issued=head.issued,
        years=years,
        kind=_kind(head.title, years),
        items=_items(compact),
        reporting=reporting_of(compact),
    )


def _lines(document: SourceDocument) -> Iterator[Passage]:
    """Yield the paragraphs and the rows of one cell, in the order of the document."""
    blocks = [
        (p.order, [_passage(p.place, p.content.text, p.content.marked)]) for p in document.paragraphs if not p.struck
    ]
    blocks += [(table.order, list(_wide_cells(table))) for table in document.tables]
    for _, passages in sorted(blocks, key=lambda block: block[0]):
        yield from (passage for passage in passages if passage.text.strip())


def _passage(place: str, text: str, marked: tuple[tuple[int, int], ...]) -> Passage:
    return Passage(place=place, start=0, end=len(text), text=text, marked=marked)


def _wide_cells(table: SourceTable) -> Iterator[Passage]:
    """Yield the cells that are alone in their row: titles, notes, chapters; and a day in one of the first rows."""
    in_row: dict[int, int] = {}
    for cell in table.cells:
        if cell.content.text.strip():
            for row in range(cell.row, cell.row + min(cell.row_span, table.rows)):
                in_row[row] = in_row.get(row, 0) + 1
    # In a row of items a day is a deadline.
    numbered = {cell.row for cell in table.cells if cell.column == 1 and cell.content.text.strip().isdecimal()}
    full = {row for row, cells in in_row.items() if cells > 1}
    within = range(min(full, default=0) + 1, max(full, default=0))
    for cell in table.cells:
        is_day = (
            cell.row <= _DAY_ROWS and cell.row not in numbered and DATE.fullmatch(plain_text(cell.content.text).plain)
        )
        is_rest = cell.column > 1 and cell.column_span == 1 and (cell.row in within or cell.row - 1 in full)
        is_alone = in_row.get(cell.row) == 1 and not is_rest  # a further unit of an item is no line of the notice
        if cell.content.text.strip() and cell.row_span == 1 and (is_alone or is_day):
            yield _passage(table.place(cell), cell.content.text, cell.content.marked)


def _years(head: Head) -> Fact | None:
    """Return the years of the plan: those of its title, else the year of its issue."""
    for fact in (head.title, head.notice_title):
        found = _YEARS.search(fact.value) if fact else None
        if fact and found:
            first, last = year_of(found["first"]), year_of(found["last"]) if found["last"] else 0
            value = f"{first}-{last}" if last > first else str(first)
            return Fact(value=value, passages=fact.passages)
    if head.issued:
        return Fact(value=head.issued.value[:4], passages=head.issued.passages, confidence=0.5)
    return None


def _kind(title: Fact | None, years: Fact | None) -> Fact | None:
    """Return the kind of plan that the title speaks of."""
    if not title:
        return None
    if years and "-" in years.value and int(years.value[5:]) - int(years.value[:4]) > 1:
        return Fact(value=PlanKind.MULTI_YEAR, passages=title.passages, confidence=0.9)
    for kind, pattern, confidence in _KINDS:
        if pattern.search(title.value):
            return Fact(value=kind, passages=title.passages, confidence=confidence)
    return Fact(value=PlanKind.PROGRAMME, passages=title.passages, confidence=_GUESS)


def _items(compact: CompactText) -> Fact | None:
    """Return how many items the beginning of the document says that it has."""
    for pattern in _ITEMS:
        found = pattern.search(compact.text, 0, _HEAD_SIZE)
        if found and number_of(found["n"]):
            return Fact(value=str(number_of(found["n"])), passages=compact.cut(*found.span()), confidence=0.9)
    return None


def all_passages(facts: NoticeFacts) -> Passages:
    """Return every stretch of the document that a fact was read from."""
    reporting = facts.reporting
    single = (
        *(facts.number, facts.title, facts.issuer, facts.issued, facts.years, facts.items),
        *(reporting.deadline, reporting.period, reporting.receiver, reporting.email, reporting.lead_rule),
    )
    found = [*(f for f in single if f), *reporting.signers, *reporting.phones]
    return tuple(passage for fact in found for passage in fact.passages)
