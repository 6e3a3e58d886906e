"""The sample year: invented people, submissions, signatures and closes, replayed at the times of their list."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission, Role
from zcdash.commands.accounts import add_people
from zcdash.commands.approvals import add_absence, send_back, sign
from zcdash.commands.corrections import break_down, request_correction
from zcdash.commands.notices import end_notice, issue_notice, reply_notice
from zcdash.commands.periods import close, grant, override, set_lock
from zcdash.commands.plan_requests import approve
from zcdash.commands.plans import set_business_date
from zcdash.commands.sample_returns import ReturnKey, file_return, read_returns
from zcdash.commands.submissions import submit
from zcdash.commands.validation import clean_arguments
from zcdash.domain.plan import Plan
from zcdash.errors import InvalidInput, PlanUnreadable
from zcdash.intake.web_form import FormCells
from zcdash.store.ledger import Ledger

SAMPLE_NAME = "演示数据（虚构）"
ListRow = dict[str, str]
"""One row of people.csv or acts.csv, by column."""


@dataclass(frozen=True, slots=True)
class SampleFolder:
    """Folder of samples: its workbooks, and the cells of the returns that are filed on the page."""

    path: Path
    returns: Mapping[ReturnKey, FormCells] = field(default_factory=dict)


@clean_arguments
def load_samples(ledger: Ledger, account: Account, path: Path | str, today: date | None = None) -> int:
    """Replay the sample acts of a folder until `today`, mark the ledger as a demonstration and set its business dates.

    Acts of a plan that is not loaded are left out. The default of `today` is the last day of each plan that days.csv lists,
    and for the others the day of the last act of acts.csv. Returns the number of submissions, 0 if the samples are loaded
    already.
    Raises InvalidInput for a day before the first act, and for a ledger with real submissions or accounts: invented figures
    never stand beside real ones.
    """
    auth.permissions.require_permission(account, Permission.LOAD_PLAN)
    folder = Path(path)
    plans = list(queries.plans.plan_names(ledger))
    if auth.sessions.is_demo(ledger):
        return 0
    if any(queries.submissions.history(ledger, plan) for plan in plans) or store.accounts.accounts(ledger):
        raise InvalidInput("台账里已有正式报送或账号，不能再装入演示数据。", "请用 --ledger 另建一个演示台账。")
    first = _rows(folder / "acts.csv")
    acts = [
        r for r in (*first, *_rows(folder / "more_acts.csv")) if r["plan"] in plans and (not today or _day(r) <= today)
    ]
    if not acts:
        raise InvalidInput(f"到 {today}，演示数据里还没有任何记录。", "请给出更晚的日期。")
    acts.sort(key=lambda row: row["at"])
    samples = SampleFolder(folder, read_returns(folder))
    with _adjustable_clock(ledger) as set_clock:
        set_clock(acts[0]["at"])
        store.settings.save_setting(ledger, "sample", SAMPLE_NAME, account.act(Permission.SET, subject="演示标记"))
        people = sample_accounts(folder, [queries.plans.plan(ledger, plan) for plan in plans])
        add_people(ledger, account, list(people.values()))
        for row in acts:
            set_clock(row["at"])
            play(ledger, people, samples, row)
    _set_business_dates(ledger, account, folder, plans, today)
    return sum(row["act"] == "submit" for row in acts)


def play(ledger: Ledger, people: Mapping[str, Account], samples: SampleFolder, row: ListRow) -> None:
    """Do one act of a list as the person that it names."""
    _ACTS[row["act"]](ledger, people[row["login"]], samples, row)


def sample_accounts(folder: Path, plans: Sequence[Plan]) -> dict[str, Account]:
    """Return login → account, without a password, of the invented people.

    They are those of people.csv, and those of more_people.csv whose unit or leader one of the plans names.
    """
    known = {unit.name for plan in plans for unit in plan.units} | {x.name for plan in plans for x in plan.leaders}
    more = [row for row in _rows(folder / "more_people.csv") if row["unit"] in known or row["leader"] in known]
    return {
        r["login"]: Account(r["login"], r["name"], Role(r["role"]), unit=r["unit"], leader=r["leader"], origin="演示")
        for r in (*_rows(folder / "people.csv"), *more)
    }


def _set_business_dates(
    ledger: Ledger, account: Account, folder: Path, plans: Sequence[str], today: date | None
) -> None:
    """Set the day that counts as today: of all plans, and of each that days.csv lists where no other day was asked for."""
    last_act = max(_day(row) for row in _rows(folder / "acts.csv"))
    set_business_date(ledger, account, today or last_act)
    for row in _rows(folder / "days.csv") if today is None else ():
        if row["plan"] in plans:
            set_business_date(ledger, account, date.fromisoformat(row["day"]), row["plan"])


def _day(row: ListRow) -> date:
    return queries.clock.to_local_time(datetime.fromisoformat(row["at"])).date()


def _rows(path: Path) -> list[ListRow]:
    """Return the rows of a list; none where the folder has no such list."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@contextmanager
def _adjustable_clock(ledger: Ledger) -> Iterator[Callable[[str], None]]:
    """Give a function that stops the ledger's clock at an ISO time; the real clock returns at the end."""
    clock = ledger.clock

    def set_clock(moment: str) -> None:
        fixed = datetime.fromisoformat(moment)
        ledger.clock = lambda: fixed

    try:
        yield set_clock
    finally:
        ledger.clock = clock


def _submission_number(ledger: Ledger, row: ListRow) -> int:
    submissions = store.submissions.submissions(ledger, row["plan"])
    number: int = next(s["submission"] for s in submissions if (s["period"], s["unit"]) == (row["period"], row["unit"]))
    return number


def _submit(ledger: Ledger, account: Account, samples: SampleFolder, row: ListRow) -> None:
    """File a workbook of the folder, or, where `what` is an edition, the return of returns.csv."""
    if row["what"].endswith(".xlsx"):
        file = samples.path / row["what"]
        receipt = submit(ledger, account, file.read_bytes(), file.name, account.name, accept=True)
    else:
        key = ReturnKey(row["plan"], row["period"], row["unit"], row["what"])
        receipt = file_return(ledger, account, key, samples.returns)
    if receipt.refused:
        first = receipt.check.findings[0]
        raise PlanUnreadable(
            f"样例 {row['what']} 没有通过检查：{first.sentence}", "请运行 data/samples/make.py 重新生成。"
        )


def _send_back(ledger: Ledger, account: Account, samples: SampleFolder, row: ListRow) -> None:
    send_back(ledger, account, row["plan"], _submission_number(ledger, row), row["note"], row["what"].split())


def _add_absence(ledger: Ledger, account: Account, samples: SampleFolder, row: ListRow) -> None:
    leader, substitute, starts, ends = row["what"].split("|")
    add_absence(
        ledger,
        account,
        row["plan"],
        leader,
        substitute,
        date.fromisoformat(starts),
        date.fromisoformat(ends),
        row["note"],
    )


def _break_down(ledger: Ledger, account: Account, samples: SampleFolder, row: ListRow) -> None:
    """Give every commitment of the unit and period a person in charge, with the plan's own due date."""
    breakdowns = queries.schedule.breakdowns(ledger, row["plan"], row["unit"], row["period"])
    break_down(ledger, account, row["plan"], row["unit"], {b.commitment.code: (b.due, row["what"]) for b in breakdowns})


def _request_correction(ledger: Ledger, account: Account, samples: SampleFolder, row: ListRow) -> None:
    kind, code, wanted = row["what"].split("|")
    request_correction(ledger, account, row["plan"], kind, code, wanted, row["note"], row["period"])


def _decide_correction(ledger: Ledger, account: Account, samples: SampleFolder, row: ListRow) -> None:
    """Approve the request of the plan that waits."""
    number = next(r.number for r in queries.plan_requests.waiting(ledger) if r.plan == row["plan"])
    approve(ledger, account, number, row["note"])


def _issue_notice(ledger: Ledger, account: Account, samples: SampleFolder, row: ListRow) -> None:
    """Issue a notice as proposed that day; the column `what` holds its item, or its kind where it concerns no item."""
    proposals = queries.notice_proposals.proposals(ledger, row["plan"], row["period"])
    p = next(p for p in proposals if (p.code or p.kind.value, p.unit) == (row["what"], row["unit"]))
    issue_notice(ledger, account, p.plan, p.period, p.kind, p.code, p.unit, p.text, p.due)


def _notice_number(ledger: Ledger, row: ListRow, what: str) -> int:
    return next(
        n.number
        for n in queries.notices.notices(ledger, row["plan"])
        if (n.period, n.code or n.kind.value, n.unit) == (row["period"], what, row["unit"])
    )


def _reply_notice(ledger: Ledger, account: Account, samples: SampleFolder, row: ListRow) -> None:
    what, promised = row["what"].split("|")
    cause, next_step = row["note"].split("|")
    reply_notice(
        ledger, account, row["plan"], _notice_number(ledger, row, what), cause, next_step, date.fromisoformat(promised)
    )


def _override(ledger: Ledger, account: Account, samples: SampleFolder, row: ListRow) -> None:
    code, light = row["what"].split("|")
    override(ledger, account, row["plan"], row["period"], code, light, row["note"])


def _grant_extension(ledger: Ledger, account: Account, samples: SampleFolder, row: ListRow) -> None:
    until = date.fromisoformat(row["what"])
    grant(ledger, account, row["plan"], row["period"], row["unit"], "extension", until, row["note"])


_ACTS: dict[str, Callable[[Ledger, Account, SampleFolder, ListRow], object]] = {
    "submit": _submit,
    "sign": lambda ledger, account, samples, row: sign(
        ledger, account, row["plan"], _submission_number(ledger, row), row["note"]
    ),
    "send_back": _send_back,
    "close": lambda ledger, account, samples, row: close(ledger, account, row["plan"], row["period"], row["note"]),
    "lock": lambda ledger, account, samples, row: set_lock(
        ledger, account, row["plan"], row["period"], date.fromisoformat(row["what"])
    ),
    "extension": _grant_extension,
    "override": _override,
    "absence": _add_absence,
    "break_down": _break_down,
    "request": _request_correction,
    "notice": _issue_notice,
    "reply": _reply_notice,
    "end": lambda ledger, account, samples, row: end_notice(
        ledger, account, row["plan"], _notice_number(ledger, row, row["what"]), row["note"]
    ),
    "decide": _decide_correction,
}
