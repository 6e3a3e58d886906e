"""Contradictions of a submission: with itself, with other units, with a published close; by file and by page alike."""

from datetime import date, datetime

import pytest

from tests.helpers import OFFICE, PLAN, filled_template
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.submission import Source
from zcdash.domain.terms import Severity, State
from zcdash.intake import web_form
from zcdash.intake.form import ACTUAL, COMMITMENTS, DONE_ON, FIRST_ROW, INDICATORS, STATE

HOUSING, MONEY = "区住建局", "区财政局"
CODES = ("SUM_DIFFERS", "SAME_AS_DIFFERS", "DATE_BACKDATED")
PARTS = {
    "周村经济开发区管委会": ("18-11b", 135.0),
    "王村镇政府": ("18-11c", 957.0),
    "南郊镇政府": ("18-11d", 829.0),
    "北郊镇政府": ("18-11e", 829.0),
}
"""Unit → its part of the total 18-11a, which 区住建局 reports."""


def cells_for(ledger, unit, period, figures=(), days=()):
    """The same entries for the page and, by address, for the workbook."""
    form = queries.forms.form(ledger, PLAN, period, unit)
    page, book = {INDICATORS: {}, COMMITMENTS: {}}, {}
    indicators = [r.indicator.code for r in form.indicators]
    commitments = [r.commitment.code for r in form.commitments]
    for code, value in dict(figures).items():
        page[INDICATORS][code] = {ACTUAL: str(value)}
        book[f"{INDICATORS}!I{FIRST_ROW + indicators.index(code)}"] = value
    for code, (state, day) in dict(days).items():
        page[COMMITMENTS][code] = {STATE: state, DONE_ON: day.isoformat() if day else ""}
        row = FIRST_ROW + commitments.index(code)
        book |= {f"{COMMITMENTS}!E{row}": state, f"{COMMITMENTS}!F{row}": day}
    return form, page, book


@pytest.fixture(params=[Source.FILE, Source.PAGE], ids=["file", "page"])
def found(ledger, request):
    """`found(unit, period, figures, days)`: the findings of consistency, of a workbook or of the page."""

    def check(unit, period, figures=(), days=()):
        form, page, book = cells_for(ledger, unit, period, figures, days)
        if request.param is Source.PAGE:
            data = web_form.write_document(form, web_form.filled(page))
        else:
            data = filled_template(ledger, unit, period, {k: v for k, v in book.items() if v is not None})
        findings = queries.upload_check.check_upload(ledger, data, source=request.param).findings
        return [f for f in findings if f.code in CODES]

    return check


@pytest.fixture
def parts_filed(file_submission):
    for unit, (code, value) in PARTS.items():
        file_submission(unit, "2017Q2", {code: value})


def test_a_total_that_differs_from_the_accepted_parts_of_other_units_is_asked_about(found, parts_filed):
    [finding] = found(HOUSING, "2017Q2", {"18-11a": 2700})
    assert (finding.code, finding.severity) == ("SUM_DIFFERS", Severity.WARNING)
    assert finding.place.startswith(("指标!", "网页/指标!")) and "2700" in finding.sentence
    assert "各部分相加 2750 人" in finding.sentence and "差 50 人" in finding.sentence
    assert "18-11c 957" in finding.sentence, "each part stands beside the sum"


def test_a_total_that_is_the_sum_of_its_parts_is_not(found, parts_filed):
    assert found(HOUSING, "2017Q2", {"18-11a": 2750}) == []


def test_a_part_is_held_against_the_accepted_total(found, file_submission):
    for unit, (code, value) in PARTS.items():
        if unit != "北郊镇政府":
            file_submission(unit, "2017Q2", {code: value})
    file_submission(HOUSING, "2017Q2", {"18-11a": 2750})
    [finding] = found("北郊镇政府", "2017Q2", {"18-11e": 800})
    assert finding.code == "SUM_DIFFERS" and "已签收的数是 2750 人" in finding.sentence
    assert found("北郊镇政府", "2017Q2", {"18-11e": 829}) == []


def test_parts_that_are_not_accepted_or_not_all_known_are_not_added_up(found, file_submission):
    for unit, (code, value) in PARTS.items():
        file_submission(unit, "2017Q2", {code: value}, accepted=unit != "北郊镇政府")
    assert found(HOUSING, "2017Q2", {"18-11a": 2700}) == []


def test_a_total_and_its_parts_on_one_form(ledger, found):
    unit = queries.forms.reporting_unit(ledger, PLAN, "21-5a")
    [finding] = found(unit, "2017Q3", {"21-5a": 30, "21-5c": 11, "21-5d": 22})
    assert finding.code == "SUM_DIFFERS" and "填了 30 座，各部分相加 33 座" in finding.sentence
    assert found(unit, "2017Q3", {"21-5a": 33, "21-5c": 11, "21-5d": 22}) == []


def test_two_bases_of_one_thing_must_agree(found, file_submission):
    file_submission(MONEY, "2017Q1", {"2-1a": 44079.1, "2-1b": 44079.1})
    [finding] = found(MONEY, "2017Q2", {"2-1a": 99801.7, "2-1b": 52161.3})
    assert (finding.code, finding.severity) == ("SAME_AS_DIFFERS", Severity.WARNING)
    assert "为 96240.4 万元" in finding.sentence and "99801.7 万元" in finding.sentence and "更正" in finding.advice


@pytest.mark.parametrize("total", [96240.4, 96240.5])
def test_what_agrees_up_to_the_last_place_is_not_asked_about(found, file_submission, total):
    file_submission(MONEY, "2017Q1", {"2-1a": 44079.1, "2-1b": 44079.1})
    assert found(MONEY, "2017Q2", {"2-1a": total, "2-1b": 52161.3}) == []


def test_without_an_earlier_quarter_the_running_total_is_not_compared(found):
    assert found(MONEY, "2017Q2", {"2-1a": 99801.7, "2-1b": 52161.3}) == []


@pytest.fixture
def closed(ledger, file_submission):
    """The first quarter is closed on 10 April, with 14-7.05 not done and 14-7.06 done."""
    unit = queries.forms.reporting_unit(ledger, PLAN, "14-7a")
    done = (State.DONE, date(2017, 3, 20))
    file_submission(unit, "2017Q1", {"14-7a": 3}, {"14-7.05": (State.NOT_DONE, None), "14-7.06": done})
    ledger.clock = lambda: datetime(2017, 4, 10, 2)
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    ledger.clock = lambda: datetime(2017, 7, 3, 2)
    return unit


@pytest.mark.parametrize("day", [date(2017, 3, 30), date(2017, 3, 31), date(2017, 4, 9)])
def test_a_day_that_the_close_contradicts_is_asked_about(found, closed, day):
    [finding] = found(closed, "2017Q2", days={"14-7.05": ("已完成", day)})
    assert (finding.code, finding.severity) == ("DATE_BACKDATED", Severity.WARNING)
    assert f"一季度关账时报“未完成”，现报 {day.month}月{day.day}日完成" in finding.sentence


@pytest.mark.parametrize("entry", [("已完成", date(2017, 4, 10)), ("已完成", date(2017, 5, 20)), ("部分完成", None)])
def test_a_day_from_the_close_on_and_what_is_not_done_are_not(found, closed, entry):
    assert found(closed, "2017Q2", days={"14-7.05": entry}) == []


def test_what_was_not_yet_due_at_the_close_may_be_done_in_time(ledger, found, file_submission, plan):
    [later] = [c for c in plan.commitments if c.code == "20-4.03"]
    unit = plan.reporting_unit(later)
    file_submission(unit, "2017Q1", {}, {later.code: (State.NOT_DONE, None)})
    ledger.clock = lambda: datetime(2017, 4, 10, 2)
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    ledger.clock = lambda: datetime(2017, 7, 3, 2)
    assert later.due == date(2017, 4, 30)
    assert found(unit, "2017Q2", days={later.code: ("已完成", date(2017, 4, 25))}) == []
    assert found(unit, "2017Q2", days={later.code: ("已完成", date(2017, 4, 5))}) != []


def test_without_a_close_the_unit_may_still_name_the_day(ledger, found, file_submission):
    unit = queries.forms.reporting_unit(ledger, PLAN, "14-7a")
    file_submission(unit, "2017Q1", {}, {"14-7.05": (State.NOT_DONE, None)})
    assert found(unit, "2017Q2", days={"14-7.05": ("已完成", date(2017, 3, 30))}) == []


def test_the_warning_is_filed_and_shown_to_those_who_sign(ledger, closed):
    _, _, book = cells_for(ledger, closed, "2017Q2", days={"14-7.05": ("已完成", date(2017, 3, 30))})
    data = filled_template(ledger, closed, "2017Q2", book)
    asked = commands.submissions.submit(ledger, console(), data, "报送.xlsx", "张三", accept=False)
    assert not asked.filed and "DATE_BACKDATED" in {f.code for f in asked.check.findings}
    receipt = commands.submissions.submit(ledger, console(), data, "报送.xlsx", "张三", accept=True)
    shown = queries.submissions.doubts_of(ledger, receipt.submission)[-1]
    assert "现报 3月30日完成" in shown.sentence
