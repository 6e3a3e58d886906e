"""A fresh ledger in a temporary folder for every test, and the office's acts as fixtures."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from openpyxl import Workbook, load_workbook

from zcdash import commands, queries, store
from zcdash.auth import passwords
from zcdash.auth.permissions import Account, Permission, Role, console
from zcdash.domain.audit import Act
from zcdash.domain.model import State
from zcdash.domain.plan import Plan
from zcdash.domain.submission import Actual, Progress, Submission
from zcdash.intake.plan_folder import read_plan_folder
from zcdash.store import accounts
from zcdash.store.ledger import Ledger

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "data" / "plans" / "zhoucun-2017"
PLAN = "zhoucun-2017"


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The shipped plan, as the folder says it."""
    return read_plan_folder(SHIPPED)


@pytest.fixture
def plan_folder(tmp_path: Path) -> Path:
    """A copy of the shipped plan folder that a test may spoil."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "plan"))


@pytest.fixture(scope="session")
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("loaded") / "zcdash.duckdb"
    with Ledger(path) as ledger:
        commands.plans.load_plan(ledger, console(), SHIPPED)
        commands.plans.set_business_date(ledger, console(), date(2017, 4, 20))
    return path


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A ledger that is made once for a whole run, whichever worker comes first: some take too long to be made in each."""
    base = tmp_path_factory.getbasetemp()
    path = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / f"{name}.duckdb"
    try:
        path.with_suffix(".making").mkdir()
    except FileExistsError:
        for _ in range(3000):
            if path.exists():
                return path
            time.sleep(0.1)
        raise RuntimeError(f"the worker that makes {name} did not come to an end") from None
    unready = path.with_suffix(".unready")
    make(unready)
    return unready.rename(path)


@pytest.fixture(scope="session")
def _sample_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample year: half a minute."""

    def play(path: Path) -> None:
        with Ledger(path) as ledger:
            commands.plans.load_plan(ledger, console(), SHIPPED)
            assert commands.samples.load_samples(ledger, console(), ROOT / "data" / "samples") > 100

    return once(tmp_path_factory, "sample-year", play)


@pytest.fixture
def sample_year(_sample_year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample year; the program finds it through the environment."""
    path = Path(shutil.copy(_sample_year, tmp_path / "sample.duckdb"))
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))
    return path


@pytest.fixture(scope="session")
def _hostile_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office in which every field was filled with texts that want to be more than text: ten seconds."""

    from tests import hostile

    return once(
        tmp_path_factory,
        "hostile_ledger_file",
        lambda path: hostile.hostile_ledger(path, tmp_path_factory.mktemp("hostile")),
    )


@pytest.fixture
def hostile_ledger_file(_hostile_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that ledger; the program finds it through the environment."""
    path = Path(shutil.copy(_hostile_ledger, tmp_path / "hostile_ledger_file.duckdb"))
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))
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
def file_submission(ledger: Ledger) -> Callable[..., int]:
    """`file_submission(unit, period, {indicator: value}, {commitment: (state, day)})`: one unit files its return.

    It is accepted at once, so that it counts, unless `accepted=False` says that it is still on its way.
    """

    def act(
        unit: str,
        period: str,
        actuals: dict[str, float] | None = None,
        progress: dict[str, tuple[State, date | None]] | None = None,
        accepted: bool = True,
    ) -> int:
        values = [
            Actual(code, v, str(v), "", "指标", f"I{n}") for n, (code, v) in enumerate((actuals or {}).items(), 5)
        ]
        states = [
            Progress(code, s, d, "", "节点", f"E{n}") for n, (code, (s, d)) in enumerate((progress or {}).items(), 5)
        ]
        head = (PLAN, 1, period, unit, "张三", store.ledger.now(), queries.clock.today(ledger), "报送.xlsx", b"xlsx")
        number = store.submissions.save_submission(ledger, Submission(*head, values, states))
        return accept(ledger, number) if accepted else number

    return act


def accept(ledger: Ledger, submission: int) -> int:
    """Have a return signed by everybody, whoever they are, and accepted; its number."""
    leaders = list(queries.approvals.submission_status(ledger, PLAN, submission).items)
    rows = [
        {
            "submission": submission,
            "step": step,
            "decision": "signed",
            "leader": leader,
            "name": "某某",
            "login": "",
            "note": "",
            "substitute": False,
            "codes": "",
            "signed_at": store.ledger.now(),
            "signed_on": queries.clock.today(ledger),
        }
        for step, leader in (("unit_head", ""), *(("deputy", x) for x in leaders), ("office", ""))
    ]
    ledger.append(Act("审签", "某某"), "sign_off", rows)
    return submission


@pytest.fixture
def template_bytes(ledger: Ledger) -> Callable[[str, str], bytes]:
    """`template_bytes(unit, period)`: the template that a unit downloads."""
    return lambda unit, period: queries.submissions.template_workbook(ledger, PLAN, period, unit)[1]


@pytest.fixture
def filled(template_bytes: Callable[[str, str], bytes]) -> Callable[..., bytes]:
    """`filled(unit, period, {"指标!I4": 31})`: the unit's template with the clerk's cells typed in."""

    def act(
        unit: str, period: str, cells: dict[str, object] | None = None, spoil: Callable[[Workbook], None] | None = None
    ) -> bytes:
        book = load_workbook(BytesIO(template_bytes(unit, period)))
        for place, value in (cells or {}).items():
            sheet, cell = place.split("!")
            book[sheet][cell] = value
        if spoil:
            spoil(book)
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    return act


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password is slow to check on purpose; the tests do not wait for it."""
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


PASSWORD = "晴天 自行车 苹果 图书馆"
PEOPLE = (
    Account("wang", "王浏览", Role.VIEWER),
    Account("li", "李填报", Role.CLERK, unit="区财政局"),
    Account("zhao", "赵局长", Role.HEAD, unit="区财政局"),
    Account("liu", "刘冀中", Role.DEPUTY, leader="刘冀中"),
    Account("ducha", "周督查", Role.OFFICE, email="ducha@example.gov.cn"),
    Account("admin", "陈管理", Role.ADMIN),
)
OFFICE = next(p for p in PEOPLE if p.role is Role.OFFICE)


def head(unit: str) -> Account:
    """The head of a unit."""
    return Account(f"head-{unit}", f"{unit}局长", Role.HEAD, unit=unit)


def clerk(unit: str) -> Account:
    """A clerk of a unit."""
    return Account(f"clerk-{unit}", f"{unit}小李", Role.CLERK, unit=unit)


def deputy(leader: str) -> Account:
    """A deputy mayor."""
    return Account(f"deputy-{leader}", leader, Role.DEPUTY, leader=leader)


@pytest.fixture
def people(ledger: Ledger) -> dict[Role, Account]:
    """One account of each role, all with the same password, which was changed already after the first sign-in."""
    rows = [
        {
            "login": p.login,
            "name": p.name,
            "email": p.email,
            "role": p.role.value,
            "unit": p.unit,
            "leader": p.leader,
            "password_hash": passwords.hashed(PASSWORD),
            "must_change": False,
            "active": True,
        }
        for p in PEOPLE
    ]
    accounts.record_accounts(ledger, console().act(Permission.MANAGE), rows)
    return {p.role: p for p in PEOPLE}
