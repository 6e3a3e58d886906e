"""Read a document of the office by its content: Word, Excel, PDF or plain text, whatever its name says."""

from __future__ import annotations

import hashlib
from pathlib import PureWindowsPath

from zcdash.domain.source_document import SourceDocument
from zcdash.errors import NeedsConversion, UnreadableDocument
from zcdash.intake.document.reading.packages import ACCEPTED, BROKEN, MAX_BYTES, UNKNOWN_KIND, Package, unpack
from zcdash.intake.file_kind import is_locked_workbook
from zcdash.text import single_line

_ZIP = (b"PK\3\4", b"PK\5\6")
_OLE = b"\xd0\xcf\x11\xe0"
_HEAD, _PDF_HEAD = 4_000, 1_024
_BLANK = b" \t\r\n\xef\xbb\xbf"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF", b"BM")
_PROGRAMS = (b"MZ", b"\x7fELF")
_LONGEST_NAME = 120
_SAVE_WORD = "请用 Word 或 WPS 打开，另存为 .docx 再上传。"
_SAVE_EXCEL = "请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"
_LOCKED = ("文件设有打开密码，无法读取。", "请打开文件，取消密码，另存后再上传。")


def read_document(data: bytes, file_name: str) -> SourceDocument:
    """Return a document as it stands. Raises UnreadableDocument, and NeedsConversion for the old kinds of file."""
    name = single_line(PureWindowsPath(file_name).name)[:_LONGEST_NAME]
    if not data:
        raise UnreadableDocument("文件是空的，没有任何内容。", "请检查原文件，重新保存后再上传。")
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(f"文件超过 {MAX_BYTES >> 20} MB 的上限。", "请删去图片和附件，另存后再上传。")
    try:
        document = _read(data, name, hashlib.sha256(data).hexdigest())
    except (UnreadableDocument, MemoryError, ImportError, SyntaxError):
        raise  # the last two are faults of the program, not of the file
    except Exception as error:  # the libraries raise whatever a broken file leads them to
        raise UnreadableDocument(*BROKEN) from error
    if not document.texts():
        unread = "".join(document.unread)
        raise UnreadableDocument(f"文件里没有读到文字。{unread}", ACCEPTED)
    return document


def _read(data: bytes, name: str, sha256: str) -> SourceDocument:
    from zcdash.intake.document.reading.text_file import read_text

    if data.startswith(_ZIP):
        return _read_package(data, name, sha256)
    if data.startswith(_OLE):
        _refuse_old(data)
    head = data[:_HEAD].lstrip(_BLANK)
    if head.startswith(b"%PDF") or b"%PDF-" in data[:_PDF_HEAD]:
        from zcdash.intake.document.reading.pdf import read_pdf

        return read_pdf(data, name, sha256)
    _refuse_other(head)
    return read_text(data, name, sha256)


def _read_package(data: bytes, name: str, sha256: str) -> SourceDocument:
    from zcdash.intake.document.reading.excel import read_excel
    from zcdash.intake.document.reading.word import read_word

    package = unpack(data)
    if package.main.startswith("word/") or "word/document.xml" in package.names:
        return read_word(package, name, sha256)
    if "xl/workbook.xml" in package.names:
        return read_excel(package, name, sha256)
    if "xl/workbook.bin" in package.names:
        raise NeedsConversion("这是二进制工作簿（.xlsb）。", _SAVE_EXCEL, "xlsx")
    if "content.xml" in package.names:
        _refuse_open_document(data, package)
    if "ofd.xml" in package.names:
        raise UnreadableDocument("这是 OFD 版式文件，无法读取其中的表格。", f"请找原来的 Word、Excel 文件。{ACCEPTED}")
    if any(each.startswith("ppt/") for each in package.names):
        raise UnreadableDocument("这是演示文稿（.pptx）。", ACCEPTED)
    raise UnreadableDocument("这是压缩包，不是文档。", f"请先解压，{ACCEPTED}")


def _refuse_open_document(data: bytes, package: Package) -> None:
    """Raise for a document of OpenDocument: the kind stands in its first part."""
    head = data[:_HEAD]
    if "manifest:encryption-data" in package.parts.get("meta-inf/manifest.xml", b"").decode(errors="ignore"):
        raise UnreadableDocument(*_LOCKED)
    if b"opendocument.spreadsheet" in head:
        raise NeedsConversion("这是 OpenDocument 表格（.ods）。", _SAVE_EXCEL, "xlsx")
    if b"opendocument.text" in head:
        raise NeedsConversion("这是 OpenDocument 文字文档（.odt）。", _SAVE_WORD, "docx")
    raise UnreadableDocument("这种 OpenDocument 文件不是文字文档或表格。", ACCEPTED)


def _refuse_old(data: bytes) -> None:
    """Raise for a file of Office 97, or one with a password."""
    if _utf16("EncryptedPackage") in data:
        raise UnreadableDocument(*_LOCKED)
    if _utf16("WordDocument") in data:
        raise NeedsConversion("这是旧版 Word 或 WPS 文字文档（.doc、.wps）。", _SAVE_WORD, "docx")
    if is_locked_workbook(data):
        raise UnreadableDocument(*_LOCKED)
    if _utf16("Workbook") in data or _utf16("Book") in data:
        raise NeedsConversion("这是旧版 Excel 或 WPS 表格工作簿（.xls、.et）。", _SAVE_EXCEL, "xlsx")
    raise UnreadableDocument(*UNKNOWN_KIND)


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _refuse_other(head: bytes) -> None:
    """Raise for what is no text, and for kinds of text that hold a document in their own marks."""
    lower = head.replace(b"\0", b"").lower()
    if lower.startswith(b"{\\rtf"):
        raise NeedsConversion("这是 RTF 文档（.rtf）。", _SAVE_WORD, "docx")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in lower:
        raise NeedsConversion("这是 XML 电子表格 2003（.xml）。", _SAVE_EXCEL, "xlsx")
    if b"schemas.microsoft.com/office/word/2003" in lower or b"schemas.microsoft.com/office/2006/xmlpackage" in lower:
        raise NeedsConversion("这是 XML 格式的 Word 文档（.xml）。", _SAVE_WORD, "docx")
    if lower.startswith((b"<!doctype html", b"<html", b"mime-version:")):
        raise UnreadableDocument("这是网页，不是文档。", f"请用 Word 或 WPS 打开，另存为 .docx。{ACCEPTED}")
    if head.startswith(_PICTURES):
        raise UnreadableDocument("这是图片，里面的文字读不出来。", f"请找原来的 Word、Excel 文件。{ACCEPTED}")
    if head.startswith(_PROGRAMS) and b"\0" in head:
        raise UnreadableDocument("这是程序，不是文档。", ACCEPTED)
    if head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise UnreadableDocument("这是压缩包，不是文档。", f"请先解压，{ACCEPTED}")
