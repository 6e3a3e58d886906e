"""Read an uploaded xlsx file into sheets of cells, or refuse it with one sentence.

The bytes are untrusted: they are unpacked once, under limits, and every part that could be a sheet is scanned. calamine
gets a new package of the scanned parts only. It gives the values; the scan gives formulas and percentages.
"""

from __future__ import annotations

import io
import posixpath
import re
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from python_calamine import CalamineWorkbook

from zcdash.errors import ZcdashError
from zcdash.intake import shared_strings, xlsx_scan
from zcdash.intake.file_kind import RESAVE, FileKind, file_kind, is_encrypted, package_kind
from zcdash.intake.xlsx_scan import MAX_COLUMNS, MAX_ROWS, MAX_TREE
from zcdash.intake.xlsx_sheet import Sheet, Workbook, address

MAX_BYTES, MAX_UNPACKED, MAX_ENTRIES = 10 << 20, 80 << 20, 2_000
MAX_GRID = 2_000_000
"""Rows × columns of all sheets: calamine allocates every cell of them."""
MAX_CELLS, MAX_ELEMENTS = 1_200_000, 3_200_000
"""Filled cells and XML elements."""
MAX_TEXT = 48 << 20
"""Bytes of shared strings, each counted once per cell that refers to it."""
_TRIM = "请删去数据以外的行、列、工作表和图片，另存后再上传。"
_REFUSALS = {
    "EMPTY_FILE": ("文件是空的，没有任何内容。", "请检查原文件，重新保存后再上传。"),
    "TOO_LARGE": (f"文件超过 {MAX_BYTES >> 20} MB 的上限。", _TRIM),
    "NOT_XLSX": ("这是{}，不是 .xlsx 工作簿。", RESAVE),
    "ENCRYPTED": ("工作簿设有打开密码，无法读取。", "请用 Excel 或 WPS 打开，取消密码，另存后再上传。"),
    "TRUNCATED": ("文件不完整或已损坏，无法读取。", RESAVE),
    "MACROS": ("工作簿带有宏，不能接收。", "请用 Excel 或 WPS 打开，另存为不带宏的 .xlsx 工作簿再上传。"),
    "ZIP_BOMB": (f"文件展开后超过 {MAX_UNPACKED >> 20} MB 或 {MAX_ENTRIES} 个部件，不是正常的报送表。", _TRIM),
    "XML_DOCTYPE": ("文件内有 DOCTYPE 或实体声明，正常的工作簿没有，为安全起见不读取。", RESAVE),
    "TOO_WIDE": (
        f"工作表{{}}，超过 {MAX_ROWS} 行、{MAX_COLUMNS} 列或全簿 {MAX_GRID} 格的上限。",
        "请删去模板以外的行和列里的内容，另存后再上传。",
    ),
    "TOO_FULL": (f"工作簿内容太多，超过 {MAX_CELLS} 个单元格或 {MAX_TEXT >> 20} MB 文字的上限。", _TRIM),
}
_BOOK, _RELATIONS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_TYPES = "[content_types].xml"
_TREES = (_BOOK, _RELATIONS, _STYLES, _TYPES)
"""Parts that are parsed into element trees."""
_SHARED = "xl/sharedstrings.xml"
_PASSED_ON = {*_TREES, _SHARED, "_rels/.rels"}
"""Parts that calamine gets beside the sheets."""
_ERROR_TYPE = re.compile(rb"""(<(?:[^\s<>/:]+:)?c\s(?:[^<>]*?\s)?t\s*=\s*)(["'])e\2""")
_ISO_TIME = re.compile(rb"(<v>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z(?=</v>)")
_LITERAL = re.compile(r'"[^"]*"?|[\\_*].|\[[^][]*]', re.DOTALL)
"""Literal text in a number format: a “%” in it makes no percentage. Linear, for a format may hold 100,000 “[”."""


class UnreadableWorkbook(ZcdashError):
    """An uploaded file cannot be read as a submission."""

    def __init__(self, code: str, sentence: str, advice: str = "") -> None:
        super().__init__(sentence, advice)
        self.code = code


def read_workbook(data: bytes) -> Workbook:
    """Return the sheets of an xlsx file. Raises UnreadableWorkbook."""
    try:
        return _read(_unpack(data))
    except (UnreadableWorkbook, MemoryError):
        raise
    except BaseException as error:
        # A panic in calamine is no Exception and its class cannot be imported; KeyboardInterrupt must still pass.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise _refuse("TRUNCATED") from error
        raise


def _refuse(code: str, detail: str = "") -> UnreadableWorkbook:
    sentence, advice = _REFUSALS[code]
    return UnreadableWorkbook(code, sentence.replace("{}", detail), advice)


def _not_xlsx(kind: FileKind) -> UnreadableWorkbook:
    return UnreadableWorkbook("NOT_XLSX", _refuse("NOT_XLSX", kind.name).sentence, kind.advice)


def _unpack(data: bytes) -> dict[str, bytes]:
    """Return the XML parts by lower-case name; of other entries only the name is kept, their size counts all the same."""
    if not data or len(data) > MAX_BYTES:
        raise _refuse("TOO_LARGE" if data else "EMPTY_FILE")
    if is_encrypted(data):
        raise _refuse("ENCRYPTED")
    if not data.startswith((b"PK\3\4", b"PK\5\6")):
        raise _not_xlsx(file_kind(data))
    if data.count(b"PK\1\2") > MAX_ENTRIES:  # before zipfile makes an object of each
        raise _refuse("ZIP_BOMB")
    parts: dict[str, bytes] = {}
    bytes_left = MAX_UNPACKED
    with ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.compress_size for entry in archive.infolist()) > len(data):
            raise BadZipFile("entries share their bytes")
        kind = package_kind({_part_name(entry) for entry in archive.infolist()})
        if kind:
            raise _not_xlsx(kind)
        for entry in archive.infolist():
            name = _part_name(entry)
            if name in parts or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise BadZipFile("a second entry of that name, or a compression that cannot be read in steps")
            entry.file_size = 1 << 60  # The stated size may be false, and zipfile would stop there.
            content = io.BytesIO()
            with archive.open(entry) as stream:
                while chunk := stream.read(1 << 18):
                    bytes_left -= len(chunk)
                    if bytes_left < 0:
                        raise _refuse("ZIP_BOMB")
                    content.write(chunk if name.endswith((".xml", ".rels")) else b"")
            parts[name] = content.getvalue()
    return parts


def _part_name(entry: ZipInfo) -> str:
    return entry.filename.replace("\\", "/").lower()


def _sheet_names(parts: dict[str, bytes]) -> dict[str, str]:
    """Return part → sheet name of the worksheets; chart and dialog sheets have no cells."""
    relations = {r.get("Id"): r.attrib for r in ElementTree.fromstring(parts[_RELATIONS])}
    pairs: list[tuple[str, str]] = []
    for sheet in ElementTree.fromstring(parts[_BOOK]).findall("{*}sheets/{*}sheet"):
        relation = relations[next(value for key, value in sheet.items() if key.endswith("}id"))]
        if relation["Type"].endswith("/worksheet"):
            part = posixpath.normpath(posixpath.join("/xl", relation["Target"])).lstrip("/").lower()
            pairs.append((part, sheet.attrib["name"]))
    if any(len(set(column)) < len(pairs) for column in zip(*pairs, strict=True)):
        raise ValueError("two sheets with the same part or name")
    return dict(pairs)


def _percent_styles(xml: bytes) -> set[str]:
    """Return the indexes of the cell styles whose number format is a percentage."""
    root = ElementTree.fromstring(xml)
    codes = {"9": "0%", "10": "0.00%"}
    codes |= {f.get("numFmtId", ""): f.get("formatCode", "") for f in root.findall("{*}numFmts/*")}
    percents = {number for number, code in codes.items() if "%" in _LITERAL.sub("", code)}
    styles = enumerate(root.findall("{*}cellXfs/*"))
    return {str(index) for index, style in styles if style.get("numFmtId", "") in percents}


def _read(parts: dict[str, bytes]) -> Workbook:
    """Scan the parts, and give calamine those that are within the limits."""
    _check_parts(parts)
    names = _sheet_names(parts)
    percent_styles = _percent_styles(parts.get(_STYLES, b"<none/>"))
    passed_on = [part for part in parts if part in names or part in _PASSED_ON]
    if sum(parts[part].count(b"<") - parts[part].count(b"</") for part in passed_on) > MAX_ELEMENTS:
        raise _refuse("TOO_FULL")
    if any(shared_strings.is_overlong(parts[part]) for part in passed_on):
        raise ValueError("a text or tag that exhausts the memory")
    if any(b"\0" in parts[part] for part in passed_on):
        raise ValueError("UTF-16, which calamine reads as an empty sheet")
    budget = _Budget(shared_strings.lengths(parts[_SHARED]) if _SHARED in parts else [])
    scans: dict[str, xlsx_scan.Scan] = {}
    package = io.BytesIO()
    with ZipFile(package, "w") as archive:
        for part in passed_on:
            xml = parts.pop(part)
            if part in names:
                scans[part] = _scan(xml, names[part], percent_styles, budget)
                # calamine drops the name of an error and fails at one that it does not know; as text it keeps both.
                xml = _ERROR_TYPE.sub(rb"\1\2str\2", xml) if b'"e"' in xml or b"'e'" in xml else xml
                # SheetJS writes days so, and calamine would take them for text.
                xml = _ISO_TIME.sub(rb"\1", xml) if b't="d"' in xml else xml
            archive.writestr(ZipInfo(part), xml)
    del xml, budget
    parts.clear()
    package.seek(0)
    with CalamineWorkbook.from_filelike(package) as book:
        package.close()
        return {
            name: Sheet(book.get_sheet_by_name(name).to_python(skip_empty_area=False), scans[part])
            for part, name in names.items()
        }


def _scan(xml: bytes, name: str, percent_styles: set[str], budget: _Budget) -> xlsx_scan.Scan:
    try:
        scan = xlsx_scan.scan(xml, percent_styles)
        budget.spend(xml, scan)
    except xlsx_scan.SheetTooWide as error:
        raise _refuse("TOO_WIDE", f"“{name[:31]}”一直填到 {address(error.row, error.column)} 格") from error
    except xlsx_scan.SheetTooFull as error:
        raise _refuse("TOO_FULL") from error
    return scan


class _Budget:
    """Sizes of all sheets together, against the limits."""

    def __init__(self, shared: list[int]) -> None:
        self._shared = shared
        self._grid = 0
        self._filled = 0
        self._text = 0

    def spend(self, xml: bytes, scan: xlsx_scan.Scan) -> None:
        """Add a sheet. Raises SheetTooWide or SheetTooFull over a limit."""
        self._grid += scan.size
        self._filled += scan.filled
        self._text += shared_strings.expanded_size(xml, scan.pointers, self._shared)
        if self._grid > MAX_GRID:
            raise xlsx_scan.SheetTooWide(scan.rows, scan.columns)
        if self._filled > MAX_CELLS or self._text > MAX_TEXT:
            raise xlsx_scan.SheetTooFull


def _check_parts(parts: dict[str, bytes]) -> None:
    """Raise UnreadableWorkbook for macros, or for declarations that no workbook needs."""
    for xml in parts.values():
        if any(word in xml.replace(b"\0", b"") for word in (b"<!DOCTYPE", b"<!ENTITY")):
            raise _refuse("XML_DOCTYPE")
    if any(len(parts.get(name, b"")) > MAX_TREE for name in _TREES):
        raise ValueError("a tree that exhausts the memory")
    if _has_macros(parts):
        raise _refuse("MACROS")


def _has_macros(parts: dict[str, bytes]) -> bool:
    """Return whether the workbook's own part is of a type with macros, or any part is a VBA project.

    A default type alone says nothing: SheetJS declares one with macros for every .bin, in files that have none.
    """
    types = ElementTree.fromstring(parts.get(_TYPES, b"<none/>"))
    overrides = {
        t.get("PartName", "").lstrip("/").lower(): t.get("ContentType", "") for t in types.findall("{*}Override")
    }
    defaults = {t.get("Extension", "").lower(): t.get("ContentType", "") for t in types.findall("{*}Default")}
    for part in parts:
        content_type = overrides.get(part, defaults.get(part.rpartition(".")[2], "")).lower()
        if part.endswith("vbaproject.bin") or content_type.endswith("vbaproject"):
            return True
        if part == _BOOK and "macroenabled" in content_type:
            return True
    return False
