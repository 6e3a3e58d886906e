"""Corrections of a plan, requested with a reason and decided by another person; commitments broken down to months."""

from __future__ import annotations

from datetime import date

from zcdash import auth, queries
from zcdash.auth.permissions import Account, Permission, Role
from zcdash.commands.corrected_plan import corrected_plan
from zcdash.commands.exclusive import exclusive
from zcdash.commands.plans import save_valid_plan
from zcdash.commands.validation import clean_arguments
from zcdash.domain.model import Commitment
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.queries.corrections import KINDS, Correction, current_value
from zcdash.store.ledger import Ledger
from zcdash.store.plans import Decision


@clean_arguments
@exclusive
def request_correction(
    ledger: Ledger, account: Account, plan: str, kind: str, code: str, wanted: str, reason: str, period: str = ""
) -> int:
    """Request a correction of a plan and return its number. Raises NotFound, or InvalidInput if it cannot be made."""
    auth.permissions.require_permission(account, Permission.REQUEST_CORRECTION)
    current_plan = queries.plans.plan(ledger, plan)
    if not reason.strip():
        raise InvalidInput("没有写明更正的理由。", "请写明依据，例如文号或会议纪要。")
    old_value = current_value(current_plan, kind, code, period)
    corrected_plan(current_plan, kind, code, wanted.strip(), period, reason.strip())
    if wanted.strip() == old_value:
        raise InvalidInput(f"更正后的内容与现在一样：{old_value}。", "请核对。")
    row = {
        "plan": plan,
        "kind": kind,
        "code": code,
        "period": period,
        "was": old_value,
        "wanted": wanted.strip(),
        "reason": reason.strip(),
        "name": account.name,
        "login": account.login,
        "asked_at": ledger.clock(),
    }
    act = account.act(
        Permission.REQUEST_CORRECTION,
        plan=plan,
        period=period,
        subject=f"{KINDS[kind]} {code}",
        before=old_value,
        after=f"{wanted.strip()}：{reason.strip()}",
    )
    return ledger.append(act, "correction_request", [row])[0]


@clean_arguments
@exclusive
def decide_correction(
    ledger: Ledger, account: Account, plan: str, request: int, approved: bool, note: str = ""
) -> int | None:
    """Approve or refuse a request; return the number of the plan's new version if approved.

    Raises NotPermitted for the own request, and for a deputy mayor who does not lead the item.
    """
    auth.permissions.require_permission(account, Permission.DECIDE_CORRECTION)
    correction = _undecided(ledger, plan, request)
    current_plan = queries.plans.plan(ledger, plan)
    _require_may_decide(account, correction, current_plan, approved, note)
    row = {
        "correction_request": request,
        "approved": approved,
        "note": note.strip(),
        "name": account.name,
        "version": None,
        "decided_at": ledger.clock(),
    }
    act = account.act(
        Permission.DECIDE_CORRECTION,
        plan=plan,
        period=correction.period,
        subject=f"更正申请 {request}",
        before=correction.was,
        after=f"{'同意' if approved else '不同意'}：{correction.wanted if approved else note.strip()}",
    )
    if not approved:
        ledger.append(act, "correction_decision", [row])
        return None
    if current_value(current_plan, correction.kind, correction.code, correction.period) != correction.was:
        raise InvalidInput(f"计划已经变过，申请时是“{correction.was}”，现在不是了。", "请重新申请。")
    new_plan = corrected_plan(
        current_plan, correction.kind, correction.code, correction.wanted, correction.period, correction.reason
    )
    reason = f"更正申请 {request}：{KINDS[correction.kind]} {correction.code} {correction.reason}"
    return save_valid_plan(ledger, act, new_plan, reason, Decision("correction_decision", row)).version


def _undecided(ledger: Ledger, plan: str, request: int) -> Correction:
    correction = next((q for q in queries.corrections.corrections(ledger, plan) if q.number == request), None)
    if correction is None:
        raise NotFound(f"没有第 {request} 号更正申请。", "请刷新后再看。")
    if correction.approved is not None:
        raise InvalidInput(f"第 {request} 号申请已由{correction.decided_by}决定。", "请刷新后再看。")
    return correction


def _require_may_decide(account: Account, correction: Correction, plan: Plan, approved: bool, note: str) -> None:
    if correction.login == account.login:
        raise NotPermitted("不能批准自己提出的更正。", "请由另一位督查室人员或分管区长决定。")
    if not approved and not note.strip():
        raise InvalidInput("不同意更正，没有写明理由。", "请写明理由。")
    if account.role is Role.DEPUTY and account.leader not in plan.leads_of(_item_of(plan, correction), "leader"):
        raise NotPermitted("这一事项不由您牵头分管。", "请由牵头的分管区长或督查室决定。")


def _item_of(plan: Plan, correction: Correction) -> str:
    """Return the code of the item that a correction concerns."""
    return plan.item_by_part.get(correction.code, correction.code)


@clean_arguments
@exclusive
def break_down(ledger: Ledger, account: Account, plan: str, unit: str, rows: dict[str, tuple[date, str]]) -> int:
    """Set due date and person in charge of a unit's commitments, given as code → (date, name); return how many changed.

    The unit's own date lies in the commitment's period and is never later than the plan's.
    """
    auth.permissions.require_permission(account, Permission.BREAK_DOWN, unit)
    breakdowns = {b.commitment.code: b for b in queries.schedule.breakdowns(ledger, plan, unit)}
    changed = []
    for code, (due, person) in rows.items():
        if code not in breakdowns:
            raise NotFound(f"{unit}没有节点 {code}。", "请刷新后再看。")
        _require_due_in_period(breakdowns[code].commitment, due)
        if (due, person.strip()) != (breakdowns[code].due, breakdowns[code].person):
            changed.append(
                {
                    "plan": plan,
                    "commitment": code,
                    "unit": unit,
                    "month": f"{due:%YM%m}",
                    "due": due,
                    "person": person.strip(),
                    "name": account.name,
                    "set_at": ledger.clock(),
                }
            )
    if changed:
        after = "；".join(f"{r['commitment']} {r['due']} {r['person']}" for r in changed)
        act = account.act(Permission.BREAK_DOWN, plan=plan, unit=unit, after=after)
        ledger.append(act, "breakdown", changed)
    return len(changed)


def _require_due_in_period(commitment: Commitment, due: date) -> None:
    period = Period.parse(commitment.period)
    if not period.starts <= due <= max(commitment.due, period.starts):
        allowed = f"不早于 {period.starts}，不晚于计划时限 {commitment.due}"
        raise InvalidInput(f"节点 {commitment.code} 的时限 {due} 不对：{allowed}。", "请改正。")
