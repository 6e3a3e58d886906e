"""The sample year: invented people, returns, signatures and closes, played through by the clock of their own list."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from zcdash import queries, store
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
Row = dict[str, str]


@clean_arguments
def load_samples(ledger: Ledger, account: Account, path: Path | str, today: date | None = None) -> int:
    """Play the sample acts of a folder as they were done, mark the ledger as a demonstration, and work as on `today`.

    Without `today` it is the day of the last act. Answers how many returns were filed: none where they are there already.
    A ledger that holds real returns or accounts is refused: invented figures never stand beside real ones.
    """
    folder, plans = Path(path), list(queries.plans.plan_names(ledger))
    if queries.clock.is_sample(ledger):
        return 0
    if any(queries.submissions.history(ledger, plan) for plan in plans) or ledger.query("account"):
        raise InvalidInput("台账里已有正式报送或账号，不能再装入演示数据。", "请用 --ledger 另建一个演示台账。")
    acts = _rows(folder / "acts.csv")
    with _played(ledger) as at:
        at(acts[0]["at"])
        store.settings.save_setting(ledger, "sample", SAMPLE_NAME, account.act(Permission.SET, subject="演示标记"))
        people = _people(ledger, account, _rows(folder / "people.csv"))
        for row in acts:
            at(row["at"])
            _ACTS[row["act"]](ledger, people[row["login"]], folder, row)
        last = queries.clock.today(ledger)
    set_business_date(ledger, account, today or last)
    return sum(row["act"] == "submit" for row in acts)


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as listed:
        return list(csv.DictReader(listed))


@contextmanager
def _played(ledger: Ledger) -> Iterator[Callable[[str], None]]:
    """The ledger's clock stands where it is set, for as long as the samples are played."""
    clock = ledger.clock

    def at(moment: str) -> None:
        stands = datetime.fromisoformat(moment)
        ledger.clock = lambda: stands

    try:
        yield at
    finally:
        ledger.clock = clock


def _people(ledger: Ledger, account: Account, rows: list[Row]) -> dict[str, Account]:
    """The invented people, with accounts that have no password: in a demonstration one just chooses who to be."""
    people = [Account(r["login"], r["name"], Role(r["role"]), r["unit"], r["leader"], origin="演示") for r in rows]
    add_people(ledger, account, people)
    return {p.login: p for p in people}


def _number(ledger: Ledger, row: Row) -> int:
    filed = store.submissions.submissions(ledger, row["plan"])
    return next(s["submission"] for s in filed if (s["period"], s["unit"]) == (row["period"], row["unit"]))


def _submit(ledger: Ledger, who: Account, folder: Path, row: Row) -> None:
    file = folder / row["what"]
    receipt = submit(ledger, who, file.read_bytes(), file.name, who.name, accept=True)
    if receipt.refused:
        first = receipt.check.findings[0]
        raise PlanUnreadable(
            f"样例 {row['what']} 没有通过检查：{first.sentence}", "请运行 data/samples/make.py 重新生成。"
        )


def _send_back(ledger: Ledger, who: Account, folder: Path, row: Row) -> None:
    send_back(ledger, who, row["plan"], _number(ledger, row), row["note"], row["what"].split())


def _absence(ledger: Ledger, who: Account, folder: Path, row: Row) -> None:
    leader, substitute, starts, ends = row["what"].split("|")
    add_absence(
        ledger, who, row["plan"], leader, substitute, date.fromisoformat(starts), date.fromisoformat(ends), row["note"]
    )


def _break_down(ledger: Ledger, who: Account, folder: Path, row: Row) -> None:
    """Every commitment of the unit and period gets a person, on the plan's own day."""
    held = queries.corrections.breakdowns(ledger, row["plan"], row["unit"], row["period"])
    break_down(ledger, who, row["plan"], row["unit"], {b.commitment.code: (b.due, row["what"]) for b in held})


def _request(ledger: Ledger, who: Account, folder: Path, row: Row) -> None:
    kind, code, wanted = row["what"].split("|")
    request_correction(ledger, who, row["plan"], kind, code, wanted, row["note"], row["period"])


def _notice(ledger: Ledger, who: Account, folder: Path, row: Row) -> None:
    """A notice as it was proposed that day, word for word; `what` is its item, or `return`."""
    found = queries.notices.proposals(ledger, row["plan"], row["period"])
    one = next(p for p in found if (p.code or p.kind.value, p.unit) == (row["what"], row["unit"]))
    issue_notice(ledger, who, one.plan, one.period, one.kind, one.code, one.unit, one.text, one.due)


def _given(ledger: Ledger, row: Row, what: str) -> int:
    found = queries.notices.notices(ledger, row["plan"])
    return next(
        n.number for n in found if (n.period, n.code or n.kind.value, n.unit) == (row["period"], what, row["unit"])
    )


def _reply(ledger: Ledger, who: Account, folder: Path, row: Row) -> None:
    (what, promised), (cause, next_step) = row["what"].split("|"), row["note"].split("|")
    reply_notice(ledger, who, row["plan"], _given(ledger, row, what), cause, next_step, date.fromisoformat(promised))


_ACTS: dict[str, Callable[[Ledger, Account, Path, Row], object]] = {
    "submit": _submit,
    "sign": lambda ledger, who, folder, row: sign(ledger, who, row["plan"], _number(ledger, row), row["note"]),
    "send_back": _send_back,
    "close": lambda ledger, who, folder, row: close(ledger, who, row["plan"], row["period"], row["note"]),
    "lock": lambda ledger, who, folder, row: set_lock(
        ledger, who, row["plan"], row["period"], date.fromisoformat(row["what"])
    ),
    "extension": lambda ledger, who, folder, row: grant(
        ledger, who, row["plan"], row["period"], row["unit"], "extension", date.fromisoformat(row["what"]), row["note"]
    ),
    "override": lambda ledger, who, folder, row: override(
        ledger, who, row["plan"], row["period"], *row["what"].split("|"), row["note"]
    ),
    "absence": _absence,
    "break_down": _break_down,
    "request": _request,
    "notice": _notice,
    "reply": _reply,
    "end": lambda ledger, who, folder, row: end_notice(
        ledger, who, row["plan"], _given(ledger, row, row["what"]), row["note"]
    ),
    "decide": lambda ledger, who, folder, row: decide_correction(
        ledger, who, row["plan"], int(row["what"]), True, row["note"]
    ),
}
