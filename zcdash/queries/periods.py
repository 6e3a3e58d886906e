"""Periods of a plan: deadlines with extensions, locks, closes and reopenings."""

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
from zcdash.store.periods import CloseRow, ConcessionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodState:
    """One period of a plan. `official`: the holiday calendar covers the deadline."""

    period: Period
    deadline: date
    official: bool
    locks_on: date | None
    closes: tuple[CloseRow, ...]
    """Newest first; each with its reopening, if any."""

    @property
    def close(self) -> CloseRow | None:
        """Close in force; None if the period was never closed, or was reopened."""
        return next((c for c in self.closes[:1] if c["reopened_at"] is None), None)

    @property
    def word(self) -> str:
        if self.close:
            return "已关账" if self.close["revision"] == 1 else f"已关账（第 {self.close['revision']} 次）"
        return "已重开" if self.closes else "未关账"


def period_states(ledger: Ledger, plan_id: str) -> list[PeriodState]:
    """Return the states of a plan's periods, in order. Raises NotFound."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    locks: dict[str, date | None] = {}
    for row in store.periods.lock_dates(ledger, plan_id):
        locks.setdefault(row["period"], row["locks_on"])
    closes = store.periods.closes(ledger, plan_id)
    return [
        PeriodState(
            period=Period.parse(p),
            deadline=deadline,
            official=official,
            locks_on=locks.get(p),
            closes=tuple(c for c in closes if c["period"] == p),
        )
        for p, (deadline, official) in plan_deadlines(plan).items()
    ]


def period_state(ledger: Ledger, plan_id: str, period: str) -> PeriodState:
    """Return the state of one period of a plan. Raises NotFound."""
    period_of(store.plans.load_plan(ledger, plan_id)[0], period)
    return next(s for s in period_states(ledger, plan_id) if s.period.text == period)


def concessions(ledger: Ledger, plan_id: str, kind: str) -> dict[tuple[str, str], ConcessionRow]:
    """Return (period, unit) → the newest extension or exception (`kind`) granted to the unit."""
    newest: dict[tuple[str, str], ConcessionRow] = {}
    for row in store.periods.concessions(ledger, plan_id):
        if row["kind"] == kind:
            newest.setdefault((row["period"], row["unit"]), row)
    return newest


class Deadlines:
    """Deadlines by period and unit, extensions included."""

    def __init__(self, plan: Plan, extended: Mapping[tuple[str, str], ConcessionRow]) -> None:
        self._by_period = {p: deadline for p, (deadline, _) in plan_deadlines(plan).items()}
        self._by_unit: dict[tuple[str, str], date] = {key: row["until"] for key, row in extended.items()}

    def of(self, period: str, unit: str = "") -> date:
        """Return the last day for a unit to file for a period; without a unit, the general deadline."""
        return max(self._by_period[period], self._by_unit.get((period, unit), date.min))


def unit_deadlines(ledger: Ledger, plan: Plan) -> Deadlines:
    """Return the deadlines of a plan, with its extensions."""
    return Deadlines(plan, concessions(ledger, plan.id, "extension"))


def require_open_for_filing(ledger: Ledger, plan_id: str, period: str, unit: str) -> None:
    """Raise TooLate if the period is closed, or locked without an exception for the unit."""
    state = period_state(ledger, plan_id, period)
    day = today(ledger, plan_id)
    if state.close:
        raise TooLate(
            f"{state.period.name}已于 {state.close['as_of']} 关账，不再接收报送。",
            "确需更正的，请书面说明，由督查室重开后再报。",
        )
    exception = concessions(ledger, plan_id, "exception").get((period, unit))
    if state.locks_on and day > state.locks_on and not (exception and day <= exception["until"]):
        expired = f"（例外到 {exception['until']} 为止，已过期）" if exception else ""
        raise TooLate(
            f"{state.period.name}已于 {state.locks_on} 锁定，不再接收报送{expired}。", "请联系督查室准予例外后再报。"
        )


def is_open_for_filing(ledger: Ledger, plan_id: str, period: str, unit: str) -> bool:
    """Return True if a unit can file for a period now."""
    try:
        require_open_for_filing(ledger, plan_id, period, unit)
    except TooLate:
        return False
    return True
