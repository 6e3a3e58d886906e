"""The ledger as it stood when a period was closed: which values counted, what was written, who had filed and when.

The order of the log says what was known then, so a later correction, submission or plan version changes nothing here: a
document made from a close stays the same for as long as the ledger exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from zcdash import store
from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.terms import State
from zcdash.domain.units_over_time import units_at
from zcdash.queries.approvals import SubmissionStatus
from zcdash.queries.caching import LazyDict
from zcdash.queries.cited import Cited, Reporter, Source, cited, owner_of
from zcdash.queries.form_parts import parts_by_unit
from zcdash.queries.frozen import frozen_standing
from zcdash.queries.item_standing import Standing
from zcdash.queries.known_returns import KnownReturns, NumberedRow, known, known_version
from zcdash.queries.overrides import Overrides
from zcdash.queries.reported_values import closed_submissions
from zcdash.queries.silence import notes_by_unit
from zcdash.queries.submissions import Filing
from zcdash.queries.written import Written, by_item, merged
from zcdash.rules.cited import own_figures
from zcdash.rules.commitments import CommitmentReport, Reported, is_asked
from zcdash.rules.lights import Figures
from zcdash.rules.rule_pack import parse_rule_pack
from zcdash.rules.series import series
from zcdash.store.ledger import Ledger
from zcdash.store.periods import CloseRow
from zcdash.store.submissions import NarrativeRow, ProgressRow


class CloseSnapshot:
    """A close with everything that the ledger held before it, loaded once."""

    def __init__(self, ledger: Ledger, close: CloseRow) -> None:
        self.close = close
        self.period = Period.parse(close["period"])
        self.plan = units_at(store.plans.plan_version(ledger, close["plan"], close["version"]), close["period"])
        """Plan with the units that the returns of the period stand under."""
        self.entry, self._held = store.audit_log.rows_before(ledger, "close", close["close"])
        plan = self.plan.id
        self._returns = KnownReturns(ledger, self.plan, close["version"], self._held)
        self.submissions, self.counting = self._returns.submissions, self._returns.counting
        self.deadlines, self.on_way = self._returns.deadlines, self._returns.on_way
        numbers, actuals = self._returns.numbers, self._returns.actuals
        self._owners = LazyDict(lambda name: self._returns_of(ledger, name))
        self.reporters = {i.code: self._reporter(ledger, i) for i in self.plan.indicators}
        """Indicator → who reports its figures."""
        overrides = self.known("override", store.periods.overrides(ledger, plan))
        self.overrides = Overrides(ledger, self.plan, overrides, self.submissions)
        judged_by = self.known("setting", store.settings.setting_trail(ledger, "judge_by"))
        self.by_sending = next((r["value"] for r in judged_by), "") == "sent"
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
        return known(self._held, table, rows)

    def _returns_of(self, ledger: Ledger, plan: str) -> KnownReturns:
        """Return the returns of this plan, or of another one whose numbers it cites."""
        if plan == self.plan.id:
            return self._returns
        return KnownReturns(ledger, *known_version(ledger, self._held)(plan), self._held)

    def _reporter(self, ledger: Ledger, indicator: Indicator) -> Reporter:
        theirs = self._cited(ledger, indicator) if indicator.cites else None
        return Reporter(plan=self.plan, indicator=indicator, sources=self._source, cited=theirs)

    def _cited(self, ledger: Ledger, indicator: Indicator) -> Cited:
        owner = owner_of(indicator, known_version(ledger, self._held))
        figures = owner and self._owners[owner.plan.id].figures(owner.indicator, self._edition)
        return cited(indicator, self.plan.periods, owner, figures or ())

    def _source(self, plan: Plan) -> Source:
        returns = self._owners[plan.id]
        return Source(returns.deadlines, returns.on_way)

    def _before(self, ledger: Ledger, closes: Sequence[CloseRow]) -> tuple[CloseRow | None, Standing | None]:
        """Return the newest close of the period before, as it was known then, with its standing."""
        place = self.plan.periods.index(self.period.text)
        last_period = self.plan.periods[place - 1] if place else None
        close = next((c for c in closes if c["period"] == last_period), None)
        return close, frozen_standing(ledger, close) if close else None

    def latest_by_unit(self) -> dict[tuple[str, str], SubmissionStatus]:
        """Return (period, unit) → the unit's newest submission for the period."""
        return self._returns.latest_by_unit

    @property
    def _edition(self) -> int:
        return parse_rule_pack(self.close["pack_text"]).edition

    def figures(self) -> dict[str, list[Figures]]:
        """Return each indicator's figures over the plan's periods, with the actuals that counted."""
        edition = self._edition
        return {i.code: self._figures(i, edition) for i in self.plan.indicators}

    def _figures(self, indicator: Indicator, edition: int) -> list[Figures]:
        theirs = self.reporters[indicator.code].cited
        if theirs is None:
            return self._returns.figures(indicator, edition)
        filed, actual = own_figures(theirs.figures)
        return series(indicator, self.plan.periods, filed, actual, edition, self.plan.totals_since_start)

    def reported(self) -> dict[str, Reported]:
        """Return what had been reported of each commitment, and what earlier closes had frozen of it."""
        return {c.code: self._reported_of(c) for c in self.plan.commitments}

    def _reported_of(self, commitment: Commitment) -> Reported:
        keys = [(p, units_at(self.plan, p).reporting_unit(commitment)) for p in self.plan.periods]
        counted = [(key[0], self.counting[key]) for key in keys if key in self.counting]
        closed = [(key[0], n) for key in keys for n in self._closed.get(key, ())]
        return Reported(
            reports=self._reports(commitment.code, counted),
            filed=frozenset(period for period, _ in counted),
            closed=self._reports(commitment.code, closed),
        )

    def _reports(self, code: str, submissions: Iterable[tuple[str, int]]) -> list[CommitmentReport]:
        rows = ((period, self._progress.get((number, code))) for period, number in submissions)
        return [CommitmentReport(Period.parse(p), State(row["state"]), row["done_on"]) for p, row in rows if row]

    def narratives(self, period: str = "") -> dict[str, NarrativeRow]:
        """Return item → what the submissions that counted for the period (this one's) wrote; items without are left out."""
        return merged(self.written(period))

    def written(self, period: str = "") -> Written:
        """Return item → unit → what its submission that counted for the period (this one's) wrote."""
        at = period or self.period.text
        numbers = {number for (of, _), number in self.counting.items() if of == at}
        return by_item(
            units_at(self.plan, at), [row for (number, _), row in self._narratives.items() if number in numbers]
        )

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
        for unit, parts in parts_by_unit(self.plan).items():
            yield from (unit for _ in parts.indicators)
            for c in parts.commitments:
                before = [r.state for r in reported[c.code].reports if r.period < self.period]
                if is_asked(c, self.period.text, self.plan.periods, before[-1] if before else None):
                    yield unit
            yield from (unit for t in parts.targets if t.period == self.period.text)
