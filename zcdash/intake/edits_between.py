"""Edits that lead from one state of a plan's tables to another: what a person changed in a form or a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from zcdash.domain.plan_draft import Edit, EditKind
from zcdash.domain.plan_proposal import PlanTables
from zcdash.intake.plan_edits import row_key

_COUNTED = {"items.csv": ("number",)}
"""Columns that follow from the order of the rows, and are no edit."""


def edits_between(old: PlanTables, new: PlanTables) -> list[Edit]:
    """Return the edits of the CSV files: rows removed, values set, rows added behind the one before them."""
    return [edit for file, rows in new.tables.items() for edit in _of_table(file, old.tables[file], rows)]


def _of_table(file: str, old: Sequence[Mapping[str, str]], new: Sequence[Mapping[str, str]]) -> Iterator[Edit]:
    before = {row_key(file, row): row for row in old}
    after = {row_key(file, row): row for row in new}
    for key in before:
        if key not in after:
            yield Edit(kind=EditKind.REMOVE, table=file, key=key)
    previous = ""
    for key, row in after.items():
        if key not in before:
            yield Edit(kind=EditKind.ADD, table=file, key=key, row=dict(row), after=previous)
        else:
            for column, value in row.items():
                if value != before[key].get(column, "") and column not in _COUNTED.get(file, ()):
                    yield Edit(kind=EditKind.SET, table=file, key=key, column=column, value=value)
        previous = key
