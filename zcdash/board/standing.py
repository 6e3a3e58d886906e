"""Where a plan stands at a period, judged, and its roll-ups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zcdash import assess, store
from zcdash.assess import Figures, Pack, Report
from zcdash.board.plans import deadlines, pack, period_of, today
from zcdash.errors import Unknown
from zcdash.model import Assessment, Commitment, Indicator, Light, Plan, State
from zcdash.period import Period
from zcdash.store import Ledger


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

    @property
    def counts(self) -> dict[Light, int]:
        return assess.counts(i.assessment.light for i in self.items.values())

    @property
    def filed(self) -> bool:
        """Whether anything at all was filed for the period."""
        return any(s.figures.filed for i in self.items.values() for s in i.indicators) or any(
            c.state for i in self.items.values() for c in i.commitments
        )


def standing(ledger: Ledger, plan: str, period: str, pack_name: str = "default", as_of: date | None = None) -> Standing:
    """Every item of a plan at a period, judged. Raises Unknown for a plan, period or pack that is not there."""
    whole, _ = store.stored_plan(ledger, plan)
    period_of(whole, period)
    return _judged(ledger, plan, (period,), pack_name, as_of)[period]


def year(ledger: Ledger, plan: str, pack_name: str = "default") -> dict[str, Standing]:
    """Every period of a plan, judged as known today. Raises Unknown."""
    return _judged(ledger, plan, store.stored_plan(ledger, plan)[0].periods, pack_name, None)


def _judged(
    ledger: Ledger, plan: str, periods: Sequence[str], pack_name: str, as_of: date | None
) -> dict[str, Standing]:
    """Gather once, judge each period."""
    whole, version = store.stored_plan(ledger, plan)
    rules, day = pack(pack_name), as_of or today(ledger)
    limits = {p: limit for p, (limit, _) in deadlines(whole).items()}
    series, reports = _series(ledger, whole, version), _reports(ledger, whole, version)
    judged = {i.code: _judgements(i, series[i.code], rules, limits, day) for i in whole.indicators}
    found = {}
    for period in periods:
        parts: dict[str, tuple[list[IndicatorStanding], list[CommitmentStanding]]] = {i.code: ([], []) for i in whole.items}
        for indicator in whole.indicators:
            parts[indicator.item][0].append(judged[indicator.code][period])
        for c in whole.commitments:
            if c.period == period:
                parts[c.item][1].append(_commitment(c, reports[c.code], limits[period], day))
        items = {code: _item(code, *both) for code, both in parts.items()}
        found[period] = Standing(plan, version, Period.parse(period), pack_name, day, limits[period], items)
    return found


def _series(ledger: Ledger, plan: Plan, version: int) -> dict[str, list[Figures]]:
    """Each indicator's figures, period by period in order."""
    periods = {p: Period.parse(p) for p in plan.periods}
    series: dict[str, list[Figures]] = defaultdict(list)
    for row in store.standing(ledger, plan.id, version):
        series[row["indicator"]].append(Figures(
            periods[row["period"]], row["planned"], row["planned_total"], row["actual"], row["actual_total"],
            row["submission"] is not None,
        ))
    return series


def _reports(ledger: Ledger, plan: Plan, version: int) -> dict[str, list[Report]]:
    reports: dict[str, list[Report]] = defaultdict(list)
    for row in store.progress(ledger, plan.id, version):
        reports[row["commitment"]].append(Report(Period.parse(row["period"]), State(row["state"]), row["done_on"]))
    return reports


def _judgements(
    indicator: Indicator, series: Sequence[Figures], rules: Pack, limits: Mapping[str, date], day: date
) -> dict[str, IndicatorStanding]:
    """One indicator at every period; a red quarter looks ahead to whether a later one made up for it."""
    own = [(f, assess.indicator_at(indicator, f, rules, limits[f.period.text], day)) for f in series]
    found = {}
    for n, (figures, judgement) in enumerate(own):
        later = [(f.period, a) for f, a in own[n + 1:]]
        found[figures.period.text] = IndicatorStanding(
            indicator, figures, *figures.judged(indicator.basis), assess.made_good(indicator, judgement, later)
        )
    return found


def _commitment(c: Commitment, reports: Sequence[Report], limit: date, day: date) -> CommitmentStanding:
    last = reports[-1] if reports else None
    return CommitmentStanding(
        c, last.state if last else None, last.done_on if last else None, assess.commitment_at(c, reports, limit, day)
    )


def _item(code: str, indicators: list[IndicatorStanding], commitments: list[CommitmentStanding]) -> ItemStanding:
    parts = [s.assessment for s in (*indicators, *commitments)]
    return ItemStanding(code, tuple(indicators), tuple(commitments), assess.item_at(parts))


def by_chapter(plan: Plan, standing: Standing) -> dict[int, dict[Light, int]]:
    """Counts of lights by chapter; each item once."""
    return {
        c.number: assess.counts(standing.items[i.code].assessment.light for i in plan.items if i.chapter == c.number)
        for c in plan.chapters
    }


def by_responsible(plan: Plan, standing: Standing, leads: bool) -> dict[str, dict[Light, int]]:
    """Counts of lights by leader (`leads`) or unit: an item shows under each of its own, so these sum past the total."""
    codes: dict[str, list[str]] = defaultdict(list)
    for r in plan.responsible:
        if r.leads is leads:
            codes[r.name].append(r.item)
    return {name: assess.counts(standing.items[c].assessment.light for c in held) for name, held in codes.items()}


def indicator_standing(ledger: Ledger, plan: str, period: str, code: str) -> IndicatorStanding:
    """One indicator at a period. Raises Unknown."""
    for item in standing(ledger, plan, period).items.values():
        for one in item.indicators:
            if one.indicator.code == code:
                return one
    raise Unknown(f"本计划没有指标 {code}。", "请核对编号。")
