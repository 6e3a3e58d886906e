"""Check an uploaded workbook: its values, its findings, and how the figures would be assessed. Nothing is filed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from zcdash import store
from zcdash.domain.assessment import Assessment
from zcdash.domain.period import Period
from zcdash.domain.submission import Actual, Source
from zcdash.domain.units_over_time import successor_in, units_at
from zcdash.errors import NotFound
from zcdash.intake.findings import FindingList
from zcdash.intake.form import COMMITMENTS, INDICATORS, ITEMS, Form, Identity
from zcdash.intake.form_rows import IndicatorRow
from zcdash.intake.parse_submission import ParsedSubmission
from zcdash.intake.web_form import FormPlace
from zcdash.intake.xlsx_reader import UnreadableWorkbook
from zcdash.parsing import uploads
from zcdash.queries.clock import to_local_time, today
from zcdash.queries.forms import form
from zcdash.queries.plans import plan as plan_of
from zcdash.queries.plans import plan_names
from zcdash.queries.rule_packs import adopted, pack
from zcdash.queries.submission_changes import ValueChange, compare, filed_texts, value_texts
from zcdash.queries.submissions import latest_submission
from zcdash.rules.lights import Figures, indicator_at
from zcdash.store.ledger import Ledger
from zcdash.store.submissions import SubmissionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One figure of an upload, assessed as if it were filed, beside the figure last filed for the period."""

    row: IndicatorRow
    actual: Actual
    read_as: str
    assessment: Assessment
    last: float | None


@dataclass(frozen=True, slots=True)
class FiledSubmission:
    """The unit's submission that counts for a period."""

    number: int
    file_hash: str
    filed_by: str
    filed_at: datetime
    """Shanghai time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadCheck:
    """The result of checking an upload; `form` is None where it could not be read as a submission."""

    form: Form | None = None
    parsed: ParsedSubmission
    file_hash: str
    latest: FiledSubmission | None = None
    preview: tuple[PreviewRow, ...] = ()
    changes: tuple[ValueChange, ...] = ()
    places: Mapping[str, FormPlace] = field(default_factory=dict)
    """Place of a finding → its cell of the form, where it concerns one."""

    @property
    def findings(self) -> FindingList:
        """Everything that is wrong or doubtful."""
        return self.parsed.findings

    @property
    def refused(self) -> bool:
        """True where an error keeps the upload from being filed."""
        return self.findings.has_errors

    @property
    def duplicate(self) -> FiledSubmission | None:
        """The submission that counts, where it came from this very file."""
        return self.latest if self.latest and self.latest.file_hash == self.file_hash else None

    @property
    def rows(self) -> dict[str, tuple[int, int]]:
        """Sheet → (rows filled in, rows on the form)."""
        if not self.form:
            return {}
        return {
            INDICATORS: (len(self.parsed.actuals) + len(self.parsed.explanations), len(self.form.indicators)),
            COMMITMENTS: (len(self.parsed.progress), len(self.form.commitments)),
            ITEMS: (len(self.parsed.narratives), len(self.form.items)),
        }


def check_upload(
    ledger: Ledger,
    data: bytes,
    plan_id: str | None = None,
    period: str | None = None,
    unit: str | None = None,
    source: Source = Source.FILE,
) -> UploadCheck:
    """Check an uploaded file, or a document of the page; where plan, period or unit is given, it must be the file's own."""
    file_hash = store.submissions.file_hash(data)
    try:
        with uploads.reading(data, source) as upload:
            issued = _find_form(ledger, upload.identity(), {"plan": plan_id, "period": period, "unit": unit})
            day = today(ledger, issued.plan)
            checked = upload.check(issued, day)
    except UnreadableWorkbook as error:
        findings = FindingList()
        findings.error(error.code, "", "", error.sentence, error.advice)
        return UploadCheck(parsed=ParsedSubmission(findings=findings), file_hash=file_hash)
    parsed = checked.parsed
    latest = filed_submission(ledger, issued)
    _check_period(parsed.findings, issued, day)
    _check_row_count(ledger, parsed, latest)
    return UploadCheck(
        form=issued,
        parsed=parsed,
        file_hash=file_hash,
        latest=latest,
        preview=tuple(_preview(ledger, issued, parsed, latest, day)),
        changes=tuple(_changes(ledger, issued, parsed, latest)),
        places=checked.places,
    )


def filed_submission(ledger: Ledger, form: Form) -> FiledSubmission | None:
    """Return the submission that counts for the form's unit and period."""
    row = latest_submission(ledger, form.plan, form.period.text, form.unit)
    return _filed(row) if row else None


def changes_since(ledger: Ledger, check: UploadCheck, filed: FiledSubmission) -> tuple[ValueChange, ...]:
    """Return the values in which an upload differs from a submission that was filed meanwhile."""
    return tuple(_changes(ledger, check.form, check.parsed, filed)) if check.form else ()


def _filed(row: SubmissionRow) -> FiledSubmission:
    return FiledSubmission(row["submission"], row["file_hash"], row["filed_by"], to_local_time(row["filed_at"]))


def _check_period(findings: FindingList, form: Form, day: date) -> None:
    """Add a warning for a period that has not ended; where returns are due within it, for one that has not begun."""
    is_due_within = form.deadline <= form.period.ends
    if day < (form.period.starts if is_due_within else form.period.ends):
        sentence = f"{form.period.name}到 {form.period.ends} 才结束，今天是 {day}，现在报送为时尚早。"
        findings.warning("FUTURE_PERIOD", "", "", sentence, "请核对是不是选错了期；确要提前报送的，核对后报送。")


def _check_row_count(ledger: Ledger, parsed: ParsedSubmission, latest: FiledSubmission | None) -> None:
    """Add a warning where fewer rows are filled in than in the submission that would be superseded."""
    if latest is None:
        return
    before = len(store.submissions.reported_codes(ledger, (latest.number,)))
    filled = len(parsed.typed)
    if 0 < filled < before:
        parsed.findings.warning(
            "FEWER_ROWS",
            "",
            "",
            f"这次填了 {filled} 行，比上次（编号 {latest.number}）少 {before - filled} 行。",
            "上次报的不会并入这次，请在上次的文件上修改；确要减少的，核对后报送。",
        )


def _find_form(ledger: Ledger, identity: Identity, chosen: Mapping[str, str | None]) -> Form:
    """Return the form that the file was made from. Raises UnreadableWorkbook where there is none, or it is not `chosen`.

    A file for a unit that was renamed since is one for the unit of today.
    """
    identity = _as_named_now(ledger, identity)
    titles = _plan_titles(ledger)
    for code, label, choice, actual in (
        ("WRONG_PLAN", "计划", chosen["plan"], identity.plan),
        ("WRONG_PERIOD", "报送期", chosen["period"], identity.period),
        ("WRONG_UNIT", "单位", chosen["unit"], identity.unit),
    ):
        if choice is not None and choice != actual:
            raise UnreadableWorkbook(
                code,
                f"文件的{label}是“{_name(actual, titles)}”，现在选的是“{_name(choice, titles)}”。",
                f"请改选{label}，或换上正确的文件。",
            )
    if identity.plan not in titles:
        raise UnreadableWorkbook(
            "WRONG_PLAN", f"台账里没有文件所说的计划“{identity.plan}”。", "请从本系统重新下载模板。"
        )
    try:
        return form(ledger, identity.plan, identity.period, identity.unit)
    except NotFound as error:
        raise UnreadableWorkbook("WRONG_FORM", error.sentence, "请从本系统重新下载模板。") from error


def _as_named_now(ledger: Ledger, identity: Identity) -> Identity:
    """Return the identity under the name that the returns of its period stand under."""
    if identity.plan not in plan_names(ledger):
        return identity
    at = units_at(plan_of(ledger, identity.plan), identity.period)
    return replace(identity, unit=successor_in(at, identity.unit))


def _plan_titles(ledger: Ledger) -> dict[str, str]:
    """Return plan → its title, the plan's id behind it where another plan has the same one."""
    names = plan_names(ledger)
    often = Counter(names.values())
    return {plan: title if often[title] == 1 else f"{title}（{plan}）" for plan, title in names.items()}


def _name(text: str, titles: Mapping[str, str]) -> str:
    """Return the title of a plan, the Chinese name of a period; any other text as it is."""
    if text in titles:
        return titles[text]
    try:
        return Period.parse(text).name
    except ValueError:
        return text


def _preview(
    ledger: Ledger, form: Form, parsed: ParsedSubmission, latest: FiledSubmission | None, day: date
) -> Iterator[PreviewRow]:
    rows = {row.indicator.code: row for row in form.indicators}
    last = _filed_figures(ledger, latest)
    for actual in parsed.actuals:
        row = rows[actual.indicator]
        figures = Figures(
            period=form.period,
            planned=row.planned,
            planned_total=row.planned_total,
            actual=actual.value,
            actual_total=row.before_total + actual.value,
            filed=True,
            lacking=row.lacking,
            upper=row.upper,
            summed=row.summed,
        )
        yield PreviewRow(
            row=row,
            actual=actual,
            read_as=parsed.read_as.get(actual.indicator, ""),
            assessment=indicator_at(row.indicator, figures, pack(adopted(ledger)), form.deadline, day),
            last=last.get(actual.indicator),
        )


def _filed_figures(ledger: Ledger, latest: FiledSubmission | None) -> dict[str, float]:
    """Return indicator → the value last filed for the period."""
    if latest is None:
        return {}
    return {row["indicator"]: row["value"] for row in store.submissions.actuals(ledger, (latest.number,))}


def _changes(
    ledger: Ledger, form: Form, parsed: ParsedSubmission, latest: FiledSubmission | None
) -> Iterator[ValueChange]:
    """Yield the differences from the last submission of the period, where there is one."""
    if latest is None:
        return
    names = {row.indicator.code: row.indicator.name for row in form.indicators}
    names |= {row.commitment.code: row.commitment.text for row in form.commitments}
    names |= {row.item: row.title for row in form.items}
    now = value_texts(parsed.actuals, parsed.progress, parsed.narratives, parsed.explanations)
    yield from compare(names, filed_texts(ledger, latest.number), now)
