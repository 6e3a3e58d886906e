"""Where a plan stands at a period, judged, and its roll-ups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import NamedTuple

from zcdash import store
from zcdash.domain.model import Assessment, Commitment, Indicator, Light, State
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.errors import NotFound
from zcdash.queries.approvals import SubmissionStatus, latest_by_unit
from zcdash.queries.caching import LazyDict, cached_query
from zcdash.queries.clock import today
from zcdash.queries.periods import unit_deadlines
from zcdash.queries.plans import period_of
from zcdash.queries.reported_values import reported_values
from zcdash.queries.rule_packs import adopted, pack
from zcdash.rules.approval import Stage
from zcdash.rules.lights import Figures, commitment_at, indicator_at, item_at, made_good, overridden
from zcdash.rules.rollup import counts
from zcdash.store.ledger import Ledger
from zcdash.store.periods import CloseAssessmentRow, CloseRow


@dataclass(frozen=True, slots=True)
class IndicatorStanding:
    """对照 and 评定 of one indicator at one period; `planned` and `actual` are as judged (running totals for 当季)."""

    indicator: Indicator
    figures: Figures
    planned: float | None
    actual: float | None
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class CommitmentStanding:
    """One commitment of the period, its reported state (None: never reported) and its judgement."""

    commitment: Commitment
    state: State | None
    done_on: date | None
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """An item at a period: its parts and the light they give it."""

    code: str
    indicators: tuple[IndicatorStanding, ...]
    commitments: tuple[CommitmentStanding, ...]
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Standing:
    """A whole plan at a period, under one pack, as seen on one day."""

    plan: str
    version: int
    period: Period
    pack: str
    as_of: date
    deadline: date
    items: Mapping[str, ItemStanding]
    view: View = View.OFFICIAL
    revision: int | None = None
    """The close that it was frozen by, None where it was not."""

    @property
    def counts(self) -> dict[Light, int]:
        return counts(i.assessment.light for i in self.items.values())

    @property
    def filed(self) -> bool:
        """Whether anything at all was filed for the period."""
        return any(s.figures.filed for i in self.items.values() for s in i.indicators) or any(
            c.state for i in self.items.values() for c in i.commitments
        )


class _Parts(NamedTuple):
    """What an item is judged by, and the units that report it."""

    indicators: tuple[Indicator, ...]
    commitments: tuple[Commitment, ...]
    units: tuple[str, ...]


def standing(
    ledger: Ledger, plan: str, period: str, view: View = View.OFFICIAL, pack_name: str = "", as_of: date | None = None
) -> Standing:
    """Every item of a plan at a period, judged by the pack that is named, or else adopted.

    Raises Unknown for a plan, period or pack that is not there.
    """
    whole, _ = store.plans.load_plan(ledger, plan)
    period_of(whole, period)
    if as_of is None or view is View.CLOSED:
        return year(ledger, plan, view, pack_name)[period]
    return _Assessor(ledger, plan, view, pack_name, as_of).standing(period)


@cached_query
def year(ledger: Ledger, plan: str, view: View = View.OFFICIAL, pack_name: str = "") -> dict[str, Standing]:
    """Every period of a plan, judged as known today; for 当时口径, a closed period as its first close froze it. Raises Unknown."""
    if view is not View.CLOSED:
        bench = _Assessor(ledger, plan, view, pack_name, None)
        return {p: bench.standing(p) for p in bench.plan.periods}
    # What was never closed is the official view.
    found = {p: replace(s, view=view) for p, s in year(ledger, plan, View.OFFICIAL, pack_name).items()}
    first = {c["period"]: c for c in store.periods.closes(ledger, plan)}
    return found | {
        p: ledger.cached_across_writes(("frozen", close["close"]), partial(frozen, ledger, close))
        for p, close in first.items()
    }


class _Assessor:
    """Everything that judging a plan needs, gathered once.

    An item is judged anew where something that its judgement rests on has changed: a return of its units, a deadline, an
    override, the day.
    """

    def __init__(self, ledger: Ledger, plan: str, view: View, pack_name: str, as_of: date | None) -> None:
        self.plan, self.version = store.plans.load_plan(ledger, plan)
        self.pack, self.day = pack_name or adopted(ledger), as_of or today(ledger)
        self.rules = pack(self.pack)
        self.limits, self.view = unit_deadlines(ledger, self.plan), view
        self.counted = reported_values(ledger, plan, self.version, view)
        self.on_way = {
            key: on_way(p) for key, p in latest_by_unit(ledger, plan).items() if p.course.stage is not Stage.ACCEPTED
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
        """Period by period, what a unit has to do with a judgement."""
        keys = [(period, unit) for period in self.plan.periods]
        return [(self.counted.counting.get(key), self.on_way.get(key), self.limits.of(*key)) for key in keys]

    def standing(self, period: str) -> Standing:
        """The whole plan at a period."""
        items = {code: at[period] for code, at in self.items.items()}
        limit = self.limits.of(period)
        return Standing(self.plan.id, self.version, Period.parse(period), self.pack, self.day, limit, items, self.view)

    def indicator(self, i: Indicator) -> dict[str, IndicatorStanding]:
        """One indicator at every period; a red quarter looks ahead to whether a later one made up for it."""
        unit = self.plan.reporting_unit(i)
        own = [
            (
                f,
                indicator_at(
                    i,
                    f,
                    self.rules,
                    self.limits.of(f.period.text, unit),
                    self.day,
                    self.on_way.get((f.period.text, unit), ""),
                ),
            )
            for f in self.counted.figures[i.code]
        ]
        found = {}
        for n, (figures, judgement) in enumerate(own):
            later = [(f.period, a) for f, a in own[n + 1 :]]
            period, judged = figures.period.text, made_good(i, judgement, later)
            found[period] = IndicatorStanding(
                i, figures, *figures.judged(i.basis), self.effective(period, i.code, judged)
            )
        return found

    def commitment(self, c: Commitment) -> CommitmentStanding:
        unit, reports = self.plan.reporting_unit(c), self.counted.reports[c.code]
        last = reports[-1] if reports else None
        judged = commitment_at(
            c, reports, self.limits.of(c.period, unit), self.day, self.on_way.get((c.period, unit), "")
        )
        state, done_on = (last.state, last.done_on) if last else (None, None)
        return CommitmentStanding(c, state, done_on, self.effective(c.period, c.code, judged))

    def item(self, code: str) -> dict[str, ItemStanding]:
        """One item at every period."""
        own, found = self.parts[code], {}
        series = [self.indicator(i) for i in own.indicators]
        for period in self.plan.periods:
            ones = tuple(s[period] for s in series)
            others = tuple(self.commitment(c) for c in own.commitments if c.period == period)
            judged = item_at([s.assessment for s in (*ones, *others)])
            found[period] = ItemStanding(code, ones, others, self.effective(period, code, judged))
        return found

    def effective(self, period: str, code: str, judged: Assessment) -> Assessment:
        """The judgement, or the office's override of it while it rests on the same figures."""
        own = self.overrides.get((period, code))
        if own is None or not own["light"] or own["calculated"] != judged.reason:
            return judged
        return overridden(judged, Light(own["light"]), own["name"], own["reason"])


def on_way(one: SubmissionStatus) -> str:
    """Where a return is that was sent but is not accepted, as judgements say it."""
    back = one.course.returned
    if back:
        return f"{one.filed_on} 的报送于 {back.signed_on} 退回，尚未重报"
    return f"已于 {one.filed_on} 报送，{one.course.word}，尚未计入"


def _parts(plan: Plan) -> dict[str, _Parts]:
    """Return each item of a plan with its parts, in the plan's order."""
    return {i.code: _parts_of(plan, i.code) for i in plan.items}


def _parts_of(plan: Plan, item: str) -> _Parts:
    indicators = plan.indicators_of(item)
    commitments = plan.commitments_of(item)
    units = [plan.reporting_unit(i) for i in indicators] + [plan.reporting_unit(c) for c in commitments]
    return _Parts(indicators, commitments, tuple(dict.fromkeys(units)))


def calculated(ledger: Ledger, plan: str, period: str, code: str) -> Assessment:
    """The official judgement of an item, indicator or commitment before the office's own override of it. Raises Unknown."""
    bench = _Assessor(ledger, plan, View.OFFICIAL, "", None)
    period_of(bench.plan, period)
    bench.overrides = {key: own for key, own in bench.overrides.items() if key != (period, code)}
    for item, own in bench.parts.items():
        if code == item or any(x.code == code for x in (*own.indicators, *own.commitments)):
            one = bench.item(item)[period]
            judged = (
                {item: one}
                | {s.indicator.code: s for s in one.indicators}
                | {c.commitment.code: c for c in one.commitments}
            )
            if code in judged:
                return judged[code].assessment
    raise NotFound(f"{period} 没有 {code}。", "请核对编号。")


def frozen(ledger: Ledger, close: CloseRow) -> Standing:
    """A period as one of its closes froze it."""
    whole = store.plans.plan_version(ledger, close["plan"], close["version"])
    period = Period.parse(close["period"])
    rows = {(r["kind"], r["code"]): r for r in store.periods.close_assessments(ledger, close["close"])}
    parts: dict[str, tuple[list[IndicatorStanding], list[CommitmentStanding]]] = {i.code: ([], []) for i in whole.items}
    for i in whole.indicators:
        r = rows["indicator", i.code]
        figures = Figures(period, r["planned"], r["planned_total"], r["actual"], r["actual_total"], r["filed"])
        parts[i.item][0].append(IndicatorStanding(i, figures, *figures.judged(i.basis), _as_frozen(r)))
    for c in whole.commitments:
        if c.period == close["period"]:
            r = rows["commitment", c.code]
            state = State(r["state"]) if r["state"] else None
            parts[c.item][1].append(CommitmentStanding(c, state, r["done_on"], _as_frozen(r)))
    items = {
        code: ItemStanding(code, tuple(a), tuple(b), _as_frozen(rows["item", code])) for code, (a, b) in parts.items()
    }
    return Standing(
        close["plan"],
        close["version"],
        period,
        close["pack"],
        close["as_of"],
        close["deadline"],
        items,
        View.CLOSED,
        close["revision"],
    )


def _as_frozen(row: CloseAssessmentRow) -> Assessment:
    calculated = Light(row["calculated"]) if row["calculated"] else None
    return Assessment(Light(row["light"]), row["reason"], row["ratio"], row["gap"], calculated)


def by_chapter(plan: Plan, standing: Standing) -> dict[int, dict[Light, int]]:
    """Counts of lights by chapter; each item once."""
    return {
        c.number: counts(standing.items[i.code].assessment.light for i in plan.items_in(c.number))
        for c in plan.chapters
    }


def by_responsible(plan: Plan, standing: Standing, kind: str) -> dict[str, dict[Light, int]]:
    """Counts of lights by leader (`leads`) or unit: an item shows under each of its own, so these sum past the total."""
    codes: dict[str, list[str]] = defaultdict(list)
    for r in plan.responsible:
        if r.kind == kind:
            codes[r.name].append(r.item)
    return {name: counts(standing.items[c].assessment.light for c in held) for name, held in codes.items()}


def indicator_standing(
    ledger: Ledger, plan: str, period: str, code: str, view: View = View.OFFICIAL
) -> IndicatorStanding:
    """One indicator at a period. Raises Unknown."""
    for item in year(ledger, plan, view)[period].items.values():
        for one in item.indicators:
            if one.indicator.code == code:
                return one
    raise NotFound(f"本计划没有指标 {code}。", "请核对编号。")
