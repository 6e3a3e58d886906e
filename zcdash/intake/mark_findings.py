"""Mark the findings in a copy of the uploaded workbook."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from zcdash.domain.model import Finding, Severity
from zcdash.text import strip_invisible

_ERROR, _WARNING = PatternFill("solid", fgColor="F4B6A8"), PatternFill("solid", fgColor="FCE4A8")
_AUTHOR = "督查室"


def mark_findings(data: bytes, findings: Sequence[Finding]) -> bytes:
    """Return the workbook with errors in red and warnings in amber, each with its sentence as a comment."""
    book = load_workbook(BytesIO(data))
    for finding in findings:
        sheet, _, address = finding.place.partition("!")
        if sheet in book.sheetnames and address:
            _mark(book[sheet][address], finding)
    first = next((f.place.partition("!")[0] for f in findings if "!" in f.place), None)
    if first in book.sheetnames:
        book.active = book.sheetnames.index(first)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _mark(cell: Cell, finding: Finding) -> None:
    previous = f"{cell.comment.text}\n" if cell.comment else ""
    text = strip_invisible(f"{previous}{finding.sentence}{finding.advice}")
    cell.comment = Comment(text, _AUTHOR, width=300, height=140)
    if finding.severity is Severity.ERROR:
        cell.fill = _ERROR
    elif cell.fill != _ERROR:
        cell.fill = _WARNING
