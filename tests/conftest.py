"""A fresh ledger in a temporary folder for every test, and the office's acts as fixtures."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from zcdash import board, desk, store
from zcdash.facts import Actual, Progress, Submission
from zcdash.intake import folder
from zcdash.model import Plan, State
from zcdash.store import Ledger

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "data" / "plans" / "zhoucun-2017"
PLAN = "zhoucun-2017"

@pytest.fixture(scope="session")
def plan() -> Plan:
    """The shipped plan, as the folder says it."""
    return folder.read(SHIPPED)


@pytest.fixture
def plan_folder(tmp_path: Path) -> Path:
    """A copy of the shipped plan folder that a test may spoil."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "plan"))


@pytest.fixture(scope="session")
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("loaded") / "zcdash.duckdb"
    with Ledger(path) as ledger:
        desk.load_plan(ledger, SHIPPED)
        desk.set_business_date(ledger, date(2017, 4, 20), "测试")
    return path


@pytest.fixture
def ledger_file(_loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger holding the shipped plan, worked in as on 20 April 2017; the program finds it through the environment."""
    path = Path(shutil.copy(_loaded, tmp_path / "zcdash.duckdb"))
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))
    return path


@pytest.fixture
def ledger(ledger_file: Path) -> Iterator[Ledger]:
    with Ledger(ledger_file) as opened:
        yield opened


@pytest.fixture
def file_return(ledger: Ledger) -> Callable[..., int]:
    """`file_return(unit, period, {indicator: value}, {commitment: (state, day)})`: one unit files its return."""

    def act(
        unit: str, period: str, actuals: dict[str, float] | None = None,
        progress: dict[str, tuple[State, date | None]] | None = None,
    ) -> int:
        values = [Actual(code, v, str(v), "", "指标", f"I{n}") for n, (code, v) in enumerate((actuals or {}).items(), 5)]
        states = [Progress(code, s, d, "", "节点", f"E{n}") for n, (code, (s, d)) in enumerate((progress or {}).items(), 5)]
        head = (PLAN, 1, period, unit, "张三", store.now(), board.today(ledger), "报送.xlsx", b"xlsx")
        return store.record(ledger, Submission(*head, values, states))

    return act


@pytest.fixture
def handed_out(ledger: Ledger) -> Callable[[str, str], bytes]:
    """`handed_out(unit, period)`: the template that a unit downloads."""
    return lambda unit, period: board.workbook(ledger, PLAN, period, unit)[1]


@pytest.fixture
def filled(handed_out: Callable[[str, str], bytes]) -> Callable[..., bytes]:
    """`filled(unit, period, {"指标!I4": 31})`: the unit's template with the clerk's cells typed in."""

    def act(
        unit: str, period: str, cells: dict[str, object] | None = None, spoil: Callable[[Workbook], None] | None = None
    ) -> bytes:
        book = load_workbook(BytesIO(handed_out(unit, period)))
        for place, value in (cells or {}).items():
            sheet, cell = place.split("!")
            book[sheet][cell] = value
        if spoil:
            spoil(book)
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    return act
