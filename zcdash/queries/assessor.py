"""Assessment of a whole plan from the reported values that count, and the lights that the supervision office decided."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from zcdash import store
from zcdash.domain.assessment import OnWay
from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.domain.units_over_time import reporting_units, units_at
from zcdash.queries.approvals import SubmissionStatus, latest_by_unit, submission_statuses
from zcdash.queries.caching import LazyDict
from zcdash.queries.cited import Reporter, Source
from zcdash.queries.clock import today
from zcdash.queries.item_standing import (
    CommitmentStanding,
    IndicatorStanding,
    ItemStanding,
    Standing,
    item_standing,
)
from zcdash.queries.overrides import Overrides
from zcdash.queries.periods import unit_deadlines
from zcdash.queries.reported_values import reported_values
from zcdash.queries.rule_packs import adopted, pack
from zcdash.rules.approval import Stage
from zcdash.rules.commitments import at_periods, commitment_at
from zcdash.rules.lights import made_good
from zcdash.store.ledger import Ledger


class ItemParts(NamedTuple):
    """Codes of an item and its parts, the parts, and the units that report them in any period."""

    codes: frozenset[str]

    indicators: tuple[Indicator, ...]
    commitments: tuple[Commitment, ...]
    units: tuple[str, ...]


class Assessor:
    """Assessments of every item of a plan at every period, from data loaded once.

    An item is assessed again where something that its assessment rests on has changed: a submission of its units, a deadline,
    an override, the day.
    """

    def __init__(self, ledger: Ledger, plan: str, view: View, pack_name: str) -> None:
        self.plan, self.version = store.plans.load_plan(ledger, plan)
        self.pack = pack_name or adopted(ledger)
        self.day = today(ledger, plan)
        self.rules = pack(self.pack)
        self.deadlines = unit_deadlines(ledger, self.plan)
        self.view = view
        self.reported = reported_values(ledger, plan, self.version, view)
        self.on_way = returns_on_way(ledger, plan)
        self._sources = LazyDict(partial(_source, ledger))
        self._sources[plan] = Source(self.deadlines, self.on_way)
        self.reporters = {i.code: self._reporter(i) for i in self.plan.indicators}
        rows = store.periods.overrides(ledger, plan)
        self.overrides = Overrides(ledger, self.plan, rows, submission_statuses(ledger, plan) if rows else ())
        self.parts = ledger.cached_across_writes(("parts", plan, self.version), lambda: _parts(self.plan))
        self._states = LazyDict(self._state)
        self.items = {
            code: ledger.cached_across_writes(
                ("judged", plan, self.version, view, self.pack, code), partial(self.item, code), self._rests_on(code)
            )
            for code in self.parts
        }
        """Each item at every period."""

    def _reporter(self, indicator: Indicator) -> Reporter:
        cited = self.reported.cited[indicator.code] if indicator.cites else None
        return Reporter(plan=self.plan, indicator=indicator, sources=lambda plan: self._sources[plan.id], cited=cited)

    def _rests_on(self, code: str) -> object:
        parts = self.parts[code]
        cited = [self.reporters[i.code].state for i in parts.indicators if i.cites]
        return self.day, self.overrides.of(parts.codes), [self._states[unit] for unit in parts.units], cited

    def _state(self, unit: str) -> object:
        """Return, period by period, the submission that counts, those of closes, the one on its way, and the deadline."""
        return [
            (
                self.reported.counting.get(key),
                self.reported.closed.get(key),
                self.on_way.get(key),
                self.deadlines.of(*key),
            )
            for key in ((period, unit) for period in self.plan.periods)
        ]

    def standing(self, period: str) -> Standing:
        """Return the whole plan at a period."""
        return Standing(
            plan=self.plan.id,
            version=self.version,
            period=Period.parse(period),
            pack=self.pack,
            as_of=self.day,
            deadline=self.deadlines.of(period),
            items={code: by_period[period] for code, by_period in self.items.items()},
            view=self.view,
        )

    def indicator(self, indicator: Indicator) -> dict[str, IndicatorStanding]:
        """Return one indicator at every period; for a red quarter, later ones may have made up for it."""
        series = self.reported.figures[indicator.code]
        alone = self.reporters[indicator.code].alone(series, self.rules, self.day)
        standings = {}
        for place, figures in enumerate(series):
            period = figures.period.text
            planned, actual = figures.judged(indicator.basis)
            assessment = made_good(indicator, alone[place][1], alone[place + 1 :], self.rules)
            standings[period] = IndicatorStanding(
                indicator=indicator,
                figures=figures,
                planned=planned,
                actual=actual,
                assessment=self.overrides.effective(period, indicator.code, assessment),
            )
        return standings

    def commitment(self, period: str, commitment: Commitment, rated_in: Period | None) -> CommitmentStanding:
        """Return one commitment at a period at which it stands; `rated_in` is that period where it is rated there."""
        key = period, units_at(self.plan, period).reporting_unit(commitment)
        reported = self.reported.reported[commitment.code]
        assessment = commitment_at(
            commitment, reported, rated_in, self.rules, self.deadlines.of(*key), self.day, self.on_way.get(key)
        )
        effective = self.overrides.effective(period, commitment.code, assessment)
        return CommitmentStanding(commitment, *reported.state_at(Period.parse(period), assessment), effective)

    def item(self, code: str) -> dict[str, ItemStanding]:
        """Return one item at every period."""
        parts = self.parts[code]
        series = [self.indicator(i) for i in parts.indicators]
        commitments = at_periods(parts.commitments, self.plan.periods, self.rules)
        return {
            period: item_standing(
                code,
                tuple(by_period[period] for by_period in series),
                tuple(self.commitment(period, *at) for at in commitments[period]),
                self.rules,
                partial(self.overrides.effective, period, code),
                units_at(self.plan, period).units_of_parts(code),
            )
            for period in self.plan.periods
        }


def returns_on_way(ledger: Ledger, plan: str) -> dict[tuple[str, str], OnWay]:
    """Return (period, unit) → where the unit's newest submission is, for those that are not accepted."""
    latest = latest_by_unit(ledger, plan).items()
    return {key: on_way(status) for key, status in latest if status.course.stage is not Stage.ACCEPTED}


def _source(ledger: Ledger, plan: str) -> Source:
    return Source(unit_deadlines(ledger, store.plans.load_plan(ledger, plan)[0]), returns_on_way(ledger, plan))


def on_way(status: SubmissionStatus) -> OnWay:
    """Return where a submission is that is not accepted, as assessments name it."""
    course = status.course
    return OnWay(
        filed_on=status.filed_on,
        awaits=course.awaits,
        waiting=course.waiting if course.stage is Stage.DEPUTY else (),
        returned_on=course.returned.signed_on if course.returned else None,
    )


def _parts(plan: Plan) -> dict[str, ItemParts]:
    """Return each item of a plan with its parts, in the plan's order."""
    return {i.code: _item_parts(plan, i.code) for i in plan.items}


def _item_parts(plan: Plan, item: str) -> ItemParts:
    indicators = plan.indicators_of(item)
    commitments = plan.commitments_of(item)
    units = reporting_units(plan, [item])
    codes = {item, *(i.code for i in indicators), *(c.code for c in commitments)}
    return ItemParts(frozenset(codes), indicators, commitments, tuple(sorted(units)))
