"""Shared texts, weighed before they are laid out: one long text that every cell points at would fill the memory."""

from __future__ import annotations

import re
from xml.parsers.expat import ParserCreate

_START = re.compile(rb"<(?:[^\s<>/:!?]+:)?si(?=[\s/>])")
_CLOSED = re.compile(rb"\s*/>|.*?</(?:[^\s<>/:]+:)?si\s*>", re.DOTALL)
_POINTER = re.compile(rb"""\st=(?:"s"|'s')[^<>]*>\s*<v>(\d{1,9})</v>""")
_LONGEST = 1 << 17
"""Bytes without any markup that are no text of a cell; Excel takes 32,767 characters."""
_MARKUP = 16
"""Bytes that stand round the shortest shared text."""


def lengths(shared: bytes) -> list[int]:
    """How long each shared text is at most, in bytes. Raises ValueError or ExpatError where two readers could count otherwise."""
    if b"<!" in shared:
        raise ValueError("a comment or the like, in which texts may hide")
    ParserCreate("utf-8").Parse(shared, True)
    starts = [found.end() for found in _START.finditer(shared)]
    ends = [*starts[1:], len(shared)]
    if not all(_CLOSED.match(shared, *one) for one in zip(starts, ends, strict=bool(starts))):
        raise ValueError("a text inside a text")
    return [max(end - start - _MARKUP, 0) for start, end in zip(starts, ends, strict=bool(starts))]


def is_overlong(xml: bytes) -> bool:
    """Whether a part holds a text, or a tag, that is far longer than any that Excel writes."""
    return any(xml.find(b"<", at, at + _LONGEST) < 0 for at in range(0, len(xml) - _LONGEST, _LONGEST))


def laid_out(sheet: bytes, pointers: int, shared: list[int]) -> int:
    """How many bytes of shared text a sheet lays out at most, which has so many cells that point at one."""
    if not pointers or not shared:
        return 0
    longest, found = max(shared), [] if b"<!" in sheet else _POINTER.findall(sheet)
    if longest * pointers < 1 << 20:
        return longest * pointers
    # What is written otherwise than usual counts as the longest.
    return sum(shared[at] for at in map(int, found) if at < len(shared)) + max(pointers - len(found), 0) * longest
