"""Read a PDF with text: tables by their ruling lines or by alignment, the text outside them joined into paragraphs."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pdfplumber
from pdfplumber.utils.exceptions import PdfminerException

from zcdash.domain.source_document import SourceDocument, SourceParagraph
from zcdash.errors import UnreadableDocument
from zcdash.intake.document.reading.aligned_tables import told_blocks
from zcdash.intake.document.reading.joined_lines import paragraphs
from zcdash.intake.document.reading.marks import Piece, is_face_black, marking_of
from zcdash.intake.document.reading.packages import BROKEN, MAX_CELLS, MAX_CHARACTERS, TOO_BIG
from zcdash.intake.document.reading.pdf_page import Page, characters, page_of
from zcdash.intake.document.reading.pdf_sides import join_sides
from zcdash.intake.document.reading.printed_lines import PageTable, TextLine, source_table, wrapped
from zcdash.intake.document.reading.unread import Unread

MAX_PAGES = 300
_EDGE = 0.1
"""Share of a page's height at its top and bottom where headers and page numbers stand."""
_LEAST_REPEATED = 3
_PAGE_NUMBER = re.compile(
    r"[-—－–·.\s]{0,6}(?:第\s{0,3})?[0-9０-９]{1,4}(?:\s{0,3}页)?(?:[\s/，,]{0,3}共?\s{0,3}[0-9]{1,4}\s{0,3}页?)?[-—－–·.\s]{0,6}"
)
_DIGITS = re.compile(r"[0-9０-９]+")
_HANGING = 2.5
"""Size of characters by which lines miss the margin, or punctuation hangs over it."""
_FAR = 0.7
"""Share of a page's width up to which a text reaches that is wrapped."""
_INDENT = 1.2
"""Distance from the left margin, in the size of its characters, from which a line is indented."""
_SCANNED = (
    "这个 PDF 是扫描件或图片，没有可以读取的文字。",
    "请找原来的 Word、Excel 文件；没有的，请用识别软件转成 Word 再上传。",
)
_LOCKED = ("PDF 设有打开密码，无法读取。", "请打开文件，取消密码，另存后再上传。")
_TOO_MANY_PAGES = (f"PDF 超过 {MAX_PAGES} 页的上限。", "请只留下任务分解表和通知正文所在的页，另存后再上传。")


@dataclass(slots=True)
class _Read:
    """Blocks in their order."""

    paragraphs: list[tuple[int, list[Piece]]] = field(default_factory=list)
    tables: list[tuple[int, PageTable]] = field(default_factory=list)
    waiting: list[TextLine] = field(default_factory=list)

    @property
    def order(self) -> int:
        """Position of the next block."""
        return len(self.paragraphs) + len(self.tables) + 1

    def end_paragraphs(self, left: float, right: float, unread: Unread) -> None:
        """Join the lines that wait into paragraphs, between the margins, but for those of tables without ruling lines."""
        for block in told_blocks(self.waiting, unread):
            if isinstance(block, PageTable):
                self.tables.append((self.order, block))
                continue
            free = [right - line.x1 for line in block]
            indents = [line.x0 - left > _INDENT * line.size for line in block]
            for pieces in paragraphs(wrapped(block, free, indents)):
                self.paragraphs.append((self.order, pieces))
        self.waiting = []


def read_pdf(data: bytes, file_name: str, sha256: str) -> SourceDocument:
    """Return a PDF as paragraphs and tables. Raises UnreadableDocument."""
    unread = Unread()
    pages = _pages(data, unread)
    if not any(page.lines or page.tables for page in pages):
        raise UnreadableDocument(*_SCANNED)
    _drop_repeated(pages, unread)
    join_sides(pages, unread)
    read = _Read()
    left, right = _margins(pages)
    for page in pages:
        blocks: list[TextLine | PageTable] = sorted([*page.lines, *page.tables], key=lambda block: block.top)
        for block in blocks:
            if isinstance(block, PageTable):
                read.end_paragraphs(left, right, unread)
                read.tables.append((read.order, block))
            else:
                read.waiting.append(block)
    read.end_paragraphs(left, right, unread)
    return _document(read, unread, file_name, sha256)


def _pages(data: bytes, unread: Unread) -> list[Page]:
    """Return the pages. Raises UnreadableDocument for a file with a password, one that is broken or one that is too big."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > MAX_PAGES:
                raise UnreadableDocument(*_TOO_MANY_PAGES)
            found: list[Page] = []
            total = cells = 0
            for page in document.pages:
                found.append(_page(page, unread))
                total += sum(len(line.text) for line in found[-1].lines)
                cells += sum(len(table.cells) for table in found[-1].tables)
                total += sum(len(cell.pieces) for table in found[-1].tables for cell in table.cells)
                if total > MAX_CHARACTERS or cells > MAX_CELLS:
                    raise UnreadableDocument(*TOO_BIG)
                page.close()
            return found
    except PdfminerException as error:
        is_locked = "Password" in repr(error) or "Encryption" in repr(error)
        raise UnreadableDocument(*(_LOCKED if is_locked else BROKEN)) from error


def _page(page: Any, unread: Unread) -> Page:
    chars = characters(page, unread)
    if not any(char["text"].strip() for char in chars):
        if page.images:
            unread.note("scanned", f"第{page.page_number}页")
        return Page(width=page.width, height=page.height, lines=[], tables=[])
    if page.images:
        unread.note("picture", number=len(page.images))
    notes = [each for each in page.annots if each.get("contents")]
    if notes:
        unread.note("form", number=len(notes))
    return page_of(page, chars)


def _drop_repeated(pages: Sequence[Page], unread: Unread) -> None:
    """Leave out page numbers, and lines at the edges of a page that most pages have."""
    numbers = Counter(key for page in pages for key in {_key(line) for line in page.lines if _is_at_edge(line, page)})
    least = max(_LEAST_REPEATED, len(pages) / 2)
    for page in pages:
        kept: list[TextLine] = []
        for line in page.lines:
            at_edge = _is_at_edge(line, page)
            if at_edge and (_PAGE_NUMBER.fullmatch(line.text) or numbers[_key(line)] >= least):
                unread.note("page", line.text)
            else:
                kept.append(line)
        page.lines = kept


def _is_at_edge(line: TextLine, page: Page) -> bool:
    return line.bottom < page.height * _EDGE or line.top > page.height * (1 - _EDGE)


def _key(line: TextLine) -> str:
    return _DIGITS.sub("0", "".join(line.text.split()))


def _margins(pages: Sequence[Page]) -> tuple[float, float]:
    """Return the left and right margin of the text: where its longest lines begin and end."""
    lines = [line for page in pages for line in page.lines]
    if not lines:
        return 0.0, 0.0
    longest = max(line.x1 - line.x0 for line in lines)
    left = min(line.x0 for line in lines if line.x1 - line.x0 > longest * 0.8)
    right = max(line.x1 for line in lines)
    ends = sorted(line.x1 for line in lines if right - line.x1 < _HANGING * line.size)
    if len(ends) > 1 and right > pages[0].width * _FAR:
        return left, ends[len(ends) // 2]
    return left, max(right, pages[0].width - left)  # a few lines say nothing; margins are mostly alike


def _document(read: _Read, unread: Unread, file_name: str, sha256: str) -> SourceDocument:
    of_text = [piece for _, pieces in read.paragraphs for piece in pieces]
    of_tables = [[piece for cell in table.cells for piece in cell.pieces] for _, table in read.tables]
    is_black = is_face_black([*of_text, *(piece for pieces in of_tables for piece in pieces)])
    marking, *markings = (
        replace(found, black=found.black and not is_black) for found in map(marking_of, (of_text, *of_tables))
    )
    return SourceDocument(
        file_name=file_name,
        sha256=sha256,
        paragraphs=tuple(
            SourceParagraph(place=f"第{number}段", order=order, content=marking.text(pieces))
            for number, (order, pieces) in enumerate(read.paragraphs, 1)
        ),
        tables=tuple(
            source_table(number, order, table, markings[number - 1])
            for number, (order, table) in enumerate(read.tables, 1)
        ),
        unread=unread.sentences(),
    )
