"""Approval: signing, accepting or sending back a submission; absences of deputy mayors and their substitutes."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date

from zcdash import auth, queries
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.exclusive import exclusive
from zcdash.commands.validation import clean_arguments
from zcdash.config import RULES
from zcdash.domain.submission import Decision, Step
from zcdash.errors import InvalidInput, NotFound, NotPermitted, TooLate
from zcdash.queries.approvals import SubmissionStatus
from zcdash.rules.approval import ApprovalStatus, Stage
from zcdash.store.ledger import Ledger

_STEP_BY_STAGE = {
    Stage.HEAD: (Step.UNIT_HEAD, Permission.SIGN_HEAD),
    Stage.DEPUTY: (Step.DEPUTY, Permission.SIGN_DEPUTY),
    Stage.OFFICE: (Step.OFFICE, Permission.ACCEPT),
}


@clean_arguments
@exclusive
def sign(ledger: Ledger, account: Account, plan: str, submission: int, note: str = "") -> ApprovalStatus:
    """Sign a submission at its current step and return its new status. A substitute signs for an absent deputy mayor.

    Raises NotPermitted if another account must sign next, InvalidInput if nothing is left to sign, TooLate after the close.
    """
    status = queries.approvals.submission_status(ledger, plan, submission)
    step, leaders = _next_step(ledger, account, status)
    rows = [_row(ledger, account, status, step, Decision.SIGNED, leader, note) for leader in leaders]
    represented = [leader for leader in leaders if leader and leader != account.leader]
    act = account.act(
        _permission(step),
        plan=plan,
        period=status.period,
        unit=status.unit,
        subject=f"报送 {submission}",
        before=status.course.word,
        after=f"代签：{'、'.join(represented)}" if represented else note,
    )
    ledger.append(act, "sign_off", rows)
    return queries.approvals.submission_status(ledger, plan, submission).course


@clean_arguments
@exclusive
def send_back(
    ledger: Ledger, account: Account, plan: str, submission: int, note: str, codes: Sequence[str] = ()
) -> ApprovalStatus:
    """Send a submission back with a note and the codes of rows to correct. The supervision office may do so until the close."""
    status = queries.approvals.submission_status(ledger, plan, submission)
    if not note.strip():
        raise InvalidInput("退回没有写明理由。", "请写清哪里不对、怎样改。")
    if status.course.stage is Stage.ACCEPTED and account.may(Permission.ACCEPT):
        step, leader = Step.OFFICE, ""
        _require_open(ledger, status)
    else:
        step, leaders = _next_step(ledger, account, status)
        leader = leaders[0]
    row = _row(ledger, account, status, step, Decision.RETURNED, leader, note.strip()) | {"codes": " ".join(codes)}
    act = account.act(
        _permission(step),
        plan=plan,
        period=status.period,
        unit=status.unit,
        subject=f"退回报送 {submission}",
        before=status.course.word,
        after=note.strip(),
    )
    ledger.append(act, "sign_off", [row])
    return queries.approvals.submission_status(ledger, plan, submission).course


def _permission(step: Step) -> Permission:
    return next(permission for s, permission in _STEP_BY_STAGE.values() if s is step)


def _require_open(ledger: Ledger, status: SubmissionStatus) -> None:
    state = queries.periods.period_state(ledger, status.plan, status.period)
    if state.close:
        raise TooLate(f"{state.period.name}已关账，不能再审签或退回。", "确需更正的，请由督查室重开。")


def _next_step(ledger: Ledger, account: Account, status: SubmissionStatus) -> tuple[Step, tuple[str, ...]]:
    """Return (current step, leaders for whom the account signs: a single empty name except at the deputy mayors' step).

    Raises NotPermitted if the account may not sign at this step.
    """
    stage = status.course.stage
    if stage not in _STEP_BY_STAGE:
        raise InvalidInput(
            f"报送 {status.number}（{status.unit}）{status.course.word}，现在没有要审签的。", "请刷新后再看。"
        )
    step, permission = _STEP_BY_STAGE[stage]
    auth.permissions.require_permission(account, permission, status.unit)
    _require_open(ledger, status)
    if stage is not Stage.DEPUTY:
        return step, ("",)
    represented = queries.approvals.stands_for(ledger, status.plan, account)
    leaders = tuple(leader for leader in status.course.waiting if leader in represented)
    if not leaders:
        raise NotPermitted(
            f"报送 {status.number}（{status.unit}）{status.course.word}，不在您的分管或补位范围内。",
            "如在外出补位期间，请督查室先登记。",
        )
    return step, leaders


def _row(
    ledger: Ledger, account: Account, status: SubmissionStatus, step: Step, decision: Decision, leader: str, note: str
) -> dict[str, object]:
    return {
        "submission": status.number,
        "step": step.value,
        "decision": decision.value,
        "leader": leader,
        "name": account.name,
        "login": account.login,
        "substitute": bool(leader) and leader != account.leader,
        "note": note,
        "codes": "",
        "signed_at": ledger.clock(),
        "signed_on": queries.clock.today(ledger, status.plan),
    }


def default_substitutes() -> dict[str, str]:
    """Return leader → substitute by the rule of 2019 (周政办字〔2019〕31号第四条)."""
    with (RULES / "substitution.toml").open("rb") as file:
        return dict(tomllib.load(file)["substitute"])


@clean_arguments
@exclusive
def add_absence(
    ledger: Ledger, account: Account, plan: str, leader: str, substitute: str, starts: date, ends: date, reason: str
) -> int:
    """Record the absence of a leader, and the substitute. Raises InvalidInput if the two are absent at the same time."""
    auth.permissions.require_permission(account, Permission.ABSENCE)
    names = {x.name for x in queries.plans.plan(ledger, plan).leaders}
    for name in (leader, substitute):
        if name not in names:
            raise NotFound(f"本计划没有分管区长“{name}”。", f"应为：{'、'.join(sorted(names))}。")
    if leader == substitute:
        raise InvalidInput("补位人不能是本人。", "请另选一位。")
    if ends < starts:
        raise InvalidInput(f"结束日期 {ends} 早于开始日期 {starts}。", "请改正日期。")
    for other in queries.approvals.absences(ledger, plan):
        overlap = other["starts"] <= ends and starts <= other["ends"]
        if overlap and other["leader"] == leader:
            raise InvalidInput(f"{leader}在 {other['starts']} 至 {other['ends']} 已登记外出。", "请先撤销原来的登记。")
        if overlap and (other["leader"] == substitute or other["substitute"] == leader):
            absence = f"{other['leader']}在 {other['starts']} 至 {other['ends']} 外出，由{other['substitute']}补位"
            raise InvalidInput(f"互相补位的两位不能同时外出：{absence}。", "如区长另有安排，请另选补位人。")
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
    return ledger.append(act, "absence", [row | {"cancels": None}])[0]


@clean_arguments
@exclusive
def cancel_absence(ledger: Ledger, account: Account, plan: str, absence: int) -> None:
    """Cancel an absence; signatures given under it stay valid. Raises NotFound."""
    auth.permissions.require_permission(account, Permission.ABSENCE)
    registered = next((a for a in queries.approvals.absences(ledger, plan) if a["absence"] == absence), None)
    if registered is None:
        raise NotFound(f"没有第 {absence} 号外出登记。", "请刷新后再看。")
    dates = f"{registered['starts']} 至 {registered['ends']}"
    act = account.act(Permission.ABSENCE, plan=plan, subject=registered["leader"], before=dates, after="撤销")
    row = {name: registered[name] for name in ("plan", "leader", "substitute", "starts", "ends", "reason")}
    ledger.append(act, "absence", [row | {"cancels": absence}])
