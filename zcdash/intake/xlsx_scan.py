"""Scan a sheet of an untrusted workbook before it is read: its size, and which cells are formulas or percentages.

calamine gives values only, and allocates whatever size a sheet claims.
"""

from __future__ import annotations

import re
from collections.abc import Sized
from dataclasses import dataclass
from itertools import product
from xml.parsers.expat import ParserCreate, XMLParserType

MAX_ROWS, MAX_COLUMNS, MAX_MARKED = 200_000, 200, 500_000
MAX_TREE, MAX_TOKEN = 3 << 20, 1 << 18
"""Bytes of a part that is not watched tag by tag; bytes of one tag or text."""
_STEP = 1 << 20
"""Bytes that are parsed at a time."""
LETTERS = ["".join(letters) for length in range(4) for letters in product(map(chr, range(65, 91)), repeat=length)]
_COLUMNS = {letters: column for column, letters in enumerate(LETTERS)}
_DEPTHS = {"sheetData": 2, "row": 3, "c": 4}
# Cells as Excel, WPS and openpyxl write them: each has its address, and nothing stands between them.
_TEXT = rb"(?>[^<&]+|&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)*+"
_CELL = (
    rb'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]{1,6}")?(?: t="[a-zA-Z]{1,9}")?(?:/>|>(?:<f>'
    + _TEXT
    + rb"</f>)?+(?:<v>"
    + _TEXT
    + rb'</v>|<is><t(?: xml:space="preserve")?>'
    + _TEXT
    + rb"</t></is>)?+</c>)"
)
_ROW = rb'<row r="[1-9][0-9]{0,6}"(?: (?!r=)[a-zA-Z0-9:]{1,20}="[^"<>&]{0,99}")*+(?:/>|>(?:' + _CELL + rb")*+</row>)"
_PLAIN = re.compile(rb"(?:" + _ROW + rb")*+")
_HEAD, _TAIL = b"<sheetData>", b"</sheetData>"
_FILLED = rb"[^<>/]*><[fiv]"
"""Rest of the opening tag of a cell that holds a formula or value, in the usual form."""
_ROWS = re.compile(rb'<c r="[A-Z]+([0-9]+)"' + _FILLED)
_COLUMN = re.compile(rb'<c r="([A-Z]+)[0-9]+"' + _FILLED)
_FORMULA = re.compile(rb'<c r="([A-Z]+)([0-9]+)"(?: s="[0-9]+")?( t="str")?[^<>]*><f>[^<]*</f>(<v>)?')
_POINTER = re.compile(rb' t="s">(?:<f>[^<]*</f>)?<(?:v|is)>')
_STYLED = re.compile(rb'<c r="([A-Z]+)([0-9]+)" s="([0-9]+)"' + _FILLED)


class SheetTooWide(Exception):
    """A filled cell stands outside the largest sheet that is read."""

    def __init__(self, row: int, column: int) -> None:
        super().__init__(row, column)
        self.row = row
        self.column = column


class SheetTooFull(Exception):
    """A sheet holds more than is read."""


@dataclass(slots=True, kw_only=True)
class Scan:
    """Size and marked cells of a sheet."""

    formulas: dict[tuple[int, int], str | None]
    """Cell → "" where the stored result is an empty text, else None."""
    percents: set[tuple[int, int]]
    """Filled cells whose format is a percentage."""
    rows: int
    columns: int
    """Last row and column that have a filled cell: programs write empty rows and cells far beyond, which weigh nothing."""
    filled: int
    """Number of filled cells."""
    pointers: int
    """Number of cells that refer to a shared string."""

    @property
    def size(self) -> int:
        """Rows × columns, as calamine allocates them."""
        return self.rows * self.columns


NO_CELLS = Scan(formulas={}, percents=set(), rows=0, columns=0, filled=0, pointers=0)


def scan_guarded(xml: bytes, percent_styles: set[str]) -> Scan:
    """Scan any sheet, tag by tag; a row or cell without an address follows the one before it, as in calamine."""
    parser = ParserCreate("utf-8")  # whatever encoding the part declares: calamine knows no other
    tags = _TagScan(parser, percent_styles)
    parser.StartElementHandler = tags.start
    parser.EndElementHandler = tags.end
    _feed(parser, xml, tags.scan.formulas, tags.scan.percents)
    return tags.scan


class _TagScan:
    """State of a scan between two tags."""

    __slots__ = (
        "cell_row",
        "cell_type",
        "column",
        "depth",
        "parser",
        "percent",
        "percent_styles",
        "row",
        "scan",
    )

    def __init__(self, parser: XMLParserType, percent_styles: set[str]) -> None:
        self.parser = parser
        self.percent_styles = percent_styles
        self.scan = Scan(formulas={}, percents=set(), rows=0, columns=0, filled=0, pointers=0)
        self.column = self.depth = 0
        self.row = self.cell_row = 1
        self.percent = False
        self.cell_type: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Count an opening tag."""
        tag = name.rpartition(":")[2] if ":" in name else name
        self.depth += 1
        if self.depth != _DEPTHS.get(tag, self.depth) or self.depth > 100:
            raise ValueError("a row or cell that calamine would count differently, or nesting that exhausts the memory")
        if tag in _DEPTHS:
            self._move(tag, attributes)
        elif tag in {"v", "is"}:
            self._fill()
            self.scan.filled += 1
            self.scan.pointers += self.cell_type == "s"
            cell = (self.cell_row, self.column)
            if self.cell_type == "str" and tag == "v" and cell in self.scan.formulas:
                self.scan.formulas[cell] = ""
        elif tag == "f":
            self._fill()
            self.scan.formulas[self.cell_row, self.column] = None

    def _fill(self) -> None:
        """Count the cell as filled."""
        row, column = self.cell_row, self.column
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise SheetTooWide(row, column)
        scan = self.scan
        scan.rows = row if row > scan.rows else scan.rows
        scan.columns = column if column > scan.columns else scan.columns
        if self.percent:
            scan.percents.add((row, column))

    def _move(self, tag: str, attributes: dict[str, str]) -> None:
        """Go to the row or cell that a tag opens."""
        row = self.row
        column = self.column + (tag == "c")
        place = attributes.get("r")
        if place and place != f"{LETTERS[column]}{row}":
            row, column = _parse_address(place)
        if tag == "row":
            self.row = row
        self.cell_row, self.column, self.cell_type = row, column, attributes.get("t")
        self.percent = bool(self.percent_styles) and attributes.get("s", "0") in self.percent_styles

    def end(self, name: str) -> None:
        """Count a closing tag; after the cells the tags are not watched any more."""
        self.depth -= 1
        if self.depth == 2 and name.rpartition(":")[2] == "row":
            self.row += 1
            self.column = 0
        elif self.depth == 1 and name.rpartition(":")[2] == "sheetData":
            self.parser.StartElementHandler = self.parser.EndElementHandler = None


def _parse_address(address: str) -> tuple[int, int]:
    """Return (row, column) of an address; a row's own address has no letters and is column 0."""
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]), _COLUMNS[letters.upper()]


def _feed(parser: XMLParserType, xml: bytes, *marked: Sized) -> None:
    """Parse a sheet in steps, and stop before its marked cells or an endless tag exhaust the memory."""
    for end in range(_STEP, len(xml) + _STEP, _STEP):
        parser.Parse(xml[end - _STEP : end], end >= len(xml))
        if min(end, len(xml)) - parser.CurrentByteIndex > MAX_TOKEN:
            raise ValueError("a comment that exhausts the memory")
        if parser.StartElementHandler is None and len(xml) - end > MAX_TREE:
            raise ValueError("too much after the cells, which is not watched and may be nested deeply")
        if sum(map(len, marked)) > MAX_MARKED:
            raise SheetTooFull


def scan_fast(xml: bytes, percent_styles: set[str]) -> Scan | None:
    """Scan a sheet in the usual form in a fifth of the time; return None for one in any other form.

    Everything around the cells is scanned tag by tag all the same.
    """
    start = xml.find(_HEAD) + len(_HEAD)
    end = xml.find(_TAIL)
    if start < len(_HEAD) or end < start or "0" in percent_styles or not _PLAIN.fullmatch(xml, start, end):
        return None
    cells = xml[start:end]
    rest = scan_guarded(xml[:start] + xml[end:], percent_styles)
    if rest.filled or rest.formulas or rest.size:
        return None
    cells.decode("utf-8")  # raises where the guarded scan would
    rows = max(map(int, set(_ROWS.findall(cells))), default=0)
    columns = max((_COLUMNS[c.decode()] for c in set(_COLUMN.findall(cells))), default=0)
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        return None  # the guarded scan says at which cell
    formulas = {_place(m): "" if m[3] and m[4] else None for m in _FORMULA.finditer(cells)} if b"<f>" in cells else {}
    styles = {s.encode() for s in percent_styles}
    percents = {_place(m) for m in _STYLED.finditer(cells) if m[3] in styles} if styles else set()
    if len(formulas) + len(percents) > MAX_MARKED:
        raise SheetTooFull
    filled = cells.count(b"<v>") + cells.count(b"<is>")
    return Scan(
        formulas=formulas,
        percents=percents,
        rows=rows,
        columns=columns,
        filled=filled,
        pointers=len(_POINTER.findall(cells)),
    )


def _place(match: re.Match[bytes]) -> tuple[int, int]:
    return int(match[2]), _COLUMNS[match[1].decode()]


def scan(xml: bytes, percent_styles: set[str]) -> Scan:
    """Scan a sheet. Raises SheetTooWide, SheetTooFull, and ValueError or ExpatError for what is no sheet."""
    return scan_fast(xml, percent_styles) or scan_guarded(xml, percent_styles)
