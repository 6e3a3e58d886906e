"""Small files of every kind that is taken as evidence, and of some that are not."""

from __future__ import annotations

import os
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (600, 400), mode: str = "RGB", **options: object) -> bytes:
    """Return a picture of one colour."""
    out = BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def package(*names: str, content: bytes = b"<x/>") -> bytes:
    """Return a zip package with these parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


def pdf(size: int) -> bytes:
    """Return a PDF of exactly so many bytes, like no other."""
    filling = os.urandom(size - len(PDF) - 2).replace(b"\n", b" ")
    return PDF[:9] + b"%" + filling + b"\n" + PDF[9:]
