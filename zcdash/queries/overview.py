"""Overview of a period: items by light, the most urgent items, submissions, leaders side by side, forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zcdash import store
from zcdash.domain.model import SHORT, Item, Light, Responsibility
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.queries.item_standing import IndicatorStanding, ItemStanding, Standing
from zcdash.queries.standing import year
from zcdash.queries.submissions import Filing, countdown, filings
from zcdash.rules.forecast import Forecast, forecast
from zcdash.rules.lights import WORST_FIRST
from zcdash.rules.rollup import counts, shares
from zcdash.store.ledger import Ledger

_RED = (Light.BEHIND, Light.MISSING, Light.RETURNED)
_NEEDS = SHORT | {Light.UNDETERMINED}


@dataclass(frozen=True, slots=True)
class Tally:
    """Items by light, with percentages that add up to 100.0; `before`: counts at the period before, None if nothing was filed."""

    counts: Mapping[Light, int]
    shares: Mapping[Light, float]
    before: Mapping[Light, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionCounts:
    """Units that must file for a period: on time, late, awaiting approval (`on_way`), overdue without a submission."""

    asked: int
    on_time: int
    late: int
    on_way: int
    missing: int
    days_left: int
    filings: tuple[Filing, ...]

    @property
    def waiting(self) -> int:
        """Units that have filed nothing yet and are not overdue."""
        return self.asked - self.on_time - self.late - self.on_way - self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderLine:
    """One leader: items by light, items led, and the submissions of every unit that reports something of the items led."""

    name: str
    items: int
    led: int
    counts: Mapping[Light, int]
    submissions: int
    on_time: int

    @property
    def short(self) -> int:
        """Number of items that miss the plan or are not reported."""
        return sum(self.counts[light] for light in SHORT)


def _before(plan: Plan, period: str) -> str | None:
    at = plan.periods.index(period)
    return plan.periods[at - 1] if at else None


def tally(plan: Plan, standings: Mapping[str, Standing], period: str, codes: Sequence[str] | None = None) -> Tally:
    """Count the lights of some items, or of all, at a period and at the one before."""
    chosen = [i.code for i in plan.items] if codes is None else codes

    def counted(at: str) -> dict[Light, int]:
        return counts(standings[at].items[c].assessment.light for c in chosen)

    last = _before(plan, period)
    now = counted(period)
    return Tally(now, shares(now), counted(last) if last and standings[last].filed else None)


def urgent(
    plan: Plan, standing: Standing, codes: Sequence[str] | None = None, most: int = 10
) -> list[tuple[Item, ItemStanding]]:
    """Return the items that most need a decision: the worst lights first, then the furthest from the plan."""
    chosen = [(i, standing.items[i.code]) for i in plan.items if codes is None or i.code in codes]

    def weight(pair: tuple[Item, ItemStanding]) -> tuple[int, float, int]:
        item = pair[1]
        ratios = [s.assessment.ratio for s in item.indicators if s.assessment.ratio is not None]
        red = sum(s.assessment.light in _RED for s in item.indicators)
        red += sum(c.assessment.light in _RED for c in item.commitments)
        return WORST_FIRST.index(item.assessment.light), min(ratios, default=1.0), -red

    return sorted((p for p in chosen if p[1].assessment.light in _NEEDS), key=weight)[:most]


def submission_counts(ledger: Ledger, plan_id: str, period: str) -> SubmissionCounts:
    """Count the submissions of a period. Raises NotFound."""
    rows = filings(ledger, plan_id, period)
    done = [f for f in rows if f.done]
    late = sum(f.late_days > 0 for f in done)
    return SubmissionCounts(
        asked=len(rows),
        on_time=len(done) - late,
        late=late,
        on_way=sum(not f.done and f.course is not None for f in rows),
        missing=sum(f.missing for f in rows),
        days_left=countdown(ledger, plan_id, period),
        filings=tuple(rows),
    )


def leaders(plan: Plan, standing: Standing, filed: Sequence[Filing]) -> list[LeaderLine]:
    """Return one line per leader at a period, with its filings; an item of two leaders counts under both."""
    lines = []
    for leader in plan.leaders:
        codes = plan.item_codes_of(leader.name, "leader")
        led = plan.item_codes_of(leader.name, "leader", Responsibility.LEAD)
        units = plan.reporting_units(led)
        due = [f for f in filed if f.unit in units]
        lines.append(
            LeaderLine(
                name=leader.name,
                items=len(codes),
                led=len(led),
                counts=counts(standing.items[c].assessment.light for c in codes),
                submissions=len(due),
                on_time=sum(f.done and not f.late_days for f in due),
            )
        )
    return lines


def changed(
    plan: Plan, standings: Mapping[str, Standing], period: str, codes: Sequence[str]
) -> list[tuple[Item, Light, Light]]:
    """Return (item, light before, light now) of the items whose light changed since the period before, the worst first."""
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
    """Forecast the end of the year for one indicator from its periods."""
    series = [
        s for st in standings.values() for i in st.items.values() for s in i.indicators if s.indicator.code == indicator
    ]
    return forecast(series[0].indicator, [s.figures for s in series])


def what_if(ledger: Ledger, plan_id: str, period: str, packs: Sequence[str]) -> dict[str, tuple[dict[Light, int], int]]:
    """Return pack → (items by light under it, number of items whose light differs from the first pack)."""
    standings: dict[str, Standing] = {p: year(ledger, plan_id, View.OFFICIAL, p)[period] for p in packs}
    base = standings[packs[0]].items
    return {
        p: (s.counts, sum(s.items[c].assessment.light is not base[c].assessment.light for c in base))
        for p, s in standings.items()
    }


def timeliness(ledger: Ledger, plan_id: str, unit: str) -> list[tuple[Period, Filing]]:
    """Return a unit's filings over the year: one per period for which it must file."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    rows = []
    for text in plan.periods:
        rows += [(Period.parse(text), f) for f in filings(ledger, plan_id, text) if f.unit == unit]
    return rows


def lights_by_unit(plan: Plan, standing: Standing, codes: Sequence[str]) -> dict[str, dict[Light, int]]:
    """Return lead unit → lights of the items among `codes` that it leads; the unit with the most items first."""
    lights: dict[str, list[Light]] = {}
    for r in plan.responsible:
        if r.kind == "unit" and r.role is Responsibility.LEAD and r.item in codes:
            lights.setdefault(r.name, []).append(standing.items[r.item].assessment.light)
    return {name: counts(led) for name, led in sorted(lights.items(), key=lambda row: -len(row[1]))}


def indicators_of(plan: Plan, standing: Standing, unit: str) -> list[IndicatorStanding]:
    """Return the indicators that a unit reports, at a period, in the plan's order."""
    indicators = [s for item in standing.items.values() for s in item.indicators]
    return [s for s in indicators if plan.reporting_unit(s.indicator) == unit]


def reported(standings: Mapping[str, Standing], indicator: str) -> dict[str, float]:
    """Return period → actual of an indicator in these standings, as reported in its own basis."""
    actuals = {}
    for period, standing in standings.items():
        for item in standing.items.values():
            for s in item.indicators:
                if s.indicator.code == indicator and s.figures.actual is not None:
                    actuals[period] = s.figures.actual
    return actuals


def restated(then: Mapping[str, Standing], now: Mapping[str, Standing], indicator: str) -> dict[str, float]:
    """当时口径: return period → published value, for the closed periods in which another value counts now."""
    published = reported({p: s for p, s in then.items() if s.revision}, indicator)
    current = reported(now, indicator)
    return {p: v for p, v in published.items() if current.get(p) != v}
