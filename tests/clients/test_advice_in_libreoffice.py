"""For every finding: a clerk who does what its advice says in the LibreOffice of this machine has a file that passes."""

from __future__ import annotations

import shutil
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.advice_cases import CASES, Case, DeleteRow, Put, mended_workbook, spoilt_workbook
from tests.clients.make import LIBREOFFICE, Job, has_uno, job, run_libreoffice
from tests.clients.typed import Typed
from tests.helpers import filled_template
from zcdash import commands
from zcdash.auth.permissions import console
from zcdash.queries.upload_check import check_upload
from zcdash.store.ledger import Ledger

pytestmark = pytest.mark.skipif(not has_uno(), reason="no LibreOffice with python3-uno")


def as_typed(value: object) -> float | str:
    """Return what the clerk types: nothing to empty a cell, a day as text."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else value


def typed(cells: dict[tuple[str, str], object]) -> Typed:
    entries: Typed = {}
    for (sheet, cell), value in cells.items():
        entries.setdefault(sheet, {})[cell] = as_typed(value)
    return entries


def locked_sheets(data: bytes, cells: Typed) -> list[str]:
    """Return the sheets with a locked cell among these: whoever changed it took the protection off, and does so again."""
    book = load_workbook(BytesIO(data))
    return [name for name in cells if any(book[name][cell].protection.locked for cell in cells[name])]


def mending(ledger: Ledger, case: Case, source: Path, target: Path) -> Job:
    """Write the workbook that LibreOffice opens; return what it does there.

    It types, empties cells and deletes rows. Only the format of a cell is mended beforehand.
    """
    cells: Typed = {}
    deleted: dict[str, int] = {}
    if case.mend is None:
        data = filled_template(ledger, case.unit, case.period)
        cells = typed({tuple(place.split("!")): value for place, value in case.cells.items()})
    elif isinstance(case.mend, Put):
        data, cells = spoilt_workbook(ledger, case), typed(case.mend.cells)
    elif isinstance(case.mend, DeleteRow):
        data, deleted = spoilt_workbook(ledger, case), {case.mend.sheet: case.mend.row}
    else:
        data = mended_workbook(ledger, case)
    source.write_bytes(data)
    unprotected = [*locked_sheets(data, cells), *deleted]
    return job(source, target, cells, filter=LIBREOFFICE["xlsx"], unprotected=unprotected, deleted=deleted)


def test_who_does_what_the_advice_says_in_libreoffice_is_not_refused(loaded_ledger, tmp_path):
    """Nor is there any other finding than after the same mending with openpyxl."""
    ledgers: list[tuple[object, Ledger]] = []

    def ledger_of(case: Case) -> Ledger:
        """Return a ledger with the case's earlier submission; nothing else is filed in it."""
        for before, opened in ledgers:
            if before == case.before:
                return opened
        opened = Ledger(Path(shutil.copy(loaded_ledger, tmp_path / f"{len(ledgers)}.duckdb")))
        ledgers.append((case.before, opened))
        if case.before:
            data = filled_template(opened, case.unit, *case.before)
            assert commands.submissions.submit(opened, console(), data, "报送.xlsx", "张三", accept=True).filed
        return opened

    try:
        jobs = [
            mending(ledger_of(case), case, tmp_path / f"{code}.xlsx", tmp_path / f"{code}_mended.xlsx")
            for code, case in CASES.items()
        ]
        run_libreoffice(jobs, tmp_path)
        wrong = {}
        for code, case in CASES.items():
            ledger = ledger_of(case)
            check = check_upload(ledger, (tmp_path / f"{code}_mended.xlsx").read_bytes())
            expected = {f.code for f in check_upload(ledger, mended_workbook(ledger, case)).findings}
            if check.refused or {f.code for f in check.findings} != expected:
                wrong[code] = [f"{f.code} {f.place} {f.sentence}" for f in check.findings]
        assert not wrong
    finally:
        for _, opened in ledgers:
            opened.close()
