"""What a document that leaves the house is made of: sentences whose every number says where it comes from.

A number is printed only as a `Number`, words of the plan and of the units only as `Cited`; text between them holds no digit.
So everything printed can be worked out again from the ledger, piece by piece, and a proof can do so. Standard library and
model only: the board writes in these words, the easel draws them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zcdash.domain.model import Light, format_number

Value = int | float | date


@dataclass(frozen=True, slots=True)
class Number:
    """A number or day as it is printed, under the key by which it can be worked out again."""

    key: str
    value: Value
    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """Words as they stand in the ledger (a title, a name, what a unit wrote), under their key."""

    key: str
    text: str


Piece = str | Number | Cited
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3, its 一、 or （一） in its text."""

    level: int
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that the office may reword, under its key. `listed` ones are numbered 1. 2. 3. as they stand."""

    key: str
    pieces: Pieces
    listed: bool = False
    fixed: bool = False
    """Not to be reworded."""

    @property
    def text(self) -> str:
        return plain_text(self.pieces)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `widths` are shares, `numeric` the columns of numbers."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Pieces, ...], ...]
    widths: tuple[float, ...]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Strip:
    """A picture of all items by light, beside the period before. Keys of its numbers: `count/…`, `before/…`."""

    caption: str
    counts: Mapping[Light, int]
    before: Mapping[Light, int] | None


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture of the lights of each of some names. Keys of its numbers: `{of}/{name}/{light}`."""

    caption: str
    of: str
    rows: tuple[tuple[str, Mapping[Light, int]], ...]


@dataclass(frozen=True, slots=True)
class PlannedActualChart:
    """A picture of indicators, actual against planned. Keys: `indicator/{code}/planned` and `…/actual`."""

    caption: str
    rows: tuple[tuple[str, str, float | None, float | None, str, Light], ...]
    """(code, name, planned, actual, unit, light)."""


Block = Heading | Paragraph | Grid | Strip | Bars | PlannedActualChart


@dataclass(frozen=True, slots=True)
class Annex:
    """附件."""

    title: str
    blocks: tuple[Block, ...]


def plain_text(pieces: Iterable[Piece]) -> str:
    """The pieces as they are read."""
    return "".join(p if isinstance(p, str) else p.text for p in pieces)


def number(key: str, value: float, unit: str = "") -> Number:
    """A number as a document writes it: no blank before its unit, no thousands marks."""
    return Number(key, value, f"{format_number(value)}{unit}")


def share(key: str, value: float) -> Number:
    """A percentage with its one decimal."""
    return Number(key, value, f"{value:.1f}%")


def day(key: str, value: date, year: bool = True) -> Number:
    """2017年7月12日, or 7月12日."""
    return Number(
        key, value, f"{value.year}年{value.month}月{value.day}日" if year else f"{value.month}月{value.day}日"
    )


def name(text: str) -> Cited:
    """The name of a unit or leader."""
    return Cited(f"name/{text}", text)


def title(code: str, text: str) -> Cited:
    """The title of an item."""
    return Cited(f"item/{code}/title", text)


def joined(parts: Iterable[Pieces], mark: str = "、") -> Pieces:
    """Pieces one after the other with a mark between each two."""
    found: list[Piece] = []
    for part in parts:
        found += [mark, *part] if found else part
    return tuple(found)


def pieces_of(blocks: Iterable[Block]) -> Iterator[tuple[str, Pieces]]:
    """(where, pieces) of everything that blocks print in words."""
    for block in blocks:
        match block:
            case Heading(_, pieces):
                yield plain_text(pieces), pieces
            case Paragraph(key, pieces):
                yield key, pieces
            case Grid(caption, columns, rows):
                yield f"表“{caption}”的题头", (caption, *columns)
                for row in rows:
                    for column, cell in zip(columns, row, strict=True):
                        yield f"表“{caption}”{plain_text(row[0])}的“{column}”", cell
            case Strip(caption) | Bars(caption) | PlannedActualChart(caption):
                yield f"图“{caption}”", (caption,)
