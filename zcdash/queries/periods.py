"""Periods as the regime keeps them: deadlines with their extensions, the lock, closes and reopenings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zcdash import store
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.errors import TooLate
from zcdash.queries.clock import today
from zcdash.queries.plans import period_of
from zcdash.rules.deadline import plan_deadlines
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import Row


@dataclass(frozen=True, slots=True)
class PeriodState:
    """One period of a plan: its deadline, whether the official calendar covers that day, its lock, and its closes.

    `close` is the close in force, None where the period is open (never closed, or reopened).
    """

    period: Period
    deadline: date
    official: bool
    locks_on: date | None
    closes: tuple[Row, ...]
    """Newest first; each with its reopening, where there was one."""

    @property
    def close(self) -> Row | None:
        return next((c for c in self.closes[:1] if c["reopened_at"] is None), None)

    @property
    def word(self) -> str:
        if self.close:
            return "已关账" if self.close["revision"] == 1 else f"已关账（第 {self.close['revision']} 次）"
        return "已重开" if self.closes else "未关账"


def period_states(ledger: Ledger, plan_id: str) -> list[PeriodState]:
    """Every period of a plan, in order. Raises Unknown."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    locks: dict[str, date | None] = {}
    for row in ledger.query("lock_date", plan=plan_id):
        locks.setdefault(row["period"], row["locks_on"])
    closes = ledger.query("close", plan=plan_id)
    return [
        PeriodState(Period.parse(p), limit, official, locks.get(p), tuple(c for c in closes if c["period"] == p))
        for p, (limit, official) in plan_deadlines(plan).items()
    ]


def period_state(ledger: Ledger, plan_id: str, period: str) -> PeriodState:
    """One period of a plan. Raises Unknown."""
    period_of(store.plans.load_plan(ledger, plan_id)[0], period)
    return next(s for s in period_states(ledger, plan_id) if s.period.text == period)


def concessions(ledger: Ledger, plan_id: str, kind: str) -> dict[tuple[str, str], Row]:
    """(period, unit) → the newest extension or exception (`kind`) granted to the unit."""
    found: dict[tuple[str, str], Row] = {}
    for row in ledger.query("concession", plan=plan_id):
        if row["kind"] == kind:
            found.setdefault((row["period"], row["unit"]), row)
    return found


class Deadlines:
    """Deadlines by period and unit, extensions counted in."""

    def __init__(self, plan: Plan, extended: Mapping[tuple[str, str], Row]) -> None:
        self._of_period = {p: limit for p, (limit, _) in plan_deadlines(plan).items()}
        self._of_unit = {key: row["until"] for key, row in extended.items()}

    def of(self, period: str, unit: str = "") -> date:
        """The last day for a unit to file for a period; without a unit, everybody's."""
        return max(self._of_period[period], self._of_unit.get((period, unit), date.min))


def unit_deadlines(ledger: Ledger, plan: Plan) -> Deadlines:
    """The deadlines of a plan."""
    return Deadlines(plan, concessions(ledger, plan.id, "extension"))


def require_open_for_filing(ledger: Ledger, plan_id: str, period: str, unit: str) -> None:
    """Lets a return of the unit in. Raises TooLate where the period is closed, or locked without an exception."""
    state, day = period_state(ledger, plan_id, period), today(ledger)
    if state.close:
        raise TooLate(
            f"{state.period.name}已于 {state.close['as_of']} 关账，不再接收报送。",
            "确需更正的，请书面说明，由督查室重开后再报。",
        )
    excepted = concessions(ledger, plan_id, "exception").get((period, unit))
    if state.locks_on and day > state.locks_on and not (excepted and day <= excepted["until"]):
        gone = f"（例外到 {excepted['until']} 为止，已过期）" if excepted else ""
        raise TooLate(
            f"{state.period.name}已于 {state.locks_on} 锁定，不再接收报送{gone}。", "请联系督查室准予例外后再报。"
        )
