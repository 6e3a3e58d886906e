"""督办单: the office issues one from what the rules propose, the unit replies, the office ends it (销号)."""

from __future__ import annotations

from datetime import date

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.validation import clean_arguments
from zcdash.errors import InvalidInput
from zcdash.queries.notices import NOTICE_STATE_NAME, Notice, NoticeState, Proposal, notice, notice_rules
from zcdash.rules.notice_rules import STEP_NAME, NoticeStep
from zcdash.rules.notices import Kind
from zcdash.store.ledger import Ledger
from zcdash.text import clean_field

LONGEST_TEXT, LONGEST_REPLY = 2000, 600


@clean_arguments
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
    """Issue a notice that is proposed, in the office's own words; its number. Another step than the proposed needs its why."""
    auth.permissions.require_permission(account, Permission.ISSUE_NOTICE)
    one = _proposed(ledger, plan, period, kind, code, unit)
    said, day, chosen = _said(text, "督办内容", LONGEST_TEXT), queries.clock.today(ledger), step or one.step
    if due < day:
        raise InvalidInput(f"回复时限 {due} 早于今天 {day}。", "请选今天或以后的日期。")
    reason = one.reason
    if chosen is not one.step:
        reason = (
            f"{reason}；原应{STEP_NAME[one.step]}，改为{STEP_NAME[chosen]}：{_said(why, '改档的理由', LONGEST_REPLY)}"
        )
    row = {
        "plan": plan,
        "period": period,
        "kind": kind.value,
        "code": code,
        "unit": unit,
        "leader": "、".join(one.leaders),
        "step": chosen.value,
        "reason": reason,
        "text": said,
        "due": due,
        "rules": notice_rules().title,
        "issued_by": account.name,
        "issued_at": ledger.clock(),
        "issued_on": day,
    }
    act = account.act(
        Permission.ISSUE_NOTICE,
        plan=plan,
        period=period,
        unit=unit,
        subject=one.about,
        after=f"{STEP_NAME[chosen]}，{due} 前回复：{reason}",
    )
    return store.acts.append(ledger, act, "notice", [row], precondition=lambda: _still(ledger, one))[0]


def _proposed(ledger: Ledger, plan: str, period: str, kind: Kind, code: str, unit: str) -> Proposal:
    for one in queries.notice_proposals.proposals(ledger, plan, period):
        if (one.kind, one.code, one.unit) == (kind, code, unit):
            return one
    raise InvalidInput(f"按督办办法，{unit}{code}现在没有该发的督办单，或者刚刚已经发过。", "请刷新后再看。")


def _still(ledger: Ledger, one: Proposal) -> None:
    """Asked inside the transaction: what was proposed is so still, and nobody else has issued it."""
    if _proposed(ledger, one.plan, one.period, one.kind, one.code, one.unit).step is not one.step:
        raise InvalidInput("督办建议刚刚有了变化。", "请刷新后再看。")


@clean_arguments
def reply_notice(
    ledger: Ledger, account: Account, plan: str, number: int, cause: str, next_step: str, promised: date | None
) -> None:
    """Reply for the unit: why, what next, by when. Another reply may follow until the notice has ended."""
    one = notice(ledger, plan, number)
    auth.permissions.require_permission(account, Permission.REPLY_NOTICE, one.unit)
    _open(one)
    why, what, day = (
        _said(cause, "未完成的原因", LONGEST_REPLY),
        _said(next_step, "下步措施", LONGEST_REPLY),
        queries.clock.today(ledger),
    )
    if promised is None:
        raise InvalidInput("没有写明完成时限。", "请选一个日期。")
    if promised < day:
        raise InvalidInput(f"完成时限 {promised} 早于今天 {day}。", "请写今天或以后的日期。")
    row = {
        "notice": number,
        "cause": why,
        "next_step": what,
        "promised": promised,
        "name": account.name,
        "replied_at": ledger.clock(),
        "replied_on": day,
    }
    act = account.act(
        Permission.REPLY_NOTICE,
        plan=plan,
        period=one.period,
        unit=one.unit,
        subject=f"第 {number} 号 {one.about}",
        before=NOTICE_STATE_NAME[one.state],
        after=f"{promised} 前完成：{what}",
    )
    store.acts.append(ledger, act, "notice_reply", [row], precondition=lambda: _open(notice(ledger, plan, number)))


@clean_arguments
def end_notice(ledger: Ledger, account: Account, plan: str, number: int, note: str = "") -> None:
    """End a notice (销号): after its unit replied, or with a note that says why there is no need of one."""
    auth.permissions.require_permission(account, Permission.END_NOTICE)
    one = notice(ledger, plan, number)
    _open(one)
    if not one.replies and not note.strip():
        raise InvalidInput(f"第 {number} 号还没有回复，销号没有写明理由。", "请等单位回复，或写明为什么不用回复。")
    said = _said(note, "销号的说明", LONGEST_REPLY) if note.strip() else ""
    row = {
        "notice": number,
        "note": said,
        "name": account.name,
        "ended_at": ledger.clock(),
        "ended_on": queries.clock.today(ledger),
    }
    act = account.act(
        Permission.END_NOTICE,
        plan=plan,
        period=one.period,
        unit=one.unit,
        subject=f"第 {number} 号 {one.about}",
        before=NOTICE_STATE_NAME[one.state],
        after=said,
    )

    def check_unchanged() -> None:
        now = notice(ledger, plan, number)
        _open(now)
        if len(now.replies) != len(one.replies):
            raise InvalidInput(f"第 {number} 号刚刚有了新的回复。", "请看过回复再销号。")

    store.acts.append(ledger, act, "notice_end", [row], precondition=check_unchanged)


def _open(one: Notice) -> None:
    if one.state is NoticeState.ENDED:
        raise InvalidInput(f"第 {one.number} 号督办单已于 {one.end.ended_on} 销号。", "请刷新后再看。")
    if one.state is NoticeState.RAISED:
        raise InvalidInput(f"第 {one.number} 号督办单已升档为第 {one.raised_to} 号。", f"请办理第 {one.raised_to} 号。")


def _said(text: str, what: str, most: int) -> str:
    """The text without blanks around it. Raises WrongUse where it is empty or too long."""
    plain = clean_field(text, what, most, lines=True)
    if not plain:
        raise InvalidInput(f"没有写明{what}。", "请补上再办。")
    return plain
