"""Headings that items stand under: paragraphs before a table, or rows in it."""

from __future__ import annotations

import re

from zcdash.domain.plan_proposal import Question
from zcdash.domain.source_document import Passage, Passages, SourceDocument, SourceParagraph, SourceTable
from zcdash.intake.document.tables.row_kinds import Heading, heading_from, heading_of, is_note
from zcdash.intake.document.tables.row_questions import chapter_question
from zcdash.intake.document.tables.table_grid import part_of, plain, whole_passage
from zcdash.intake.document.tables.table_reading import Chapter

_COUNTER = re.compile(r"(?:项目|事项|任务|任务书|责任卡)[0-9一二三四五六七八九十]{1,3}[:.、]?")
"""Line that only counts the cards below one another: 项目1."""
_SHORT = 40


class Headings:
    """Headings above the place that is being read, the highest first."""

    def __init__(self) -> None:
        self._open: list[tuple[Heading, Passage]] = []
        self.chapters: dict[str, Chapter] = {}
        self.questions: list[Question] = []
        self.were_numbered = False
        """True once a heading with a number was read: those without one may be something else."""
        self.sheet = ""
        """Name of the sheet, where sheets stand for chapters."""
        self._numbers: dict[int, int] = {}

    def begin_sheet(self, name: str) -> None:
        """Leave all headings: a sheet of a workbook begins; its name is the chapter where no heading stands."""
        self._open, self._numbers, self.sheet = [], {}, name

    def enter(self, heading: Heading, passage: Passage) -> None:
        """Go below a heading: those of its rank and lower ones end. A number that does not follow is asked about."""
        self.were_numbered |= heading.number > 0
        before = self._numbers.get(heading.rank, 0)
        if heading.number > 1 and heading.number != before + 1:
            self.questions.append(chapter_question(heading.number, before, heading.title, passage.place))
        self._numbers = {rank: number for rank, number in self._numbers.items() if rank < heading.rank}
        self._numbers[heading.rank] = heading.number
        self._open = [each for each in self._open if each[0].rank < heading.rank]
        self._open.append((heading, passage))

    def title(self, with_subheadings: bool) -> str:
        """Return the title of the chapter, with its subheadings where no field of the items takes them; empty: none."""
        listed = self._open if with_subheadings else self._open[:1]
        title = "：".join(heading.title for heading, _ in listed) or self.sheet
        if title:
            self.note(title, tuple(passage for _, passage in listed))
        return title

    def note(self, title: str, passages: Passages) -> None:
        """Keep a chapter, with every passage that prints its heading."""
        known = self.chapters[title].passages if title in self.chapters else ()
        self.chapters[title] = Chapter(title, (*known, *(each for each in passages if each not in known)))

    @property
    def subheadings(self) -> Passages:
        """Titles of the headings below the chapter."""
        return tuple(part_of(passage, heading.start, heading.end) for heading, passage in self._open[1:])


def headings_before(document: SourceDocument, table: SourceTable, after: int) -> list[tuple[Heading, SourceParagraph]]:
    """Return the headings directly before a table, behind the block `after`; lines for the unit of measure may lie between."""
    found: list[tuple[Heading, SourceParagraph]] = []
    between = [each for each in document.paragraphs if after < each.order < table.order and each.content.text.strip()]
    for paragraph in sorted(between, key=lambda each: -each.order):
        text = plain(paragraph.content)
        heading = _paragraph_heading(paragraph, text)
        if _COUNTER.fullmatch(text) or (not heading and is_note(text)):
            continue
        if not heading:
            break
        found.append((heading, paragraph))
    return found[::-1]


def _paragraph_heading(paragraph: SourceParagraph, text: str) -> Heading | None:
    """Return the heading that a paragraph is, None for titles of the document and other text."""
    if paragraph.struck:
        return None
    if numbered := heading_of(paragraph.content.text):
        return numbered
    is_title = text.startswith("附件") or ("年" in text and text.endswith(("表", "台账", "清单", "任务", "计划")))
    marked = sum(end - start for start, end in paragraph.content.marked)
    stands_out = paragraph.heading > 0 or marked * 2 > len(paragraph.content.text)
    if stands_out and len(text) <= _SHORT and not is_title:
        return heading_from(paragraph.content.text)
    return None


def passage_of(paragraph: SourceParagraph) -> Passage:
    """Return the passage that covers a paragraph."""
    return whole_passage(paragraph.place, paragraph.content)
