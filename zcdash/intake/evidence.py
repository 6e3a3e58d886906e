"""Check a file of evidence by its content: its kind, whether it is whole, its size, and a small picture of a picture.

The bytes are untrusted. Pictures are decoded one at a time and under a limit of pixels, packages are unpacked in steps and
under a limit of bytes; nothing else in a file is interpreted.
"""

from __future__ import annotations

import hashlib
import io
import re
import threading
import zlib
from pathlib import PureWindowsPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from PIL import ExifTags, Image, ImageOps

from zcdash.domain.evidence import MAX_FILE, EvidenceFile, FileKind
from zcdash.domain.rounding import half_up
from zcdash.errors import InvalidInput
from zcdash.text import file_stem, single_line

MAX_PIXELS = 40_000_000
PREVIEW_SIZE = 480
"""Pixels of the longer side of a preview."""
MAX_UNPACKED, MAX_ENTRIES = 200 << 20, 2_000
_CHUNK = 1 << 18
_NAME = re.compile(r"(.*)\.([A-Za-z][A-Za-z0-9]{1,4})")
_STRIP = 64
"""Rows of a reduced picture that are made at a time."""
_PDF_END = 2_048
"""Bytes at the end of a PDF in which its end mark stands; scanners write some more after it."""
_ONE_PICTURE = threading.Lock()
"""A picture of the largest size takes 160 MB while it is decoded."""
_ENDINGS = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}
_ACCEPTED = "请转成 pdf、jpg、png、docx、xlsx 或 ofd 再上传。"
_PACKAGES = {
    re.compile(pattern): what
    for pattern, what in {
        r"word/document\d*\.xml": FileKind.DOCX,
        r"xl/workbook\d*\.xml": FileKind.XLSX,
        r"ofd\.xml": FileKind.OFD,
    }.items()
}
"""Pattern of the main part of a package → its kind."""
_OTHER_PACKAGES = {
    re.compile(pattern): what
    for pattern, what in {
        r"xl/workbook\.bin": ("二进制工作簿（.xlsb）", "请另存为 .xlsx 再上传。"),
        r"ppt/.*": ("演示文稿（.pptx）", "请另存为 .pdf 再上传。"),
        r"content\.xml": (" OpenDocument 文件（如 .odt、.ods）", "请另存为 .docx、.xlsx 或 .pdf 再上传。"),
        r".*": ("压缩包（.zip）", "请解压后逐个上传。"),
    }.items()
}
_OTHERS = {
    re.compile(pattern, re.DOTALL): what
    for pattern, what in {
        rb"\xd0\xcf\x11\xe0.*E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e": (
            "设有打开密码的文档",
            "请取消密码，另存后再上传。",
        ),
        rb"\xd0\xcf\x11\xe0.*W\0o\0r\0d\0D\0o\0c": ("旧版 Word 文档（.doc）", "请另存为 .docx 或 .pdf 再上传。"),
        rb"\xd0\xcf\x11\xe0": ("旧版 Office 文档（如 .xls、.ppt）", "请另存为 .xlsx 或 .pdf 再上传。"),
        rb"Rar!|7z\xbc\xaf|\x1f\x8b": ("压缩包", "请解压后逐个上传。"),
        rb".{4}ftyp(heic|heix|mif1|msf1|hevc|avif)": ("手机照片（.heic）", "请在手机或电脑上转成 .jpg 再上传。"),
        rb"GIF8|BM|II\*\0|MM\0\*|RIFF.{4}WEBP": ("图片，但不是 .jpg 或 .png", "请另存为 .jpg 或 .png 再上传。"),
        rb".{4}ftyp|RIFF|ID3|\x1a\x45\xdf\xa3": ("音频或视频", "请截图，存为 .jpg 或 .png 再上传。"),
        rb"\s*<": ("网页", "请打印成 .pdf 再上传。"),
        rb"MZ|\x7fELF": ("程序", _ACCEPTED),
        rb"[^\0-\x08\x0e-\x1f]+\Z": ("文本文件", "请另存为 .docx 或 .pdf 再上传。"),
        rb"": ("无法识别的文件", _ACCEPTED),
    }.items()
}
"""Pattern at the start of another file → what it is, and what to do."""


def check_evidence(data: bytes, file_name: str) -> EvidenceFile:
    """Return the file with its kind, clean name, hash and preview. Raises InvalidInput with what it is and what to do."""
    base = single_line(PureWindowsPath(file_name.replace("/", "\\")).name)
    match = _NAME.fullmatch(base)  # 2017.6 has no ending
    stem, ending = match.groups() if match else (base, "")
    label = f"“{base[:60] or '未命名'}”"
    if not data:
        raise InvalidInput(f"{label}是空的，没有任何内容。", "请检查原文件，重新保存后再上传。")
    if len(data) > MAX_FILE:
        size = str(half_up(len(data) / (1 << 20), 1))
        raise InvalidInput(
            f"{label}有 {size} MB，超过 {MAX_FILE >> 20} MB 的上限。",
            "请压缩图片、降低扫描精度，或分成几个文件再上传。",
        )
    kind = _kind(data, label)
    clean = file_stem(stem) or "佐证材料"
    if ending and _ENDINGS.get(ending.lower(), ending.lower()) != kind:
        raise InvalidInput(
            f"{label}的内容是 {kind.value} 文件，与扩展名 .{ending} 不符。",
            f"确是这个文件的，请把文件名改为“{clean}.{kind.value}”再上传。",
        )
    preview = _preview(data, kind, label) if kind in (FileKind.JPG, FileKind.PNG) else None
    digest = hashlib.sha256(data).hexdigest()
    return EvidenceFile(name=f"{clean}.{kind.value}", kind=kind, size=len(data), hash=digest, preview=preview)


def _kind(data: bytes, label: str) -> FileKind:
    """Return the kind of a whole file. Raises InvalidInput."""
    if data.startswith(b"\xff\xd8\xff"):
        return FileKind.JPG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if data.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        if b"%%EOF" not in data[-_PDF_END:]:
            raise _damaged(label)
        return FileKind.PDF
    if data.startswith(b"PK\3\4"):
        return _package_kind(data, label)
    for pattern, (what, advice) in _OTHERS.items():
        if pattern.match(data):
            raise InvalidInput(f"{label}是{what}，不能作佐证材料。", advice)
    raise AssertionError("the last pattern matches everything")


def _damaged(label: str) -> InvalidInput:
    return InvalidInput(f"{label}不完整或已损坏，打不开。", "请打开原文件看是否正常，重新保存后再上传。")


def _package_kind(data: bytes, label: str) -> FileKind:
    """Return the kind of a zip package whose every entry can be unpacked. Raises InvalidInput."""
    too_large = InvalidInput(f"{label}展开后太大，不是正常的文档。", "请转成 .pdf 再上传。")
    if data.count(b"PK\1\2") > MAX_ENTRIES:
        raise too_large
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = [entry.filename.replace("\\", "/").lower() for entry in archive.infolist()]
            if any(name.endswith("vbaproject.bin") for name in names):
                raise InvalidInput(
                    f"{label}带有宏，不能接收。", "请另存为不带宏的 .docx 或 .xlsx，或转成 .pdf 再上传。"
                )
            for pattern, kind in _PACKAGES.items():
                if any(map(pattern.fullmatch, names)):
                    if not _unpacks_within_limit(archive):
                        raise too_large
                    return kind
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _damaged(label) from error
    what, advice = next(
        other for pattern, other in _OTHER_PACKAGES.items() if not names or any(map(pattern.fullmatch, names))
    )
    raise InvalidInput(f"{label}是{what}，不能作佐证材料。", advice)


def _unpacks_within_limit(archive: ZipFile) -> bool:
    """Unpack every entry in steps, which checks its checksum too. Raises BadZipFile or zlib.error for a damaged one."""
    bytes_left = MAX_UNPACKED
    for entry in archive.infolist():
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BadZipFile("a compression that cannot be read in steps")
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                bytes_left -= len(chunk)
                if bytes_left < 0:
                    return False
    return True


def _preview(data: bytes, kind: FileKind, label: str) -> bytes:
    """Return a picture as a small JPEG with no more in it than pixels. Raises InvalidInput if it cannot be decoded."""
    formats = ("JPEG",) if kind is FileKind.JPG else ("PNG",)
    bombs = (Image.DecompressionBombWarning, Image.DecompressionBombError)
    with _ONE_PICTURE:
        try:
            with Image.open(io.BytesIO(data), formats=formats) as picture:
                size = picture.size
                if size[0] * size[1] <= MAX_PIXELS:
                    picture.verify()
            if size[0] * size[1] <= MAX_PIXELS:
                with Image.open(io.BytesIO(data), formats=formats) as picture:
                    return _shrunk(picture)
        except bombs:
            pass
        except (OSError, SyntaxError, ValueError, EOFError, IndexError, zlib.error) as error:
            raise _damaged(label) from error
    raise InvalidInput(f"{label}超过 {MAX_PIXELS // 10_000} 万像素的上限。", "请缩小图片或降低扫描精度，另存后再上传。")


def _reduced(picture: Image.Image, factor: int) -> Image.Image:
    """Return a picture at a fraction of its size, strip by strip: converted whole it would take its memory twice."""
    width, height = picture.size
    reduced = Image.new("RGBA", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, factor * _STRIP):
        strip = picture.crop((0, top, width, min(top + factor * _STRIP, height)))
        if strip.mode.startswith("I"):  # 16 bits of grey, which Pillow does not convert by itself
            strip = strip.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        reduced.paste(strip.convert("RGBA").reduce(factor), (0, top // factor))
    return reduced


def _shrunk(picture: Image.Image) -> bytes:
    picture.draft("RGB", (2 * PREVIEW_SIZE, 2 * PREVIEW_SIZE))  # a JPEG is decoded at a fraction of its size
    reduced = _reduced(picture, max(1, max(picture.size) // (2 * PREVIEW_SIZE)))
    reduced.thumbnail((PREVIEW_SIZE, PREVIEW_SIZE))
    reduced.getexif()[ExifTags.Base.Orientation] = picture.getexif().get(ExifTags.Base.Orientation, 1)
    upright = ImageOps.exif_transpose(reduced)
    # A new picture: comments, places and dates of the old one stay behind.
    small = Image.new("RGB", upright.size, "white")
    small.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()
