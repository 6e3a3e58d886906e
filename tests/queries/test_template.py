"""The workbook a unit downloads: its own rows, locked but for the clerk's columns, made to be printed."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.helpers import PLAN
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.model import State
from zcdash.errors import NotFound
from zcdash.intake.form import FIRST_ROW, HEADS, IDENTITY, LOCKED


def book_of(template_bytes, unit, period):
    return load_workbook(BytesIO(template_bytes(unit, period)))


def test_it_asks_the_unit_for_its_own_indicators_with_plan_and_last_quarter(template_bytes, file_submission):
    file_submission("区环保分局", "2017Q1", {"14-6a": 33})
    sheet = book_of(template_bytes, "区环保分局", "2017Q2")["指标"]
    assert [c.value for c in sheet[3]] == list(HEADS["指标"])
    rows = {r[0].value: [c.value for c in r] for r in sheet.iter_rows(min_row=FIRST_ROW)}
    assert rows["14-6a"][:8] == ["14-6a", "空气质量优良天数", "空气质量优良天数", "天", "累计", 183, 74, 33]
    assert rows["14-6a"][8:] == [None, None]
    assert all(not code.startswith("2-1") for code in rows)


def test_only_the_clerks_columns_are_open_and_the_sheets_are_locked(template_bytes):
    book = book_of(template_bytes, "区住建局", "2017Q1")
    for name, heads in HEADS.items():
        sheet = book[name]
        assert sheet.protection.sheet
        for column in range(1, len(heads) + 1):
            assert sheet.cell(FIRST_ROW, column).protection.locked == (column <= LOCKED[name])
    assert book[IDENTITY].sheet_state == "veryHidden"


def test_it_prints_on_a4_across_with_the_head_on_every_page(template_bytes):
    for sheet in book_of(template_bytes, "区住建局", "2017Q1"):
        if sheet.title != IDENTITY:
            page = sheet.page_setup
            assert (page.orientation, int(page.paperSize), page.fitToWidth) == ("landscape", 9, 1)
            assert sheet.print_title_rows and "&P" in sheet.oddFooter.center.text


def test_it_helps_while_typing_with_lists_and_number_checks(template_bytes):
    book = book_of(template_bytes, "区住建局", "2017Q1")
    lists = [v for v in book["节点"].data_validations.dataValidation if v.type == "list"]
    assert lists[0].formula1 == '"已完成,部分完成,未完成"'
    assert {v.type for v in book["指标"].data_validations.dataValidation} == {"decimal"}
    assert any(v.type == "date" for v in book["节点"].data_validations.dataValidation)


def test_it_says_by_when_with_holidays_counted_to_whom_and_how(template_bytes):
    text = " ".join(str(c.value) for row in book_of(template_bytes, "区财政局", "2017Q3")["填报说明"] for c in row)
    assert "2017年10月9日" in text and "6195222" in text and "区政府督查室" in text and "8.5" in text


def test_commitments_of_this_quarter_and_those_left_over_are_asked_for(template_bytes, file_submission):
    def codes_asked_for(period):
        return [
            r[0].value
            for r in book_of(template_bytes, "区住建局", period)["节点"].iter_rows(min_row=FIRST_ROW)
            if r[0].value
        ]

    first = codes_asked_for("2017Q1")
    done = {code: (State.DONE, None) for code in first if code != "9-1.01"}
    file_submission("区住建局", "2017Q1", progress=done | {"9-1.01": (State.PARTLY, None)})
    second = codes_asked_for("2017Q2")
    assert "9-1.01" in second and "9-1.02" not in second
    assert codes_asked_for("2017Q1") == first, "what a period asks for must not change by its own return"


def test_an_indicator_named_to_another_unit_is_on_that_units_form(ledger):
    health, labour = (queries.forms.form(ledger, PLAN, "2017Q1", u) for u in ("区卫计局", "区人社局"))
    assert "7-1b" in {r.indicator.code for r in health.indicators}
    assert "7-1b" not in {r.indicator.code for r in labour.indicators}
    assert "1-1a" in {r.indicator.code for r in queries.forms.form(ledger, PLAN, "2017Q1", "区统计局").indicators}


def test_every_indicator_commitment_and_target_of_a_period_is_asked_of_exactly_one_unit(ledger, plan):
    forms = queries.forms.forms(ledger, PLAN, "2017Q1").values()
    indicators = [r.indicator.code for f in forms for r in f.indicators]
    commitments = [r.commitment.code for f in forms for r in f.commitments]
    items = [r.item for f in forms for r in f.items]
    assert sorted(indicators) == sorted(i.code for i in plan.indicators)
    assert sorted(commitments) == sorted(c.code for c in plan.commitments if c.period == "2017Q1")
    assert sorted(items) == sorted(t.item for t in plan.targets if t.period == "2017Q1")


def test_text_that_looks_like_a_formula_is_handed_out_as_text(ledger, tmp_path, plan_folder):
    path = plan_folder / "items.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("农村道路改造", "=1+1农村道路"), encoding="utf-8")
    commands.plans.load_plan(ledger, console(), plan_folder)
    book = load_workbook(BytesIO(queries.submissions.template_workbook(ledger, PLAN, "2017Q2", "区交通运输局")[1]))
    cell = next(r[1] for r in book["指标"].iter_rows(min_row=FIRST_ROW) if r[0].value == "18-7a")
    assert (cell.value, cell.data_type) == ("=1+1农村道路", "s")


@pytest.mark.parametrize("unit", ["没有这个局", "各镇政府", ""])
def test_a_unit_that_is_asked_for_nothing_is_named(ledger, unit):
    with pytest.raises(NotFound):
        queries.forms.form(ledger, PLAN, "2017Q1", unit)
