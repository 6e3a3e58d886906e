"""Signing: a return is signed, accepted, or sent back with a note; and who stands in while a deputy mayor is away."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.validation import clean_arguments
from zcdash.config import RULES
from zcdash.domain.submission import Decision, Step
from zcdash.errors import InvalidInput, NotFound, NotPermitted, TooLate
from zcdash.queries.approvals import SubmissionStatus
from zcdash.rules.approval import ApprovalStatus, Stage
from zcdash.store.ledger import Ledger

_STEP = {
    Stage.HEAD: (Step.UNIT_HEAD, Permission.SIGN_HEAD),
    Stage.DEPUTY: (Step.DEPUTY, Permission.SIGN_DEPUTY),
    Stage.OFFICE: (Step.OFFICE, Permission.ACCEPT),
}


@clean_arguments
def sign(ledger: Ledger, account: Account, plan: str, submission: int, note: str = "") -> ApprovalStatus:
    """Sign a return at the step where it is; where it is then. A substitute signs for the deputy mayor who is away.

    Raises NotPermitted where the next hand is another's, WrongUse where nothing is left to sign, TooLate after the close.
    """
    one = queries.approvals.submission_status(ledger, plan, submission)
    step, leaders = _turn(ledger, account, one)
    rows = [_row(ledger, account, one, step, Decision.SIGNED, leader, note) for leader in leaders]
    said = "代签：" + "、".join(x for x in leaders if x != account.leader) if any(r["substitute"] for r in rows) else ""
    act = account.act(
        _STEP[one.course.stage][1],
        plan=plan,
        period=one.period,
        unit=one.unit,
        subject=f"报送 {submission}",
        before=one.course.word,
        after=said or note,
    )
    store.acts.append(ledger, act, "sign_off", rows, precondition=lambda: _unchanged(ledger, one))
    return queries.approvals.submission_status(ledger, plan, submission).course


@clean_arguments
def send_back(
    ledger: Ledger, account: Account, plan: str, submission: int, note: str, codes: Sequence[str] = ()
) -> ApprovalStatus:
    """Send a return back with a note that says what to mend, and names rows; the supervision office may do so until the close."""
    one = queries.approvals.submission_status(ledger, plan, submission)
    if not note.strip():
        raise InvalidInput("退回没有写明理由。", "请写清哪里不对、怎样改。")
    if one.course.stage is Stage.ACCEPTED and account.may(Permission.ACCEPT):
        step, leaders = Step.OFFICE, ("",)
        _open(ledger, one)
    else:
        step, leaders = _turn(ledger, account, one)
    row = _row(ledger, account, one, step, Decision.RETURNED, leaders[0], note.strip()) | {"codes": " ".join(codes)}
    act = account.act(
        _command(step),
        plan=plan,
        period=one.period,
        unit=one.unit,
        subject=f"退回报送 {submission}",
        before=one.course.word,
        after=note.strip(),
    )
    store.acts.append(ledger, act, "sign_off", [row], precondition=lambda: _unchanged(ledger, one))
    return queries.approvals.submission_status(ledger, plan, submission).course


def _command(step: Step) -> Permission:
    return next(command for s, command in _STEP.values() if s is step)


def _open(ledger: Ledger, one: SubmissionStatus) -> None:
    state = queries.periods.period_state(ledger, one.plan, one.period)
    if state.close:
        raise TooLate(f"{state.period.name}已关账，不能再审签或退回。", "确需更正的，请由督查室重开。")


def _turn(ledger: Ledger, account: Account, one: SubmissionStatus) -> tuple[Step, tuple[str, ...]]:
    """(the step that the return waits at, the leaders for whom this person's hand signs; a lone blank at the other steps)."""
    stage = one.course.stage
    if stage not in _STEP:
        raise InvalidInput(f"报送 {one.number}（{one.unit}）{one.course.word}，现在没有要审签的。", "请刷新后再看。")
    step, command = _STEP[stage]
    auth.permissions.require_permission(account, command, one.unit)
    _open(ledger, one)
    if stage is not Stage.DEPUTY:
        return step, ("",)
    own = queries.approvals.stands_for(ledger, one.plan, account)
    leaders = tuple(x for x in one.course.waiting if x in own)
    if not leaders:
        raise NotPermitted(
            f"报送 {one.number}（{one.unit}）{one.course.word}，不在您的分管或补位范围内。",
            "如在外出补位期间，请督查室先登记。",
        )
    return step, leaders


def _unchanged(ledger: Ledger, one: SubmissionStatus) -> None:
    """Asked inside the transaction: what the person saw is still so."""
    now = queries.approvals.submission_status(ledger, one.plan, one.number)
    if (now.course, now.superseded) != (one.course, one.superseded):
        raise InvalidInput(f"报送 {one.number} 刚刚有了变化：{now.course.word}。", "请刷新后再看。")
    _open(ledger, one)


def _row(
    ledger: Ledger, account: Account, one: SubmissionStatus, step: Step, decision: Decision, leader: str, note: str
) -> dict[str, object]:
    return {
        "submission": one.number,
        "step": step.value,
        "decision": decision.value,
        "leader": leader,
        "name": account.name,
        "login": account.login,
        "substitute": bool(leader) and leader != account.leader,
        "note": note,
        "codes": "",
        "signed_at": ledger.clock(),
        "signed_on": queries.clock.today(ledger),
    }


def default_substitutes() -> dict[str, str]:
    """Who stands in for whom by the rule of 2019 (周政办字〔2019〕31号第四条): leader → substitute."""
    with (RULES / "substitution.toml").open("rb") as file:
        return dict(tomllib.load(file)["substitute"])


@clean_arguments
def add_absence(
    ledger: Ledger, account: Account, plan: str, leader: str, substitute: str, starts: date, ends: date, reason: str
) -> int:
    """Enter the absence of a leader and who stands in. Raises WrongUse where the two are away at the same time."""
    auth.permissions.require_permission(account, Permission.ABSENCE)
    names = {x.name for x in queries.plans.plan(ledger, plan).leaders}
    for name in (leader, substitute):
        if name not in names:
            raise NotFound(f"本计划没有分管区长“{name}”。", f"应为：{'、'.join(sorted(names))}。")
    if leader == substitute:
        raise InvalidInput("补位人不能是本人。", "请另选一位。")
    if ends < starts:
        raise InvalidInput(f"结束日期 {ends} 早于开始日期 {starts}。", "请改正日期。")

    def check_unchanged() -> None:
        for other in queries.approvals.absences(ledger, plan):
            overlap = other["starts"] <= ends and starts <= other["ends"]
            if overlap and other["leader"] == leader:
                raise InvalidInput(
                    f"{leader}在 {other['starts']} 至 {other['ends']} 已登记外出。", "请先撤销原来的登记。"
                )
            if overlap and (other["leader"] == substitute or other["substitute"] == leader):
                when = f"{other['leader']}在 {other['starts']} 至 {other['ends']} 外出，由{other['substitute']}补位"
                raise InvalidInput(f"互相补位的两位不能同时外出：{when}。", "如区长另有安排，请另选补位人。")

    row = {
        "plan": plan,
        "leader": leader,
        "substitute": substitute,
        "starts": starts,
        "ends": ends,
        "reason": reason.strip(),
    }
    act = account.act(
        Permission.ABSENCE, plan=plan, subject=leader, after=f"{starts} 至 {ends}，由{substitute}补位：{reason.strip()}"
    )
    return store.acts.append(ledger, act, "absence", [row | {"cancels": None}], precondition=check_unchanged)[0]


@clean_arguments
def cancel_absence(ledger: Ledger, account: Account, plan: str, absence: int) -> None:
    """Take an absence back; what was signed under it stays signed. Raises Unknown."""
    auth.permissions.require_permission(account, Permission.ABSENCE)
    found = next((a for a in queries.approvals.absences(ledger, plan) if a["absence"] == absence), None)
    if found is None:
        raise NotFound(f"没有第 {absence} 号外出登记。", "请刷新后再看。")
    was = f"{found['starts']} 至 {found['ends']}"
    act = account.act(Permission.ABSENCE, plan=plan, subject=found["leader"], before=was, after="撤销")
    row = {k: found[k] for k in ("plan", "leader", "substitute", "starts", "ends", "reason")}
    store.acts.append(ledger, act, "absence", [row | {"cancels": absence}])
