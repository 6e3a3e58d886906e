"""一页简报: one sheet on a period for one leader or one unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zcdash import store
from zcdash.auth.permissions import Account
from zcdash.auth.sessions import is_demo
from zcdash.domain.assessment import Assessment
from zcdash.domain.model import SHORT, Item, Light, Responsibility
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.errors import InvalidInput
from zcdash.queries.clock import today
from zcdash.queries.item_standing import IndicatorStanding, Standing
from zcdash.queries.notices import Notice, notices
from zcdash.queries.overview import Tally, indicators_of, tally, urgent
from zcdash.queries.plans import period_of
from zcdash.queries.standing import year
from zcdash.queries.submissions import Filing, filings, narratives_of
from zcdash.rules.approval import Stage
from zcdash.rules.lights import WORST_FIRST
from zcdash.store.ledger import Ledger

_MOST_NEEDS, _MOST_FIGURES = 3, 12
_ON_WAY = (Stage.HEAD, Stage.DEPUTY, Stage.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Item that needs a decision, with what its unit wrote of the problem and the next step."""

    item: Item
    assessment: Assessment
    unit: str
    led: bool
    problem: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Pending:
    """Submission that is late or awaits approval; `own` if it waits for the signature of the brief's leader."""

    unit: str
    word: str
    late_days: int
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One sheet. `short` counts the items that miss the plan or are not reported; `needs` are the first of them."""

    plan: str
    document: str
    period: Period
    whose: str
    post: str
    kind: str
    """`leader` or `unit`."""
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
    """Return the brief of a leader or a unit, with the open notices that `account` may see. Raises NotFound, InvalidInput."""
    if bool(leader) is bool(unit):
        raise InvalidInput("一页简报要写明是哪一位分管区长，或者哪一个单位。", "两个只选一个。")
    plan = store.plans.load_plan(ledger, plan_id)[0]
    name = leader or unit
    kind = "leader" if leader else "unit"
    at = period_of(plan, period)
    post = _post(plan, name, kind)
    standings = year(ledger, plan_id)
    standing = standings[period]
    codes = plan.item_codes_of(name, kind)
    led = plan.item_codes_of(name, kind, Responsibility.LEAD)
    lights = tally(plan, standings, period, codes)
    units = {plan.reporting_unit_by_item[c] for c in led} if kind == "leader" else {name}
    due = [f for f in filings(ledger, plan_id, period) if f.unit in units]
    return Brief(
        plan=plan_id,
        document=plan.number,
        period=at,
        whose=name,
        post=post,
        kind=kind,
        as_of=today(ledger),
        deadline=standing.deadline,
        filed=standing.filed,
        items=len(codes),
        led=len(led),
        tally=lights,
        short=sum(lights.counts[light] for light in SHORT),
        needs=_needs(ledger, plan, standing, codes, led),
        asked=len(due),
        on_time=sum(f.done and not f.late_days for f in due),
        pending=tuple(_pending(f, name) for f in due if f.late_days or (f.course and f.course.stage in _ON_WAY)),
        figures=_figures(plan, standing, name, kind, codes, led),
        notices=_open_notices(ledger, plan_id, name, kind, account),
        sample=is_demo(ledger),
    )


def _open_notices(ledger: Ledger, plan_id: str, name: str, kind: str, account: Account | None) -> tuple[Notice, ...]:
    every = [n for n in notices(ledger, plan_id, account) if n.is_open]
    return tuple(n for n in every if (name in n.leaders if kind == "leader" else n.unit == name))


def _post(plan: Plan, name: str, kind: str) -> str:
    """Return the post of a leader; empty for a unit. Raises NotFound."""
    if kind == "leader":
        return plan.leader(name).post
    plan.unit(name)
    return ""


def _needs(
    ledger: Ledger, plan: Plan, standing: Standing, codes: Sequence[str], led: Sequence[str]
) -> tuple[Need, ...]:
    """Return the most urgent items, those led before those supported; items without a submission come last."""
    items = [
        *urgent(plan, standing, led, len(led)),
        *urgent(plan, standing, [c for c in codes if c not in led], len(codes)),
    ]
    chosen = sorted(items, key=lambda pair: pair[1].assessment.light is Light.MISSING)[:_MOST_NEEDS]
    return tuple(_need(ledger, plan, standing, item, item.code in led) for item, _ in chosen)


def _need(ledger: Ledger, plan: Plan, standing: Standing, item: Item, led: bool) -> Need:
    rows = narratives_of(ledger, plan.id, item.code)
    narrative = next((r for r in rows if r["period"] == standing.period.text), None)
    return Need(
        item=item,
        assessment=standing.items[item.code].assessment,
        unit="、".join(plan.leads_of(item.code, "unit")),
        led=led,
        problem=narrative["problem"] if narrative else "",
        next_step=narrative["next_step"] if narrative else "",
    )


def _pending(filing: Filing, name: str) -> Pending:
    own = filing.course is not None and filing.course.stage is Stage.DEPUTY and name in filing.course.waiting
    return Pending(filing.unit, filing.word, filing.late_days, own)


def _figures(
    plan: Plan, standing: Standing, name: str, kind: str, codes: Sequence[str], led: Sequence[str]
) -> tuple[IndicatorStanding, ...]:
    """Return the headline indicators, then the worst of the other reported ones."""
    if kind == "leader":
        indicators = [s for c in codes for s in standing.items[c].indicators if s.indicator.headline or c in led]
    else:
        indicators = indicators_of(plan, standing, name)
    headline = sorted((s for s in indicators if s.indicator.headline), key=lambda s: s.indicator.headline or 0)
    others = [
        s for s in indicators if not s.indicator.headline and s.actual is not None and s.assessment.light in WORST_FIRST
    ]
    return (*headline, *sorted(others, key=lambda s: WORST_FIRST.index(s.assessment.light)))[:_MOST_FIGURES]
