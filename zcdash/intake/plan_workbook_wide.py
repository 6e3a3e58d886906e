"""Columns of a plan's workbook that stand for other tables: units and leaders, targets, planned values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zcdash.domain import plan_sheets
from zcdash.intake.plan_edits import new_row
from zcdash.intake.plan_workbook_cells import CellReader, raw, squeezed
from zcdash.intake.xlsx_sheet import Cell

_LINE = re.compile(r"[\n；;]")
_PERIOD_HEAD = re.compile(r"(目标|计划)（([^（）]{1,60})）")


class WideColumns:
    """Columns of the sheets 事项 and 指标 that stand for other tables: units and leaders, targets, planned values."""

    def __init__(self, cells: CellReader, tables: dict[str, list[dict[str, str]]], periods: Sequence[str]) -> None:
        self._cells, self._tables = cells, tables
        self._periods = {squeezed(p): p for p in periods}
        self._named: list[tuple[str, str, Cell]] = []
        self._seen: dict[tuple[str, str], tuple[str, tuple[int, int]]] = {}
        self.others = {plan_sheets.ITEMS: self, plan_sheets.INDICATORS: self}

    def field(self, sheet: str, at: tuple[int, int], head: str) -> tuple[str, str] | None:
        """Return (kind, period) of a column by its head; None, and a mistake, for a head that is not known."""
        for kind, name in plan_sheets.RESPONSIBLE.items():
            if head == name and sheet == plan_sheets.ITEMS:
                return kind, ""
        match = _PERIOD_HEAD.search(head)
        word = plan_sheets.TARGET_WORD if sheet == plan_sheets.ITEMS else plan_sheets.VALUE_WORD
        if match and match[1] == word and match[2] in self._periods:
            return word, self._periods[match[2]]
        if match:
            self._cells.mistake(sheet, at, f"“{head}”不是“计划”表里的报送期，请核对")
        else:
            self._cells.mistake(sheet, at, f"表头“{head}”不认识，请改回模板的表头，或删去这一列")
        return None

    def add(self, code: str, field: tuple[str, str], at: tuple[int, int], cell: Cell) -> None:
        """Add the value of a cell."""
        kind, period = field
        if kind in plan_sheets.RESPONSIBLE:
            self._named.append((code, kind, cell))
        elif kind == plan_sheets.TARGET_WORD:
            self._tables["targets.csv"].append({"item": code, "period": period, "text": raw(cell)})
        elif kind == plan_sheets.VALUE_WORD:
            if raw(cell) == plan_sheets.SEE_PLANNED:
                self._seen[code, period] = "", at
                return
            value = self._cells.number(plan_sheets.INDICATORS, at, cell)
            self._seen[code, period] = value, at
            row = {"indicator": code, "period": period, "value": value, "printed": "true"}
            self._tables["planned.csv"].append(new_row("planned.csv", row))

    def finish(self) -> None:
        """Add the units and leaders, and check that no value stands in two places, or in none."""
        known = {"unit": self._names("units.csv"), "leader": self._names("leaders.csv")}
        order_of = {row["code"]: n for n, row in enumerate(self._tables["items.csv"])}
        kinds = [*plan_sheets.RESPONSIBLE]
        for code, kind, cell in sorted(self._named, key=lambda n: (order_of[n[0]], kinds.index(n[1]))):
            for order, (name, role, assumed) in enumerate(_marked(raw(cell), known[kind]), 1):
                self._tables["responsible.csv"].append(
                    {"item": code, "kind": kind, "name": name, "role": role, "order": str(order), "assumed": assumed}
                )
        rows = [(r["indicator"], r["period"]) for r in self._tables["planned.csv"]]
        for key, (value, at) in self._seen.items():
            if not value and key not in rows:
                self._cells.mistake(plan_sheets.INDICATORS, at, "“计划值”表里没有这一期的值")
            if value and rows.count(key) > 1:
                self._cells.mistake(plan_sheets.INDICATORS, at, "“计划值”表里也有这一期的值，请只留一处")

    def _names(self, file: str) -> frozenset[str]:
        return frozenset(row["name"] for row in self._tables[file])


def _marked(text: str, known: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (name, role, assumed) of the names in a cell: one a line, or parted by 、 where the whole is no known name."""
    marks = sorted(plan_sheets.MARKS.items(), key=lambda m: -len(m[1]))
    for line in _LINE.split(text):
        whole = line.strip()
        bare = next(whole.removesuffix(mark) for _, mark in marks if whole.endswith(mark))
        parts = [whole] if bare.strip() in known else whole.split("、")
        for part in filter(None, (p.strip() for p in parts)):
            (role, assumed), mark = next(m for m in marks if part.endswith(m[1]))
            yield part.removesuffix(mark).strip(), role, assumed
