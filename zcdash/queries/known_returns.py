"""Returns of one plan that the ledger held before a close: which counted, where the others were, and what they said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from zcdash import store
from zcdash.domain.assessment import OnWay
from zcdash.domain.model import Indicator
from zcdash.domain.plan import Plan
from zcdash.domain.units_over_time import units_at
from zcdash.queries.approvals import SubmissionStatus, accepted, submission_statuses_of
from zcdash.queries.assessor import on_way
from zcdash.queries.periods import Deadlines
from zcdash.rules.approval import Stage
from zcdash.rules.lights import Figures
from zcdash.rules.series import series
from zcdash.store.ledger import Ledger
from zcdash.store.periods import ConcessionRow

NumberedRow = TypeVar("NumberedRow", bound=Mapping[str, Any])
Held = Mapping[str, set[str]]
"""Table → keys of the rows that the ledger held."""


def known(held: Held, table: str, rows: Iterable[NumberedRow]) -> list[NumberedRow]:
    """Return those rows of a numbered table that the ledger held."""
    return [r for r in rows if str(r[table]) in held[table]]


class KnownReturns:
    """Returns of one version of a plan, from the rows that the ledger held."""

    def __init__(self, ledger: Ledger, plan: Plan, version: int, held: Held) -> None:
        self.plan = plan
        rows = known(held, "submission", store.submissions.submissions(ledger, plan.id))
        self.numbers = tuple(r["submission"] for r in rows)
        signed = known(held, "sign_off", store.approvals.sign_offs(ledger, self.numbers))
        self.submissions = submission_statuses_of(ledger, plan.id, version, rows, signed)
        self.counting = accepted(self.submissions)
        """(period, unit) → number of the submission that counted."""
        self.deadlines = Deadlines(plan, _extensions(ledger, plan.id, held))
        self.actuals = store.submissions.actuals(ledger, self.numbers)
        self._actual = {(r["submission"], r["indicator"]): r["value"] for r in self.actuals}

    @cached_property
    def latest_by_unit(self) -> dict[tuple[str, str], SubmissionStatus]:
        """Return (period, unit) → the unit's newest submission for the period."""
        latest: dict[tuple[str, str], SubmissionStatus] = {}
        for status in self.submissions:
            latest.setdefault((status.period, status.unit), status)
        return latest

    @cached_property
    def on_way(self) -> dict[tuple[str, str], OnWay]:
        """Return (period, unit) → where the unit's newest submission was, for those that were not accepted."""
        latest = self.latest_by_unit.items()
        return {key: on_way(status) for key, status in latest if status.course.stage is not Stage.ACCEPTED}

    def figures(self, indicator: Indicator, edition: int) -> list[Figures]:
        """Return the figures of an indicator that the plan's own units report."""
        units = {p: units_at(self.plan, p).reporting_unit(indicator) for p in self.plan.periods}
        numbers = {p: self.counting.get((p, unit)) for p, unit in units.items()}
        reported = {p: None if n is None else self._actual.get((n, indicator.code)) for p, n in numbers.items()}
        actual = {p: value for p, value in reported.items() if value is not None}
        filed = [n is not None for n in numbers.values()]
        return series(indicator, self.plan.periods, filed, actual, edition, self.plan.totals_since_start)


def _extensions(ledger: Ledger, plan: str, held: Held) -> dict[tuple[str, str], ConcessionRow]:
    """Return (period, unit) → the newest extension granted by then."""
    extensions: dict[tuple[str, str], ConcessionRow] = {}
    for row in known(held, "concession", store.periods.concessions(ledger, plan)):
        if row["kind"] == "extension":
            extensions.setdefault((row["period"], row["unit"]), row)
    return extensions


def known_version(ledger: Ledger, held: Held) -> Callable[[str], tuple[Plan, int]]:
    """Return the function that gives the newest version of a plan that the ledger held. That raises NotFound."""

    def version_of(plan: str) -> tuple[Plan, int]:
        versions = [v["version"] for v in store.plans.versions(ledger, plan)]
        version = max((v for v in versions if f"{plan}|{v}" in held["plan_version"]), default=0)
        return store.plans.plan_version(ledger, plan, version), version

    return version_of
