"""The figures and reports that count in a view, put beside the plan: what every judgement and every form is made from."""

from __future__ import annotations

from collections.abc import Iterator

from zcdash import store
from zcdash.domain.model import Commitment, Indicator, State
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.queries.approvals import counted_submissions
from zcdash.queries.caching import LazyDict, cached_query
from zcdash.rules.lights import CommitmentReport, Figures
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import Row


@cached_query
def reported_values(ledger: Ledger, plan_id: str, version: int, view: View) -> ReportedValues:
    """What counts in a view, beside one version of a plan."""
    return ReportedValues(ledger, store.plans.plan_version(ledger, plan_id, version), view)


def narratives(ledger: Ledger, plan_id: str, view: View) -> list[Row]:
    """One row per item and period: what the return that counts wrote of it."""
    return store.submissions.narratives(ledger, tuple(counted_submissions(ledger, plan_id, view).values()))


class ReportedValues:
    """What the returns that count in a view say of a plan.

    Each indicator and commitment is reported by the unit that it names, else by the unit that reports its item.
    """

    def __init__(self, ledger: Ledger, plan: Plan, view: View) -> None:
        self._plan = plan
        self.counting = counted_submissions(ledger, plan.id, view)
        """(period, unit) → the submission that counts."""
        numbers = tuple(self.counting.values())
        self._actual = {
            (r["submission"], r["indicator"]): r["value"] for r in store.submissions.actuals(ledger, numbers)
        }
        self._progress = {(r["submission"], r["commitment"]): r for r in store.submissions.progress(ledger, numbers)}
        self.figures = LazyDict(lambda code: [*self._figures(plan.indicator(code))])
        """Each indicator's figures, period by period in order."""
        self.reports = LazyDict(lambda code: [*self._reports(plan.commitment(code))])
        """What was reported of each commitment, the oldest period first; an empty list where nothing was."""

    def _figures(self, i: Indicator) -> Iterator[Figures]:
        unit = self._plan.reporting_unit(i)
        planned_total: float | None = None
        actual_total: float | None = None
        year = None
        for period in map(Period.parse, self._plan.periods):
            if year != period.ends.year:
                planned_total = actual_total = None
            year = period.ends.year
            submission = self.counting.get((period.text, unit))
            planned, actual = i.planned.get(period.text), self._actual.get((submission, i.code))
            planned_total, actual_total = _added(planned_total, planned), _added(actual_total, actual)
            yield Figures(period, planned, planned_total, actual, actual_total, submission is not None)

    def _reports(self, c: Commitment) -> Iterator[CommitmentReport]:
        unit = self._plan.reporting_unit(c)
        for period in self._plan.periods:
            row = self._progress.get((self.counting.get((period, unit)), c.code))
            if row:
                yield CommitmentReport(Period.parse(period), State(row["state"]), row["done_on"])


def _added(total: float | None, value: float | None) -> float | None:
    """A running total; what is not there adds nothing."""
    return total if value is None else (total or 0.0) + value
