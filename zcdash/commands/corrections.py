"""Corrections of a plan: asked for with a reason, decided by another person, and then a new version; and months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission, Role
from zcdash.commands.plans import save_valid_plan
from zcdash.commands.validation import clean_arguments
from zcdash.domain.model import Indicator, Plan, Responsibility, Responsible
from zcdash.domain.period import Period
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.intake import parse_values
from zcdash.queries.corrections import KINDS, Correction, current_value
from zcdash.store.ledger import Ledger


@clean_arguments
def request_correction(
    ledger: Ledger, account: Account, plan: str, kind: str, code: str, wanted: str, reason: str, period: str = ""
) -> int:
    """Ask for a correction of a plan; the number of the request. Raises Unknown, or WrongUse where it could not be made."""
    auth.permissions.require_permission(account, Permission.REQUEST_CORRECTION)
    whole = queries.plans.plan(ledger, plan)
    if not reason.strip():
        raise InvalidInput("没有写明更正的理由。", "请写明依据，例如文号或会议纪要。")
    was = current_value(whole, kind, code, period)
    corrected(whole, kind, code, wanted.strip(), period)
    if wanted.strip() == was:
        raise InvalidInput(f"更正后的内容与现在一样：{was}。", "请核对。")
    row = {
        "plan": plan,
        "kind": kind,
        "code": code,
        "period": period,
        "was": was,
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
        before=was,
        after=f"{wanted.strip()}：{reason.strip()}",
    )
    return store.acts.append(ledger, act, "correction_request", [row])[0]


@clean_arguments
def decide_correction(
    ledger: Ledger, account: Account, plan: str, request: int, approved: bool, note: str = ""
) -> int | None:
    """Approve or refuse a request; the new version of the plan where approved. Nobody decides his own request."""
    auth.permissions.require_permission(account, Permission.DECIDE_CORRECTION)
    asked = next((q for q in queries.corrections.corrections(ledger, plan) if q.number == request), None)
    if asked is None:
        raise NotFound(f"没有第 {request} 号更正申请。", "请刷新后再看。")
    if asked.approved is not None:
        raise InvalidInput(f"第 {request} 号申请已由{asked.decided_by}决定。", "请刷新后再看。")
    if asked.login == account.login:
        raise NotPermitted("不能批准自己提出的更正。", "请由另一位督查室人员或分管区长决定。")
    if not approved and not note.strip():
        raise InvalidInput("不同意更正，没有写明理由。", "请写明理由。")
    whole = queries.plans.plan(ledger, plan)
    if account.role is Role.DEPUTY and account.leader not in lead_leaders(whole, item_of(whole, asked)):
        raise NotPermitted("这一事项不由您牵头分管。", "请由牵头的分管区长或督查室决定。")
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
        period=asked.period,
        subject=f"更正申请 {request}",
        before=asked.was,
        after=f"{'同意' if approved else '不同意'}：{asked.wanted if approved else note.strip()}",
    )
    if not approved:
        store.acts.append(ledger, act, "correction_decision", [row])
        return None
    if current_value(whole, asked.kind, asked.code, asked.period) != asked.was:
        raise InvalidInput(f"计划已经变过，申请时是“{asked.was}”，现在不是了。", "请重新申请。")
    changed = corrected(whole, asked.kind, asked.code, asked.wanted, asked.period)
    reason = f"更正申请 {request}：{KINDS[asked.kind]} {asked.code} {asked.reason}"
    return save_valid_plan(ledger, act, changed, reason, row).version


def item_of(plan: Plan, asked: Correction) -> str:
    """The item that a correction is about."""
    return next((i.item for i in plan.indicators if i.code == asked.code), asked.code)


def lead_leaders(plan: Plan, item: str) -> set[str]:
    return {r.name for r in plan.responsible if r.item == item and r.kind == "leader" and r.role is Responsibility.LEAD}


def corrected(plan: Plan, kind: str, code: str, wanted: str, period: str) -> Plan:
    """The plan as it would be. Raises Unknown or WrongUse where it cannot be."""
    current_value(plan, kind, code, period)
    if kind in ("lead_unit", "lead_leader"):
        return _other_lead(plan, code, wanted, kind.removeprefix("lead_"))
    if kind == "target":
        if not wanted:
            raise InvalidInput("更正后的目标是空的。", "请写明目标。")
        # The printed cell no longer binds the text; the first version keeps it.
        return replace(
            plan,
            targets=tuple(replace(t, text=wanted) if (t.item, t.period) == (code, period) else t for t in plan.targets),
            cells=tuple(replace(c, figures=()) if (c.item, c.cell) == (code, period) else c for c in plan.cells),
        )
    unit = next(i.unit for i in plan.indicators if i.code == code)
    try:
        value = parse_values.parse_number(wanted, unit).value
    except parse_values.NotUnderstood as wrong:
        raise InvalidInput(f"“{wanted}”不是{KINDS[kind]}可用的数。", f"请写一个数，单位是{unit}。") from wrong
    if kind == "tolerance" and value < 0:
        raise InvalidInput("允许偏差不能是负数。", "请写 0 或正数。")

    def changed(i: Indicator) -> Indicator:
        if i.code != code:
            return i
        return replace(i, tolerance=value) if kind == "tolerance" else replace(i, planned=i.planned | {period: value})

    return replace(plan, indicators=tuple(changed(i) for i in plan.indicators))


def _other_lead(plan: Plan, item: str, wanted: str, kind: str) -> Plan:
    """The one named leads, who led before supports; and it is no longer assumed."""
    if wanted not in {x.name for x in (plan.leaders if kind == "leader" else plan.units)}:
        raise NotFound(f"本计划没有{'分管区长' if kind == 'leader' else '责任单位'}“{wanted}”。", "请核对名称。")
    own = [r for r in plan.responsible if r.item == item and r.kind == kind]
    names = [wanted, *(r.name for r in own if r.name != wanted)]
    told = [
        Responsible(item, n, Responsibility.LEAD if k == 0 else Responsibility.SUPPORT, k + 1, False, kind)
        for k, n in enumerate(names)
    ]
    rest = [r for r in plan.responsible if r not in own]
    at = next((n for n, r in enumerate(plan.responsible) if r in own), len(rest))
    return replace(plan, responsible=(*rest[:at], *told, *rest[at:]))


@clean_arguments
def break_down(ledger: Ledger, account: Account, plan: str, unit: str, rows: dict[str, tuple[date, str]]) -> int:
    """Break commitments down to months: code → (due date, person in charge). Return how many changed.

    The unit's own date lies in the commitment's period and is never later than the plan's.
    """
    auth.permissions.require_permission(account, Permission.BREAK_DOWN, unit)
    held = {c.commitment.code: c for c in queries.corrections.breakdowns(ledger, plan, unit)}
    changed = []
    for code, (due, person) in rows.items():
        if code not in held:
            raise NotFound(f"{unit}没有节点 {code}。", "请刷新后再看。")
        one = held[code]
        period, limit = Period.parse(one.commitment.period), one.commitment.due
        if not period.starts <= due <= max(limit, period.starts):
            must = f"不早于 {period.starts}，不晚于计划时限 {limit}"
            raise InvalidInput(f"节点 {code} 的时限 {due} 不对：{must}。", "请改正。")
        if (due, person.strip()) != (one.due, one.person):
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
        said = "；".join(f"{r['commitment']} {r['due']} {r['person']}" for r in changed)
        store.acts.append(
            ledger, account.act(Permission.BREAK_DOWN, plan=plan, unit=unit, after=said), "breakdown", changed
        )
    return len(changed)
