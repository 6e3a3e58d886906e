"""Read a .docx document: its paragraphs and tables in their order, then text boxes and notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from zcdash.domain.source_document import SourceDocument, SourceParagraph, SourceTable
from zcdash.errors import UnreadableDocument
from zcdash.intake.document.reading.areas import Area, source_cells
from zcdash.intake.document.reading.blank_columns import (
    BlankRows,
    by_blanks,
    by_tabs,
    counted_table,
    is_head_line,
    rows_by_count,
)
from zcdash.intake.document.reading.marks import Piece, marking_of, part_of, says_red_leads
from zcdash.intake.document.reading.packages import BROKEN, MAX_CELLS, MAX_CHARACTERS, TOO_BIG, Package
from zcdash.intake.document.reading.unread import Unread
from zcdash.intake.document.reading.word_grid import Grid, GridReader, blocks
from zcdash.intake.document.reading.word_numbers import Numbers
from zcdash.intake.document.reading.word_styles import Styles
from zcdash.intake.document.reading.word_text import WordText
from zcdash.intake.document.reading.word_xml import Element, local, members

_PAGE_NUMBER = " \t-—－–0123456789第页共"
"""Characters of a header or footer that says nothing but the page."""
_ORDINARY_NOTES = (None, "normal")
"""Types of notes that hold text; the others are their separating lines."""


@dataclass(slots=True)
class _Read:
    """Blocks read so far: paragraphs with place and heading, tables as grids."""

    paragraphs: list[tuple[str, int, int, list[Piece]]] = field(default_factory=list)
    tables: list[tuple[int, Grid]] = field(default_factory=list)
    waiting: list[tuple[int, list[Piece]]] = field(default_factory=list)
    """Level of heading and pieces of the paragraphs since the last table."""
    order: int = 0
    characters: int = 0

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces of all blocks: paragraphs, then tables."""
        for *_, pieces in self.paragraphs:
            yield from pieces
        for _, grid in self.tables:
            for area in grid.areas:
                yield from area.pieces

    def next(self, pieces: list[Piece]) -> int:
        """Count a block and its characters. Raises UnreadableDocument over the limit."""
        self.order += 1
        self.characters += sum(len(piece.text) for piece in pieces)
        if self.characters > MAX_CHARACTERS:
            raise UnreadableDocument(*TOO_BIG)
        return self.order


def read_word(package: Package, file_name: str, sha256: str) -> SourceDocument:
    """Return a Word document as it stands. Raises UnreadableDocument."""
    unread = Unread()
    parts = package.parts
    body = parse_xml(_main_part(package)).find(qn("w:body"))
    if body is None:
        raise UnreadableDocument(*BROKEN)
    styles = Styles(parts.get("word/styles.xml"), parts.get("word/theme/theme1.xml"))
    text = WordText(styles, Numbers(parts.get("word/numbering.xml"), styles, unread), unread)
    grids = GridReader(text, unread)
    read = _Read()
    carried: list[Piece] = []
    for block in blocks(body):
        if local(block) == "p":
            carried += text.pieces(block)
            if not _runs_on(block):
                read.waiting.append((styles.heading(block), carried))
                carried = []
        elif local(block) == "tbl":
            _end_paragraphs(read, text, unread)
            grid = grids.grid(block, f"表{len(read.tables) + 1}")
            pieces = [piece for area in grid.areas for piece in area.pieces]
            read.tables.append((read.next(pieces), grid))
        else:
            unread.note("chunk")
    read.waiting.append((0, carried))
    _end_paragraphs(read, text, unread)
    _add_boxes(read, text, unread)
    _add_notes(read, text, unread, parts)
    _note_comments(unread, parts)
    _note_headers(unread, parts)
    red_leads = says_red_leads(read.pieces())
    return SourceDocument(
        file_name=file_name,
        sha256=sha256,
        paragraphs=_paragraphs(read, text, red_leads),
        tables=tuple(_table(number, order, grid, red_leads) for number, (order, grid) in enumerate(read.tables, 1)),
        unread=unread.sentences(),
    )


def _main_part(package: Package) -> bytes:
    part = package.parts.get(package.main) or package.parts.get("word/document.xml")
    if part is None:
        raise UnreadableDocument(*BROKEN)
    return part


def _runs_on(paragraph: Element) -> bool:
    """Return whether a tracked change deletes the paragraph's end, so that the next one continues it."""
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None


def _end_paragraphs(read: _Read, text: WordText, unread: Unread) -> None:
    """Add the paragraphs that wait, and the tables among them whose cells are parted by tabs or blanks."""
    waiting = [line for heading, pieces in read.waiting for line in _lines(heading, pieces)]
    texts = ["".join(piece.text for piece in pieces) for _, pieces in waiting]
    at = 0
    while at < len(waiting):
        if is_head_line(texts[at]):
            found = rows_by_count(texts, at, by_tabs) or rows_by_count(texts, at, by_blanks)
            unread.note("aligned" if found else "unaligned", texts[at])
            if found:
                _add_aligned(read, text, [pieces for _, pieces in waiting], found)
                at = found.end
                continue
        _add_paragraph(read, f"第{len(read.paragraphs) + 1}段", *waiting[at])
        at += 1
    read.waiting = []


def _lines(heading: int, pieces: list[Piece]) -> Iterator[tuple[int, list[Piece]]]:
    """Yield a paragraph, or the lines of one that holds the heads of a table on one of them."""
    text = "".join(piece.text for piece in pieces)
    if "\n" not in text or not any(map(is_head_line, text.split("\n"))):
        yield heading, pieces
        return
    start = 0
    for line in text.split("\n"):
        yield heading, list(part_of(pieces, start, start + len(line)))
        start += len(line) + 1


def _add_aligned(read: _Read, text: WordText, paragraphs: Sequence[list[Piece]], found: BlankRows) -> None:
    """Add a table of paragraphs. Raises UnreadableDocument for one with too many cells."""
    if len(found.rows) * found.width > MAX_CELLS:
        raise UnreadableDocument(*TOO_BIG)
    table = counted_table(found, lambda line, cell: part_of(paragraphs[line], *cell))
    grid = Grid(rows=table.rows, columns=table.columns)
    for cell in table.cells:
        place = f"表{len(read.tables) + 1} 第{cell.row}行 第{cell.column}列"
        pieces = text.kept(cell.pieces, place)
        grid.areas.append(Area(row=cell.row, column=cell.column, column_span=cell.column_span, pieces=pieces))
    read.tables.append((read.next([piece for area in grid.areas for piece in area.pieces]), grid))


def _add_paragraph(read: _Read, place: str, heading: int, pieces: list[Piece]) -> None:
    """Add a paragraph that is not empty."""
    if any(piece.text.strip() for piece in pieces):
        read.paragraphs.append((place, read.next(pieces), heading, pieces))


def _add_boxes(read: _Read, text: WordText, unread: Unread) -> None:
    """Add the paragraphs of text boxes; a box may hold another."""
    number = 0
    while number < len(text.boxes):
        box = text.boxes[number]
        number += 1
        unread.note("box")
        for line, paragraph in enumerate(_paragraphs_within(box), 1):
            _add_paragraph(read, f"文本框{number} 第{line}段", 0, text.pieces(paragraph))


def _paragraphs_within(parent: Element) -> Iterator[Element]:
    """Yield the paragraphs of a text box or note, those of its tables too."""
    for block in members(parent, "p", "tbl"):
        if local(block) == "p":
            yield block
            continue
        for row in members(block, "tr"):
            for cell in members(row, "tc"):
                yield from _paragraphs_within(cell)


def _add_notes(read: _Read, text: WordText, unread: Unread, parts: dict[str, bytes]) -> None:
    """Add the paragraphs of footnotes and endnotes."""
    for part, name, label in (("footnotes", "w:footnote", "脚注"), ("endnotes", "w:endnote", "尾注")):
        root = parse_xml(parts[f"word/{part}.xml"]) if f"word/{part}.xml" in parts else ()
        notes = [each for each in root if each.tag == qn(name) and each.get(qn("w:type")) in _ORDINARY_NOTES]
        for number, note in enumerate(notes, 1):
            unread.note("note")
            for line, paragraph in enumerate(_paragraphs_within(note), 1):
                _add_paragraph(read, f"{label}{number} 第{line}段", 0, text.pieces(paragraph))


def _note_comments(unread: Unread, parts: dict[str, bytes]) -> None:
    for comment in parse_xml(parts["word/comments.xml"]) if "word/comments.xml" in parts else ():
        unread.note("comment", "".join(each.text or "" for each in comment.iter(qn("w:t"))))


def _note_headers(unread: Unread, parts: dict[str, bytes]) -> None:
    for name in sorted(parts):
        if name.startswith(("word/header", "word/footer")):
            text = "".join(each.text or "" for each in parse_xml(parts[name]).iter(qn("w:t")))
            if text.strip(_PAGE_NUMBER):
                unread.note("header", text)


def _paragraphs(read: _Read, text: WordText, red_leads: bool) -> tuple[SourceParagraph, ...]:
    """Return the paragraphs with the marks that set some of their text apart."""
    marking = marking_of([piece for *_, pieces in read.paragraphs for piece in pieces], red_leads)
    found: list[SourceParagraph] = []
    for place, order, heading, pieces in read.paragraphs:
        is_lost = all(piece.lost for piece in pieces if piece.text.strip())
        kept = pieces if is_lost else text.kept(pieces, place)
        if is_lost:
            text.kept(pieces, place)
        content = marking.text(kept)
        found.append(SourceParagraph(place=place, order=order, content=content, heading=heading, struck=is_lost))
    return tuple(found)


def _table(number: int, order: int, grid: Grid, red_leads: bool) -> SourceTable:
    marking = marking_of([piece for area in grid.areas for piece in area.pieces], red_leads)
    cells = source_cells(grid.areas, marking)
    return SourceTable(number=number, order=order, rows=grid.rows, columns=grid.columns, cells=cells)
