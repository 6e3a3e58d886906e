"""审签: the approval status of every submission, who must sign next, and which submissions count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zcdash import store
from zcdash.auth.permissions import Account, Permission
from zcdash.domain.plan import Plan
from zcdash.domain.submission import Decision, SignOff, Step, View
from zcdash.errors import NotFound
from zcdash.queries.caching import cached_query
from zcdash.queries.clock import to_local_time, today
from zcdash.queries.periods import period_states
from zcdash.rules.approval import ApprovalStatus, Stage, approval_status
from zcdash.store.approvals import AbsenceRow, SignOffRow
from zcdash.store.ledger import Ledger
from zcdash.store.submissions import SubmissionRow

_NOBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionStatus:
    """A submission with its sign-offs. `items`: lead leader → codes of the items that the submission reports on."""

    number: int
    plan: str
    period: str
    unit: str
    filed_by: str
    filed_at: datetime
    """In Shanghai time."""
    filed_on: date
    file_name: str
    supersedes: int | None
    superseded: bool
    course: ApprovalStatus
    given: tuple[SignOff, ...]
    items: Mapping[str, tuple[str, ...]]
    led_by_nobody: tuple[str, ...] = ()
    """Codes of the items that it reports on and no leader leads."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of all items that the submission reports on."""
        return (*dict.fromkeys(c for codes in self.items.values() for c in codes), *self.led_by_nobody)


@cached_query
def submission_statuses(ledger: Ledger, plan_id: str, submission: int | None = None) -> list[SubmissionStatus]:
    """Return the submissions of a plan, newest first; or one of them and its successors. Raises NotFound."""
    version = store.plans.load_plan(ledger, plan_id)[1]
    rows = store.submissions.submissions(ledger, plan_id, submission)
    sign_offs = store.approvals.sign_offs(ledger, _numbers(rows))
    return submission_statuses_of(ledger, plan_id, version, rows, sign_offs)


def _numbers(rows: Sequence[SubmissionRow]) -> tuple[int, ...]:
    return tuple(r["submission"] for r in rows)


def submission_statuses_of(
    ledger: Ledger, plan_id: str, version: int, rows: Sequence[SubmissionRow], sign_offs: Sequence[SignOffRow]
) -> list[SubmissionStatus]:
    """Return the statuses of the given submissions from the given sign-offs, under one version of the plan."""
    plan = store.plans.plan_version(ledger, plan_id, version)
    reported = {
        (submission, plan.item_by_part.get(code, ""))
        for submission, code in store.submissions.reported_codes(ledger, _numbers(rows))
    }
    given: dict[int, list[SignOff]] = defaultdict(list)
    for row in sign_offs:
        given[row["submission"]].append(_sign_off(row))
    filed_under = {r["submission"]: r["version"] for r in rows}
    items: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for submission, code in sorted(reported):
        before = filed_under[submission], given[submission]
        for leader in _leads(ledger, plan, version, code, *before) or ([_NOBODY] if code else []):
            items[submission][leader].append(code)
    superseded = {r["supersedes"] for r in rows}
    return [
        _status(plan, r, r["submission"] in superseded, given[r["submission"]], items[r["submission"]]) for r in rows
    ]


def _leads(
    ledger: Ledger, plan: Plan, version: int, item: str, filed_under: int, given: Sequence[SignOff]
) -> tuple[str, ...]:
    """Return the lead leaders of an item on one return: whoever signed before handing the item over stays its leader there."""
    leads = plan.leads_of(item, "leader")
    ended = {x.name for x in plan.leaders if x.until}
    if filed_under == version or not ended:
        return leads
    signed = {s.leader for s in given if s.step is Step.DEPUTY and s.decision is Decision.SIGNED}
    for act in reversed(store.organisation.reorganised_versions(ledger, plan.id, version)):
        if filed_under < act["version"]:
            before = store.plans.plan_version(ledger, plan.id, act["version"] - 1).leads_of(item, "leader")
            gone = [x for x in before if x not in leads and x in ended]
            if gone and {*gone} <= signed:
                return (*gone, *(x for x in leads if x in before))
    return leads


def _sign_off(row: SignOffRow) -> SignOff:
    return SignOff(
        step=Step(row["step"]),
        decision=Decision(row["decision"]),
        name=row["name"],
        leader=row["leader"],
        substitute=row["substitute"],
        note=row["note"],
        codes=tuple(row["codes"].split()),
        signed_at=to_local_time(row["signed_at"]),
        signed_on=row["signed_on"],
    )


def _status(
    plan: Plan, row: SubmissionRow, superseded: bool, given: Sequence[SignOff], items: Mapping[str, list[str]]
) -> SubmissionStatus:
    led = {leader: tuple(codes) for leader, codes in items.items() if leader != _NOBODY}
    return SubmissionStatus(
        number=row["submission"],
        plan=row["plan"],
        period=row["period"],
        unit=row["unit"],
        filed_by=row["filed_by"],
        filed_at=to_local_time(row["filed_at"]),
        filed_on=row["filed_on"],
        file_name=row["file_name"],
        supersedes=row["supersedes"],
        superseded=superseded,
        course=approval_status(tuple(led), given, superseded, plan.signing, row["filed_on"]),
        given=tuple(given),
        items=led,
        led_by_nobody=tuple(items.get(_NOBODY, ())),
    )


def submission_status(ledger: Ledger, plan_id: str, submission: int) -> SubmissionStatus:
    """Return the status of one submission. Raises NotFound."""
    for status in submission_statuses(ledger, plan_id, submission):
        if status.number == submission:
            return status
    raise NotFound(f"没有编号为 {submission} 的报送。", "请核对编号。")


def absences(ledger: Ledger, plan_id: str) -> list[AbsenceRow]:
    """Return the absences of leaders that were not cancelled, the earliest first."""
    return store.approvals.absences(ledger, plan_id)


def substitutes(ledger: Ledger, plan_id: str, day: date | None = None) -> dict[str, str]:
    """Return the leaders absent on a day (default today): leader → substitute."""
    on = day or today(ledger, plan_id)
    return {a["leader"]: a["substitute"] for a in absences(ledger, plan_id) if a["starts"] <= on <= a["ends"]}


def stands_for(ledger: Ledger, plan_id: str, account: Account) -> tuple[str, ...]:
    """Return the leaders for whom an account may sign today: its own, and those it substitutes."""
    if not account.leader:
        return ()
    absent = substitutes(ledger, plan_id)
    return (account.leader, *(x for x, by in absent.items() if by == account.leader and x != account.leader))


def waits_for(status: SubmissionStatus, account: Account, leaders: Sequence[str]) -> bool:
    """Return True if an account, which may sign for `leaders`, can take the next step on a submission."""
    match status.course.stage:
        case Stage.HEAD:
            return account.may(Permission.SIGN_HEAD, status.unit)
        case Stage.DEPUTY:
            return account.may(Permission.SIGN_DEPUTY) and not {*leaders}.isdisjoint(status.course.waiting)
        case Stage.OFFICE:
            return account.may(Permission.ACCEPT)
    return False


def queue(ledger: Ledger, plan_id: str, account: Account) -> list[SubmissionStatus]:
    """Return the submissions of open periods that wait for an account, the oldest first."""
    leaders = stands_for(ledger, plan_id, account)
    closed = {s.period.text for s in period_states(ledger, plan_id) if s.close}
    return [
        p
        for p in reversed(submission_statuses(ledger, plan_id))
        if p.period not in closed and waits_for(p, account, leaders)
    ]


@cached_query
def latest_by_unit(ledger: Ledger, plan_id: str) -> dict[tuple[str, str], SubmissionStatus]:
    """Return (period, unit) → the unit's newest submission of the period."""
    latest: dict[tuple[str, str], SubmissionStatus] = {}
    for status in submission_statuses(ledger, plan_id):
        latest.setdefault((status.period, status.unit), status)
    return latest


@cached_query
def counted_submissions(ledger: Ledger, plan_id: str, view: View = View.OFFICIAL) -> dict[tuple[str, str], int]:
    """Return (period, unit) → number of the submission that counts: the newest accepted, in `FILED` the newest not sent back."""
    counted = accepted(submission_statuses(ledger, plan_id))
    if view is View.FILED:
        latest = latest_by_unit(ledger, plan_id)
        counted |= {key: s.number for key, s in latest.items() if s.course.stage is not Stage.RETURNED}
    return counted


def accepted(statuses: Sequence[SubmissionStatus]) -> dict[tuple[str, str], int]:
    """Return (period, unit) → number of the newest accepted submission; `statuses` run from the newest on."""
    return {(s.period, s.unit): s.number for s in reversed(statuses) if s.course.stage is Stage.ACCEPTED}


@cached_query
def reached(ledger: Ledger, plan_id: str) -> dict[tuple[str, str], date]:
    """Return (period, unit) → first day on which a submission had all signatures, and so reached the office."""
    days: dict[tuple[str, str], date] = {}
    for status in submission_statuses(ledger, plan_id):
        if status.course.reached_on:
            key = status.period, status.unit
            days[key] = min(days.get(key, date.max), status.course.reached_on)
    return days
