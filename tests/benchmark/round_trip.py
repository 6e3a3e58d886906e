"""Measure the Excel round trip: templates, the check of a submission, filing it, and a workbook of 100,000 rows."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook

from data.samples import make
from tests.benchmark.rows import Row, row, timed
from tests.helpers import PLAN, SHIPPED
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.intake import template
from zcdash.intake.form import INDICATORS, Form
from zcdash.store.ledger import Ledger

PERIOD, LARGEST = "2017Q1", "区住建局"
ROWS = 100_000


def measure(scratch: Path, runs: int = 15, rows: int = ROWS) -> list[Row]:
    """Return the rows of the round trip, for the unit with most to report."""
    with Ledger(scratch / "round-trip.duckdb") as ledger:
        commands.plans.load_plan(ledger, console(), SHIPPED)
        commands.plans.set_business_date(ledger, console(), date(2017, 4, 3))
        form = queries.forms.form(ledger, PLAN, PERIOD, LARGEST)
        filled = returns(form, runs + 2)
        reading = timed(lambda: load_workbook(BytesIO(filled[0])), runs)
        base, beside = statistics.median(reading), "openpyxl opening that return"
        found = [
            row("a unit's template", timed(lambda: _template(ledger), runs), 150, yardstick=beside, base=base),
            row(
                "all units' templates of a quarter",
                timed(lambda: _templates(ledger), min(runs, 3), warm=0),
                6000,
                yardstick=beside,
                base=base,
            ),
            row(
                "read and check a unit's return",
                timed(lambda: queries.upload_check.check_upload(ledger, filled[0]), runs),
                50,
                yardstick=beside,
                base=base,
            ),
        ]
        waiting = iter(filled)
        pressed = _filing(ledger, waiting, runs)
        found.append(
            row("a press of 报送: read and checked again, and filed", pressed, 100, yardstick=beside, base=base)
        )
        return found + large(ledger, filled[0], rows, min(runs, 3))


def _template(ledger: Ledger) -> bytes:
    return template.write_template(queries.forms.form(ledger, PLAN, PERIOD, LARGEST))


def _templates(ledger: Ledger) -> None:
    for form in queries.forms.forms(ledger, PLAN, PERIOD).values():
        template.write_template(form)


def returns(form: Form, number: int) -> list[bytes]:
    """Return different submissions of a unit, filled in like the sample data."""
    return [make.filled(form, date(2017, 3, 31), random.Random(n)) for n in range(number)]


def _filing(ledger: Ledger, waiting: Iterator[bytes], runs: int) -> list[float]:
    """Return the milliseconds of each press of 报送: the workbook is checked once more, then saved and logged."""
    first = next(waiting)
    commands.submissions.submit(ledger, console(), first, "return.xlsx", "bench", accept=True)
    return timed(
        lambda: commands.submissions.submit(ledger, console(), next(waiting), "return.xlsx", "bench", accept=True),
        runs,
        warm=0,
    )


def large(ledger: Ledger, blank: bytes, rows: int, runs: int) -> list[Row]:
    """Return rows of checking a submission with far too many rows, beside openpyxl only reading it."""
    data = with_rows(blank, rows)

    def openpyxl_reads() -> None:
        for sheet in load_workbook(BytesIO(data), read_only=True):
            for line in sheet.iter_rows(values_only=True):
                len(line)

    beside = timed(openpyxl_reads, 2, warm=0)
    ours = timed(lambda: queries.upload_check.check_upload(ledger, data), runs)
    base = statistics.median(beside)
    return [
        row(f"read and check a workbook of {rows:,} rows", ours, 3000, yardstick="openpyxl reading alone", base=base),
        Row(
            f"  the same beside openpyxl reading alone ({base / 1000:.1f} s)",
            "×",
            statistics.median(ours) / base,
            None,
            1.0,
        ),
    ]


def with_rows(blank: bytes, number: int) -> bytes:
    """Return the workbook with rows of ten columns added to the sheet of indicators."""
    book = Workbook(write_only=True)
    for sheet in load_workbook(BytesIO(blank)):
        copy = book.create_sheet(sheet.title)
        for line in sheet.iter_rows(values_only=True):
            copy.append(line)
        if sheet.title == INDICATORS:
            for n in range(number):
                copy.append([f"{n}-1a", "项目", "单位", n, n * 1.5, "万元", date(2017, 3, 31), "说明", n % 7, "备注"])
    held = BytesIO()
    book.save(held)
    return held.getvalue()
