"""一页简报: what one deputy mayor, or one unit, has to know of a period, as values for one sheet of paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zcdash import store
from zcdash.auth.permissions import Account
from zcdash.domain.assessment import Assessment
from zcdash.domain.model import Item, Light, Plan, Responsibility
from zcdash.domain.period import Period
from zcdash.errors import InvalidInput, NotFound
from zcdash.queries.clock import is_sample, today
from zcdash.queries.item_standing import IndicatorStanding, Standing
from zcdash.queries.notices import Notice, notices
from zcdash.queries.overview import Tally, indicators_of, items_of, tally, urgent
from zcdash.queries.plans import period_of, reporting_unit_by_item
from zcdash.queries.standing import year
from zcdash.queries.submissions import Filing, filings, narratives_of
from zcdash.rules.approval import Stage
from zcdash.rules.lights import WORST_FIRST
from zcdash.store.ledger import Ledger

_MOST_NEEDS, _MOST_FIGURES = 3, 12
_SHORT = (Light.BEHIND, Light.MISSING, Light.SLIPPING)
_ON_WAY = (Stage.HEAD, Stage.DEPUTY, Stage.RETURNED)


@dataclass(frozen=True, slots=True)
class Need:
    """An item that needs its leader: why, and what its unit wrote of the problem and the next step."""

    item: Item
    assessment: Assessment
    unit: str
    led: bool
    problem: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A return that is late or on its way; `own` where it waits for this very leader's signature."""

    unit: str
    word: str
    late_days: int
    own: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """One sheet. `short` counts the items that miss the plan or are not reported, of which `needs` are the first."""

    plan: str
    document: str
    period: Period
    whose: str
    post: str
    kind: str
    """True for a deputy mayor, False for a unit."""
    as_of: date
    deadline: date
    filed: bool
    items: int
    led: int
    tally: Tally
    short: int
    needs: tuple[Need, ...]
    asked: int
    on_time: int
    pending: tuple[Pending, ...]
    figures: tuple[IndicatorStanding, ...]
    notices: tuple[Notice, ...]
    sample: bool


def brief(
    ledger: Ledger, plan_id: str, period: str, leader: str = "", unit: str = "", account: Account | None = None
) -> Brief:
    """The sheet of a deputy mayor or of a unit, with the open notices that the reader may see. Raises Unknown, WrongUse."""
    if bool(leader) is bool(unit):
        raise InvalidInput("一页简报要写明是哪一位分管区长，或者哪一个单位。", "两个只选一个。")
    plan, name = store.plans.load_plan(ledger, plan_id)[0], leader or unit
    kind = "leader" if leader else "unit"
    at = period_of(plan, period)
    post = _post(plan, name, kind)
    standings = year(ledger, plan_id)
    standing = standings[period]
    codes, led = items_of(plan, name, kind), items_of(plan, name, kind, Responsibility.LEAD)
    counted = tally(plan, standings, period, codes)
    due = _due(ledger, plan, period, name, kind, led)
    mine = [
        n for n in notices(ledger, plan_id, account) if n.is_open and (name in n.leaders if leader else n.unit == name)
    ]
    return Brief(
        plan_id,
        plan.number,
        at,
        name,
        post,
        kind,
        today(ledger),
        standing.deadline,
        standing.filed,
        len(codes),
        len(led),
        counted,
        sum(counted.counts[light] for light in _SHORT),
        _needs(ledger, plan, standing, codes, led),
        len(due),
        sum(f.done and not f.late_days for f in due),
        tuple(_pending(f, name) for f in due if f.late_days or (f.course and f.course.stage in _ON_WAY)),
        _figures(plan, standing, name, kind, codes, led),
        tuple(mine),
        is_sample(ledger),
    )


def _post(plan: Plan, name: str, kind: str) -> str:
    found = {x.name: x.post for x in plan.leaders} if kind == "leader" else {u.name: "" for u in plan.units}
    if name not in found:
        raise NotFound(
            f"本计划没有{'分管区长' if kind == 'leader' else '责任单位'}“{name}”。", "请核对名称，应与计划中的一致。"
        )
    return found[name]


def _needs(
    ledger: Ledger, plan: Plan, standing: Standing, codes: Sequence[str], led: Sequence[str]
) -> tuple[Need, ...]:
    """The worst of those that are led, then of those that are supported; last what waits for a return, which is told apart."""
    every = [
        *urgent(plan, standing, led, len(led)),
        *urgent(plan, standing, [c for c in codes if c not in led], len(codes)),
    ]
    chosen = sorted(every, key=lambda pair: pair[1].assessment.light is Light.MISSING)[:_MOST_NEEDS]
    lead: Mapping[str, str] = {
        r.item: r.name for r in plan.responsible if r.kind == "unit" and r.role is Responsibility.LEAD
    }
    found = []
    for item, one in chosen:
        said = next((w for w in narratives_of(ledger, plan.id, item.code) if w["period"] == standing.period.text), {})
        found.append(
            Need(
                item,
                one.assessment,
                lead.get(item.code, ""),
                item.code in led,
                said.get("problem") or "",
                said.get("next_step") or "",
            )
        )
    return tuple(found)


def _due(ledger: Ledger, plan: Plan, period: str, name: str, kind: str, led: Sequence[str]) -> list[Filing]:
    """The returns that this leader's items wait for, or the unit's own."""
    reporter = reporting_unit_by_item(plan)
    wanted = {reporter[c] for c in led} if kind == "leader" else {name}
    return [f for f in filings(ledger, plan.id, period) if f.unit in wanted]


def _pending(filing: Filing, name: str) -> Pending:
    own = filing.course is not None and filing.course.stage is Stage.DEPUTY and name in filing.course.waiting
    return Pending(filing.unit, filing.word, filing.late_days, own)


def _figures(
    plan: Plan, standing: Standing, name: str, kind: str, codes: Sequence[str], led: Sequence[str]
) -> tuple[IndicatorStanding, ...]:
    """The headline indicators first, then the worst of the others that were reported."""
    if kind == "leader":
        own = [s for c in codes for s in standing.items[c].indicators if s.indicator.headline or c in led]
    else:
        own = indicators_of(plan, standing, name)
    headline = sorted((s for s in own if s.indicator.headline), key=lambda s: s.indicator.headline or 0)
    others = [s for s in own if not s.indicator.headline and s.actual is not None and s.assessment.light in WORST_FIRST]
    return (*headline, *sorted(others, key=lambda s: WORST_FIRST.index(s.assessment.light)))[:_MOST_FIGURES]
