"""Find the columns of a filled-in sheet by their heads, in whatever order they stand and with others between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from zcdash.intake.findings import FindingList
from zcdash.intake.form import HEAD_ROW, HEADS, LOCKED, head_read_as
from zcdash.intake.form_rows import YEARLY, FormWords
from zcdash.intake.xlsx_sheet import Cell, Sheet, address

_SEARCHED_ROWS = 20
"""Rows in which the heads are looked for: a clerk may have put lines above the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The table of one sheet, addressed by row number and head."""

    name: str
    sheet: Sheet
    head_row: int
    columns: Mapping[str, int]
    """Head of the form → its column; a head that the sheet lacks is left out."""
    other_columns: frozenset[int]
    """Columns of the clerk's own: they have a head that the form does not."""

    @property
    def complete(self) -> bool:
        """True if no head of the form is missing."""
        return len(self.columns) == len(HEADS[self.name])

    @property
    def locked_heads(self) -> tuple[str, ...]:
        """The heads of the office's columns."""
        return HEADS[self.name][: LOCKED[self.name]]

    def cell(self, row: int, head: str) -> Cell | None:
        """Return a filled cell, None where it is blank or has no column."""
        return self.sheet.get((row, self.columns[head])) if head in self.columns else None

    def text(self, row: int, head: str) -> str:
        """Return the text of a cell, empty where it is blank or has no column."""
        cell = self.cell(row, head)
        return cell.text if cell else ""

    def address(self, row: int, head: str) -> str:
        """Return the address of a cell, empty where it has no column."""
        return address(row, self.columns[head]) if head in self.columns else ""


def find_table(name: str, sheet: Sheet, findings: FindingList, words: FormWords = YEARLY) -> Table:
    """Return the table of a sheet; a missing or doubled head is an error, named in the words of the form."""
    row, heads = _head_row(name, sheet)
    columns: dict[str, int] = {}
    for column, head in heads.items():
        if head in columns:
            findings.error(
                "HEAD_DOUBLED",
                name,
                address(row, column),
                f"工作表“{name}”有两个表头“{head}”，第一个在 {address(row, columns[head])}。",
                f"请只留一列“{head}”，把另一个表头改名或删去这一列。",
            )
        elif head in HEADS[name]:
            columns[head] = column
    _report_missing_heads(name, row, heads, findings, words)
    others = frozenset(column for column, head in heads.items() if head not in HEADS[name])
    return Table(name=name, sheet=sheet, head_row=row, columns=columns, other_columns=others)


def _head_row(name: str, sheet: Sheet) -> tuple[int, dict[int, str]]:
    """Return the row with most of the form's heads, and column → text of its filled cells."""
    rows: dict[int, dict[int, str]] = defaultdict(dict)
    for row, column in sheet:
        if row > _SEARCHED_ROWS:
            break
        if text := head_read_as(sheet.text(row, column)):
            rows[row][column] = text
    best = max(rows, key=lambda row: len(set(HEADS[name]) & set(rows[row].values())), default=HEAD_ROW)
    if not set(HEADS[name]) & set(rows[best].values()):
        return HEAD_ROW, {}
    return best, rows[best]


def _report_missing_heads(
    name: str, row: int, heads: Mapping[int, str], findings: FindingList, words: FormWords
) -> None:
    if not heads:
        sentence, advice = f"工作表“{name}”没有表头。", "请从本系统重新下载模板，把填好的内容复制过去。"
        findings.error("HEAD_MISSING", name, "", sentence, advice)
        return
    for column, head in enumerate(HEADS[name], 1):
        if head in heads.values():
            continue
        shown = words.shown(head)
        # The place where the template has it, unless another of the form's columns now stands there.
        cell = "" if heads.get(column) in HEADS[name] else address(row, column)
        findings.error(
            "HEAD_MISSING",
            name,
            cell,
            f"工作表“{name}”找不到表头“{shown}”，这一列读不到。",
            f"请把这一列的表头改回“{shown}”，或从本系统重新下载模板，把填好的内容复制过去。",
        )
