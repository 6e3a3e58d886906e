"""The year-end assessment: a row is disputed and answered, or does not count; the score itself is never written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from zcdash import auth, queries
from zcdash.auth.permissions import Account, Permission, Role
from zcdash.commands.validation import clean_arguments
from zcdash.domain.audit import Act
from zcdash.domain.model import LIGHT_NAME, Light
from zcdash.domain.plan import Plan
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.queries.objections import KIND_NAME, WAIVED, Objection, Waiver
from zcdash.queries.score import ScoreContext
from zcdash.rules.score import Score
from zcdash.store.ledger import Ledger

DECIDABLE = (Light.AHEAD, Light.ON_TRACK, Light.LATE_DONE, Light.SLIPPING, Light.BEHIND)
"""The lights that an answer may give a row: those that earn something, or nothing."""


@clean_arguments
def object_to_score(ledger: Ledger, account: Account, plan: str, code: str, argument: str) -> int:
    """Dispute a row of the own score: an item, indicator or commitment, or a period whose return cost points.

    The number of the objection. Raises Unknown for a row that the score does not have, WrongUse while the row is disputed.
    """
    auth.permissions.require_permission(account, Permission.OBJECT, account.unit or None)
    who, name = ("leader", account.leader) if account.role is Role.DEPUTY else ("unit", account.unit)
    if not argument.strip():
        raise InvalidInput("没有写明复核的理由。", "请写明哪里算得不对、依据是什么。")
    kind, was = _row(ScoreContext(ledger, plan), who, name, code)

    def check_unchanged() -> None:
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
    return ledger.append(act, "objection", [row], precondition=check_unchanged)[0]


def _row(book: ScoreContext, who: str, name: str, code: str) -> tuple[str, str]:
    """(what sort of row the code is, the arithmetic that stands there). Raises Unknown."""
    score = book.score(who, name)
    for r in book.own_returns(who, name):
        if r.period == code and (r.late_days or r.sent_back):
            said = [] if not r.late_days else [f"迟报 {r.late_days} 天" if r.filed else "未报送"]
            return "return", "，".join(said + [f"退回 {r.sent_back} 次"] * bool(r.sent_back))
    for item in score.items:
        if item.code == code:
            return "item", item.closing
        for part in (*item.lines, *item.left_out):
            if part.code == code:
                return _kind(book.plan, code), getattr(part, "arithmetic", "") or getattr(part, "reason", "")
    raise NotFound(f"{name}的得分里没有 {code}。", "请从得分明细中选择一行。")


def _kind(plan: Plan, code: str) -> str:
    """Raises Unknown for what the plan does not have."""
    for kind, rows in (("item", plan.items), ("indicator", plan.indicators), ("commitment", plan.commitments)):
        if any(r.code == code for r in rows):
            return kind
    raise NotFound(f"本计划没有 {code}。", "应为事项、指标或节点的编号，例如 11-2、11-2a、9-1.03。")


@clean_arguments
def answer_objection(
    ledger: Ledger, account: Account, plan: str, number: int, upheld: bool, note: str, effect: str = ""
) -> Objection:
    """Answer an objection; what it did to the score is kept with it.

    Upheld it may waive the row (`waived`), give it another light, or neither, where the figures themselves are put right. A
    light given so rests on the figures of now: when they change, it is no longer in force. Nobody answers his own objection.
    """
    auth.permissions.require_permission(account, Permission.ANSWER_OBJECTION)
    asked = queries.objections.objection(ledger, plan, number)
    if asked.login == account.login:
        raise NotPermitted("不能答复自己提出的复核申请。", "请由另一位督查室人员答复。")
    _open(asked)
    if not note.strip():
        raise InvalidInput("没有写明答复意见。", "请写明核实的情况和依据。")
    book, word = ScoreContext(ledger, plan), _effect(asked, upheld, effect)
    parts = {p.code: p for h in book.held(asked.who, asked.scored) for p in h.parts}
    rests_on = queries.score_parts.fingerprint(parts[asked.code]) if asked.code in parts else ""
    told = replace(asked, upheld=upheld, effect=effect, rests_on=rests_on, note=note.strip())
    with_answer = [told if o.number == number else o for o in queries.objections.objections(ledger, plan)]
    before = book.score(asked.who, asked.scored)
    after = ScoreContext(ledger, plan, told=with_answer).score(asked.who, asked.scored)
    row = {
        "objection": number,
        "upheld": upheld,
        "effect": effect,
        "rests_on": rests_on,
        "points_before": _points(before),
        "points_after": _points(after),
        "note": note.strip(),
        "name": account.name,
        "answered_at": ledger.clock(),
    }
    act = account.act(
        Permission.ANSWER_OBJECTION,
        plan=plan,
        unit=asked.scored if asked.who == "unit" else "",
        subject=f"复核申请 {number}：{asked.scored} {asked.code}",
        before=_points(before),
        after=f"{word}，{_points(after)}：{note.strip()}",
    )
    ledger.append(
        act,
        "objection_answer",
        [row],
        precondition=lambda: _open(queries.objections.objection(ledger, plan, number)),
    )
    return queries.objections.objection(ledger, plan, number)


def _open(asked: Objection) -> None:
    if asked.upheld is not None:
        raise InvalidInput(f"第 {asked.number} 号复核申请已由{asked.answered_by}答复。", "请刷新后再看。")


def _effect(asked: Objection, upheld: bool, effect: str) -> str:
    """What the answer does, in words. Raises WrongUse where it cannot do that."""
    if not upheld and effect:
        raise InvalidInput("维持原分的答复不能改变得分。", "如要改变得分，请选采纳。")
    allowed = ["", WAIVED] + [light.value for light in DECIDABLE if asked.kind in ("indicator", "commitment")]
    if effect not in allowed:
        said = LIGHT_NAME[Light(effect)] if effect in list(Light) else effect
        raise InvalidInput(
            f"对{KIND_NAME[asked.kind]}的复核不能答复为“{said}”。", "事项和报送只能不计分，或者另行更正。"
        )
    return replace(asked, upheld=upheld, effect=effect).word


def _points(score: Score) -> str:
    return "不评分" if score.points is None else str(score.points)


@clean_arguments
def waive(ledger: Ledger, account: Account, plan: str, code: str, reason: str) -> int:
    """An item, indicator or commitment does not count, for anybody; the number of the waiver."""
    auth.permissions.require_permission(account, Permission.WAIVE)
    kind = _kind(queries.plans.plan(ledger, plan), code)
    if not reason.strip():
        raise InvalidInput("没有写明豁免的理由。", "请写明依据，例如文号或会议纪要。")

    def check_unchanged() -> None:
        if any(w.code == code and w.in_force for w in queries.objections.waivers(ledger, plan)):
            raise InvalidInput(f"{code} 已经豁免。", "请刷新后再看。")

    act = account.act(Permission.WAIVE, plan=plan, subject=f"{KIND_NAME[kind]} {code}", after=f"豁免：{reason.strip()}")
    return _append_waiver(ledger, account, act, plan, code, reason, None, check_unchanged)


@clean_arguments
def unwaive(ledger: Ledger, account: Account, plan: str, number: int, reason: str) -> None:
    """Withdraw a waiver, for a reason; from now on the row counts again. Raises Unknown."""
    auth.permissions.require_permission(account, Permission.WAIVE)
    if not reason.strip():
        raise InvalidInput("没有写明撤销豁免的理由。", "请写明。")

    def found() -> Waiver:
        one = next((w for w in queries.objections.waivers(ledger, plan) if w.number == number and w.in_force), None)
        if one is None:
            raise NotFound(f"没有第 {number} 号豁免，或者已经撤销。", "请刷新后再看。")
        return one

    one = found()
    act = account.act(
        Permission.WAIVE, plan=plan, subject=one.code, before=f"豁免：{one.reason}", after=f"撤销：{reason.strip()}"
    )
    _append_waiver(ledger, account, act, plan, one.code, reason, number, lambda: found() and None)


def _append_waiver(
    ledger: Ledger,
    account: Account,
    act: Act,
    plan: str,
    code: str,
    reason: str,
    withdraws: int | None,
    check_unchanged: Callable[[], None],
) -> int:
    row = {
        "plan": plan,
        "code": code,
        "reason": reason.strip(),
        "withdraws": withdraws,
        "name": account.name,
        "set_at": ledger.clock(),
    }
    return ledger.append(act, "waiver", [row], precondition=check_unchanged)[0]
