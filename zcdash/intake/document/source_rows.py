"""Passages of a document as the text that a plan stores, and as the origins of its fields."""

from __future__ import annotations

import re

from zcdash.domain.plan_proposal import Origin
from zcdash.domain.source_document import Passage, Passages
from zcdash.intake.document.plain_text import plain_text
from zcdash.text import single_line

_CELL = re.compile(r"表(\d{1,6}) 第(\d{1,7})行 第(\d{1,6})列")
_SEPARATOR = re.compile(r"[;；、,，\s]")


def stored_text(passages: Passages) -> str:
    """Return passages as one line, as printed but for line breaks and the blanks of typesetting.

    Two columns of one field are parted by a blank.
    """
    texts = [
        (" " if n and are_beside(passages[n - 1], passage) else "") + _without_typesetting(passage.text)
        for n, passage in enumerate(passages)
    ]
    return single_line("".join(texts))


def are_beside(before: Passage, after: Passage) -> bool:
    """Return True where a field goes on in another column of a table: in the same row, or above it again."""
    cells = [_CELL.fullmatch(passage.place) for passage in (before, after)]
    if None in cells:
        return False
    (table, row, column), (other, after_row, after_column) = (tuple(map(int, cell.groups())) for cell in cells if cell)
    return table == other and column != after_column and after_row <= row


def _without_typesetting(printed: str) -> str:
    kept = dict.fromkeys(plain_text(printed).origins)
    return "".join(" " if printed[at].isspace() else printed[at] for at in kept)


def names_of(answer: str) -> list[str]:
    """Return the names that an answer lists."""
    return [name for name in _SEPARATOR.split(answer) if name]


def as_printed(part: str, printed: str) -> str:
    """Return a part of a plain text with the characters that are printed; the part itself where it is not there."""
    found = plain_text(printed)
    at = found.plain.find(part) if part else -1
    if at < 0:
        return part
    start, end = found.stretch(at, at + len(part))
    return printed[start:end]


def origins_of(table: str, key: str, column: str, passages: Passages, confidence: float = 1.0) -> list[Origin]:
    """Return the origins of a field."""
    return [
        Origin(table=table, key=key, column=column, place=p.place, start=p.start, end=p.end, confidence=confidence)
        for p in passages
        if p.start < p.end
    ]


def address(passages: Passages) -> str:
    """Return the places of passages, as `cells.csv` has them."""
    return ";".join(dict.fromkeys(p.place for p in passages))
