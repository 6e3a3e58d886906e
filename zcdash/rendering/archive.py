"""Zip archives: several files in one, and office files that are the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_CONTENT_TYPES = "[Content_Types].xml"
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def repack(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return the archive with its entries in one order and without dates; `change` takes name and content of each."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=lambda n: (n != _CONTENT_TYPES, n)):
            entry = ZipInfo(name, _NO_DATE)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            target.writestr(entry, change(name, source.read(name)))
    return out.getvalue()


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files: name → bytes."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()
