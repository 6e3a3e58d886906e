"""Fault injection in two sizes: a short one with every test run, the whole one with `--whole` (`make faults`).

A whole run ends with a table of every fault tried and its outcome. The seeds are fixed, so that a failure can be repeated.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.helpers import PLAN
from zcdash import queries
from zcdash.intake.form import FIRST_ROW
from zcdash.store.ledger import Ledger

COLUMNS = ("what", "tried", "refused", "filed", "acknowledged", "slowest_s", "most_mb", "lost", "doubled", "half")
SEED = 20170420
UNITS = ("周村供电中心", "区环保分局", "区财政局")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def record_outcome(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """`record_outcome(what=…, tried=…, …)`: a line of the table."""
    return lambda **line: record_property("faults", line)


@pytest.fixture(scope="session")
def workbooks(loaded_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Filled-in workbooks, several for each unit."""
    files = []
    folder = tmp_path_factory.mktemp("workbooks")
    with Ledger(shutil.copy(loaded_ledger, folder / "zcdash.duckdb")) as ledger:
        for unit in UNITS:
            form = queries.forms.form(ledger, PLAN, "2017Q1", unit)
            _, data = queries.submissions.template_workbook(ledger, PLAN, "2017Q1", unit)
            for share in (1.0, 0.9, 1.1):
                book = load_workbook(BytesIO(data))
                for row, field in enumerate(form.indicators, FIRST_ROW):
                    if field.planned is not None:
                        book["指标"].cell(row, 9, round(field.planned * share, 1))
                files.append(folder / f"{unit}-{share}.xlsx")
                book.save(files[-1])
    return files


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.getoption("--whole", False):
        reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, [])]
        lines = [line for r in reports for name, line in r.user_properties if name == "faults" and r.when == "call"]
        terminalreporter.section(f"faults, seed {SEED}")
        for text in _table([dict(zip(COLUMNS, COLUMNS, strict=True)), *_merge(lines)]):
            terminalreporter.write_line(text)


def _merge(lines: list[dict[str, object]]) -> list[dict[str, object]]:
    """Merge the lines of tests that share one kind of fault."""
    merged: dict[str, dict[str, object]] = {}
    for line in sorted(lines, key=lambda line: str(line["what"])):
        total = merged.setdefault(line["what"], {})
        for name, value in line.items():
            worst = name in ("what", "slowest_s", "most_mb")
            total[name] = value if name not in total else max(total[name], value) if worst else total[name] + value
    return list(merged.values())


def _table(lines: list[dict[str, object]]) -> Iterator[str]:
    cells = [[str(line.get(column, "")) for column in COLUMNS] for line in lines]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)
