"""Blocks of a printed document, in which every number carries the key that it can be recomputed by.

A number is printed only as a `Number`, text of the plan or of a unit only as `Cited`, a judgement only within a `Statement`;
the text between them has no digits and judges nobody. So a proof can recompute a whole document from the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zcdash.domain.model import format_number
from zcdash.domain.rounding import percentage
from zcdash.domain.terms import Light, unit_behind

Value = int | float | date


@dataclass(frozen=True, slots=True)
class Number:
    """Printed number or day, with the key to recompute it."""

    key: str
    value: Value | None
    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """Text quoted from the ledger (a title, a name, a unit's words), with its key."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Words that judge: 未报送, 严重滞后, 最低 …, with the rule that says so of these subjects (codes or names).

    It names its subjects, or counts them.
    """

    rule: str
    subjects: tuple[str, ...]
    pieces: Pieces


Plain = str | Number | Cited
Piece = Plain | Statement
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Heading of level 1 to 3; its 一、 or （一） is part of the text."""

    level: int
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Paragraph that the office may reword, by its key. `listed` ones are numbered 1. 2. 3. in order.

    One that is `fixed` may not be reworded; a `standard` one is a sentence of the office that judges nobody.
    """

    key: str
    pieces: Pieces
    listed: bool = False
    fixed: bool = False
    standard: bool = False

    @property
    def text(self) -> str:
        return plain_text(self.pieces)


@dataclass(frozen=True, slots=True)
class Grid:
    """Table. `key` names its layout in print."""

    key: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Pieces, ...], ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """Picture of all items by light, with the period before. Keys of its numbers: `count/…`, `before/…`."""

    caption: str
    counts: Mapping[Light, int]
    before: Mapping[Light, int] | None


@dataclass(frozen=True, slots=True)
class Bars:
    """Picture of the lights under each name. Keys of its numbers: `{of}/{name}/{light}`."""

    caption: str
    of: str
    rows: tuple[tuple[str, Mapping[Light, int]], ...]
    described: str = ""
    """Sentence in the picture on how it is read."""


@dataclass(frozen=True, slots=True)
class PlannedActualChart:
    """Picture of indicators, actual against planned. Keys: `indicator/{code}/planned`, `…/actual`."""

    caption: str
    rows: tuple[tuple[str, str, float | None, float | None, str, Light], ...]
    """(code, name, planned, actual, unit, light)."""


Block = Heading | Paragraph | Grid | Strip | Bars | PlannedActualChart


@dataclass(frozen=True, slots=True)
class Annex:
    """附件."""

    title: str
    blocks: tuple[Block, ...]


def flat(pieces: Iterable[Piece]) -> Iterator[Plain]:
    """Yield the pieces, those within statements too."""
    for piece in pieces:
        if isinstance(piece, Statement):
            yield from flat(piece.pieces)
        else:
            yield piece


def statements(pieces: Iterable[Piece]) -> Iterator[Statement]:
    """Yield the statements among the pieces, those within statements too."""
    for piece in pieces:
        if isinstance(piece, Statement):
            yield piece
            yield from statements(piece.pieces)


def plain_text(pieces: Iterable[Piece]) -> str:
    """Return the pieces as one text."""
    return "".join(p if isinstance(p, str) else p.text for p in flat(pieces))


def number(key: str, value: float | None, unit: str = "") -> Number:
    """Return a number with its unit: no space between them, no thousands separators; — for None."""
    return Number(key, value, f"{format_number(value)}{unit_behind(unit)}")


def share(key: str, part: float, whole: float) -> Number:
    """Return part of whole as a percentage with one decimal, rounded half up."""
    value = percentage(part, whole)
    return Number(key, float(value), f"{value}%")


def day(key: str, value: date, year: bool = True) -> Number:
    """Return a day as 2017年7月12日, or 7月12日."""
    return Number(
        key, value, f"{value.year}年{value.month}月{value.day}日" if year else f"{value.month}月{value.day}日"
    )


def name(text: str) -> Cited:
    """Cite the name of a unit or leader."""
    return Cited(f"name/{text}", text)


def title(code: str, text: str) -> Cited:
    """Cite the title of an item."""
    return Cited(f"item/{code}/title", text)


def inner_quotes(text: str) -> str:
    """Return a text as it stands within quotation marks: its own become single ones, “两体系” → ‘两体系’."""
    return text.replace("“", "‘").replace("”", "’")


def joined(parts: Iterable[Pieces], mark: str = "、") -> Pieces:
    """Join pieces with a mark between them."""
    pieces: list[Piece] = []
    for part in parts:
        pieces += [mark, *part] if pieces else part
    return tuple(pieces)


def pieces_of(blocks: Iterable[Block]) -> Iterator[tuple[str, Pieces]]:
    """Yield (place, pieces) of all text that the blocks print."""
    for block in blocks:
        match block:
            case Heading(_, pieces):
                yield plain_text(pieces), pieces
            case Paragraph(key, pieces):
                yield key, pieces
            case Grid(_, caption, columns, rows):
                yield f"表“{caption}”的题头", (caption, *columns)
                for row in rows:
                    for column, cell in zip(columns, row, strict=True):
                        yield f"表“{caption}”{plain_text(row[0])}的“{column}”", cell
            case Strip(caption) | Bars(caption) | PlannedActualChart(caption):
                yield f"图“{caption}”", (caption,)
