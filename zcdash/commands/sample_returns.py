"""Sample returns filed as the form on the page files them: their cells, read from returns.csv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from zcdash import queries
from zcdash.auth.permissions import Account
from zcdash.commands.submissions import SubmissionReceipt, submit
from zcdash.domain.submission import WEB_FILE_NAME, Source
from zcdash.intake.form import (
    ACTUAL,
    COMMITMENTS,
    DONE_ON,
    INDICATORS,
    ITEMS,
    NEXT_STEP,
    NOTE,
    PROBLEM,
    PROGRESS,
    STATE,
    STATE_NOTE,
)
from zcdash.intake.web_form import FormCells, filled, write_document
from zcdash.store.ledger import Ledger

FILE = "returns.csv"
COLUMNS = ("plan", "period", "unit", "edition", "sheet", "code", "first", "second", "third")
"""Columns of returns.csv; the last three are the open cells of the row, in the order of `_OPEN`."""
_OPEN = {
    INDICATORS: (ACTUAL, NOTE),
    COMMITMENTS: (STATE, DONE_ON, STATE_NOTE),
    ITEMS: (PROGRESS, PROBLEM, NEXT_STEP),
}


class ReturnKey(NamedTuple):
    """A return of the list: plan, period, unit, and its edition, which counts from 1."""

    plan: str
    period: str
    unit: str
    edition: str


def read_returns(folder: Path) -> dict[ReturnKey, FormCells]:
    """Return the cells of every return of a sample folder; none where it has no list."""
    path = folder / FILE
    if not path.is_file():
        return {}
    found: dict[ReturnKey, FormCells] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = ReturnKey(row["plan"], row["period"], row["unit"], row["edition"])
            texts = (row["first"], row["second"], row["third"])
            columns = dict(zip(_OPEN[row["sheet"]], texts, strict=False))
            found.setdefault(key, {}).setdefault(row["sheet"], {})[row["code"]] = columns
    return {key: filled(cells) for key, cells in found.items()}


def rows_of(key: ReturnKey, cells: FormCells) -> list[tuple[str, ...]]:
    """Return the rows of returns.csv for a return."""
    return [
        (*key, sheet, code, *(columns.get(head, "") for head in (*_OPEN[sheet], "")[:3]))
        for sheet, rows in cells.items()
        for code, columns in rows.items()
    ]


def file_return(
    ledger: Ledger, account: Account, key: ReturnKey, returns: Mapping[ReturnKey, FormCells]
) -> SubmissionReceipt:
    """File a return of the list as the form on the page does, its warnings confirmed. Raises KeyError for one not listed."""
    form = queries.forms.form(ledger, key.plan, key.period, key.unit)
    data = write_document(form, returns[key])
    return submit(
        ledger,
        account,
        data,
        WEB_FILE_NAME,
        account.name,
        accept=True,
        plan=key.plan,
        period=key.period,
        unit=key.unit,
        source=Source.PAGE,
    )
