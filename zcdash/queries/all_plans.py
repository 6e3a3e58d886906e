"""All plans side by side: each at its own current period by its own business date, and what one leader or unit has in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zcdash.domain.leaders_over_time import leaders_at
from zcdash.domain.model import Item
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.rate import Rate, rate_of_counts
from zcdash.domain.submission import View
from zcdash.domain.terms import Light, Responsibility
from zcdash.domain.units_over_time import former_names as earlier_units
from zcdash.queries.approvals import latest_by_unit
from zcdash.queries.brief_items import held_codes
from zcdash.queries.caching import cached_query
from zcdash.queries.clock import today
from zcdash.queries.forms import reporting_units
from zcdash.queries.item_standing import ItemStanding, Standing
from zcdash.queries.organisation import organisation
from zcdash.queries.overview import SubmissionCounts, need_weight, submission_counts, urgent
from zcdash.queries.periods import is_open_for_filing, unit_deadlines
from zcdash.queries.plans import current_period, plan, plan_names
from zcdash.queries.standing import year
from zcdash.queries.submissions import Filing, filings
from zcdash.rules.rollup import counts
from zcdash.store.ledger import Ledger

_MOST_NEEDS, _MOST_NEEDS_A_PLAN = 12, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNow:
    """A plan at its current period; `year`: period → standing."""

    plan: Plan
    period: str
    year: Mapping[str, Standing]
    line: Mapping[str, str] = field(default_factory=dict)
    """Unit of the plan → last name of its line in the register, where that is another one."""

    def shown(self, unit: str) -> str:
        """Return the name under which a unit of the plan is shown beside those of other plans."""
        return self.line.get(unit, unit)

    def printed(self, name: str, kind: str = "unit") -> tuple[str, ...]:
        """Return the names in the plan of a unit that is shown under a name; a leader's own."""
        units = (u.name for u in self.plan.units if self.shown(u.name) == name) if kind == "unit" else ()
        return tuple(units) or (name,)

    @property
    def standing(self) -> Standing:
        """Standing at the current period."""
        return self.year[self.period]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextReturn:
    """The return of a plan that is due next, and how many of the units asked have still to file it."""

    period: str
    deadline: date
    days_left: int
    asked: int
    to_file: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A plan in the list of all. `due` is None once every deadline has passed."""

    now: PlanNow
    counts: Mapping[Light, int]
    submissions: SubmissionCounts
    due: NextReturn | None

    @property
    def rate(self) -> Rate:
        """Items that meet the plan, of those that can be rated."""
        return rate_of_counts(self.counts)


@dataclass(frozen=True, slots=True)
class PlanItem:
    """An item with the plan that it is of."""

    now: PlanNow
    item: Item
    standing: ItemStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Part of a leader or a unit in one plan: codes of its items, of those it leads, and of those it has by a group alone."""

    now: PlanNow
    codes: tuple[str, ...]
    led: tuple[str, ...]
    name: str = ""
    """Name in the plan."""
    common: tuple[str, ...] = ()
    only_reports: bool = False
    """True where the plan names the unit for no item, and the items are those that it reports a part of."""

    @property
    def counts(self) -> dict[Light, int]:
        """Counts of lights of the items."""
        return counts(self.now.standing.items[code].assessment.light for code in self.codes)


@dataclass(frozen=True, slots=True)
class UnitReturn:
    """Return that a unit owes to one plan at a period; `days_left` by the plan's own date, negative where it is overdue."""

    plan: Plan
    period: str
    filing: Filing
    days_left: int


@cached_query
def plans_now(ledger: Ledger, view: View = View.OFFICIAL) -> tuple[PlanNow, ...]:
    """Return every plan at its current period, in the order of `plans.plan_names`."""
    found, register = [], organisation(ledger)
    for name in plan_names(ledger):
        whole = plan(ledger, name)
        period = current_period(whole, today(ledger, name))
        line = {u.name: last for u in whole.units if (last := register.last_name(u.name)) != u.name}
        found.append(PlanNow(plan=whole, period=period, year=year(ledger, name, view), line=line))
    return tuple(found)


@cached_query
def plan_lines(ledger: Ledger, view: View = View.OFFICIAL) -> tuple[PlanLine, ...]:
    """Return a line for every plan: its lights, what has been filed for its current period, and the return due next."""
    return tuple(
        PlanLine(
            now=now,
            counts=now.standing.counts,
            submissions=submission_counts(ledger, now.plan.id, now.period),
            due=_next_return(ledger, now.plan),
        )
        for now in plans_now(ledger, view)
    )


def _next_return(ledger: Ledger, whole: Plan) -> NextReturn | None:
    """Return the return of a plan with the first deadline from today on that a unit is asked for; None if there is none."""
    deadlines, day = unit_deadlines(ledger, whole), today(ledger, whole.id)
    for period in sorted(whole.periods, key=deadlines.of):
        deadline = deadlines.of(period)
        asked = filings(ledger, whole.id, period) if deadline >= day else []
        if asked:
            return NextReturn(
                period=period,
                deadline=deadline,
                days_left=(deadline - day).days,
                asked=len(asked),
                to_file=sum(f.course is None or f.returned for f in asked),
            )
    return None


def most_urgent(plans: Iterable[PlanNow]) -> tuple[PlanItem, ...]:
    """Return the items of all plans that most need a decision, the worst first; of one plan no more than four."""
    return _worst((now, None) for now in plans)


def urgent_of(shares: Iterable[Share]) -> tuple[PlanItem, ...]:
    """Return the items of a leader or a unit that most need a decision, of all plans."""
    return _worst((share.now, share.codes) for share in shares)


def _worst(chosen: Iterable[tuple[PlanNow, Sequence[str] | None]]) -> tuple[PlanItem, ...]:
    found = [
        PlanItem(now, item, standing)
        for now, codes in chosen
        for item, standing in urgent(now.plan, now.standing, codes, _MOST_NEEDS_A_PLAN)
    ]
    return tuple(sorted(found, key=lambda x: need_weight(x.standing))[:_MOST_NEEDS])


def leader_names(plans: Iterable[PlanNow]) -> tuple[str, ...]:
    """Return the leaders of all plans, each once: a name stands for one person."""
    return tuple(dict.fromkeys(leader.name for now in plans for leader in now.plan.leaders))


def unit_names(plans: Iterable[PlanNow]) -> tuple[str, ...]:
    """Return the units of all plans, each once, under the last name of its line: 区生态环境分局 for 区环保分局 too."""
    return tuple(dict.fromkeys(now.shown(unit.name) for now in plans for unit in now.plan.units))


def former_names(plans: Iterable[PlanNow]) -> dict[str, tuple[str, ...]]:
    """Return unit → the other names that plans have for it."""
    names: dict[str, dict[str, None]] = {}
    for now in plans:
        for printed, shown in now.line.items():
            names.setdefault(shown, {})[printed] = None
    return {shown: tuple(printed) for shown, printed in names.items()}


def posts(plans: Iterable[PlanNow], leader: str) -> tuple[str, ...]:
    """Return the posts that the plans give a leader, each once."""
    named = (x.post for now in plans for x in now.plan.leaders if x.name == leader)
    return tuple(dict.fromkeys(filter(None, named)))


def shares(plans: Iterable[PlanNow], name: str, kind: str) -> tuple[Share, ...]:
    """Return what a leader or a unit (`kind`) has in each plan; plans without it are left out."""
    return tuple(share for now in plans for own in now.printed(name, kind) for share in _share(now, own, kind))


def _share(now: PlanNow, name: str, kind: str) -> Iterator[Share]:
    codes, only_reports = held_codes(now.plan, name, kind)
    common = tuple(now.plan.common_items_of(name)) if kind == "unit" else ()
    if codes or common:
        led = now.plan.item_codes_of(name, kind, Responsibility.LEAD)
        yield Share(now=now, codes=codes, led=led, name=name, common=common, only_reports=only_reports)


def counts_by_name(plans: Iterable[PlanNow], kind: str, only_led: bool = False) -> dict[str, dict[Light, int]]:
    """Return name → counts of lights over all plans, by `unit` or `leader`; an item counts under each of its own."""
    lights: dict[str, list[Light]] = {}
    for now in plans:
        held = dict.fromkeys(
            (now.shown(r.name) if kind == "unit" else r.name, r.item)
            for r in leaders_at(now.plan, now.period).responsible
            if r.kind == kind and (r.role is Responsibility.LEAD or not only_led)
        )
        for name, item in held:
            lights.setdefault(name, []).append(now.standing.items[item].assessment.light)
    return {name: counts(found) for name, found in lights.items()}


@cached_query
def returns_of_unit(ledger: Ledger, unit: str) -> tuple[UnitReturn, ...]:
    """Return what a unit owes to each plan: what is overdue or under way, and its next return; the most overdue first."""
    return _in_all_plans(ledger, unit, _owed)


def _in_all_plans(
    ledger: Ledger, unit: str, of_plan: Callable[[Ledger, Plan, str], Iterator[UnitReturn]]
) -> tuple[UnitReturn, ...]:
    """Return the returns of a unit in each plan, the most overdue first."""
    unit = organisation(ledger).last_name(unit)
    found = [owed for name in plan_names(ledger) for owed in of_plan(ledger, plan(ledger, name), unit)]
    return tuple(sorted(found, key=lambda x: x.days_left))


def _owed(ledger: Ledger, whole: Plan, unit: str) -> Iterator[UnitReturn]:
    day, names = today(ledger, whole.id), _names_in(ledger, whole, unit)
    for period in whole.periods:
        for filing in filings(ledger, whole.id, period):
            if filing.unit in names and not (filing.done and not filing.returned):
                yield UnitReturn(whole, period, filing, (filing.deadline - day).days)
                if filing.deadline >= day:
                    return


def _names_in(ledger: Ledger, whole: Plan, unit: str) -> set[str]:
    """Return the names of a unit in a plan, those of earlier periods too."""
    register = organisation(ledger)
    own = [u.name for u in whole.units if register.last_name(u.name) == unit] or [unit]
    return {x for name in own for x in (name, *earlier_units(whole, name))}


@cached_query
def due_of_unit(ledger: Ledger, unit: str) -> tuple[UnitReturn, ...]:
    """Return what a unit has to file now, in any plan: of periods that are over, and still open; the most overdue first."""
    return _in_all_plans(ledger, unit, _due)


def _due(ledger: Ledger, whole: Plan, unit: str) -> Iterator[UnitReturn]:
    day, names = today(ledger, whole.id), _names_in(ledger, whole, unit)
    deadlines, latest = unit_deadlines(ledger, whole), latest_by_unit(ledger, whole.id)
    for period in whole.periods:
        # Forms of all units are made for a period only where this one may have to file: the page asks after every act.
        to_file = {
            name
            for name in names
            if (Period.parse(period).ends < day or deadlines.of(period, name) < day)
            and not ((status := latest.get((period, name))) and not status.course.returned)
            and is_open_for_filing(ledger, whole.id, period, name)
            and name in reporting_units(ledger, whole.id, period)
        }
        for filing in filings(ledger, whole.id, period) if to_file else ():
            if filing.unit in to_file:
                yield UnitReturn(whole, period, filing, (filing.deadline - day).days)
