"""复核申请 and 豁免: which rows of the year-end assessment are disputed, what the office answered, what does not count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zcdash import store
from zcdash.domain.model import LIGHT_NAME, Light
from zcdash.errors import NotFound
from zcdash.queries.clock import to_local_time
from zcdash.store.ledger import Ledger

KIND_NAME = {"item": "事项", "indicator": "指标", "commitment": "节点", "return": "报送"}
WAIVED = "waived"
"""The effect of an answer: the row does not count."""


@dataclass(frozen=True, slots=True)
class Objection:
    """A unit or deputy mayor disputes a row of the own score. `upheld` is None while nobody has answered.

    `code` is of an item, indicator or commitment, or a period where the deduction for its return is disputed. `was` is the
    arithmetic that was disputed, `rests_on` what the ledger said of the row when it was answered.
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
        """What became of it."""
        if self.upheld is None:
            return "待答复"
        if not self.upheld:
            return "维持原分"
        if self.effect == WAIVED:
            return "采纳，不计分"
        return f"采纳，改判为{LIGHT_NAME[Light(self.effect)]}" if self.effect else "采纳，另行更正"


@dataclass(frozen=True, slots=True)
class Waiver:
    """An item, indicator or commitment that does not count, and why; withdrawn by somebody, or in force."""

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
    """Every objection to a score of a plan, newest first; times in Shanghai time."""
    store.plans.load_plan(ledger, plan_id)
    return [
        Objection(
            r["objection"],
            r["who"],
            r["scored"],
            r["kind"],
            r["code"],
            r["argument"],
            r["was"],
            r["name"],
            r["login"],
            to_local_time(r["filed_at"]),
            r["upheld"],
            *(r[c] or "" for c in ("effect", "rests_on", "points_before", "points_after", "note", "answered_by")),
            to_local_time(r["answered_at"]) if r["answered_at"] else None,
        )
        for r in store.scores.objections(ledger, plan_id)
    ]


def objection(ledger: Ledger, plan_id: str, number: int) -> Objection:
    """One objection. Raises Unknown."""
    found = next((o for o in objections(ledger, plan_id) if o.number == number), None)
    if found is None:
        raise NotFound(f"没有第 {number} 号复核申请。", "请刷新后再看。")
    return found


def waivers(ledger: Ledger, plan_id: str) -> list[Waiver]:
    """Every waiver of a plan, newest first, those that were withdrawn too."""
    return [
        Waiver(
            r["waiver"],
            r["code"],
            r["reason"],
            r["name"],
            to_local_time(r["set_at"]),
            r["withdrawn_by"] or "",
            r["withdrawn_why"] or "",
        )
        for r in store.scores.waivers(ledger, plan_id)
    ]


def waived(given: Iterable[Waiver], answered: Iterable[Objection]) -> dict[str, str]:
    """Code → why it does not count: by a waiver in force, or by an objection that was upheld."""
    found = {w.code: w.reason for w in given if w.in_force}
    for o in answered:
        if o.upheld and o.effect == WAIVED and o.kind != "return":
            found.setdefault(o.code, f"复核申请 {o.number} 采纳：{o.note}")
    return found


def excused(answered: Iterable[Objection]) -> set[tuple[str, str]]:
    """(unit, period) of the returns that cost no points, since an objection was upheld."""
    return {(o.scored, o.code) for o in answered if o.upheld and o.effect == WAIVED and o.kind == "return"}


def decided(answered: Iterable[Objection]) -> dict[str, tuple[Light, str]]:
    """Code → (the light that the newest upheld objection gave it, what that rests on)."""
    found: dict[str, tuple[Light, str]] = {}
    for o in answered:
        if o.upheld and o.effect not in ("", WAIVED):
            found.setdefault(o.code, (Light(o.effect), o.rests_on))
    return found
