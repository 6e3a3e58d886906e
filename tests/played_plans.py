"""Plays a plan by real commands: every unit's template filled, filed, signed step by step, and the period closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from tests.helpers import OFFICE, clerk, deputy, head
from zcdash import auth, commands, queries, store
from zcdash.domain.period import Period
from zcdash.domain.submission import Step
from zcdash.domain.terms import Direction
from zcdash.intake import template
from zcdash.intake.form import COMMITMENTS, FIRST_ROW, INDICATORS, ITEMS, Form
from zcdash.intake.form_rows import IndicatorRow
from zcdash.queries.clock import to_utc
from zcdash.store.ledger import Ledger

Told = Mapping[str, float | str]
"""Indicator → figure, commitment → 部分完成 or 未完成, unit → 不报: what is not to plan."""


def load(ledger: Ledger, folder: Path) -> str:
    """Load a plan folder; return the plan's id."""
    commands.plans.load_plan(ledger, auth.permissions.console(), folder)
    return folder.name


def play(ledger: Ledger, plan_id: str, period: str, told: Told | None = None) -> int:
    """File every unit's return of a period the day before its deadline, sign all, close the period; return the close."""
    told = told or {}
    plan = store.plans.load_plan(ledger, plan_id)[0]
    for unit, form in queries.forms.forms(ledger, plan_id, period).items():
        if told.get(unit) != "不报":
            set_clock(ledger, form.deadline - timedelta(days=1))
            file_return(ledger, form, told)
    last = max(queries.periods.unit_deadlines(ledger, plan).of(period), Period.parse(period).ends)
    set_clock(ledger, last + timedelta(days=1))
    return commands.periods.close(ledger, OFFICE, plan_id, period, "按期关账")


def set_clock(ledger: Ledger, day: date, hour: int = 10) -> None:
    """Set the ledger's clock to an hour of a day in Shanghai."""
    at = to_utc(datetime.combine(day, time(hour)))
    ledger.clock = lambda: at


def file_return(ledger: Ledger, form: Form, told: Told) -> int:
    """File one unit's filled template and sign it by every step of the plan; return its number."""
    data = filled(form, told)
    receipt = commands.submissions.submit(
        ledger, clerk(form.unit), data, form.file_name, "李填报", accept=True, plan=form.plan, period=form.period.text
    )
    assert receipt.submission is not None, [f.sentence for f in receipt.check.findings]
    return sign_all(ledger, form.plan, receipt.submission)


def sign_all(ledger: Ledger, plan_id: str, submission: int) -> int:
    """Sign a submission until it is accepted; return its number."""
    while step := (status := queries.approvals.submission_status(ledger, plan_id, submission)).course.awaits:
        signer = {
            Step.UNIT_HEAD: head(status.unit),
            Step.DEPUTY: deputy(next(iter(status.course.waiting), "")),
            Step.OFFICE: OFFICE,
        }[step]
        commands.approvals.sign(ledger, signer, plan_id, submission)
    return submission


def filled(form: Form, told: Told) -> bytes:
    """Return the unit's template filled in to plan, but for what is told otherwise."""
    book = load_workbook(BytesIO(template.write_template(form)))
    for number, row in enumerate(form.indicators, FIRST_ROW):
        value = told.get(row.indicator.code, _to_plan(row))
        if value is not None:
            book[INDICATORS].cell(number, 9, value)
        if row.indicator.code in told or value is None:
            book[INDICATORS].cell(number, 10, "受天气影响，进度慢于计划")
    for number, row in enumerate(form.commitments, FIRST_ROW):
        state = told.get(row.commitment.code, "已完成")
        book[COMMITMENTS].cell(number, 5, state)
        if state == "已完成" and not row.commitment.ongoing:
            book[COMMITMENTS].cell(
                number, 6, min(row.commitment.due, form.period.ends, form.deadline - timedelta(days=1))
            )
        if state != "已完成":
            book[COMMITMENTS].cell(number, 7, "征地手续没有办完")
    for number, _ in enumerate(form.items, FIRST_ROW):
        book[ITEMS].cell(number, 4, f"{form.period.short_name}按安排推进，各节点逐项办理。")
    return _saved(book.save)


def _to_plan(row: IndicatorRow) -> float | None:
    if row.indicator.direction is Direction.HOLD:
        return row.indicator.baseline or 100.0
    if row.planned is not None and row.indicator.strict:
        return row.planned + (-1 if row.indicator.direction is Direction.AT_MOST else 1)
    return row.planned


def _saved(save: Callable[[BytesIO], None]) -> bytes:
    out = BytesIO()
    save(out)
    return out.getvalue()
