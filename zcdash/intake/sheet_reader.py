"""Read the open cells of one sheet of a filled-in workbook."""

from __future__ import annotations

from zcdash.intake.findings import FindingList
from zcdash.intake.match_rows import MatchedSheet
from zcdash.intake.parse_values import NotUnderstood, is_spreadsheet_error
from zcdash.intake.xlsx_sheet import Cell

TEXT_LIMIT = 4000


class SheetReader:
    """The open cells of one sheet, by code and head; what cannot be used becomes a finding."""

    def __init__(self, name: str, sheet: MatchedSheet, findings: FindingList, typed: set[str]) -> None:
        self.name = name
        self._sheet = sheet
        self._findings = findings
        self._typed = typed
        """Codes of the rows with a filled cell, to which those that are read are added."""

    def has(self, code: str) -> bool:
        """Return whether the sheet has the row of a code."""
        return code in self._sheet.rows

    def address(self, code: str, head: str) -> str:
        """Return the address of a cell."""
        return self._sheet.address(code, head)

    def error(self, finding: str, code: str, head: str, sentence: str, advice: str) -> None:
        """Add an error at a cell."""
        self._findings.error(finding, self.name, self.address(code, head), sentence, advice)

    def warning(self, finding: str, code: str, head: str, sentence: str, advice: str) -> None:
        """Add a warning at a cell."""
        self._findings.warning(finding, self.name, self.address(code, head), sentence, advice, [code])

    def not_understood(self, error: NotUnderstood, code: str, head: str, label: str = "") -> None:
        """Add an error for a value that cannot be parsed, its sentence after the label."""
        self.error(error.code, code, head, f"{label}{error.sentence}", error.advice)

    def cell(self, code: str, head: str) -> Cell | None:
        """Return a cell that holds a value; None for a blank one and, with an error, for a formula without a result."""
        cell = self._sheet.cell(code, head)
        if cell and cell.formula and cell.value is None:
            self._typed.add(code)
            self.error("FORMULA_EMPTY", code, head, "这里是公式，但没有算出的结果。", "请直接填入数字或文字。")
            return None
        if not cell or not cell.text:
            return None
        self._typed.add(code)
        return cell

    def text(self, code: str, head: str) -> str:
        """Return the text of a cell; an error where it is too long."""
        cell = self.cell(code, head)
        text = cell.text if cell else ""
        if len(text) > TEXT_LIMIT:
            sentence = f"文字有 {len(text)} 个字，最多 {TEXT_LIMIT} 个。"
            self.error("TEXT_LONG", code, head, sentence, "请写得简短些。")
        if is_spreadsheet_error(text):
            advice = "请重新写这段文字，不要以“=”“+”“-”开头。"
            self.error("TEXT_ERROR", code, head, f"这里是公式的错误值“{text}”，不是文字。", advice)
        return text[:TEXT_LIMIT]
