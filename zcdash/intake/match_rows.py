"""Match the rows of a filled-in workbook with the rows of its form, by the locked columns."""

from __future__ import annotations

from collections.abc import Sequence

from zcdash.intake.findings import FindingList
from zcdash.intake.form import FIRST_ROW, HEADS, INDICATORS, LOCKED, Form, LockedRows, digest
from zcdash.intake.submission_workbook import SubmissionWorkbook
from zcdash.intake.xlsx_sheet import Sheet, address

EXTRA_ROWS = 1000
"""Rows past the form's own that are still looked at one by one."""
RowNumbers = dict[str, int]
"""Code → number of its row."""
QUOTE_LIMIT = 30


def match_rows(workbook: SubmissionWorkbook, form: Form, findings: FindingList) -> dict[str, RowNumbers] | None:
    """Return the rows of each sheet that can be read; None where a sheet has far too many rows to look at.

    Added, missing, doubled and altered rows become findings. Where the locked columns are as issued and differ from the
    form, the plan or the ledger has changed since the download: rows that are still asked for are read, and warnings
    name the others.
    """
    present = [name for name in HEADS if name in workbook.sheets]
    for name in present:
        _check_row_count(workbook.sheet(name), name, len(form.locked[name]), findings)
    if findings:
        return None
    locked = {name: _locked_rows(workbook.sheet(name), LOCKED[name]) for name in HEADS}
    as_issued = workbook.identity.digest == digest(locked)
    for name in HEADS:
        if name not in workbook.sheets and form.locked[name]:
            findings.error("SHEET_MISSING", name, "", f"缺少工作表“{name}”。", "请重新下载模板，不要删除或改名工作表。")
    return {name: _SheetRows(name, form, as_issued, findings).match(locked[name]) for name in present}


def shorten(text: str) -> str:
    """Return the text, cut where it is too long to be quoted in a finding."""
    return text if len(text) <= QUOTE_LIMIT else text[:QUOTE_LIMIT] + "…"


def _check_row_count(sheet: Sheet, name: str, row_count: int, findings: FindingList) -> None:
    """Add one finding for a sheet with far more rows than the form: thousands of them would help nobody."""
    last = sheet.last_row
    if last - FIRST_ROW + 1 > row_count + EXTRA_ROWS:
        findings.error(
            "ROWS_TOO_MANY",
            name,
            address(last, 1),
            f"工作表“{name}”一直填到第 {last} 行，模板只有 {row_count} 行要填。",
            "请删去模板以外的行，另存后再上传；要补充的话写在“说明”或“进展情况”里。",
        )


def _locked_rows(sheet: Sheet, columns: int) -> LockedRows:
    """Return the texts of the first columns, down to the last row that has any in them."""
    last = max((row for row, column in sheet if column <= columns and row >= FIRST_ROW), default=FIRST_ROW - 1)
    return [tuple(sheet.text(row, column) for column in range(1, columns + 1)) for row in range(FIRST_ROW, last + 1)]


class _SheetRows:
    """The rows of one sheet, compared with those of the form."""

    def __init__(self, name: str, form: Form, as_issued: bool, findings: FindingList) -> None:
        self._name = name
        self._as_issued = as_issued
        self._findings = findings
        self._expected = {row[0]: row for row in form.locked[name]}

    def match(self, rows: LockedRows) -> RowNumbers:
        """Return the row number of each code that the form asks for."""
        numbers: RowNumbers = {}
        for number, row in enumerate(rows, FIRST_ROW):
            code = row[0]
            if not any(row):
                continue
            if code in numbers:
                self._findings.error(
                    "ROW_DOUBLED",
                    self._name,
                    address(number, 1),
                    f"编号 {code} 出现了两次，第一次在第 {numbers[code]} 行。",
                    "请删去多出的一行。",
                )
            elif code not in self._expected:
                self._report_added(number, code)
            else:
                numbers[code] = number
                self._compare(number, row, self._expected[code])
        for code, row in self._expected.items():
            if code not in numbers:
                self._report_missing(code, row[1])
        return numbers

    def _report_added(self, number: int, code: str) -> None:
        label = f"编号 {code}" if code else "没有编号的一行"
        if self._as_issued:
            self._findings.warning(
                "ROW_STALE",
                self._name,
                address(number, 1),
                f"{label}现在已不需要填报，这一行不会录入。",
                "无需处理。",
            )
        else:
            self._findings.error(
                "ROW_ADDED",
                self._name,
                address(number, 1),
                f"{label}不是模板里的行。",
                "请删去这一行；要补充的话写在“说明”或“进展情况”里。",
            )

    def _report_missing(self, code: str, title: str) -> None:
        add = self._findings.warning if self._as_issued else self._findings.error
        what = "模板下载后新增了" if self._as_issued else "少了"
        add(
            "ROW_MISSING",
            self._name,
            "",
            f"{what}编号 {code}（{title}）这一行。",
            "请重新下载模板，把这一行补上。",
        )

    def _compare(self, number: int, row: Sequence[str], expected: Sequence[str]) -> None:
        """Add a finding for each locked cell that differs from the form."""
        for column, (actual, issued) in enumerate(zip(row, expected, strict=True), 1):
            if actual == issued.strip() or self._may_differ(column):
                continue
            before, now = shorten(issued), shorten(actual)
            if self._as_issued:
                self._findings.error(
                    "PLAN_CHANGED",
                    self._name,
                    address(number, column),
                    f"模板下载后计划更正过：这里应为“{before}”，文件里是“{now}”。",
                    "请重新下载模板，把填好的内容复制过去。",
                )
            else:
                self._findings.error(
                    "LOCKED_CHANGED",
                    self._name,
                    address(number, column),
                    f"锁定的格子被改了：原为“{before}”，现为“{now}”。",
                    "请改回原来的内容，或重新下载模板。",
                )

    def _may_differ(self, column: int) -> bool:
        # The previous period's figure may have been corrected since the download; it is shown and never read.
        return self._as_issued and self._name == INDICATORS and column == LOCKED[INDICATORS]
