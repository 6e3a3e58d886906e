"""A filled-in workbook, read once: its sheets, and the identity that its template gave it."""

from __future__ import annotations

from dataclasses import dataclass

from zcdash.intake.form import IDENTITY, Identity
from zcdash.intake.xlsx_reader import UnreadableWorkbook, read_workbook
from zcdash.intake.xlsx_sheet import EMPTY, Sheet, Workbook

IDENTITY_FIELDS = {"zcdash", "plan", "version", "period", "unit", "digest"}


@dataclass(frozen=True, slots=True)
class SubmissionWorkbook:
    """The sheets of a filled-in workbook and its identity."""

    identity: Identity
    sheets: Workbook

    def sheet(self, name: str) -> Sheet:
        """Return the sheet with this name, an empty one where the workbook has none."""
        return self.sheets.get(name, EMPTY)


def read_submission_workbook(data: bytes) -> SubmissionWorkbook:
    """Read an uploaded file. Raises UnreadableWorkbook where it is no workbook, or not made from a template."""
    sheets = read_workbook(data)
    return SubmissionWorkbook(read_identity(sheets.get(IDENTITY, EMPTY)), sheets)


def read_identity(sheet: Sheet) -> Identity:
    """Return the identity on the hidden sheet. Raises UnreadableWorkbook where it has none."""
    values = {sheet.text(row, 1): sheet.text(row, 2) for row, column in sheet if column == 1}
    if IDENTITY_FIELDS - values.keys():
        raise UnreadableWorkbook(
            "NOT_TEMPLATE", "这个工作簿不是从本系统下载的季度报送表。", "请在“季度报送”页下载本单位的模板，填好后上传。"
        )
    return Identity(
        plan=values["plan"],
        version=values["version"],
        period=values["period"],
        unit=values["unit"],
        digest=values["digest"],
    )
