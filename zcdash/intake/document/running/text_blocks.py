"""Numbered blocks of running text: chapters, measures and their parts, each with its number, its text and what is within it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from zcdash.domain.source_document import Passage, Passages
from zcdash.intake.document.running.measure_brackets import MeasureParts, measure_parts


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
    SUBPART = 8
    """1.1.1, within the part 1.1."""
    CIRCLED = 9
    """① or ■, only where it says itself who is responsible."""
    FIRSTLY = 10
    """一是 or 第一，, only right below a chapter."""


@dataclass(slots=True, kw_only=True)
class Block:
    """Numbered block: its number as printed and as a figure, its own text, and the blocks within it."""

    level: Level
    number: Passages
    seq: int = 0
    """Number printed in figures; 0: none."""
    parts: list[Passage] = field(default_factory=list)
    """Passages of the own text, one for each paragraph."""
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
