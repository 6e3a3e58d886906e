"""Paths, people and short-cuts that the tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook

from zcdash import queries, store
from zcdash.auth import passwords
from zcdash.auth.permissions import Account, Permission, Role, console
from zcdash.domain.audit import Act
from zcdash.domain.submission import Actual, Progress, Submission
from zcdash.domain.terms import State
from zcdash.queries.plan_drafts import DryRun
from zcdash.store import accounts
from zcdash.store.ledger import Ledger

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "data" / "plans" / "zhoucun-2017"
PLAN = "zhoucun-2017"
TINY = ROOT / "tests" / "data" / "tiny"
TINY_PLAN = "tiny-2017"

PASSWORD = "晴天 自行车 苹果 图书馆"


def fresh(account: Account) -> Account:
    """Return the account as of a person who has just proved who they are, and always will have."""
    return replace(account, authenticated_at=datetime.max)


PEOPLE = tuple(
    fresh(account)
    for account in (
        Account("wang", "王浏览", Role.VIEWER),
        Account("li", "李填报", Role.CLERK, unit="区财政局"),
        Account("zhao", "赵局长", Role.HEAD, unit="区财政局"),
        Account("liu", "刘冀中", Role.DEPUTY, leader="刘冀中"),
        Account("ducha", "周督查", Role.OFFICE, email="ducha@example.gov.cn"),
        Account("admin", "陈管理", Role.ADMIN),
        Account("bao", "孙保密", Role.SECURITY),
        Account("shen", "吴审计", Role.AUDITOR),
        Account("dai", "郑待授", Role.PENDING),
    )
)
"""One person of each role."""
OFFICE = next(p for p in PEOPLE if p.role is Role.OFFICE)


FULL: dict[str, object] = {
    "指标!I4": 31,
    "节点!E4": "已完成",
    "节点!F4": date(2017, 3, 20),
    "节点!E5": "已完成",
    "节点!F5": date(2017, 3, 21),
    "事项!D4": "建成2个监测站。",
    "事项!D5": "优良天数31天。",
    "事项!D6": "治理河道3公里。",
}
"""Entries that fill the form of 区环保分局 for the first quarter, without any finding."""


def head(unit: str) -> Account:
    """Return the head of a unit."""
    return fresh(Account(f"head-{unit}", f"{unit}局长", Role.HEAD, unit=unit))


def clerk(unit: str) -> Account:
    """Return a clerk of a unit."""
    return fresh(Account(f"clerk-{unit}", f"{unit}小李", Role.CLERK, unit=unit))


def deputy(leader: str) -> Account:
    """Return the account of a deputy mayor."""
    return fresh(Account(f"deputy-{leader}", leader, Role.DEPUTY, leader=leader))


def account_row(person: Account, password: str = PASSWORD, must_change: bool = False) -> dict[str, object]:
    """Return the row of an active account; an empty password means that nobody can sign in with one."""
    return {
        "login": person.login,
        "name": person.name,
        "email": person.email,
        "role": person.role.value,
        "unit": person.unit,
        "leader": person.leader,
        "password_hash": passwords.hashed(password) if password else "",
        "must_change": must_change,
        "active": True,
    }


def add_accounts(ledger: Ledger, people: Iterable[Account] = PEOPLE, password: str = PASSWORD) -> None:
    """Add an account for each person, with a password that was already changed after the first sign-in."""
    rows = [account_row(person, password) for person in people]
    accounts.record_accounts(ledger, console().act(Permission.MANAGE), rows)


def file_submission(
    ledger: Ledger,
    unit: str,
    period: str,
    actuals: dict[str, float] | None = None,
    progress: dict[str, tuple[State, date | None]] | None = None,
    *,
    accepted: bool = True,
    plan: str = PLAN,
    notes: Mapping[str, str] | None = None,
) -> int:
    """File a submission of one unit and return its number; with `accepted=False` it still awaits approval."""
    values = [
        Actual(indicator=code, value=v, typed=str(v), note=(notes or {}).get(code, ""), sheet="指标", cell=f"I{n}")
        for n, (code, v) in enumerate((actuals or {}).items(), 5)
    ]
    states = [
        Progress(commitment=code, state=s, done_on=d, note="", sheet="节点", cell=f"E{n}")
        for n, (code, (s, d)) in enumerate((progress or {}).items(), 5)
    ]
    submission = Submission(
        plan=plan,
        version=1,
        period=period,
        unit=unit,
        filed_by="张三",
        filed_at=store.ledger.now(),
        filed_on=queries.clock.today(ledger, plan),
        file_name="报送.xlsx",
        file_bytes=b"xlsx",
        actuals=values,
        progress=states,
    )
    number = store.submissions.save_submission(ledger, submission)
    return accept(ledger, number, plan) if accepted else number


def dry_run(ledger: Ledger, work: int) -> DryRun:
    """Check the newest version of a draft."""
    return queries.plan_drafts.check_draft(ledger, queries.plan_drafts.draft(ledger, work))


def accept(ledger: Ledger, submission: int, plan: str = PLAN, office: bool = True) -> int:
    """Sign a submission for every approver and accept it, or leave it with the `office`; return its number."""
    leaders = list(queries.approvals.submission_status(ledger, plan, submission).items)
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
            "signed_on": queries.clock.today(ledger, plan),
        }
        for step, leader in (
            ("unit_head", ""),
            *(("deputy", x) for x in leaders),
            *([("office", "")] if office else []),
        )
    ]
    ledger.append(Act(what="审签", name="某某"), "sign_off", rows)
    return submission


def edited(data: bytes, act: Callable[[Workbook], None]) -> bytes:
    """Return the workbook after an act on it, saved by openpyxl."""
    book = load_workbook(BytesIO(data))
    act(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def filled_template(
    ledger: Ledger,
    unit: str,
    period: str,
    cells: Mapping[str, object] | None = None,
    spoil: Callable[[Workbook], None] | None = None,
    plan: str = PLAN,
) -> bytes:
    """Return the unit's template with cells filled in, `{"指标!I4": 31}`, and then spoilt."""

    def act(book: Workbook) -> None:
        for place, value in (cells or {}).items():
            sheet, cell = place.split("!")
            book[sheet][cell] = value
        if spoil:
            spoil(book)

    return edited(queries.submissions.template_workbook(ledger, plan, period, unit)[1], act)


def runs(pid: int) -> bool:
    """Return True while a process runs, on Linux; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Clock:
    """A clock set by the test."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **time: float) -> None:
        self.at += timedelta(**time)
