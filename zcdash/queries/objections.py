"""Objections (复核申请) to rows of the year-end assessment with their answers, and waivers (豁免)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zcdash import store
from zcdash.domain.terms import LIGHT_NAME, Light
from zcdash.errors import NotFound
from zcdash.queries.clock import to_local_time
from zcdash.store.ledger import Ledger

KIND_NAME = {"item": "事项", "indicator": "指标", "commitment": "节点", "return": "报送"}
WAIVED = "waived"
"""Effect of an answer: the row does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """A row that a unit or deputy mayor disputes in its own score. `upheld` is None until it is answered.

    `code` is of an item, indicator or commitment, or a period where the deduction for its submission is disputed. `was` is
    the disputed arithmetic for the record, `rests_on` the facts of the row as JSON when it was answered.
    """

    number: int
    who: str
    scored: str
    kind: str
    code: str
    argument: str
    was: str
    name: str
    login: str
    filed_at: datetime
    upheld: bool | None = None
    effect: str = ""
    rests_on: str = ""
    points_before: str = ""
    points_after: str = ""
    note: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None

    @property
    def word(self) -> str:
        """Return the outcome for readers."""
        if self.upheld is None:
            return "待答复"
        if not self.upheld:
            return "维持原分"
        if self.effect == WAIVED:
            return "采纳，不计分"
        return f"采纳，改判为{LIGHT_NAME[Light(self.effect)]}" if self.effect else "采纳，另行更正"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """An item, indicator or commitment that does not count, with the reason; in force until it is withdrawn."""

    number: int
    code: str
    reason: str
    name: str
    set_at: datetime
    withdrawn_by: str = ""
    withdrawn_why: str = ""

    @property
    def in_force(self) -> bool:
        return not self.withdrawn_by


def objections(ledger: Ledger, plan_id: str) -> list[Objection]:
    """Return every objection to a score of a plan, newest first; times in Shanghai time."""
    store.plans.load_plan(ledger, plan_id)
    return [
        Objection(
            number=r["objection"],
            who=r["who"],
            scored=r["scored"],
            kind=r["kind"],
            code=r["code"],
            argument=r["argument"],
            was=r["was"],
            name=r["name"],
            login=r["login"],
            filed_at=to_local_time(r["filed_at"]),
            upheld=r["upheld"],
            effect=r["effect"] or "",
            rests_on=r["rests_on"] or "",
            points_before=r["points_before"] or "",
            points_after=r["points_after"] or "",
            note=r["note"] or "",
            answered_by=r["answered_by"] or "",
            answered_at=to_local_time(r["answered_at"]) if r["answered_at"] else None,
        )
        for r in store.scores.objections(ledger, plan_id)
    ]


def objection(ledger: Ledger, plan_id: str, number: int) -> Objection:
    """Return one objection. Raises NotFound."""
    match = next((o for o in objections(ledger, plan_id) if o.number == number), None)
    if match is None:
        raise NotFound(f"没有第 {number} 号复核申请。", "请刷新后再看。")
    return match


def waivers(ledger: Ledger, plan_id: str) -> list[Waiver]:
    """Return every waiver of a plan, newest first, withdrawn ones included."""
    return [
        Waiver(
            number=r["waiver"],
            code=r["code"],
            reason=r["reason"],
            name=r["name"],
            set_at=to_local_time(r["set_at"]),
            withdrawn_by=r["withdrawn_by"] or "",
            withdrawn_why=r["withdrawn_why"] or "",
        )
        for r in store.scores.waivers(ledger, plan_id)
    ]


def waived(waivers: Iterable[Waiver], objections: Iterable[Objection]) -> dict[str, str]:
    """Return code → why it does not count: by a waiver in force, or by an objection that was upheld."""
    reasons = {w.code: w.reason for w in waivers if w.in_force}
    for o in objections:
        if o.upheld and o.effect == WAIVED and o.kind != "return":
            reasons.setdefault(o.code, f"复核申请 {o.number} 采纳：{o.note}")
    return reasons


def excused(objections: Iterable[Objection]) -> set[tuple[str, str]]:
    """Return (unit, period) of the submissions that cost no points, since an objection was upheld."""
    return {(o.scored, o.code) for o in objections if o.upheld and o.effect == WAIVED and o.kind == "return"}


def decided(objections: Iterable[Objection]) -> dict[str, tuple[Light, str]]:
    """Return code → (light that the newest upheld objection gave it, facts as JSON that it rests on)."""
    decisions: dict[str, tuple[Light, str]] = {}
    for o in objections:
        if o.upheld and o.effect not in ("", WAIVED):
            decisions.setdefault(o.code, (Light(o.effect), o.rests_on))
    return decisions
