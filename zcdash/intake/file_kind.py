"""Name a file that is no .xlsx workbook by its content, and say what to do instead.

Only a file that keeps the template's hidden sheet when it is saved as .xlsx is advised to be saved so.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

_OLE = b"\xd0\xcf\x11\xe0"
"""First bytes of the containers of .xls, .doc, .ppt, and of encrypted workbooks."""
RESAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 工作簿再上传。"
_TEMPLATE = "请在“季度报送”页下载本单位的模板，填好后上传 .xlsx 工作簿。"
_UNPACK = "请先解压，再上传里面的 .xlsx 工作簿。"


class FileKind(NamedTuple):
    """A kind of file: its name after “这是”, and what to do."""

    name: str
    advice: str


_OLD_WORKBOOK = FileKind("旧版 Excel 或 WPS 表格工作簿（.xls、.et）", RESAVE)
_OLD_WORKBOOK_LOCKED = FileKind(
    "设有打开密码的旧版 Excel 或 WPS 表格工作簿（.xls、.et）",
    "请用 Excel 或 WPS 打开，取消密码，另存为 .xlsx 工作簿再上传。",
)
_BARE_WORKBOOK = (b"\x09\0\x04\0", b"\x09\0\x06\0", b"\x09\x02\x06\0", b"\x09\x04\x06\0")
"""First record of the workbooks of Excel 2, 3 and 4, which have no container."""
_FILE_PASSWORD = re.compile(rb"\x09\x08\x10\0\0\x06\x05\0.{12}(?:\x86\0\0\0)?\x2f\0", re.DOTALL)
"""Start of a workbook stream whose second record is FILEPASS; a write-protection record may stand before it."""
_SIGNATURES = {
    re.compile(signature, re.DOTALL | re.IGNORECASE): kind
    for signature, kind in {
        rb"%PDF": FileKind(" PDF 文件", _TEMPLATE),
        rb"\x89PNG|\xff\xd8\xff|GIF8|II\*|MM\*|RIFF": FileKind("图片", _TEMPLATE),
        rb"Rar!|7z\xbc\xaf": FileKind("压缩包", _UNPACK),
        rb"\xd0\xcf\x11\xe0.*WordDocument": FileKind("旧版 Word 或 WPS 文字文档（.doc、.wps）", _TEMPLATE),
        rb"\xd0\xcf\x11\xe0.*PowerPoint Document": FileKind("旧版演示文稿（.ppt、.dps）", _TEMPLATE),
        rb"\xd0\xcf\x11\xe0": _OLD_WORKBOOK,
        rb".{,4000}urn:schemas-microsoft-com:office:spreadsheet": FileKind(" XML 电子表格 2003（.xml）", RESAVE),
        rb".{,4000}urn:oasis:names:tc:opendocument": FileKind("单个 XML 的 OpenDocument 文件（如 .fods）", RESAVE),
        rb".{,4000}<(html|table)|MIME-Version:": FileKind("网页（HTML）", _TEMPLATE),
        rb"[^\1-\x08\x0e-\x1f]+\Z": FileKind("文本文件（如 .csv、.txt）", _TEMPLATE),
        rb"BM": FileKind("图片", _TEMPLATE),
    }.items()
}
_UNKNOWN = FileKind("无法识别的文件", f"如装有文件加密软件，请先解密；否则{RESAVE}")
_PACKAGES = {
    "xl/workbook.bin": FileKind("二进制工作簿（.xlsb）", RESAVE),
    "word/": FileKind(" Word 文档（.docx）", _TEMPLATE),
    "ppt/": FileKind("演示文稿（.pptx）", _TEMPLATE),
    "content.xml": FileKind(" OpenDocument 文件（如 .ods）", RESAVE),
    "encrypted-package": FileKind("设有打开密码的 OpenDocument 文件（如 .ods）", RESAVE),
    "index/": FileKind(" Numbers 表格（.numbers）", RESAVE),
    "ofd.xml": FileKind(" OFD 版式文件（.ofd）", _TEMPLATE),
    "": FileKind("压缩包（.zip）", _UNPACK),
}
"""First letters of an entry's name → kind."""


def is_encrypted(data: bytes) -> bool:
    """Return whether the file is an .xlsx workbook with a password to open it."""
    return data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data


def is_locked_workbook(data: bytes) -> bool:
    """Return whether the file is an .xls workbook with a password to open it."""
    return data.startswith(_OLE) and _FILE_PASSWORD.search(data) is not None


def file_kind(data: bytes) -> FileKind:
    """Return the kind of a file that is no zip archive."""
    if data.startswith(_BARE_WORKBOOK):
        return _OLD_WORKBOOK
    if is_locked_workbook(data):
        return _OLD_WORKBOOK_LOCKED
    content = data.replace(b"\0", b"")  # so that UTF-16 shows its ASCII
    for pattern, kind in _SIGNATURES.items():
        if pattern.match(content):
            return kind
    return _UNKNOWN


def package_kind(names: Collection[str]) -> FileKind | None:
    """Return the kind of a zip archive with entries of these lower-case names; None for a workbook to be read."""
    if "xl/workbook.bin" not in names and any(name.startswith("xl/") for name in names):
        return None
    return next(kind for start, kind in _PACKAGES.items() if any(name.startswith(start) for name in ("", *names)))
