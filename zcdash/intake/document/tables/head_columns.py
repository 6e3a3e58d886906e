"""Columns of a head while their fields are being found."""

from __future__ import annotations

from dataclasses import dataclass

from zcdash.intake.document.tables.head_spans import Span


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """Column as its head has it: first and last grid column, the texts over it, and the kind and length of its values."""

    first: int
    last: int
    parts: tuple[str, ...]
    name: str = ""
    kind: str = ""
    length: int = 0
    decided: str = ""


@dataclass(slots=True)
class ColumnField:
    """Field of a column while it is being found."""

    name: str
    confidence: float
    span: Span | None = None
    is_decided: bool = False
