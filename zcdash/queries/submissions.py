"""Submissions: which units filed on time, the history of files, the trail of a figure, templates."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from zcdash import store
from zcdash.domain.model import Finding
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View, state_word
from zcdash.domain.terms import Severity, State
from zcdash.domain.units_over_time import units_at
from zcdash.errors import NotFound
from zcdash.intake import template
from zcdash.intake.completeness import BLANKS, UNEXPLAINED, sentence_on_rows
from zcdash.intake.consistency import CONTRADICTIONS
from zcdash.queries.approvals import counted_submissions, latest_by_unit, reached
from zcdash.queries.caching import cached_query
from zcdash.queries.clock import to_local_time, today
from zcdash.queries.forms import form, forms
from zcdash.queries.periods import unit_deadlines
from zcdash.queries.reported_values import narratives
from zcdash.rules.approval import ApprovalStatus, Stage
from zcdash.store.ledger import Ledger
from zcdash.store.submissions import (
    ActualRow,
    ActualTrailRow,
    ExplanationRow,
    NarrativeRow,
    ProgressRow,
    SubmissionRow,
    SubmissionRows,
)


class HistoryRow(SubmissionRow):
    """A submission with `filed_at` in Shanghai time; `counts` if not superseded."""

    counts: bool


def latest_submission(ledger: Ledger, plan_id: str, period: str, unit: str) -> SubmissionRow | None:
    """Return a unit's newest submission of a period, or None."""
    rows = store.submissions.submissions(ledger, plan_id)
    return next((r for r in rows if r["period"] == period and r["unit"] == unit), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """State of a unit that must file for a period.

    A submission is on time if it reached the supervision office, with both signatures, by the end of the deadline day; if
    the setting `judge_by` is `sent`, the day of filing counts instead.
    """

    unit: str
    asked: int
    """Number of rows to fill in."""
    submission: int | None
    filed_on: date | None
    late_days: int
    """Days past the deadline; 0 if it was on time, or the deadline has not passed."""
    deadline: date
    reached_on: date | None = None
    course: ApprovalStatus | None = None
    done: bool = False
    """True if the submission was sent or has reached the office, whichever counts."""

    @property
    def accepted(self) -> bool:
        """True if the unit's newest submission was accepted."""
        return self.course is not None and self.course.stage is Stage.ACCEPTED

    @property
    def days(self) -> int | None:
        """Days from the deadline to the arrival at the office; negative if early, None if it has not arrived."""
        return (self.reached_on - self.deadline).days if self.reached_on else None

    @property
    def missing(self) -> bool:
        """True if the deadline has passed and nothing was ever sent."""
        return self.course is None and self.late_days > 0

    @property
    def returned(self) -> bool:
        """True if the unit's newest submission was sent back."""
        return self.course is not None and self.course.stage is Stage.RETURNED

    @property
    def on_time(self) -> bool:
        """True if it arrived in time and was not sent back."""
        return self.done and not self.late_days and not self.returned

    @property
    def late(self) -> bool:
        """True if it arrived late and was not sent back."""
        return self.done and self.late_days > 0 and not self.returned

    @property
    def signing(self) -> bool:
        """True if it was sent and has not arrived: signatures are missing."""
        return self.course is not None and not self.done and not self.returned

    @property
    def on_way(self) -> bool:
        """True if the unit's newest submission is neither accepted nor sent back."""
        return self.course is not None and not self.accepted and not self.returned

    @property
    def late_by_signing(self) -> bool:
        """True if it was sent in time and is late only because signatures took so long."""
        return self.late_days > 0 and self.filed_on is not None and self.filed_on <= self.deadline

    @property
    def dates(self) -> str:
        """The day it was sent, and the day it reached the office where that was another one; empty before it is sent."""
        days = {self.filed_on: "报送"} if self.filed_on else {}
        if self.reached_on and self.reached_on != self.filed_on:
            days[self.reached_on] = "送达"
        return "，".join(f"{day.month}月{day.day}日{word}" for day, word in days.items())

    @property
    def word(self) -> str:
        """Chinese label of the state."""
        late = f"（逾期 {self.late_days} 天）" if self.late_days else ""
        if self.course is None:
            return f"逾期未报（{self.late_days} 天）" if self.late_days else "未到期"
        if not self.done or self.returned:
            return self.course.word + late
        return f"迟报 {self.late_days} 天" if self.late_days else "按时"


def timeliness_rule(ledger: Ledger) -> str:
    """Return `reached` if the day of arrival at the office decides on time or late, `sent` if the day of filing does."""
    return store.settings.setting(ledger, "judge_by") or "reached"


@cached_query
def filings(ledger: Ledger, plan_id: str, period: str) -> list[Filing]:
    """Return one filing per unit that must file for a period, in the plan's order of units."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    deadlines = unit_deadlines(ledger, plan)
    latest = latest_by_unit(ledger, plan_id)
    arrived = reached(ledger, plan_id)
    first = {s["unit"]: s["filed_on"] for s in store.submissions.submissions(ledger, plan_id) if s["period"] == period}
    by_sending, day = timeliness_rule(ledger) == "sent", today(ledger, plan_id)
    rows = []
    for unit, unit_form in forms(ledger, plan_id, period).items():
        status = latest.get((period, unit))
        deadline = deadlines.of(period, unit)
        decisive_day = first.get(unit) if by_sending else arrived.get((period, unit))
        rows.append(
            Filing(
                unit=unit,
                asked=len(unit_form.indicators) + len(unit_form.commitments) + len(unit_form.items),
                submission=status.number if status else None,
                filed_on=first.get(unit),
                late_days=max(((decisive_day or day) - deadline).days, 0),
                deadline=deadline,
                reached_on=arrived.get((period, unit)),
                course=status.course if status else None,
                done=decisive_day is not None,
            )
        )
    return rows


def history(ledger: Ledger, plan_id: str, unit: str | None = None) -> list[HistoryRow]:
    """Return the submissions, newest first, of one unit or of all; `filed_at` in Shanghai time, `counts` if not superseded."""
    rows = [s for s in store.submissions.submissions(ledger, plan_id) if unit is None or s["unit"] == unit]
    superseded = {s["supersedes"] for s in rows}
    return [{**s, "filed_at": to_local_time(s["filed_at"]), "counts": s["submission"] not in superseded} for s in rows]


def trail(ledger: Ledger, plan_id: str, indicator: str) -> list[ActualTrailRow]:
    """Return every value ever reported for an indicator, or why there is none, newest first, with its cell, person and time."""
    return [
        {**r, "filed_at": to_local_time(r["filed_at"])}
        for r in store.submissions.actual_trail(ledger, plan_id, indicator)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedCell:
    """Value that a counting submission reported on one part of the plan, and the cell of its file."""

    code: str
    name: str
    said: str
    sheet: str
    cell: str


def cells_of(ledger: Ledger, plan_id: str, item: str, period: str, view: View) -> dict[int, list[ReportedCell]]:
    """Return submission → what it reported on an item's parts and on the item, of those that count for a period."""
    plan = units_at(store.plans.load_plan(ledger, plan_id)[0], period)
    units = {*plan.writing_units(plan.item(item).code)}
    units |= {plan.reporting_unit(i) for i in plan.indicators_of(item)}
    units |= {plan.reporting_unit(c) for c in plan.commitments_of(item)}
    counted = counted_submissions(ledger, plan_id, view)
    numbers = [counted[period, unit] for unit in sorted(units) if (period, unit) in counted]
    return {n: cells for n in numbers if (cells := [*_cells(plan, item, store.submissions.submission_rows(ledger, n))])}


def _cells(plan: Plan, item: str, rows: SubmissionRows) -> Iterator[ReportedCell]:
    units = {i.code: i.unit for i in plan.indicators_of(item)}
    names = {i.code: i.name for i in plan.indicators_of(item)}
    names |= {c.code: f"{c.project} {c.text}".strip() for c in plan.commitments_of(item)}
    said: list[tuple[str, str, ActualRow | ExplanationRow | ProgressRow]] = []
    said += [(a["indicator"], f"{a['typed']} {units.get(a['indicator'], '')}".strip(), a) for a in rows["actual"]]
    said += [(e["indicator"], "未填数，已说明", e) for e in rows["explanation"]]
    said += [(p["commitment"], state_word(State(p["state"]), p["note"]), p) for p in rows["progress"]]
    for code, text, row in said:
        if code in names:
            yield ReportedCell(code=code, name=names[code], said=text, sheet=row["sheet"], cell=row["cell"])


def _by_period(row: NarrativeRow | ExplanationRow) -> Period:
    return Period.parse(row["period"])


def narratives_of(ledger: Ledger, plan_id: str, item: str, view: View = View.OFFICIAL) -> list[NarrativeRow]:
    """Return the texts on an item in the submissions that count, period by period."""
    return sorted((r for r in narratives(ledger, plan_id, view) if r["item"] == item), key=_by_period)


def explanations_of(ledger: Ledger, plan_id: str, indicators: Collection[str], view: View) -> list[ExplanationRow]:
    """Return why these indicators have no value (未填数，已说明) in the submissions that count, period by period."""
    rows = store.submissions.explanations(ledger, tuple(counted_submissions(ledger, plan_id, view).values()))
    return sorted((r for r in rows if r["indicator"] in indicators), key=_by_period)


def doubts_of(ledger: Ledger, submission: int, rows: Collection[str] | None = None) -> list[Finding]:
    """Return what the clerk confirmed, without advice: contradictions to itself, other units or a close, and blanks.

    With the codes of `rows`, what is about other rows is left out, and of the blank ones only these are named.
    """
    doubts = []
    for r in store.submissions.findings(ledger, (submission,)):
        codes = tuple(code for code in r["codes"].split() if rows is None or code in rows)
        if r["code"] not in {*CONTRADICTIONS, *BLANKS} or (r["codes"] and not codes):
            continue
        sentence = (sentence_on_rows(r["code"], codes) if codes else "") or r["sentence"]
        doubts.append(
            Finding(code=r["code"], severity=Severity.WARNING, place=r["place"], sentence=sentence, codes=codes)
        )
    return _joined(doubts)


def _joined(doubts: list[Finding]) -> list[Finding]:
    """Return the findings, all items without cause and next step in the first of theirs."""
    same = [f for f in doubts if f.code == UNEXPLAINED and f.codes]
    if len(same) < 2:
        return doubts
    codes = tuple(code for f in same for code in f.codes)
    joined = replace(same[0], sentence=sentence_on_rows(UNEXPLAINED, codes), codes=codes)
    return [joined if f is same[0] else f for f in doubts if f not in same[1:]]


def countdown(ledger: Ledger, plan_id: str, period: str, unit: str = "") -> int:
    """Return the days from today to a unit's deadline; negative if it has passed."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    return (unit_deadlines(ledger, plan).of(period, unit) - today(ledger, plan_id)).days


def template_workbook(ledger: Ledger, plan_id: str, period: str, unit: str) -> tuple[str, bytes]:
    """Return (file name, bytes) of one unit's template. Raises NotFound."""
    unit_form = form(ledger, plan_id, period, unit)
    return unit_form.file_name, template.write_template(unit_form)


def submission_file(ledger: Ledger, submission: int) -> tuple[str, bytes]:
    """Return (file name, bytes) of a filed workbook, as it was received. Raises NotFound."""
    row = store.submissions.submission_file(ledger, submission)
    if row is None:
        raise NotFound(f"没有编号为 {submission} 的报送。", "请核对编号。")
    return row["file_name"], bytes(row["file_bytes"])
