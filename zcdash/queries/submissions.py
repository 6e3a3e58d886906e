"""Returns: what a file would file, what was filed by whom and when, and where a figure comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from zcdash import store
from zcdash.domain.submission import View
from zcdash.errors import NotFound
from zcdash.intake import template
from zcdash.queries.approvals import latest_by_unit, reached
from zcdash.queries.caching import cached_query
from zcdash.queries.clock import to_local_time, today
from zcdash.queries.forms import form, forms
from zcdash.queries.periods import unit_deadlines
from zcdash.queries.reported_values import narratives
from zcdash.rules.approval import ApprovalStatus, Stage
from zcdash.store.ledger import Ledger
from zcdash.store.submissions import ActualTrailRow, NarrativeRow, SubmissionRow


class HistoryRow(SubmissionRow):
    """A submission with `filed_at` in Shanghai time; `counts` unless superseded."""

    counts: bool


def latest_submission(ledger: Ledger, plan_id: str, period: str, unit: str) -> SubmissionRow | None:
    """The unit's submission of a period that counts, or None."""
    return next(
        (s for s in store.submissions.submissions(ledger, plan_id) if s["period"] == period and s["unit"] == unit), None
    )


@dataclass(frozen=True, slots=True)
class Filing:
    """A unit that is asked for something in a period: whether it has filed, where its return is, and whether in time.

    In time is what reached the supervision office, with both signatures, by the end of the deadline day; the office may set
    `judge_by` to `sent`, and then the day of filing counts.
    """

    unit: str
    asked: int
    submission: int | None
    filed_on: date | None
    late_days: int
    """Days past the deadline; 0 for in time, and for what may still come."""
    deadline: date
    reached_on: date | None = None
    course: ApprovalStatus | None = None
    done: bool = False
    """Whether what is judged by has happened."""

    @property
    def accepted(self) -> bool:
        """Whether the unit's newest return was accepted."""
        return self.course is not None and self.course.stage is Stage.ACCEPTED

    @property
    def days(self) -> int | None:
        """Days from the deadline to the day on which the return reached the office; negative for early, None for not yet."""
        return (self.reached_on - self.deadline).days if self.reached_on else None

    @property
    def missing(self) -> bool:
        """Past the deadline, and nothing was ever sent."""
        return self.course is None and self.late_days > 0

    @property
    def word(self) -> str:
        late = f"（逾期 {self.late_days} 天）" if self.late_days else ""
        if self.course is None:
            return f"逾期未报（{self.late_days} 天）" if self.late_days else "未报"
        if not self.done or self.course.stage is Stage.RETURNED:
            return self.course.word + late
        return f"迟报 {self.late_days} 天" if self.late_days else "按时"


def timeliness_rule(ledger: Ledger) -> str:
    """`reached` where a return is in time by the day that it reached the office, `sent` by the day that it was filed."""
    return store.settings.setting(ledger, "judge_by") or "reached"


@cached_query
def filings(ledger: Ledger, plan_id: str, period: str) -> list[Filing]:
    """One row per unit that is asked for something in the period, in the plan's order of units."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    due, last, arrived = unit_deadlines(ledger, plan), latest_by_unit(ledger, plan_id), reached(ledger, plan_id)
    first = {s["unit"]: s["filed_on"] for s in store.submissions.submissions(ledger, plan_id) if s["period"] == period}
    by_sending, rows = timeliness_rule(ledger) == "sent", []
    for unit, asked in forms(ledger, plan_id, period).items():
        one, limit = last.get((period, unit)), due.of(period, unit)
        when = first.get(unit) if by_sending else arrived.get((period, unit))
        past = ((when or today(ledger)) - limit).days
        number = len(asked.indicators) + len(asked.commitments) + len(asked.items)
        rows.append(
            Filing(
                unit,
                number,
                one.number if one else None,
                first.get(unit),
                max(past, 0),
                limit,
                arrived.get((period, unit)),
                one.course if one else None,
                when is not None,
            )
        )
    return rows


def history(ledger: Ledger, plan_id: str, unit: str | None = None) -> list[HistoryRow]:
    """Every submission, newest first, of one unit or of all; `filed_at` in Shanghai time, `counts` where not superseded."""
    rows = [s for s in store.submissions.submissions(ledger, plan_id) if unit is None or s["unit"] == unit]
    gone = {s["supersedes"] for s in rows}
    return [{**s, "filed_at": to_local_time(s["filed_at"]), "counts": s["submission"] not in gone} for s in rows]


def trail(ledger: Ledger, plan_id: str, indicator: str) -> list[ActualTrailRow]:
    """Every value ever reported for an indicator, newest first, down to file, sheet, cell, who and when."""
    return [
        {**r, "filed_at": to_local_time(r["filed_at"])}
        for r in store.submissions.actual_trail(ledger, plan_id, indicator)
    ]


def narratives_of(ledger: Ledger, plan_id: str, item: str, view: View = View.OFFICIAL) -> list[NarrativeRow]:
    """What the returns that count wrote of an item, period by period."""
    return sorted((r for r in narratives(ledger, plan_id, view) if r["item"] == item), key=lambda r: r["period"])


def countdown(ledger: Ledger, plan_id: str, period: str, unit: str = "") -> int:
    """Days from today to a unit's deadline of a period; negative when it has passed."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    return (unit_deadlines(ledger, plan).of(period, unit) - today(ledger)).days


def templates_zip(
    ledger: Ledger, plan_id: str, period: str, tell: Callable[[float, str], object] = lambda share, unit: None
) -> bytes:
    """The templates of every unit for a period in one zip; `tell` hears of each as it is made, with the share done."""
    asked, out = forms(ledger, plan_id, period), BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for number, (unit, one) in enumerate(asked.items(), 1):
            archive.writestr(one.file_name, template.write_template(one))
            tell(number / len(asked), unit)
    return out.getvalue()


def template_workbook(ledger: Ledger, plan_id: str, period: str, unit: str) -> tuple[str, bytes]:
    """(name, bytes) of one unit's template. Raises Unknown."""
    one = form(ledger, plan_id, period, unit)
    return one.file_name, template.write_template(one)


def submission_file(ledger: Ledger, submission: int) -> tuple[str, bytes]:
    """(name, bytes) of a filed workbook, just as it came in. Raises Unknown."""
    row = store.submissions.submission_file(ledger, submission)
    if row is None:
        raise NotFound(f"没有编号为 {submission} 的报送。", "请核对编号。")
    return row["file_name"], bytes(row["file_bytes"])
