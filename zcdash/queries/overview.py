"""Overview of a period: items by light, the most urgent items, submissions, leaders side by side, forecasts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zcdash import store
from zcdash.domain.forecast import Forecast
from zcdash.domain.leaders_over_time import leaders_at
from zcdash.domain.model import Item
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.rate import Rate, rate_of_counts
from zcdash.domain.submission import Step
from zcdash.domain.terms import SHORT, Light, Responsibility
from zcdash.domain.units_over_time import former_names, reporting_units
from zcdash.queries.item_standing import IndicatorStanding, ItemStanding, Standing
from zcdash.queries.rule_packs import pack
from zcdash.queries.submissions import Filing, countdown, filings
from zcdash.rules.forecast import forecast
from zcdash.rules.lights import RANK
from zcdash.rules.rollup import counts, shares
from zcdash.store.ledger import Ledger

_NEEDS = SHORT | {Light.UNDETERMINED}


@dataclass(frozen=True, slots=True)
class Tally:
    """Items by light, with their percentages; `before`: counts at the period before, None if nothing was filed."""

    counts: Mapping[Light, int]
    shares: Mapping[Light, Decimal]
    before: Mapping[Light, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionCounts:
    """Units that must file for a period, each counted once: arrived on time or late, still being signed, sent back, missing.

    `late_by_signing`: of the late ones those that were sent in time.
    """

    asked: int
    on_time: int
    late: int
    late_by_signing: int
    signing: int
    returned: int
    missing: int
    days_left: int
    filings: tuple[Filing, ...]

    @property
    def on_way(self) -> int:
        """Submissions that were sent and are not accepted, neither sent back."""
        return sum(f.on_way for f in self.filings)

    @property
    def waiting(self) -> int:
        """Units that have filed nothing yet and are not overdue."""
        return self.asked - self.on_time - self.late - self.signing - self.returned - self.missing


@dataclass(frozen=True, slots=True)
class Ranked:
    """Names by 达标率, the lowest first; `few` are those with too few rated items to be compared (样本少)."""

    ranked: tuple[str, ...]
    few: tuple[str, ...]
    rates: Mapping[str, Rate]

    @property
    def lowest(self) -> tuple[str, ...]:
        """Return everybody who shares the lowest rate; nobody where all rates are equal."""
        shares = [self.rates[name].share for name in self.ranked]
        if len({*shares}) < 2:
            return ()
        return tuple(name for name, share in zip(self.ranked, shares, strict=True) if share == shares[0])


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

    @property
    def rate(self) -> Rate:
        return rate_of_counts(self.counts)


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


def by_rate(counted: Mapping[str, Mapping[Light, int]]) -> Ranked:
    """Rank names by 达标率, the lowest first; with equal rates the one with more rated items comes first."""
    rates = {name: rate_of_counts(lights) for name, lights in counted.items()}
    ranked = [name for name, rate in rates.items() if not rate.is_small]
    ranked.sort(key=lambda name: (rates[name].share or 0, -rates[name].rated))
    return Ranked(tuple(ranked), tuple(name for name, rate in rates.items() if rate.is_small), rates)


def lowest_sentence(ranked: Ranked) -> str:
    """Return who has the lowest 达标率, with n of m and the rate; everybody where several have it, nobody where all are equal."""
    if not ranked.ranked:
        return "可评的都不到 5 项，样本少，不排序"
    first = ranked.rates[ranked.ranked[0]]
    if not ranked.lowest:
        return f"达标率都是 {first.percentage}%" if len(ranked.ranked) > 1 else "只有一家可评的有 5 项以上，不排序"
    each = "、".join(
        f"{name}可评 {ranked.rates[name].rated} 项中达标 {ranked.rates[name].met} 项" for name in ranked.lowest
    )
    return f"{each}（{first.percentage}%），{'并列' if len(ranked.lowest) > 1 else ''}最低"


def desks(items: Iterable[ItemStanding]) -> dict[Step, int]:
    """Return at whose desk the items in review lie: step → items, the office first."""
    found = [item.desk for item in items]
    return {step: found.count(step) for step in reversed(Step) if step in found}


def urgency(item: ItemStanding) -> tuple[int, Decimal]:
    """Return the place of an item among others: the worst light first, then the smallest share of parts that meet."""
    share = item.rate.share
    return RANK[item.assessment.light], Decimal(2) if share is None else share


def urgent(
    plan: Plan, standing: Standing, codes: Sequence[str] | None = None, most: int = 10
) -> list[tuple[Item, ItemStanding]]:
    """Return the items that most need a decision, in the order of their urgency, then the furthest from the plan."""
    chosen = [(i, standing.items[i.code]) for i in plan.items if codes is None or i.code in codes]
    needing = (pair for pair in chosen if pair[1].assessment.light in _NEEDS)
    return sorted(needing, key=lambda pair: need_weight(pair[1]))[:most]


def need_weight(item: ItemStanding) -> tuple[tuple[int, Decimal], float]:
    """Return the place of an item among those that need a decision: its urgency, then how far it is from the plan."""
    ratios = (s.assessment.ratio for s in item.indicators if s.assessment.light is not Light.NONE)
    return urgency(item), min((r for r in ratios if r is not None), default=1.0)


def submission_counts(ledger: Ledger, plan_id: str, period: str) -> SubmissionCounts:
    """Count the submissions of a period. Raises NotFound."""
    rows = filings(ledger, plan_id, period)
    late = [f for f in rows if f.late]
    return SubmissionCounts(
        asked=len(rows),
        on_time=sum(f.on_time for f in rows),
        late=len(late),
        late_by_signing=sum(f.late_by_signing for f in late),
        signing=sum(f.signing for f in rows),
        returned=sum(f.returned for f in rows),
        missing=sum(f.missing for f in rows),
        days_left=countdown(ledger, plan_id, period),
        filings=tuple(rows),
    )


def leaders(plan: Plan, standing: Standing, filed: Sequence[Filing]) -> list[LeaderLine]:
    """Return one line per leader at a period, with its filings; an item of two leaders counts under both.

    A period that was due before a handover is that of the leader who handed over, as it is in the assessment.
    """
    lines, at = [], leaders_at(plan, standing.period.text)
    for leader in plan.leaders:
        codes = at.item_codes_of(leader.name, "leader")
        led = at.item_codes_of(leader.name, "leader", Responsibility.LEAD)
        units = reporting_units(plan, led)
        due = [f for f in filed if f.unit in units]
        lines.append(
            LeaderLine(
                name=leader.name,
                items=len(codes),
                led=len(led),
                counts=counts(standing.items[c].assessment.light for c in codes),
                submissions=len(due),
                on_time=sum(f.on_time for f in due),
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
    rows = []
    for item in plan.items:
        if item.code in codes:
            was, now = (standings[p].items[item.code].assessment.light for p in (last, period))
            if was is not now and Light.NONE not in (was, now):
                rows.append((item, was, now))
    return sorted(rows, key=lambda r: RANK[r[2]] - RANK[r[1]])


def forecast_of(standings: Mapping[str, Standing], indicator: str) -> Forecast:
    """Forecast the end of the year for one indicator from its periods."""
    series = [
        s for st in standings.values() for i in st.items.values() for s in i.indicators if s.indicator.code == indicator
    ]
    rules = pack(next(iter(standings.values())).pack)
    return forecast(series[0].indicator, [s.figures for s in series], rules)


def timeliness(ledger: Ledger, plan_id: str, unit: str) -> list[tuple[Period, Filing]]:
    """Return a unit's filings over the year: one per period for which it must file."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    names = {unit, *former_names(plan, unit)}
    rows = []
    for text in plan.periods:
        rows += [(Period.parse(text), f) for f in filings(ledger, plan_id, text) if f.unit in names]
    return rows


def lights_by_unit(plan: Plan, standing: Standing, codes: Sequence[str]) -> dict[str, dict[Light, int]]:
    """Return lead unit → lights of the items among `codes` that name it; a group stands for itself."""
    lights: dict[str, list[Light]] = {}
    for r in plan.responsible:
        if r.kind == "unit" and r.role is Responsibility.LEAD and r.item in codes:
            lights.setdefault(r.name, []).append(standing.items[r.item].assessment.light)
    return {name: counts(led) for name, led in lights.items()}


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
