"""Rows of values for the year alone, asked for in every period: marked 参考，不评灯, never required, kept when it is reported."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.helpers import PLAN, ROOT, clerk
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.submission import View
from zcdash.domain.terms import Basis, Light, Severity
from zcdash.intake import web_form
from zcdash.intake.form import FIRST_ROW, INDICATORS
from zcdash.intake.form_rows import REFERENCE
from zcdash.intake.mark_findings import mark_findings

AIR, FARMS = "区环保分局", "区农业局"


def row_of(sheet, code):
    return next(r for r in sheet.iter_rows(min_row=FIRST_ROW) if r[0].value == code)


def marked(ledger, period):
    forms = queries.forms.forms(ledger, PLAN, period).values()
    return {row.indicator.code for form in forms for row in form.indicators if row.reference}


def test_every_indicator_with_only_a_value_for_the_year_or_its_end_is_asked_for_in_each_quarter(ledger, plan):
    late = {i.code for i in plan.indicators if set(i.planned) <= {"2017Q4"} and (i.planned or i.annual is not None)}
    assert len(late) == 47
    for period in plan.periods[:-1]:
        assert late <= marked(ledger, period)
    assert marked(ledger, plan.periods[-1]) == set(), "in the last period the year's value is the planned one"


def test_an_indicator_that_is_planned_for_the_period_or_not_at_all_later_is_not_marked(ledger):
    assert {"14-6a", "18-6a", "9-1a"}.isdisjoint(marked(ledger, "2017Q2")), "planned, planned, over since March"
    assert "18-6a" in marked(ledger, "2017Q1")


def test_the_template_marks_the_row_and_asks_for_it_in_the_colour_of_what_may_be_filled(template_bytes):
    sheet = load_workbook(BytesIO(template_bytes(AIR, "2017Q1")))[INDICATORS]
    share, days = row_of(sheet, "14-6b"), row_of(sheet, "14-6a")
    assert sheet.cell(3, 14).value == "评定"
    assert (share[13].value, days[13].value) == (REFERENCE, None)
    assert share[8].fill.fgColor.rgb != days[8].fill.fgColor.rgb and not share[8].protection.locked
    prompts = {c: v.prompt for v in sheet.data_validations.dataValidation for c in str(v.cells).split()}
    assert REFERENCE in prompts[share[8].coordinate] and REFERENCE not in prompts[days[8].coordinate]
    assert sheet.page_setup.fitToWidth == 1


def test_left_empty_it_is_no_finding_and_reported_it_counts_without_a_light(ledger, filled):
    cells = {"指标!I4": 31, "事项!D4": "优良天数31天。"}
    receipt = commands.submissions.submit(ledger, console(), filled(AIR, "2017Q1", cells), "a.xlsx", "张三", True)
    blank = [f for f in receipt.check.findings if f.code == "BLANK_INDICATORS"]
    assert receipt.filed and not any("14-6b" in f.sentence for f in blank)
    sheet = load_workbook(BytesIO(filled(AIR, "2017Q1", {})))[INDICATORS]
    place = row_of(sheet, "14-6b")[8].coordinate
    data = filled(AIR, "2017Q1", cells | {f"{INDICATORS}!{place}": 52})
    assert commands.submissions.submit(ledger, console(), data, "b.xlsx", "张三", True).filed
    standing = queries.standing.indicator_standing(ledger, PLAN, "2017Q1", "14-6b", View.FILED)
    assert (standing.figures.actual, standing.assessment.light) == (52, Light.NONE)


def test_the_draft_and_its_workbook_carry_the_row(ledger):
    cells = {INDICATORS: {"14-6b": {"本期实际": "52"}}}
    commands.drafts.save_draft(ledger, clerk(AIR), PLAN, "2017Q1", AIR, cells, None)
    data = queries.drafts.filled_template(ledger, PLAN, "2017Q1", AIR, cells)[1]
    assert row_of(load_workbook(BytesIO(data))[INDICATORS], "14-6b")[8].value == 52
    form = queries.forms.form(ledger, PLAN, "2017Q1", AIR)
    document = web_form.write_document(form, cells)
    assert web_form.read_cells(web_form.read_document(document)) == cells


def test_the_marked_workbook_carries_the_row_with_its_mark(ledger, filled):
    sheet = load_workbook(BytesIO(filled(AIR, "2017Q1", {})))[INDICATORS]
    place = f"{INDICATORS}!{row_of(sheet, '14-6b')[8].coordinate}"
    data = filled(AIR, "2017Q1", {"指标!I4": "很多", place: 520})
    check = queries.upload_check.check_upload(ledger, data)
    assert {"NUMBER_UNREADABLE", "OVER_100"} <= {f.code for f in check.findings}
    marked_copy = mark_findings(data, check.form, check.findings)
    row = row_of(load_workbook(BytesIO(marked_copy))[INDICATORS], "14-6b")
    assert (row[8].value, row[13].value) == (520, REFERENCE)


@pytest.mark.parametrize("unit", ["区环保分局", "区住建局"])
def test_a_workbook_of_before_without_the_column_is_read_whole(ledger, unit):
    data = (ROOT / "tests" / "data" / "first_format" / f"2017Q1_{unit}.xlsx").read_bytes()
    check = queries.upload_check.check_upload(ledger, data)
    assert not check.refused and check.rows[INDICATORS][0] > 0


@pytest.mark.parametrize(
    ("place", "refused"), [(3, False), (1, False), (12, False), (0, True), (-1, True), (3.4, True)]
)
def test_what_is_no_place_is_refused_and_no_place_is_asked_about_by_a_ratio(ledger, plan, filled, place, refused):
    [rank] = [i for i in plan.indicators if i.basis is Basis.RANK]
    unit = plan.reporting_unit(rank)
    sheet = load_workbook(BytesIO(filled(unit, "2017Q1", {})))[INDICATORS]
    row = row_of(sheet, rank.code)
    assert (row[4].value, row[13].value) == ("位次", REFERENCE)
    data = filled(unit, "2017Q1", {f"{INDICATORS}!{row[8].coordinate}": place})
    check = queries.upload_check.check_upload(ledger, data)
    told = [(f.code, f.severity) for f in check.findings if rank.name in f.sentence]
    assert told == ([("NOT_A_RANK", Severity.ERROR)] if refused else [])
    assert check.refused is refused
