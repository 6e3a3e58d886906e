"""zcdash.queries.upload_check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from zcdash import store
from zcdash.domain.assessment import Assessment
from zcdash.domain.model import STATE_NAME, Finding, Severity, State, format_number
from zcdash.domain.submission import Actual
from zcdash.errors import NotFound
from zcdash.intake import plausibility, template
from zcdash.intake.form import Form, IndicatorRow
from zcdash.intake.parse_submission import ParsedSubmission, identity, parse_submission
from zcdash.intake.xlsx_reader import UnreadableWorkbook, read_workbook
from zcdash.queries.clock import today
from zcdash.queries.forms import form
from zcdash.queries.plans import plan_names
from zcdash.queries.rule_packs import pack
from zcdash.queries.submissions import latest_submission
from zcdash.rules.lights import Figures, indicator_at
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import Row


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One figure of a return as it would stand: planned, actual, light, and what the last return said."""

    row: IndicatorRow
    actual: Actual
    read_as: str
    assessment: Assessment
    last: float | None


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value that differs from the unit's last return of the period."""

    code: str
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class UploadCheck:
    """A file, looked at from all sides; nothing is filed yet. `form` is None where the file could not be read at all."""

    form: Form | None
    returned: ParsedSubmission
    file_hash: str
    latest: Row | None = None
    lines: tuple[PreviewRow, ...] = ()
    changes: tuple[ValueChange, ...] = ()

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
            "事项": (len(got.narratives), len(self.form.items)),
        }


def check_upload(
    ledger: Ledger, data: bytes, plan_id: str | None = None, period: str | None = None, unit: str | None = None
) -> UploadCheck:
    """What a file says, checked; where plan, period or unit is given, the file must be of them."""
    mark = store.submissions.file_hash(data)
    try:
        sheets = read_workbook(data)
        told = identity(sheets)
        asked = _asked(ledger, told, plan_id, period, unit)
    except UnreadableWorkbook as refused:
        return UploadCheck(
            None,
            ParsedSubmission(findings=[Finding(refused.code, Severity.ERROR, "", refused.sentence, refused.advice)]),
            mark,
        )
    returned = parse_submission(sheets, asked, today(ledger))
    plausibility.check_plausibility(returned, asked)
    latest = latest_submission(ledger, asked.plan, asked.period.text, asked.unit)
    before = store.submissions.submission_rows(ledger, latest["submission"]) if latest else {}
    last = {a["indicator"]: a["value"] for a in before.get("actual", [])}
    return UploadCheck(
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
    except NotFound as unknown:
        raise UnreadableWorkbook("WRONG_FORM", unknown.sentence, "请从本系统重新下载模板。") from unknown


def _lines(asked: Form, returned: ParsedSubmission, last: dict[str, float], day: date) -> Iterator[PreviewRow]:
    rows = {r.indicator.code: r for r in asked.indicators}
    for actual in returned.actuals:
        row = rows[actual.indicator]
        figures = Figures(
            asked.period, row.planned, row.planned_total, actual.value, row.before_total + actual.value, True
        )
        judged = indicator_at(row.indicator, figures, pack(), asked.deadline, day)
        yield PreviewRow(row, actual, returned.read_as.get(actual.indicator, ""), judged, last.get(actual.indicator))


def _changes(asked: Form, returned: ParsedSubmission, before: dict[str, list[Row]]) -> Iterator[ValueChange]:
    """Value by value, what differs from the last return; nothing where there was none."""
    if before:
        names = {r.indicator.code: r.indicator.name for r in asked.indicators}
        names |= {r.commitment.code: r.commitment.text for r in asked.commitments} | {
            r.item: r.title for r in asked.items
        }
        facts = {"actual": returned.actuals, "progress": returned.progress, "narrative": returned.narratives}
        yield from _compared(names, before, {what: [asdict(x) for x in some] for what, some in facts.items()})


def changed_since(ledger: Ledger, plan_id: str, submission: int, before: int | None) -> list[ValueChange]:
    """Value by value, what a return changed against the one that it superseded."""
    if before is None:
        return []
    plan = store.plans.load_plan(ledger, plan_id)[0]
    names = {i.code: i.name for i in plan.indicators} | {c.code: c.text for c in plan.commitments}
    names |= {i.code: i.title for i in plan.items}
    return list(
        _compared(
            names,
            store.submissions.submission_rows(ledger, before),
            store.submissions.submission_rows(ledger, submission),
        )
    )


def _compared(
    names: Mapping[str, str], before: Mapping[str, list[Row]], now: Mapping[str, list[Row]]
) -> Iterator[ValueChange]:
    """A value that is gone counts as a change too."""
    was, is_ = _said(before), _said(now)
    for code in {**was, **is_}:
        if was.get(code) != is_.get(code):
            yield ValueChange(code, names.get(code, ""), was.get(code, "（未填）"), is_.get(code, "（未填）"))


def _said(facts: Mapping[str, list[Row]]) -> dict[str, str]:
    said = {a["indicator"]: format_number(a["value"]) for a in facts["actual"]}
    said |= {p["commitment"]: _state_word(State(p["state"]), p["done_on"]) for p in facts["progress"]}
    return said | {
        w["item"]: "；".join(filter(None, (w["progress"], w["problem"], w["next_step"]))) for w in facts["narrative"]
    }


def _state_word(state: State, done_on: date | None) -> str:
    return STATE_NAME[state] + (f"（{done_on}）" if done_on else "")


def marked(data: bytes, seen: UploadCheck) -> bytes:
    """The clerk's own workbook back, its findings marked at their cells."""
    return template.mark_findings(data, seen.returned.findings)
