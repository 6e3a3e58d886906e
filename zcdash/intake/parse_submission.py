"""A filled-in workbook, read against the form it should be: whose it is, what was changed that should not be, what it says.

Everything wrong is gathered, nothing is guessed silently: where a number was read otherwise than typed, `how` says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from zcdash.domain.model import Finding, Severity, State, format_number
from zcdash.domain.submission import Actual, Narrative, Progress
from zcdash.intake import parse_values
from zcdash.intake.form import (
    COMMITMENTS,
    FIRST_ROW,
    HEADS,
    IDENTITY,
    INDICATORS,
    ITEMS,
    LOCKED,
    CommitmentRow,
    Form,
    digest,
)
from zcdash.intake.xlsx_reader import Cell, Sheet, UnreadableWorkbook, address
from zcdash.text import strip_invisible

Sheets = Mapping[str, Sheet]
TEXT_LIMIT, MORE_ROWS = 4000, 1000


@dataclass(slots=True)
class ParsedSubmission:
    """What a workbook says: values with their cells, how each was read, and all that is wrong with it."""

    actuals: list[Actual] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    narratives: list[Narrative] = field(default_factory=list)
    read_as: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def say(self, code: str, severity: Severity, sheet: str, cell: str, sentence: str, advice: str = "") -> None:
        """Add a finding of one cell, or of a whole sheet where `cell` is empty."""
        self.findings.append(Finding(code, severity, f"{sheet}!{cell}" if cell else sheet, sentence, advice))

    @property
    def refused(self) -> bool:
        return any(f.severity is Severity.ERROR for f in self.findings)


def identity(sheets: Sheets) -> dict[str, str]:
    """What the hidden sheet says of the file. Raises UnreadableWorkbook where it is no return of ours."""
    hidden = sheets.get(IDENTITY, {})
    told = {_text(hidden.get((r, 1))): _text(hidden.get((r, 2))) for r, c in hidden if c == 1}
    if not {"zcdash", "plan", "version", "period", "unit", "digest"} <= set(told):
        raise UnreadableWorkbook(
            "NOT_TEMPLATE", "这个工作簿不是从本系统下载的季度报送表。", "请在“季度报送”页下载本单位的模板，填好后上传。"
        )
    return told


def parse_submission(sheets: Sheets, form: Form, today: date) -> ParsedSubmission:
    """The return that the sheets hold, read against its form; `today` bounds the days that can have come."""
    found = ParsedSubmission()
    told = identity(sheets)
    for name in filter(sheets.__contains__, HEADS):
        _bounded(found, sheets[name], name, len(form.locked[name]))
    if found.findings:
        return found
    locked = {name: _locked(sheets.get(name, {}), name) for name in HEADS}
    stale = told["digest"] == digest(locked)
    for name in HEADS:
        if name not in sheets:
            found.say(
                "SHEET_MISSING",
                Severity.ERROR,
                name,
                "",
                f"缺少工作表“{name}”。",
                "请重新下载模板，不要删除或改名工作表。",
            )
    rows = {name: _rows(found, locked[name], name, form, stale) for name in HEADS if name in sheets}
    _actuals(found, sheets.get(INDICATORS, {}), rows.get(INDICATORS, {}), form)
    _progress(found, sheets.get(COMMITMENTS, {}), rows.get(COMMITMENTS, {}), form, today)
    _words(found, sheets.get(ITEMS, {}), rows.get(ITEMS, {}), form)
    return found


def _bounded(found: ParsedSubmission, sheet: Sheet, name: str, asked: int) -> None:
    """One finding for a sheet with far more rows than were asked for: thousands of them would help nobody."""
    last = sheet.last_row
    if last - FIRST_ROW + 1 > asked + MORE_ROWS:
        found.say(
            "ROWS_TOO_MANY",
            Severity.ERROR,
            name,
            address(last, 1),
            f"工作表“{name}”一直填到第 {last} 行，模板只有 {asked} 行要填。",
            "请删去模板以外的行，另存后再上传；要补充的话写在“说明”或“进展情况”里。",
        )


def _text(cell: Cell | None) -> str:
    """A cell's content as it would be shown: plain, blanks at the ends taken off."""
    value = cell.value if cell else None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return format_number(value) if abs(value) < 1e15 else str(value)
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    return "" if value is None else strip_invisible(value).strip()


def _locked(sheet: Mapping[tuple[int, int], Cell], name: str) -> list[tuple[str, ...]]:
    """The office's columns as they stand in the file, row by row, down to the last row that has any."""
    last = max((r for r, c in sheet if c <= LOCKED[name] and r >= FIRST_ROW), default=FIRST_ROW - 1)
    return [tuple(_text(sheet.get((r, c))) for c in range(1, LOCKED[name] + 1)) for r in range(FIRST_ROW, last + 1)]


def _rows(
    found: ParsedSubmission, locked: Sequence[tuple[str, ...]], name: str, form: Form, stale: bool
) -> dict[str, int]:
    """Code → row of every row that is as handed out; the others are named.

    In a stale file the office's columns are as they were handed out, but the ledger has moved on since: its rows are taken
    where they are still asked for, and only said to be old.
    """
    expected = {row[0]: row for row in form.locked[name]}
    places: dict[str, int] = {}
    for number, row in enumerate(locked, FIRST_ROW):
        code = row[0]
        if not any(row):
            continue
        if code in places:
            found.say(
                "ROW_DOUBLED",
                Severity.ERROR,
                name,
                address(number, 1),
                f"编号 {code} 出现了两次，第一次在第 {places[code]} 行。",
                "请删去多出的一行。",
            )
        elif code not in expected:
            _added(found, name, number, row, stale)
        else:
            places[code] = number
            _unchanged(found, name, number, row, expected[code], stale)
    for code in expected.keys() - places.keys():
        severity = Severity.WARNING if stale else Severity.ERROR
        what = "模板下载后新增了" if stale else "少了"
        found.say(
            "ROW_MISSING",
            severity,
            name,
            "",
            f"{what}编号 {code}（{expected[code][1]}）这一行。",
            "请重新下载模板，把这一行补上。",
        )
    return places


def _added(found: ParsedSubmission, name: str, number: int, row: tuple[str, ...], stale: bool) -> None:
    said, cell = f"编号 {row[0]}" if row[0] else "没有编号的一行", address(number, 1)
    if stale:
        found.say("ROW_STALE", Severity.WARNING, name, cell, f"{said}现在已不需要填报，这一行不会录入。", "无需处理。")
    else:
        found.say(
            "ROW_ADDED",
            Severity.ERROR,
            name,
            cell,
            f"{said}不是模板里的行。",
            "请删去这一行；要补充的话写在“说明”或“进展情况”里。",
        )


def _unchanged(
    found: ParsedSubmission, name: str, number: int, row: tuple[str, ...], expected: tuple[str, ...], stale: bool
) -> None:
    for column, (there, stood) in enumerate(zip(row, expected, strict=True), 1):
        # Last quarter's figure may have been corrected since the file was handed out; it is shown, never taken in.
        if there == stood.strip() or (stale and name == INDICATORS and column == LOCKED[INDICATORS]):
            continue
        cell, was, now = address(number, column), _short(stood), _short(there)
        if stale:
            found.say(
                "PLAN_CHANGED",
                Severity.ERROR,
                name,
                cell,
                f"模板下载后计划更正过：这里应为“{was}”，文件里是“{now}”。",
                "请重新下载模板，把填好的内容复制过去。",
            )
        else:
            found.say(
                "LOCKED_CHANGED",
                Severity.ERROR,
                name,
                cell,
                f"锁定的格子被改了：原为“{was}”，现为“{now}”。",
                "请改回原来的内容，或重新下载模板。",
            )


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:30] + "…"


def _usable(found: ParsedSubmission, sheet: Sheet, name: str, row: int, column: int) -> Cell | None:
    """The clerk's cell where it holds a value; a formula that was never worked out is said."""
    cell = sheet.get((row, column))
    if cell and cell.formula and cell.value is None:
        found.say(
            "FORMULA_EMPTY",
            Severity.ERROR,
            name,
            address(row, column),
            "这里是公式，但没有算出的结果。",
            "请直接填入数字或文字。",
        )
        return None
    return cell if cell and _text(cell) else None


def _prose(found: ParsedSubmission, sheet: Sheet, name: str, row: int, column: int) -> str:
    """The clerk's words in a cell; too much of it is refused."""
    text = _text(_usable(found, sheet, name, row, column))
    if len(text) > TEXT_LIMIT:
        found.say(
            "TEXT_LONG",
            Severity.ERROR,
            name,
            address(row, column),
            f"文字有 {len(text)} 个字，最多 {TEXT_LIMIT} 个。",
            "请写得简短些。",
        )
    return text[:TEXT_LIMIT]


def _actuals(found: ParsedSubmission, sheet: Sheet, rows: Mapping[str, int], form: Form) -> None:
    for one in form.indicators:
        i, row = one.indicator, rows.get(one.indicator.code)
        cell = _usable(found, sheet, INDICATORS, row, 9) if row else None
        note = _prose(found, sheet, INDICATORS, row, 10) if row else ""
        if not cell:
            continue
        where = address(row, 9)
        try:
            got = parse_values.parse_number(cell.value, i.unit, cell.percent)
        except parse_values.NotUnderstood as wrong:
            found.say(wrong.code, Severity.ERROR, INDICATORS, where, f"{i.name}：{wrong.sentence}", wrong.advice)
            continue
        if got.how:
            found.read_as[i.code] = got.how
        if got.approximate:
            found.say(
                "APPROXIMATE",
                Severity.WARNING,
                INDICATORS,
                where,
                f"{i.name}填的是约数“{_short(_text(cell))}”，{got.how}。",
                "请尽量填准确数。",
            )
        found.actuals.append(Actual(i.code, got.value, _text(cell), note, INDICATORS, where))


def _progress(found: ParsedSubmission, sheet: Sheet, rows: Mapping[str, int], form: Form, today: date) -> None:
    for one in form.commitments:
        row = rows.get(one.commitment.code)
        if row is None:
            continue
        cell, day = _usable(found, sheet, COMMITMENTS, row, 5), _day(found, sheet, row, form, today)
        note = _prose(found, sheet, COMMITMENTS, row, 7)
        if cell:
            _state(found, one, cell, row, day, note, form)
        elif day or note:
            found.say(
                "STATE_MISSING",
                Severity.ERROR,
                COMMITMENTS,
                address(row, 5),
                f"{one.commitment.text}：填了日期或说明，但没有选完成情况。",
                "请选：已完成、部分完成、未完成。",
            )


def _state(
    found: ParsedSubmission,
    one: CommitmentRow,
    cell: Cell,
    row: int,
    day: date | Literal[False] | None,
    note: str,
    form: Form,
) -> None:
    """One commitment's state; a day that was typed but could not be read (`False`) has been said already."""
    c, where, day_cell = one.commitment, address(row, 5), address(row, 6)
    try:
        state = parse_values.parse_state(cell.value)
    except parse_values.NotUnderstood as wrong:
        found.say(wrong.code, Severity.ERROR, COMMITMENTS, where, wrong.sentence, wrong.advice)
        return
    if state is State.DONE and day is None and not c.ongoing:
        found.say(
            "DONE_NO_DATE",
            Severity.ERROR,
            COMMITMENTS,
            day_cell,
            f"{c.text}：选了已完成，但没有完成日期。",
            f"请填完成日期，例如 {form.period.ends}。",
        )
    if state is not State.DONE and day:
        found.say(
            "DATE_NOT_DONE",
            Severity.WARNING,
            COMMITMENTS,
            day_cell,
            f"{c.text}：没有完成，却填了完成日期，日期不录入。",
            "请核对。",
        )
        day = None
    found.progress.append(Progress(c.code, state, day or None, note, COMMITMENTS, where))


def _day(found: ParsedSubmission, sheet: Sheet, row: int, form: Form, today: date) -> date | Literal[False] | None:
    """The day of completion; None where none was typed, False where it could not be read."""
    cell = _usable(found, sheet, COMMITMENTS, row, 6)
    if not cell:
        return None
    where = address(row, 6)
    try:
        day = parse_values.parse_day(cell.value, form.year)
    except parse_values.NotUnderstood as wrong:
        found.say(wrong.code, Severity.ERROR, COMMITMENTS, where, wrong.sentence, wrong.advice)
        return False
    if day > today:
        found.say(
            "DATE_FUTURE",
            Severity.ERROR,
            COMMITMENTS,
            where,
            f"完成日期 {day} 还没有到（今天是 {today}）。",
            "请填实际完成的日期。",
        )
    elif day.year < form.year:
        found.say(
            "DATE_EARLY", Severity.WARNING, COMMITMENTS, where, f"完成日期 {day} 早于 {form.year} 年。", "请核对年份。"
        )
    return day


def _words(found: ParsedSubmission, sheet: Sheet, rows: Mapping[str, int], form: Form) -> None:
    for one in form.items:
        row = rows.get(one.item)
        said = [_prose(found, sheet, ITEMS, row, column) for column in (4, 5, 6)] if row else []
        if any(said):
            found.narratives.append(Narrative(one.item, *said, ITEMS, address(row, 4)))
