"""The ledger as it stood when a period was closed: which values counted, what was written, who had filed and when.

The order of the log says what was known then, so a later correction, submission or plan version changes nothing here: a
document made from a close stays the same for as long as the ledger exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from zcdash import store
from zcdash.domain.assessment import OnWay
from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.period import Period
from zcdash.domain.terms import State
from zcdash.queries.approvals import SubmissionStatus, accepted, submission_statuses_of
from zcdash.queries.assessor import on_way
from zcdash.queries.frozen import frozen_standing
from zcdash.queries.item_standing import Standing
from zcdash.queries.overrides import Overrides
from zcdash.queries.periods import Deadlines
from zcdash.queries.reported_values import closed_submissions
from zcdash.queries.silence import notes_by_unit
from zcdash.queries.submissions import Filing
from zcdash.rules.approval import Stage
from zcdash.rules.commitments import CommitmentReport, Reported, is_asked
from zcdash.rules.lights import Figures
from zcdash.rules.rule_pack import parse_rule_pack
from zcdash.rules.series import series
from zcdash.store.ledger import Ledger
from zcdash.store.periods import CloseRow, ConcessionRow
from zcdash.store.submissions import NarrativeRow, ProgressRow

NumberedRow = TypeVar("NumberedRow", bound=Mapping[str, Any])


class CloseSnapshot:
    """A close with everything that the ledger held before it, loaded once."""

    def __init__(self, ledger: Ledger, close: CloseRow) -> None:
        self.close = close
        self.period = Period.parse(close["period"])
        self.plan = store.plans.plan_version(ledger, close["plan"], close["version"])
        self.entry, self._held = store.audit_log.rows_before(ledger, "close", close["close"])
        plan = self.plan.id
        rows = self.known("submission", store.submissions.submissions(ledger, plan))
        numbers = tuple(r["submission"] for r in rows)
        signed = self.known("sign_off", store.approvals.sign_offs(ledger, numbers))
        self.submissions = submission_statuses_of(ledger, plan, close["version"], rows, signed)
        self.counting = accepted(self.submissions)
        self.deadlines = Deadlines(self.plan, self._extensions(ledger))
        overrides = self.known("override", store.periods.overrides(ledger, plan))
        self.overrides = Overrides(ledger, self.plan, overrides, self.submissions)
        judged_by = self.known("setting", store.settings.setting_trail(ledger, "judge_by"))
        self.by_sending = next((r["value"] for r in judged_by), "") == "sent"
        actuals = store.submissions.actuals(ledger, numbers)
        self._actual = {(r["submission"], r["indicator"]): r["value"] for r in actuals}
        progress = store.submissions.progress(ledger, numbers)
        self._progress: dict[tuple[int | None, str], ProgressRow] = {
            (r["submission"], r["commitment"]): r for r in progress
        }
        counting = {unit: number for (of, unit), number in self.counting.items() if of == self.period.text}
        self.notes = notes_by_unit(counting, actuals, progress)
        narratives = store.submissions.narratives(ledger, numbers)
        self._narratives: dict[tuple[int | None, str], NarrativeRow] = {
            (r["submission"], r["item"]): r for r in narratives
        }
        closes = self.known("close", store.periods.closes(ledger, plan))
        self._closed = closed_submissions(ledger, closes)
        self.standing = frozen_standing(ledger, close)
        self.last_close, self.before = self._before(ledger, closes)

    def known(self, table: str, rows: Iterable[NumberedRow]) -> list[NumberedRow]:
        """Return those rows of a numbered table that were there before the close."""
        return [r for r in rows if str(r[table]) in self._held[table]]

    def _extensions(self, ledger: Ledger) -> dict[tuple[str, str], ConcessionRow]:
        """Return (period, unit) → the newest extension granted by then."""
        extensions: dict[tuple[str, str], ConcessionRow] = {}
        for row in self.known("concession", store.periods.concessions(ledger, self.plan.id)):
            if row["kind"] == "extension":
                extensions.setdefault((row["period"], row["unit"]), row)
        return extensions

    def _before(self, ledger: Ledger, closes: Sequence[CloseRow]) -> tuple[CloseRow | None, Standing | None]:
        """Return the newest close of the period before, as it was known then, with its standing."""
        place = self.plan.periods.index(self.period.text)
        last_period = self.plan.periods[place - 1] if place else None
        close = next((c for c in closes if c["period"] == last_period), None)
        return close, frozen_standing(ledger, close) if close else None

    @property
    def on_way(self) -> dict[tuple[str, str], OnWay]:
        """Return (period, unit) → where the unit's newest submission was, for those that were not accepted."""
        latest = self.latest_by_unit().items()
        return {key: on_way(status) for key, status in latest if status.course.stage is not Stage.ACCEPTED}

    def latest_by_unit(self) -> dict[tuple[str, str], SubmissionStatus]:
        """Return (period, unit) → the unit's newest submission for the period."""
        latest: dict[tuple[str, str], SubmissionStatus] = {}
        for status in self.submissions:
            latest.setdefault((status.period, status.unit), status)
        return latest

    def figures(self) -> dict[str, list[Figures]]:
        """Return each indicator's figures over the plan's periods, with the actuals that counted."""
        edition = parse_rule_pack(self.close["pack_text"]).edition
        return {i.code: self._figures(i, edition) for i in self.plan.indicators}

    def _figures(self, indicator: Indicator, edition: int) -> list[Figures]:
        unit = self.plan.reporting_unit(indicator)
        numbers = {p: self.counting.get((p, unit)) for p in self.plan.periods}
        reported = {p: None if n is None else self._actual.get((n, indicator.code)) for p, n in numbers.items()}
        actual = {p: value for p, value in reported.items() if value is not None}
        filed = [n is not None for n in numbers.values()]
        return series(indicator, self.plan.periods, filed, actual, edition, self.plan.totals_since_start)

    def reported(self) -> dict[str, Reported]:
        """Return what had been reported of each commitment, and what earlier closes had frozen of it."""
        return {c.code: self._reported_of(c) for c in self.plan.commitments}

    def _reported_of(self, commitment: Commitment) -> Reported:
        unit = self.plan.reporting_unit(commitment)
        counted = [(p, self.counting[p, unit]) for p in self.plan.periods if (p, unit) in self.counting]
        closed = [(p, n) for p in self.plan.periods for n in self._closed.get((p, unit), ())]
        return Reported(
            reports=self._reports(commitment.code, counted),
            filed=frozenset(period for period, _ in counted),
            closed=self._reports(commitment.code, closed),
        )

    def _reports(self, code: str, submissions: Iterable[tuple[str, int]]) -> list[CommitmentReport]:
        rows = ((period, self._progress.get((number, code))) for period, number in submissions)
        return [CommitmentReport(Period.parse(p), State(row["state"]), row["done_on"]) for p, row in rows if row]

    def narratives(self, period: str = "") -> dict[str, NarrativeRow]:
        """Return item → what the submission that counted for the period (this one's) wrote; items without are left out."""
        narratives = {}
        for item, unit in self.plan.reporting_unit_by_item.items():
            row = self._narratives.get((self.counting.get((period or self.period.text, unit)), item))
            if row:
                narratives[item] = row
        return narratives

    def filings(self) -> list[Filing]:
        """Return one row per unit that had something to report, as it stood on the day of the close."""
        latest = self.latest_by_unit()
        reached = self._reached()
        sent = {s.unit: s.filed_on for s in self.submissions if s.period == self.period.text}
        rows = []
        for unit, number in self._row_counts().items():
            status = latest.get((self.period.text, unit))
            deadline = self.deadlines.of(self.period.text, unit)
            day = (sent if self.by_sending else reached).get(unit)
            late_days = max(((day or self.close["as_of"]) - deadline).days, 0)
            rows.append(
                Filing(
                    unit=unit,
                    asked=number,
                    submission=status.number if status else None,
                    filed_on=sent.get(unit),
                    late_days=late_days,
                    deadline=deadline,
                    reached_on=reached.get(unit),
                    course=status.course if status else None,
                    done=day is not None,
                )
            )
        return rows

    def _reached(self) -> dict[str, date]:
        """Return unit → the first day on which a submission for the period had every signature."""
        days: dict[str, date] = {}
        for status in self.submissions:
            day = status.course.reached_on
            if status.period == self.period.text and day:
                days[status.unit] = min(days.get(status.unit, day), day)
        return days

    def _row_counts(self) -> dict[str, int]:
        """Return unit → how many rows it had to report, in the plan's order of units."""
        numbers: dict[str, int] = dict.fromkeys((u.name for u in self.plan.units), 0)
        for unit in self._row_units():
            numbers[unit] += 1
        return {unit: number for unit, number in numbers.items() if number}

    def _row_units(self) -> Iterator[str]:
        """Yield the reporting unit of every row of the period's forms."""
        reported = self.reported()
        for i in self.plan.indicators:
            yield self.plan.reporting_unit(i)
        for c in self.plan.commitments:
            before = [r.state for r in reported[c.code].reports if r.period < self.period]
            if is_asked(c, self.period.text, self.plan.periods, before[-1] if before else None):
                yield self.plan.reporting_unit(c)
        for t in self.plan.targets:
            if t.period == self.period.text:
                yield self.plan.reporting_unit(t)
