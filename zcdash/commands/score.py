"""Commands of the year-end assessment: objections, answers, waivers. Scores themselves are never stored."""

from __future__ import annotations

from dataclasses import replace

from zcdash import auth, queries
from zcdash.auth.permissions import Account, Permission, Role
from zcdash.commands.exclusive import exclusive
from zcdash.commands.validation import clean_arguments
from zcdash.domain.audit import Act
from zcdash.domain.plan import Plan
from zcdash.domain.terms import LIGHT_NAME, Light
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.queries.objections import KIND_NAME, WAIVED, Objection
from zcdash.queries.score_context import ScoreContext
from zcdash.rules.score import Score, SubmissionRecord
from zcdash.store.ledger import Ledger

DECIDABLE = (Light.AHEAD, Light.ON_TRACK, Light.LATE_DONE, Light.SLIPPING, Light.BEHIND)
"""Lights that an answer may give a row."""


@clean_arguments
@exclusive
def object_to_score(ledger: Ledger, account: Account, plan: str, code: str, argument: str) -> int:
    """File an objection to a row of the account's own score: an item, indicator or commitment, or a period that cost points.

    Returns the number of the objection. Raises NotFound for a row that the score does not have, InvalidInput while the row is
    disputed.
    """
    auth.permissions.require_permission(account, Permission.OBJECT, account.unit or None)
    own = queries.organisation.own_units(ledger, account, plan)[0]
    who, name = ("leader", account.leader) if account.role is Role.DEPUTY else ("unit", own)
    if not argument.strip():
        raise InvalidInput("没有写明复核的理由。", "请写明哪里算得不对、依据是什么。")
    kind, was = _row(ScoreContext(ledger, plan), who, name, code)
    if any(
        o.upheld is None and (o.who, o.scored, o.code) == (who, name, code)
        for o in queries.objections.objections(ledger, plan)
    ):
        raise InvalidInput(f"{code} 已在复核中。", "请等督查室答复。")
    row = {
        "plan": plan,
        "who": who,
        "scored": name,
        "kind": kind,
        "code": code,
        "argument": argument.strip(),
        "was": was,
        "name": account.name,
        "login": account.login,
        "filed_at": ledger.clock(),
    }
    act = account.act(
        Permission.OBJECT,
        plan=plan,
        unit=account.unit,
        subject=f"{name} {KIND_NAME[kind]} {code}",
        before=was,
        after=argument.strip(),
    )
    return ledger.append(act, "objection", [row])[0]


def _row(context: ScoreContext, who: str, name: str, code: str) -> tuple[str, str]:
    """Return (kind of the row, its arithmetic). Raises NotFound."""
    score = context.score(who, name)
    for record in context.submissions_of(who, name):
        if record.period == code and (record.late_days or record.sent_back or record.unfiled):
            return "return", _faults(record)
    for item in score.items:
        if item.code == code:
            return "item", item.closing
        for line in item.lines:
            if line.code == code:
                return line.kind.value, line.arithmetic
        for left_out in item.left_out:
            if left_out.code == code:
                return left_out.kind.value, left_out.reason
    raise NotFound(f"{name}的得分里没有 {code}。", "请从得分明细中选择一行。")


def _faults(record: SubmissionRecord) -> str:
    texts = []
    if record.unfiled:
        texts.append(record.unfiled)
    elif record.late_days:
        texts.append(f"迟报 {record.late_days} 天" if record.filed else "未报送")
    if record.sent_back:
        texts.append(f"退回 {record.sent_back} 次")
    return "，".join(texts)


def _kind(plan: Plan, code: str) -> str:
    """Return the kind of a row of the plan. Raises NotFound."""
    if any(i.code == code for i in plan.items):
        return "item"
    if any(i.code == code for i in plan.indicators):
        return "indicator"
    if any(c.code == code for c in plan.commitments):
        return "commitment"
    raise NotFound(f"本计划没有 {code}。", "应为事项、指标或节点的编号，例如 11-2、11-2a、9-1.03。")


@clean_arguments
@exclusive
def answer_objection(
    ledger: Ledger, account: Account, plan: str, number: int, upheld: bool, note: str, effect: str = ""
) -> Objection:
    """Answer an objection; the points before and after are kept with it.

    An upheld one may waive the row (`waived`), give it another light, or neither where the figures themselves are corrected.
    Such a light lapses when the facts of the row change. An objection is answered by somebody else than its author.
    """
    auth.permissions.require_permission(account, Permission.ANSWER_OBJECTION)
    objection = queries.objections.objection(ledger, plan, number)
    _require_answerable(objection, account, note)
    outcome = _outcome(objection, upheld, effect)
    text = note.strip()
    context = ScoreContext(ledger, plan)
    before = _points(context.score(objection.who, objection.scored))
    answered = replace(objection, upheld=upheld, effect=effect, rests_on=_rests_on(context, objection), note=text)
    after = _points(_score_with(ledger, plan, answered))
    row = {
        "objection": number,
        "upheld": upheld,
        "effect": effect,
        "rests_on": answered.rests_on,
        "points_before": before,
        "points_after": after,
        "note": text,
        "name": account.name,
        "answered_at": ledger.clock(),
    }
    unit = objection.scored if objection.who == "unit" else ""
    subject = f"复核申请 {number}：{objection.scored} {objection.code}"
    change = f"{outcome}，{after}：{text}"
    permission = Permission.ANSWER_OBJECTION
    act = account.act(permission, plan=plan, unit=unit, subject=subject, before=before, after=change)
    ledger.append(act, "objection_answer", [row])
    return queries.objections.objection(ledger, plan, number)


def _require_answerable(objection: Objection, account: Account, note: str) -> None:
    if objection.login == account.login:
        raise NotPermitted("不能答复自己提出的复核申请。", "请由另一位督查室人员答复。")
    _require_open(objection)
    if not note.strip():
        raise InvalidInput("没有写明答复意见。", "请写明核实的情况和依据。")


def _rests_on(context: ScoreContext, objection: Objection) -> str:
    """Return the facts of the disputed part as JSON; empty where the row is not a part."""
    for item in context.items(objection.who, objection.scored):
        for part in item.parts:
            if part.code == objection.code:
                return queries.score_parts.facts_json(part)
    return ""


def _score_with(ledger: Ledger, plan: str, answered: Objection) -> Score:
    """Return the score as it would be once the objection is answered so."""
    objections = queries.objections.objections(ledger, plan)
    assumed = [answered if o.number == answered.number else o for o in objections]
    return ScoreContext(ledger, plan, assumed=assumed).score(answered.who, answered.scored)


def _require_open(objection: Objection) -> None:
    if objection.upheld is not None:
        raise InvalidInput(f"第 {objection.number} 号复核申请已由{objection.answered_by}答复。", "请刷新后再看。")


def _outcome(objection: Objection, upheld: bool, effect: str) -> str:
    """Return the outcome of an answer for readers. Raises InvalidInput where the answer cannot have this effect."""
    if not upheld and effect:
        raise InvalidInput("维持原分的答复不能改变得分。", "如要改变得分，请选采纳。")
    allowed = ["", WAIVED]
    if objection.kind in ("indicator", "commitment"):
        allowed += [light.value for light in DECIDABLE]
    if effect not in allowed:
        name = LIGHT_NAME[Light(effect)] if effect in list(Light) else effect
        raise InvalidInput(
            f"对{KIND_NAME[objection.kind]}的复核不能答复为“{name}”。", "事项和报送只能不计分，或者另行更正。"
        )
    return replace(objection, upheld=upheld, effect=effect).word


def _points(score: Score) -> str:
    return "不评分" if score.points is None else str(score.points)


@clean_arguments
@exclusive
def waive(ledger: Ledger, account: Account, plan: str, code: str, reason: str) -> int:
    """Waive an item, indicator or commitment, for every unit and leader. Returns the number of the waiver."""
    auth.permissions.require_permission(account, Permission.WAIVE)
    kind = _kind(queries.plans.plan(ledger, plan), code)
    if not reason.strip():
        raise InvalidInput("没有写明豁免的理由。", "请写明依据，例如文号或会议纪要。")
    if any(w.code == code and w.in_force for w in queries.objections.waivers(ledger, plan)):
        raise InvalidInput(f"{code} 已经豁免。", "请刷新后再看。")
    act = account.act(Permission.WAIVE, plan=plan, subject=f"{KIND_NAME[kind]} {code}", after=f"豁免：{reason.strip()}")
    return _append_waiver(ledger, account, act, plan, code, reason, None)


@clean_arguments
@exclusive
def unwaive(ledger: Ledger, account: Account, plan: str, number: int, reason: str) -> None:
    """Withdraw a waiver, for a reason; the row counts again. Raises NotFound."""
    auth.permissions.require_permission(account, Permission.WAIVE)
    if not reason.strip():
        raise InvalidInput("没有写明撤销豁免的理由。", "请写明。")

    waivers = queries.objections.waivers(ledger, plan)
    waiver = next((w for w in waivers if w.number == number and w.in_force), None)
    if waiver is None:
        raise NotFound(f"没有第 {number} 号豁免，或者已经撤销。", "请刷新后再看。")
    act = account.act(
        Permission.WAIVE,
        plan=plan,
        subject=waiver.code,
        before=f"豁免：{waiver.reason}",
        after=f"撤销：{reason.strip()}",
    )
    _append_waiver(ledger, account, act, plan, waiver.code, reason, number)


def _append_waiver(
    ledger: Ledger,
    account: Account,
    act: Act,
    plan: str,
    code: str,
    reason: str,
    withdraws: int | None,
) -> int:
    row = {
        "plan": plan,
        "code": code,
        "reason": reason.strip(),
        "withdraws": withdraws,
        "name": account.name,
        "set_at": ledger.clock(),
    }
    return ledger.append(act, "waiver", [row])[0]
