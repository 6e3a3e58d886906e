"""What leadership asks first: where do we stand, who is behind, what is waiting, what will the year end at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zcdash import store
from zcdash.domain.model import Item, Light, Plan, Responsibility
from zcdash.domain.period import Period
from zcdash.domain.submission import View
from zcdash.queries.item_standing import IndicatorStanding, ItemStanding, Standing
from zcdash.queries.plans import reporting_unit_by_item
from zcdash.queries.standing import year
from zcdash.queries.submissions import Filing, countdown, filings
from zcdash.rules.forecast import Forecast, forecast
from zcdash.rules.lights import WORST_FIRST
from zcdash.rules.rollup import counts, shares
from zcdash.store.ledger import Ledger

_NEEDS = (Light.BEHIND, Light.MISSING, Light.SLIPPING, Light.UNDETERMINED)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items have each light, the percentages (which add up to 100.0), and how many had it the period before."""

    counts: Mapping[Light, int]
    shares: Mapping[Light, float]
    before: Mapping[Light, int] | None


@dataclass(frozen=True, slots=True)
class SubmissionCounts:
    """The returns of a period: how many are asked for, came in time, came late, are under way, were never sent though past
    due; and the days left.
    """

    asked: int
    on_time: int
    late: int
    on_way: int
    missing: int
    days_left: int
    filings: tuple[Filing, ...]

    @property
    def waiting(self) -> int:
        return self.asked - self.on_time - self.late - self.on_way - self.missing


@dataclass(frozen=True, slots=True)
class LeaderLine:
    """One deputy mayor: items by light, items led, and the returns of the units that report the items led."""

    name: str
    items: int
    led: int
    counts: Mapping[Light, int]
    submissions: int
    on_time: int

    @property
    def short(self) -> int:
        """Items that miss the plan or are not reported."""
        return sum(self.counts[light] for light in _NEEDS[:3])


def _before(plan: Plan, period: str) -> str | None:
    at = plan.periods.index(period)
    return plan.periods[at - 1] if at else None


def tally(plan: Plan, standings: Mapping[str, Standing], period: str, codes: Sequence[str] | None = None) -> Tally:
    """The lights of some items, or of all, at a period, beside the period before."""
    chosen = [i.code for i in plan.items] if codes is None else codes

    def counted(at: str) -> dict[Light, int]:
        return counts(standings[at].items[c].assessment.light for c in chosen)

    last, now = _before(plan, period), counted(period)
    return Tally(now, shares(now), counted(last) if last and standings[last].filed else None)


def urgent(
    plan: Plan, standing: Standing, codes: Sequence[str] | None = None, most: int = 10
) -> list[tuple[Item, ItemStanding]]:
    """The items that most need a decision: the worst lights first, the furthest from the plan first among them."""
    chosen = [(i, standing.items[i.code]) for i in plan.items if codes is None or i.code in codes]

    def weight(pair: tuple[Item, ItemStanding]) -> tuple[int, float, int]:
        one = pair[1]
        ratios = [s.assessment.ratio for s in one.indicators if s.assessment.ratio is not None]
        red = sum(p.assessment.light in _NEEDS[:2] for p in (*one.indicators, *one.commitments))
        return WORST_FIRST.index(one.assessment.light), min(ratios, default=1.0), -red

    return sorted((p for p in chosen if p[1].assessment.light in _NEEDS), key=weight)[:most]


def submission_counts(ledger: Ledger, plan_id: str, period: str) -> SubmissionCounts:
    """The returns of a period, counted. Raises Unknown."""
    rows = filings(ledger, plan_id, period)
    done = [f for f in rows if f.done]
    late = sum(f.late_days > 0 for f in done)
    on_way = sum(not f.done and f.course is not None for f in rows)
    left = countdown(ledger, plan_id, period)
    return SubmissionCounts(len(rows), len(done) - late, late, on_way, sum(f.missing for f in rows), left, tuple(rows))


def items_of(plan: Plan, name: str, kind: str, role: Responsibility | None = None) -> list[str]:
    """Codes of the items of a leader, or of a unit and the groups that it belongs to, in the plan's order."""
    names = {name} | ({u.name for u in plan.units if name in u.members} if kind == "unit" else set())
    held = {r.item for r in plan.responsible if r.kind == kind and r.name in names and role in (None, r.role)}
    return [i.code for i in plan.items if i.code in held]


def leaders(plan: Plan, standing: Standing, filed: Sequence[Filing]) -> list[LeaderLine]:
    """The deputy mayors side by side at a period, with its filings; an item of two shows under both."""
    by_unit, reporter, rows = {f.unit: f for f in filed}, reporting_unit_by_item(plan), []
    for leader in plan.leaders:
        codes, led = items_of(plan, leader.name, "leader"), items_of(plan, leader.name, "leader", Responsibility.LEAD)
        due = [by_unit[u] for u in {reporter[c] for c in led} if u in by_unit]
        on_time = sum(f.done and not f.late_days for f in due)
        lights = counts(standing.items[c].assessment.light for c in codes)
        rows.append(LeaderLine(leader.name, len(codes), len(led), lights, len(due), on_time))
    return rows


def changed(
    plan: Plan, standings: Mapping[str, Standing], period: str, codes: Sequence[str]
) -> list[tuple[Item, Light, Light]]:
    """Items whose light is another than the period before: (item, light then, light now), the worsened first."""
    last = _before(plan, period)
    if last is None or not standings[last].filed:
        return []
    order = [*WORST_FIRST, Light.NONE]
    rows = []
    for item in plan.items:
        if item.code in codes:
            was, now = (standings[p].items[item.code].assessment.light for p in (last, period))
            if was is not now and Light.NONE not in (was, now):
                rows.append((item, was, now))
    return sorted(rows, key=lambda r: order.index(r[2]) - order.index(r[1]))


def forecast_of(standings: Mapping[str, Standing], indicator: str) -> Forecast:
    """What the year will end at, for one indicator, from its own quarters."""
    series = [
        s for st in standings.values() for i in st.items.values() for s in i.indicators if s.indicator.code == indicator
    ]
    return forecast(series[0].indicator, [s.figures for s in series])


def what_if(ledger: Ledger, plan_id: str, period: str, packs: Sequence[str]) -> dict[str, tuple[dict[Light, int], int]]:
    """Pack → (counts of lights under it, how many items would have another light than under the first)."""
    found: dict[str, Standing] = {p: year(ledger, plan_id, View.OFFICIAL, p)[period] for p in packs}
    base = found[packs[0]].items
    return {
        p: (s.counts, sum(s.items[c].assessment.light is not base[c].assessment.light for c in base))
        for p, s in found.items()
    }


def timeliness(ledger: Ledger, plan_id: str, unit: str) -> list[tuple[Period, Filing]]:
    """A unit's returns over the year: each period that asks something of it, and whether it came in time."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    rows = []
    for text in plan.periods:
        rows += [(Period.parse(text), f) for f in filings(ledger, plan_id, text) if f.unit == unit]
    return rows


def lights_by_unit(plan: Plan, standing: Standing, codes: Sequence[str]) -> dict[str, dict[Light, int]]:
    """Lead unit → counts of lights of the items among `codes` that it leads, the most items first."""
    held: dict[str, list[Light]] = {}
    for r in plan.responsible:
        if r.kind == "unit" and r.role is Responsibility.LEAD and r.item in codes:
            held.setdefault(r.name, []).append(standing.items[r.item].assessment.light)
    return {name: counts(found) for name, found in sorted(held.items(), key=lambda row: -len(row[1]))}


def indicators_of(plan: Plan, standing: Standing, unit: str) -> list[IndicatorStanding]:
    """The indicators that a unit reports, at a period, in the plan's order."""
    reporter = reporting_unit_by_item(plan)
    every = [s for item in standing.items.values() for s in item.indicators]
    return [s for s in every if (s.indicator.reporting_unit or reporter[s.indicator.item]) == unit]


def reported(standings: Mapping[str, Standing], indicator: str) -> dict[str, float]:
    """Period → the actual of an indicator that counts in these standings, as reported in its own basis."""
    found = {}
    for period, standing in standings.items():
        for item in standing.items.values():
            for s in item.indicators:
                if s.indicator.code == indicator and s.figures.actual is not None:
                    found[period] = s.figures.actual
    return found


def restated(then: Mapping[str, Standing], now: Mapping[str, Standing], indicator: str) -> dict[str, float]:
    """当时口径: period → the value that was published, for the closed periods where another counts now."""
    was, is_ = reported({p: s for p, s in then.items() if s.revision}, indicator), reported(now, indicator)
    return {p: v for p, v in was.items() if is_.get(p) != v}
