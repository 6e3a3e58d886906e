"""One cell 其余节点均按期完成 instead of a state and a day for every commitment."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.helpers import PLAN
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.terms import State
from zcdash.intake.expand_commitments import expanded
from zcdash.intake.form import FIRST_ROW, REST_DONE

UNIT, PERIOD, CELL = "区住建局", "2017Q1", "节点!D2"


@pytest.fixture
def check(ledger, filled):
    """`check(cells)`: the unit's form of the first quarter with these cells, checked."""
    return lambda cells, spoil=None: queries.upload_check.check_upload(ledger, filled(UNIT, PERIOD, cells, spoil))


def codes_of(check):
    return {f.code for f in check.findings}


def test_every_blank_row_that_was_due_is_done_on_its_due_date_with_the_address_of_the_cell(check):
    result = check({CELL: date(2017, 3, 31)})
    reports = {p.commitment: p for p in result.parsed.progress}
    due = [r.commitment for r in result.form.commitments if r.commitment.due <= date(2017, 3, 31)]
    assert len(due) == len(reports) == 74
    for commitment in due:
        report = reports[commitment.code]
        assert (report.state, f"{report.sheet}!{report.cell}") == (State.DONE, CELL)
        assert report.done_on == (None if commitment.ongoing else commitment.due)
    assert len(expanded(result.parsed.progress, result.findings)) == 74
    assert not result.refused


def test_the_clerk_is_told_how_many_before_filing_and_has_to_confirm(ledger, filled):
    data = filled(UNIT, PERIOD, {CELL: date(2017, 3, 31)})
    receipt = commands.submissions.submit(ledger, console(), data, "报送.xlsx", "张三")
    assert receipt.refused
    finding = next(f for f in receipt.check.findings if f.code == "REST_DONE")
    assert finding.place == CELL and "74 个时限不晚于 2017-03-31" in finding.sentence
    assert commands.submissions.submit(ledger, console(), data, "报送.xlsx", "张三", accept=True).filed


def test_rows_due_later_stay_blank(check):
    result = check({CELL: "2017-02-28"})
    reported = {p.commitment for p in result.parsed.progress}
    due = {r.commitment.code: r.commitment.due for r in result.form.commitments}
    assert reported == {code for code, day in due.items() if day <= date(2017, 2, 28)}
    assert 0 < len(reported) < len(due)


def test_what_the_clerk_typed_in_a_row_counts_before_the_cell(check):
    first = f"节点!E{FIRST_ROW}"
    result = check({CELL: date(2017, 3, 31), first: "部分完成"})
    report = next(p for p in result.parsed.progress if p.commitment == result.form.commitments[0].commitment.code)
    assert (report.state, report.cell) == (State.PARTLY, f"E{FIRST_ROW}")


def test_a_row_that_cannot_be_understood_is_not_called_done(check):
    result = check({CELL: date(2017, 3, 31), f"节点!E{FIRST_ROW}": "做完了"})
    code = result.form.commitments[0].commitment.code
    assert code not in {p.commitment for p in result.parsed.progress} and "STATE" in codes_of(result)


@pytest.mark.parametrize(("typed", "code"), [("月底", "DATE_UNREADABLE"), (date(2017, 6, 30), "DATE_FUTURE")])
def test_a_day_that_cannot_be_is_an_error_at_the_cell(check, typed, code):
    result = check({CELL: typed})
    assert [f.place for f in result.findings if f.code == code] == [CELL] and not result.parsed.progress


def test_a_blank_cell_reports_nothing(check):
    result = check({})
    assert not result.parsed.progress and "REST_DONE" not in codes_of(result)


def test_it_is_found_where_a_column_or_a_line_was_inserted(check):
    def move(book):
        sheet = book["节点"]
        sheet.insert_rows(1)
        sheet.insert_cols(1)

    result = check({CELL: date(2017, 3, 31)}, move)
    places = {f"{p.sheet}!{p.cell}" for p in result.parsed.progress}
    assert places == {"节点!E3"}


def test_what_was_reported_late_last_quarter_is_not_on_time(ledger, filled, file_submission):
    commands.plans.set_business_date(ledger, console(), date(2017, 7, 3))
    form = queries.forms.form(ledger, PLAN, PERIOD, UNIT)
    states = {row.commitment.code: (State.DONE, row.commitment.due) for row in form.commitments}
    file_submission(UNIT, PERIOD, progress=states | {"9-1.01": (State.PARTLY, None)})
    result = queries.upload_check.check_upload(ledger, filled(UNIT, "2017Q2", {CELL: date(2017, 6, 30)}))
    assert "9-1.01" not in {p.commitment for p in result.parsed.progress}
    finding = next(f for f in result.findings if f.code == "REST_DONE")
    assert "1 个上期报过没有完成" in finding.sentence


def test_a_form_as_issued_with_last_quarters_states_counts_as_untouched(sample_ledger):
    data = queries.submissions.template_workbook(sample_ledger, PLAN, "2017Q2", UNIT)[1]
    parsed = queries.upload_check.check_upload(sample_ledger, data).parsed
    assert parsed.progress and {p.commitment for p in parsed.progress} == parsed.as_issued == parsed.typed


def test_the_largest_unit_types_at_most_half_of_the_cells(sample_ledger):
    form = queries.forms.form(sample_ledger, PLAN, "2017Q2", UNIT)
    figures = sum(row.planned is not None for row in form.indicators)
    days = sum(not row.commitment.ongoing for row in form.commitments)
    before_least = figures + len(form.commitments) + days + len(form.items)
    before_most = 2 * len(form.indicators) + 3 * len(form.commitments) + 3 * len(form.items)
    assert (before_least, before_most) == (135, 279)

    ends = form.period.ends
    left = [r for r in form.commitments if not r.prefill and (r.commitment.due > ends or not r.may_be_on_time)]
    asked = [row for row in left if row.commitment.due <= ends]
    after_least = figures + 2 * len(asked) + len(form.items) + 1
    after_most = 2 * len(form.indicators) + 3 * len(left) + 3 * len(form.items) + 1
    assert (after_least, after_most) == (43, 121)
    assert after_least <= before_least / 2 and after_most <= before_most / 2


def test_the_cell_has_its_label_before_it(template_bytes):
    sheet = load_workbook(BytesIO(template_bytes(UNIT, PERIOD)))["节点"]
    assert sheet["C2"].value.startswith(REST_DONE) and not sheet["D2"].protection.locked
