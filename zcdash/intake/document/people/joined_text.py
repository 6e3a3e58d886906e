"""Text of several passages as one, each character traced back to its passage: what a break cuts is whole again."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Self

from zcdash.domain.source_document import Passage, Passages

BREAK = "\n"
"""Line break, also that between two passages."""


@dataclass(frozen=True, slots=True)
class JoinedText:
    """Text to match patterns on: one character in NFKC for each printed one, blanks as one kind, and its origins."""

    text: str
    passages: Passages
    origins: tuple[tuple[int, int], ...]
    """Passage and offset within it of each character."""
    marks: tuple[bool, ...]

    @classmethod
    def of(cls, passages: Passages) -> Self:
        """Join passages, with a line break between two of them."""
        characters: list[str] = []
        origins: list[tuple[int, int]] = []
        marks: list[bool] = []
        for number, passage in enumerate(passages):
            if number:
                characters.append(BREAK)
                origins.append((number - 1, len(passages[number - 1].text)))
                marks.append(False)
            marked = _flags(passage)
            for offset, character in enumerate(passage.text):
                characters.append(_narrow(character))
                origins.append((number, offset))
                marks.append(marked[offset])
        return cls("".join(characters), passages, tuple(origins), tuple(marks))

    def cut(self, start: int, end: int) -> Passages:
        """Return a stretch as passages of the document, without the blanks at its ends."""
        cut: list[Passage] = []
        while start < end:
            number, first = self.origins[start]
            stop = start
            while stop < end and self.origins[stop][0] == number:
                stop += 1
            cut += [trimmed] if (trimmed := sub_passage(self.passages[number], first, first + stop - start)) else []
            start = stop
        return tuple(cut)

    def printed(self, start: int, end: int) -> str:
        """Return a stretch as printed, without blanks and line breaks."""
        return "".join(p.text for p in self.cut(start, end)).translate(_NO_BLANKS)

    def is_marked(self, start: int, end: int) -> bool:
        """Return True if more than half of what is printed there is marked."""
        printed = [self.marks[at] for at in range(start, end) if not self.text[at].isspace()]
        return bool(printed) and 2 * sum(printed) > len(printed)


@dataclass(frozen=True, slots=True)
class CompactText:
    """Joined text without blanks and breaks: `places[n]` is the place of its n-th character in the joined text."""

    joined: JoinedText
    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, passages: Passages) -> Self:
        """Join passages and leave out what is blank."""
        joined = JoinedText.of(passages)
        places = tuple(at for at, character in enumerate(joined.text) if not character.isspace())
        return cls(joined, "".join(joined.text[at] for at in places), places)

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the joined text that a stretch of this one, not an empty one, comes from."""
        return self.places[start], self.places[end - 1] + 1

    def cut(self, start: int, end: int) -> Passages:
        """Return a stretch as passages of the document."""
        return self.joined.cut(*self.stretch(start, end)) if start < end else ()


_BLANKS = "".join(chr(c) for c in range(0x3001) if chr(c).isspace())
_NO_BLANKS = str.maketrans("", "", _BLANKS)


def without_blanks(printed: str) -> str:
    """Return a text without blanks and line breaks."""
    return printed.translate(_NO_BLANKS)


def sub_passage(passage: Passage, start: int, end: int) -> Passage | None:
    """Return the stretch of a passage, counted in its text, without the blanks at its ends; None where nothing is left."""
    end = min(end, len(passage.text))
    while start < end and passage.text[start].isspace():
        start += 1
    while start < end and passage.text[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    marked = tuple((max(a, start) - start, min(b, end) - start) for a, b in passage.marked if a < end and b > start)
    at = passage.start
    return Passage(place=passage.place, start=at + start, end=at + end, text=passage.text[start:end], marked=marked)


def _flags(passage: Passage) -> list[bool]:
    flags = [False] * len(passage.text)
    for start, end in passage.marked:
        for offset in range(max(0, start), min(end, len(flags))):
            flags[offset] = True
    return flags


def _narrow(character: str) -> str:
    if character in "\n\r\v\f\x85\u2028\u2029":
        return BREAK
    if character.isspace():
        return " "
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character
