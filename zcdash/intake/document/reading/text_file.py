"""Read a text file or Markdown: encoding, wrapped lines joined into paragraphs, tables of pipes, tabs or blanks, headings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from zcdash.domain.source_document import SourceDocument, SourceParagraph, SourceTable
from zcdash.errors import UnreadableDocument
from zcdash.intake.document.reading.aligned_tables import told_blocks
from zcdash.intake.document.reading.areas import Area
from zcdash.intake.document.reading.blank_columns import (
    by_blanks,
    counted_table,
    is_head_line,
    last_of_table,
    rows_by_count,
)
from zcdash.intake.document.reading.joined_lines import Line, columns, paragraphs, with_margin
from zcdash.intake.document.reading.marks import Marking, Piece
from zcdash.intake.document.reading.packages import MAX_CELLS, MAX_CHARACTERS, TOO_BIG, UNKNOWN_KIND
from zcdash.intake.document.reading.printed_lines import PageTable, Reach, TextLine, source_table
from zcdash.intake.document.reading.unread import Unread

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\u200b]")
_HEADING = re.compile(r"(#{1,6})\s{1,20}(\S.{0,500}?)\s{0,20}#{0,6}\Z")
_RULE = re.compile(r"\s{0,8}\|?(?:\s{0,20}:?-{1,60}:?\s{0,20}\|){1,200}(?:\s{0,20}:?-{1,60}:?\s{0,20})?\s{0,8}\Z")
_LINE = re.compile(r"\s{0,3}(?:[-*_=]\s{0,3}){3,200}\Z")
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,2000})\1")
_INDENT = re.compile(r"\u3000{1,8}|[ \t\u3000]{2,40}")
_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LEAST_TABS = 2
_LINE_HEIGHT, _TAB = 2.0, 8
"""Height of a line and place of tabs, in columns."""
_MOST_COLUMNS = 200
_SAMPLE = 2_000
"""Characters of separated values that show what separates them."""
_TEXTS = (".txt", ".csv", ".md", ".markdown", ".text", ".tsv")
_UNKNOWN_ENCODING = ("这个文本文件的编码认不出，读出来是乱码。", "请用记事本打开，另存为 UTF-8 编码的 .txt 再上传。")


def decoded(data: bytes, file_name: str) -> str:
    """Return a text file's characters. Raises UnreadableDocument where its encoding is not known, or it is no text by its name."""
    named = [encoding for start, encoding in _ENCODINGS if data.startswith(start)]
    for encoding in named or ["utf-8", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.count("\0") == 0:
            return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    raise UnreadableDocument(*(_UNKNOWN_ENCODING if file_name.lower().endswith(_TEXTS) else UNKNOWN_KIND))


def read_text(data: bytes, file_name: str, sha256: str) -> SourceDocument:
    """Return a text as paragraphs and tables. Raises UnreadableDocument."""
    text = decoded(data, file_name)
    if len(text) > MAX_CHARACTERS:
        raise UnreadableDocument(*TOO_BIG)
    unread = Unread()
    text, controls = _CONTROL.subn("", text)
    if controls - data.startswith(b"\xef\xbb\xbf") > 0:
        unread.note("mark", number=controls)
    if file_name.lower().endswith(".csv"):
        return SourceDocument(
            file_name=file_name,
            sha256=sha256,
            paragraphs=(),
            tables=(_csv_table(text),),
            unread=unread.sentences(),
            marks_known=False,
        )
    is_markdown = file_name.lower().endswith((".md", ".markdown"))
    blocks = _Blocks(unread, is_markdown=is_markdown)
    blocks.read(text.split("\n"))
    return SourceDocument(
        file_name=file_name,
        sha256=sha256,
        paragraphs=tuple(blocks.paragraphs),
        tables=tuple(blocks.tables),
        unread=unread.sentences(),
        marks_known=(is_markdown and any(paragraph.content.marked for paragraph in blocks.paragraphs))
        or any(cell.content.marked for table in blocks.tables for cell in table.cells),
    )


def _csv_table(text: str) -> SourceTable:
    """Return the table of a file of separated values. Raises UnreadableDocument for one that is too big."""
    separator = max(",;\t", key=text[:_SAMPLE].count)
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=separator)]
    width = max(map(len, rows), default=0)
    if sum(map(len, rows)) > MAX_CELLS or width > _MOST_COLUMNS:
        raise UnreadableDocument(*TOO_BIG)
    cells = [
        Area(row=row, column=column, pieces=[Piece(cell)])
        for row, texts in enumerate(rows, 1)
        for column, cell in enumerate(texts, 1)
    ]
    return source_table(1, 1, PageTable(top=0, rows=len(rows), columns=width, cells=cells), Marking())


class _Blocks:
    """Paragraphs and tables of a text, in their order."""

    def __init__(self, unread: Unread, *, is_markdown: bool) -> None:
        self._unread = unread
        self._is_markdown = is_markdown
        self._waiting: list[Line] = []
        self.paragraphs: list[SourceParagraph] = []
        self.tables: list[SourceTable] = []
        self._cells = 0

    def read(self, lines: Sequence[str]) -> None:
        """Take the lines of the file."""
        at = 0
        after_blank = False
        while at < len(lines):
            line = lines[at]
            height = self._table_height(lines, at)
            aligned = None if height else self._aligned(lines, at)
            heading = _HEADING.match(line) if self._is_markdown else None
            if height:
                self._end_paragraphs()
                self._add_table(lines[at : at + height])
            elif aligned:
                self._end_paragraphs()
                table, height = aligned
                self._add_cells(table)
            elif heading:
                self._end_paragraphs()
                self._add(list(self._pieces(heading[2])), heading=len(heading[1]))
            elif line.strip() and not (self._is_markdown and _LINE.match(line)):
                indented = _INDENT.match(line) is not None
                pieces = tuple(self._pieces(line.strip()))
                self._waiting.append(Line(pieces=pieces, after_blank=after_blank, indented=indented))
            after_blank = not line.strip()
            at += max(1, height)
        self._end_paragraphs()

    def _end_paragraphs(self) -> None:
        """Join the lines that wait into paragraphs."""
        indents = sum(line.indented for line in self._waiting)
        if indents * 10 > len(self._waiting) * 9:  # all of them: an indent begins nothing
            self._waiting = [Line(pieces=line.pieces, after_blank=line.after_blank) for line in self._waiting]
        for pieces in paragraphs(with_margin(self._waiting)):
            self._add(pieces)
        self._waiting = []

    def _add(self, pieces: list[Piece], heading: int = 0) -> None:
        place = f"第{len(self.paragraphs) + 1}段"
        content = Marking().text(pieces)
        order = len(self.paragraphs) + len(self.tables) + 1
        self.paragraphs.append(SourceParagraph(place=place, order=order, content=content, heading=heading))

    def _table_height(self, lines: Sequence[str], at: int) -> int:
        """Return the number of lines of the table that begins here, 0 for none."""
        for is_row in (_is_piped, _is_tabbed):
            height = 0
            while at + height < len(lines) and is_row(lines[at + height]):
                height += 1
            if height > 1 and not _is_uneven(lines[at : at + height]):
                return height
        return 0

    def _aligned(self, lines: Sequence[str], at: int) -> tuple[PageTable, int] | None:
        """Return the table that begins here with heads parted by blanks, and the number of its lines; None for none."""
        if not is_head_line(lines[at]):
            return None
        if found := rows_by_count(lines, at, by_blanks):
            self._unread.note("aligned", lines[at])
            return counted_table(found, lambda line, cell: self._pieces(lines[line][slice(*cell)])), found.end - at
        end = last_of_table(lines, at)
        printed = [self._printed(lines[n], n) for n in range(at, end) if lines[n].strip()]
        table, *rest = told_blocks(printed, self._unread)
        if not isinstance(table, PageTable):
            return None
        behind = next((int(block[0].top / _LINE_HEIGHT) for block in rest if isinstance(block, list)), end)
        return table, behind - at

    def _printed(self, line: str, number: int) -> TextLine:
        """Return a line as it is printed in characters of one width."""
        pieces = [Piece(character, piece.bold) for piece in self._pieces(line) for character in piece.text]
        places: list[Reach] = []
        at = 0
        for piece in pieces:
            width = _TAB - at % _TAB if piece.text == "\t" else columns(piece.text)
            places.append((at, at + width))
            at += width
        whole = TextLine(
            pieces=tuple(pieces),
            places=tuple(places),
            top=number * _LINE_HEIGHT,
            bottom=(number + 1) * _LINE_HEIGHT,
            size=_LINE_HEIGHT,
        )
        return whole.within((0, at)) or whole

    def _add_table(self, lines: Sequence[str]) -> None:
        rows = [_split(line) for number, line in enumerate(lines) if number > 1 or not _RULE.match(line)]
        width = max(map(len, rows), default=0)
        cells = [
            Area(row=row, column=column, pieces=list(self._pieces(text)))
            for row, texts in enumerate(rows, 1)
            for column, text in enumerate(texts, 1)
        ]
        self._add_cells(PageTable(top=0, rows=len(rows), columns=width, cells=cells))

    def _add_cells(self, table: PageTable) -> None:
        self._cells += len(table.cells)
        if self._cells > MAX_CELLS or table.columns > _MOST_COLUMNS:
            raise UnreadableDocument(*TOO_BIG)
        order = len(self.paragraphs) + len(self.tables) + 1
        self.tables.append(source_table(len(self.tables) + 1, order, table, Marking()))

    def _pieces(self, text: str) -> Iterator[Piece]:
        """Yield a text's pieces; in Markdown ** and __ mark bold type."""
        at = 0
        if self._is_markdown:
            for match in _BOLD.finditer(text):
                yield Piece(text[at : match.start()])
                yield Piece(match[2], bold=True)
                at = match.end()
        yield Piece(text[at:])


def _is_piped(line: str) -> bool:
    text = line.strip()
    return (text.startswith("|") and text.count("|") > 1) or _RULE.match(line) is not None


def _is_tabbed(line: str) -> bool:
    return line.strip("\n").count("\t") >= _LEAST_TABS and bool(line.strip())


def _is_uneven(lines: Sequence[str]) -> bool:
    """Return whether some cells of a table are parted by several tabs: their number differs, that of the texts does not."""
    found = rows_by_count(lines, 0, by_blanks) if is_head_line(lines[0]) else None
    return found is not None and found.end == len(lines) and len({line.count("\t") for line in lines}) > 1


def _split(line: str) -> list[str]:
    """Return the cells of a row of pipes or tabs."""
    if not _is_piped(line):
        return [cell.strip().replace("\\n", "\n") for cell in line.split("\t")]
    text = line.strip().removeprefix("|").removesuffix("|").replace("\\|", "\0")
    return [_BREAK.sub("\n", cell.strip().replace("\0", "|")) for cell in text.split("|")]
