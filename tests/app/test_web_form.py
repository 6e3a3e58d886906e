"""网页填报 on the page 季度报送: a clerk fills in the form there, sees what is wrong while typing, and files it."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.helpers import open_page, shown_html, shown_text
from tests.helpers import PLAN, clerk
from zcdash import commands, queries
from zcdash.auth.permissions import Role
from zcdash.intake.form import COMMITMENTS, INDICATORS, ITEMS, Form
from zcdash.intake.web_form import FormCells
from zcdash.queries.drafts import Draft
from zcdash.web import shared_ledger

FINANCE, PERIOD = "区财政局", "2017Q1"
COLLEAGUE = clerk(FINANCE)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
pytestmark = pytest.mark.usefixtures("ledger_file")


def open_form() -> AppTest:
    return open_page("submit", Role.CLERK, period=PERIOD, way="page")


def fields(app: AppTest, kind: str, label: str) -> list:
    return [widget for widget in getattr(app, kind) if widget.label.startswith(label)]


def draft() -> Draft:
    found = queries.drafts.draft(shared_ledger.ledger(), PLAN, PERIOD, FINANCE)
    assert found
    return found


def form() -> Form:
    return queries.forms.form(shared_ledger.ledger(), PLAN, PERIOD, FINANCE)


def save_as_colleague(cells: FormCells, expected: int | None) -> None:
    commands.drafts.save_draft(shared_ledger.ledger(), COLLEAGUE, PLAN, PERIOD, FINANCE, cells, expected)


@pytest.fixture
def codes(ledger_file) -> list[str]:
    """The codes of the unit's indicators."""
    return [row.indicator.code for row in form().indicators]


def test_what_is_typed_is_checked_and_saved_at_once(codes):
    app = open_form()
    fields(app, "text_input", "本期实际")[0].input("很多").run()
    assert "读不出一个数字" in shown_html(app) and "有 1 处错误，改正后再报" in shown_text(app)
    assert app.button(key="submit_file_it").disabled
    assert draft().cells == {INDICATORS: {codes[0]: {"本期实际": "很多"}}} and draft().name == "李填报"


def test_nothing_can_be_filed_while_nothing_is_filled_in():
    app = open_form()
    assert "还没有填" in shown_text(app)
    assert not [button for button in app.button if button.key == "submit_file_it"]


def test_the_form_is_filed_and_the_receipt_says_what_it_replaced(codes):
    app = open_form()
    for field, text in zip(fields(app, "text_input", "本期实际"), ("43933", "43933", "8.6"), strict=True):
        field.input(text)
    app.run()
    if app.checkbox:
        app.checkbox(key="submit_accept").check().run()
    app.button(key="submit_file_it").click().run()
    assert app.success[0].value.startswith("**已报送，编号 1**") and "取代" not in app.success[0].value
    trail = queries.submissions.trail(shared_ledger.ledger(), PLAN, codes[0])
    assert [(t["value"], t["file_name"], t["sheet"], t["cell"], t["filed_by"]) for t in trail] == [
        (43933, "网页填报", "网页/指标", f"{codes[0]} 本期实际", "李填报")
    ]
    assert "已填入上次报送（编号 1）的内容" in shown_text(app) and draft().ended == "已报送，编号 1"
    fields(app, "text_input", "本期实际")[2].input("8.5").run()
    if app.checkbox:
        app.checkbox(key="submit_accept").check().run()
    app.button(key="submit_file_it").click().run()
    assert "**已报送，编号 2**" in app.success[0].value and "取代编号 1" in app.success[0].value


def test_a_draft_is_there_when_the_browser_was_closed(codes):
    fields(open_form(), "text_input", "本期实际")[0].input("43000").run()
    app = open_form()
    assert fields(app, "text_input", "本期实际")[0].value == "43000" and "的草稿填" in shown_text(app)


def test_what_stands_on_another_sheet_is_kept():
    app = open_form()
    fields(app, "text_input", "本期实际")[0].input("43000").run()
    app.segmented_control(key="web_sheet").set_value(ITEMS).run()
    fields(app, "text_area", "进展情况")[0].input("入库税收 3 亿元\n完成一半").run()
    app.segmented_control(key="web_sheet").set_value(INDICATORS).run()
    assert fields(app, "text_input", "本期实际")[0].value == "43000"
    assert [*draft().cells[ITEMS].values()] == [{"进展情况": "入库税收 3 亿元\n完成一半"}]


def test_a_finding_leads_to_its_row():
    app = open_form()
    fields(app, "text_input", "本期实际")[0].input("很多").run()
    app.segmented_control(key="web_sheet").set_value(ITEMS).run()
    app.button(key="web_finding_jump_0").click().run()
    assert app.segmented_control(key="web_sheet").value == INDICATORS
    assert "scrollIntoView" in shown_html(app) and "st-key-web_row_0_0" in shown_html(app)


def test_the_day_of_completion_is_asked_for_once_the_work_is_done():
    app = open_form()
    app.segmented_control(key="web_sheet").set_value(COMMITMENTS).run()
    assert not app.date_input
    index = next(i for i, row in enumerate(form().commitments) if not row.commitment.ongoing)
    fields(app, "segmented_control", "完成情况")[index].set_value("已完成").run()
    assert [d.label for d in app.date_input] == ["完成日期"] and "但没有完成日期" in shown_html(app)


def test_all_other_commitments_are_reported_as_done_in_one_click_and_shown():
    app = open_form()
    app.button(key="web_complete").click().run()
    due = {r.commitment.code: r.commitment.due.isoformat() for r in form().commitments if not r.commitment.ongoing}
    assert draft().cells[COMMITMENTS] == {code: {"完成情况": "已完成", "完成日期": day} for code, day in due.items()}
    app.segmented_control(key="web_sheet").set_value(COMMITMENTS).run()
    assert [d.value.isoformat() for d in app.date_input] == [*due.values()]


def test_a_colleagues_changes_appear_while_nothing_of_ones_own_is_unsaved(codes):
    app = open_form()
    fields(app, "text_input", "本期实际")[0].input("43000").run()
    save_as_colleague({INDICATORS: {codes[0]: {"本期实际": "43900"}}}, draft().number)
    app.run()
    assert fields(app, "text_input", "本期实际")[0].value == "43900"
    assert f"{COLLEAGUE.name}" in shown_text(app) and "已更新" in shown_text(app)


def test_two_clerks_at_once_see_each_others_cells_and_choose(codes):
    app = open_form()
    fields(app, "text_input", "本期实际")[0].input("43000").run()
    theirs = {INDICATORS: {codes[0]: {"本期实际": "43900"}, codes[1]: {"本期实际": "43901"}}}
    save_as_colleague(theirs, draft().number)
    fields(app, "text_input", "本期实际")[0].input("43999").run()
    assert "也改了这份草稿" in shown_text(app) and "您填“43999”，对方填“43900”" in shown_text(app)
    assert not [button for button in app.button if button.key == "submit_file_it"]
    assert draft().cells == theirs
    app.button(key="web_merge").click().run()
    assert draft().cells == {INDICATORS: {codes[0]: {"本期实际": "43999"}, codes[1]: {"本期实际": "43901"}}}
    assert [f.value for f in fields(app, "text_input", "本期实际")][:2] == ["43999", "43901"]


def test_the_other_clerks_draft_can_be_taken_whole(codes):
    app = open_form()
    fields(app, "text_input", "本期实际")[0].input("43000").run()
    save_as_colleague({INDICATORS: {codes[0]: {"本期实际": "43900"}}}, draft().number)
    fields(app, "text_input", "本期实际")[0].input("43999").run()
    app.button(key="web_theirs").click().run()
    assert draft().cells == {INDICATORS: {codes[0]: {"本期实际": "43900"}}} and draft().name == COLLEAGUE.name


def test_a_discarded_draft_can_be_had_back():
    app = open_form()
    fields(app, "text_input", "本期实际")[0].input("43000").run()
    app.button(key="web_discard").click().run()
    assert fields(app, "text_input", "本期实际")[0].value == "" and draft().ended == "放弃"
    app.button(key="web_restore").click().run()
    assert fields(app, "text_input", "本期实际")[0].value == "43000" and not draft().ended


def test_an_uploaded_workbook_can_be_corrected_on_the_page(ledger, filled, codes):
    data = filled(FINANCE, PERIOD, {"指标!I4": "很多", "指标!I5": 43933})
    ledger.close()
    app = open_page("submit", Role.CLERK, period=PERIOD)
    app.file_uploader[0].set_value(("报送.xlsx", data, XLSX)).run()
    assert f"指标 I4　{codes[0]}" in shown_html(app)
    app.button(key="submit_finding_jump_0").click().run()
    assert [f.value for f in fields(app, "text_input", "本期实际")][:2] == ["很多", "43933"]
    assert draft().cells == {INDICATORS: {codes[0]: {"本期实际": "很多"}, codes[1]: {"本期实际": "43933"}}}


def test_the_office_files_workbooks_only():
    app = open_page("submit", Role.OFFICE, period=PERIOD, unit=FINANCE, way="page")
    assert "第二步　上传" in shown_text(app) and not fields(app, "text_input", "本期实际")
