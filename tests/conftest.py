"""A fresh ledger in a temporary folder for every test, and the office's acts as fixtures."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from zcdash import desk, store
from zcdash.intake import folder
from zcdash.model import Plan, State
from zcdash.store import Actual, Ledger, Progress, Submission

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
        return store.record(ledger, Submission(PLAN, 1, period, unit, "张三", "报送.xlsx", b"xlsx", values, states))

    return act
