"""Reported values that count in a view, next to the planned ones: the input of assessments and forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zcdash import store
from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.domain.terms import State
from zcdash.domain.units_over_time import units_at
from zcdash.queries.approvals import counted_submissions
from zcdash.queries.caching import LazyDict, cached_query
from zcdash.queries.cited import Cited, Owner, cited, newest, owner_of
from zcdash.rules.cited import own_figures
from zcdash.rules.commitments import CommitmentReport, Reported
from zcdash.rules.lights import Figures
from zcdash.rules.series import series
from zcdash.store.ledger import Ledger
from zcdash.store.periods import CloseRow
from zcdash.store.submissions import NarrativeRow, ProgressRow


@cached_query
def reported_values(ledger: Ledger, plan_id: str, version: int, view: View) -> ReportedValues:
    """Return the values that count in a view, for one version of a plan."""
    return ReportedValues(ledger, store.plans.plan_version(ledger, plan_id, version), view)


def narratives(ledger: Ledger, plan_id: str, view: View) -> list[NarrativeRow]:
    """Return one row per item and period: the text of the submission that counts."""
    return store.submissions.narratives(ledger, tuple(counted_submissions(ledger, plan_id, view).values()))


class ReportedValues:
    """Values of the submissions that count in a view."""

    def __init__(self, ledger: Ledger, plan: Plan, view: View) -> None:
        self._plan = plan
        self.counting = counted_submissions(ledger, plan.id, view)
        """(period, unit) → number of the submission that counts."""
        numbers = tuple(self.counting.values())
        self._actual: dict[tuple[int | None, str], float] = {
            (r["submission"], r["indicator"]): r["value"] for r in store.submissions.actuals(ledger, numbers)
        }
        self._progress: dict[tuple[int | None, str], ProgressRow] = {
            (r["submission"], r["commitment"]): r for r in store.submissions.progress(ledger, numbers)
        }
        self.figures = LazyDict(lambda code: self._figures(plan.indicator(code)))
        """Indicator → its figures, period by period."""
        self.reports = LazyDict(lambda code: [*self._reports(plan.commitment(code))])
        """Commitment → its reports, the oldest period first."""
        self.closed = closed_submissions(ledger, store.periods.closes(ledger, plan.id))
        """(period, unit) → the submissions that counted when a close froze the period, the oldest close first."""
        self._closed_progress: dict[tuple[int | None, str], ProgressRow] = {
            (r["submission"], r["commitment"]): r
            for r in store.submissions.progress(ledger, tuple(n for closed in self.closed.values() for n in closed))
        }
        self.cited = LazyDict(lambda code: self._cited(ledger, view, plan.indicator(code)))
        """Indicator whose number another one owns → what it cites. Computed when it is asked for: plans may cite each other."""
        self.reported = LazyDict(lambda code: self._reported(plan.commitment(code)))
        """Commitment → what was reported of it."""

    def _cited(self, ledger: Ledger, view: View, i: Indicator) -> Cited:
        owner = owner_of(i, newest(ledger))
        figures = owner and self._values_of(ledger, owner, view).figures[owner.indicator.code]
        return cited(i, self._plan.periods, owner, figures or ())

    def _values_of(self, ledger: Ledger, owner: Owner, view: View) -> ReportedValues:
        """Return the values of the plan of an owner, which may be this one."""
        return self if owner.plan.id == self._plan.id else reported_values(ledger, owner.plan.id, owner.version, view)

    def _figures(self, i: Indicator) -> list[Figures]:
        since_start = self._plan.totals_since_start
        if i.cites:
            filed, actual = own_figures(self.cited[i.code].figures)
            return series(i, self._plan.periods, filed, actual, since_start=since_start)
        numbers = {p: self.counting.get(self._key(p, i)) for p in self._plan.periods}
        reported = {p: self._actual.get((number, i.code)) for p, number in numbers.items()}
        actual = {p: value for p, value in reported.items() if value is not None}
        filed = [n is not None for n in numbers.values()]
        return series(i, self._plan.periods, filed, actual, since_start=since_start)

    def _reports(self, c: Commitment) -> Iterator[CommitmentReport]:
        for period in self._plan.periods:
            row = self._progress.get((self.counting.get(self._key(period, c)), c.code))
            if row:
                yield _report(period, row)

    def _key(self, period: str, part: Indicator | Commitment) -> tuple[str, str]:
        """Return period and unit of the return that a part is reported in."""
        return period, units_at(self._plan, period).reporting_unit(part)

    def _reported(self, c: Commitment) -> Reported:
        filed, closed = self._returns_of([self._key(p, c) for p in self._plan.periods])
        rows = ((period, self._closed_progress.get((number, c.code))) for period, number in closed)
        return Reported(self.reports[c.code], filed, [_report(period, row) for period, row in rows if row])

    def _returns_of(self, keys: Sequence[tuple[str, str]]) -> tuple[frozenset[str], list[tuple[str, int]]]:
        """Return the periods for which one of these returns counts, and every (period, submission) that a close froze."""
        closed = [(key[0], n) for key in keys for n in self.closed.get(key, ())]
        return frozenset(key[0] for key in keys if key in self.counting), closed


def _report(period: str, row: ProgressRow) -> CommitmentReport:
    return CommitmentReport(Period.parse(period), State(row["state"]), row["done_on"])


def closed_submissions(ledger: Ledger, closes: Sequence[CloseRow]) -> dict[tuple[str, str], list[int]]:
    """Return (period, unit) → the submissions that closes froze; `closes` run from the newest on, the result from the oldest."""
    closed: dict[tuple[str, str], list[int]] = {}
    for close in reversed(closes):
        for row in store.periods.close_submissions(ledger, close["close"]):
            closed.setdefault((close["period"], row["unit"]), []).append(row["submission"])
    return closed
