"""A sheet of a stranger's workbook, measured before it is read: how large it is, which cells are formulas or percentages.

calamine gives the values and nothing else, and would lay out any size that a sheet claims.
"""

from __future__ import annotations

import re
from collections.abc import Sized
from dataclasses import dataclass
from itertools import product
from xml.parsers.expat import ParserCreate, XMLParserType

MAX_ROWS, MAX_COLUMNS, MAX_MARKED = 200_000, 200, 500_000
MAX_TREE, MAX_TOKEN, _STEP = 3 << 20, 1 << 18, 1 << 20  # what is not watched; one tag or text; what is read at once
LETTERS = ["".join(letters) for length in range(4) for letters in product(map(chr, range(65, 91)), repeat=length)]
_COLUMNS = {letters: column for column, letters in enumerate(LETTERS)}
_DEPTHS = {"sheetData": 2, "row": 3, "c": 4}
# Cells as Excel, WPS and openpyxl write them; each says where it stands, and nothing else stands between them.
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
_ROWS, _COLUMN = re.compile(rb'<(?:row|c) r="[A-Z]*([0-9]+)"'), re.compile(rb'<c r="([A-Z]+)')
_FORMULA = re.compile(rb'<c r="([A-Z]+)([0-9]+)"(?: s="[0-9]+")?( t="str")?[^<>]*><f>[^<]*</f>(<v>)?')
_POINTER = re.compile(rb' t="s">(?:<f>[^<]*</f>)?<(?:v|is)>')
_STYLED = re.compile(rb'<c r="([A-Z]+)([0-9]+)" s="([0-9]+)"')


@dataclass(slots=True)
class Scan:
    """What measuring found in a sheet: its size, how many cells are filled, how many of them point at a shared text."""

    formulas: dict[tuple[int, int], str | None]
    percents: set[tuple[int, int]]
    size: int
    filled: int
    pointers: int


def scan_guarded(xml: bytes, percent_styles: set[str], too_wide: Exception, too_full: Exception) -> Scan:
    """Any sheet, tag by tag; what does not say where it stands counts on, as it does in calamine."""
    formulas, percents = {}, set()
    rows, columns, row, here, column, kind, depth, filled, pointers = 0, 0, 1, 1, 0, None, 0, 0, 0
    parser = ParserCreate("utf-8")  # whatever it says of itself: calamine knows nothing else

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal rows, columns, row, here, column, kind, depth, filled, pointers
        tag, depth = name.rpartition(":")[2] if ":" in name else name, depth + 1
        if depth != _DEPTHS.get(tag, depth) or depth > 100:
            raise ValueError("a row or cell where calamine would count otherwise, or depths that fill the memory")
        if tag in _DEPTHS:
            here, column, kind, place = row, column + (tag == "c"), attributes.get("t"), attributes.get("r")
            if place and place != f"{LETTERS[column]}{row}":
                here, column = int(place[len(letters := place.rstrip("0123456789")) :]), _COLUMNS[letters.upper()]
            row = here if tag == "row" else row
            if here > MAX_ROWS or column > MAX_COLUMNS:
                raise too_wide
            rows, columns = here if here > rows else rows, column if column > columns else columns
            if percent_styles and attributes.get("s", "0") in percent_styles:
                percents.add((here, column))
        elif tag == "v" or tag == "is":
            filled += 1
            pointers += kind == "s"
            if kind == "str" and tag == "v" and (here, column) in formulas:
                formulas[here, column] = ""  # calculated, and empty
        elif tag == "f":
            formulas[here, column] = None

    def end(name: str) -> None:
        nonlocal row, column, depth
        depth -= 1
        if depth == 2 and name.rpartition(":")[2] == "row":
            row, column = row + 1, 0
        elif depth == 1 and name.rpartition(":")[2] == "sheetData":
            parser.StartElementHandler = parser.EndElementHandler = None

    parser.StartElementHandler, parser.EndElementHandler = start, end
    _feed(parser, xml, too_full, formulas, percents)
    return Scan(formulas, percents, rows * columns, filled, pointers)


def _feed(parser: XMLParserType, xml: bytes, too_full: Exception, *marked: Sized) -> None:
    """Parses a sheet a piece at a time, so that it is refused before what it marks or one tag without end fills the memory."""
    for end in range(_STEP, len(xml) + _STEP, _STEP):
        parser.Parse(xml[end - _STEP : end], end >= len(xml))
        if min(end, len(xml)) - parser.CurrentByteIndex > MAX_TOKEN:
            raise ValueError("a comment that fills the memory")
        if parser.StartElementHandler is None and len(xml) - end > MAX_TREE:
            raise ValueError("what follows the cells is not watched and may be deep")
        if sum(map(len, marked)) > MAX_MARKED:
            raise too_full


def scan_fast(xml: bytes, percent_styles: set[str], too_wide: Exception, too_full: Exception) -> Scan | None:
    """A sheet as spreadsheet programs write it, in a fifth of the time; None for one that is written otherwise.

    Everything round the cells is watched tag by tag all the same.
    """
    begins, ends = xml.find(_HEAD) + len(_HEAD), xml.find(_TAIL)
    if begins < len(_HEAD) or ends < begins or "0" in percent_styles or not _PLAIN.fullmatch(xml, begins, ends):
        return None
    cells = xml[begins:ends]
    rest = scan_guarded(xml[:begins] + xml[ends:], percent_styles, too_wide, too_full)
    if rest.filled or rest.formulas or rest.size:
        return None
    cells.decode("utf-8")
    rows = max(map(int, set(_ROWS.findall(cells))), default=0)
    columns = max((_COLUMNS.get(c.decode(), MAX_COLUMNS + 1) for c in set(_COLUMN.findall(cells))), default=0)
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise too_wide
    formulas = {_place(m): "" if m[3] and m[4] else None for m in _FORMULA.finditer(cells)} if b"<f>" in cells else {}
    styles = {s.encode() for s in percent_styles}
    percents = {_place(m) for m in _STYLED.finditer(cells) if m[3] in styles} if styles else set()
    if len(formulas) + len(percents) > MAX_MARKED:
        raise too_full
    filled = cells.count(b"<v>") + cells.count(b"<is>")
    return Scan(formulas, percents, rows * columns, filled, len(_POINTER.findall(cells)))


def _place(found: re.Match[bytes]) -> tuple[int, int]:
    return int(found[2]), _COLUMNS[found[1].decode()]


def scan(xml: bytes, percent_styles: set[str], too_wide: Exception, too_full: Exception) -> Scan:
    """What there is to know of a sheet before it is read. Raises what is given, or ValueError and expat's error for no XML."""
    return scan_fast(xml, percent_styles, too_wide, too_full) or scan_guarded(xml, percent_styles, too_wide, too_full)
