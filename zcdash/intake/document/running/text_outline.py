"""Outline of running text: chapters, sub-chapters and numbered measures, each with the paragraphs that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from zcdash.domain.source_document import Passage, SourceDocument, SourceParagraph
from zcdash.intake.document.people.joined_text import CompactText, sub_passage
from zcdash.intake.document.plain_text import PlainText, plain_text
from zcdash.intake.document.running.closing_lines import SIGNED_LINES, is_closing, signs, unsigned
from zcdash.intake.document.running.statements import LABEL, ends_with_bracket, is_one_bracket, states_who
from zcdash.intake.document.running.text_blocks import Block, Level
from zcdash.intake.document.running.time_spans import SPAN

_CHINESE = "[一二三四五六七八九十百]{1,4}"
_MARKERS = (
    (Level.SUBPART, re.compile(r"[0-9]{1,2}[.](?P<within>[0-9]{1,2})[.](?P<n>[0-9]{1,2})[.、]?(?=[一-鿿“])")),
    (Level.CHAPTER, re.compile(rf"(?P<n>{_CHINESE})、")),
    (Level.CHAPTER, re.compile(rf"第{_CHINESE}章")),
    (Level.ARTICLE, re.compile(rf"第{_CHINESE}条")),
    (Level.SECTION, re.compile(rf"\({_CHINESE}\)、?|[㈠-㈩]、?")),
    (Level.STAGE, re.compile(rf"(?=第{_CHINESE}(?:阶段|时段|步[,:(]))")),
    (Level.MEASURE, re.compile(r"(?P<n>[0-9]{1,3})[.、]|(?P<n2>[0-9]{1,3})\)")),
    (Level.POINT, re.compile(r"\((?P<n>[0-9]{1,2})\)、?")),
    (Level.PART, re.compile(r"(?P<within>[0-9]{1,3})[.](?P<n>[0-9]{1,2})(?=[一-鿿“])")),
    (Level.CIRCLED, re.compile(r"[①-⑳■□◆◇●○▲△★☆▪•]|(?:——|—|–)(?=[一-鿿])")),
    (Level.FIRSTLY, re.compile(rf"(?={_CHINESE}是)|第{_CHINESE}[,、]")),
)
_DATE = re.compile(r"(?:20[0-9]{2}年)?(?:1[0-2]|[1-9])月")
"""Date that a measure begins with, right behind its number: 2.6月底前."""
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
_HEADINGS = _MARKERS[1:6]
_MEASURE = _MARKERS[6][1]
_ALONE = re.compile(r"(?P<n>[0-9]{1,2})(?=[一-鿿])")
"""Number of a heading without a mark, where parts of that number follow: 1 工业, 1.1 技改."""
_FIRST_PART = re.compile(r"\s{0,9}([0-9]{1,2})[.．]1(?![0-9])")
_FIRST_IN_LINE = re.compile(r"(?<=[:。])1[.、](?![0-9])")
_SECOND_IN_LINE = re.compile(r"(?<=[)。])2[.、](?![0-9])")
"""Measures that begin in the line of their heading."""
_NEXT_IN_LINE = re.compile(r"(?<=[)。])(?:(?P<n>[0-9]{1,3})[.、](?![0-9])|(?=[二三四五六七八九十]是|[②-⑳]|\([2-9]\)))")


def blocks_of(document: SourceDocument) -> tuple[Block, ...]:
    """Return the outermost blocks of the document's paragraphs, in their order; footnotes are in none."""
    outline = _Outline()
    shown = (p for p in document.paragraphs if not p.struck and p.content.text.strip() and not _NOTE.match(p.place))
    ordered = sorted(shown, key=lambda p: p.order)
    outline.parted = {int(found[1]) for p in ordered if (found := _FIRST_PART.match(p.content.text))}
    for paragraph, after in zip_longest(ordered, ordered[1:]):
        if not (after and signs(paragraph.content.text, after.content.text)):
            outline.add(paragraph)
    return tuple(outline.roots)


class _Outline:
    """Outline under construction, paragraph by paragraph."""

    def __init__(self) -> None:
        self.roots: list[Block] = []
        self.parted: set[int] = set()
        """Numbers that have a part 1.1."""
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
        found = _MEASURE.match(text)
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
        alone = _ALONE.match(plain.plain)
        if alone and int(alone["n"]) in self.parted and text.lstrip()[alone.end()].isspace():
            return Level.MEASURE, alone.end(), int(alone["n"])
        for level, pattern in _MARKERS:
            found = pattern.match(plain.plain)
            if not found:
                continue
            figures = found.groupdict()
            printed = figures.get("n") or figures.get("n2") or ""
            seq = int(printed) if printed.isascii() and printed else 0
            is_next = seq == self._measure + 1 or seq == 1
            is_before_date = is_next and _DATE.match(plain.plain, found.end())
            if level is Level.MEASURE and _is_decimal(found, plain, text) and not is_before_date:
                continue  # 1.1, or 1.5亿元
            if not self._is_number(level, figures, plain.plain[found.end() :]):
                return None
            return level, found.end(), seq
        return None

    def _is_number(self, level: Level, figures: dict[str, str | None], following: str) -> bool:
        """Return True if what looks like a number of this level is one here."""
        if level is Level.FIRSTLY:
            return self._is_below_chapter() or (following[1:2] != "是" and states_who(following))
        if level in (Level.PART, Level.SUBPART):
            return self._is_next_part(level, int(figures["within"] or 0), int(figures["n"] or 0))
        if level is Level.CIRCLED:
            return states_who(following) or ends_with_bracket(following)
        printed = figures.get("n") or figures.get("n2") or "0"
        if level is not Level.MEASURE:
            return True
        return not self._is_annex and not LABEL.match(following) and self._is_likely(int(printed), following)

    def _is_next_part(self, level: Level, within: int, number: int) -> bool:
        """Return True if a part 1.2 or 1.2.3 follows those that the block has of which it is one."""
        block, above = self._current, Level(level - 1) if level is Level.SUBPART else Level.MEASURE
        while block is not None and block.level > above:
            block = block.parent
        if block is None or block.level is not above or (block.seq or self._measure) != within:
            return False
        last = max((child.seq for child in block.children if child.level is level), default=0)
        return number == last + 1 or (level is Level.SUBPART and last < number <= last + _MOST_SKIPPED)

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
