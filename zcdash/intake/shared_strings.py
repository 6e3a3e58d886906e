"""Size of the shared strings of a workbook once they are expanded.

A reader copies a shared string into every cell that refers to it: one long string and many cells exhaust the memory.
"""

from __future__ import annotations

import re
from xml.parsers.expat import ParserCreate

_START = re.compile(rb"<(?:[^\s<>/:!?]+:)?si(?=[\s/>])")
_CLOSED = re.compile(rb"\s*/>|.*?</(?:[^\s<>/:]+:)?si\s*>", re.DOTALL)
_ATTRIBUTES = rb"""(?:\s+(?!t=)[^\s=<>"']+=(?:"[^"<>]*"|'[^'<>]*'))*+"""
_POINTER = re.compile(
    rb"<(?:[^\s<>/:]++:)?c" + _ATTRIBUTES + rb"""\s+t=(?:"s"|'s')""" + _ATTRIBUTES + rb"\s*>\s*<v>(\d{1,9})</v>"
)
"""A whole cell, so that each tag is looked at once and no attribute's text passes for a reference."""
_LONGEST = 1 << 17
"""Bytes without a tag, more than any cell's text: Excel allows 32,767 characters."""
_MARKUP = 16
"""Bytes of markup around the shortest shared string."""
_CHEAP = 1 << 20
"""Below this size an upper bound is good enough."""


def lengths(shared: bytes) -> list[int]:
    """Return an upper bound of each shared string's length in bytes.

    Raises ValueError or ExpatError where two readers could count the strings differently.
    """
    if b"<!" in shared:
        raise ValueError("a comment or declaration, in which strings may hide")
    ParserCreate("utf-8").Parse(shared, True)
    starts = [match.end() for match in _START.finditer(shared)]
    ends = [*starts[1:], len(shared)]
    spans = list(zip(starts, ends, strict=bool(starts)))
    if not all(_CLOSED.match(shared, start, end) for start, end in spans):
        raise ValueError("a string inside a string")
    return [max(end - start - _MARKUP, 0) for start, end in spans]


def is_overlong(xml: bytes) -> bool:
    """Return whether a part holds a text or a tag far longer than any that Excel writes."""
    return any(xml.find(b"<", at, at + _LONGEST) < 0 for at in range(0, len(xml) - _LONGEST, _LONGEST))


def expanded_size(sheet: bytes, pointers: int, shared: list[int]) -> int:
    """Return an upper bound of the shared strings' bytes in a sheet of which `pointers` cells refer to one."""
    if not pointers or not shared:
        return 0
    longest = max(shared)
    if longest * pointers < _CHEAP:
        return longest * pointers
    hidden = b"<!" in sheet or sheet.rfind(b"<?") > len(b"\xef\xbb\xbf")  # comments and instructions may hold cells
    indexes = [] if hidden else _POINTER.findall(sheet)
    # A reference in an unusual form counts as the longest string.
    size = sum(shared[index] for index in map(int, indexes) if index < len(shared))
    return size + max(pointers - len(indexes), 0) * longest
