"""Rows of running text: each numbered measure with what its brackets say, under its chapter; and the phases of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from zcdash.domain.plan_proposal import Question
from zcdash.domain.source_document import Passage, Passages, SourceDocument, SourceRow
from zcdash.intake.document.people.joined_text import CompactText, without_blanks
from zcdash.intake.document.people.unit_lists import units_before
from zcdash.intake.document.running.heading_levels import below_title
from zcdash.intake.document.running.measure_brackets import MeasureParts, measure_parts
from zcdash.intake.document.running.notice import NoticeFacts
from zcdash.intake.document.running.text_blocks import Block, Level
from zcdash.intake.document.running.text_numbers import number_questions
from zcdash.intake.document.running.text_outline import blocks_of
from zcdash.intake.document.running.text_phases import PhaseProposal, phases_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReading:
    """Rows and phases of running text, and the characters that were understood besides the fields of the rows."""

    rows: tuple[SourceRow, ...] = ()
    phases: tuple[PhaseProposal, ...] = ()
    chapters: tuple[tuple[str, tuple[Passage, ...]], ...] = ()
    """Title and passages of each chapter that has rows, in their order."""
    used: Passages = ()
    """Numbers, headings, brackets and labels."""
    questions: tuple[Question, ...] = ()
    """Questions on numbers that are left out or doubled."""
    note: str = ""
    """Sentence where the text has no numbered measures."""


_NO_MEASURES = "文件正文中没有编号的措施或任务（如“1．”“（一）”），没有可读出的事项。"
_PREAMBLE = re.compile(
    r"^(?:指导思想|基本原则|总体思路|工作背景|规划背景|形势背景|背景|工作原则|编制依据|适用范围"
    r"|(?:考核(?:与|和|及)?奖惩|奖惩(?:措施|办法)?|附则)$"
    r"|为[^。]{2,300}制定本|本(?:规定|办法|规则|细则|制度|方案)(?:自|适用)|原有规定)"
)
"""Beginning of a block that promises nothing."""
_NO_MEASURE = re.compile(r"总体要求|重要意义|目的意义|充分认识|组织机构|工作机构|领导机构|领导小组|联系方式")
"""Beginning of a chapter without numbers in it that is no measure."""
_DUTIES = re.compile(r"职责|分工")
"""Word in the heading of a chapter that says who does what."""
_HEADING_SIZE = 40
"""Characters of a text that may be a heading only."""
_SENTENCES = 25
"""Characters from which a chapter without numbers in it is a measure itself."""
_DATED = re.compile(r"\((?=[0-9]{1,4}年|[0-9]{1,2}月)")
"""Dates of a phase behind its name."""
_LEAD_ABOVE = re.compile(r"(?P<leads>[一-鿿、,]{2,80}牵头)(?:负责)?的?(?:专题|任务|事项|项目|工作)?$")
_WIDER = 6
_LABELLED = re.compile(r"[一-鿿]{2,6}[：:]")
"""Label that the text behind a heading begins with: 建设内容：."""
_PUNCTUATED = re.compile(r"[(（,，。;；、]")
_NOTHING = (Passage(place="", start=0, end=0, text=""),) * 2
_PUNCTUATION = "。:;,.、 "


def rows_of_text(document: SourceDocument, notice: NoticeFacts) -> TextReading:
    """Return a row for each numbered measure of the paragraphs; introduction and closing are left as they are.

    A block with several others in it is one row where it has text of its own, or a bracket at its end only.
    """
    blocks = blocks_of(below_title(document))
    each_named = _is_each_named(blocks)
    least = _SENTENCES if any(block.children for block in blocks) else 0
    read = [(block, measure_parts(_body(block)[1])) for root in blocks for block in _measures(root, each_named, least)]
    read = [(block, parts) for block, parts in read if parts.goal]
    if not read:
        return TextReading(note=_NO_MEASURES)
    issued = date.fromisoformat(notice.issued.value) if notice.issued else None
    phases = phases_of(blocks, notice.year, issued)
    dated = {_begins(phase.passages): phase for phase in phases}
    rows = tuple(_row(block, parts, dated.get(_begins(tuple(block.parts)))) for block, parts in read)
    return TextReading(
        rows=rows,
        phases=phases,
        chapters=tuple(_chapters(read)),
        used=tuple(_used(read, phases)),
        questions=tuple(number_questions(blocks)),
    )


def _is_each_named(blocks: tuple[Block, ...]) -> bool:
    """Return True if most measures 1． of a document say by themselves who is responsible, not the sections around them."""
    leaves = [leaf for block in blocks for leaf in block.leaves() if leaf.level is Level.MEASURE]
    return 2 * sum(leaf.stated().has_responsible for leaf in leaves) > len(leaves)


def _measures(block: Block, each_named: bool, least: int) -> Iterator[Block]:
    """Yield the blocks that are measures; a chapter without blocks in it is one, or one for each unit that it charges.

    `least`: characters that such a chapter has more than, to be no mere heading; 0 where none has blocks in it.
    """
    text = CompactText.of(tuple(block.parts)).text
    if _PREAMBLE.match(text):
        return
    if not block.children:
        charged = list(_charged(block)) if _DUTIES.search(_title(block)[0][:_SENTENCES]) else []
        is_long = len(text) > least and not _NO_MEASURE.match(text)
        is_measure = block.level is not Level.CHAPTER or _responsible(block) or is_long
        yield from charged or ((block,) if is_measure and text.strip(_PUNCTUATION) else ())
    elif _is_one_measure(block, text, each_named):
        yield block
    else:
        yield from _own_measure(block)
        for child in block.children:
            yield from _measures(child, each_named, least)


def _goes_on(block: Block) -> bool:
    """Return True if the measures within a section go on with the numbers of the section before: 3． behind 2．."""
    first = block.children[0]
    return block.level < Level.MEASURE and first.level is Level.MEASURE and first.seq > 1


def _own_measure(block: Block) -> Iterator[Block]:
    """Yield the text behind a block's heading as a measure where it says who is responsible, and those below do so too."""
    if not _goes_on(block) and not any(measure_parts(child.all_parts()).has_responsible for child in block.children):
        return
    parts = block.parts[1:]
    first = CompactText.of(tuple(block.parts[:1]))
    end = first.text.find("。") + 1
    if 0 < end < len(first.text):
        parts = [*first.cut(end, len(first.text)), *parts]
    if not parts or not measure_parts(tuple(parts)).has_responsible or not measure_parts(tuple(parts)).goal:
        return
    block.restate(block.parts[:1] if not 0 < end < len(first.text) else list(first.cut(0, end)))
    yield Block(level=Level.MEASURE, number=(), parts=parts, parent=block)


def _charged(block: Block) -> Iterator[Block]:
    """Yield a block for each sentence of a chapter on duties that begins with the units in charge of something."""
    compact = CompactText.of(tuple(block.parts))
    text = compact.text
    begins = [*(at + 1 for at, character in enumerate(text) if character in "。;")]
    breaks = {
        at for at in range(1, len(text)) if "\n" in compact.joined.text[compact.places[at - 1] : compact.places[at]]
    }
    starts = [at for at in sorted({*begins, *breaks}) if 0 < at < len(text) and units_before(text, at)]
    for start, end in pairwise([*starts, len(text)]):
        parts = list(compact.cut(start, end))
        yield Block(level=Level.POINT, number=(), parts=parts, parent=block)


def _responsible(block: Block) -> bool:
    """Return True if a block's own text says who is responsible."""
    return block.stated().has_responsible


def _is_one_measure(block: Block, text: str, each_named: bool) -> bool:
    """Return True if the blocks within a block are points of one measure."""
    if block.level is Level.CHAPTER or _goes_on(block):
        return False
    named = [measure_parts(child.all_parts()).has_responsible for child in block.children]
    if any(named):
        is_above = each_named and block.level < Level.MEASURE
        return not is_above and named[-1] and sum(named) == 1 and len(named) > 1 and not _responsible(block)
    bare = "".join(p.text for p in block.stated().goal)
    is_heading = len(bare) <= _HEADING_SIZE and "。" not in bare.rstrip("。")
    if _responsible(block) and not is_heading:
        return True
    return block.level is Level.ARTICLE or (block.level in (Level.MEASURE, Level.POINT, Level.PART) and not is_heading)


def _row(block: Block, parts: MeasureParts, phase: PhaseProposal | None) -> SourceRow:
    chapter, focus = _headings(block)
    named = _named(parts, _inherited(block))
    return SourceRow(
        chapter=_words(chapter),
        seq=block.seq if block.level is Level.MEASURE else 0,
        seq_passages=block.number,
        focus=focus,
        goal=parts.goal,
        deadline=parts.deadline or (phase.dates if phase else ()),
        leads=named.leads,
        supports=named.supports,
        leaders=named.leaders,
        leads_apart=named.leads_apart,
    )


def _named(parts: MeasureParts, above: MeasureParts | None) -> MeasureParts:
    """Return the parts of a measure with those responsible whom the heading above it names: all, or the leaders it lacks."""
    if above is None or not parts.has_responsible:
        return above or parts
    return replace(parts, leaders=parts.leaders or above.leaders)


def _headings(block: Block) -> tuple[Passages, Passages]:
    """Return the headings of a measure: its chapter, the nearest 一、 or （一） above it, and one in between or its own."""
    above = _above(block)
    chapter = next((each for each in reversed(above) if each.level <= Level.SECTION), above[0] if above else None)
    own = _body(block)[0]
    if block.level is Level.CHAPTER:
        return own, ()
    is_between = bool(above) and above[-1] is not chapter
    return _title(chapter)[1] if chapter else (), _title(above[-1])[1] if is_between else own


def _body(block: Block) -> tuple[Passages, Passages]:
    """Return a heading that is a paragraph of its own, and the text of a measure without it.

    Lines of one width are no headings: there a paragraph was cut at the ends of its lines.
    """
    parts = block.all_parts()
    first, second = (len(without_blanks(part.text)) for part in (*parts, *_NOTHING)[:2])
    is_apart = len(block.parts) > 1 and parts[0].text.rstrip()[-1:] not in "。；;，,、：:）)"
    is_heading = is_apart and first <= (_HEADING_SIZE if block.level is Level.CHAPTER else _SENTENCES)
    is_labelled = is_heading and _LABELLED.match(parts[1].text) and not _PUNCTUATED.search(parts[0].text)
    is_followed = is_labelled or second > first + _WIDER
    has_words = is_heading and bool(measure_parts(parts[1:]).goal)
    if has_words and (block.level is Level.CHAPTER or is_followed):
        return parts[:1], parts[1:]
    return (), parts


def _words(passages: Passages) -> str:
    return without_blanks("".join(passage.text for passage in passages))


def _inherited(block: Block) -> MeasureParts | None:
    """Return what a heading above says of who is responsible for all below it."""
    for each in reversed(_above(block)):
        parts = each.stated()
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
    compact = CompactText.of(block.stated().goal[:1])
    end = compact.text.find("。")
    dated = _DATED.search(compact.text, 0, len(compact.text) if end < 0 else end)
    end = dated.start() if dated else len(compact.text) if end < 0 else end
    end = len(compact.text[:end].rstrip(_PUNCTUATION))
    passages = compact.cut(0, end)
    return _words(passages), passages


def _leads_above(block: Block) -> Passages:
    """Return the units that lead all measures below a heading: 区水利局牵头专题."""
    compact = CompactText.of(tuple(block.parts[:1]))
    bracket = compact.text.find("(")
    found = _LEAD_ABOVE.match(compact.text, 0, bracket if bracket > 0 else len(compact.text))
    return compact.cut(*found.span("leads")) if found else ()


def _begins(passages: Passages) -> tuple[str, int]:
    """Return where passages begin: a phase and the block that it was read from begin at one place."""
    return (passages[0].place, passages[0].start) if passages else ("", -1)


def _chapters(read: list[tuple[Block, MeasureParts]]) -> Iterator[tuple[str, Passages]]:
    """Yield title and passages of each chapter once."""
    seen: set[str] = set()
    for block, _ in read:
        passages = _headings(block)[0]
        title = _words(passages)
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
                yield from (*each.number, *_title(each)[1], *each.stated().used)
    for phase in phases:
        yield from phase.passages
