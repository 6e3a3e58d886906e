"""Rows of running text: each numbered measure with what its brackets say, under its chapter; and the phases of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zcdash.domain.source_document import Passage, Passages, SourceDocument, SourceRow
from zcdash.intake.document.joined_text import CompactText, without_blanks
from zcdash.intake.document.measure_brackets import MeasureParts, measure_parts
from zcdash.intake.document.notice import NoticeFacts
from zcdash.intake.document.text_outline import Block, Level, blocks_of
from zcdash.intake.document.text_phases import PhaseProposal, phases_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReading:
    """Rows and phases of running text, and the characters that were understood besides the fields of the rows."""

    rows: tuple[SourceRow, ...] = ()
    phases: tuple[PhaseProposal, ...] = ()
    chapters: tuple[tuple[str, tuple[Passage, ...]], ...] = ()
    """Title and passages of each chapter that has rows, in their order."""
    used: Passages = ()
    """Numbers, headings, brackets and labels."""
    note: str = ""
    """Sentence where the text has no numbered measures."""


_NO_MEASURES = "文件正文中没有编号的措施或任务（如“1．”“（一）”），没有可读出的事项。"
_PREAMBLE = re.compile(
    r"^(?:指导思想|基本原则|总体思路|工作背景|规划背景|形势背景|背景|工作原则|编制依据|适用范围"
    r"|为[^。]{2,300}制定本|本(?:规定|办法|规则|细则|制度|方案)(?:自|适用)|原有规定)"
)
"""Beginning of a block that promises nothing."""
_HEADING_SIZE = 40
"""Characters of a text that may be a heading only."""
_SENTENCES = 25
"""Characters from which a chapter without numbers in it is a measure itself."""
_DATED = re.compile(r"\((?=[0-9]{1,4}年|[0-9]{1,2}月)")
"""Dates of a phase behind its name."""
_LEAD_ABOVE = re.compile(r"(?P<leads>[一-鿿、,]{2,80}牵头)(?:负责)?的?(?:专题|任务|事项|项目|工作)?$")
_PUNCTUATION = "。:;,.、 "


def rows_of_text(document: SourceDocument, notice: NoticeFacts) -> TextReading:
    """Return a row for each numbered measure of the paragraphs; introduction and closing are left as they are.

    A block with several others in it is one row where it has text of its own, or a bracket at its end only.
    """
    blocks = blocks_of(document)
    chapters_count = any(not root.children and _responsible(root) for root in blocks) or not any(
        root.children for root in blocks
    )
    read = [(block, measure_parts(block.all_parts())) for root in blocks for block in _measures(root, chapters_count)]
    read = [(block, parts) for block, parts in read if parts.goal]
    if not read:
        return TextReading(note=_NO_MEASURES)
    issued = date.fromisoformat(notice.issued.value) if notice.issued else None
    phases = phases_of(blocks, notice.year, issued)
    dated = {id(block): phase for block, _ in read for phase in phases if _is_phase_of(phase, block)}
    rows = tuple(_row(block, parts, dated.get(id(block))) for block, parts in read)
    used = tuple(_used(read, phases))
    return TextReading(rows=rows, phases=phases, chapters=tuple(_chapters(read)), used=used)


def _measures(block: Block, chapters_count: bool) -> Iterator[Block]:
    """Yield the blocks that are measures; `chapters_count`: chapters without blocks in them are measures as well."""
    text = CompactText.of(tuple(block.parts)).text
    if _PREAMBLE.match(text):
        return
    if not block.children:
        is_chapter = block.level is Level.CHAPTER
        is_measure = not is_chapter or _responsible(block) or (chapters_count and len(text) > _SENTENCES)
        yield from (block,) if is_measure and text.strip(_PUNCTUATION) else ()
    elif _is_one_measure(block, text):
        yield block
    else:
        for child in block.children:
            yield from _measures(child, chapters_count)


def _responsible(block: Block) -> bool:
    """Return True if a block's own text says who is responsible."""
    return measure_parts(tuple(block.parts)).has_responsible


def _is_one_measure(block: Block, text: str) -> bool:
    """Return True if the blocks within a block are points of one measure."""
    if block.level is Level.CHAPTER:
        return False
    named = [measure_parts(child.all_parts()).has_responsible for child in block.children]
    if any(named):
        return named[-1] and sum(named) == 1 and len(named) > 1 and not _responsible(block)
    bare = "".join(p.text for p in measure_parts(tuple(block.parts)).goal)
    is_heading = len(bare) <= _HEADING_SIZE and "。" not in bare.rstrip("。")
    if _responsible(block) and not is_heading:
        return True
    return block.level is Level.ARTICLE or (block.level in (Level.MEASURE, Level.POINT) and not is_heading)


def _row(block: Block, parts: MeasureParts, phase: PhaseProposal | None) -> SourceRow:
    chapter, focus = _headings(block)
    above = _inherited(block) if not parts.has_responsible else None
    named = above or parts
    return SourceRow(
        chapter=_title(chapter)[0] if chapter else "",
        seq=block.seq if block.level is Level.MEASURE else 0,
        seq_passages=block.number,
        focus=_title(focus)[1] if focus else (),
        goal=parts.goal,
        deadline=parts.deadline or (phase.dates if phase else ()),
        leads=named.leads,
        supports=named.supports,
        leaders=named.leaders,
        leads_apart=named.leads_apart,
    )


def _headings(block: Block) -> tuple[Block | None, Block | None]:
    """Return the chapter of a measure, the nearest heading 一、 or （一） above it, and a heading in between."""
    above = _above(block)
    chapter = next((each for each in reversed(above) if each.level <= Level.SECTION), above[0] if above else None)
    return chapter, above[-1] if above and above[-1] is not chapter else None


def _inherited(block: Block) -> MeasureParts | None:
    """Return what a heading above says of who is responsible for all below it."""
    for each in reversed(_above(block)):
        parts = measure_parts(tuple(each.parts))
        if parts.has_responsible:
            return parts
        if leads := _leads_above(each):
            return MeasureParts(goal=(), leads=leads)
    return None


def _above(block: Block) -> list[Block]:
    """Return the blocks that contain a block, the outermost first."""
    above: list[Block] = []
    while block.parent is not None:
        block = block.parent
        above.insert(0, block)
    return above


def _title(block: Block) -> tuple[str, Passages]:
    """Return the heading of a block without its number and brackets: its first sentence."""
    compact = CompactText.of(measure_parts(tuple(block.parts[:1])).goal[:1])
    end = compact.text.find("。")
    dated = _DATED.search(compact.text, 0, len(compact.text) if end < 0 else end)
    end = dated.start() if dated else len(compact.text) if end < 0 else end
    end = len(compact.text[:end].rstrip(_PUNCTUATION))
    passages = compact.cut(0, end)
    return without_blanks("".join(passage.text for passage in passages)), passages


def _leads_above(block: Block) -> Passages:
    """Return the units that lead all measures below a heading: 区水利局牵头专题."""
    compact = CompactText.of(tuple(block.parts[:1]))
    bracket = compact.text.find("(")
    found = _LEAD_ABOVE.match(compact.text, 0, bracket if bracket > 0 else len(compact.text))
    return compact.cut(*found.span("leads")) if found else ()


def _is_phase_of(phase: PhaseProposal, block: Block) -> bool:
    """Return True if a phase was read from the beginning of a block."""
    begins = {(passage.place, passage.start) for passage in (*block.parts[:1], *phase.passages[:1])}
    return len(begins) == 1 and bool(block.parts and phase.passages)


def _chapters(read: list[tuple[Block, MeasureParts]]) -> Iterator[tuple[str, Passages]]:
    """Yield title and passages of each chapter once."""
    seen: set[str] = set()
    for block, _ in read:
        chapter = _headings(block)[0]
        title, passages = _title(chapter) if chapter else ("", ())
        if title not in seen:
            seen.add(title)
            yield title, passages


def _used(read: list[tuple[Block, MeasureParts]], phases: tuple[PhaseProposal, ...]) -> Iterator[Passage]:
    """Yield the numbers and headings above the rows, and the brackets and labels within them."""
    seen: set[int] = set()
    for block, parts in read:
        yield from parts.used
        for each in _above(block):
            if id(each) not in seen:
                seen.add(id(each))
                yield from (*each.number, *_title(each)[1], *measure_parts(tuple(each.parts)).used)
    for phase in phases:
        yield from phase.passages
