"""督办单 (supervision notices): the office issues a proposed one, the unit replies, the office ends it (销号)."""

from __future__ import annotations

from datetime import date

from zcdash import auth, queries
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.exclusive import exclusive
from zcdash.commands.validation import clean_arguments
from zcdash.domain.audit import Act
from zcdash.errors import InvalidInput
from zcdash.queries.notices import NOTICE_STATE_NAME, Notice, NoticeState, Proposal, notice, notice_rules
from zcdash.rules.notice_rules import STEP_NAME, NoticeStep
from zcdash.rules.notices import Kind
from zcdash.store.ledger import Ledger
from zcdash.text import clean_field

MAX_TEXT = 2000
MAX_REPLY = 600


@clean_arguments
@exclusive
def issue_notice(
    ledger: Ledger,
    account: Account,
    plan: str,
    period: str,
    kind: Kind,
    code: str,
    unit: str,
    text: str,
    due: date,
    step: NoticeStep | None = None,
    why: str = "",
) -> int:
    """Issue a proposed notice with the office's text and return its number. A step other than the proposed needs a reason."""
    auth.permissions.require_permission(account, Permission.ISSUE_NOTICE)
    proposal = _proposal(ledger, plan, period, kind, code, unit)
    text = _required(text, "督办内容", MAX_TEXT)
    today = queries.clock.today(ledger, plan)
    if due < today:
        raise InvalidInput(f"回复时限 {due} 早于今天 {today}。", "请选今天或以后的日期。")
    step = step or proposal.step
    reason = _reason(proposal, step, why)
    row = {
        **_proposal_columns(proposal),
        "step": step.value,
        "reason": reason,
        "text": text,
        "due": due,
        "rules": notice_rules().title,
        "issued_by": account.name,
        "issued_at": ledger.clock(),
        "issued_on": today,
    }
    act = _issue_act(account, proposal, step, f"{due} 前回复：{reason}")
    return ledger.append(act, "notice", [row])[0]


def _issue_act(account: Account, proposal: Proposal, step: NoticeStep, terms: str) -> Act:
    return account.act(
        Permission.ISSUE_NOTICE,
        plan=proposal.plan,
        period=proposal.period,
        unit=proposal.unit,
        subject=proposal.about,
        after=f"{STEP_NAME[step]}，{terms}",
    )


def _proposal_columns(proposal: Proposal) -> dict[str, str]:
    return {
        "plan": proposal.plan,
        "period": proposal.period,
        "kind": proposal.kind.value,
        "code": proposal.code,
        "unit": proposal.unit,
        "leader": "、".join(proposal.leaders),
    }


def _reason(proposal: Proposal, step: NoticeStep, why: str) -> str:
    """Return the reason of the notice, with that of a changed step. Raises InvalidInput if a changed step has none."""
    if step is proposal.step:
        return proposal.reason
    change = f"原应{STEP_NAME[proposal.step]}，改为{STEP_NAME[step]}"
    return f"{proposal.reason}；{change}：{_required(why, '改档的理由', MAX_REPLY)}"


def _proposal(ledger: Ledger, plan: str, period: str, kind: Kind, code: str, unit: str) -> Proposal:
    for proposal in queries.notice_proposals.proposals(ledger, plan, period):
        if (proposal.kind, proposal.code, proposal.unit) == (kind, code, unit):
            return proposal
    raise InvalidInput(f"按督办办法，{unit}{code}现在没有该发的督办单，或者刚刚已经发过。", "请刷新后再看。")


@clean_arguments
@exclusive
def reply_notice(
    ledger: Ledger, account: Account, plan: str, number: int, cause: str, next_step: str, promised: date | None
) -> None:
    """Reply for the unit with cause, next step and promised date. More replies may follow until the notice has ended."""
    current = notice(ledger, plan, number)
    auth.permissions.require_permission(account, Permission.REPLY_NOTICE, current.unit)
    _require_open(current)
    cause = _required(cause, "未完成的原因", MAX_REPLY)
    next_step = _required(next_step, "下步措施", MAX_REPLY)
    today = queries.clock.today(ledger, plan)
    if promised is None:
        raise InvalidInput("没有写明完成时限。", "请选一个日期。")
    if promised < today:
        raise InvalidInput(f"完成时限 {promised} 早于今天 {today}。", "请写今天或以后的日期。")
    row = {
        "notice": number,
        "cause": cause,
        "next_step": next_step,
        "promised": promised,
        "name": account.name,
        "replied_at": ledger.clock(),
        "replied_on": today,
    }
    act = account.act(
        Permission.REPLY_NOTICE,
        plan=plan,
        period=current.period,
        unit=current.unit,
        subject=f"第 {number} 号 {current.about}",
        before=NOTICE_STATE_NAME[current.state],
        after=f"{promised} 前完成：{next_step}",
    )
    ledger.append(act, "notice_reply", [row])


@clean_arguments
@exclusive
def end_notice(ledger: Ledger, account: Account, plan: str, number: int, note: str = "") -> None:
    """End a notice (销号): after the unit has replied, or with a note that says why no reply is needed."""
    auth.permissions.require_permission(account, Permission.END_NOTICE)
    current = notice(ledger, plan, number)
    _require_open(current)
    if not current.replies and not note.strip():
        raise InvalidInput(f"第 {number} 号还没有回复，销号没有写明理由。", "请等单位回复，或写明为什么不用回复。")
    note = _required(note, "销号的说明", MAX_REPLY) if note.strip() else ""
    row = {
        "notice": number,
        "note": note,
        "name": account.name,
        "ended_at": ledger.clock(),
        "ended_on": queries.clock.today(ledger, plan),
    }
    act = account.act(
        Permission.END_NOTICE,
        plan=plan,
        period=current.period,
        unit=current.unit,
        subject=f"第 {number} 号 {current.about}",
        before=NOTICE_STATE_NAME[current.state],
        after=note,
    )
    ledger.append(act, "notice_end", [row])


def _require_open(current: Notice) -> None:
    if current.end:
        raise InvalidInput(f"第 {current.number} 号督办单已于 {current.end.ended_on} 销号。", "请刷新后再看。")
    if current.state is NoticeState.RAISED:
        raise InvalidInput(
            f"第 {current.number} 号督办单已升档为第 {current.raised_to} 号。", f"请办理第 {current.raised_to} 号。"
        )


def _required(text: str, label: str, most: int) -> str:
    """Return the cleaned text of a required field. Raises InvalidInput if it is empty or too long."""
    cleaned = clean_field(text, label, most, lines=True)
    if not cleaned:
        raise InvalidInput(f"没有写明{label}。", "请补上再办。")
    return cleaned
