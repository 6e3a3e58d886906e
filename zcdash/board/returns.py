"""Returns: what a file would file, what was filed by whom and when, and where a figure comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from zcdash import assess, store
from zcdash.assess import Course, Figures, Stage
from zcdash.board.forms import form, forms
from zcdash.board.memory import remembered
from zcdash.board.periods import limits
from zcdash.board.plans import local, pack, plan_names, today
from zcdash.board.series import words
from zcdash.board.signing import newest, reached
from zcdash.errors import Unknown
from zcdash.facts import Actual, View
from zcdash.intake import sense, template
from zcdash.intake.form import Form, IndicatorRow
from zcdash.intake.opening import UnreadableWorkbook, opened
from zcdash.intake.returned import Return, identity, read
from zcdash.model import STATE_NAME, Assessment, Finding, Severity, State, written
from zcdash.store import Ledger, Row


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a return as it would stand: planned, actual, light, and what the last return said."""

    row: IndicatorRow
    actual: Actual
    read_as: str
    assessment: Assessment
    last: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs from the unit's last return of the period."""

    code: str
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Examined:
    """A file, looked at from all sides; nothing is filed yet. `form` is None where the file could not be read at all."""

    form: Form | None
    returned: Return
    file_hash: str
    latest: Row | None = None
    lines: tuple[Line, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def same(self) -> bool:
        """Whether this very file is what counts already."""
        return self.latest is not None and self.latest["file_hash"] == self.file_hash

    @property
    def rows(self) -> dict[str, tuple[int, int]]:
        """For each sheet, (rows filled in, rows asked for)."""
        if not self.form:
            return {}
        got = self.returned
        return {
            "指标": (len(got.actuals), len(self.form.indicators)),
            "节点": (len(got.progress), len(self.form.commitments)),
            "事项": (len(got.words), len(self.form.items)),
        }


def examined(
    ledger: Ledger, data: bytes, plan_id: str | None = None, period: str | None = None, unit: str | None = None
) -> Examined:
    """What a file says, checked; where plan, period or unit is given, the file must be of them."""
    mark = store.file_hash(data)
    try:
        sheets = opened(data)
        told = identity(sheets)
        asked = _asked(ledger, told, plan_id, period, unit)
    except UnreadableWorkbook as refused:
        return Examined(
            None, Return(findings=[Finding(refused.code, Severity.ERROR, "", refused.sentence, refused.advice)]), mark
        )
    returned = read(sheets, asked, today(ledger))
    sense.consider(returned, asked)
    latest = latest_return(ledger, asked.plan, asked.period.text, asked.unit)
    before = store.filed(ledger, latest["submission"]) if latest else {}
    last = {a["indicator"]: a["value"] for a in before.get("actual", [])}
    return Examined(
        asked,
        returned,
        mark,
        latest,
        tuple(_lines(asked, returned, last, today(ledger))),
        tuple(_changes(asked, returned, before)),
    )


def _asked(ledger: Ledger, told: dict[str, str], plan_id: str | None, period: str | None, unit: str | None) -> Form:
    """The form that the file is of. Raises UnreadableWorkbook where it is not the one that was chosen, or there is none."""
    for code, word, chosen, said in (
        ("WRONG_PLAN", "计划", plan_id, told["plan"]),
        ("WRONG_PERIOD", "期", period, told["period"]),
        ("WRONG_UNIT", "单位", unit, told["unit"]),
    ):
        if chosen is not None and chosen != said:
            raise UnreadableWorkbook(
                code, f"文件是{word}“{said}”的，而现在选的是“{chosen}”。", f"请改选{word}，或换上正确的文件。"
            )
    if told["plan"] not in plan_names(ledger):
        raise UnreadableWorkbook(
            "WRONG_PLAN", f"台账里没有文件所说的计划“{told['plan']}”。", "请从本系统重新下载模板。"
        )
    try:
        return form(ledger, told["plan"], told["period"], told["unit"])
    except Unknown as unknown:
        raise UnreadableWorkbook("WRONG_FORM", unknown.sentence, "请从本系统重新下载模板。") from unknown


def _lines(asked: Form, returned: Return, last: dict[str, float], day: date) -> Iterator[Line]:
    rows = {r.indicator.code: r for r in asked.indicators}
    for actual in returned.actuals:
        row = rows[actual.indicator]
        figures = Figures(
            asked.period, row.planned, row.planned_total, actual.value, row.before_total + actual.value, True
        )
        judged = assess.indicator_at(row.indicator, figures, pack(), asked.deadline, day)
        yield Line(row, actual, returned.read_as.get(actual.indicator, ""), judged, last.get(actual.indicator))


def _changes(asked: Form, returned: Return, before: dict[str, list[Row]]) -> Iterator[Change]:
    """Value by value, what differs from the last return; nothing where there was none."""
    if before:
        names = {r.indicator.code: r.indicator.name for r in asked.indicators}
        names |= {r.commitment.code: r.commitment.text for r in asked.commitments} | {
            r.item: r.title for r in asked.items
        }
        facts = {"actual": returned.actuals, "progress": returned.progress, "words": returned.words}
        yield from _compared(names, before, {what: [asdict(x) for x in some] for what, some in facts.items()})


def changed_since(ledger: Ledger, plan_id: str, submission: int, before: int | None) -> list[Change]:
    """Value by value, what a return changed against the one that it superseded."""
    if before is None:
        return []
    plan = store.stored_plan(ledger, plan_id)[0]
    names = {i.code: i.name for i in plan.indicators} | {c.code: c.text for c in plan.commitments}
    names |= {i.code: i.title for i in plan.items}
    return list(_compared(names, store.filed(ledger, before), store.filed(ledger, submission)))


def _compared(
    names: Mapping[str, str], before: Mapping[str, list[Row]], now: Mapping[str, list[Row]]
) -> Iterator[Change]:
    """A value that is gone counts as a change too."""
    was, is_ = _said(before), _said(now)
    for code in {**was, **is_}:
        if was.get(code) != is_.get(code):
            yield Change(code, names.get(code, ""), was.get(code, "（未填）"), is_.get(code, "（未填）"))


def _said(facts: Mapping[str, list[Row]]) -> dict[str, str]:
    said = {a["indicator"]: written(a["value"]) for a in facts["actual"]}
    said |= {p["commitment"]: _state_word(State(p["state"]), p["done_on"]) for p in facts["progress"]}
    return said | {
        w["item"]: "；".join(filter(None, (w["progress"], w["problem"], w["next_step"]))) for w in facts["words"]
    }


def _state_word(state: State, done_on: date | None) -> str:
    return STATE_NAME[state] + (f"（{done_on}）" if done_on else "")


def latest_return(ledger: Ledger, plan_id: str, period: str, unit: str) -> Row | None:
    """The unit's submission of a period that counts, or None."""
    return next((s for s in store.submissions(ledger, plan_id) if s["period"] == period and s["unit"] == unit), None)


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
    course: Course | None = None
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


def judged_by(ledger: Ledger) -> str:
    """`reached` where a return is in time by the day that it reached the office, `sent` by the day that it was filed."""
    return store.value_of(ledger, "judge_by") or "reached"


@remembered
def filings(ledger: Ledger, plan_id: str, period: str) -> list[Filing]:
    """One row per unit that is asked for something in the period, in the plan's order of units."""
    plan = store.stored_plan(ledger, plan_id)[0]
    due, last, arrived = limits(ledger, plan), newest(ledger, plan_id), reached(ledger, plan_id)
    first = {s["unit"]: s["filed_on"] for s in store.submissions(ledger, plan_id) if s["period"] == period}
    by_sending, rows = judged_by(ledger) == "sent", []
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


def history(ledger: Ledger, plan_id: str, unit: str | None = None) -> list[Row]:
    """Every submission, newest first, of one unit or of all; `filed_at` in Shanghai time, `counts` where not superseded."""
    rows = [s for s in store.submissions(ledger, plan_id) if unit is None or s["unit"] == unit]
    gone = {s["supersedes"] for s in rows}
    return [s | {"filed_at": local(s["filed_at"]), "counts": s["submission"] not in gone} for s in rows]


def trail(ledger: Ledger, plan_id: str, indicator: str) -> list[Row]:
    """Every value ever reported for an indicator, newest first, down to file, sheet, cell, who and when."""
    return [r | {"filed_at": local(r["filed_at"])} for r in store.actual_trail(ledger, plan_id, indicator)]


def wrote(ledger: Ledger, plan_id: str, item: str, view: View = View.OFFICIAL) -> list[Row]:
    """What the returns that count wrote of an item, period by period."""
    return sorted((r for r in words(ledger, plan_id, view) if r["item"] == item), key=lambda r: r["period"])


def countdown(ledger: Ledger, plan_id: str, period: str, unit: str = "") -> int:
    """Days from today to a unit's deadline of a period; negative when it has passed."""
    plan = store.stored_plan(ledger, plan_id)[0]
    return (limits(ledger, plan).of(period, unit) - today(ledger)).days


def bundle(
    ledger: Ledger, plan_id: str, period: str, tell: Callable[[float, str], object] = lambda share, unit: None
) -> bytes:
    """The templates of every unit for a period in one zip; `tell` hears of each as it is made, with the share done."""
    asked, out = forms(ledger, plan_id, period), BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for number, (unit, one) in enumerate(asked.items(), 1):
            archive.writestr(one.file_name, template.write(one))
            tell(number / len(asked), unit)
    return out.getvalue()


def workbook(ledger: Ledger, plan_id: str, period: str, unit: str) -> tuple[str, bytes]:
    """(name, bytes) of one unit's template. Raises Unknown."""
    one = form(ledger, plan_id, period, unit)
    return one.file_name, template.write(one)


def filed_file(ledger: Ledger, submission: int) -> tuple[str, bytes]:
    """(name, bytes) of a filed workbook, just as it came in. Raises Unknown."""
    row = store.filed_file(ledger, submission)
    if row is None:
        raise Unknown(f"没有编号为 {submission} 的报送。", "请核对编号。")
    return row["file_name"], bytes(row["file_bytes"])


def marked(data: bytes, seen: Examined) -> bytes:
    """The clerk's own workbook back, its findings marked at their cells."""
    return template.marked(data, seen.returned.findings)
