"""Unpack a .docx or .xlsx package under limits of size, and refuse what no document of an office has."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from zcdash.errors import UnreadableDocument

MAX_BYTES, MAX_UNPACKED, MAX_XML, MAX_ENTRIES = 20 << 20, 100 << 20, 40 << 20, 3_000
MAX_CELLS, MAX_CHARACTERS = 200_000, 3_000_000
_MAIN = re.compile(rb"""/officeDocument["'][^<>]{0,300}Target=["']([^"'<>]{1,200})["']""")
_MAIN_AFTER = re.compile(rb"""Target=["']([^"'<>]{1,200})["'][^<>]{0,300}/officeDocument["']""")
"""Target of the main part, after its type and before it."""
_CHUNK = 1 << 18
_KEPT = (".xml", ".rels")
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
"""Names of the strict form of the format → those of the usual one."""
_RESAVE = "请用 Word、Excel 或 WPS 打开，另存后再上传。"
ACCEPTED = "请上传 .docx、.xlsx、.csv、.txt、.md，或能选中文字的 .pdf。"
UNKNOWN_KIND = ("认不出这是哪种文件。", ACCEPTED)
BROKEN = ("文件不完整或已损坏，无法读取。", _RESAVE)
TOO_BIG = (
    f"文件太大：超过 {MAX_CELLS} 个单元格、{MAX_CHARACTERS // 10_000} 万字，或展开后超过 {MAX_UNPACKED >> 20} MB。",
    "请只留下任务分解表和通知正文，删去图片和附件，另存后再上传。",
)


@dataclass(frozen=True, slots=True)
class Package:
    """XML parts by name, and the names of all parts."""

    parts: dict[str, bytes]
    names: frozenset[str]

    @property
    def main(self) -> str:
        """Name of the main part, as the package's own relations say; empty where they say nothing."""
        match = _MAIN.search(self.parts.get("_rels/.rels", b"")) or _MAIN_AFTER.search(
            self.parts.get("_rels/.rels", b"")
        )
        return match[1].decode(errors="replace").lstrip("/").lower() if match else ""


def unpack(data: bytes) -> Package:
    """Return the parts of a package; names in lower case. Raises UnreadableDocument."""
    try:
        package = _unpack(data)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise UnreadableDocument(*BROKEN) from error
    _refuse_macros(package)
    return package


def _unpack(data: bytes) -> Package:
    if data.count(b"PK\1\2") > MAX_ENTRIES:  # before zipfile makes an object of each
        raise UnreadableDocument(*TOO_BIG)
    parts: dict[str, bytes] = {}
    names: set[str] = set()
    with ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise UnreadableDocument(*TOO_BIG)
        left = MAX_XML
        for entry in entries:
            name = entry.filename.replace("\\", "/").lstrip("/").lower()
            if name in names or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or entry.flag_bits & 1:
                raise BadZipFile("a second entry of that name, or a compression or a password that cannot be read")
            names.add(name)
            if not name.endswith(_KEPT):
                continue
            entry.file_size = 1 << 60  # the stated size may be false, and zipfile would stop there
            content = io.BytesIO()
            with archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise UnreadableDocument(*TOO_BIG)
                    content.write(chunk)
            parts[name] = _usual(content.getvalue())
    return Package(parts, frozenset(names))


def _usual(xml: bytes) -> bytes:
    """Return a part in UTF-8 and in the usual form of the format. Raises UnreadableDocument for a DOCTYPE."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        xml = xml.decode("utf-16").replace("UTF-16", "UTF-8", 1).replace("utf-16", "UTF-8", 1).encode()
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise UnreadableDocument("文件内有 DOCTYPE 或实体声明，正常的文档没有，为安全起见不读取。", _RESAVE)
    if b"http://purl.oclc.org/" in xml:
        for strict, usual in _STRICT.items():
            xml = xml.replace(strict, usual)
    return xml


def _refuse_macros(package: Package) -> None:
    types = package.parts.get("[content_types].xml", b"").lower()
    if any(name.endswith("vbaproject.bin") for name in package.names) or b"macroenabled" in types:
        raise UnreadableDocument(
            "文件带有宏，不能接收。", "请用 Word、Excel 或 WPS 打开，另存为不带宏的 .docx 或 .xlsx 再上传。"
        )
