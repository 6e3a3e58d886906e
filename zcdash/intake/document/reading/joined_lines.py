"""Join the lines of a wrapped text into its paragraphs.

A paragraph ends after a line that does not reach the margin; another begins at a number, an indent, or after a blank line
where blank lines part paragraphs. A bracket or 《 that is open carries a text on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from zcdash.intake.document.reading.marks import Piece

_NUMBERED = re.compile(
    r"[一二三四五六七八九十百]{1,4}[、．.]|[（(][一二三四五六七八九十百]{1,4}[）)]|[0-9０-９]{1,3}[．、]|[0-9]{1,3}\.(?![0-9])"
    r"|[（(][0-9０-９]{1,3}[）)]|[①-⑳㈠-㈩⑴-⒇⒈-⒛]|第[一二三四五六七八九十百0-9]{1,4}[条章节]|附件|附：|[-*•·◆●]\s"
)
_STOPS = "。；：！？）)”》.;:!?…"
"""Ends of a line after which a number begins a paragraph, also where the line is full."""
_END = "。！？：；!?:;"
_OPEN = {"（": "）", "(": ")", "《": "》", "“": "”", "〔": "〕"}
_LONGEST_OPEN = 60
"""Characters after which an open bracket carries nothing on: somebody forgot to close it."""
_NEAR = 6
"""Columns below the margin within which a line is full."""
_WIDEST = 160
"""Columns of the widest text that is taken to be wrapped."""
_LEAST_FULL = 3
_MOST_STOPS = 0.6
"""Share of the full lines of a wrapped text that may end in a stop: whole paragraphs of one length all do."""
_MID_SENTENCE = 0.85
_WORDS = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Line of a text that is not blank, without blanks at its ends."""

    pieces: tuple[Piece, ...]
    full: bool = False
    """True where it reaches the margin."""
    after_blank: bool = False
    """True where a blank line stands before it."""
    indented: bool = False

    @property
    def text(self) -> str:
        """Return the characters."""
        return "".join(piece.text for piece in self.pieces)


def columns(text: str) -> int:
    """Return the width of a text: a Chinese character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def with_margin(lines: Sequence[Line]) -> list[Line]:
    """Return lines that say whether they reach the margin: that of the text, if it is a wrapped one."""
    widths = [columns(line.text) for line in lines]
    margin = _margin(widths)
    near = [line for line, width in zip(lines, widths, strict=True) if margin - _NEAR <= width <= margin]
    if not margin or sum(line.text[-1] in _STOPS for line in near) > len(near) * _MOST_STOPS:
        return list(lines)
    return [replace(line, full=_is_full(line.text, width, margin)) for line, width in zip(lines, widths, strict=True)]


def _is_full(text: str, width: int, margin: int) -> bool:
    """Return whether a line reaches the margin: nearly, or within a sentence and by as much as an indent less."""
    return width >= margin - _NEAR or (width >= margin * _MID_SENTENCE and text[-1] not in _STOPS)


def _margin(widths: Sequence[int]) -> int:
    """Return the width at which a text is wrapped, 0 for one whose lines are whole paragraphs."""
    best = best_count = 0
    for margin in sorted(set(widths)):
        count = sum(margin - _NEAR <= width <= margin for width in widths)
        if count >= best_count and 30 <= margin <= _WIDEST:
            best, best_count = margin, count
    longer = sum(width > best + _NEAR for width in widths)
    half = sum(width > best // 2 for width in widths)
    return best if best_count >= max(_LEAST_FULL, half * 0.4) and longer <= best_count * 0.1 else 0


def paragraphs(lines: Sequence[Line]) -> Iterator[list[Piece]]:
    """Yield the pieces of each paragraph; lines are joined without a blank, but for Latin words."""
    blank_parts = _blanks_part(lines)
    current: list[Piece] = []
    last: Line | None = None
    for line in lines:
        if last is not None and _begins(line, last, "".join(piece.text for piece in current), blank_parts=blank_parts):
            yield current
            current = []
        if current and _are_words(current[-1].text, line.text):
            current.append(Piece(" "))
        current += line.pieces
        last = line
    if current:
        yield current


def _blanks_part(lines: Sequence[Line]) -> bool:
    """Return False for a text that has blank lines within its sentences, too."""
    within = [following.after_blank for line, following in pairwise(lines) if line.full and line.text[-1] not in _STOPS]
    return not within or sum(within) * 2 < len(within)


def _begins(line: Line, last: Line, before: str, *, blank_parts: bool) -> bool:
    """Return whether a line begins a new paragraph after `before`, whose last line is `last`."""
    is_numbered = _NUMBERED.match(line.text) is not None
    if is_numbered and (not last.full or last.text[-1] in _STOPS):
        return True
    if _is_open(before):
        return False
    if not last.full or line.indented:
        return True
    return line.after_blank and blank_parts and last.text[-1] in _END


def _is_open(text: str) -> bool:
    """Return whether the last bracket of a text is not closed yet."""
    tail = text[-_LONGEST_OPEN:]
    return any(tail.rfind(start) > tail.rfind(end) for start, end in _OPEN.items())


def _are_words(before: str, after: str) -> bool:
    """Return whether two lines meet in Latin letters or digits that a blank parts."""
    return bool(before and after and _WORDS.match(before[-1]) and _WORDS.match(after[0])) and not (
        before[-1].isdigit() and after[0].isdigit()
    )
