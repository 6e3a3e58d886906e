"""Expand the one cell 其余节点均按期完成 of a workbook into a report for every commitment that was left blank."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import date

from zcdash.domain.model import Finding
from zcdash.domain.submission import Progress
from zcdash.domain.terms import State
from zcdash.intake.findings import FindingList
from zcdash.intake.form import COMMITMENTS, REST_DONE, Form
from zcdash.intake.form_rows import CommitmentRow
from zcdash.intake.match_rows import MatchedSheet
from zcdash.intake.parse_progress import parse_day
from zcdash.intake.parse_values import NotUnderstood
from zcdash.intake.xlsx_sheet import Sheet, address

REST_DONE_CODE = "REST_DONE"
_SEARCHED_ROWS = 20
"""Rows in which the label is looked for: a clerk may have put lines above it."""


def find_rest_done(sheet: Sheet) -> tuple[int, int] | None:
    """Return row and column of the filled cell after the label, wherever lines were inserted; None where it is blank."""
    for row, column in sheet:
        if row > _SEARCHED_ROWS:
            break
        if sheet.text(row, column).startswith(REST_DONE):
            return (row, column + 1) if sheet.text(row, column + 1) else None
    return None


def expand_commitments(
    matched: MatchedSheet, form: Form, typed: Set[str], today: date, findings: FindingList
) -> list[Progress]:
    """Return 已完成 on its due date for every blank commitment that is due by the day in the cell.

    `typed` are the codes of the rows that are not blank. What an earlier submission called not done cannot be on time. A
    warning says how many commitments are reported so.
    """
    sheet, rows = matched.table.sheet, matched.rows
    place = find_rest_done(sheet)
    if place is None:
        return []
    cell = address(*place)
    day = _read_day(sheet, place, form, today, findings)
    if day is None:
        return []
    blank = [row for row in form.commitments if row.commitment.code in rows.keys() - typed]
    due = [row for row in blank if row.may_be_on_time and row.commitment.due <= day]
    _report(blank, due, day, cell, findings)
    return [_progress(row, cell) for row in due]


def expanded(progress: Iterable[Progress], findings: Iterable[Finding]) -> list[Progress]:
    """Return the states that come from the one cell."""
    places = {finding.place for finding in findings if finding.code == REST_DONE_CODE}
    return [report for report in progress if f"{report.sheet}!{report.cell}" in places]


def _read_day(sheet: Sheet, place: tuple[int, int], form: Form, today: date, findings: FindingList) -> date | None:
    try:
        day = parse_day(sheet[place].value, form.year, form.year_of)
    except NotUnderstood as error:
        findings.error(error.code, COMMITMENTS, address(*place), f"{REST_DONE}：{error.sentence}", error.advice)
        return None
    if day > today:
        sentence = f"{REST_DONE}：{day} 还没有到（今天是 {today}）。"
        advice = f"请填不晚于今天的日期；时限已到的节点到 {min(today, form.period.ends)} 为止。"
        findings.error("DATE_FUTURE", COMMITMENTS, address(*place), sentence, advice)
        return None
    return day


def _report(blank: list[CommitmentRow], due: list[CommitmentRow], day: date, cell: str, findings: FindingList) -> None:
    late = sum(not row.may_be_on_time for row in blank)
    later = len(blank) - len(due) - late
    sentence = f"没有填的节点中，{len(due)} 个时限不晚于 {day}，按已完成录入，完成日期取各自的时限。"
    sentence += f"{later} 个时限更晚，没有录入。" * bool(later)
    sentence += f"{late} 个上期报过没有完成，没有录入，请逐个填。" * bool(late)
    findings.warning(REST_DONE_CODE, COMMITMENTS, cell, sentence, "属实请确认；有没按期完成的，请在那一行改填。")


def _progress(row: CommitmentRow, cell: str) -> Progress:
    commitment = row.commitment
    return Progress(
        commitment=commitment.code,
        state=State.DONE,
        done_on=None if commitment.ongoing else commitment.due,
        note="",
        sheet=COMMITMENTS,
        cell=cell,
    )
