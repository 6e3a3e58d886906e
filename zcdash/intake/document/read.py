"""Read a document of the office by its content: Word, Excel, PDF or plain text, whatever its name says."""

from __future__ import annotations

import hashlib
from pathlib import PureWindowsPath

from zcdash.domain.source_document import SourceDocument
from zcdash.errors import NeedsConversion, UnreadableDocument
from zcdash.intake.document.packages import BROKEN, MAX_BYTES, Package, unpack
from zcdash.text import single_line

_ZIP = (b"PK\3\4", b"PK\5\6")
_OLE = b"\xd0\xcf\x11\xe0"
_LONGEST_NAME = 120
_SAVE_WORD = "请用 Word 或 WPS 打开，另存为 .docx 再上传。"
_SAVE_EXCEL = "请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"
_ACCEPTED = "请上传 .docx、.xlsx、.txt、.md，或能选中文字的 .pdf。"
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
    except (UnreadableDocument, MemoryError):
        raise
    except Exception as error:  # the libraries raise whatever a broken file leads them to
        raise UnreadableDocument(*BROKEN) from error
    if not document.texts():
        unread = "".join(document.unread)
        raise UnreadableDocument(f"文件里没有读到文字。{unread}", _ACCEPTED)
    return document


def _read(data: bytes, name: str, sha256: str) -> SourceDocument:
    if data.startswith(_ZIP):
        return _read_package(unpack(data), name, sha256)
    if data.startswith(_OLE):
        _refuse_old(data)
    raise UnreadableDocument("认不出这是哪种文件。", _ACCEPTED)


def _read_package(package: Package, name: str, sha256: str) -> SourceDocument:
    from zcdash.intake.document.excel import read_excel
    from zcdash.intake.document.word import read_word

    if "word/document.xml" in package.names or "word/document2.xml" in package.names:
        return read_word(package, name, sha256)
    if "xl/workbook.xml" in package.names:
        return read_excel(package, name, sha256)
    raise UnreadableDocument("这是压缩包或别的文件，不是文档。", f"请先解压，{_ACCEPTED}")


def _refuse_old(data: bytes) -> None:
    """Raise for a file of Office 97, or one with a password."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableDocument(*_LOCKED)
    if "WordDocument".encode("utf-16-le") in data:
        raise NeedsConversion("这是旧版 Word 或 WPS 文字文档（.doc、.wps）。", _SAVE_WORD, "docx")
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        raise NeedsConversion("这是旧版 Excel 或 WPS 表格工作簿（.xls、.et）。", _SAVE_EXCEL, "xlsx")
