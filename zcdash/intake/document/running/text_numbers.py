"""Questions on the numbers of running text: one that is left out, doubled, or falls."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from zcdash.domain.plan_proposal import Question
from zcdash.intake.document.running.printed_dates import number_of
from zcdash.intake.document.running.text_blocks import Block, Level
from zcdash.intake.document.tables.row_questions import row_question

_NUMBER = re.compile(r"[0-9]{1,3}|[一二三四五六七八九十百]{1,4}")

_GOES_ON = (Level.ARTICLE, Level.SECTION, Level.MEASURE, Level.CIRCLED)
"""Levels whose numbers may go on from the heading before."""


def number_questions(blocks: Iterable[Block]) -> list[Question]:
    """Return a question for each number that does not follow the one before it.

    A number may begin again below another heading, or go on from the section before.
    """
    last: dict[Level, tuple[int, bool]] = {}
    asked: dict[str, Question] = {}
    for block in _all(blocks):
        number = _figure(block)
        if not number:
            continue
        before, begins = last.get(block.level, (0, True))
        if number != before + 1 and number != 1:
            question = _question(block, number, before if not begins or number > before else 0)
            asked.setdefault(question.key, question)
        last[block.level] = (number, False)
        for level in Level:
            if level > block.level and level in last:
                last[level] = (last[level][0] if level in _GOES_ON else 0, True)
    return list(asked.values())


def _all(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _all(block.children)


def _figure(block: Block) -> int:
    """Return the number of a block, 0 where it has none; that of 1.2 and of 1.1.2 is 2."""
    if block.level in (Level.PART, Level.SUBPART):
        return block.seq
    printed = unicodedata.normalize("NFKC", block.number[0].text) if block.number else ""
    found = _NUMBER.search(printed)
    return number_of(found[0]) if found else 0


def _question(block: Block, number: int, before: int) -> Question:
    place, printed = block.number[0].place, block.number[0].text.strip()
    said = f"{place}的编号是“{printed}”，" + (f"前一个是{before}，" if before else "")
    if number > before:
        missing = f"{before + 1}" if number == before + 2 else f"{before + 1}至{number - 1}"
        said += f"缺{missing}。"
    else:
        said += "编号重复。" if number == before else "次序倒了。"
    return row_question(f"text-seq:{place}:{before}:{number}", said, place)
