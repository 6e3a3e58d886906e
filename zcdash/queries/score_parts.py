"""Parts of the year-end assessment: every indicator and commitment, as far as the year has come."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zcdash.domain.assessment import CauseCode
from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.terms import UNFILED, Basis, Direction, Light
from zcdash.domain.units_over_time import units_at
from zcdash.queries.approvals import latest_by_unit
from zcdash.queries.clock import today
from zcdash.queries.item_standing import CommitmentStanding, IndicatorStanding
from zcdash.queries.periods import period_states, unit_deadlines
from zcdash.queries.rule_packs import adopted, pack
from zcdash.queries.standing import year
from zcdash.rules.approval import Stage
from zcdash.rules.facts import same_facts
from zcdash.rules.items import item_override_on
from zcdash.rules.lights import Figures, indicator_at
from zcdash.rules.score_part import Part, commitment_part, number_part, year_end_figures
from zcdash.rules.score_rules import ScoreRules
from zcdash.store.ledger import Ledger


def facts_json(part: Part) -> str:
    """Return the facts that a decision on a part rests on, as JSON."""
    return json.dumps(_facts(part))


def _facts(part: Part) -> dict[str, str | float | None]:
    return {"period": part.period, "planned": part.planned, "actual": part.actual, "light": part.light.value}


class Parts:
    """Parts of every item up to a period, and the indicators as they would be scored at the end of the year."""

    def __init__(
        self,
        ledger: Ledger,
        plan: Plan,
        through: Period,
        rules: ScoreRules,
        waived: Mapping[str, str],
        decided: Mapping[str, tuple[Light, str]],
    ) -> None:
        self.plan = plan
        self.annual_alone = rules.year_annual_alone
        self.no_bonus = frozenset(rules.bonus_not_for.get(plan.id, ()))
        self.waived = waived
        self.decided = decided
        self.standings = year(ledger, plan.id)
        self.deadlines = unit_deadlines(ledger, plan)
        self.day = today(ledger, plan.id)
        self.pack = pack(adopted(ledger))
        self.last = plan.periods[-1]
        self.periods = [p for p in plan.periods if Period.parse(p) <= through]
        self.so_far = self.last not in self.periods or self.day <= self.deadlines.of(self.last)
        closed = {s.period.text for s in period_states(ledger, plan.id) if s.close}
        over = {Stage.ACCEPTED, Stage.RETURNED} if rules.deduction_returned_missing else {Stage.ACCEPTED}
        stages = {key: status.course.stage for key, status in latest_by_unit(ledger, plan.id).items()}
        self.waited_for = {(p, u) for (p, u), stage in stages.items() if stage not in over and p not in closed}
        """(period, unit) of the submissions on their way."""
        self.unsent = {(p, u) for (p, u), stage in stages.items() if stage is Stage.HEAD and p in closed}
        """(period, unit) of those that at the close had not left their own unit: as if nothing had been filed."""
        self.on_way: set[str] = set()
        """Codes of the parts without any counted value whose submission is on its way."""
        self.at_year_end: dict[str, Part] = {}
        self.carried: dict[str, float] = {}
        self.figures_at_year_end: dict[str, Figures] = {}
        self.of_item = self._of_items()
        """Item code → its parts."""

    def _of_items(self) -> dict[str, tuple[Part, ...]]:
        parts: dict[str, list[Part]] = {i.code: [] for i in self.plan.items}
        series: dict[str, list[IndicatorStanding]] = {i.code: [] for i in self.plan.indicators}
        for period in self.plan.periods:
            for item in self.standings[period].items.values():
                for standing in item.indicators:
                    series[standing.indicator.code].append(standing)
        for i in self.plan.indicators:
            parts[i.item].append(self._indicator(i, series[i.code]))
        for period in self.periods:
            for item in self.standings[period].items.values():
                due = [c for c in item.commitments if period == self.periods[-1] or not _is_not_due(c)]
                parts[item.code] += [self._commitment(c, period) for c in due]
        return {code: tuple(of_item) for code, of_item in parts.items()}

    def _indicator(self, indicator: Indicator, series: Sequence[IndicatorStanding]) -> Part:
        """Return the part at the last period that has a planned value and is due: reported, or past its deadline."""
        so_far = series[: len(self.periods)]
        due = [s for s in so_far if s.figures.actual is not None or self._overdue(s.figures.period.text, indicator)]
        year_end = self._at_year_end(indicator, series)
        over = bool(due) and due[-1].figures.period.text == self.last
        at = year_end_figures(indicator, [s.figures for s in due or so_far[:1]], self.annual_alone and over)
        if at.planned is None and year_end is not None and indicator.direction is not Direction.HOLD:
            # Only the year has a target, and the year is not over.
            return self._with_decisions(year_end)
        now = next(s for s in so_far if s.figures.period == at.period)
        unit = units_at(self.plan, at.period.text).reporting_unit(indicator)
        if not due and (at.period.text, unit) in self.waited_for:
            self.on_way.add(indicator.code)
            return self._with_decisions(number_part(indicator, at, Light.PENDING))
        assessment = now.assessment
        if at.planned != now.figures.planned and not assessment.calculated:
            deadline = self.deadlines.of(at.period.text, unit)
            assessment = indicator_at(indicator, at, self.pack, deadline, self.day)
        part = number_part(indicator, at, self._light(assessment.light, at.period.text, unit))
        return self._with_decisions(part, assessment.calculated is not None)

    def _overdue(self, period: str, indicator: Indicator) -> bool:
        """Return True if the deadline of the indicator's unit has passed and no submission of it is on its way."""
        unit = units_at(self.plan, period).reporting_unit(indicator)
        return self.day > self.deadlines.of(period, unit) and (period, unit) not in self.waited_for

    def _at_year_end(self, indicator: Indicator, series: Sequence[IndicatorStanding]) -> Part | None:
        """Return the part at the end of the year without an actual; None where the year's end has no planned value."""
        figures = [s.figures for s in series]
        at = year_end_figures(indicator, figures, self.annual_alone)
        part = number_part(indicator, replace(at, actual=None, actual_total=None), Light.PENDING)
        if at.period.text != self.last or part.planned is None:
            return None
        before = figures[-2].actual_total if indicator.basis is Basis.QUARTER and len(figures) > 1 else None
        self.at_year_end[indicator.code] = part
        self.figures_at_year_end[indicator.code] = at
        self.carried[indicator.code] = before or 0.0
        return part

    def imagined(self, code: str, value: float) -> Part:
        """Return an indicator as it would be at the end of the year with a value in its own basis, for 当季 the last quarter's."""
        indicator = self.plan.indicator(code)
        total = value + self.carried[code]
        at = self.figures_at_year_end[code]
        lacking = tuple(period for period in at.lacking if period != self.last)
        at = replace(at, actual=value, actual_total=total, filed=True, lacking=lacking)
        light = indicator_at(indicator, at, self.pack, self.deadlines.of(self.last), self.day).light
        return replace(number_part(indicator, at, light), may_gain=code not in self.no_bonus)

    def _light(self, light: Light, period: str, unit: str) -> Light:
        """Return the light that a part is scored by: in review at the close, but never sent off by its unit, is missing."""
        return Light.MISSING if light is Light.IN_REVIEW and (period, unit) in self.unsent else light

    def _commitment(self, standing: CommitmentStanding, period: str) -> Part:
        """Return the part at the period that rates it: its own, or the later one that its due date lies in."""
        commitment = standing.commitment
        assessment = standing.assessment
        unit = units_at(self.plan, period).reporting_unit(commitment)
        if assessment.light in UNFILED and (period, unit) in self.waited_for:
            self.on_way.add(commitment.code)
            return self._with_decisions(commitment_part(commitment, Light.PENDING, period))
        part = commitment_part(commitment, self._light(assessment.light, period, unit), period)
        return self._with_decisions(part, assessment.calculated is not None)

    def _with_decisions(self, part: Part, overridden: bool = False) -> Part:
        """Return the part with the office's decisions: waiver, upheld objection, override of the part or of its item."""
        item = self.standings[part.period].items[part.item].assessment
        may_light = not overridden and part.period in self.periods
        light = item_override_on(item, part.code, part.light) if may_light else None
        part = replace(
            part,
            light=light or part.light,
            decided=overridden or light is not None,
            waived=self.waived.get(part.code) or self.waived.get(part.item, ""),
            may_gain=part.code not in self.no_bonus,
        )
        decision, rests_on = self.decided.get(part.code, (None, ""))
        if decision and rests_on and same_facts(json.loads(rests_on), _facts(part)):
            return replace(part, light=decision, decided=True)
        return part


def _is_not_due(standing: CommitmentStanding) -> bool:
    """Return True for a commitment that stands again in a later period, which rates it."""
    return standing.assessment.cause.code is CauseCode.NOT_DUE
