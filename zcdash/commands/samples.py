"""The sample year: invented people, submissions, signatures and closes, replayed at the times of their list."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission, Role
from zcdash.commands.accounts import add_people
from zcdash.commands.approvals import add_absence, send_back, sign
from zcdash.commands.corrections import break_down, decide_correction, request_correction
from zcdash.commands.notices import end_notice, issue_notice, reply_notice
from zcdash.commands.periods import close, grant, override, set_lock
from zcdash.commands.plans import set_business_date
from zcdash.commands.submissions import submit
from zcdash.commands.validation import clean_arguments
from zcdash.errors import InvalidInput, PlanUnreadable
from zcdash.store.ledger import Ledger

SAMPLE_NAME = "演示数据（虚构）"
ListRow = dict[str, str]
"""One row of people.csv or acts.csv, by column."""


@clean_arguments
def load_samples(ledger: Ledger, account: Account, path: Path | str, today: date | None = None) -> int:
    """Replay the sample acts of a folder until `today`, mark the ledger as a demonstration and set its business date to it.

    The default of `today` is the day of the last act. Returns the number of submissions, 0 if the samples are loaded already.
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
    acts = [row for row in _rows(folder / "acts.csv") if today is None or _day(row) <= today]
    if not acts:
        raise InvalidInput(f"到 {today}，演示数据里还没有任何记录。", "请给出更晚的日期。")
    with _adjustable_clock(ledger) as set_clock:
        set_clock(acts[0]["at"])
        store.settings.save_setting(ledger, "sample", SAMPLE_NAME, account.act(Permission.SET, subject="演示标记"))
        people = _people(ledger, account, _rows(folder / "people.csv"))
        for row in acts:
            set_clock(row["at"])
            _ACTS[row["act"]](ledger, people[row["login"]], folder, row)
        last_day = queries.clock.today(ledger)
    set_business_date(ledger, account, today or last_day)
    return sum(row["act"] == "submit" for row in acts)


def _day(row: ListRow) -> date:
    return queries.clock.to_local_time(datetime.fromisoformat(row["at"])).date()


def _rows(path: Path) -> list[ListRow]:
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


def _people(ledger: Ledger, account: Account, rows: list[ListRow]) -> dict[str, Account]:
    """Add accounts without passwords for the invented people and return them by login."""
    people = [
        Account(r["login"], r["name"], Role(r["role"]), unit=r["unit"], leader=r["leader"], origin="演示") for r in rows
    ]
    add_people(ledger, account, people)
    return {p.login: p for p in people}


def _submission_number(ledger: Ledger, row: ListRow) -> int:
    submissions = store.submissions.submissions(ledger, row["plan"])
    number: int = next(s["submission"] for s in submissions if (s["period"], s["unit"]) == (row["period"], row["unit"]))
    return number


def _submit(ledger: Ledger, account: Account, folder: Path, row: ListRow) -> None:
    file = folder / row["what"]
    receipt = submit(ledger, account, file.read_bytes(), file.name, account.name, accept=True)
    if receipt.refused:
        first = receipt.check.findings[0]
        raise PlanUnreadable(
            f"样例 {row['what']} 没有通过检查：{first.sentence}", "请运行 data/samples/make.py 重新生成。"
        )


def _send_back(ledger: Ledger, account: Account, folder: Path, row: ListRow) -> None:
    send_back(ledger, account, row["plan"], _submission_number(ledger, row), row["note"], row["what"].split())


def _add_absence(ledger: Ledger, account: Account, folder: Path, row: ListRow) -> None:
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


def _break_down(ledger: Ledger, account: Account, folder: Path, row: ListRow) -> None:
    """Give every commitment of the unit and period a person in charge, with the plan's own due date."""
    breakdowns = queries.schedule.breakdowns(ledger, row["plan"], row["unit"], row["period"])
    break_down(ledger, account, row["plan"], row["unit"], {b.commitment.code: (b.due, row["what"]) for b in breakdowns})


def _request_correction(ledger: Ledger, account: Account, folder: Path, row: ListRow) -> None:
    kind, code, wanted = row["what"].split("|")
    request_correction(ledger, account, row["plan"], kind, code, wanted, row["note"], row["period"])


def _issue_notice(ledger: Ledger, account: Account, folder: Path, row: ListRow) -> None:
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


def _reply_notice(ledger: Ledger, account: Account, folder: Path, row: ListRow) -> None:
    what, promised = row["what"].split("|")
    cause, next_step = row["note"].split("|")
    reply_notice(
        ledger, account, row["plan"], _notice_number(ledger, row, what), cause, next_step, date.fromisoformat(promised)
    )


def _override(ledger: Ledger, account: Account, folder: Path, row: ListRow) -> None:
    code, light = row["what"].split("|")
    override(ledger, account, row["plan"], row["period"], code, light, row["note"])


def _grant_extension(ledger: Ledger, account: Account, folder: Path, row: ListRow) -> None:
    until = date.fromisoformat(row["what"])
    grant(ledger, account, row["plan"], row["period"], row["unit"], "extension", until, row["note"])


_ACTS: dict[str, Callable[[Ledger, Account, Path, ListRow], object]] = {
    "submit": _submit,
    "sign": lambda ledger, account, folder, row: sign(
        ledger, account, row["plan"], _submission_number(ledger, row), row["note"]
    ),
    "send_back": _send_back,
    "close": lambda ledger, account, folder, row: close(ledger, account, row["plan"], row["period"], row["note"]),
    "lock": lambda ledger, account, folder, row: set_lock(
        ledger, account, row["plan"], row["period"], date.fromisoformat(row["what"])
    ),
    "extension": _grant_extension,
    "override": _override,
    "absence": _add_absence,
    "break_down": _break_down,
    "request": _request_correction,
    "notice": _issue_notice,
    "reply": _reply_notice,
    "end": lambda ledger, account, folder, row: end_notice(
        ledger, account, row["plan"], _notice_number(ledger, row, row["what"]), row["note"]
    ),
    "decide": lambda ledger, account, folder, row: decide_correction(
        ledger, account, row["plan"], int(row["what"]), True, row["note"]
    ),
}
