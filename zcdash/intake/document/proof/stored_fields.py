"""Fields of a plan by the table, key and column that an `Origin` names them with."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from zcdash.domain.plan_proposal import PlanTables

Record = Mapping[str, str]
_KEYS: dict[str, Callable[[Record], str]] = {
    "items.csv": lambda r: r["code"],
    "responsible.csv": lambda r: f"{r['item']} {r['kind']} {r['name']}",
    "units.csv": lambda r: r["name"],
    "leaders.csv": lambda r: r["name"],
    "targets.csv": lambda r: f"{r['item']} {r['period']}",
    "commitments.csv": lambda r: r["code"],
    "indicators.csv": lambda r: r["code"],
    "planned.csv": lambda r: f"{r['indicator']} {r['period']}",
    "doubts.csv": lambda r: f"{r['item']} {r['what']}",
    "cells.csv": lambda r: f"{r['item']} {r['cell']}",
}
"""CSV file → key of a row, as origins have it."""


def key_of(table: str, row: Record) -> str:
    """Return the key of a row of a table."""
    return _KEYS[table](row)


class StoredFields:
    """Values of a plan's fields, looked up by table, key and column; the head's by its table of `plan.toml`."""

    def __init__(self, plan: PlanTables) -> None:
        self.head: dict[str, Any] = tomllib.loads(plan.toml)
        self.tables = plan.tables
        self._rows = {t: {_KEYS[t](row): row for row in rows} for t, rows in plan.tables.items() if t in _KEYS}
        self.aliases = {
            row["name"]: [name for name in row.get("aliases", "").split(";") if name]
            for row in plan.tables.get("units.csv", ())
        }

    def row(self, table: str, key: str) -> Record | None:
        """Return the row with this key."""
        return self._rows.get(table, {}).get(key)

    def value(self, table: str, key: str, column: str) -> str | None:
        """Return the text of a field; None where there is no such row or column."""
        if table == "plan.toml":
            return self._of_head(key, column)
        row = self.row(table, key)
        return row.get(column) if row is not None else None

    def item_of(self, table: str, key: str) -> str:
        """Return the item that a field belongs to; empty for those of the head, of units and of leaders."""
        row = self.row(table, key)
        if row is None:
            return ""
        if table == "items.csv":
            return row["code"]
        if table == "planned.csv":
            return self.item_of("indicators.csv", row["indicator"])
        return row.get("item", "")

    def unit_of(self, table: str, key: str) -> str:
        """Return the unit that the numbers of a row are in."""
        if table == "planned.csv":
            return self.value("indicators.csv", key.split(" ", maxsplit=1)[0], "unit") or ""
        return self.value(table, key, "quantity_unit" if table == "commitments.csv" else "unit") or ""

    def _of_head(self, key: str, column: str) -> str | None:
        name, _, mark = key.partition(" ")
        part = self.head.get(name)
        if isinstance(part, list):
            identity = "code" if name == "phase" else "number"
            part = next((each for each in part if str(each.get(identity)) == mark), None)
        value = part.get(column) if isinstance(part, dict) else None
        return None if value is None else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(_text, value))
    return str(value.get("period", "")) if isinstance(value, dict) else str(value)
