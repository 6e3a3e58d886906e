"""Faults on purpose, in two sizes: a short one with every run of the tests, the whole one with `--whole` (`make faults`).

What each part went through stands in a table at the end of a whole run. The seeds are fixed, so a failure can be repeated.
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
from zcdash.store.ledger import Ledger

COLUMNS = ("what", "tried", "refused", "filed", "acknowledged", "slowest_s", "most_mb", "lost", "doubled", "half")
SEED = 20170420
UNITS = ("周村供电中心", "区环保分局", "区财政局")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--whole", action="store_true", help="200 kills and 5,000 spoilt workbooks instead of a few of each"
    )


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether the whole size was asked for."""
    return bool(request.config.getoption("--whole", False))


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """`tell(what=…, tried=…, …)`: a line of the table."""
    return lambda **line: record_property("faults", line)


@pytest.fixture(scope="session")
def workbooks(_loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Filled-in returns, several for each unit."""
    made, folder = [], tmp_path_factory.mktemp("workbooks")
    with Ledger(shutil.copy(_loaded, folder / "zcdash.duckdb")) as ledger:
        for unit in UNITS:
            form, (_, data) = (
                queries.forms.form(ledger, PLAN, "2017Q1", unit),
                queries.submissions.template_workbook(ledger, PLAN, "2017Q1", unit),
            )
            for share in (1.0, 0.9, 1.1):
                book = load_workbook(BytesIO(data))
                for row, one in enumerate(form.indicators, 3):
                    if one.planned is not None:
                        book["指标"].cell(row, 9, round(one.planned * share, 1))
                made.append(folder / f"{unit}-{share}.xlsx")
                book.save(made[-1])
    return made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.getoption("--whole", False):
        reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, [])]
        lines = [line for r in reports for name, line in r.user_properties if name == "faults" and r.when == "call"]
        terminalreporter.section(f"faults, seed {SEED}")
        for text in _table([dict(zip(COLUMNS, COLUMNS, strict=True)), *_together(lines)]):
            terminalreporter.write_line(text)


def _together(lines: list[dict[str, object]]) -> list[dict[str, object]]:
    """One line for each thing done, however many tests shared it out."""
    found: dict[str, dict[str, object]] = {}
    for line in sorted(lines, key=lambda line: str(line["what"])):
        one = found.setdefault(line["what"], {})
        for name, value in line.items():
            worst = name in ("what", "slowest_s", "most_mb")
            one[name] = value if name not in one else max(one[name], value) if worst else one[name] + value
    return list(found.values())


def _table(lines: list[dict[str, object]]) -> Iterator[str]:
    cells = [[str(line.get(column, "")) for column in COLUMNS] for line in lines]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)
