"""Leaders of a plan over time: periods that were due before a handover stay under the leader who handed the items over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from zcdash.domain.model import Responsible
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Responsibility

_FORMER, _AT = "former leaders", "leaders at"


@dataclass(frozen=True, slots=True)
class FormerLeaders:
    """Handover of items: the periods due before its day, and the versions of the plan before and after it."""

    periods: frozenset[str]
    before: Plan
    after: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderTerm:
    """First and last day of a leader who took items over, or handed them over, during a plan; None where there is none."""

    since: date | None = None
    until: date | None = None

    @property
    def text(self) -> str:
        """Return 至2017-10-10, 2017-10-11起, 2017-04-20至2017-10-10; empty without a day."""
        if self.since and self.until:
            return f"{self.since}至{self.until}"
        return f"至{self.until}" if self.until else f"{self.since}起" if self.since else ""


def with_former_leaders(plan: Plan, former: Sequence[FormerLeaders]) -> Plan:
    """Note the handovers of a plan, the latest first, and return it. `==` and digests do not see them."""
    plan.__dict__[_FORMER] = tuple(former)
    return plan


def former_leaders(plan: Plan) -> tuple[FormerLeaders, ...]:
    """Return the handovers of a plan, the latest first."""
    found: tuple[FormerLeaders, ...] = plan.__dict__.get(_FORMER, ())
    return found


def leaders_at(plan: Plan, period: str) -> Plan:
    """Return the plan with the leaders whom the results of a period belong to; the plan itself where none has changed."""
    acts = [act for act in former_leaders(plan) if period in act.periods]
    if not acts:
        return plan
    known: dict[str, Plan] = plan.__dict__.setdefault(_AT, {})
    if period not in known:
        rows = list(plan.responsible)
        for act in acts:
            rows = _before(rows, act)
        known[period] = replace(plan, responsible=tuple(rows))
    return known[period]


def _before(rows: Sequence[Responsible], act: FormerLeaders) -> list[Responsible]:
    """Return the rows, with the leaders from before an act on the items that it handed over."""
    had, has = _leaders_by_item(act.before), _leaders_by_item(act.after)
    moved = {item: own for item, own in had.items() if own != has.get(item)}
    found: list[Responsible] = []
    for row in rows:
        if row.kind != "leader" or row.item not in had or had[row.item] == has.get(row.item):
            found.append(row)
        else:
            found += moved.pop(row.item, [])
    return found


def _leaders_by_item(plan: Plan) -> dict[str, list[Responsible]]:
    found: dict[str, list[Responsible]] = defaultdict(list)
    for row in plan.responsible:
        if row.kind == "leader":
            found[row.item].append(row)
    return found


def periods_led(plan: Plan, leader: str) -> dict[str, dict[str, Responsibility]]:
    """Return item → period → role, of the periods whose results belong to a leader, in the order of the plan."""
    found: dict[str, dict[str, Responsibility]] = defaultdict(dict)
    for period in plan.periods:
        at = leaders_at(plan, period)
        for role in Responsibility:
            for code in at.item_codes_of(leader, "leader", role):
                found[code].setdefault(period, role)
    return {i.code: found[i.code] for i in plan.items if i.code in found}


def leaders_named(plan: Plan) -> frozenset[str]:
    """Return the leaders whom an item names, now or in an earlier period."""
    plans = [plan, *(leaders_at(plan, p) for p in plan.periods)] if former_leaders(plan) else [plan]
    return frozenset(r.name for at in plans for r in at.responsible if r.kind == "leader")


def leader_term(plan: Plan, leader: str) -> LeaderTerm:
    """Return the days from and to which a leader has been in charge, where there was a handover; without days otherwise."""
    own = next((x for x in plan.leaders if x.name == leader), None)
    if own is None or not former_leaders(plan):
        return LeaderTerm()
    return LeaderTerm(since=own.since, until=own.until)
