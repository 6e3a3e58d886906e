"""Ledgers in temporary folders, and what the office does in them, as fixtures."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tests import helpers
from tests.helpers import PEOPLE, PLAN, ROOT, SHIPPED, TINY
from tests.plan_folders import long_plan, monthly_plan, phased_plan
from zcdash import commands, queries
from zcdash.auth import passwords
from zcdash.auth.permissions import Account, Role, console
from zcdash.domain.plan import Plan
from zcdash.intake.plan_folder import read_plan_folder
from zcdash.store.ledger import Ledger


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--whole",
        action="store_true",
        help="tests/faults: 200 kills, 5,000 spoilt workbooks, 500 races and so on; tests/oracle: 10,000 items",
    )


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> bool:
    """True if the whole size was requested."""
    return bool(request.config.getoption("--whole", False))


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The shipped plan, as read from its folder."""
    return read_plan_folder(SHIPPED)


@pytest.fixture(scope="session")
def tiny_plan() -> Plan:
    """The tiny plan: three items, two units, two leaders."""
    return read_plan_folder(TINY)


@pytest.fixture
def plan_folder(tmp_path: Path) -> Path:
    """A copy of the shipped plan folder that a test may change."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "plan"))


@pytest.fixture(scope="session")
def loaded_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger holding the shipped plan, worked in as on 20 April 2017; to be copied, never opened."""
    path = tmp_path_factory.mktemp("loaded") / "zcdash.duckdb"
    with Ledger(path) as ledger:
        commands.plans.load_plan(ledger, console(), SHIPPED)
        commands.plans.set_business_date(ledger, console(), date(2017, 4, 20))
    return path


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Make a ledger once for a whole run, in whichever worker comes first; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    path = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / f"{name}.duckdb"
    try:
        path.with_suffix(".making").mkdir()
    except FileExistsError:
        give_up = time.monotonic() + 600
        while not path.exists():
            if time.monotonic() > give_up:
                raise RuntimeError(f"another worker did not finish {name}") from None
            time.sleep(0.05)
        return path
    unfinished = path.with_suffix(".unfinished")
    make(unfinished)
    return unfinished.rename(path)


@pytest.fixture(scope="session")
def sample_ledger_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample year, made once a run; to be copied, never opened."""

    def make(path: Path) -> None:
        with Ledger(path) as ledger:
            commands.plans.load_plan(ledger, console(), SHIPPED)
            assert commands.samples.load_samples(ledger, console(), ROOT / "data" / "samples") > 100

    return once(tmp_path_factory, "sample-year", make)


@pytest.fixture(scope="session")
def sample_ledger(sample_ledger_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """The sample year, open for every test that only reads it: one copy for each test process, its caches warm."""
    path = Path(shutil.copy(sample_ledger_file, tmp_path_factory.mktemp("sample") / "zcdash.duckdb"))
    with Ledger(path) as ledger:
        revision = ledger.revision
        yield ledger
        assert ledger.revision == revision, "a test wrote to the shared ledger; it needs `sample_year`"


@pytest.fixture
def sample_year(sample_ledger_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample year for a test that writes; the program finds it through the environment."""
    path = Path(shutil.copy(sample_ledger_file, tmp_path / "sample.duckdb"))
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))
    return path


@pytest.fixture(scope="session")
def hostile_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with markup, formulas and control characters in every field, made once a run; to be copied, never opened."""

    from tests import hostile

    return once(
        tmp_path_factory,
        "hostile-ledger",
        lambda path: hostile.hostile_ledger(path, tmp_path_factory.mktemp("hostile")),
    )


@pytest.fixture
def hostile_ledger_file(hostile_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that ledger; the program finds it through the environment."""
    path = Path(shutil.copy(hostile_ledger, tmp_path / "hostile.duckdb"))
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))
    return path


@pytest.fixture
def ledger_file(loaded_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger holding the shipped plan, worked in as on 20 April 2017; the program finds it through the environment."""
    path = Path(shutil.copy(loaded_ledger, tmp_path / "zcdash.duckdb"))
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))
    return path


@pytest.fixture
def ledger(ledger_file: Path) -> Iterator[Ledger]:
    with Ledger(ledger_file) as opened:
        yield opened


@pytest.fixture(scope="session")
def _tiny_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tiny") / "zcdash.duckdb"
    with Ledger(path) as ledger:
        commands.plans.load_plan(ledger, console(), TINY)
        commands.plans.set_business_date(ledger, console(), date(2017, 4, 20))
    return path


@pytest.fixture
def tiny_ledger(_tiny_file: Path, tmp_path: Path) -> Iterator[Ledger]:
    """A ledger holding the tiny plan, worked in as on 20 April 2017."""
    with Ledger(Path(shutil.copy(_tiny_file, tmp_path / "tiny.duckdb"))) as opened:
        yield opened


@pytest.fixture(scope="session")
def three_plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger holding a monthly plan, a programme in phases and a plan of several years; to be copied, never opened."""
    folder = tmp_path_factory.mktemp("three")
    path = folder / "zcdash.duckdb"
    with Ledger(path) as ledger:
        for name, write in (("monthly-2017", monthly_plan), ("phased-2016", phased_plan), ("long-2019", long_plan)):
            commands.plans.load_plan(ledger, console(), write(folder / name))
    return path


@pytest.fixture
def file_submission(ledger: Ledger) -> Callable[..., int]:
    """`file_submission(unit, period, {indicator: value}, {commitment: (state, day)})`: one unit files and is accepted.

    With `accepted=False` the submission still awaits approval and does not count.
    """

    return partial(helpers.file_submission, ledger)


@pytest.fixture
def template_bytes(ledger: Ledger) -> Callable[[str, str], bytes]:
    """`template_bytes(unit, period)`: the template that a unit downloads."""
    return lambda unit, period: queries.submissions.template_workbook(ledger, PLAN, period, unit)[1]


@pytest.fixture
def filled(ledger: Ledger) -> Callable[..., bytes]:
    """`filled(unit, period, {"指标!I4": 31})`: the unit's template with these cells filled in."""
    return partial(helpers.filled_template, ledger)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hash passwords fast: the real cost is high on purpose."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture
def people(ledger: Ledger) -> dict[Role, Account]:
    """One account of each role, all with the same password, changed already after the first sign-in."""
    helpers.add_accounts(ledger)
    return {p.role: p for p in PEOPLE}
