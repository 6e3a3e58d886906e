"""审签: where every return is on its way through the hands that must sign it, and what waits for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zcdash import store
from zcdash.auth.permissions import Account, Permission
from zcdash.domain.submission import Decision, SignOff, Step, View
from zcdash.errors import NotFound
from zcdash.queries.caching import cached_query
from zcdash.queries.clock import to_local_time, today
from zcdash.queries.periods import period_states
from zcdash.rules.approval import ApprovalStatus, Stage, approval_status
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import Row


@dataclass(frozen=True, slots=True)
class SubmissionStatus:
    """One return on its way. `items`: the deputy mayor who leads them → codes of the items that the return speaks of."""

    number: int
    plan: str
    period: str
    unit: str
    filed_by: str
    filed_at: datetime
    """Shanghai time."""
    filed_on: date
    file_name: str
    supersedes: int | None
    superseded: bool
    course: ApprovalStatus
    given: tuple[SignOff, ...]
    items: Mapping[str, tuple[str, ...]]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(c for codes in self.items.values() for c in codes)


@cached_query
def submission_statuses(ledger: Ledger, plan_id: str, submission: int | None = None) -> list[SubmissionStatus]:
    """Every return of a plan, newest first; or one of them and what superseded it. Raises Unknown."""
    version = store.plans.load_plan(ledger, plan_id)[1]
    rows = store.submissions.submissions(ledger, plan_id, submission)
    return submission_statuses_of(
        ledger, plan_id, version, rows, ledger.query_by_submission("sign_off", _numbers(rows))
    )


def _numbers(rows: Sequence[Row]) -> tuple[int, ...]:
    return tuple(r["submission"] for r in rows)


def submission_statuses_of(
    ledger: Ledger, plan_id: str, version: int, rows: Sequence[Row], signed: Sequence[Row]
) -> list[SubmissionStatus]:
    """The same for some of the plan's submissions, under one of its versions and by some of the sign-offs."""
    plan = store.plans.plan_version(ledger, plan_id, version)
    brought = store.submissions.reported_values(ledger, _numbers(rows)).items()
    spoken = {(r["submission"], plan.item_by_part.get(r[what], "")) for what, some in brought for r in some}
    items: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for submission, code in sorted(spoken):
        for leader in plan.leads_of(code, "leader"):
            items[submission][leader].append(code)
    given: dict[int, list[SignOff]] = defaultdict(list)
    for row in signed:
        given[row["submission"]].append(_sign_off(row))
    gone = {r["supersedes"] for r in rows}
    return [_status_of(r, r["submission"] in gone, given[r["submission"]], items[r["submission"]]) for r in rows]


def _sign_off(row: Row) -> SignOff:
    return SignOff(
        Step(row["step"]),
        Decision(row["decision"]),
        row["name"],
        row["leader"],
        row["substitute"],
        row["note"],
        tuple(row["codes"].split()),
        to_local_time(row["signed_at"]),
        row["signed_on"],
    )


def _status_of(
    row: Row, superseded: bool, given: Sequence[SignOff], items: Mapping[str, list[str]]
) -> SubmissionStatus:
    return SubmissionStatus(
        row["submission"],
        row["plan"],
        row["period"],
        row["unit"],
        row["filed_by"],
        to_local_time(row["filed_at"]),
        row["filed_on"],
        row["file_name"],
        row["supersedes"],
        superseded,
        approval_status(tuple(items), given, superseded),
        tuple(given),
        {leader: tuple(codes) for leader, codes in items.items()},
    )


def submission_status(ledger: Ledger, plan_id: str, submission: int) -> SubmissionStatus:
    """One return on its way. Raises Unknown."""
    found = next((p for p in submission_statuses(ledger, plan_id, submission) if p.number == submission), None)
    if found is None:
        raise NotFound(f"没有编号为 {submission} 的报送。", "请核对编号。")
    return found


def absences(ledger: Ledger, plan_id: str) -> list[Row]:
    """Every absence of a leader that was not cancelled, the earliest first: leader, substitute, starts, ends, reason."""
    return ledger.query("absence", plan=plan_id)


def substitutes(ledger: Ledger, plan_id: str, day: date | None = None) -> dict[str, str]:
    """Leader who is absent on a day (today) → who stands in for him."""
    on = day or today(ledger)
    return {a["leader"]: a["substitute"] for a in absences(ledger, plan_id) if a["starts"] <= on <= a["ends"]}


def stands_for(ledger: Ledger, plan_id: str, account: Account) -> tuple[str, ...]:
    """The deputy mayors for whom this person may sign today: himself, and those he stands in for."""
    if not account.leader:
        return ()
    return (
        account.leader,
        *(x for x, by in substitutes(ledger, plan_id).items() if by == account.leader and x != account.leader),
    )


def waits_for(one: SubmissionStatus, account: Account, leaders: Sequence[str]) -> bool:
    """Whether the next hand on this return is this person's, who may sign for `leaders`."""
    stage = one.course.stage
    return (
        (stage is Stage.HEAD and account.may(Permission.SIGN_HEAD, one.unit))
        or (stage is Stage.DEPUTY and account.may(Permission.SIGN_DEPUTY) and bool({*leaders} & {*one.course.waiting}))
        or (stage is Stage.OFFICE and account.may(Permission.ACCEPT))
    )


def queue(ledger: Ledger, plan_id: str, account: Account) -> list[SubmissionStatus]:
    """What waits for this person's signature in periods that are open, the oldest first."""
    leaders = stands_for(ledger, plan_id, account)
    closed = {s.period.text for s in period_states(ledger, plan_id) if s.close}
    return [
        p
        for p in reversed(submission_statuses(ledger, plan_id))
        if p.period not in closed and waits_for(p, account, leaders)
    ]


@cached_query
def latest_by_unit(ledger: Ledger, plan_id: str) -> dict[tuple[str, str], SubmissionStatus]:
    """(period, unit) → the unit's newest return of the period."""
    found: dict[tuple[str, str], SubmissionStatus] = {}
    for one in submission_statuses(ledger, plan_id):
        found.setdefault((one.period, one.unit), one)
    return found


@cached_query
def counted_submissions(ledger: Ledger, plan_id: str, view: View = View.OFFICIAL) -> dict[tuple[str, str], int]:
    """(period, unit) → the submission that counts in a view: the newest accepted one, or the newest one that nobody sent back."""
    found = accepted(submission_statuses(ledger, plan_id))
    if view is View.FILED:
        found |= {
            key: p.number for key, p in latest_by_unit(ledger, plan_id).items() if p.course.stage is not Stage.RETURNED
        }
    return found


def accepted(some: Sequence[SubmissionStatus]) -> dict[tuple[str, str], int]:
    """(period, unit) → the newest of these returns that the office accepted and nobody sent back."""
    return {(p.period, p.unit): p.number for p in reversed(some) if p.course.stage is Stage.ACCEPTED}


@cached_query
def reached(ledger: Ledger, plan_id: str) -> dict[tuple[str, str], date]:
    """(period, unit) → the first day on which a return of the unit had every signature, and so reached the office."""
    found: dict[tuple[str, str], date] = {}
    for one in submission_statuses(ledger, plan_id):
        if one.course.reached_on:
            key = one.period, one.unit
            found[key] = min(found.get(key, date.max), one.course.reached_on)
    return found
