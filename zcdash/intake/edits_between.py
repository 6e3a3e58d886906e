"""Edits that lead from one state of a plan's tables to another: what a person changed in a form or a table."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence

from zcdash.domain.plan import Plan
from zcdash.domain.plan_draft import FIRST, Edit, EditKind
from zcdash.domain.plan_proposal import PlanTables
from zcdash.intake.plan_edits import TOML, head_text, row_key
from zcdash.intake.plan_folder import plan_of
from zcdash.intake.plan_tables import tables_of

_COUNTED = {"items.csv": ("number",), TOML: ("items",)}
"""Columns that follow from the rows and their order, and are no edit."""


def edits_between(old: PlanTables, new: PlanTables) -> list[Edit]:
    """Return the edits of the CSV files: rows removed, values set, rows added behind the one before them."""
    return [edit for file, rows in new.tables.items() for edit in _of_table(file, old.tables[file], rows)]


def edits_of_plan(old: Plan, new: PlanTables) -> tuple[Edit, ...]:
    """Return the edits of `plan.toml` and the CSV files that lead from a plan to new tables. Raises PlanUnreadable.

    Both are compared in one spelling: a number that a person wrote otherwise is no edit.
    """
    tables, written = tables_of(old), tables_of(plan_of(new))
    return (*_edits_of_head(tables, written), *edits_between(tables, written))


def _edits_of_head(old: PlanTables, new: PlanTables) -> list[Edit]:
    """Return the edits of `plan.toml`: values set, chapters and phases removed, altered and added."""
    before, after = _head_rows(old), _head_rows(new)
    edits = [Edit(kind=EditKind.REMOVE, table=TOML, key=key) for key in before if key not in after]
    for key, row in after.items():
        if key not in before:
            edits.append(Edit(kind=EditKind.ADD, table=TOML, key=key, row=row))
        else:
            edits.extend(_values_set(TOML, key, before[key], dict.fromkeys(before[key], "") | row))
    return edits


def _head_rows(plan: PlanTables) -> dict[str, dict[str, str]]:
    """Return the tables of `plan.toml` by the keys of their edits, as column → text."""
    rows: dict[str, Mapping[str, object]] = {}
    for name, part in tomllib.loads(plan.toml).items():
        mark = "number" if name == "chapter" else "code"
        rows |= {f"{name} {row[mark]}": row for row in part} if isinstance(part, list) else {name: part}
    return {key: {column: head_text(value) for column, value in row.items()} for key, row in rows.items()}


def _values_set(file: str, key: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Edit]:
    for column, value in new.items():
        if value != old.get(column, "") and column not in _COUNTED.get(file, ()):
            yield Edit(kind=EditKind.SET, table=file, key=key, column=column, value=value)


def _of_table(file: str, old: Sequence[Mapping[str, str]], new: Sequence[Mapping[str, str]]) -> Iterator[Edit]:
    before = {row_key(file, row): row for row in old}
    after = {row_key(file, row): row for row in new}
    for key in before:
        if key not in after:
            yield Edit(kind=EditKind.REMOVE, table=file, key=key)
    previous = FIRST
    for key, row in after.items():
        if key not in before:
            yield Edit(kind=EditKind.ADD, table=file, key=key, row=dict(row), after=previous)
        else:
            yield from _values_set(file, key, before[key], row)
        previous = key
