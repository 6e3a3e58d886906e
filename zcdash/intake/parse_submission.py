"""Read the values of a filled-in workbook against its form.

Every mistake is collected. Where a number is read otherwise than typed, `read_as` says how.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.submission import ZERO_REPORT, Actual, Explanation, Narrative, Progress
from zcdash.domain.terms import State
from zcdash.intake.expand_commitments import expand_commitments
from zcdash.intake.findings import FindingList
from zcdash.intake.form import (
    ACTUAL,
    COMMITMENTS,
    DONE_ON,
    INDICATORS,
    ITEMS,
    NEXT_STEP,
    NOTE,
    PROBLEM,
    PROGRESS,
    STATE,
    STATE_NOTE,
    Form,
)
from zcdash.intake.form_rows import IndicatorRow
from zcdash.intake.match_rows import MatchedSheet, match_rows, shorten
from zcdash.intake.parse_progress import check_day, is_zero_report, parse_day, parse_state
from zcdash.intake.parse_values import NotUnderstood, parse_number
from zcdash.intake.sheet_reader import SheetReader
from zcdash.intake.submission_workbook import SubmissionWorkbook
from zcdash.intake.xlsx_sheet import Cell


@dataclass(slots=True, kw_only=True)
class ParsedSubmission:
    """The values of a workbook with their cells, and its findings."""

    actuals: list[Actual] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    narratives: list[Narrative] = field(default_factory=list)
    explanations: list[Explanation] = field(default_factory=list)
    """Indicators without a figure and why."""
    sheets: dict[str, MatchedSheet] = field(default_factory=dict)
    """Sheet name → its rows; empty if nothing could be read."""
    typed: set[str] = field(default_factory=set)
    """Codes of the rows with at least one filled cell, also where it could not be understood."""
    as_issued: set[str] = field(default_factory=set)
    """Those of them that hold only the state with which the template was issued."""
    read_as: dict[str, str] = field(default_factory=dict)
    """Indicator → how its number was read, where that is not just as typed."""
    findings: FindingList = field(default_factory=FindingList)

    def address(self, sheet: str, code: str, head: str) -> str:
        """Return the address of a cell, empty where the workbook lacks its row or column."""
        return self.sheets[sheet].address(code, head) if sheet in self.sheets else ""


def parse_submission(workbook: SubmissionWorkbook, form: Form, today: date) -> ParsedSubmission:
    """Return the values and findings of a workbook. Days of completion after `today` are errors."""
    parsed = ParsedSubmission()
    sheets = match_rows(workbook, form, parsed.findings)
    if sheets is None:
        return parsed
    parsed.sheets = sheets
    readers = {name: SheetReader(name, sheet, parsed.findings, parsed.typed) for name, sheet in sheets.items()}
    if reader := readers.get(INDICATORS):
        _read_actuals(parsed, reader, form)
    if reader := readers.get(COMMITMENTS):
        parsed.progress.extend(_ProgressReader(reader, form, today).read())
        parsed.as_issued = {*_as_issued(parsed.progress, form)}
        rest = expand_commitments(sheets[COMMITMENTS], form, parsed.typed, today, parsed.findings)
        parsed.progress.extend(rest)
        parsed.typed.update(report.commitment for report in rest)
    if reader := readers.get(ITEMS):
        parsed.narratives.extend(_read_narratives(reader, form))
    return parsed


def _as_issued(progress: Iterable[Progress], form: Form) -> Iterator[str]:
    """Yield the commitments of which only the state says anything, and that is the template's."""
    prefills = {row.commitment.code: row.prefill for row in form.commitments}
    for report in progress:
        if report.state is prefills[report.commitment] and not report.done_on and not report.note:
            yield report.commitment


def _read_actuals(parsed: ParsedSubmission, reader: SheetReader, form: Form) -> None:
    for indicator_row in form.indicators:
        code = indicator_row.indicator.code
        if not reader.has(code):
            continue
        cell = reader.cell(code, ACTUAL)
        blank = code not in parsed.typed
        note = reader.text(code, NOTE)
        if cell:
            _read_actual(parsed, reader, indicator_row, cell, note)
        elif note and blank:
            _keep_explanation(parsed, reader, indicator_row.indicator, note)


def _keep_explanation(parsed: ParsedSubmission, reader: SheetReader, indicator: Indicator, note: str) -> None:
    sentence = f"{indicator.name}没有填数，只收下了说明“{shorten(note)}”。"
    reader.warning("UNFILLED_EXPLAINED", indicator.code, NOTE, sentence, "有数的请填上；确实没有的，核对后报送。")
    cell = reader.address(indicator.code, NOTE)
    parsed.explanations.append(Explanation(indicator=indicator.code, note=note, sheet=reader.name, cell=cell))


def _read_actual(
    parsed: ParsedSubmission, reader: SheetReader, indicator_row: IndicatorRow, cell: Cell, note: str
) -> None:
    indicator = indicator_row.indicator
    try:
        number = parse_number(cell.value, indicator.unit, cell.percent)
    except NotUnderstood as error:
        reader.not_understood(error, indicator.code, ACTUAL, f"{indicator.name}：")
        return
    if number.how:
        parsed.read_as[indicator.code] = number.how
    for question in number.questions:
        reader.warning(question.code, indicator.code, ACTUAL, f"{indicator.name}：{question.sentence}", question.advice)
    if number.approximate:
        sentence = f"{indicator.name}填的是约数“{shorten(cell.text)}”，{number.how}。"
        reader.warning("APPROXIMATE", indicator.code, ACTUAL, sentence, "请尽量填准确数。")
    parsed.actuals.append(
        Actual(
            indicator=indicator.code,
            value=number.value,
            typed=cell.text,
            note=note,
            sheet=reader.name,
            cell=reader.address(indicator.code, ACTUAL),
        )
    )


class _DoneOn(NamedTuple):
    """A day of completion: whether the cell holds anything, and the day, None where it cannot be read."""

    typed: bool
    day: date | None


class _ProgressReader:
    """The sheet of commitments: state, day of completion, note."""

    def __init__(self, reader: SheetReader, form: Form, today: date) -> None:
        self._reader = reader
        self._form = form
        self._today = today

    def read(self) -> Iterator[Progress]:
        """Yield the state of every commitment that has one."""
        for commitment_row in self._form.commitments:
            commitment = commitment_row.commitment
            code = commitment.code
            if not self._reader.has(code):
                continue
            cell = self._reader.cell(code, STATE)
            done_on = self._read_done_on(code)
            note = self._reader.text(code, STATE_NOTE)
            is_zero = cell is not None and is_zero_report(cell.value)
            self._check_zero_report(commitment, is_zero, note)
            if is_zero:
                if commitment.zero_report:
                    yield self._zero_report(commitment, done_on, note)
            elif cell:
                state = self._read_state(cell, code)
                if state is not None:
                    yield self._progress(commitment, state, done_on, note)
            elif done_on.day or note:
                self._reader.error(
                    "STATE_MISSING",
                    code,
                    STATE,
                    f"{commitment.text}：填了日期或说明，但没有选完成情况。",
                    "请选：已完成、部分完成、未完成。",
                )

    def _check_zero_report(self, commitment: Commitment, is_zero: bool, note: str) -> None:
        """Add a finding where 零报告 is written for a duty that asks for none."""
        if commitment.zero_report or not (is_zero or is_zero_report(note)):
            return
        sentence = f"{commitment.text}：这项工作没有要求{ZERO_REPORT}。"
        add, head = (self._reader.error, STATE) if is_zero else (self._reader.warning, STATE_NOTE)
        add("ZERO_REPORT", commitment.code, head, sentence, "请选：已完成、部分完成、未完成。")

    def _zero_report(self, commitment: Commitment, done_on: _DoneOn, note: str) -> Progress:
        """Return a report of nothing: done, on the day typed; a duty that comes back needs none."""
        day = done_on.day or (None if commitment.recurs else min(commitment.due, self._today))
        text = note if is_zero_report(note) else f"{ZERO_REPORT}：{note}" if note else ZERO_REPORT
        return self._report(commitment, State.DONE, day, text)

    def _read_state(self, cell: Cell, code: str) -> State | None:
        try:
            return parse_state(cell.value, cell.percent)
        except NotUnderstood as error:
            self._reader.not_understood(error, code, STATE)
            return None

    def _progress(self, commitment: Commitment, state: State, done_on: _DoneOn, note: str) -> Progress:
        day = done_on.day
        if state is State.DONE and not done_on.typed and not commitment.ongoing:
            self._reader.error(
                "DONE_NO_DATE",
                commitment.code,
                DONE_ON,
                f"{commitment.text}：选了已完成，但没有完成日期。",
                f"请填完成日期，例如 {self._form.period.ends}。",
            )
        if state is not State.DONE and day:
            sentence = f"{commitment.text}：没有完成，却填了完成日期，日期不录入。"
            self._reader.warning("DATE_NOT_DONE", commitment.code, DONE_ON, sentence, "请核对。")
            day = None
        return self._report(commitment, state, day, note)

    def _report(self, commitment: Commitment, state: State, day: date | None, note: str) -> Progress:
        return Progress(
            commitment=commitment.code,
            state=state,
            done_on=day,
            note=note,
            sheet=self._reader.name,
            cell=self._reader.address(commitment.code, STATE),
        )

    def _read_done_on(self, code: str) -> _DoneOn:
        cell = self._reader.cell(code, DONE_ON)
        if not cell:
            return _DoneOn(False, None)
        try:
            day = parse_day(cell.value, self._form.year, self._form.year_of)
            questions = list(check_day(day, self._form, self._today))
        except NotUnderstood as error:
            self._reader.not_understood(error, code, DONE_ON)
            return _DoneOn(True, None)
        for question in questions:
            self._reader.warning(question.code, code, DONE_ON, question.sentence, question.advice)
        return _DoneOn(True, day)


def _read_narratives(reader: SheetReader, form: Form) -> Iterator[Narrative]:
    for item_row in form.items:
        if not reader.has(item_row.item):
            continue
        progress, problem, next_step = [reader.text(item_row.item, head) for head in (PROGRESS, PROBLEM, NEXT_STEP)]
        if progress or problem or next_step:
            yield Narrative(
                item=item_row.item,
                progress=progress,
                problem=problem,
                next_step=next_step,
                sheet=reader.name,
                cell=reader.address(item_row.item, PROGRESS),
            )
