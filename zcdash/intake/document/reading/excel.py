"""Read an .xlsx workbook: one table a visible sheet, texts as they are shown, bold type and 黑体 by cell and by run."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock

from zcdash.domain.source_document import SourceCell, SourceDocument, SourceParagraph, SourceTable, SourceText
from zcdash.errors import UnreadableDocument
from zcdash.intake.document.reading.excel_format import hidden, shown
from zcdash.intake.document.reading.excel_package import SheetPart, repack
from zcdash.intake.document.reading.marks import Piece, is_black_face, is_red, marking_of, says_red_leads
from zcdash.intake.document.reading.packages import MAX_CHARACTERS, TOO_BIG, Package
from zcdash.intake.document.reading.unread import Unread
from zcdash.intake.xlsx_sheet import address

_MOST_MERGED = 1_000_000
"""Places of a sheet that its merged areas may cover."""
_DRAWN = (b"<a:t>", b"<a:t ")


def read_excel(package: Package, file_name: str, sha256: str) -> SourceDocument:
    """Return a workbook as tables; its only paragraphs are the comments on cells. Raises UnreadableDocument."""
    unread = Unread()
    repacked = repack(package)
    for kind, names in (("sheet", repacked.hidden), ("chart sheet", repacked.charts)):
        for name in names:
            unread.note(kind, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on styles that are missing or odd: the look is not needed whole
        book = load_workbook(io.BytesIO(repacked.data), data_only=True, rich_text=True)
    read: list[tuple[_Sheet, dict[tuple[int, int], list[Piece]]]] = []
    characters = 0
    for part in repacked.sheets:
        sheet = _Sheet(book[part.name], part, unread)
        cells = sheet.cells()
        characters += sum(len(piece.text) for pieces in cells.values() for piece in pieces)
        if characters > MAX_CHARACTERS:
            raise UnreadableDocument(*TOO_BIG)
        if cells:
            read.append((sheet, cells))
        else:
            for *_, text in part.comments:
                unread.note("comment", text)
    red_leads = says_red_leads(piece for _, cells in read for pieces in cells.values() for piece in pieces)
    tables = [sheet.table(number, cells, red_leads) for number, (sheet, cells) in enumerate(read, 1)]
    _note_drawings(package, unread)
    comments = [c for number, (sheet, _) in enumerate(read, 1) for c in sheet.comments(number)]
    paragraphs = tuple(replace(c, order=len(tables) + number) for number, c in enumerate(comments, 1))
    return SourceDocument(
        file_name=file_name, sha256=sha256, paragraphs=paragraphs, tables=tuple(tables), unread=unread.sentences()
    )


def _note_drawings(package: Package, unread: Unread) -> None:
    for name in sorted(package.names):
        if name.startswith("xl/media/"):
            unread.note("picture")
        elif name.startswith("xl/drawings/drawing") and any(each in package.parts.get(name, b"") for each in _DRAWN):
            unread.note("drawing")
        elif name.startswith("xl/embeddings/"):
            unread.note("object")


class _Sheet:
    """Sheet with its merges."""

    def __init__(self, sheet: Any, part: SheetPart, unread: Unread) -> None:
        self._sheet = sheet
        self._part = part
        self._unread = unread

    def cells(self) -> dict[tuple[int, int], list[Piece]]:
        """Return (row, column) → text of the cells that hold some."""
        found: dict[tuple[int, int], list[Piece]] = {}
        for (row, column), cell in sorted(self._sheet._cells.items()):  # max_row may be a million of empty ones
            place = f"{self._part.name} {address(row, column)}"
            if cell.value is None:
                if (row, column) in self._part.formulas:
                    self._unread.note("formula", place)
                continue
            if cell.data_type == "e":
                self._unread.note("error", f"{place} {cell.value}")
            if full := hidden(cell.value, cell.number_format):
                self._unread.note("rounded", f"{place} {shown(cell.value, cell.number_format)}（{full}）")
            pieces = list(_pieces(cell))
            for piece in pieces:
                if piece.lost and piece.text.strip():
                    self._unread.note(piece.lost, f"{place} {piece.text}")
            pieces = [piece for piece in pieces if not piece.lost]
            if any(piece.text.strip() for piece in pieces):
                found[row, column] = pieces
        self._note_hidden(found)
        return found

    def comments(self, number: int) -> Iterator[SourceParagraph]:
        """Yield the comments on the cells of a table: shown, for a person to acknowledge, and never taken over."""
        places: dict[str, int] = {}
        for row, column, text in self._part.comments:
            place = f"批注 表{number} 第{row}行 第{column}列"
            places[place] = places.get(place, 0) + 1
            again = f" {places[place]}" if places[place] > 1 else ""
            if text.strip():
                yield SourceParagraph(place=f"{place}{again}", order=0, content=SourceText(text), struck=True)

    def _note_hidden(self, cells: dict[tuple[int, int], list[Piece]]) -> None:
        """Say which rows and columns with text are hidden."""
        if self._part.header:
            self._unread.note("header", self._part.header)
        rows = {row for row, _ in cells}
        for row, dimension in sorted(self._sheet.row_dimensions.items()):
            if dimension.hidden and row in rows:
                self._unread.note("hidden rows", f"{self._part.name} 第{row}行")
        columns = {column for _, column in cells}
        for dimension in self._sheet.column_dimensions.values():
            first, last = dimension.min or 0, dimension.max or 0
            if dimension.hidden and any(first <= column <= last for column in columns):
                self._unread.note("hidden columns", f"{self._part.name} 第{first}列")

    def _spans(self, rows: int, columns: int) -> dict[tuple[int, int], tuple[int, int]]:
        """Return place → height and width of the merged areas, as far as there is text; of two that overlap the first."""
        found: dict[tuple[int, int], tuple[int, int]] = {}
        occupied: set[tuple[int, int]] = set()
        for first_column, first_row, right, bottom in self._part.merges:
            height, width = min(bottom, rows) - first_row + 1, min(right, columns) - first_column + 1
            if height < 1 or width < 1:
                continue
            if len(occupied) + height * width > _MOST_MERGED:
                raise UnreadableDocument(*TOO_BIG)
            places = set(_places(first_row, first_column, height, width))
            if places.isdisjoint(occupied):
                occupied |= places
                found[first_row, first_column] = height, width
        return found

    def table(self, number: int, cells: dict[tuple[int, int], list[Piece]], red_leads: bool) -> SourceTable:
        """Return the sheet as a table: cells with text, and the merged areas."""
        marking = marking_of([piece for pieces in cells.values() for piece in pieces], red_leads)
        rows = max(row for row, _ in cells)
        columns = max(column for _, column in cells)
        spans = self._spans(rows, columns)
        covered: set[tuple[int, int]] = set()
        for (row, column), (height, width) in spans.items():
            inside = [at for at in _places(row, column, height, width) if at in cells and at != (row, column)]
            covered.update(inside)
            for at in inside:
                text = "".join(piece.text for piece in cells[at])
                self._unread.note("covered", f"{self._part.name} {address(*at)} {text}")
        placed = sorted((cells.keys() | spans.keys()) - covered)
        return SourceTable(
            number=number,
            order=number,
            rows=rows,
            columns=columns,
            name=self._part.name,
            cells=tuple(
                SourceCell(
                    row=row,
                    column=column,
                    row_span=spans.get((row, column), (1, 1))[0],
                    column_span=spans.get((row, column), (1, 1))[1],
                    content=marking.text(cells.get((row, column), [])),
                )
                for row, column in placed
            ),
        )


def _places(row: int, column: int, height: int, width: int) -> Iterator[tuple[int, int]]:
    """Yield the places of an area."""
    for down in range(height):
        for across in range(width):
            yield row + down, column + across


def _pieces(cell: Any) -> Iterator[Piece]:
    """Yield the pieces of a cell's text, each with the look of its run or of the cell."""
    font = cell.font
    own = _piece("", font, font.name)
    if not isinstance(cell.value, CellRichText):
        text = shown(cell.value, cell.number_format).replace("\r\n", "\n").replace("_x000D_", "")
        yield replace(own, text=text)
        return
    for run in cell.value:
        if not isinstance(run, TextBlock):
            yield replace(own, text=str(run).replace("\r\n", "\n"))
            continue
        yield _piece(run.text.replace("\r\n", "\n"), run.font, run.font.rFont)


def _piece(text: str, font: Any, face: str | None) -> Piece:
    """Return a piece with the look of a font; a colour of the theme is not red."""
    colour = font.color.rgb if font.color is not None else ""
    is_coloured = isinstance(colour, str) and is_red(colour)
    return Piece(text, bool(font.b), is_black_face(face or ""), "删除线" if font.strike else "", is_coloured)
