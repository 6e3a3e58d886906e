"""The fast scan of a sheet agrees with the guarded one, whatever the sheet holds."""

import re
from collections.abc import Callable
from io import BytesIO
from xml.parsers.expat import ExpatError
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.intake.xlsx_scan import MAX_COLUMNS, Scan, SheetTooFull, SheetTooWide, scan_fast, scan_guarded

PERCENT = {"1", "3"}
STEPS = (
    b"<c>",
    b"</c>",
    b'<c r="B2"/>',
    b'<c r="XFD9"><v>1</v></c>',
    b"<row>",
    b'<row r="7">',
    b"</row>",
    b' r="A1"',
    b' s="1"',
    b' t="s"',
    b"<v>",
    b"<f>1</f>",
    b"<is><t>a</t></is>",
    b"<!-- -->",
    b"<![CDATA[ ]]>",
    b"&#65;",
    b"&amp;",
    b"&x;",
    b"<",
    b">",
    b'"',
    b" ",
    b"\xff",
    b"<a><b/></a>",
    b"</sheetData>",
    b"<sheetData>",
    b"x:",
)


def fill(sheet: Worksheet) -> None:
    for row in (["编号", "a & b < c", None, 3], [1.5, "=1+1", 0.08, True], [], ["二", None, '=A1&"x"', -2]):
        sheet.append(row)
    sheet["C2"].number_format = "0%"
    sheet["F9"].number_format = "0.00%"


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """A small sheet with formulas and percentages, as openpyxl writes it."""
    book, out = Workbook(), BytesIO()
    fill(book.active)
    book.save(out)
    with ZipFile(BytesIO(out.getvalue())) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def result(scan: Callable[[bytes, set[str]], Scan | None], xml: bytes) -> Scan | str | None:
    """The scan of a sheet, or the name of the refusal."""
    try:
        answer = scan(xml, PERCENT)
    except (SheetTooWide, SheetTooFull) as refusal:
        return type(refusal).__name__
    except (ValueError, KeyError, ExpatError):
        return "no sheet"
    return answer


def test_a_sheet_in_the_usual_form_is_scanned_fast_with_the_same_result(sheet):
    assert result(scan_fast, sheet) == result(scan_guarded, sheet)
    scan = result(scan_fast, sheet)
    assert isinstance(scan, Scan)
    assert (set(scan.formulas), scan.percents, scan.size) == ({(2, 2), (4, 3)}, {(2, 3)}, 4 * 4), "F9 is empty"


def test_a_sheet_without_cells_has_the_same_scan():
    empty = b"<worksheet><sheetData></sheetData></worksheet>"
    assert result(scan_fast, empty) == result(scan_guarded, empty)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(("cells", "tag", "after tag")),
        st.integers(0, 1_000_000),
        st.sampled_from((0, 1, 6, 30)),
        st.sampled_from((b"", *STEPS)),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=600, deadline=None, derandomize=True, database=None)
@given(EDITS)
def test_the_fast_scan_of_a_damaged_sheet_agrees_or_declines(sheet, edits):
    xml = sheet
    first, last = xml.index(b"<sheetData>"), xml.index(b"</sheetData>") + 12
    for place, number, cut, step in edits:
        tags = [m.start() for m in re.finditer(rb"[<>]", xml)]
        at = first + number % (last - first) if place == "cells" else tags[number % len(tags)] + (place == "after tag")
        xml = xml[:at] + step + xml[at + cut :]
    fast = result(scan_fast, xml)
    assert fast is None or fast == result(scan_guarded, xml) or result(scan_guarded, xml) == "no sheet", xml


@pytest.mark.parametrize("cell", [f"A{200_001}", "GS1", "AAAA1"])
def test_a_cell_too_far_out_is_refused_by_both(cell):
    xml = f'<worksheet><sheetData><row r="1"><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'.encode()
    assert (
        MAX_COLUMNS == 200
        and result(scan_fast, xml) in (None, "SheetTooWide")
        and result(scan_guarded, xml) in ("SheetTooWide", "no sheet")
    )
