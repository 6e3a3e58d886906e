"""Evidence (佐证材料): files that a unit attaches to what it reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_FILE = 10 << 20
"""Bytes of one file."""
MAX_TOTAL = 50 << 20
"""Bytes of all files of one submission."""
MAX_FILES = 50
"""Number of files of one submission."""


class FileKind(StrEnum):
    """Kind of a file that is taken as evidence. The value is its ending."""

    PDF = "pdf"
    JPG = "jpg"
    PNG = "png"
    DOCX = "docx"
    XLSX = "xlsx"
    OFD = "ofd"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """A file whose content was checked: a clean name with the ending of its kind, and a small JPEG if it is a picture."""

    name: str
    kind: FileKind
    size: int
    """Bytes."""
    hash: str
    preview: bytes | None = None
