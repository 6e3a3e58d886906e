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
from zcdash.domain.model import Basis, Light
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import Decision, Step
from zcdash.queries.approvals import SubmissionStatus
from zcdash.rules import facts
from zcdash.rules.commitments import stands_at
from zcdash.rules.items import overridden
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
        self._accepted: dict[Return, list[int]] = defaultdict(list)
        """Return → every submission of it that was ever accepted, newest first."""
        for status in statuses if rows else ():
            if any(s.step is Step.OFFICE and s.decision is Decision.SIGNED for s in status.given):
                self._accepted[Return(status.period, status.unit)].append(status.number)
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
        """Return the assessment as the override in force of it has it; `parts` are those of an item."""
        row = self._in_force.get((period, code))
        if row is None or not self._has_old_facts(row, assessment, parts or {}):
            return assessment
        return overridden(assessment, Light(row["light"]), Override(row["name"], row["reason"]))

    def _has_old_facts(self, row: OverrideRow, assessment: Assessment, parts: Mapping[str, Assessment]) -> bool:
        """Return True unless the row kept the facts of the assessment, as they were before version 2, and these are others."""
        kept = json.loads(row["rests_on"])
        return "returns" in kept or facts.same_figures(kept, assessment, parts)

    def _is_outdated(self, row: OverrideRow) -> bool:
        kept = json.loads(row["rests_on"])
        if "returns" not in kept:
            return False
        if kept["planned"] != planned_facts(self._plan, row["period"], row["code"]):
            return True
        return any(self._has_changed(one) for one in kept["returns"])

    def _has_changed(self, kept: Mapping[str, Any]) -> bool:
        """Return True if a later accepted submission of a return says something else."""
        later = [n for n in self._accepted[Return(kept["period"], kept["unit"])] if n > (kept["submission"] or 0)]
        said = _said(self._ledger, later)
        return any(
            not facts.same_value({code: said[n].get(code) for code in kept["said"]}, kept["said"]) for n in later
        )


def rests_on(ledger: Ledger, plan: Plan, period: str, code: str, counting: Mapping[tuple[str, str], int]) -> str:
    """Return as JSON what an override of a code at a period rests on: planned values, and what the counting returns say.

    `counting` are the accepted submissions by (period, unit).
    """
    codes: dict[Return, list[str]] = defaultdict(list)
    for one, part in _returns(plan, period, code):
        codes[one].append(part)
    numbers = {one: counting.get(one) for one in codes}
    said = _said(ledger, [n for n in numbers.values() if n])
    returns = [
        {
            "period": one.period,
            "unit": one.unit,
            "submission": numbers[one],
            "said": {part: said.get(numbers[one] or 0, {}).get(part) for part in parts},
        }
        for one, parts in codes.items()
    ]
    kept = {"planned": planned_facts(plan, period, code), "returns": returns}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _returns(plan: Plan, period: str, code: str) -> Iterator[tuple[Return, str]]:
    """Yield each return and part that the light of a code rests on."""
    until = Period.parse(period)
    for i in plan.indicators:
        if code in (i.code, i.item):
            earlier = [p for p in plan.periods if Period.parse(p) <= until]
            for p in earlier if i.basis is Basis.QUARTER else [period]:
                yield Return(p, plan.reporting_unit(i)), i.code
    for c in plan.commitments:
        if code in (c.code, c.item) and stands_at(c, period, plan.periods):
            for p in plan.periods:
                yield Return(p, plan.reporting_unit(c)), c.code


def planned_facts(plan: Plan, period: str, code: str) -> dict[str, float | str | None]:
    """Return part → what the plan says of it at a period: planned value, baseline or due date."""
    values: dict[str, float | str | None] = {}
    for i in plan.indicators:
        if code in (i.code, i.item):
            values[i.code] = i.planned.get(period, i.baseline)
    for c in plan.commitments:
        if code in (c.code, c.item) and stands_at(c, period, plan.periods):
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
