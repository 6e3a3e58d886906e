"""Days on which submissions came in, for the proof: worked out from the signatures themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from zcdash.domain.plan import Plan
from zcdash.domain.submission import Decision, Step
from zcdash.queries.approvals import SubmissionStatus
from zcdash.queries.bulletin.reassess import Reassessed
from zcdash.rules.commitments import is_asked


class Arrival(NamedTuple):
    """A unit that had something to report, its deadline, the day its submission came, and days late."""

    unit: str
    deadline: date
    came_on: date | None
    late_days: int | None


def arrivals_of(now: Reassessed) -> list[Arrival]:
    """Return one arrival per reporting unit, worked out from the signatures themselves."""
    days: dict[str, list[date]] = {}
    for status in now.at.submissions:
        if status.period == now.at.period.text:
            days.setdefault(status.unit, []).extend(_came_on(now, status))
    arrivals = []
    nobody = {"", *now.at.plan.group_names}
    for unit in dict.fromkeys(u for u in _reporting_units(now) if u not in nobody):
        limit = now.at.deadlines.of(now.at.period.text, unit)
        came_on = min(days.get(unit, []), default=None)
        arrivals.append(Arrival(unit, limit, came_on, max((came_on - limit).days, 0) if came_on else None))
    return arrivals


def _came_on(now: Reassessed, status: SubmissionStatus) -> list[date]:
    """Return the day a submission counts as filed, if it does."""
    if now.at.by_sending:
        return [status.filed_on]
    signed = [s for s in status.given if s.decision is Decision.SIGNED and s.step is not Step.OFFICE]
    steps = now.at.plan.signing
    deputies = {s.leader for s in signed if s.step is Step.DEPUTY}
    complete = Step.UNIT_HEAD not in steps or any(s.step is Step.UNIT_HEAD for s in signed)
    complete = complete and (Step.DEPUTY not in steps or deputies >= {leader for leader in status.items if leader})
    return [max([status.filed_on, *(s.signed_on for s in signed if s.signed_on)])] if complete else []


def _target_units(plan: Plan, item: str, period: str) -> Iterator[str]:
    """Yield the units that write on an item at a period: its leads and a sole writer always, others for what they owe then."""
    owing = {plan.reporting_unit(c) for c in plan.commitments if (c.item, c.period) == (item, period)}
    owing |= {
        plan.reporting_unit(i)
        for i in plan.indicators
        if i.item == item and period in {**i.planned, **i.relative} and not i.cites
    }
    units = plan.writing_units(item)
    yield from (u for u in units if len(units) == 1 or u in owing or u in plan.leads_of(item, "unit"))


def _reporting_units(now: Reassessed) -> Iterator[str]:
    """Yield the reporting unit of every row of the period's forms."""
    at = now.at
    yield from (at.plan.reporting_unit(i) for i in at.plan.own_indicators)
    for t in at.plan.targets:
        if t.period == at.period.text:
            yield from _target_units(at.plan, t.item, at.period.text)
    for c in at.plan.commitments:
        before = [r.state for r in now.reported[c.code].reports if r.period < at.period]
        if is_asked(c, at.period.text, at.plan.periods, before[-1] if before else None):
            yield at.plan.reporting_unit(c)
