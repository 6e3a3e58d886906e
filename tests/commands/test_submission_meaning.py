"""Doubtful entries of a whole workbook: found at their cells, and filed once the advice is followed."""

from datetime import date, datetime

import pytest

from tests.helpers import PLAN
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.terms import Severity, State
from zcdash.intake.form import FIRST_ROW

BUILDING, POWER, FARMING = "区住建局", "周村供电中心", "区农业局"


def submit(ledger, data, accept=False, **chosen):
    return commands.submissions.submit(ledger, console(), data, "报送.xlsx", "张三", accept, **chosen)


def findings(receipt, severity):
    return {(f.code, f.place): f for f in receipt.check.findings if f.severity is severity}


def place_of(form, code, column="I"):
    return f"指标!{column}{FIRST_ROW + [r.indicator.code for r in form.indicators].index(code)}"


def test_an_error_of_a_formula_in_a_text_is_refused_at_its_cell(ledger, filled):
    money = place_of(queries.forms.form(ledger, PLAN, "2017Q1", POWER), "20-7a")
    note = money.replace("I", "J")
    cells = {money: 300, note: "#NAME?", "事项!D4": "#DIV/0!", "事项!E4": "#N/A"}
    errors = findings(submit(ledger, filled(POWER, "2017Q1", cells)), Severity.ERROR)
    assert set(errors) == {("TEXT_ERROR", note), ("TEXT_ERROR", "事项!D4"), ("TEXT_ERROR", "事项!E4")}
    assert "“#NAME?”" in errors["TEXT_ERROR", note].sentence
    cells |= {note: "提前开工", "事项!D4": "新建线路3.2公里。", "事项!E4": ""}
    assert submit(ledger, filled(POWER, "2017Q1", cells), accept=True).filed


def test_a_word_for_no_value_is_refused_and_a_blank_cell_is_filed(ledger, filled):
    form = queries.forms.form(ledger, PLAN, "2017Q1", POWER)
    money, line = place_of(form, "20-7a"), place_of(form, "20-7b")
    errors = findings(submit(ledger, filled(POWER, "2017Q1", {money: "—", line: 3})), Severity.ERROR)
    assert set(errors) == {("NUMBER_NONE", money)}
    assert "留空" in errors["NUMBER_NONE", money].advice
    assert submit(ledger, filled(POWER, "2017Q1", {line: 3}), accept=True).filed


def test_joined_groups_are_said_and_filed_after_confirmation(ledger, filled):
    money = place_of(queries.forms.form(ledger, PLAN, "2017Q1", POWER), "20-7a")
    data = filled(POWER, "2017Q1", {money: "1 300"})
    assert "读作 1300" in findings(submit(ledger, data), Severity.WARNING)["NUMBER_GROUPED", money].sentence
    receipt = submit(ledger, data, accept=True)
    assert [a.value for a in receipt.check.parsed.actuals] == [1300]


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (datetime(1900, 1, 6, 4, 48), "DATE_UNREADABLE", "6月2日还是6月20日"),
        (datetime(1905, 7, 9, 14, 24), "DATE_UNREADABLE", "没有写到日：“2017.6”"),
        (2017.6, "DATE_UNREADABLE", "没有写到日：“2017.6”"),
        (date(2016, 3, 20), "DATE_EARLY", "是不是 2017-03-20？"),
        (date(2018, 3, 20), "DATE_FUTURE", "是不是 2017-03-20？"),
    ],
)
def test_a_day_that_the_spreadsheet_changed_is_refused_with_what_was_meant(ledger, filled, typed, code, words):
    receipt = submit(ledger, filled(BUILDING, "2017Q1", {"节点!E4": "已完成", "节点!F4": typed}))
    error = findings(receipt, Severity.ERROR)[code, "节点!F4"]
    assert words in error.sentence + error.advice
    assert len(findings(receipt, Severity.ERROR)) == 1


@pytest.mark.parametrize("typed", [20170320, "3.20", "3月20日", "3-20", 42814])
def test_a_day_is_filed_however_it_is_typed(ledger, filled, typed):
    receipt = submit(ledger, filled(BUILDING, "2017Q1", {"节点!E4": "超额完成。", "节点!F4": typed}), accept=True)
    assert [(p.state, p.done_on) for p in receipt.check.parsed.progress] == [(State.DONE, date(2017, 3, 20))]


def test_a_whole_hundred_percent_is_done_and_less_is_refused(ledger, filled):
    def percent(book):
        book["节点"]["E4"].number_format = "0%"

    done = filled(BUILDING, "2017Q1", {"节点!E4": 1, "节点!F4": date(2017, 3, 20)}, percent)
    assert submit(ledger, done, accept=True).check.parsed.progress[0].state is State.DONE
    half = findings(submit(ledger, filled(BUILDING, "2017Q1", {"节点!E4": 0.5}, percent)), Severity.ERROR)
    assert "“50%”" in half["STATE", "节点!E4"].sentence


def test_work_under_way_is_refused_until_the_unit_says_whether_a_part_is_done(ledger, filled):
    receipt = submit(ledger, filled(BUILDING, "2017Q1", {"节点!E4": "正在推进"}))
    assert "部分完成" in findings(receipt, Severity.ERROR)["STATE", "节点!E4"].advice
    assert submit(ledger, filled(BUILDING, "2017Q1", {"节点!E4": "部分完成"}), accept=True).filed


def test_a_quarter_that_misses_its_running_total_is_told_so(ledger, filled, file_submission):
    unit = queries.forms.reporting_unit(ledger, PLAN, "18-2a")
    file_submission(unit, "2017Q1", {"18-2a": 0})
    form = queries.forms.form(ledger, PLAN, "2017Q2", unit)
    row = next(r for r in form.indicators if r.indicator.code == "18-2a")
    receipt = submit(ledger, filled(unit, "2017Q2", {place_of(form, "18-2a"): row.planned}))
    sentence = next(f.sentence for f in receipt.check.findings if f.code == "UNEXPLAINED" and "18-2 " in f.sentence)
    assert f"（建立合作社，累计 {row.planned:g}，计划累计 {row.planned_total:g}）" in sentence


def test_a_file_of_another_quarter_names_both_quarters_as_people_do(ledger, filled):
    receipt = submit(ledger, filled(POWER, "2017Q1"), period="2017Q2")
    assert receipt.check.findings[0].sentence == "文件的报送期是“2017年一季度”，现在选的是“2017年二季度”。"
