"""An uploaded file becomes cells with the right addresses, or is refused with one sentence; no other error occurs."""

import io
import re
import timeit
import warnings
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.intake import shared_strings, xlsx_reader, xlsx_scan
from zcdash.intake.xlsx_reader import UnreadableWorkbook, read_workbook
from zcdash.intake.xlsx_sheet import Cell, address

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def workbook(fill: Callable[[Worksheet], object] | None = None) -> bytes:
    """A workbook of one sheet, 表, as openpyxl writes it."""
    book = Workbook()
    book.active.title = "表"
    if fill:
        fill(book.active)
    else:
        book.active["A1"] = "一"
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parts(data: bytes | None = None) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data or workbook())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(part: str, old: bytes, new: bytes) -> bytes:
    files = parts()
    assert old in files[part], f"{old!r} is not in {part}"
    return packed(files | {part: files[part].replace(old, new)})


def typed(content_type: bytes, more: dict[str, bytes] | None = None) -> bytes:
    """A workbook with one more content type, and more parts."""
    files = parts()
    types = files["[Content_Types].xml"].replace(b"</Types>", content_type + b"</Types>")
    return packed(files | {"[Content_Types].xml": types} | (more or {}))


def sheet(rows: str) -> bytes:
    """A workbook whose sheet holds these rows, as XML."""
    files = parts()
    xml = re.sub(rb"<sheetData>.*</sheetData>", lambda _: f"<sheetData>{rows}</sheetData>".encode(), files[SHEET])
    assert xml != files[SHEET]
    return packed(files | {SHEET: xml})


def cells(data: bytes) -> dict[str, Cell]:
    """The cells of the sheet 表 by address."""
    return {address(*at): cell for at, cell in read_workbook(data)["表"].items()}


def values(data: bytes) -> dict[str, object]:
    return {at: cell.value for at, cell in cells(data).items()}


def refusal(data: bytes) -> UnreadableWorkbook:
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data)
    assert caught.value.sentence.endswith("。") and caught.value.advice.endswith("。")
    return caught.value


def with_file(name: str, content: bytes) -> bytes:
    return packed(parts() | {name: content})


@pytest.mark.parametrize(
    ("row", "column", "name"), [(5, 9, "I5"), (1, 1, "A1"), (7, 26, "Z7"), (7, 27, "AA7"), (9, 200, "GR9")]
)
def test_an_address_is_written_as_on_the_sheet(row, column, name):
    assert address(row, column) == name


def test_addresses_are_right_when_the_first_used_cell_is_c7():
    def fill(ws):
        ws["C7"], ws["D7"], ws["C9"] = "甲", 1.5, True

    assert read_workbook(workbook(fill)) == {"表": {(7, 3): Cell("甲"), (7, 4): Cell(1.5), (9, 3): Cell(True)}}


def test_only_cells_that_hold_something_are_given():
    def fill(ws):
        ws["A1"], ws["B1"], ws["C1"] = 1, "", None
        ws["D1"].number_format = "0%"

    assert values(workbook(fill)) == {"A1": 1}
    assert read_workbook(saved(Workbook())) == {"Sheet": {}}


def test_text_is_given_as_typed_and_long_codes_stay_text():
    def fill(ws):
        ws["A1"], ws["A2"], ws["A3"], ws["A4"] = "  两边有空格 ", "12345678901234567", "007", "第一行\n第二行"

    assert list(values(workbook(fill)).values()) == ["  两边有空格 ", "12345678901234567", "007", "第一行\n第二行"]


def test_dates_and_times_come_as_such():
    def fill(ws):
        ws["A1"], ws["A2"], ws["A3"] = date(2017, 3, 31), datetime(2017, 3, 31, 8, 30), time(8, 30)

    assert values(workbook(fill)) == {"A1": date(2017, 3, 31), "A2": datetime(2017, 3, 31, 8, 30), "A3": time(8, 30)}


def test_days_written_as_iso_texts_are_days():
    cells = "".join(
        f'<c r="{column}1" t="d"><v>{day}</v></c>'
        for column, day in zip("ABC", ("2017-06-20", "2017-06-20T08:30:00", "2017-06-20T00:00:00.000Z"), strict=True)
    )
    assert [str(value) for value in values(sheet(f'<row r="1">{cells}</row>')).values()] == [
        "2017-06-20",
        "2017-06-20 08:30:00",
        "2017-06-20 00:00:00",
    ]


def test_shared_and_rich_and_inline_texts_are_texts():
    files = parts(
        sheet(
            '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>2</v></c>'
            '<c r="C1" t="inlineStr"><is><r><t>富</t></r><r><t>文</t></r></is></c></row>'
        )
    )
    strings = "<sst><si/><si><t>甲</t></si><si><r><t>乙</t></r><r><t>丙</t></r></si></sst>"
    part = (
        b'<Relationship Id="rId99" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    files |= {"xl/sharedStrings.xml": strings.encode(), RELATIONS: files[RELATIONS].replace(b"</Relationships>", part)}
    assert values(packed(files)) == {"A1": "甲", "B1": "乙丙", "C1": "富文"}


@pytest.mark.parametrize(
    ("code", "percent"),
    [
        ("0%", True),
        ("0.00%", True),
        ("#,##0.0%;[Red]-0.0%", True),
        ("0.0%_ ", True),
        ('"约"0%', True),
        ('0.0"%"', False),
        (r"0.0\%", False),
        ("0.0_%", False),
        ("[$%-804]0.0", False),
        ("0.0", False),
        ("General", False),
    ],
)
def test_a_percentage_is_known_by_an_unquoted_percent_sign(code, percent):
    def fill(ws):
        ws["A1"], ws["B2"] = 1, 0.85
        ws["B2"].number_format = code

    assert cells(workbook(fill)) == {"A1": Cell(1), "B2": Cell(0.85, percent=percent)}


def test_a_formula_has_its_last_result_or_none():
    filled = cells(
        sheet(
            '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f><v/></c><c r="C1"><f>1+1</f></c>'
            '<c r="D1" t="str"><f>"字"</f><v>字</v></c><c r="E1"><f t="shared" si="0"/><v>3</v></c></row>'
        )
    )
    assert filled == {
        "A1": Cell(2, formula=True),
        "B1": Cell(None, formula=True),
        "C1": Cell(None, formula=True),
        "D1": Cell("字", formula=True),
        "E1": Cell(3, formula=True),
    }


def test_a_formula_that_openpyxl_wrote_was_never_calculated():
    def fill(ws):
        ws["A1"], ws["B3"] = "=SUM(B2:B3)", 4

    sheet = read_workbook(workbook(fill))["表"]
    assert list(sheet.items()) == [((1, 1), Cell(None, formula=True)), ((3, 2), Cell(4))], "in the order of the sheet"


def test_a_formula_whose_result_is_an_empty_text_was_calculated():
    assert cells(sheet('<row r="1"><c r="A1" t="str"><f>""</f><v></v></c></row>')) == {"A1": Cell("", formula=True)}


def test_a_formula_of_an_extension_after_the_cells_is_no_formula_of_a_cell():
    extension = b'<extLst xmlns:xm="urn:x"><ext><xm:f>A1</xm:f><xm:row>7</xm:row></ext></extLst></worksheet>'
    assert cells(changed(SHEET, b"</worksheet>", extension)) == {"A1": Cell("一")}


@pytest.mark.parametrize("name", ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#SPILL!", "#GETTING_DATA"])
def test_an_error_is_its_name(name):
    filled = cells(
        sheet(
            f'<row r="1"><c r="A1" t="e"><v>{name}</v></c><c s="0" t=\'e\'><f>A1</f><v>{name}</v></c>'
            '<c t="inlineStr"><is><t>c t="e"</t></is></c></row>'
        )
    )
    assert filled == {"A1": Cell(name), "B1": Cell(name, formula=True), "C1": Cell('c t="e"')}


def test_a_number_that_is_none_is_given_as_text():
    assert values(sheet('<row r="1"><c r="A1"><v>nan</v></c><c r="B1"><v>1e999</v></c></row>')) == {
        "A1": "nan",
        "B1": "inf",
    }


def test_hidden_sheets_are_read_and_charts_are_no_sheets():
    book = Workbook()
    for name, state in (("隐藏", "hidden"), ("深藏", "veryHidden")):
        hidden = book.create_sheet(name)
        hidden["A1"], hidden.sheet_state = name, state
    book.create_chartsheet("图")
    sheets = read_workbook(saved(book))
    assert sheets == {"Sheet": {}, "隐藏": {(1, 1): Cell("隐藏")}, "深藏": {(1, 1): Cell("深藏")}}


def test_a_sheet_is_found_through_the_relations_whatever_its_part_is_called():
    book = Workbook()
    book.active["A1"], book.active.title = "先", "二"
    book.create_sheet("一")["A1"] = "=1"
    files = parts(saved(book))
    first, second = b"/xl/worksheets/sheet1.xml", b"/xl/worksheets/sheet2.xml"
    files[RELATIONS] = (
        files[RELATIONS].replace(first, b"?").replace(second, b"worksheets/SHEET1.xml").replace(b"?", second)
    )
    assert read_workbook(packed(files)) == {"二": {(1, 1): Cell(None, formula=True)}, "一": {(1, 1): Cell("先")}}


def test_elements_may_have_a_prefix_attributes_any_order_and_quotes():
    def fill(ws):
        ws["B2"], ws["C2"] = 0.5, "=B2"
        ws["B2"].number_format = ws["C2"].number_format = "0%"

    files = parts(workbook(fill))
    for part in (SHEET, BOOK, "xl/styles.xml", RELATIONS):
        prefixed = re.sub(rb"<(/?)(?=\w)", rb"<\1q:", files[part]).replace(b"xmlns=", b"xmlns:q=")
        files[part] = re.sub(rb'<q:c r="(\w+)" s="(\d+)"', rb"<q:c s='\2'" + b"\n" + rb"r = '\1'", prefixed)
    files[BOOK] = files[BOOK].replace(b"r:id", b"z:id").replace(b"xmlns:r=", b"xmlns:z=")
    assert b"<q:c s='" in files[SHEET]
    assert cells(packed(files)) == {"B2": Cell(0.5, percent=True), "C2": Cell(None, percent=True, formula=True)}


def test_rows_and_cells_without_an_address_count_on():
    filled = cells(
        sheet(
            "<row><c><v>1</v></c><c/><c><f>1</f></c></row><row/><row><c><f>1</f></c></row>"
            '<row><c r="D4"><v>2</v></c><c><f>1</f><v>3</v></c></row><row r="9"><c><v>4</v></c></row>'
        )
    )
    assert filled == {
        "A1": Cell(1),
        "C1": Cell(None, formula=True),
        "A3": Cell(None, formula=True),
        "D4": Cell(2),
        "E4": Cell(3, formula=True),
        "A9": Cell(4),
    }


def test_rows_out_of_order_keep_their_addresses():
    assert values(sheet('<row r="5"><c r="C5"><v>5</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>')) == {
        "A2": 2,
        "C5": 5,
    }


def test_a_dimension_that_lies_is_not_believed():
    assert values(changed(SHEET, b'ref="A1"', b'ref="A1:XFD1048576"')) == {"A1": "一"}


def test_the_cells_remembered_of_another_workbook_are_no_sheet():
    memory = b'<externalLink><sheetDataSet><sheetData sheetId="0"><row r="900000"/></sheetData></sheetDataSet></externalLink>'
    assert values(with_file("xl/externalLinks/externalLink1.xml", memory)) == {"A1": "一"}


def test_calamine_gets_no_sheet_that_was_not_measured(monkeypatch):
    given_names = []

    class Recorder:
        @staticmethod
        def from_filelike(file):
            given_names.extend(zipfile.ZipFile(file).namelist())
            raise OSError

    monkeypatch.setattr(xlsx_reader, "CalamineWorkbook", Recorder)
    refusal(with_file("xl/stray.xml", b"<x:worksheet xmlns:x='urn:x'><x:sheetData/></x:worksheet>"))
    assert SHEET in given_names and "xl/stray.xml" not in given_names


def test_an_empty_file_is_refused():
    assert refusal(b"").code == "EMPTY_FILE"


def test_ten_megabytes_pass_and_one_byte_more_is_refused():
    empty = len(packed(parts() | {"xl/media/a.bin": b""}, zipfile.ZIP_STORED))
    full = packed(parts() | {"xl/media/a.bin": b"\xaa" * (xlsx_reader.MAX_BYTES - empty)}, zipfile.ZIP_STORED)
    assert len(full) == xlsx_reader.MAX_BYTES
    assert values(full) == {"A1": "一"}
    assert refusal(full + b"\0").code == "TOO_LARGE"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n\x01\x02", "PDF"),
        (OLE + "Workbook".encode("utf-16-le"), ".xls"),
        (OLE + "WordDocument".encode("utf-16-le"), ".doc"),
        ("单位,数值\n区财政局,1\n".encode("gb18030"), ".csv"),
        ("单位\t数值".encode("utf-16"), ".csv"),
        (b"BM,1\n", ".csv"),
        (b"\xef\xbb\xbf<HTML><table></table>", "HTML"),
        (b"<?xml version='1.0'?><table/>", "HTML"),
        (b"MIME-Version: 1.0\nX-Document-Type: Workbook\n", "HTML"),
        (b'<?xml?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table>', "XML 电子表格 2003"),
        (b'<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">', ".fods"),
        (OLE + "Workbook".encode("utf-16-le"), ".et"),
        (b"\x09\0\4\0\2\0\x10\0", ".xls"),
        (OLE + b"\x09\x08\x10\0\0\x06\x05\0" + b"\1" * 12 + b"\x2f\0\x36\0", "设有打开密码的旧版"),
        (b"\x89PNG\r\n\x1a\n\0\0", "图片"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "图片"),
        (b"BM\x36\x01\0\0", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"\0\x01\x02\x03", "无法识别"),
        (b"\0" * 40, "无法识别"),
        (packed({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}), "Word"),
        (packed({"a.txt": b"a"}), "压缩包"),
        (packed({"ppt/presentation.xml": b"<a/>"}), "演示"),
        (packed({"xl/workbook.bin": b"a"}), ".xlsb"),
        (packed({"xl/workbook.bin": b"a", "xl/styles.xml": b"<a/>", "xl/vbaProject.bin": b""}), ".xlsb"),
        (packed({"OFD.xml": b"<a/>", "Doc_0/Document.xml": b"<a/>"}), ".ofd"),
        (packed({"encrypted-package": b"a", "mimetype": b"a"}), "设有打开密码的 OpenDocument"),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}), ".ods"),
        (packed({}), "压缩包"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_another_kind_of_file_is_refused_by_its_name(data, kind):
    error = refusal(data)
    assert error.code == "NOT_XLSX"
    assert kind in error.sentence and ".xlsx" in error.advice


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", b"<html><table>", b"%PDF-1.7", packed({"word/document.xml": b"<a/>"})])
def test_a_file_that_has_lost_the_hidden_sheet_is_sent_to_the_template_at_once(data):
    assert "模板" in refusal(data).advice


@pytest.mark.parametrize("data", [packed({"报送.xlsx": b"a"}), b"Rar!\x1a\x07"])
def test_an_archive_is_to_be_unpacked(data):
    assert "解压" in refusal(data).advice


def test_an_encrypted_workbook_is_refused():
    assert refusal(OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512).code == "ENCRYPTED"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_cut_workbook_is_refused(share):
    data = workbook()
    assert refusal(data[: int(len(data) * share)]).code == "TRUNCATED"


def test_a_byte_that_changed_under_its_checksum_is_noticed():
    data = packed(parts(), zipfile.ZIP_STORED)
    # Written as it is, or as its number, as the XML library at hand prefers.
    was, now = next(p for p in (("一".encode(), "二".encode()), (b"&#19968;", b"&#20108;")) if p[0] in data)
    assert refusal(data.replace(was, now)).code == "TRUNCATED"


@pytest.mark.parametrize("part", [SHEET, BOOK, RELATIONS, "_rels/.rels"])
def test_a_workbook_without_one_of_its_parts_is_refused(part):
    assert refusal(packed({name: content for name, content in parts().items() if name != part})).code == "TRUNCATED"


@pytest.mark.parametrize("part", [SHEET, BOOK, RELATIONS, "xl/styles.xml"])
def test_xml_that_does_not_parse_is_refused(part):
    files = parts()
    assert refusal(packed(files | {part: files[part][:-9]})).code == "TRUNCATED"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="zz"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>9</v></c></row>',
        '<row r="0"><c r="A0"/></row>',
        '<row r="1"><c r="$A$1"><v>1</v></c></row>',
        '<row r="1"><c r="7"/></row>',
        '<row r="x"/>',
        '<row r="-7"/>',
    ],
)
def test_rows_and_cells_that_make_no_sense_are_refused(rows):
    assert refusal(sheet(rows)).code == "TRUNCATED"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c><v>1<c r="A1"/></v></c></row>',
        '<row r="1"><row r="2"/></row>',
        '<c r="A1"/>',
        "<sheetData/>",
        "<row>" + "<a>" * 200 + "</a>" * 200 + "</row>",
    ],
    ids=["cell in cell", "row in row", "cell without row", "sheet in sheet", "deep"],
)
def test_a_nesting_that_two_readers_would_count_differently_is_refused(rows):
    assert refusal(sheet(rows)).code == "TRUNCATED"


def test_two_sheets_of_one_name_or_one_part_are_refused():
    book = Workbook()
    book.create_sheet("二")
    files = parts(saved(book))
    assert refusal(packed(files | {BOOK: files[BOOK].replace("二".encode(), b"Sheet")})).code == "TRUNCATED"
    assert refusal(packed(files | {RELATIONS: files[RELATIONS].replace(b"sheet2", b"sheet1")})).code == "TRUNCATED"


def test_a_part_in_utf_16_is_refused_for_calamine_would_find_it_empty():
    files = parts()
    assert refusal(packed(files | {SHEET: files[SHEET].decode().encode("utf-16")})).code == "TRUNCATED"


def test_a_part_in_utf_16_that_is_not_read_is_no_matter():
    assert values(with_file("customXml/item1.xml", "<a>甲</a>".encode("utf-16"))) == {"A1": "一"}


def test_two_entries_of_one_name_are_refused():
    out = io.BytesIO(workbook())
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(SHEET.upper(), b"<a/>")
    assert refusal(out.getvalue()).code == "TRUNCATED"


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_no_spreadsheet_program_uses_is_refused(packing):
    assert refusal(packed(parts(), packing)).code == "TRUNCATED"


class PanicException(BaseException):
    """As pyo3's: of this name, and no Exception."""


def raising(error: BaseException) -> type:
    class Raising:
        @staticmethod
        def from_filelike(_file):
            raise error

    return Raising


@pytest.mark.parametrize("error", [PanicException("index out of bounds"), RecursionError(), OSError()])
def test_whatever_calamine_raises_is_a_damaged_file(monkeypatch, error):
    monkeypatch.setattr(xlsx_reader, "CalamineWorkbook", raising(error))
    assert refusal(workbook()).code == "TRUNCATED"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1)])
def test_an_interrupt_passes_through(monkeypatch, error):
    monkeypatch.setattr(xlsx_reader, "CalamineWorkbook", raising(error))
    with pytest.raises(type(error)):
        read_workbook(workbook())


@pytest.mark.parametrize(
    "data",
    [
        with_file("xl/vbaProject.bin", b"x"),
        with_file("xl\\VBAPROJECT.BIN", b"x"),
        changed(
            "[Content_Types].xml",
            b"openxmlformats-officedocument.spreadsheetml.sheet.main",
            b"ms-excel.sheet.macroEnabled.main",
        ),
        typed(
            b'<Override PartName="/xl/code.bin" ContentType="application/vnd.ms-office.vbaProject"/>',
            {"xl/code.bin": b"x"},
        ),
        typed(b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>', {"xl/code.bin": b"x"}),
    ],
    ids=["part", "part in other letters", "content type", "project by its type", "project by its default type"],
)
def test_a_workbook_with_macros_is_refused(data):
    assert refusal(data).code == "MACROS"


@pytest.mark.parametrize(
    "default", [b"application/vnd.ms-excel.sheet.binary.macroEnabled.main", b"application/vnd.ms-office.vbaProject"]
)
def test_a_default_type_with_macros_alone_is_no_macro(default):
    assert values(typed(b'<Default Extension="bin" ContentType="%s"/>' % default)) == {"A1": "一"}


def test_a_printer_setting_under_a_default_type_with_macros_is_no_macro():
    default = b'<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    assert values(typed(default, {"xl/printerSettings/printerSettings1.bin": b"x"})) == {"A1": "一"}


def test_two_thousand_entries_pass_and_one_more_is_refused():
    files = parts()
    files |= {f"xl/media/{n}.bin": b"" for n in range(xlsx_reader.MAX_ENTRIES - len(files))}
    assert values(packed(files)) == {"A1": "一"}
    assert refusal(packed(files | {"xl/media/more.bin": b""})).code == "ZIP_BOMB"


def test_a_workbook_that_unpacks_beyond_eighty_megabytes_is_refused():
    assert refusal(with_file("xl/media/a.bin", b"\0" * (xlsx_reader.MAX_UNPACKED + 1))).code == "ZIP_BOMB"


@pytest.mark.parametrize("name", ["xl/media/a.bin", "xl/a.xml"])
def test_the_limit_of_unpacking_is_of_all_parts_together(monkeypatch, name):
    files = parts() | {name: b"<a>" + b" " * 4_000_000 + b"</a>"}
    total = sum(map(len, files.values()))
    monkeypatch.setattr(xlsx_reader, "MAX_UNPACKED", total)
    assert values(packed(files)) == {"A1": "一"}
    monkeypatch.setattr(xlsx_reader, "MAX_UNPACKED", total - 1)
    assert refusal(packed(files)).code == "ZIP_BOMB"


@pytest.mark.parametrize("stated", [0, 10, 0xFFFFFFF0])
def test_a_part_that_lies_about_its_size_is_counted_as_it_is(monkeypatch, stated):
    data = bytearray(with_file("xl/media/a.bin", b"\0" * 4_000_000))
    size = (4_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    lying = bytes(data).replace(size, stated.to_bytes(4, "little"))
    monkeypatch.setattr(xlsx_reader, "MAX_UNPACKED", 3_000_000)
    assert refusal(lying).code == "ZIP_BOMB"


def test_entries_that_share_their_bytes_are_refused():
    inner = packed({"b.xml": b" " * 3000}, zipfile.ZIP_STORED)
    start, end = inner.index(b"PK\1\2"), inner.index(b"PK\5\6")
    outer = packed({"a.xml": inner[:start]}, zipfile.ZIP_STORED)
    places = len("a.xml") + 30
    both = inner[start : end - 9] + places.to_bytes(4, "little") + inner[end - 5 : end]
    tail = bytearray(outer[outer.rindex(b"PK\5\6") :])
    tail[12:16] = (int.from_bytes(tail[12:16], "little") + len(both)).to_bytes(4, "little")
    data = outer[: outer.rindex(b"PK\5\6")] + both + bytes(tail)
    assert sorted(parts(data)) == ["a.xml", "b.xml"]
    assert refusal(data).code == "TRUNCATED"


@pytest.mark.parametrize("part", [BOOK, RELATIONS, "xl/styles.xml"])
def test_xml_that_would_make_a_tree_without_end_is_refused(monkeypatch, part):
    files = parts()
    monkeypatch.setattr(xlsx_reader, "MAX_TREE", 20_000)
    assert values(packed(files)) == {"A1": "一"}
    head, mark, tail = files[part].rpartition(b"</")
    assert refusal(packed(files | {part: head + b"<a/>" * 6_000 + mark + tail})).code == "TRUNCATED"


@pytest.mark.parametrize("part", [SHEET, BOOK, RELATIONS, "docProps/app.xml", "[Content_Types].xml", "xl/custom.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("declaration", ['<!DOCTYPE a [<!ENTITY b "c">]>', '<!ENTITY b "c">'])
def test_an_entity_declaration_is_refused_in_every_part(part, encoding, declaration):
    xml = declaration + parts().get(part, b"<a/>").decode()
    assert refusal(with_file(part, xml.encode(encoding))).code == "XML_DOCTYPE"


def test_a_text_about_declarations_is_a_text():
    assert values(workbook(lambda ws: ws.append(["<!DOCTYPE html>"]))) == {"A1": "<!DOCTYPE html>"}


def corners(*places: str) -> str:
    return "".join(f'<row r="{p.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{p}"><v>1</v></c></row>' for p in places)


@pytest.mark.parametrize("last", ["A200000", "GR1", "GR10000"])
def test_a_sheet_passes_up_to_its_limits(last):
    assert set(values(sheet(corners("A1", last)))) == {"A1", last}


@pytest.mark.parametrize(
    "rows",
    [
        corners("A1", "XFD1048576"),
        corners("A200001"),
        corners("GS1"),
        corners("A1", "GR10001"),
        '<row r="200001"><c><v>1</v></c></row>',
        '<row r="1"><c r="A200001"><f>1</f></c></row>',
        '<row r="200000"/><row><c><v>1</v></c></row>',
        "<row>" + "<c/>" * 200 + "<c><v>1</v></c></row>",
        '<row><c r="GR1"/><c><v/></c></row>',
        corners("A4294967297"),
        "<row r='1'><c\ns='0' r='XFD1'><is/></c></row>",
        corners("GS1").replace("<c", "<x:c").replace("</c", "</x:c"),
    ],
)
def test_a_sheet_beyond_its_limits_is_refused_before_calamine_sees_it(monkeypatch, rows):
    data = sheet(rows)
    data = packed(
        (files := parts(data)) | {SHEET: files[SHEET].replace(b"<sheetData>", b'<sheetData xmlns:x="urn:x">')}
    )
    monkeypatch.setattr(xlsx_reader, "CalamineWorkbook", raising(AssertionError()))
    error = refusal(data)
    assert error.code == "TOO_WIDE" and "表" in error.sentence


def test_a_sheet_that_is_too_wide_is_refused_with_its_last_cell():
    assert "“表”一直填到 GS7 格" in refusal(sheet(corners("A1", "GS7"))).sentence
    assert "“表”一直填到 GR10001 格" in refusal(sheet(corners("GR1", "A10001"))).sentence


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576" ht="12.8" customHeight="1"/>',
        '<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576"></c></row>',
        '<row r="200001"/><row/><row><c/></row>',
        '<row r="2">' + "<c/>" * 16384 + "</row>",
        "".join(f'<row r="{n}"><c r="GZ{n}" s="0"/></row>' for n in range(2, 20_000)),
        "<row r='1048576'><c\ns='0' r='XFD1048576'/></row>",
    ],
    ids=["row", "cells", "no address", "wide", "large", "unusual form"],
)
def test_empty_rows_and_cells_far_out_weigh_nothing(rows):
    read = read_workbook(sheet(corners("A1") + rows))["表"]
    assert {address(*at): cell.value for at, cell in read.items()} == {"A1": 1} and len(read._values) == 1


def test_the_grid_is_counted_over_all_sheets(monkeypatch):
    book = Workbook()
    book.active["B3"] = book.create_sheet("二")["C2"] = 1
    monkeypatch.setattr(xlsx_reader, "MAX_GRID", 12)
    assert len(read_workbook(saved(book))) == 2
    monkeypatch.setattr(xlsx_reader, "MAX_GRID", 11)
    assert refusal(saved(book)).code == "TOO_WIDE"


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", BOOK, RELATIONS, "xl/styles.xml"])
def test_elements_are_counted_over_all_parts_that_are_read(monkeypatch, part):
    files = {"xl/sharedStrings.xml": b"<sst></sst>"} | parts()
    held = sum(
        files[n].count(b"<") - files[n].count(b"</")
        for n in files
        if n in xlsx_reader._PASSED_ON | {SHEET, "xl/sharedStrings.xml"}
    )
    held += files["[Content_Types].xml"].count(b"<") - files["[Content_Types].xml"].count(b"</")
    monkeypatch.setattr(xlsx_reader, "MAX_ELEMENTS", held + 2)
    head, mark, tail = files[part].rpartition(b"</")
    assert values(packed(files | {part: head + b"<a/>" * 2 + mark + tail})) == {"A1": "一"}
    assert refusal(packed(files | {part: head + b"<a/>" * 3 + mark + tail})).code == "TOO_FULL"


def with_shared(strings: str, rows: str) -> bytes:
    """A workbook whose cells point at shared texts."""
    files = parts(sheet(rows))
    relation = (
        b'<Relationship Id="rId99" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    return packed(
        files
        | {"xl/sharedStrings.xml": strings.encode(), RELATIONS: files[RELATIONS].replace(b"</Relationships>", relation)}
    )


TWENTY = "<row>" + '<c t="s"><v>1</v></c>' * 20 + "</row>"
HIDING = {
    "plain": TWENTY,
    "apart": TWENTY.replace("<v>", "\n<v>"),
    "by number": TWENTY.replace("<v>1", "<v>&#49;"),
    "quotes": TWENTY.replace('"', "'"),
    "commented": TWENTY.replace("<v>1", "<v><!-- -->1"),
    "instructed": TWENTY.replace("<v>1", "<v>&#49;") + "<?x " + '<c t="s"><v>0</v></c>' * 20 + "?>",
    "decoy attributes": TWENTY.replace("<v>1", "<v>&#49;") + "<row>" + "<c x=' t=\"s\"'><v>0</v></c>" * 20 + "</row>",
    "decoys": TWENTY.replace("<v>1", "<v>&#49;") + "<!--" + '<c t="s"><v>0</v></c>' * 20 + "-->",
}


@pytest.mark.parametrize("rows", HIDING.values(), ids=HIDING)
def test_a_long_text_that_many_cells_share_is_weighed_as_often_as_it_is_laid_out(monkeypatch, rows):
    strings = f"<sst><si><t>a</t></si><si><t>{'b' * 100_000}</t></si></sst>"
    monkeypatch.setattr(xlsx_reader, "MAX_TEXT", 19 * 100_000)
    monkeypatch.setattr(xlsx_reader, "CalamineWorkbook", raising(AssertionError()))
    assert refusal(with_shared(strings, rows)).code == "TOO_FULL"


def test_short_texts_that_many_cells_share_are_no_weight(monkeypatch):
    monkeypatch.setattr(xlsx_reader, "MAX_TEXT", 101_000)
    strings = f"<sst><si><t>a</t></si><si><t>{'b' * 100_000}</t></si></sst>"
    rows = "<row>" + '<c t="s"><v>0</v></c>' * 150 + '<c t="s"><v>1</v></c></row>'
    assert len(values(with_shared(strings, rows))) == 151


@pytest.mark.parametrize(
    "strings",
    [
        "<sst><!-- <si> --><si><t>a</t></si></sst>",
        "<sst><si><t>a</t><si><t>b</t></si></si></sst>",
        "<sst><si><t/><si><t>b</t></si></si></sst>",
        "<sst><si><t>a</t></si>",
    ],
)
def test_shared_texts_that_two_readers_would_count_differently_are_refused(strings):
    assert refusal(with_shared(strings, '<row><c t="s"><v>0</v></c></row>')).code == "TRUNCATED"


@pytest.mark.parametrize(
    "rows",
    [
        '<row><c r="A1" x="%s"><v>1</v></c></row>',
        "<row><!--%s--></row>",
        '<row><c t="str"><v>%s</v></c></row>',
    ],
)
def test_one_tag_or_text_longer_than_any_that_excel_writes_is_refused(rows):
    assert len(read_workbook(sheet(rows % ("a" * 100_000)))) == 1
    assert refusal(sheet(rows % ("a" * 3_000_000))).code == "TRUNCATED"


@pytest.mark.parametrize("cell", ["<c><f>1</f></c>", "<c><v>1</v></c>", '<c t="inlineStr"><is><t>a</t></is></c>'])
def test_a_sheet_with_more_cells_than_any_return_is_refused(monkeypatch, cell):
    monkeypatch.setattr(xlsx_reader, "MAX_CELLS", 12)
    monkeypatch.setattr(xlsx_scan, "MAX_MARKED", 12)
    assert len(cells(sheet(f"<row>{cell * 12}</row>"))) == 12
    assert refusal(sheet(f"<row>{cell * 13}</row>")).code == "TOO_FULL"


def test_a_sheet_is_measured_as_calamine_reads_it_whatever_encoding_it_declares():
    files = parts(sheet(corners("A1", "XFD1")))
    body = files[SHEET].split(b"?>", 1)[-1]
    assert refusal(packed(files | {SHEET: b'<?xml version="1.0" encoding="iso-8859-1"?>' + body})).code == "TOO_WIDE"
    assert refusal(packed(files | {SHEET: b'<?xml version="1.0" encoding="cp037"?>' + body})).code == "TOO_WIDE"


FEW, MANY = 4_000, 32_000


@pytest.mark.parametrize(
    "hostile",
    [
        lambda size: reads_styles("[" * size),
        lambda size: reads_styles('"' * size),
        lambda size: shared_strings.expanded_size(b"<c x='" + b' t="s"' * size + b"'>", 1, [1 << 30]),
        lambda size: shared_strings.expanded_size(b"<c" + b' t="s"' * size + b"<v >", 1, [1 << 30]),
        lambda size: shared_strings.expanded_size(b"<c" + b" a='' " * size + b"<v >", 1, [1 << 30]),
        lambda size: shared_strings.expanded_size(b"<" + b"c" * size * 4, 1, [1 << 30]),
        lambda size: xlsx_reader._ERROR_TYPE.sub(b"", b"<c" + b" t=" * size + b"<v>"),
    ],
    ids=["brackets", "quotes", "attribute", "attributes", "blanks", "name", "error"],
)
def test_hostile_text_takes_time_in_proportion_to_its_length(hostile):
    """Eight times the text takes about eight times as long; in a quadratic pattern it would be sixty-four."""

    def fastest(size: int) -> float:
        return min(timeit.repeat(lambda: hostile(size), number=1, repeat=7))

    assert fastest(MANY) < 24 * max(fastest(FEW), 1e-5)


def reads_styles(code: str) -> set[str]:
    xml = f"<s><numFmts><f numFmtId='164' formatCode='{code}'/></numFmts><cellXfs><x numFmtId='164'/></cellXfs></s>"
    return xlsx_reader._percent_styles(xml.encode())


def good() -> dict[str, bytes]:
    def fill(ws):
        ws["C7"], ws["D7"], ws["E7"], ws["F7"], ws["G7"] = "甲", date(2017, 3, 31), "=A1", 0.5, "#REF!"
        ws["F7"].number_format = "0%"

    return parts(workbook(fill))


FILES = good()
GOOD = packed(FILES)
TOKENS = [
    b"<c>",
    b"</c>",
    b'<c r="XFD1048576">',
    b"<row>",
    b'r="99999999999"',
    b't="s"',
    b't="e"',
    b"<v>",
    b"1e400",
    b"&",
    b"<",
]


def only_cells_or_a_refusal(data: bytes) -> None:
    try:
        sheets = read_workbook(data)
    except UnreadableWorkbook as error:
        assert error.code in xlsx_reader._REFUSALS
    else:
        assert all(isinstance(cell, Cell) for cells in sheets.values() for cell in cells.values())


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\3\4", b"PK\5\6", OLE, b"%PDF"]))
@settings(max_examples=150, deadline=None)
def test_random_bytes_are_refused(data, head):
    with pytest.raises(UnreadableWorkbook):
        read_workbook(head + data)


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=6), st.integers(0, len(GOOD)))
@settings(max_examples=150, deadline=None)
def test_a_workbook_with_bytes_flipped_and_cut_gives_cells_or_a_refusal(flips, end):
    data = bytearray(GOOD)
    for at, byte in flips:
        data[at] = byte
    only_cells_or_a_refusal(bytes(data))
    only_cells_or_a_refusal(bytes(data[:end]))


@given(
    st.sampled_from([SHEET, SHEET, SHEET, BOOK, RELATIONS, "xl/styles.xml"]),
    st.floats(0, 1),
    st.integers(0, 30),
    st.one_of(st.binary(max_size=3), st.sampled_from(TOKENS)),
)
@settings(max_examples=150, deadline=None)
def test_a_workbook_whose_xml_is_spoilt_gives_cells_or_a_refusal(part, share, lost, put):
    xml = FILES[part]
    at = int(share * len(xml))
    only_cells_or_a_refusal(packed(FILES | {part: xml[:at] + put + xml[at + lost :]}, zipfile.ZIP_STORED))
