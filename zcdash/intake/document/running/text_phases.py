"""Phases of a plan as its text dates them: （一）摸底阶段（2017年3月1日至5月31日）."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zcdash.domain.source_document import Passages
from zcdash.intake.document.people.joined_text import CompactText, without_blanks
from zcdash.intake.document.running.text_blocks import Block, Level
from zcdash.intake.document.running.time_spans import SPAN, span_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseProposal:
    """Phase with its first and last day; `parent` is the code of the phase that it is part of."""

    code: str
    name: str
    starts: date
    ends: date
    parent: str
    passages: Passages
    """Its name and its dates."""
    dates: Passages = ()


_TIMED = re.compile(r"步骤|进度|时间|阶段|安排|实施")
"""Word in the heading above blocks that are phases."""
_NAMED = re.compile(r"阶段|时段|^第.{1,3}步")
_NAME_SIZE, _HEAD_SIZE = 40, 100


def phases_of(blocks: Iterable[Block], year: int, issued: date | None) -> tuple[PhaseProposal, ...]:
    """Return the phases among the blocks of a text, in their order, a phase before those that are part of it."""
    collector = _Collector(year, issued)
    for block in blocks:
        collector.collect(block, "", False)
    return tuple(collector.found)


class _Collector:
    """Phases found so far, and how many each of them has within it."""

    def __init__(self, year: int, issued: date | None) -> None:
        self.found: list[PhaseProposal] = []
        self._told = (year, issued)
        self._counts: Counter[str] = Counter()

    def collect(self, block: Block, parent: str, is_timed: bool) -> None:
        """Add the phase that a block is, and those within it; `is_timed`: the heading above announces a timetable."""
        head = _head(block)
        name = head.text[:_NAME_SIZE]
        is_chapter = block.level is Level.CHAPTER
        phase = None
        if not is_chapter and (is_timed or _NAMED.search(name)):
            phase = _phase(block, head, parent, self._counts[parent] + 1, self._told)
        if phase:
            self._counts[parent] += 1
            self.found.append(phase)
        is_below = bool(_TIMED.search(name)) if is_chapter else is_timed
        for child in block.children:
            self.collect(child, phase.code if phase else parent, is_below and not phase)


def _head(block: Block) -> CompactText:
    """Return the beginning of a block's own text: its first two paragraphs."""
    return CompactText.of(tuple(block.parts[:2]))


def _phase(
    block: Block, head: CompactText, parent: str, number: int, told: tuple[int, date | None]
) -> PhaseProposal | None:
    """Return the phase of a block: its name stands before the first date, in a bracket or behind a comma or colon."""
    bracket = head.text.find("(", 0, _NAME_SIZE)
    for found in SPAN.finditer(head.text, 0, min(len(head.text), _HEAD_SIZE)):
        before = head.text[: found.start()]
        days = span_of(found, *told)
        if not days or "。" in before.rstrip("。"):
            continue
        is_apart = before.endswith(("(", ":", ",", "。")) or not before
        if not is_apart and bracket != found.start() - 1:
            continue
        end = len(before.rstrip("(:,。"))
        name = head.joined.printed(*head.stretch(0, end)) if end else ""
        if not name and block.level is not Level.STAGE:
            continue
        name = name or without_blanks(found[0])
        code = f"{parent}-{number}" if parent else f"p{number}"
        passages = head.cut(0, found.end())
        return PhaseProposal(
            code=code,
            name=name[:_NAME_SIZE],
            starts=days[0],
            ends=days[1],
            parent=parent,
            passages=passages,
            dates=head.cut(*found.span()),
        )
    return None
