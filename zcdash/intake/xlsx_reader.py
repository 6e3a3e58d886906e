"""An uploaded file, opened: bytes become sheets of cells, or are refused in one sentence.

The bytes are a stranger's: they are unpacked once, under limits, and whatever could be a sheet is measured. calamine gets
a package of what was measured and nothing else. It gives the values; the measuring pass gives formulas and percentages.
"""

from __future__ import annotations

import io
import math
import posixpath
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from python_calamine import CalamineWorkbook

from zcdash.errors import ZcdashError
from zcdash.intake import shared_strings, xlsx_scan
from zcdash.intake.xlsx_scan import LETTERS, MAX_COLUMNS, MAX_ROWS, MAX_TREE

MAX_BYTES, MAX_UNPACKED, MAX_ENTRIES = 10 << 20, 80 << 20, 2_000
MAX_GRID = 2_000_000  # the grid of all sheets, which calamine lays out in full
MAX_CELLS, MAX_ELEMENTS, MAX_TEXT = 1_200_000, 3_200_000, 48 << 20  # filled; XML elements; shared texts as laid out
_RESAVE = "请在 Excel 或 WPS 里打开或填好，另存为 .xlsx 工作簿再上传。"
_TRIM = "请删去数据以外的行、列、工作表和图片，另存后再上传。"
_REFUSALS = {
    "EMPTY_FILE": ("文件是空的，没有任何内容。", "请检查原文件，重新保存后再上传。"),
    "TOO_LARGE": (f"文件超过 {MAX_BYTES >> 20} MB 的上限。", _TRIM),
    "NOT_XLSX": ("这是{}，不是 .xlsx 工作簿。", _RESAVE),
    "ENCRYPTED": ("工作簿设有打开密码，无法读取。", "请在 Excel 或 WPS 里取消密码，另存后再上传。"),
    "TRUNCATED": ("文件不完整或已损坏，无法读取。", _RESAVE),
    "MACROS": ("工作簿带有宏，不能接收。", "请在 Excel 或 WPS 里另存为不带宏的 .xlsx 工作簿再上传。"),
    "ZIP_BOMB": (f"文件展开后超过 {MAX_UNPACKED >> 20} MB 或 {MAX_ENTRIES} 个部件，不是正常的报送表。", _TRIM),
    "XML_DOCTYPE": ("文件内有 DOCTYPE 或实体声明，正常的工作簿没有，为安全起见不读取。", _RESAVE),
    "TOO_WIDE": (f"工作表“{{}}”太大，超过 {MAX_ROWS} 行、{MAX_COLUMNS} 列或全簿 {MAX_GRID} 格的上限。", _TRIM),
    "TOO_FULL": (f"工作簿内容太多，超过 {MAX_CELLS} 个单元格或 {MAX_TEXT >> 20} MB 文字的上限。", _TRIM),
}
_HEADS = {
    rb"%PDF": " PDF 文件",
    rb"\x89PNG|\xff\xd8\xff|GIF8|II\*|MM\*|RIFF": "图片",
    rb"Rar!|7z\xbc\xaf": "压缩包",
    rb"\xd0\xcf\x11\xe0.*WordDocument": "旧版 Word 文档（.doc）",
    rb"\xd0\xcf\x11\xe0": "旧版 Excel 工作簿（.xls）",
    rb".{,4000}<(html|table)": "网页（HTML）",
    rb"[^\1-\x08\x0e-\x1f]+\Z": "文本文件（如 .csv、.txt）",
    rb"BM": "图片",
}
_NAMES = {
    "word/": " Word 文档（.docx）",
    "ppt/": "演示文稿（.pptx）",
    "xl/workbook.bin": "二进制工作簿（.xlsb）",
    "content.xml": " OpenDocument 文件（如 .ods）",
    "": "压缩包（.zip）",
}
_TREES = _BOOK, _RELATIONS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_SHARED = "xl/sharedstrings.xml"
_GIVEN = {*_TREES, _SHARED, "[content_types].xml", "_rels/.rels"}  # what calamine may see beside the sheets
_ERROR_TYPE = re.compile(rb"""(<(?:[^\s<>/:]+:)?c\s(?:[^<>]*?\s)?t\s*=\s*)(["'])e\2""")
_SHOWN = re.compile(r'"[^"]*"?|[\\_*].|\[[^]]*]', re.DOTALL)  # in a number format, text: a “%” in it is no percentage


class UnreadableWorkbook(ZcdashError):
    """An uploaded file cannot be read as a return."""

    def __init__(self, code: str, sentence: str, advice: str = "") -> None:
        super().__init__(sentence, advice)
        self.code = code


class Cell(NamedTuple):
    """What a cell holds, as typed. An Excel error is its name; a formula that was never calculated has no value."""

    value: str | int | float | bool | date | datetime | time | timedelta | None
    percent: bool = False
    formula: bool = False


class Sheet(Mapping[tuple[int, int], Cell]):
    """The filled cells of a sheet by (row, column), both from 1, row by row; a cell is made when it is asked for.

    A million cells that nobody asked for would cost a second and a hundred megabytes.
    """

    def __init__(self, values: list[list[Any]], scan: xlsx_scan.Scan) -> None:
        self._values, self._formulas, self._percents = values, scan.formulas, scan.percents
        self._late = {at: result for at, result in scan.formulas.items() if self._plain(*at) == ""}

    def _plain(self, row: int, column: int) -> Any:
        line = self._values[row - 1] if 0 < row <= len(self._values) else ()
        return line[column - 1] if 0 < column <= len(line) else ""

    def __getitem__(self, at: tuple[int, int]) -> Cell:
        value = self._plain(*at)
        if value == "":
            return Cell(self._late[at], at in self._percents, True)
        odd = isinstance(value, float) and not math.isfinite(value)
        return Cell(str(value) if odd else value, at in self._percents, at in self._formulas)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        filled = (
            (row, column)
            for row, line in enumerate(self._values, 1)
            for column, value in enumerate(line, 1)
            if value != ""
        )
        return iter(sorted((*filled, *self._late))) if self._late else filled

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def last_row(self) -> int:
        """The last row that has a filled cell, 0 where none has."""
        filled = (row for row in range(len(self._values), 0, -1) if any(value != "" for value in self._values[row - 1]))
        return max(next(filled, 0), max((row for row, _ in self._late), default=0))


def address(row: int, column: int) -> str:
    """(5, 9) → I5."""
    return f"{LETTERS[column]}{row}"


def read_workbook(data: bytes) -> dict[str, Sheet]:
    """Sheet name → its cells that hold a value or a formula."""
    try:
        return _read(_unpacked(data))
    except UnreadableWorkbook:
        raise
    except BaseException as error:
        # A panic of calamine's is no Exception and its class cannot be imported; an interrupt must still pass.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise _refused("TRUNCATED") from error
        raise


def _refused(code: str, what: str = "") -> UnreadableWorkbook:
    sentence, advice = _REFUSALS[code]
    return UnreadableWorkbook(code, sentence.replace("{}", what), advice)


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The XML parts by lower-case name; the other entries are unpacked to be counted and leave only their names."""
    if not data or len(data) > MAX_BYTES:
        raise _refused("TOO_LARGE" if data else "EMPTY_FILE")
    if data.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in data:
        raise _refused("ENCRYPTED")
    if not data.startswith((b"PK\3\4", b"PK\5\6")):
        plain = data.replace(b"\0", b"")  # so that UTF-16 shows its ASCII
        kinds = (kind for head, kind in _HEADS.items() if re.match(head, plain, re.DOTALL | re.IGNORECASE))
        raise _refused("NOT_XLSX", next(kinds, "无法识别的文件"))
    if data.count(b"PK\1\2") > MAX_ENTRIES:  # before zipfile makes an object of each
        raise _refused("ZIP_BOMB")
    parts, left = {}, MAX_UNPACKED
    with ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.compress_size for entry in archive.infolist()) > len(data):
            raise BadZipFile("entries that share their bytes")
        for entry in archive.infolist():
            name = entry.filename.replace("\\", "/").lower()
            if name in parts or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise BadZipFile("a second entry of that name, or a packing that comes out in one piece")
            entry.file_size = 1 << 60  # The stated size may lie, and zipfile would stop there.
            held = io.BytesIO()
            with archive.open(entry) as stream:
                while chunk := stream.read(1 << 18):
                    left -= len(chunk)
                    if left < 0:
                        raise _refused("ZIP_BOMB")
                    held.write(chunk if name.endswith((".xml", ".rels")) else b"")
            parts[name] = held.getvalue()
    return parts


def _sheets(parts: dict[str, bytes]) -> dict[str, str]:
    """Part → sheet name; charts and dialogs are no sheets of cells."""
    relations = {r.get("Id"): r.attrib for r in ElementTree.fromstring(parts[_RELATIONS])}
    pairs = []
    for sheet in ElementTree.fromstring(parts[_BOOK]).findall("{*}sheets/{*}sheet"):
        relation = relations[next(value for key, value in sheet.items() if key.endswith("}id"))]
        if relation["Type"].endswith("/worksheet"):
            part = posixpath.normpath(posixpath.join("/xl", relation["Target"])).lstrip("/").lower()
            pairs.append((part, sheet.attrib["name"]))
    if any(len(set(one)) < len(pairs) for one in zip(*pairs, strict=True)):
        raise ValueError("two sheets of one part or one name")
    return dict(pairs)


def _percent_styles(xml: bytes) -> set[str]:
    """The indexes of the cell styles whose number format is a percentage."""
    root, codes = ElementTree.fromstring(xml), {"9": "0%", "10": "0.00%"}
    codes |= {f.get("numFmtId"): f.get("formatCode", "") for f in root.findall("{*}numFmts/*")}
    styles = [codes.get(style.get("numFmtId"), "") for style in root.findall("{*}cellXfs/*")]
    return {str(number) for number, code in enumerate(styles) if "%" in _SHOWN.sub("", code)}


def _read(parts: dict[str, bytes]) -> dict[str, Sheet]:
    """Only what calamine can read within bounds comes as far as calamine."""
    _check_parts(parts)
    sheets, percent_styles = _sheets(parts), _percent_styles(parts.get(_STYLES, b"<none/>"))
    given = [name for name in parts if name in sheets or name in _GIVEN]
    if sum(parts[name].count(b"<") - parts[name].count(b"</") for name in given) > MAX_ELEMENTS:
        raise _refused("TOO_FULL")
    if any(shared_strings.is_overlong(parts[name]) for name in given):
        raise ValueError("a text or tag that fills the memory")
    shared = shared_strings.lengths(parts[_SHARED]) if _SHARED in parts else []
    marks, grid, filled, text, package = {}, 0, 0, 0, io.BytesIO()
    with ZipFile(package, "w") as archive:
        for part in given:
            xml = parts.pop(part)
            if part in sheets:
                too_wide = _refused("TOO_WIDE", sheets[part][:31])
                scan = marks[part] = xlsx_scan.scan(xml, percent_styles, too_wide, _refused("TOO_FULL"))
                grid, filled = grid + scan.size, filled + scan.filled
                text += shared_strings.laid_out(xml, scan.pointers, shared)
                if grid > MAX_GRID or filled > MAX_CELLS or text > MAX_TEXT:
                    raise too_wide if grid > MAX_GRID else _refused("TOO_FULL")
                # calamine drops the name of an error and fails at one that it does not know; as text it keeps both.
                xml = _ERROR_TYPE.sub(rb"\1\2str\2", xml) if b'"e"' in xml or b"'e'" in xml else xml
            archive.writestr(ZipInfo(part), xml)
    del xml, shared
    parts.clear()
    package.seek(0)
    with CalamineWorkbook.from_filelike(package) as book:
        package.close()
        return {
            name: Sheet(book.get_sheet_by_name(name).to_python(skip_empty_area=False), marks[part])
            for part, name in sheets.items()
        }


def _check_parts(parts: dict[str, bytes]) -> None:
    """Raises UnreadableWorkbook where the parts are of another kind of file, or declare what no workbook declares."""
    if not any(name.startswith("xl/") and name != "xl/workbook.bin" for name in parts):
        raise _refused("NOT_XLSX", next(_NAMES[k] for k in _NAMES if not k or any(n.startswith(k) for n in parts)))
    if b"macroenabled" in parts.get("[content_types].xml", b"").lower() or any(
        n.endswith("vbaproject.bin") for n in parts
    ):
        raise _refused("MACROS")
    for xml in parts.values():
        if any(word in xml.replace(b"\0", b"") for word in (b"<!DOCTYPE", b"<!ENTITY")):
            raise _refused("XML_DOCTYPE")
    if any(b"\0" in xml for xml in parts.values()) or any(len(parts.get(n, b"")) > MAX_TREE for n in _TREES):
        raise ValueError("UTF-16, which calamine takes for an empty sheet, or a tree that would fill the memory")
