"""An uploaded file becomes sheets of cells, or is refused in one sentence, whatever its bytes."""

import random
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from zcdash.intake import opening
from zcdash.intake.opening import UnreadableWorkbook, address, opened


def book(**cells) -> bytes:
    made = Workbook()
    for place, value in cells.items():
        made.active[place] = value
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def again(data: bytes, change) -> bytes:
    """The same workbook with its parts changed: `change(name, bytes)` gives the new bytes, or None to leave the part out."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return out.getvalue()


GOOD = book(A1="编号", B2=8.5, C7="=1+1", D4=date(2017, 3, 31), E5=True, F6="#REF!", G1="11010519491231002")
SHEET = "xl/worksheets/sheet1.xml"


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableWorkbook) as refused:
        opened(data)
    assert refused.value.sentence and refused.value.advice
    return refused.value.code


def test_values_come_with_their_addresses_and_kinds():
    cells = opened(GOOD)["Sheet"]
    assert cells[1, 1].value == "编号" and cells[2, 2].value == 8.5 and cells[5, 5].value is True
    assert cells[4, 4].value in (date(2017, 3, 31), datetime(2017, 3, 31))
    assert cells[1, 7].value == "11010519491231002"
    assert cells[6, 6].value == "#REF!"


def test_a_formula_without_a_result_is_told_from_an_empty_cell():
    cells = opened(GOOD)["Sheet"]
    assert cells[7, 3].formula and cells[7, 3].value is None
    assert (7, 4) not in cells


def test_addresses_are_right_when_the_first_used_cell_is_far_in():
    assert {p: c.value for p, c in opened(book(C7=3))["Sheet"].items()} == {(7, 3): 3}
    assert (address(5, 9), address(4, 27), address(1, 702)) == ("I5", "AA4", "ZZ1")


@pytest.mark.parametrize(("form", "percent"), [
    ("0%", True), ("0.00%", True), ("#,##0.0%", True), ('0.0"%"', False), ("0.00", False),
])
def test_a_percent_format_is_known_and_a_written_percent_sign_is_none(form, percent):
    made = Workbook()
    made.active["B2"] = 0.08
    made.active["B2"].number_format = form
    out = BytesIO()
    made.save(out)
    assert opened(out.getvalue())["Sheet"][2, 2].percent is percent


@pytest.mark.parametrize(("data", "code"), [
    (b"", "EMPTY_FILE"), (b"PK\x03\x04" + b"\0" * (10 * 1024 * 1024), "TOO_LARGE"), (b"%PDF-1.7 x", "NOT_XLSX"),
    ("编号,值\n1,2".encode(), "NOT_XLSX"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "NOT_XLSX"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"), "ENCRYPTED"),
    (GOOD[:-200], "TRUNCATED"), (GOOD[:3000], "TRUNCATED"), (with_part(GOOD, "xl/vbaProject.bin", b"x"), "MACROS"),
    (again(GOOD, lambda n, b: b if n != SHEET else b[:200]), "TRUNCATED"),
    (again(GOOD, lambda n, b: b.replace(b"<worksheet", b"<!DOCTYPE x [<!ENTITY a 'aa'>]><worksheet") if n == SHEET else b),
     "XML_DOCTYPE"),
    (again(GOOD, lambda n, b: b.replace(b'r="B2"', b'r="XFD2"') if n == SHEET else b), "TOO_WIDE"),
    (again(GOOD, lambda n, b: b.replace(b'r="B2"', b'r="B1048576"') if n == SHEET else b), "TOO_WIDE"),
])
def test_what_must_not_be_read_is_refused_with_its_code(data, code):
    assert refusal(data) == code


def test_a_word_document_and_a_plain_archive_are_no_workbooks():
    for name in ("word/document.xml", "notes.txt"):
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, "<x/>")
        assert refusal(out.getvalue()) == "NOT_XLSX"


def test_a_bomb_is_counted_by_unpacking_and_stopped_at_the_limit(monkeypatch):
    monkeypatch.setattr(opening, "MAX_UNPACKED", 2 * 1024 * 1024)
    assert opened(GOOD)
    assert refusal(with_part(GOOD, "xl/media/big.bin", b"\0" * 3 * 1024 * 1024)) == "ZIP_BOMB"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(seed, times):
    hand, data = random.Random(seed), bytearray(GOOD)
    for _ in range(times):
        data[hand.randrange(len(data))] = hand.randrange(256)
    try:
        assert isinstance(opened(bytes(data[: hand.randrange(len(data))] if seed % 3 == 0 else data)), dict)
    except UnreadableWorkbook as refused:
        assert refused.sentence


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_refused(data):
    assert refusal(data)
