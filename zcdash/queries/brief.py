"""一页简报: one sheet on a period for one leader or one unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zcdash import store
from zcdash.auth.permissions import Account
from zcdash.auth.sessions import is_demo
from zcdash.domain.assessment import Assessment
from zcdash.domain.model import Item
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_words import PlanWords, words
from zcdash.domain.submission import View
from zcdash.domain.terms import SHORT, Light
from zcdash.domain.units_over_time import former_names, reporting_units, units_at
from zcdash.errors import InvalidInput
from zcdash.queries.approvals import counted_submissions
from zcdash.queries.brief_items import held_codes, lights_before, own_short
from zcdash.queries.clock import seen
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.queries.item_standing import IndicatorStanding, Standing
from zcdash.queries.notices import Notice, notices
from zcdash.queries.overview import indicators_of, urgent
from zcdash.queries.periods import period_state
from zcdash.queries.reported_values import narratives
from zcdash.queries.silence import Notes, notes_by_unit, silent_units
from zcdash.queries.standing import year
from zcdash.queries.submissions import Filing, filings
from zcdash.queries.written import Written, by_item, merged, problems, writers
from zcdash.rules.approval import Stage
from zcdash.rules.lights import WORST_FIRST
from zcdash.rules.rollup import counts
from zcdash.store.ledger import Ledger
from zcdash.store.periods import CloseRow

_MOST_NEEDS, _MOST_FIGURES = 3, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Item that needs a decision, with what its unit wrote of the problem and the next step; `silent` if it wrote no problem."""

    item: Item
    assessment: Assessment
    unit: str
    led: bool
    problem: str
    next_step: str
    silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Submission that is late or awaits approval, and its `dates`, sent and arrived.

    `own` if it waits for the signature of the brief's leader, `at_office` if it waits for the supervision office.
    """

    unit: str
    word: str
    late_days: int
    dates: str
    own: bool
    at_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Data of a period: of its close, so that a brief says what the bulletin says, or of today where there is none."""

    plan: Plan
    standing: Standing
    before: Standing | None
    filings: Sequence[Filing]
    written: Written
    notes: Notes


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One sheet. `needs` are the first of the items that miss the plan or are not reported.

    `closed`: the data are those of the close, of its day. `moved`: items with another light today.
    """

    plan: str
    words: PlanWords
    document: str
    period: Period
    whose: str
    post: str
    kind: str
    """`leader` or `unit`."""
    as_of: date
    seen: str
    """The day whose facts it shows, in words."""
    closed: bool
    moved: int
    deadline: date
    extended: tuple[tuple[str, date], ...]
    """Units of a leader that have a later deadline, with it."""
    filed: bool
    items: int
    only_reports: bool
    """True where the plan names the unit for no item, and the items are those that it reports."""
    led: int
    common: int
    """共同事项: items that a unit has through a group alone; they are not among `items`."""
    counts: Mapping[Light, int]
    before: Mapping[Light, int] | None
    needs: tuple[Need, ...]
    asked: int
    on_time: int
    pending: tuple[Pending, ...]
    figures: tuple[IndicatorStanding, ...]
    notices: tuple[Notice, ...]
    sample: bool

    @property
    def short(self) -> int:
        """Number of items that miss the plan or are not reported."""
        return sum(self.counts[light] for light in SHORT)


def brief(
    ledger: Ledger, plan_id: str, period: str, leader: str = "", unit: str = "", account: Account | None = None
) -> Brief:
    """Return the brief of a leader or a unit, with the open notices that `account` may see. Raises NotFound, InvalidInput."""
    name, kind = whose(leader, unit)
    close = period_state(ledger, plan_id, period).close
    of = _at_close(ledger, close) if close else _today(ledger, plan_id, period)
    codes, only_reports = held_codes(of.plan, name, kind)
    led = [c for c in codes if name in of.plan.leads_of(c, kind)]
    due = _due(of, name, kind, led)
    deadline = due[0].deadline if kind == "unit" and due else of.standing.deadline
    return Brief(
        plan=plan_id,
        words=words(of.plan),
        document=of.plan.number,
        period=of.standing.period,
        whose=name,
        post=_post(of.plan, name, kind),
        kind=kind,
        as_of=of.standing.as_of,
        seen=seen(ledger, of.plan.id),
        closed=close is not None,
        moved=_moved(ledger, of, codes) if close else 0,
        deadline=deadline,
        extended=tuple((f.unit, f.deadline) for f in due if f.deadline != deadline),
        filed=of.standing.filed,
        items=len(codes),
        only_reports=only_reports,
        led=len(led),
        common=len(of.plan.common_items_of(name)) if kind == "unit" and not only_reports else 0,
        counts=counts(of.standing.items[c].assessment.light for c in codes),
        before=lights_before(of.before, of.standing, codes),
        needs=_needs_of_parts(of, codes, name) if only_reports else _needs(of, codes, led),
        asked=len(due),
        on_time=sum(f.on_time for f in due),
        pending=tuple(_pending(f, name) for f in due if f.late_days or f.on_way or f.returned),
        figures=_figures(of.plan, of.standing, name, kind, codes, led),
        notices=_open_notices(ledger, plan_id, name, kind, account),
        sample=is_demo(ledger),
    )


def whose(leader: str, unit: str) -> tuple[str, str]:
    """Return (name, `leader` or `unit`) of the one that is given. Raises InvalidInput."""
    if bool(leader) is bool(unit):
        raise InvalidInput("一页简报要写明是哪一位分管区长，或者哪一个单位。", "两个只选一个。")
    return (leader, "leader") if leader else (unit, "unit")


def _due(of: _Source, name: str, kind: str, led: Sequence[str]) -> list[Filing]:
    """Return the filings of a unit, or of every unit that reports something of the items that a leader leads."""
    units = reporting_units(of.plan, led) if kind == "leader" else {name, *former_names(of.plan, name)}
    return [f for f in of.filings if f.unit in units]


def _at_close(ledger: Ledger, close: CloseRow) -> _Source:
    snapshot = CloseSnapshot(ledger, close)
    return _Source(
        plan=units_at(snapshot.plan, ""),
        standing=snapshot.standing,
        before=snapshot.before,
        filings=snapshot.filings(),
        written=snapshot.written(),
        notes=snapshot.notes,
    )


def _today(ledger: Ledger, plan_id: str, period: str) -> _Source:
    plan = store.plans.load_plan(ledger, plan_id)[0]
    standings = year(ledger, plan_id)
    place = plan.periods.index(period)
    before = standings[plan.periods[place - 1]] if place else None
    written = by_item(
        units_at(plan, period), [r for r in narratives(ledger, plan_id, View.OFFICIAL) if r["period"] == period]
    )
    counting = {u: n for (p, u), n in counted_submissions(ledger, plan_id).items() if p == period}
    numbers = tuple(counting.values())
    return _Source(
        plan=plan,
        standing=standings[period],
        before=before if before and before.filed else None,
        filings=filings(ledger, plan_id, period),
        written=written,
        notes=notes_by_unit(
            counting, store.submissions.actuals(ledger, numbers), store.submissions.progress(ledger, numbers)
        ),
    )


def _moved(ledger: Ledger, of: _Source, codes: Sequence[str]) -> int:
    """Return how many of the items have another light today than the close froze."""
    now = year(ledger, of.plan.id)[of.standing.period.text].items
    return sum(c in now and now[c].assessment.light is not of.standing.items[c].assessment.light for c in codes)


def _open_notices(ledger: Ledger, plan_id: str, name: str, kind: str, account: Account | None) -> tuple[Notice, ...]:
    every = [n for n in notices(ledger, plan_id, account) if n.is_open]
    names = {name, *former_names(store.plans.load_plan(ledger, plan_id)[0], name)}
    return tuple(n for n in every if (name in n.leaders if kind == "leader" else n.unit in names))


def _post(plan: Plan, name: str, kind: str) -> str:
    """Return the post of a leader; empty for a unit. Raises NotFound."""
    if kind == "leader":
        return plan.leader(name).post
    plan.unit(name)
    return ""


def _needs_of_parts(of: _Source, codes: Sequence[str], unit: str) -> tuple[Need, ...]:
    """Return the most urgent of the items that a unit has a part of, by its own parts."""
    own = own_short(of.plan, of.standing, codes, unit)
    return _needs(of, own, own)


def _needs(of: _Source, codes: Sequence[str], led: Sequence[str]) -> tuple[Need, ...]:
    """Return the most urgent items, those led before those supported; items without a submission come last."""
    items = [
        *urgent(of.plan, of.standing, led, len(led)),
        *urgent(of.plan, of.standing, [c for c in codes if c not in led], len(codes)),
    ]
    chosen = sorted(items, key=lambda pair: pair[1].assessment.light is Light.MISSING)[:_MOST_NEEDS]
    return tuple(_need(of, item, item.code in led) for item, _ in chosen)


def _need(of: _Source, item: Item, led: bool) -> Need:
    texts = merged(of.written).get(item.code)
    standing = of.standing.items[item.code]
    at = units_at(of.plan, of.standing.period.text)
    owners = writers(at, item.code)
    return Need(
        item=item,
        assessment=standing.assessment,
        unit="、".join(of.plan.leads_of(item.code, "unit") or sorted(of.plan.reporting_units([item.code]))),
        led=led,
        problem=texts["problem"] if texts else "",
        next_step=texts["next_step"] if texts else "",
        silent=bool(set(silent_units(at, standing, problems(of.written, item.code), of.notes)) & {*owners}),
    )


def _pending(filing: Filing, name: str) -> Pending:
    stage = filing.course.stage if filing.course else None
    return Pending(
        unit=filing.unit,
        word=filing.word,
        late_days=filing.late_days,
        dates=filing.dates,
        own=stage is Stage.DEPUTY and filing.course is not None and name in filing.course.waiting,
        at_office=stage is Stage.OFFICE,
    )


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
