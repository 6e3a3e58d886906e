"""Match the rows of a filled-in workbook with the rows of its form, by their codes and the other locked columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zcdash.intake.findings import FindingList
from zcdash.intake.form import FIRST_ROW, HEADS, INDICATORS, LOCKED, Form, bare, digest, first_digest
from zcdash.intake.match_columns import Table, find_table
from zcdash.intake.submission_workbook import SubmissionWorkbook
from zcdash.intake.text_outside import is_signature, report_text_outside
from zcdash.intake.xlsx_sheet import Cell, Sheet, address

EXTRA_ROWS = 1000
"""Rows past the form's own that are still looked at one by one."""
QUOTE_LIMIT = 30
_CODE = re.compile(r"(?!(?:19|20)[0-9]{2}-)[0-9]+-[0-9]+[^\s：:]{0,20}")
"""A code; a day is none."""


@dataclass(frozen=True, slots=True)
class MatchedSheet:
    """The rows of one sheet that the form asks for, addressed by code and head."""

    table: Table
    rows: Mapping[str, int] = field(default_factory=dict)
    """Code → number of its row."""

    @property
    def complete(self) -> bool:
        """True if no column of the form is missing."""
        return self.table.complete

    def cell(self, code: str, head: str) -> Cell | None:
        """Return a filled cell, None where it is blank."""
        return self.table.cell(self.rows[code], head)

    def address(self, code: str, head: str) -> str:
        """Return the address of a cell, empty where the sheet lacks its row or column."""
        return self.table.address(self.rows[code], head) if code in self.rows else ""


def match_rows(workbook: SubmissionWorkbook, form: Form, findings: FindingList) -> dict[str, MatchedSheet] | None:
    """Return the sheets that can be read, by name; None where one has far too many rows to look at.

    Missing and doubled heads, added, missing, doubled and altered rows and text outside the tables become findings. Where
    the locked columns are as issued and differ from the form, the plan or the ledger has changed since the download: rows
    that are still asked for are read, and warnings name the others.
    """
    present = [name for name in HEADS if name in workbook.sheets]
    for name in present:
        _check_row_count(workbook.sheet(name), name, len(form.locked[name]), findings)
    if findings:
        return None
    tables = {name: find_table(name, workbook.sheet(name), findings, form.words) for name in present}
    rows = {name: _table_rows(table, form) for name, table in tables.items()}
    locked = {name: list(rows.get(name, {}).values()) for name in HEADS}
    as_issued = workbook.identity.digest in (digest(locked), first_digest(locked))
    for name, asked in form.locked.items():
        if name not in workbook.sheets and asked:
            findings.error("SHEET_MISSING", name, "", f"缺少工作表“{name}”。", "请重新下载模板，把填好的内容复制过去。")
    matched: dict[str, MatchedSheet] = {}
    for name, table in tables.items():
        numbers = _SheetRows(table, form, as_issued, findings).match(rows[name]) if rows[name] or table.complete else {}
        matched[name] = MatchedSheet(table, numbers)
        if table.complete:
            report_text_outside(table, rows[name].keys(), findings)
    return matched


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


def _table_rows(table: Table, form: Form) -> dict[int, tuple[str, ...]]:
    """Return row number → texts of the locked columns, of every row that is one of a table and no free text."""
    columns = [table.columns.get(head, 0) for head in table.locked_heads]
    if not columns[0]:
        return {}
    codes = {row[0] for row in form.locked[table.name]}
    filled = set(columns)
    numbers = dict.fromkeys(row for row, column in table.sheet if row > table.head_row and column in filled)
    rows = {number: tuple(table.sheet.text(number, column) for column in columns) for number in numbers}
    return {number: row for number, row in rows.items() if row[0] in codes or _is_table_row(row)}


def _is_table_row(row: Sequence[str]) -> bool:
    """Tell a row of a table, with a code of its own or titled like the others, from a line of text below it."""
    return bool(_CODE.fullmatch(row[0])) or (all(row[1:3]) and not any(map(is_signature, row[:3])))


class _SheetRows:
    """The rows of one sheet, compared with those of the form."""

    def __init__(self, table: Table, form: Form, as_issued: bool, findings: FindingList) -> None:
        self._table = table
        self._name = table.name
        self._as_issued = as_issued
        self._findings = findings
        self._expected = {row[0]: row for row in form.locked[table.name]}

    def match(self, rows: Mapping[int, Sequence[str]]) -> dict[str, int]:
        """Return the row number of each code that the form asks for."""
        numbers: dict[str, int] = {}
        for number, row in rows.items():
            code = row[0]
            if code in numbers:
                self._findings.error(
                    "ROW_DOUBLED",
                    self._name,
                    self._address(number, 0),
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

    def _address(self, number: int, position: int) -> str:
        return self._table.address(number, self._table.locked_heads[position])

    def _report_added(self, number: int, code: str) -> None:
        label = f"编号 {code}" if code else "没有编号的一行"
        if self._as_issued:
            self._findings.warning(
                "ROW_STALE",
                self._name,
                self._address(number, 0),
                f"{label}现在已不需要填报，这一行不会录入。",
                "无需处理。",
            )
        else:
            self._findings.error(
                "ROW_ADDED",
                self._name,
                self._address(number, 0),
                f"{label}不是模板里的行。",
                "编号被改动的，请改回来；多出的行请删去，要补充的话写在“说明”或“进展情况”里。",
            )

    def _report_missing(self, code: str, title: str) -> None:
        add = self._findings.warning if self._as_issued else self._findings.error
        what = "模板下载后新增了" if self._as_issued else "少了"
        add(
            "ROW_MISSING",
            self._name,
            "",
            f"{what}编号 {code}（{title}）这一行。",
            "请重新下载模板，把填好的内容复制过去。",
        )

    def _compare(self, number: int, row: Sequence[str], expected: Sequence[str]) -> None:
        """Add a finding for each locked cell that differs from the form."""
        for position, (actual, issued) in enumerate(zip(row, expected, strict=True)):
            if not self._address(number, position) or bare(actual) == bare(issued) or self._may_differ(position):
                continue
            before, now = shorten(issued), shorten(actual)
            if self._as_issued:
                self._findings.error(
                    "PLAN_CHANGED",
                    self._name,
                    self._address(number, position),
                    f"模板下载后计划更正过：这里应为“{before}”，文件里是“{now}”。",
                    "请重新下载模板，把填好的内容复制过去。",
                )
            else:
                self._findings.error(
                    "LOCKED_CHANGED",
                    self._name,
                    self._address(number, position),
                    f"锁定的格子被改了：原为“{before}”，现为“{now}”。",
                    "请改回原来的内容，或重新下载模板，把填好的内容复制过去。",
                )

    def _may_differ(self, position: int) -> bool:
        # The previous period's figure may have been corrected since the download; it is shown and never read.
        return self._as_issued and self._name == INDICATORS and position == LOCKED[INDICATORS] - 1
