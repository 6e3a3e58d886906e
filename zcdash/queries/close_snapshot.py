"""The ledger as it stood when a period was closed: what counted, what was written, who had filed and when.

What was known then is told by the order of the log, so what came later (a correction, the next quarter's returns, another
version of the plan) changes nothing here: a document made of a close stays the same for as long as the ledger exists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from zcdash import store
from zcdash.domain.model import State
from zcdash.domain.period import Period
from zcdash.queries.approvals import SubmissionStatus, accepted, submission_statuses_of
from zcdash.queries.periods import Deadlines
from zcdash.queries.standing import Standing, frozen, on_way
from zcdash.queries.submissions import Filing
from zcdash.rules.approval import Stage
from zcdash.rules.lights import CommitmentReport, Figures
from zcdash.store.ledger import Ledger
from zcdash.store.periods import CloseRow, ConcessionRow
from zcdash.store.submissions import NarrativeRow

R = TypeVar("R", bound=Mapping[str, Any])


class CloseSnapshot:
    """A close with everything that the ledger held before it, asked for once."""

    def __init__(self, ledger: Ledger, close: CloseRow) -> None:
        self.close, self.period = close, Period.parse(close["period"])
        self.plan = store.plans.plan_version(ledger, close["plan"], close["version"])
        self.entry, self._held = store.audit_log.rows_before(ledger, "close", close["close"])
        plan = self.plan.id
        rows = self.known("submission", store.submissions.submissions(ledger, plan))
        numbers = tuple(r["submission"] for r in rows)
        signed = self.known("sign_off", store.approvals.sign_offs(ledger, numbers))
        self.passages = submission_statuses_of(ledger, plan, close["version"], rows, signed)
        self.counting = accepted(self.passages)
        self.limits = Deadlines(self.plan, self._extensions(ledger))
        self.overrides = {
            (r["period"], r["code"]): r for r in self.known("override", store.periods.overrides(ledger, plan))
        }
        judged_by = self.known("setting", store.settings.setting_trail(ledger, "judge_by"))
        self.by_sending = next((r["value"] for r in judged_by), "") == "sent"
        self._actual = {
            (r["submission"], r["indicator"]): r["value"] for r in store.submissions.actuals(ledger, numbers)
        }
        self._progress = {(r["submission"], r["commitment"]): r for r in store.submissions.progress(ledger, numbers)}
        self._words = {(r["submission"], r["item"]): r for r in store.submissions.narratives(ledger, numbers)}
        self.standing = frozen(ledger, close)
        self.last_close, self.before = self._before(ledger)

    def known(self, table: str, rows: Iterable[R]) -> list[R]:
        """Those rows of a numbered table that were there before the close."""
        return [r for r in rows if str(r[table]) in self._held[table]]

    def _extensions(self, ledger: Ledger) -> dict[tuple[str, str], ConcessionRow]:
        """(period, unit) → the newest extension granted by then."""
        found: dict[tuple[str, str], ConcessionRow] = {}
        for row in self.known("concession", store.periods.concessions(ledger, self.plan.id)):
            if row["kind"] == "extension":
                found.setdefault((row["period"], row["unit"]), row)
        return found

    def _before(self, ledger: Ledger) -> tuple[CloseRow | None, Standing | None]:
        """The newest close of the period before, as it was known then."""
        at = self.plan.periods.index(self.period.text)
        last = self.plan.periods[at - 1] if at else None
        closes = self.known("close", store.periods.closes(ledger, self.plan.id))
        found = next((c for c in closes if c["period"] == last), None)
        return found, frozen(ledger, found) if found else None

    @property
    def on_way(self) -> dict[tuple[str, str], str]:
        """(period, unit) → where the unit's newest return was, for those that were not accepted."""
        return {key: on_way(p) for key, p in self.newest().items() if p.course.stage is not Stage.ACCEPTED}

    def newest(self) -> dict[tuple[str, str], SubmissionStatus]:
        """(period, unit) → the unit's newest return of the period."""
        found: dict[tuple[str, str], SubmissionStatus] = {}
        for one in self.passages:
            found.setdefault((one.period, one.unit), one)
        return found

    def figures(self) -> dict[str, list[Figures]]:
        """Each indicator's figures over the plan's periods, with the actuals that counted."""
        periods = [Period.parse(p) for p in self.plan.periods]
        found = {}
        for i in self.plan.indicators:
            unit = self.plan.reporting_unit(i)
            numbers = [self.counting.get((p.text, unit)) for p in periods]
            actual = [self._actual.get((n, i.code)) for n in numbers]
            planned = [i.planned.get(p.text) for p in periods]
            totals = zip(running_totals(periods, planned), running_totals(periods, actual), strict=True)
            found[i.code] = [
                Figures(p, a, total, b, done, n is not None)
                for p, a, b, (total, done), n in zip(periods, planned, actual, totals, numbers, strict=True)
            ]
        return found

    def reports(self) -> dict[str, list[CommitmentReport]]:
        """Each commitment's reports that counted, oldest period first."""
        found: dict[str, list[CommitmentReport]] = defaultdict(list)
        for c in self.plan.commitments:
            unit = self.plan.reporting_unit(c)
            for text in self.plan.periods:
                row = self._progress.get((self.counting.get((text, unit)), c.code))
                if row:
                    found[c.code].append(CommitmentReport(Period.parse(text), State(row["state"]), row["done_on"]))
        return found

    def words(self, period: str = "") -> dict[str, NarrativeRow]:
        """Item → what the return that counted for the period (this one's) wrote of it; nothing where it wrote nothing."""
        found = {}
        for item, unit in self.plan.reporting_unit_by_item.items():
            row = self._words.get((self.counting.get((period or self.period.text, unit)), item))
            if row:
                found[item] = row
        return found

    def filings(self) -> list[Filing]:
        """One row per unit that was asked for something, as it stood on the day of the close."""
        newest, arrived, first = (
            self.newest(),
            self._reached(),
            {p.unit: p.filed_on for p in self.passages if self._now(p)},
        )
        rows = []
        for unit, number in self._asked().items():
            one, limit = newest.get((self.period.text, unit)), self.limits.of(self.period.text, unit)
            when = (first if self.by_sending else arrived).get(unit)
            late = max(((when or self.close["as_of"]) - limit).days, 0)
            rows.append(
                Filing(
                    unit=unit,
                    asked=number,
                    submission=one.number if one else None,
                    filed_on=first.get(unit),
                    late_days=late,
                    deadline=limit,
                    reached_on=arrived.get(unit),
                    course=one.course if one else None,
                    done=when is not None,
                )
            )
        return rows

    def _now(self, one: SubmissionStatus) -> bool:
        return one.period == self.period.text

    def _reached(self) -> dict[str, object]:
        """Unit → the first day on which a return of the period had every signature."""
        days: dict[str, list[object]] = defaultdict(list)
        for one in filter(self._now, self.passages):
            if one.course.reached_on:
                days[one.unit].append(one.course.reached_on)
        return {unit: min(some) for unit, some in days.items()}

    def _asked(self) -> dict[str, int]:
        """Unit → how many rows it was asked for, in the plan's order of units."""
        asked: dict[str, int] = dict.fromkeys((u.name for u in self.plan.units), 0)
        for unit in self._rows():
            asked[unit] += 1
        return {unit: number for unit, number in asked.items() if number}

    def _rows(self) -> Iterator[str]:
        earlier = self.plan.periods[: self.plan.periods.index(self.period.text)]
        reports = self.reports()
        for i in self.plan.indicators:
            yield self.plan.reporting_unit(i)
        for c in self.plan.commitments:
            said = [r.state for r in reports[c.code] if r.period.text in earlier]
            open_still = c.period in earlier and not c.ongoing and said[-1:] != [State.DONE]
            if c.period == self.period.text or open_still:
                yield self.plan.reporting_unit(c)
        for t in self.plan.targets:
            if t.period == self.period.text:
                yield self.plan.reporting_unit(t)


def running_totals(periods: Iterable[Period], values: Iterable[float | None]) -> list[float | None]:
    """The running totals since January; None until there is a value."""
    totals: list[float | None] = []
    year, total = 0, None
    for period, value in zip(periods, values, strict=True):
        if period.ends.year != year:
            year, total = period.ends.year, None
        if value is not None:
            total = (total or 0.0) + value
        totals.append(total)
    return totals
