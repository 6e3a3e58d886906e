"""Read the workbook of a plan (`domain.plan_sheets`): columns by their heads in any order, blank rows left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import tomli_w

from zcdash.domain import plan_sheets
from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import PlanTables
from zcdash.domain.plan_sheets import Column, Form, HeadRow
from zcdash.intake.plan_csv import COLUMNS
from zcdash.intake.plan_edits import new_row
from zcdash.intake.plan_item_form import with_cells
from zcdash.intake.plan_workbook_cells import CellReader, raw, squeezed
from zcdash.intake.plan_workbook_wide import WideColumns
from zcdash.intake.xlsx_reader import UnreadableWorkbook, read_workbook
from zcdash.intake.xlsx_sheet import Cell, Sheet, Workbook

CODE = "PLAN_WORKBOOK"
_LINE = re.compile(r"[\n；;]")
_LEFT_OUT = frozenset({"text", "kind", "totals"})
"""Keys of `plan.toml` that are left out where their cell is empty."""
_SHOWN = 5
_NOTHING = Cell(None)
_HEAD_WITHIN = 10
"""Rows in which the head of a table is looked for."""


@dataclass(frozen=True, slots=True)
class PlanWorkbook:
    """A plan as its workbook has it; `version` and `draft` say what it was written from: 0, empty where it says nothing."""

    plan: PlanTables
    version: int
    draft: str = ""
    """Mark of the draft (`queries.plan_workbooks.mark`)."""


def read_plan_workbook(data: bytes) -> PlanWorkbook:
    """Read the workbook of a plan. Raises UnreadableWorkbook, with sheet, cell and advice of the first mistakes."""
    reader = _Reader(read_workbook(data))
    result = reader.read()
    if reader.cells.mistakes:
        more = len(reader.cells.mistakes) - _SHOWN
        first = "；".join(reader.cells.mistakes[:_SHOWN])
        raise UnreadableWorkbook(
            CODE,
            f"工作簿有 {len(reader.cells.mistakes)} 处读不懂：{first}{f'；另有 {more} 处' if more > 0 else ''}。",
            "请在这些格里改正，另存后再上传。",
        )
    return result


class _Reader:
    """Sheets of the workbook; `cells` has the mistakes found in them."""

    def __init__(self, book: Workbook) -> None:
        self._book = {squeezed(name): sheet for name, sheet in book.items()}
        self.cells = CellReader()

    def read(self) -> PlanWorkbook:
        """Return the plan; where there are mistakes it lacks what they concern."""
        head, version, draft = self._head()
        periods = [e["period"] if isinstance(e, dict) else e for e in head["plan"]["periods"]]
        head["chapter"] = [
            {"number": int(float(r["number"] or 0)), "title": r["title"]}
            for r in self._rows(plan_sheets.CHAPTERS, plan_sheets.CHAPTER_COLUMNS)
        ]
        head["phase"] = [
            {c: self.cells.as_day(v) if c in ("starts", "ends") else v for c, v in r.items()}
            for r in self._rows(plan_sheets.PHASES, plan_sheets.PHASE_COLUMNS, needed=False)
        ]
        tables: dict[str, list[dict[str, str]]] = {file: [] for file in COLUMNS}
        wide = WideColumns(self.cells, tables, periods)
        for sheet, (file, columns) in plan_sheets.SHEETS.items():
            needed = sheet in (plan_sheets.ITEMS, plan_sheets.UNITS, plan_sheets.INDICATORS)
            for row in self._rows(sheet, columns, wide.others.get(sheet), needed):
                tables[file].append(new_row(file, row))
        wide.finish()
        for number, row in enumerate(tables["items.csv"], 1):
            row["number"] = str(number)
        head["plan"]["items"] = len(tables["items.csv"])
        return PlanWorkbook(PlanTables(tomli_w.dumps(head), with_cells(tables)), version, draft)

    def _head(self) -> tuple[dict[str, Any], int, str]:
        """Return the tables of `plan.toml` but chapters and phases, the version and the mark of the draft."""
        sheet = self._book.get(plan_sheets.HEAD)
        head: dict[str, Any] = {
            "plan": {"periods": []},
            "reporting": {},
            "contact": {"phone": [], "email": ""},
            "source": {},
        }
        if sheet is None:
            self.cells.mistakes.append(f"没有“{plan_sheets.HEAD}”这张表")
            return head, 0, ""
        labels = {squeezed(sheet.text(row, 1)): row for row, column in sheet if column == 1}
        for row in plan_sheets.HEAD_ROWS:
            at = labels.get(row.label)
            if at is None and row.key not in _LEFT_OUT:
                self.cells.mistakes.append(f"“{plan_sheets.HEAD}”表里没有“{row.label}”一行")
            elif at is not None and ((value := self._head_value(row, sheet, (at, 2))) or row.key not in _LEFT_OUT):
                head[row.table][row.key] = value
        version = sheet.text(labels.get(plan_sheets.VERSION_LABEL, 0), 2)
        draft = squeezed(sheet.text(labels.get(plan_sheets.DRAFT_LABEL, 0), 2))
        return head, int(version) if version.isdecimal() else 0, draft

    def _head_value(self, row: HeadRow, sheet: Sheet, at: tuple[int, int]) -> Any:
        """Return a value of `plan.toml`; TOML has many types, hence Any."""
        cell = sheet.get(at, _NOTHING)
        if row.form is Form.DAY:
            return self.cells.as_day(self.cells.day(plan_sheets.HEAD, at, cell))
        stored = {word: value for value, word in row.words.items()} | {value: value for value in row.words}
        texts = [t.strip() for t in _LINE.split(raw(cell))] if row.many else [raw(cell)]
        entries = [t for t in texts if t or not row.many]
        for text in entries:
            if row.words and text and text not in stored:
                self.cells.mistake(plan_sheets.HEAD, at, f"“{text}”不在可选范围内，请写{'、'.join(row.words.values())}")
        entries = [stored.get(t, t) for t in entries]
        if row.key == "periods":
            return [p for t in entries if (p := self._period(t, at))]
        return entries if row.many else entries[0]

    def _period(self, text: str, at: tuple[int, int]) -> str | dict[str, str] | None:
        period, mark, deadline = (part.strip() for part in text.partition("="))
        try:
            Period.parse(period)
        except ValueError as error:
            self.cells.mistake(plan_sheets.HEAD, at, str(error))
            return None
        return {"period": period, "deadline": deadline} if mark else period

    def _rows(
        self, name: str, columns: Sequence[Column], wide: WideColumns | None = None, needed: bool = True
    ) -> Iterator[dict[str, str]]:
        """Yield the rows of a table as column → text; `wide` gets the cells under heads of its own, with the row's code."""
        sheet = self._book.get(name)
        found = self._find_head(name, sheet, columns) if sheet else None
        if sheet is None and needed:
            self.cells.mistakes.append(f"没有“{name}”这张表")
        if sheet is None or found is None:
            return
        head_row, places = found
        others = self._others(name, sheet, found, wide)
        first = places[columns[0].head]
        for number, cells in _body(sheet, head_row).items():
            code = raw(cells.get(first, _NOTHING))
            if code.startswith(plan_sheets.EXAMPLE) or not any(raw(c) or c.formula for c in cells.values()):
                continue
            if not code and name != plan_sheets.DOUBTS:
                self.cells.mistake(name, (number, first), f"这一行没有填“{columns[0].head}”")
                continue
            yield {
                c.column: self.cells.text(name, c, (number, places[c.head]), cells.get(places[c.head], _NOTHING))
                for c in columns
            }
            for k, field in others.items():
                if wide and raw(cells.get(k, _NOTHING)):
                    wide.add(code, field, (number, k), cells[k])

    def _others(
        self, name: str, sheet: Sheet, head: tuple[int, dict[str, int]], wide: WideColumns | None
    ) -> dict[int, tuple[str, str]]:
        """Return column → what it stands for, of the heads beside those of the table; a mistake for one that is not known."""
        row, places = head
        found = {}
        for at in sheet:
            if at[0] == row and at[1] not in places.values() and (text := squeezed(sheet.text(*at))):
                field = wide.field(name, at, text) if wide else None
                if field:
                    found[at[1]] = field
                elif wide is None:
                    self.cells.mistake(name, at, f"表头“{text}”不认识，请改回模板的表头，或删去这一列")
        return found

    def _find_head(self, name: str, sheet: Sheet, columns: Sequence[Column]) -> tuple[int, dict[str, int]] | None:
        """Return the row of the heads, and head → column; None, and a mistake, where one is not there."""
        wanted = [c.head for c in columns]
        rows: dict[int, list[tuple[str, int]]] = {}
        for row, k in sheet:
            if row <= _HEAD_WITHIN and (text := squeezed(sheet.text(row, k))) in wanted:
                rows.setdefault(row, []).append((text, k))
        row, heads = max(rows.items(), key=lambda r: len(r[1]), default=(0, []))
        places = dict(heads)
        for text, k in heads:
            if places[text] != k:
                self.cells.mistake(name, (row, k), f"“{text}”这一列有两个，请删去一个")
        lacking = [f"“{head}”" for head in wanted if head not in places]
        if lacking:
            self.cells.mistakes.append(f"“{name}”表里缺少{'、'.join(lacking)}列，请照模板补上")
        return None if lacking else (row, places)


def _body(sheet: Sheet, head: int) -> dict[int, dict[int, Cell]]:
    """Return row → column → cell, below the heads."""
    rows: dict[int, dict[int, Cell]] = {}
    for row, k in sheet:
        if row > head:
            rows.setdefault(row, {})[k] = sheet[row, k]
    return rows
