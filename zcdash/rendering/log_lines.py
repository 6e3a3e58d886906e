"""The audit log as CSV and as JSON lines, for another program or an archive."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zcdash.text import FORMULA, single_line

ACT_COLUMNS = (
    "entry",
    "acted_at",
    "name",
    "login",
    "role",
    "origin",
    "what",
    "plan",
    "period",
    "unit",
    "subject",
    "before",
    "after",
    "previous",
    "algorithm",
    "hash",
)


def csv_lines(acts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the heading and one line for each act. A text that begins like a formula stays text in a spreadsheet."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    for cells in (ACT_COLUMNS, *(_cells(act) for act in acts)):
        writer.writerow(cells)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _cells(act: Mapping[str, Any]) -> list[str]:
    cells = [single_line(act[column]) for column in ACT_COLUMNS]
    return [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]


def json_lines(acts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield one JSON object for each act, with the digests of its rows and its hash."""
    for act in acts:
        yield json.dumps(act, ensure_ascii=False, default=str) + "\n"
