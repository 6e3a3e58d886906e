"""Assessment of a whole plan from the reported values that count, and the lights that the supervision office decided."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import NamedTuple

from zcdash import store
from zcdash.domain.assessment import Assessment, OnWay
from zcdash.domain.model import Commitment, Indicator, Light
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.queries.approvals import SubmissionStatus, latest_by_unit
from zcdash.queries.caching import LazyDict
from zcdash.queries.clock import today
from zcdash.queries.item_standing import CommitmentStanding, IndicatorStanding, ItemStanding, Standing
from zcdash.queries.periods import unit_deadlines
from zcdash.queries.reported_values import reported_values
from zcdash.queries.rule_packs import adopted, pack
from zcdash.rules import facts
from zcdash.rules.approval import Stage
from zcdash.rules.lights import commitment_at, indicator_at, item_at, made_good, overridden
from zcdash.store.ledger import Ledger
from zcdash.store.periods import OverrideRow


class ItemParts(NamedTuple):
    """Parts of an item, and the units that report them."""

    indicators: tuple[Indicator, ...]
    commitments: tuple[Commitment, ...]
    units: tuple[str, ...]


class Assessor:
    """Assessments of every item of a plan at every period, from data loaded once.

    An item is assessed again where something that its assessment rests on has changed: a submission of its units, a deadline,
    an override, the day.
    """

    def __init__(self, ledger: Ledger, plan: str, view: View, pack_name: str, as_of: date | None) -> None:
        self.plan, self.version = store.plans.load_plan(ledger, plan)
        self.pack = pack_name or adopted(ledger)
        self.day = as_of or today(ledger)
        self.rules = pack(self.pack)
        self.deadlines = unit_deadlines(ledger, self.plan)
        self.view = view
        self.reported = reported_values(ledger, plan, self.version, view)
        self.on_way = {
            key: on_way(status)
            for key, status in latest_by_unit(ledger, plan).items()
            if status.course.stage is not Stage.ACCEPTED
        }
        self.overrides = {(r["period"], r["code"]): r for r in store.periods.overrides(ledger, plan)}
        self.parts = ledger.cached_across_writes(("parts", plan, self.version), lambda: _parts(self.plan))
        self._states = LazyDict(self._state)
        self.items = {
            code: ledger.cached_across_writes(
                ("judged", plan, self.version, view, self.pack, code), partial(self.item, code), self._rests_on(code)
            )
            for code in self.parts
        }
        """Each item at every period."""

    def _rests_on(self, code: str) -> object:
        return self.day, self.overrides, [self._states[unit] for unit in self.parts[code].units]

    def _state(self, unit: str) -> object:
        """Return, period by period, the submission that counts, the one on its way and the deadline of a unit."""
        keys = [(period, unit) for period in self.plan.periods]
        return [(self.reported.counting.get(key), self.on_way.get(key), self.deadlines.of(*key)) for key in keys]

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
        unit = self.plan.reporting_unit(indicator)
        series = self.reported.figures[indicator.code]
        alone = []
        for figures in series:
            key = figures.period.text, unit
            deadline = self.deadlines.of(*key)
            assessment = indicator_at(indicator, figures, self.rules, deadline, self.day, self.on_way.get(key))
            alone.append((figures.period, assessment))
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
                assessment=self.effective(period, indicator.code, assessment),
            )
        return standings

    def commitment(self, commitment: Commitment) -> CommitmentStanding:
        """Return one commitment at its own period."""
        key = commitment.period, self.plan.reporting_unit(commitment)
        reports = self.reported.reports[commitment.code]
        assessment = commitment_at(commitment, reports, self.deadlines.of(*key), self.day, self.on_way.get(key))
        state, done_on = (reports[-1].state, reports[-1].done_on) if reports else (None, None)
        effective = self.effective(commitment.period, commitment.code, assessment)
        return CommitmentStanding(commitment, state, done_on, effective)

    def item(self, code: str) -> dict[str, ItemStanding]:
        """Return one item at every period."""
        parts = self.parts[code]
        series = [self.indicator(i) for i in parts.indicators]
        standings = {}
        for period in self.plan.periods:
            indicators = tuple(by_period[period] for by_period in series)
            commitments = tuple(self.commitment(c) for c in parts.commitments if c.period == period)
            assessments = {s.indicator.code: s.assessment for s in indicators}
            assessments |= {s.commitment.code: s.assessment for s in commitments}
            effective = self.effective(period, code, item_at(assessments))
            standings[period] = ItemStanding(code, indicators, commitments, effective)
        return standings

    def effective(self, period: str, code: str, assessment: Assessment) -> Assessment:
        """Return the assessment, or the office's override of it while the facts that it rests on are unchanged."""
        return with_override(assessment, self.overrides.get((period, code)))


def with_override(assessment: Assessment, override: OverrideRow | None) -> Assessment:
    """Return the assessment as the newest override of it has it; as it is where that lapsed or was taken back."""
    if override is None or not override["light"] or not facts.rests_on(override["rests_on"], assessment):
        return assessment
    return overridden(assessment, Light(override["light"]), override["name"], override["reason"])


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
    units = [plan.reporting_unit(i) for i in indicators] + [plan.reporting_unit(c) for c in commitments]
    return ItemParts(indicators, commitments, tuple(dict.fromkeys(units)))
