"""Names and walks of WordprocessingML that the readers of a document share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

Element = Any
"""Element of lxml, which has no types."""
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "AlternateContent", "Choice"})
"""Elements around blocks, rows or cells that are no blocks themselves."""
_OFF = ("0", "false", "off")


def local(element: Element) -> str:
    """Return an element's name without its namespace; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(parent: Element | None, name: str, attribute: str = "w:val") -> str | None:
    """Return an attribute of a child, None where either is missing."""
    child = None if parent is None else parent.find(qn(name))
    found: str | None = None if child is None else child.get(qn(attribute))
    return found


def number(text: str | None, default: int, most: int = 10_000) -> int:
    """Return a whole number from 0 to `most`, the default where the text is none."""
    digits = (text or "").strip()
    return min(int(digits[:9]), most) if digits.isascii() and digits.isdigit() else default


def toggle(properties: Element | None, name: str) -> bool | None:
    """Return whether a property is switched on; None where nothing is said."""
    child = None if properties is None else properties.find(qn(name))
    return None if child is None else (child.get(qn("w:val")) or "1").lower() not in _OFF


def members(parent: Element, *names: str) -> Iterator[Element]:
    """Yield the children of these names, also those in content controls, in order; others are passed over."""
    for child in parent:
        name = local(child)
        if name in names:
            yield child
        elif name in _WRAPPERS:
            yield from members(child, *names)
