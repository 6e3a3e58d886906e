"""Read the values of a filled-in workbook against its form.

Every mistake is collected. Where a number is read otherwise than typed, `read_as` says how.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from zcdash.domain.model import Commitment, State
from zcdash.domain.submission import Actual, Narrative, Progress
from zcdash.intake.findings import FindingList
from zcdash.intake.form import COMMITMENTS, INDICATORS, ITEMS, Form, IndicatorRow
from zcdash.intake.match_rows import RowNumbers, match_rows, shorten
from zcdash.intake.parse_progress import check_day, parse_day, parse_state
from zcdash.intake.parse_values import NotUnderstood, is_spreadsheet_error, parse_number
from zcdash.intake.submission_workbook import SubmissionWorkbook
from zcdash.intake.xlsx_sheet import Cell, Sheet, address

TEXT_LIMIT = 4000


@dataclass(slots=True, kw_only=True)
class ParsedSubmission:
    """The values of a workbook with their cells, and its findings."""

    actuals: list[Actual] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    narratives: list[Narrative] = field(default_factory=list)
    read_as: dict[str, str] = field(default_factory=dict)
    """Indicator → how its number was read, where that is not just as typed."""
    findings: FindingList = field(default_factory=FindingList)


def parse_submission(workbook: SubmissionWorkbook, form: Form, today: date) -> ParsedSubmission:
    """Return the values and findings of a workbook. Days of completion after `today` are errors."""
    parsed = ParsedSubmission()
    rows = match_rows(workbook, form, parsed.findings)
    if rows is None:
        return parsed

    def reader(name: str) -> _SheetReader:
        return _SheetReader(name, workbook.sheet(name), rows.get(name, {}), parsed.findings)

    _read_actuals(parsed, reader(INDICATORS), form)
    parsed.progress.extend(_ProgressReader(reader(COMMITMENTS), form, today).read())
    parsed.narratives.extend(_read_narratives(reader(ITEMS), form))
    return parsed


class _SheetReader:
    """The open cells of one sheet; what cannot be used becomes a finding."""

    def __init__(self, name: str, sheet: Sheet, rows: RowNumbers, findings: FindingList) -> None:
        self.name = name
        self.rows: Mapping[str, int] = rows
        self._sheet = sheet
        self._findings = findings

    def error(self, code: str, row: int, column: int, sentence: str, advice: str) -> None:
        """Add an error at a cell."""
        self._findings.error(code, self.name, address(row, column), sentence, advice)

    def warning(self, code: str, row: int, column: int, sentence: str, advice: str) -> None:
        """Add a warning at a cell."""
        self._findings.warning(code, self.name, address(row, column), sentence, advice)

    def not_understood(self, error: NotUnderstood, row: int, column: int, label: str = "") -> None:
        """Add an error for a value that cannot be parsed, its sentence after the label."""
        self.error(error.code, row, column, f"{label}{error.sentence}", error.advice)

    def cell(self, row: int, column: int) -> Cell | None:
        """Return a cell that holds a value; None for a blank one and, with an error, for a formula without a result."""
        cell = self._sheet.get((row, column))
        if cell and cell.formula and cell.value is None:
            self.error("FORMULA_EMPTY", row, column, "这里是公式，但没有算出的结果。", "请直接填入数字或文字。")
            return None
        return cell if cell and cell.text else None

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell; an error where it is too long."""
        cell = self.cell(row, column)
        text = cell.text if cell else ""
        if len(text) > TEXT_LIMIT:
            self.error("TEXT_LONG", row, column, f"文字有 {len(text)} 个字，最多 {TEXT_LIMIT} 个。", "请写得简短些。")
        if is_spreadsheet_error(text):
            advice = "请重新写这段文字，不要以“=”“+”“-”开头。"
            self.error("TEXT_ERROR", row, column, f"这里是公式的错误值“{text}”，不是文字。", advice)
        return text[:TEXT_LIMIT]


def _read_actuals(parsed: ParsedSubmission, reader: _SheetReader, form: Form) -> None:
    for indicator_row in form.indicators:
        row = reader.rows.get(indicator_row.indicator.code)
        if row is None:
            continue
        cell = reader.cell(row, 9)
        note = reader.text(row, 10)
        if cell:
            _read_actual(parsed, reader, indicator_row, row, cell, note)


def _read_actual(
    parsed: ParsedSubmission, reader: _SheetReader, indicator_row: IndicatorRow, row: int, cell: Cell, note: str
) -> None:
    indicator = indicator_row.indicator
    try:
        number = parse_number(cell.value, indicator.unit, cell.percent)
    except NotUnderstood as error:
        reader.not_understood(error, row, 9, f"{indicator.name}：")
        return
    if number.how:
        parsed.read_as[indicator.code] = number.how
    for question in number.questions:
        reader.warning(question.code, row, 9, f"{indicator.name}：{question.sentence}", question.advice)
    if number.approximate:
        sentence = f"{indicator.name}填的是约数“{shorten(cell.text)}”，{number.how}。"
        reader.warning("APPROXIMATE", row, 9, sentence, "请尽量填准确数。")
    parsed.actuals.append(
        Actual(
            indicator=indicator.code,
            value=number.value,
            typed=cell.text,
            note=note,
            sheet=reader.name,
            cell=address(row, 9),
        )
    )


class _DoneOn(NamedTuple):
    """A day of completion: whether the cell holds anything, and the day, None where it cannot be read."""

    typed: bool
    day: date | None


class _ProgressReader:
    """The sheet of commitments: state, day of completion, note."""

    def __init__(self, reader: _SheetReader, form: Form, today: date) -> None:
        self._reader = reader
        self._form = form
        self._today = today

    def read(self) -> Iterator[Progress]:
        """Yield the state of every commitment that has one."""
        for commitment_row in self._form.commitments:
            commitment = commitment_row.commitment
            row = self._reader.rows.get(commitment.code)
            if row is None:
                continue
            cell = self._reader.cell(row, 5)
            done_on = self._read_done_on(row)
            note = self._reader.text(row, 7)
            if cell:
                state = self._read_state(cell, row)
                if state is not None:
                    yield self._progress(commitment, row, state, done_on, note)
            elif done_on.day or note:
                self._reader.error(
                    "STATE_MISSING",
                    row,
                    5,
                    f"{commitment.text}：填了日期或说明，但没有选完成情况。",
                    "请选：已完成、部分完成、未完成。",
                )

    def _read_state(self, cell: Cell, row: int) -> State | None:
        try:
            return parse_state(cell.value, cell.percent)
        except NotUnderstood as error:
            self._reader.not_understood(error, row, 5)
            return None

    def _progress(self, commitment: Commitment, row: int, state: State, done_on: _DoneOn, note: str) -> Progress:
        day = done_on.day
        if state is State.DONE and not done_on.typed and not commitment.ongoing:
            self._reader.error(
                "DONE_NO_DATE",
                row,
                6,
                f"{commitment.text}：选了已完成，但没有完成日期。",
                f"请填完成日期，例如 {self._form.period.ends}。",
            )
        if state is not State.DONE and day:
            sentence = f"{commitment.text}：没有完成，却填了完成日期，日期不录入。"
            self._reader.warning("DATE_NOT_DONE", row, 6, sentence, "请核对。")
            day = None
        return Progress(
            commitment=commitment.code,
            state=state,
            done_on=day,
            note=note,
            sheet=self._reader.name,
            cell=address(row, 5),
        )

    def _read_done_on(self, row: int) -> _DoneOn:
        cell = self._reader.cell(row, 6)
        if not cell:
            return _DoneOn(False, None)
        try:
            day = parse_day(cell.value, self._form.year)
            questions = list(check_day(day, self._form, self._today))
        except NotUnderstood as error:
            self._reader.not_understood(error, row, 6)
            return _DoneOn(True, None)
        for question in questions:
            self._reader.warning(question.code, row, 6, question.sentence, question.advice)
        return _DoneOn(True, day)


def _read_narratives(reader: _SheetReader, form: Form) -> Iterator[Narrative]:
    for item_row in form.items:
        row = reader.rows.get(item_row.item)
        if row is None:
            continue
        progress, problem, next_step = [reader.text(row, column) for column in (4, 5, 6)]
        if progress or problem or next_step:
            yield Narrative(
                item=item_row.item,
                progress=progress,
                problem=problem,
                next_step=next_step,
                sheet=reader.name,
                cell=address(row, 4),
            )
