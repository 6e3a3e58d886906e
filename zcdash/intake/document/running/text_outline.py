"""Outline of running text: chapters, sub-chapters and numbered measures, each with the paragraphs that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import zip_longest

from zcdash.domain.source_document import Passage, Passages, SourceDocument, SourceParagraph
from zcdash.intake.document.people.joined_text import CompactText, sub_passage
from zcdash.intake.document.plain_text import PlainText, plain_text
from zcdash.intake.document.running.closing_lines import SIGNED_LINES, is_closing, signs, unsigned
from zcdash.intake.document.running.measure_brackets import MeasureParts, measure_parts
from zcdash.intake.document.running.statements import LABEL, ends_with_bracket, is_one_bracket, states_who
from zcdash.intake.document.running.time_spans import SPAN


class Level(IntEnum):
    """Level of a numbered block, in the order in which one contains the next."""

    CHAPTER = 1
    """一、 or 第一章."""
    ARTICLE = 2
    """第一条."""
    SECTION = 3
    """（一）."""
    STAGE = 4
    """第一阶段."""
    MEASURE = 5
    """1．."""
    POINT = 6
    """（1）."""
    PART = 7
    """1.1, within the measure 1．."""
    CIRCLED = 8
    """① or ■, only where it says itself who is responsible."""
    FIRSTLY = 9
    """一是, only right below a chapter."""


@dataclass(slots=True, kw_only=True)
class Block:
    """Numbered block: its number as printed and as a figure, its own text, and the blocks within it."""

    level: Level
    number: Passages
    seq: int = 0
    """Number printed in figures; 0: none."""
    parts: list[Passage] = field(default_factory=list)
    """Own text, a passage for each paragraph."""
    parent: Block | None = None
    children: list[Block] = field(default_factory=list)
    _stated: MeasureParts | None = None

    def stated(self) -> MeasureParts:
        """Return the parts of its own text, which is complete by then; many measures ask the heading above them."""
        if self._stated is None:
            self._stated = measure_parts(tuple(self.parts))
        return self._stated

    def restate(self, parts: list[Passage]) -> None:
        """Leave a block these parts of its own text."""
        self.parts, self._stated = parts, None

    def all_parts(self) -> Passages:
        """Return the text of the block with that of the blocks within it, numbers included."""
        inner = (part for child in self.children for part in (*child.number, *child.all_parts()))
        return (*self.parts, *inner)

    def leaves(self) -> Iterator[Block]:
        """Yield the blocks within it that have none within, itself if it has none."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


_CHINESE = "[一二三四五六七八九十百]{1,4}"
_MARKERS = (
    (Level.CHAPTER, re.compile(rf"(?P<n>{_CHINESE})、")),
    (Level.CHAPTER, re.compile(rf"第{_CHINESE}章")),
    (Level.ARTICLE, re.compile(rf"第{_CHINESE}条")),
    (Level.SECTION, re.compile(rf"\({_CHINESE}\)、?|[㈠-㈩]、?")),
    (Level.STAGE, re.compile(rf"(?=第{_CHINESE}(?:阶段|时段|步[,:(]))")),
    (Level.MEASURE, re.compile(r"(?P<n>[0-9]{1,3})[.、]|(?P<n2>[0-9]{1,3})\)")),
    (Level.POINT, re.compile(r"\((?P<n>[0-9]{1,2})\)、?")),
    (Level.PART, re.compile(r"(?P<within>[0-9]{1,3})[.](?P<n>[0-9]{1,2})(?=[一-鿿“])")),
    (Level.CIRCLED, re.compile(r"[①-⑳■□◆◇●○▲△★☆▪•]|(?:——|—|–)(?=[一-鿿])")),
    (Level.FIRSTLY, re.compile(rf"(?={_CHINESE}是)")),
)
_MOST_SKIPPED = 3
"""Numbers of measures that may be missing before one is taken for a line that only begins with a figure."""
_WINDOW = 600
"""Characters in which a bracket has to begin that ends a measure."""
_SENTENCE_ENDS = "。;:!?)"
_WORDS = re.compile(r"[一-鿿“《]{2}")
_FURNITURE = re.compile(r"^-?[0-9]{1,4}-?$|^[A-Z]{2,8}-[0-9]{4}-[0-9]{1,10}$")
"""Page numbers and registration numbers."""
_TIMED = re.compile(r"时间|进度|步骤|阶段")
_NOTE = re.compile(r"脚注|尾注")
_NAME_SIZE, _ANNEX_SIZE = 40, 40
_HEADINGS = _MARKERS[:5]
_FIRST_IN_LINE = re.compile(r"(?<=[:。])1[.、](?![0-9])")
_SECOND_IN_LINE = re.compile(r"(?<=[)。])2[.、](?![0-9])")
"""Measures that begin in the line of their heading."""
_NEXT_IN_LINE = re.compile(r"(?<=[)。])(?:(?P<n>[0-9]{1,3})[.、](?![0-9])|(?=[二三四五六七八九十]是|[②-⑳]|\([2-9]\)))")


def blocks_of(document: SourceDocument) -> tuple[Block, ...]:
    """Return the outermost blocks of the document's paragraphs, in their order; footnotes are in none."""
    outline = _Outline()
    shown = (p for p in document.paragraphs if not p.struck and p.content.text.strip() and not _NOTE.match(p.place))
    ordered = sorted(shown, key=lambda p: p.order)
    for paragraph, after in zip_longest(ordered, ordered[1:]):
        if not (after and signs(paragraph.content.text, after.content.text)):
            outline.add(paragraph)
    return tuple(outline.roots)


class _Outline:
    """Outline under construction, paragraph by paragraph."""

    def __init__(self) -> None:
        self.roots: list[Block] = []
        self._current: Block | None = None
        self._is_annex = False
        """True within the list of annexes, whose numbers are no measures."""
        self._measure = 0
        """Number of the last measure."""
        self._ended = True
        """True where the last paragraph ends with its sentence: the next one is no line of it."""
        self._waiting: list[Passage] = []
        """Paragraphs without a number behind a measure that has its bracket: a measure, if they have one too."""

    def add(self, paragraph: SourceParagraph) -> None:
        content = paragraph.content
        whole = Passage(place=paragraph.place, start=0, end=len(content.text), text=content.text, marked=content.marked)
        for passage in unsigned(whole):
            for line in self._lines(passage):
                self._add(line, paragraph.heading)
                self._ended = bool(paragraph.heading) or plain_text(line.text[-SIGNED_LINES:]).plain.endswith(
                    tuple(_SENTENCE_ENDS)
                )

    def _lines(self, whole: Passage) -> Iterator[Passage]:
        """Yield the paragraph in pieces: cut where the bracket of a measure is followed by the next number."""
        plain = plain_text(whole.text)
        start, number = 0, self._first_number(plain.plain)
        opening = _FIRST_IN_LINE.search(plain.plain) if any(m.match(plain.plain) for _, m in _HEADINGS) else None
        if opening and _SECOND_IN_LINE.search(plain.plain, opening.end()):
            start, number = plain.stretch(opening.start(), opening.end())[0], 1
            yield from filter(None, (sub_passage(whole, 0, start),))
        for found in _NEXT_IN_LINE.finditer(plain.plain):
            is_next = bool(number) and int(found["n"]) == number + 1 if found["n"] else True
            if not is_next or not ends_with_bracket(plain.plain[max(0, found.start() - _WINDOW) : found.start()]):
                continue
            end = plain.stretch(found.start(), found.end())[0]
            if piece := sub_passage(whole, start, end):
                yield piece
            start, number = end, number + bool(found["n"])
        if piece := sub_passage(whole, start, len(whole.text)):
            yield piece

    def _first_number(self, text: str) -> int:
        found = _MARKERS[5][1].match(text)
        return int(found["n"] or found["n2"]) if found else self._measure

    def _add(self, passage: Passage, heading: int) -> None:
        plain = plain_text(passage.text)
        marker = self._marker(plain, passage.text)
        if marker:
            level, length, seq = marker
            end = plain.stretch(0, length)[1] if length else 0
            number = sub_passage(passage, 0, end)
            text = sub_passage(passage, end, len(passage.text))
            self._open(Block(level=level, number=(number,) if number else (), seq=seq, parts=[text] if text else []))
        elif _FURNITURE.search(plain.plain):
            return
        elif is_closing(plain.plain):
            self._waiting = []
            self._current, self._is_annex = None, plain.plain.startswith("附件:")
        elif self._is_annex and len(plain.plain) <= _ANNEX_SIZE and not heading:
            return
        elif heading:
            level = (Level.CHAPTER, Level.SECTION, Level.STAGE)[min(heading, 3) - 1]
            self._open(Block(level=level, number=(), parts=[passage]))
        elif self._is_dated_stage(plain.plain):
            self._open(Block(level=Level.STAGE, number=(), parts=[passage]))
        elif self._current is not None and (not _is_closed(self._current.parts) or is_one_bracket(plain.plain)):
            self._current.parts.append(passage)
        elif self._current is not None:
            self._waiting.append(passage)
            if _is_closed(self._waiting):
                level = max(self._current.level, Level.MEASURE)
                self._open(Block(level=level, number=(), parts=self._waiting))

    def _is_dated_stage(self, text: str) -> bool:
        """Return True for a paragraph that begins with a time, under a heading that announces a timetable."""
        block = self._current
        while block is not None and block.level is Level.STAGE:
            block = block.parent
        if block is None or block.level not in (Level.CHAPTER, Level.SECTION) or not block.parts:
            return False
        found = SPAN.match(text)
        is_before = bool(found) and text[found.end() : found.end() + 1] in (",", ":")  # type: ignore[union-attr]
        return is_before and bool(_TIMED.search(block.parts[0].text[:_NAME_SIZE]))

    def _marker(self, plain: PlainText, text: str) -> tuple[Level, int, int] | None:
        """Return level, length and figure of the number that a paragraph begins with."""
        for level, pattern in _MARKERS:
            found = pattern.match(plain.plain)
            if not found:
                continue
            figures = found.groupdict()
            printed = figures.get("n") or figures.get("n2") or ""
            seq = int(printed) if printed.isascii() and printed else 0
            if level is Level.MEASURE and _is_decimal(found, plain, text):
                continue  # 1.1, or 1.5亿元
            if not self._is_number(level, figures, plain.plain[found.end() :]):
                return None
            return level, found.end(), seq
        return None

    def _is_number(self, level: Level, figures: dict[str, str | None], following: str) -> bool:
        """Return True if what looks like a number of this level is one here."""
        if level is Level.FIRSTLY:
            return self._is_below_chapter()
        if level is Level.PART:
            return int(figures["within"] or 0) == self._measure and int(figures["n"] or 0) == self._parts() + 1
        if level is Level.CIRCLED:
            return states_who(following) or ends_with_bracket(following)
        printed = figures.get("n") or figures.get("n2") or "0"
        if level is not Level.MEASURE:
            return True
        return not self._is_annex and not LABEL.match(following) and self._is_likely(int(printed), following)

    def _parts(self) -> int:
        """Return how many parts 1.1 the measure has that is being read."""
        block = self._current
        while block is not None and block.level > Level.MEASURE:
            block = block.parent
        return sum(child.level is Level.PART for child in block.children) if block else 0

    def _is_below_chapter(self) -> bool:
        block = self._current
        return block is not None and (block.level is Level.CHAPTER or block.level is Level.FIRSTLY)

    def _is_likely(self, seq: int, following: str) -> bool:
        """Return True if a figure numbers a measure: it goes on or begins anew, or it stands before a sentence of its own."""
        is_next = seq == 1 or self._measure < seq <= self._measure + _MOST_SKIPPED
        return is_next or (self._ended and bool(self._measure) and bool(_WORDS.match(following)))

    def _open(self, block: Block) -> None:
        self._is_annex = False
        self._waiting = []
        parent = self._current if self._current is not None else (self.roots[-1] if self.roots else None)
        if self._current is None and parent is not None and block.level > Level.CHAPTER:
            parent = self._last_of(parent)
        while parent is not None and parent.level >= block.level:
            parent = parent.parent
        block.parent = parent
        (parent.children if parent else self.roots).append(block)
        self._current = block
        if block.level is Level.MEASURE and block.number:
            self._measure = block.seq

    def _last_of(self, block: Block) -> Block:
        while block.children:
            block = block.children[-1]
        return block


def _is_decimal(found: re.Match[str], plain: PlainText, printed: str) -> bool:
    """Return True for 2.5亿元: a figure right behind a narrow point, not behind ． or a blank."""
    end = found.end()
    if plain.plain[end : end + 1] in ("", *"、") or not plain.plain[end].isdigit() or plain.plain[end - 1] != ".":
        return False
    point, after = plain.origins[end - 1], plain.origins[end]
    return printed[point] == "." and after == point + 1


def _is_closed(parts: list[Passage]) -> bool:
    """Return True if a text has ended with its bracket: what follows without a number is no part of it."""
    return bool(parts) and ends_with_bracket(CompactText.of(tuple(parts[-3:])).text)
