"""Apply the edits of a draft to the tables that it was begun from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import tomli_w

from zcdash.domain.plan_draft import FIRST, Edit, EditedTables, EditKind
from zcdash.domain.plan_proposal import PlanTables
from zcdash.errors import PlanUnreadable
from zcdash.intake.plan_csv import COLUMNS

TOML = "plan.toml"
_KEYS = {
    "items.csv": "code",
    "responsible.csv": "item kind name",
    "units.csv": "name",
    "leaders.csv": "name",
    "targets.csv": "item period",
    "commitments.csv": "code",
    "indicators.csv": "code",
    "planned.csv": "indicator period",
    "doubts.csv": "item what",
    "cells.csv": "item cell",
}
_KEY_LENGTH = 160
"""Characters of a key: a doubt is known by the start of its text."""
_FLAGS = frozenset(
    {"assumed", "exact", "ongoing", "key", "zero_report", "annual_printed", "baseline_pending", "printed"}
)
_SET_FLAGS = frozenset({"annual_printed", "printed"})
"""Flags that are true in an added row that does not say."""
_USUAL = {"direction": "at_least", "seq": "0", "assumed": "false", "role": "support"}
"""Values of an added row that does not say."""
_DAYS = frozenset({"issued", "starts", "ends"})
_LISTS = frozenset({"signers", "signing", "phone"})
_NUMBERS = frozenset({"items", "number"})


def row_key(table: str, row: Mapping[str, str]) -> str:
    """Return the key of a row: code, or the columns that tell it from the others."""
    return " ".join(row.get(column, "") for column in _KEYS[table].split())[:_KEY_LENGTH]


def apply_edits(plan: PlanTables, edits: Iterable[Edit]) -> EditedTables:
    """Return the tables with the edits made in their order. An edit whose row is gone is not made, and is returned."""
    tables = {file: [dict(row) for row in plan.tables.get(file, ())] for file in COLUMNS}
    head = tomllib.loads(plan.toml)
    unapplied = []
    for edit in edits:
        is_made = _edit_head(head, edit) if edit.table == TOML else _edit_rows(tables, edit)
        if not is_made:
            unapplied.append(edit)
    _number(tables["items.csv"], head)
    return EditedTables(PlanTables(tomli_w.dumps(head), tables), tuple(unapplied))


def appended(edits: Iterable[Edit], more: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return edits with others behind them; an earlier value of the same field is left out."""
    result = list(edits)
    for edit in more:
        for n in range(len(result) - 1, -1, -1):
            earlier = result[n]
            if (earlier.table, earlier.key) != (edit.table, edit.key):
                continue
            if earlier.kind is not EditKind.SET or edit.kind is not EditKind.SET:
                break
            if earlier.column == edit.column:
                del result[n]
                break
        result.append(edit)
    return tuple(result)


def plan_id(plan: PlanTables) -> str:
    """Return the id that `plan.toml` states; empty where it states none. Raises PlanUnreadable."""
    return _stated(plan, "id")


def plan_title(plan: PlanTables) -> str:
    """Return the title that `plan.toml` states; empty where it states none. Raises PlanUnreadable."""
    return _stated(plan, "title")


def _stated(plan: PlanTables, key: str) -> str:
    try:
        return str(tomllib.loads(plan.toml).get("plan", {}).get(key, ""))
    except tomllib.TOMLDecodeError as error:
        raise PlanUnreadable(f"plan.toml 不是正确的 TOML：{error}。", "请按提示的行改正。") from None


def empty_plan(plan: str, title: str, issued: date) -> PlanTables:
    """Return a yearly plan without items, its periods the quarters of the year of issue."""
    head = {
        "plan": {
            "id": plan,
            "number": "",
            "title": title,
            "issuer": "",
            "issued": issued,
            "kind": "annual",
            "totals": "year",
            "periods": [f"{issued.year}Q{n}" for n in range(1, 5)],
            "items": 0,
        },
        "reporting": {
            "deadline": "day:5",
            "to": "区政府督查室",
            "signers": ["单位主要负责人", "分管区长"],
            "signing": ["unit_head", "deputy", "office"],
        },
        "contact": {"phone": [], "email": ""},
        "source": {"file": ""},
        "chapter": [],
        "phase": [],
    }
    return PlanTables(tomli_w.dumps(head), {file: [] for file in COLUMNS})


def _number(items: list[dict[str, str]], head: dict[str, Any]) -> None:
    """Number the items in their order, and state how many there are."""
    for number, row in enumerate(items, 1):
        row["number"] = str(number)
    head.setdefault("plan", {})["items"] = len(items)


def _edit_rows(tables: dict[str, list[dict[str, str]]], edit: Edit) -> bool:
    rows = tables.get(edit.table)
    if rows is None:
        return False
    place = next((n for n, row in enumerate(rows) if row_key(edit.table, row) == edit.key), None)
    if edit.kind is EditKind.ADD:
        if place is not None:
            return False
        rows.insert(_place_behind(edit.table, rows, edit), new_row(edit.table, edit.row))
        return True
    if place is None:
        return False
    if edit.kind is EditKind.REMOVE:
        del rows[place]
        return True
    if edit.column not in COLUMNS[edit.table].split():
        return False
    rows[place][edit.column] = edit.value
    return True


def _place_behind(table: str, rows: list[dict[str, str]], edit: Edit) -> int:
    """Return the place for an added row: first, behind the one it names, else behind the last of its item, else at the end."""
    if edit.after == FIRST:
        return 0
    places = [n for n, row in enumerate(rows) if edit.after and row_key(table, row) == edit.after]
    of_item = edit.row.get("item") or edit.row.get("indicator")
    places = places or [
        n for n, row in enumerate(rows) if of_item and of_item in (row.get("item"), row.get("indicator"))
    ]
    return places[-1] + 1 if places else len(rows)


def new_row(table: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return a whole row of a table with these values; what is not given is as it usually is, flags false."""
    usual = dict.fromkeys(_FLAGS, "false") | dict.fromkeys(_SET_FLAGS, "true") | _USUAL
    defaults = {c: usual.get(c, "") for c in COLUMNS[table].split()}
    return defaults | {c: v for c, v in values.items() if c in defaults and (v or not defaults[c])}


def with_registered_units(plan: PlanTables, kinds: Mapping[str, str]) -> PlanTables:
    """Return the tables with a row for each unit of the register (`kinds`: name → kind) that they name and do not list."""
    tables = plan.tables
    listed = {name for row in tables["units.csv"] for name in (row["name"], *row["aliases"].split(";"))}
    named = [row["name"] for row in tables["responsible.csv"] if row["kind"] == "unit"]
    named += [row["reporting_unit"] for file in ("indicators.csv", "commitments.csv") for row in tables[file]]
    added = [name for name in dict.fromkeys(named) if name in kinds and name not in listed]
    rows = [new_row("units.csv", {"name": name, "kind": kinds[name]}) for name in added]
    return PlanTables(plan.toml, {**tables, "units.csv": [*tables["units.csv"], *rows]})


def _edit_head(head: dict[str, Any], edit: Edit) -> bool:
    """Make an edit of `plan.toml`. Raises PlanUnreadable for a value that its key cannot have."""
    name, _, number = edit.key.partition(" ")
    if name not in ("chapter", "phase"):
        head.setdefault(name, {})[edit.column] = _value(edit.column, edit.value, name)
        return True
    rows = head.setdefault(name, [])
    mark = "number" if name == "chapter" else "code"
    place = next((n for n, row in enumerate(rows) if str(row.get(mark)) == number), None)
    if edit.kind is EditKind.ADD and place is None:
        rows.append({column: _value(column, value, name) for column, value in ({mark: number} | edit.row).items()})
    elif edit.kind is EditKind.REMOVE and place is not None:
        del rows[place]
    elif edit.kind is EditKind.SET and place is not None:
        rows[place][edit.column] = _value(edit.column, edit.value, name)
    else:
        return False
    return True


def _value(column: str, text: str, table: str) -> Any:
    """Return a value of `plan.toml` from its text: lists are parted by semicolons, a period's own deadline stands behind `=`."""
    try:
        if column in _DAYS:
            return date.fromisoformat(text)
        if column in _NUMBERS and not (column == "number" and table == "plan"):
            return int(text)
    except ValueError:
        raise PlanUnreadable(
            f"plan.toml {column} 的“{text}”读不懂。", "日期应写成 2018-02-01，数目只写数字。"
        ) from None
    if column == "periods":
        return [_period(part.strip()) for part in text.split(";") if part.strip()]
    return [part.strip() for part in text.split(";") if part.strip()] if column in _LISTS else text


def _period(text: str) -> str | dict[str, str]:
    period, mark, deadline = text.partition("=")
    return {"period": period.strip(), "deadline": deadline.strip()} if mark else text


def head_text(value: object) -> str:
    """Return a value of `plan.toml` as `apply_edits` takes it."""
    if isinstance(value, dict):
        return f"{value['period']}={value['deadline']}" if "deadline" in value else str(value["period"])
    if isinstance(value, list):
        return ";".join(map(head_text, value))
    return value.isoformat() if isinstance(value, date) else str(value)
