"""Text of a cell to match patterns on, with its characters traced back to the document, and its sentences and clauses."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from zcdash.domain.source_document import Passage, Passages
from zcdash.intake.document.parts.dates import LEADING_DATE
from zcdash.intake.document.parts.unit_words import NUMBERING
from zcdash.intake.document.plain_text import plain_text
from zcdash.intake.document.source_rows import are_beside

_OPENING, _CLOSING = "(《“‘[〔", ")》”’]〕"
EMPTY = "-—/无空。 "
"""Characters of a cell that says nothing."""
_LONGEST_BRACKET = 120
"""Characters after which an open bracket is taken for a typing error."""
POINT = re.compile(
    r"[①-⑳㈠-㈩]|\(\d{1,2}\)|\([一二三四五六七八九十]{1,2}\)|\d{1,2}(?:[.、](?!\d)|\))|"
    r"[一二三四五六七八九十]{1,2}(?:是(?!否)|要(?![求素件点])|、(?![一二三四1-4]季度))|第[一二三四五六七八九十]{1,2}[,、]"
)
"""Enumerator at the beginning of a point."""
_POINT_NUMBER = re.compile(r"(?<![^;。!])(?P<number>[0-9]{1,2})[.、)]")
_FRACTION = 2
"""Figures behind a point that may be parts of a count: 万人拥有3.15件."""
_LINE_POINT = re.compile(
    r"\s{0,8}(?:[（(]?\d{1,2}[）).、．](?!\d)|[（(][一二三四五六七八九十]{1,2}[）)]|[一二三四五六七八九十]{1,2}(?:是(?!否)|、))"
)
"""Enumerator at the beginning of a printed line."""
_GOES_ON = "。；;：:，,、（(“《和及与的或等至—-"
"""Last characters of a line after which nothing ends that has not ended yet, or its words go on."""
_OUTCOME = "建成|投用|投产|达效|开工|开工建设|竣工|完工|加快建设|通车|启用|投入使用"
_TOLD = re.compile(f"(?:{_OUTCOME})$")
_TELLS = re.compile(f"[^,;。、]{{3,20}}?(?:{_OUTCOME})(?![^,;。、])")
_SEASON = re.compile(r"第?[一二三四1-4]季度|1?[0-9]月")
_SEASON_BEFORE = re.compile(r"(?:季度|月)(?!(?:\d{1,2}[日号]|[上中下]旬|底|末)?(?:之?前)?$)[^、,;。月季]{2,20}$")
"""Step with its time before another: 一季度开工、二季度完工."""
_PAIR = re.compile(r"[^,;。:、\d]{2,6},[^,;。:、\d]{2,6}:")
"""Heading of two names: 城中村，城边村：."""
_LEAST_WIDTH, _MOST_WIDTH = 10, 60
_SAID_POINT = re.compile(r"(?<=,)[一二三四五六七八九十]{1,2}(?:是(?!否)|要(?![求素件点]))|[①-⑳㈠-㈩]")
"""Enumerator that begins a point also within a sentence, 二是 behind a comma."""
_DATE_HEADING = re.compile(r"(?:\d{1,2}月份?|[一二三四1-4]季度|上半年|下半年|年底)(?:、\d{1,2}月份?)*:")
_LABEL = re.compile(
    r"(?:本?年度|全年|阶段性?|主要|总体|具体|工作|建设|实施|推进|任务|时间|完成|进度|质量){1,3}(?:目标|内容|任务|节点|安排|计划|规模|措施|要求|进度|时限)"
)
"""Label of a part of the text (年度目标：), which names no project."""
_STEP = re.compile(
    rf"\((?=(?:其中:?)?{LEADING_DATE.pattern})(?![^(),;]{{2,20}}?前?(?:全部|全面|基本)?(?:完成|建成|完工|竣工|投用|开工|到位)\))"
    r"[^();。]{6,100}\)(?=[,;。、)]|$)"
)
"""Bracket that ends a clause and holds a step with a date of its own: 完成投资20亿元(6月底前完成8亿元)."""
_THOUSANDS = re.compile(r",\d{3}(?![\d年月])")
_DATED = re.compile(r"(?:\d{4}年)?\d{1,2}月")


@dataclass(frozen=True, slots=True)
class CellText:
    """Plain text of the passages of a cell; each character has its passage and its offset in the document's text."""

    plain: str
    printed: str
    """The same text with the characters as printed, without blanks; one character for each plain one (empty: \\0)."""
    places: tuple[str, ...]
    offsets: tuple[tuple[int, int], ...]
    """Plain character → number of its passage, offset in the text of the passage's place."""
    is_of_columns: bool = False
    """True for a text of two columns beside each other: what is done, and how much of it."""

    def text(self, start: int, end: int) -> str:
        """Return a stretch as printed, without blanks and line breaks."""
        return self.printed[start:end].replace("\0", "").strip()

    def stretches(self, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """Yield place, first character and the one after the last of a stretch, for each passage that it touches."""
        begin = start
        for at in range(start, end):
            if at + 1 == end or self.offsets[at + 1][0] != self.offsets[begin][0]:
                yield self.places[self.offsets[begin][0]], self.offsets[begin][1], self.offsets[at][1] + 1
                begin = at + 1


def cell_text(passages: Passages) -> CellText:
    """Return the text of a field that the document has in one passage or in several."""
    plain: list[str] = []
    printed: list[str] = []
    offsets: list[tuple[int, int]] = []
    is_beside = any(are_beside(*pair) for pair in itertools.pairwise(passages))
    for number, passage in enumerate(passages):
        before = passages[number - 1] if number else None
        if before and _are_apart(before, passage) and "".join(plain[-1:]) not in ",;。、:":
            plain.append(";")
            printed.append("\0")
            offsets.append((number - 1, max(before.start, before.end - 1)))
        text = plain_text(passage.text)
        breaks = _breaks(passage.text)
        last = -1
        for character, origin in zip(text.plain, text.origins, strict=True):
            while breaks and breaks[0] < origin:
                plain.append(";")
                printed.append("\0")
                offsets.append((number, passage.start + breaks.pop(0)))
            plain.append(character)
            # NFKC turns one character into several at times (㎡ → m2): the first stands for it.
            printed.append("\0" if origin == last else " " if character == " " else passage.text[origin])
            offsets.append((number, passage.start + origin))
            last = origin
    whole = _parted("".join(plain))
    return CellText(whole, "".join(printed), tuple(p.place for p in passages), tuple(offsets), is_beside)


def _parted(plain: str) -> str:
    """Return a plain text with the brackets of dated steps as marks between clauses, and 2.100人 as 2)100人."""
    numbers = {int(found["number"]) for found in _POINT_NUMBER.finditer(plain)}

    def marked(found: re.Match[str]) -> str:
        number, count = int(found["number"]), found["count"]
        is_point = len(count) > _FRACTION or {number - 1, number + 1} & numbers
        return f"{found['number']}){count}" if is_point else found[0]

    return _STEP.sub(lambda found: f",{found[0][1:-1]};", NUMBERING.sub(marked, plain))


def _are_apart(before: Passage, after: Passage) -> bool:
    """Return True for parts of one cell between which something is left out, at least a mark, and for two columns of a field."""
    return are_beside(before, after) or (before.place == after.place and before.end < after.start)


def _breaks(printed: str) -> list[int]:
    """Return the offsets of line breaks that end a point: before an enumerator, or after a line much shorter than the others.

    Other breaks are wrapped lines: the text goes on.
    """
    lines = printed.split("\n")
    widest = max(map(len, lines))
    offset, found = 0, []
    for line, following in itertools.pairwise(lines):
        offset += len(line) + 1
        is_short = widest >= _LEAST_WIDTH and len(line.strip()) < 0.6 * widest and widest <= _MOST_WIDTH
        is_open = line.strip() and line.strip()[-1] not in _GOES_ON
        if is_open and following.strip() and (is_short or _LINE_POINT.match(following)):
            found.append(offset - 1)
    return found


@dataclass(frozen=True, slots=True)
class Clause:
    """Stretch of a cell between two commas, with the heading that it stands under."""

    start: int
    end: int
    sentence: int
    """Number of its sentence."""
    heading: tuple[int, int] = (0, 0)
    """Stretch of the heading (姜萌路南延工程), without the colon; empty: none."""
    point: int = 0
    """Number of the enumerated point."""
    is_heading: bool = False


def depths(plain: str) -> list[int]:
    """Return for each character how many brackets and quotation marks it stands in."""
    result: list[int] = []
    opened: list[int] = []
    for at, character in enumerate(plain):
        if opened and at - opened[0] > _LONGEST_BRACKET:
            opened.clear()
        if character in _CLOSING and opened:
            opened.pop()
            result.append(len(opened))
            continue
        result.append(len(opened))
        if character in _OPENING:
            opened.append(at)
    return result


def clauses_of(plain: str) -> list[Clause]:
    """Return the clauses of a cell in their order, split at full stops, semicolons, enumerators and commas."""
    depth = depths(plain)
    clauses: list[Clause] = []
    heading, point = (0, 0), 0
    for number, (start, end, opens_point) in enumerate(_sentences(plain, depth)):
        if opens_point:
            heading, point = (0, 0), point + 1
        begin, own = _heading(plain, depth, start, end)
        if own is not None:
            heading = own
        elif start and plain[start - 1] in "。!" and not _DATED.match(plain, start):
            heading = (0, 0)
        inner = (
            at + 1
            for at in range(begin, end)
            if plain[at] in ",、" and not depth[at] and _parts_clauses(plain, at, end)
        )
        cuts = [begin, *inner, end + 1]
        for left, right in itertools.pairwise(cuts):
            if right - 1 > left:
                clauses.append(Clause(left, right - 1, number, heading, point))
    return clauses


def _parts_clauses(plain: str, at: int, end: int) -> bool:
    """Return True at a comma (not that of 1,200), and at 、 between clauses that each have an outcome: 甲中心建成、乙路开工."""
    if plain[at] == ",":
        return not (_THOUSANDS.match(plain, at) and plain[at - 1].isdigit())
    if plain[at] == "、" and _SEASON.match(plain, at + 1, end) and _SEASON_BEFORE.search(plain, max(0, at - 30), at):
        return True
    return plain[at] == "、" and bool(_TOLD.search(plain[max(0, at - 12) : at]) and _TELLS.match(plain, at + 1, end))


def _sentences(plain: str, depth: list[int]) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and whether an enumerator opens it, for each sentence."""
    start, at, is_point = 0, 0, False
    fresh = True
    while at < len(plain):
        match = (POINT if fresh else _SAID_POINT).match(plain, at) if not depth[at] else None
        if match:
            if at > start:
                yield start, at, is_point
            start = at = match.end()
            is_point, fresh = True, True
            continue
        fresh = plain[at] in "。;!:" and not depth[at]
        if plain[at] in "。;!" and not depth[at]:
            if at > start:
                yield start, at, is_point
            start, is_point = at + 1, False
        at += 1
    if start < len(plain):
        yield start, len(plain), is_point


def _heading(plain: str, depth: list[int], start: int, end: int) -> tuple[int, tuple[int, int] | None]:
    """Return where the text of a sentence begins, and its heading, if it has one of its own."""
    for at in range(start + 2, min(end - 1, start + 90)):
        if plain[at] == "," and _PAIR.match(plain, start, end):
            continue
        if plain[at] in ",。" and not depth[at]:
            break
        is_time = plain[at - 1].isdigit() and plain[at + 1].isdigit()
        if plain[at] == ":" and not depth[at] and not is_time:
            if _DATE_HEADING.fullmatch(plain, start, at + 1):
                return start, None
            return at + 1, (0, 0) if _LABEL.fullmatch(plain, start, at) else (start, at)
    return start, None
