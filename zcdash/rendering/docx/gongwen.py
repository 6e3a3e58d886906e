"""Official documents as Word files by GB/T 9704-2012: the values that describe a letter, and its file.

The same letter gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zcdash.rendering import formatting
from zcdash.rendering.docx.gongwen_page import new_document, to_bytes
from zcdash.rendering.docx.gongwen_parts import Writer, set_size
from zcdash.rendering.docx.gongwen_title import lines, width
from zcdash.rendering.docx.gongwen_type import CHARACTER, RED, WIDTH, exact, indent, node
from zcdash.text import strip_invisible

_WIDE = 6
"""An annex with a table of more columns is on landscape paper."""
_HEADING = {1: "公文一级标题", 2: "公文二级标题", 3: "公文三级标题"}


@dataclass(frozen=True, slots=True)
class Head:
    """版头. `symbol` is the 发文字号 or the number of the issue, ready to print; without an issuer its line is left out."""

    mark: str
    symbol: str
    issuer: str
    issued: date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1, 2 or 3; its number (一、（一）1.) is part of the text."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line end begins another paragraph. Blanks typed at its head are dropped: the style indents."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as wide as the text: `widths` are shares of it, `numeric` the columns that hold numbers, counted from 0."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    widths: tuple[float, ...] = ()
    numeric: frozenset[int] = frozenset()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG; the caption is also what a screen reader says."""

    png: bytes
    caption: str = ""
    width_mm: float = 150


@dataclass(frozen=True, slots=True)
class Badge:
    """A framed line; the frame has the colour (RRGGBB), the text is black."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins a page."""


Block = Heading | Paragraph | Table | Picture | Badge | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """公文. `annexes` are (title, blocks) each; an addressee or signer left empty is left out."""

    head: Head
    title: str
    addressee: str
    blocks: tuple[Block, ...]
    annexes: tuple[tuple[str, tuple[Block, ...]], ...]
    signer: str
    day: date


def write(letter: Letter) -> bytes:
    """Return the letter as a .docx file."""
    title = "".join(lines(strip_invisible(letter.title)))
    document = new_document(title, strip_invisible(letter.signer or letter.head.issuer), letter.day)
    writer = Writer(document)
    _head(writer, letter.head)
    _title(writer, letter.title, before=2)
    if letter.addressee:
        writer.paragraph("公文主送", strip_invisible(letter.addressee).rstrip("：: \n") + "：")
    _blocks(writer, letter.blocks, keep_last=True)
    _notes(writer, [strip_invisible(title).replace("\n", "") for title, _ in letter.annexes])
    _signature(writer, letter.signer, letter.day)
    for number, (title, blocks) in enumerate(letter.annexes, 1):
        writer.begin_part(any(isinstance(b, Table) and len(b.columns) > _WIDE for b in blocks))
        writer.paragraph("公文附件号", f"附件{number}" if len(letter.annexes) > 1 else "附件")
        _title(writer, title, before=1)
        _blocks(writer, blocks)
    return to_bytes(document)


def _head(writer: Writer, head: Head) -> None:
    """Write the red mark, 35 mm below the upper edge of the text and as large as fits, the number and the red rule."""
    mark = strip_invisible(head.mark)
    size = int(min(56, (WIDTH / 20 - 16) / max(width(mark), 1)))
    line = size * 1.2
    set_size(writer.paragraph("公文标志", mark, exact(line, before=99 - (line - size) / 2)), size)
    rule = node("pBdr", node("bottom", val="single", sz=18, space=9, color=RED))
    if not head.issuer:
        writer.paragraph("公文字号", head.symbol, rule, exact(20, before=58))
        return
    writer.paragraph("公文字号", head.symbol, exact(20, before=29))
    ends = node(
        "tabs", node("tab", val="left", pos=round(CHARACTER)), node("tab", val="right", pos=round(WIDTH - CHARACTER))
    )
    pieces = ("", head.issuer, formatting.day(head.issued))
    writer.tabbed("公文字号", pieces, rule, ends, exact(20, before=29), node("jc", val="left"))


def _title(writer: Writer, title: str, before: int) -> None:
    """Write the title, `before` lines of the grid above it and one below."""
    writer.paragraph("公文标题", "\n".join(lines(strip_invisible(title))), exact(35, before=before * 29, after=29))


def _blocks(writer: Writer, blocks: Sequence[Block], keep_last: bool = False) -> None:
    """Write the blocks; `keep_last` keeps the last paragraph on one page with the signature."""
    for number, block in enumerate(blocks, 1):
        match block:
            case Heading(level, text):
                writer.paragraph(_HEADING[level], strip_invisible(text).replace("\n", " "))
            case Paragraph(text):
                parts = [part.strip() for part in strip_invisible(text).split("\n") if part.strip()]
                for part in parts:
                    writer.paragraph("公文正文", part, keep=keep_last and number == len(blocks) and part is parts[-1])
            case Table(columns=columns, rows=rows, widths=widths, numeric=numeric, caption=caption):
                writer.table(columns, rows, widths, numeric, caption)
            case Picture(png, caption, width_mm):
                writer.picture(png, caption, width_mm)
            case Badge(text, colour):
                writer.badge(text, colour)
            case PageBreak():
                writer.break_page()


def _notes(writer: Writer, titles: Sequence[str]) -> None:
    """Write 附件：1.… with a name a line; a name of two lines is indented to its own first character."""
    number = 0.95 if len(titles) < 10 else 1.45
    for n, title in enumerate(titles, 1):
        spacing = exact(29, before=29 if n == 1 else 0)
        if len(titles) == 1:
            writer.paragraph("公文附件说明", f"附件：{title}", spacing, indent(left=5, hanging=3))
        elif n == 1:
            writer.tabbed("公文附件说明", ("附件：1.", title), spacing, indent(left=5 + number, hanging=3 + number))
        else:
            writer.tabbed("公文附件说明", (f"{n}.", title), spacing, indent(left=5 + number, hanging=number))


def _signature(writer: Writer, signer: str, day: date) -> None:
    """Write the date four characters from the edge and the signer centred above it, with room for the seal."""
    signer = strip_invisible(signer)
    date_text = formatting.day(day)
    above = 4 + (width(date_text) - width(signer)) / 2
    right = 4 - min(above, 0)
    if signer:
        writer.paragraph("公文落款", signer, exact(29, before=58), indent(right=max(above, 0)), keep=True)
    writer.paragraph("公文落款", date_text, exact(29, before=0 if signer else 58), indent(right=right))
