"""The form of each unit's submission, built from the plan and from the submissions before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cache, partial

from zcdash import store
from zcdash.domain import plan_words
from zcdash.domain.model import Commitment, Indicator, Target, format_number
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.domain.terms import Direction, PlanKind, State
from zcdash.domain.units_over_time import successor_in, units_at
from zcdash.errors import NotFound
from zcdash.intake.form import Form
from zcdash.intake.form_rows import YEARLY, ClosedReport, CommitmentRow, FormWords, IndicatorRow, ItemRow, SumRow
from zcdash.queries import form_parts
from zcdash.queries.clock import to_local_time
from zcdash.queries.plans import period_of
from zcdash.queries.reported_values import narratives, reported_values
from zcdash.queries.rule_packs import adopted, pack
from zcdash.rules import bands
from zcdash.rules.commitments import CommitmentReport, is_asked
from zcdash.rules.deadline import plan_deadlines
from zcdash.rules.lights import Figures, printed_decimals
from zcdash.store.ledger import Ledger


def reporting_unit(ledger: Ledger, plan_id: str, indicator: str) -> str:
    """Return the unit that reports an indicator. Raises NotFound."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    return plan.reporting_unit(plan.indicator(indicator))


def reporting_units(ledger: Ledger, plan_id: str, period: str = "") -> tuple[str, ...]:
    """Return every unit that reports something in the year, in the plan's order of units; those that a period's returns are of."""
    return form_parts.reporting_units(units_at(store.plans.load_plan(ledger, plan_id)[0], period))


def form(ledger: Ledger, plan_id: str, period: str, unit: str) -> Form:
    """Return a unit's form for a period. Raises NotFound for a unit that reports nothing in the year."""
    return forms(ledger, plan_id, period, [unit])[unit]


def forms(ledger: Ledger, plan_id: str, period: str, units: Sequence[str] | None = None) -> dict[str, Form]:
    """Return the forms of these units, or of every unit that has rows in the period. Raises NotFound."""
    plan, version = store.plans.load_plan(ledger, plan_id)
    builder = _FormBuilder(ledger, plan, version, period_of(plan, period))
    reporting = form_parts.reporting_units(units_at(plan, period))
    for unit in units or ():
        if unit not in reporting:
            raise NotFound(f"本计划没有要“{unit}”填报的内容。", "请核对单位名称，应与计划中的责任单位一致。")
    built = {unit: builder.form(unit) for unit in units or reporting}
    return built if units else {unit: form for unit, form in built.items() if form.row_count}


def _form_words(plan: Plan) -> FormWords:
    """Return the words of a plan's forms."""
    yearly = FormWords(
        return_name=plan_words.return_name(plan),
        goal=YEARLY.goal if plan.kind is PlanKind.ANNUAL else "目标",
        since="计划开始" if plan.totals_go_on else YEARLY.since,
    )
    if plan_words.rhythm_name(plan) == "季度":
        return yearly
    example = "第一期 1000、第二期 250.5"
    return replace(yearly, before="上期", now="本期", quarter_basis="当期", running_example=example)


def _work(commitment: Commitment) -> tuple[str, str, str]:
    """Return what names the same standing work in every period."""
    return commitment.item, commitment.project, commitment.text


def _standing_work(plan: Plan) -> dict[tuple[str, str, str], list[str]]:
    """Return standing work → the codes of its commitments, the latest period first."""
    codes: dict[tuple[str, str, str], list[str]] = {}
    for commitment in sorted(plan.commitments, key=lambda c: c.due, reverse=True):
        if commitment.ongoing:
            codes.setdefault(_work(commitment), []).append(commitment.code)
    return codes


class _FormBuilder:
    """Builder of the forms of one period."""

    def __init__(self, ledger: Ledger, plan: Plan, version: int, period: Period) -> None:
        self._plan = plan
        self._title = plan.title if len(store.plans.plans(ledger)) > 1 else ""
        self._version = version
        self._pack = pack(adopted(ledger))
        self._period = period
        self._deadline = plan_deadlines(plan)[period.text][0]
        self._parts: Mapping[str, form_parts.Parts] = ledger.cached_across_writes(
            ("reporting parts", plan.id, version, period.text),
            lambda: form_parts.parts_by_unit(units_at(plan, period.text)),
        )
        self._earlier = [text for text in plan.periods if Period.parse(text) < period]
        self._reported = reported_values(ledger, plan.id, version, View.FILED)
        self._previous_texts = self._texts_of_previous_period(ledger)
        self._notes = self._commitment_notes(ledger)
        self._standing_work = _standing_work(plan)
        self._words = _form_words(plan)
        self._previous_explanations = self._explanations_of_previous_period(ledger)
        closes = reversed(store.periods.closes(ledger, plan.id))
        self._closed_on = {close["period"]: to_local_time(close["closed_at"]).date() for close in closes}
        """Period → the day of its last close."""
        self._official = cache(partial(reported_values, ledger, plan.id, version, View.OFFICIAL))

    def _texts_of_previous_period(self, ledger: Ledger) -> dict[tuple[str, str], tuple[str, ...]]:
        """Return (unit, item) → the texts that it wrote for the previous period."""
        rows = [r for r in narratives(ledger, self._plan.id, View.FILED) if r["period"] in self._earlier[-1:]]
        texts: dict[tuple[str, str], tuple[str, ...]] = {
            (r["unit"], r["item"]): (r["progress"], r["problem"], r["next_step"]) for r in rows
        }
        now = units_at(self._plan, self._period.text)
        # A unit that was renamed since goes on from what it wrote under its old name.
        return {(successor_in(now, unit), item): text for (unit, item), text in texts.items()} | texts

    def _commitment_notes(self, ledger: Ledger) -> dict[tuple[str, str], str]:
        """Return (period, commitment) → the note reported in an earlier period."""
        periods = {number: period for (period, _), number in self._reported.counting.items() if period in self._earlier}
        rows = store.submissions.progress(ledger, tuple(periods))
        return {(periods[row["submission"]], row["commitment"]): row["note"] for row in rows if row["note"]}

    def _explanations_of_previous_period(self, ledger: Ledger) -> dict[str, str]:
        """Return indicator → why it has no value for the previous period."""
        rows = store.submissions.explanations(ledger, tuple(self._reported.counting.values()))
        previous = self._earlier[-1:]
        return {r["indicator"]: r["note"] for r in rows if r["period"] in previous}

    def form(self, unit: str) -> Form:
        """Return the unit's form."""
        plan = self._plan
        parts = self._parts[unit]
        return Form(
            plan=plan.id,
            version=self._version,
            heading=f"{plan.number}　{plan.title}",
            year=plan.year,
            period=self._period,
            unit=unit,
            deadline=self._deadline,
            report_to=plan.report_to,
            signers=plan.signers if plan_words.signed_by(plan) else (),
            contact=plan.contact,
            indicators=tuple(map(self._indicator_row, parts.indicators)),
            commitments=tuple(self._commitment_rows(parts.commitments)),
            items=tuple(self._item_rows(unit, parts.targets)),
            sums=tuple(self._sum_rows({i.code for i in parts.indicators})),
            starts=plan.starts,
            ends=plan.ends,
            words=self._words,
            plan_title=self._title,
        )

    def _sum_rows(self, own: Set[str]) -> Iterator[SumRow]:
        """Yield the totals of which the unit reports the sum or a part."""
        for total in self._plan.indicators:
            codes = {total.code, *total.sum_of}
            if total.sum_of and own & codes:
                others = {code: self._accepted(code) for code in codes - own}
                known = {code: value for code, value in others.items() if value is not None}
                yield SumRow(total, tuple(map(self._plan.indicator, total.sum_of)), known)

    def _accepted(self, indicator: str) -> float | None:
        """Return the period's actual in the return that was accepted."""
        figures = self._official().figures[indicator]
        return next(f.actual for f in figures if f.period == self._period)

    def _indicator_row(self, indicator: Indicator) -> IndicatorRow:
        figures = {f.period.text: f for f in self._reported.figures[indicator.code]}
        current = figures[self._period.text]
        previous = figures[self._earlier[-1]] if self._earlier else None
        enough, most = self._enough(indicator, current)
        return IndicatorRow(
            indicator=indicator,
            title=self._plan.item(indicator.item).title,
            planned=current.planned,
            planned_total=current.planned_total,
            before=previous.actual if previous else None,
            before_total=(previous.actual_total or 0.0) if previous else 0.0,
            before_total_known=previous is not None and previous.actual_total is not None,
            lacking=tuple(p for p in current.lacking if p != self._period.text),
            explained_before=self._previous_explanations.get(indicator.code, ""),
            enough=enough,
            most=most,
            upper=current.upper,
            summed=current.summed,
            awaits_baseline=self._period.text in indicator.open_periods,
            stated=indicator.stated(self._period.text, current.planned),
            goal=self._goal(indicator),
            words=self._words,
            reference=current.planned is None and self._is_promised_for_later(indicator),
        )

    def _enough(self, indicator: Indicator, current: Figures) -> tuple[float | None, float | None]:
        """Return the value that meets the plan, and the highest one that does where a range is planned."""
        planned, _ = current.judged(indicator.basis)
        if planned is None:
            return None, None
        printed = printed_decimals(indicator, current)
        most = None
        if current.upper is not None:
            most = bands.enough(replace(indicator, direction=Direction.AT_MOST), current.upper, self._pack, printed)
        return bands.enough(indicator, planned, self._pack, printed), most

    def _goal(self, indicator: Indicator) -> str:
        """Return the next planned value with its period, in a plan without values for the year."""
        if self._plan.kind is PlanKind.ANNUAL or indicator.annual is not None:
            return ""
        later = [Period.parse(p) for p in {*indicator.planned, *indicator.relative} if Period.parse(p) > self._period]
        if not later:
            return format_number(None)
        goal = min(later)
        return f"{goal.title or goal.name} {indicator.stated(goal.text, indicator.planned.get(goal.text))}"

    def _is_promised_for_later(self, indicator: Indicator) -> bool:
        """Return whether a value is planned for a later period but none for this one, or only for the year."""
        if self._period.text in indicator.relative:
            return False
        later = (text for text in self._plan.periods if Period.parse(text) > self._period)
        return indicator.only_annual or any(text in indicator.planned or text in indicator.relative for text in later)

    def _commitment_rows(self, commitments: Sequence[Commitment]) -> Iterator[CommitmentRow]:
        for commitment in commitments:
            report = self._last_report(commitment.code)
            if is_asked(commitment, self._period.text, self._plan.periods, report.state if report else None):
                yield self._commitment_row(commitment)

    def _commitment_row(self, commitment: Commitment) -> CommitmentRow:
        title = self._plan.item(commitment.item).title
        # A recurring duty is reported anew each time: its last state says nothing of this one.
        repeats = commitment.ongoing and commitment.recurs is None
        for code in self._standing_work.get(_work(commitment), ()) if repeats else (commitment.code,):
            report = self._last_report(code)
            if report:
                return CommitmentRow(
                    commitment=commitment,
                    title=title,
                    before=report.state,
                    before_note=self._notes.get((report.period.text, code), ""),
                    closed_as=self._closed_as(commitment),
                )
        return CommitmentRow(commitment=commitment, title=title)

    def _closed_as(self, commitment: Commitment) -> ClosedReport | None:
        """Return the last report that a close froze before this period, where it says not done."""
        closed = [r for r in self._reported.reported[commitment.code].closed if r.period < self._period]
        if commitment.ongoing or not closed or closed[-1].state is State.DONE:
            return None
        last = closed[-1]
        return ClosedReport(last.period.short_name, last.state, self._closed_on[last.period.text])

    def _last_report(self, code: str) -> CommitmentReport | None:
        """Return the last report before this period; the period's own one must not change its form."""
        reports = [r for r in self._reported.reports[code] if r.period < self._period]
        return reports[-1] if reports else None

    def _item_rows(self, unit: str, targets: Sequence[Target]) -> Iterator[ItemRow]:
        for target in targets:
            if target.period == self._period.text:
                title = self._plan.item(target.item).title
                yield ItemRow(target.item, title, target.text, self._previous_texts.get((unit, target.item), ()))
