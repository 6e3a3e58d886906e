"""Who is asked for what: the form of each unit's return, built from the plan and from the returns before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from zcdash import store
from zcdash.domain.model import Commitment, Indicator, State, Target
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.errors import NotFound
from zcdash.intake.form import CommitmentRow, Form, IndicatorRow, ItemRow
from zcdash.queries.plans import period_of
from zcdash.queries.reported_values import narratives, reported_values
from zcdash.rules.deadline import plan_deadlines
from zcdash.store.ledger import Ledger


def reporting_unit(ledger: Ledger, plan_id: str, indicator: str) -> str:
    """The unit that reports an indicator: the one it names, else its item's reporter. Raises Unknown."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    return plan.reporting_unit(plan.indicator(indicator))


def reporting_units(ledger: Ledger, plan_id: str) -> tuple[str, ...]:
    """Every unit that is asked for something in the year, in the order of the plan's list of units."""
    return _asked(store.plans.load_plan(ledger, plan_id)[0])


def _asked(plan: Plan) -> tuple[str, ...]:
    named = {*plan.reporting_unit_by_item.values()}
    named |= {plan.reporting_unit(i) for i in plan.indicators} | {plan.reporting_unit(c) for c in plan.commitments}
    return tuple(u.name for u in plan.units if u.name in named)


def form(ledger: Ledger, plan_id: str, period: str, unit: str) -> Form:
    """What a unit is asked for a period. Raises Unknown where the plan asks the unit for nothing at all."""
    return forms(ledger, plan_id, period, [unit])[unit]


def forms(ledger: Ledger, plan_id: str, period: str, units: list[str] | None = None) -> dict[str, Form]:
    """The forms of the units named, or of every unit that is asked for something in the period."""
    plan, version = store.plans.load_plan(ledger, plan_id)
    at, known = period_of(plan, period), _asked(plan)
    for unit in units or ():
        if unit not in known:
            raise NotFound(f"本计划没有要“{unit}”填报的内容。", "请核对单位名称，应与计划中的责任单位一致。")
    made = _Maker(ledger, plan, version, at)
    every = {unit: made.form(unit) for unit in units or known}
    return every if units else {unit: f for unit, f in every.items() if f.indicators or f.commitments or f.items}


class _Own(NamedTuple):
    """What one unit reports in the year."""

    indicators: list[Indicator]
    commitments: list[Commitment]
    targets: list[Target]


def _by_unit(plan: Plan) -> dict[str, _Own]:
    """Every unit with what it reports."""
    found = {u.name: _Own([], [], []) for u in plan.units}
    for i in plan.indicators:
        found[plan.reporting_unit(i)].indicators.append(i)
    for c in plan.commitments:
        found[plan.reporting_unit(c)].commitments.append(c)
    for t in plan.targets:
        found[plan.reporting_unit(t)].targets.append(t)
    return found


class _Maker:
    """Everything that the forms of one period share, asked for once."""

    def __init__(self, ledger: Ledger, plan: Plan, version: int, at: Period) -> None:
        self.plan, self.version, self.at = plan, version, at
        self.limit: date = plan_deadlines(plan)[at.text][0]
        self.own = ledger.cached_across_writes(("asked", plan.id, version), lambda: _by_unit(plan))
        self.earlier = [p for p in plan.periods if Period.parse(p) < at]
        self.counted = reported_values(ledger, plan.id, version, View.FILED)
        self.wrote = self._wrote_before(ledger)

    def _wrote_before(self, ledger: Ledger) -> Mapping[str, tuple[str, ...]]:
        rows, before = narratives(ledger, self.plan.id, View.FILED), self.earlier[-1:]
        return {r["item"]: (r["progress"], r["problem"], r["next_step"]) for r in rows if r["period"] in before}

    def form(self, unit: str) -> Form:
        plan = self.plan
        return Form(
            plan.id,
            self.version,
            f"{plan.number}　{plan.title}",
            plan.year,
            self.at,
            unit,
            self.limit,
            plan.report_to,
            plan.signers,
            plan.contact,
            self._indicators(unit),
            self._commitments(unit),
            self._items(unit),
        )

    def _indicators(self, unit: str) -> tuple[IndicatorRow, ...]:
        rows = []
        for i in self.own[unit].indicators:
            at = {f.period.text: f for f in self.counted.figures[i.code]}
            now, last = at[self.at.text], at[self.earlier[-1]] if self.earlier else None
            before = (last.actual, last.actual_total or 0.0) if last else (None, 0.0)
            rows.append(IndicatorRow(i, self.plan.item(i.item).title, now.planned, now.planned_total, *before))
        return tuple(rows)

    def _commitments(self, unit: str) -> tuple[CommitmentRow, ...]:
        rows = []
        for c in self.own[unit].commitments:
            still_open = c.period in self.earlier and not c.ongoing and not self._done_before(c.code)
            if c.period == self.at.text or still_open:
                rows.append(CommitmentRow(c, self.plan.item(c.item).title))
        return tuple(rows)

    def _done_before(self, code: str) -> bool:
        """Whether its last word before this period was “done”; the period's own return must not change its form."""
        before = [r for r in self.counted.reports[code] if r.period < self.at]
        return bool(before) and before[-1].state is State.DONE

    def _items(self, unit: str) -> tuple[ItemRow, ...]:
        return tuple(
            ItemRow(t.item, self.plan.item(t.item).title, t.text, self.wrote.get(t.item, ()))
            for t in self.own[unit].targets
            if t.period == self.at.text
        )
