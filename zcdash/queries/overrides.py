"""Overrides of lights, and the reported figures that each was made over.

An override speaks of what was reported when it was made. It dies when a return with other figures is accepted, and stays dead
though later figures be the old ones again. Another rule pack, an extension or a return on its way does not touch it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from zcdash import store
from zcdash.domain.assessment import Assessment, Override
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import Decision, Step, View
from zcdash.domain.terms import Basis, Light
from zcdash.domain.units_over_time import units_at
from zcdash.queries.approvals import SubmissionStatus, accepted
from zcdash.queries.reported_values import reported_values
from zcdash.rules import facts
from zcdash.rules.commitments import standing_periods
from zcdash.rules.items import overridden
from zcdash.rules.series import is_rated, planned_values
from zcdash.store.ledger import Ledger
from zcdash.store.periods import OverrideRow


class Return(NamedTuple):
    """The return of one unit for one period."""

    period: str
    unit: str


class Overrides:
    """The newest override of every period and code, among the rows and submissions given."""

    def __init__(
        self, ledger: Ledger, plan: Plan, rows: Sequence[OverrideRow], statuses: Sequence[SubmissionStatus]
    ) -> None:
        self._ledger = ledger
        self._plan = plan
        self._newest = {(r["period"], r["code"]): r for r in rows}
        self._accepted = _ever_accepted(statuses) if rows else {}
        self._in_force = {key: row for key, row in self._newest.items() if row["light"] and not self._is_outdated(row)}

    def of(self, codes: Collection[str]) -> list[OverrideRow]:
        """Return the overrides in force of these codes, at every period."""
        return [row for (_, code), row in self._in_force.items() if code in codes]

    def without(self, period: str, code: str) -> None:
        """Leave an override out."""
        self._in_force.pop((period, code), None)

    def effective(
        self, period: str, code: str, assessment: Assessment, parts: Mapping[str, Assessment] | None = None
    ) -> Assessment:
        """Return the assessment as the override in force of it has it; `parts` are those of an item.

        What is not promised at the period has no light to override.
        """
        row = self._in_force.get((period, code))
        if row is None or assessment.light is Light.NONE or not self._has_old_facts(row, assessment, parts or {}):
            return assessment
        return overridden(assessment, Light(row["light"]), Override(row["name"], row["reason"]))

    def _has_old_facts(self, row: OverrideRow, assessment: Assessment, parts: Mapping[str, Assessment]) -> bool:
        """Return True unless the row kept facts of the assessment, and these are others.

        Before version 2 it kept all of them; since then only figures that are cited, for no return of the plan has them.
        """
        kept = json.loads(row["rests_on"])
        if "returns" not in kept:
            return facts.same_figures(kept, assessment, parts)
        now = {**parts, row["code"]: assessment}
        cited = kept.get("cited", {}).items()
        return all(code in now and facts.same_value(value, now[code].cause.actual) for code, value in cited)

    def _is_outdated(self, row: OverrideRow) -> bool:
        kept = json.loads(row["rests_on"])
        if "returns" not in kept:
            return False
        if kept["planned"] != planned_facts(self._plan, row["period"], row["code"]):
            return True
        return any(self._has_changed(one) for one in kept["returns"])

    def _has_changed(self, kept: Mapping[str, Any]) -> bool:
        """Return True if a submission of a return that was accepted since says something else."""
        accepted = self._accepted.get(Return(kept["period"], kept["unit"]), ())
        later = [n for n in accepted if n > (kept["submission"] or 0)]
        said = _said(self._ledger, later)
        return any(
            not facts.same_value({code: said[n].get(code) for code in kept["said"]}, kept["said"]) for n in later
        )


def _ever_accepted(statuses: Sequence[SubmissionStatus]) -> dict[Return, list[int]]:
    """Return every submission of a return that was ever accepted, the newest first; `statuses` run from the newest on."""
    numbers: dict[Return, list[int]] = defaultdict(list)
    for status in statuses:
        if any(s.step is Step.OFFICE and s.decision is Decision.SIGNED for s in status.given):
            numbers[Return(status.period, status.unit)].append(status.number)
    return numbers


def rests_on(ledger: Ledger, plan: Plan, period: str, code: str, statuses: Sequence[SubmissionStatus]) -> str:
    """Return as JSON what an override of a code at a period rests on: planned values, and what the counting returns say.

    `submission` is the newest that was ever accepted, also where the office sent it back and an older one counts again: only
    what is accepted later may end the override.
    """
    counting, ever = accepted(statuses), _ever_accepted(statuses)
    codes: dict[Return, list[str]] = defaultdict(list)
    for one, part in _returns(plan, period, code):
        codes[one].append(part)
    numbers = {one: counting.get((one.period, one.unit)) for one in codes}
    said = _said(ledger, [n for n in numbers.values() if n])
    returns = [
        {
            "period": one.period,
            "unit": one.unit,
            "submission": next(iter(ever.get(one, ())), None),
            "said": {part: said.get(numbers[one] or 0, {}).get(part) for part in parts},
        }
        for one, parts in codes.items()
    ]
    kept = {"planned": planned_facts(plan, period, code), "returns": returns}
    if cited := _cited(ledger, plan, period, code):
        kept["cited"] = cited
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _cited(ledger: Ledger, plan: Plan, period: str, code: str) -> dict[str, float | None]:
    """Return indicator → figure at a period, for those of a code that cite the number of another one."""
    cites = [i for i in plan.indicators if i.cites and code in (i.code, i.item)]
    if not cites:
        return {}
    version = store.plans.load_plan(ledger, plan.id)[1]
    figures = reported_values(ledger, plan.id, version, View.OFFICIAL).figures
    at = {i.code: next(f for f in figures[i.code] if f.period.text == period) for i in cites}
    return {i.code: at[i.code].judged(i.basis)[1] for i in cites}


def _returns(plan: Plan, period: str, code: str) -> Iterator[tuple[Return, str]]:
    """Yield each return and part that the light of a code rests on."""
    until = Period.parse(period)
    for i in plan.own_indicators:
        if code in (i.code, i.item) and is_rated(i, period, plan.periods):
            earlier = [p for p in plan.periods if Period.parse(p) <= until]
            for p in earlier if i.basis is Basis.QUARTER else [period]:
                yield Return(p, units_at(plan, p).reporting_unit(i)), i.code
    for c in plan.commitments:
        if code in (c.code, c.item) and period in standing_periods(c, plan.periods):
            for p in plan.periods:
                yield Return(p, units_at(plan, p).reporting_unit(c)), c.code


def planned_facts(plan: Plan, period: str, code: str) -> dict[str, object]:
    """Return part → what the plan says of it at a period: planned value, baseline and annual value, or due date."""
    values: dict[str, object] = {}
    for i in plan.indicators:
        if code in (i.code, i.item) and is_rated(i, period, plan.periods):
            values[i.code] = [planned_values(i, plan.periods).get(period), i.baseline]
    for c in plan.commitments:
        if code in (c.code, c.item) and period in standing_periods(c, plan.periods):
            values[c.code] = c.due.isoformat()
    return values


def _said(ledger: Ledger, numbers: Sequence[int]) -> dict[int, dict[str, object]]:
    """Return submission → part → what it says: a figure, or a state and day."""
    said: dict[int, dict[str, object]] = {n: {} for n in numbers}
    for a in store.submissions.actuals(ledger, numbers):
        said[a["submission"]][a["indicator"]] = a["value"]
    for p in store.submissions.progress(ledger, numbers):
        day = p["done_on"]
        said[p["submission"]][p["commitment"]] = [p["state"], day.isoformat() if day else ""]
    return said
