"""Submit the draft of a plan, and approve, refuse or withdraw what was submitted. Nothing is asked of anybody before approval."""

from __future__ import annotations

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission, Role
from zcdash.commands.drafts import DraftChanged
from zcdash.commands.exclusive import exclusive
from zcdash.commands.plans import save_valid_plan
from zcdash.commands.validation import clean_arguments
from zcdash.domain.plan_difference_words import summary_words
from zcdash.domain.plan_draft import DRAFT_KIND_NAME, DraftKind
from zcdash.errors import InvalidInput, NotPermitted
from zcdash.intake.plan_changes import moved_units
from zcdash.queries.plan_drafts import DryRun
from zcdash.queries.plan_requests import APPROVED, REFUSED, WITHDRAWN, PlanRequest
from zcdash.store.ledger import Ledger
from zcdash.store.plans import Decision

SUBMITTED = "已报批"
"""Reason why a draft is over, once it was submitted."""


@clean_arguments
@exclusive
def submit(ledger: Ledger, account: Account, work: int, reason: str, expected: int) -> int:
    """Submit a draft for approval and return the number of the request: from now on it is frozen.

    Raises InvalidInput where the dry run has errors, anything is open, or the plan has changed since; DraftChanged.
    """
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    if not reason.strip():
        raise InvalidInput("没有写明报批的理由。", "请写明依据，例如文号或会议纪要。")
    draft = queries.plan_drafts.draft(ledger, work)
    if draft.ended:
        raise InvalidInput(f"第 {work} 号计划草稿已经结束（{draft.ended}）。", "请看草稿清单，另开一份。")
    if draft.number != expected:
        raise DraftChanged(f"{draft.name}刚刚改过这份草稿。", "请先看改了什么，再报批。")
    run = queries.plan_drafts.check_draft(ledger, draft)
    _require_ready(run)
    assert run.plan is not None
    row, summary = queries.plan_requests.request_row(ledger, account, draft, run, reason.strip())
    what = summary_words(summary) if row["base_version"] else f"新计划，{len(run.plan.items)} 项"
    act = account.act(
        Permission.COMPILE_PLAN,
        plan=run.plan.id,
        subject=f"报批（{DRAFT_KIND_NAME[draft.kind]}）",
        before=f"第 {row['base_version']} 版" if row["base_version"] else "",
        after=f"{what}：{reason.strip()}",
    )
    ended = queries.plan_drafts.next_row(ledger, account, draft, ended=SUBMITTED)
    document = queries.plan_drafts.document(ledger, work)[1] if draft.source else b""
    return store.plan_drafts.add_request(ledger, act, row, document, ended)


def _require_ready(run: DryRun) -> None:
    """Raise InvalidInput, with the first errors, for a draft that cannot be submitted."""
    if run.errors:
        first = "；".join(f"{f.place}：{f.sentence}" if f.place else f.sentence for f in run.errors[:3])
        raise InvalidInput(f"草稿有 {len(run.errors)} 处错误，不能报批：{first}", "请在“检查和提交”中逐条改正。")
    if run.open_questions or run.open_remainders:
        raise InvalidInput(
            f"还有 {run.open_questions} 个问题没有答复、{run.open_remainders} 处原文没有确认。", "请逐条处理后再报批。"
        )
    if run.blocked:
        raise InvalidInput(run.blocked, "请核对计划编号；改已有计划的，请把改动换到新版上，或重新下载工作簿再改。")


@clean_arguments
@exclusive
def approve(ledger: Ledger, account: Account, request: int, note: str = "") -> int:
    """Put a submitted plan in force and return its version.

    Raises NotPermitted for the requester, and for a deputy mayor who does not lead all that changes; InvalidInput where the
    plan has a newer version than the one that is changed (a correction is made in that one too, if the value is still what it
    was), what was filed or closed meanwhile contradicts, or a unit or leader that it names is gone.
    """
    permission = _require_decider(account)
    asked = _waiting(ledger, request)
    _require_another(ledger, account, asked)
    result = queries.plan_requests.if_approved(ledger, asked)
    if result.obstacle:
        raise InvalidInput(result.obstacle, result.way_out)
    base, plan = result.base, result.plan
    former = None
    if base:
        units, periods = moved_units(base, plan, queries.plan_drafts.filed(ledger, plan.id))
        former = (";".join(units), ";".join(periods), queries.clock.today(ledger, plan.id)) if units else None
    row = _decision(ledger, account, request, APPROVED, note)
    decision = Decision("plan_decision", row, (asked.source, asked.file_name), former)
    act = account.act(permission, plan=asked.plan, subject=f"计划报批 {request}")
    return save_valid_plan(ledger, act, plan, f"报批 {request}：{asked.reason}", decision).version


@clean_arguments
@exclusive
def refuse(ledger: Ledger, account: Account, request: int, reason: str) -> None:
    """Send a submitted plan back with a reason; its draft is open again. Raises NotPermitted as `approve` does."""
    permission = _require_decider(account)
    asked = _waiting(ledger, request)
    _require_another(ledger, account, asked)
    if not reason.strip():
        raise InvalidInput("退回计划，没有写明理由。", "请写明要改什么。")
    _close(ledger, account, permission, asked, REFUSED, reason.strip())


@clean_arguments
@exclusive
def withdraw(ledger: Ledger, account: Account, request: int, note: str = "") -> None:
    """Take back what this account has submitted; its draft is open again. Raises NotPermitted for anybody else."""
    permission = Permission.COMPILE_PLAN if account.may(Permission.COMPILE_PLAN) else Permission.REQUEST_CORRECTION
    auth.permissions.require_permission(account, permission)
    asked = _waiting(ledger, request)
    if asked.login != account.login:
        raise NotPermitted(f"这次报批是{asked.name}提出的，只能由本人撤回。", "您可以批准或退回它。")
    _close(ledger, account, permission, asked, WITHDRAWN, note.strip())


def _require_decider(account: Account) -> Permission:
    """Return the permission that a decision of this account rests on. Raises NotPermitted where it has neither."""
    permission = Permission.DECIDE_CORRECTION if account.role is Role.DEPUTY else Permission.APPROVE_PLAN
    auth.permissions.require_permission(account, permission)
    return permission


def _waiting(ledger: Ledger, request: int) -> PlanRequest:
    asked = queries.plan_requests.request(ledger, request)
    if asked.decision is not None:
        word = queries.plan_requests.DECISION_NAME[asked.decision]
        raise InvalidInput(f"第 {request} 号计划报批{word}（{asked.decided_by}）。", "请刷新后再看。")
    return asked


def _require_another(ledger: Ledger, account: Account, asked: PlanRequest) -> None:
    """Raise NotPermitted for the requester and for a deputy mayor who does not lead all of it; say who may approve."""
    if asked.login == account.login:
        others = queries.plan_requests.approvers(ledger, asked)
        raise NotPermitted(
            "不能批准或退回自己报批的计划。",
            f"请由{'、'.join(others[:5])}办理。"
            if others
            else "督查室只有您一个账号，请系统管理员再开一个督查室账号。",
        )
    if not queries.plan_requests.may_decide(ledger, account, asked):
        raise NotPermitted("改动的事项不全由您牵头分管。", "请由督查室批准。")


def _decision(ledger: Ledger, account: Account, request: int, decision: str, note: str) -> dict[str, object]:
    return {
        "plan_request": request,
        "decision": decision,
        "note": note.strip(),
        "name": account.name,
        "login": account.login,
        "version": None,
        "decided_at": ledger.clock(),
    }


def _close(
    ledger: Ledger, account: Account, permission: Permission, asked: PlanRequest, decision: str, note: str
) -> None:
    """Record a decision that puts nothing in force, and open the draft again."""
    word = queries.plan_requests.DECISION_NAME[decision]
    act = account.act(
        permission, plan=asked.plan, subject=f"计划报批 {asked.number}", after=f"{word}：{note}" if note else word
    )
    reopened = None
    if asked.kind is not DraftKind.CORRECTION:
        # A decision writes nothing in the draft, which stays that of its last author.
        reopened = next(row for row in store.plan_drafts.versions(ledger, asked.work) if not row["ended"])
    store.plan_drafts.add_decision(ledger, act, _decision(ledger, account, asked.number, decision, note), reopened)
