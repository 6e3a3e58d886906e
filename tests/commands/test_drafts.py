"""The draft of a form on the page: saved version by version, seen by the unit alone, ended by discarding or filing."""

import json
from datetime import date

import pytest

from tests.helpers import OFFICE, PLAN, clerk, head
from zcdash import commands, queries, store
from zcdash.commands.drafts import DraftChanged
from zcdash.domain.submission import WEB_FILE_NAME, Source
from zcdash.errors import InvalidInput, NotPermitted
from zcdash.intake import web_form
from zcdash.intake.form import COMMITMENTS, INDICATORS, ITEMS

POWER, AIR, PERIOD = "周村供电中心", "区环保分局", "2017Q1"
CLERK, HEAD = clerk(POWER), head(POWER)
CELLS = {INDICATORS: {"20-7a": {"本期实际": "300", "说明": "第一行\n第二行"}, "20-7b": {"本期实际": "3.2"}}}


@pytest.fixture
def save(ledger):
    """`save(cells, expected)`: a clerk of the power company saves a draft."""

    def act(cells, expected=None, by=CLERK, unit=POWER):
        return commands.drafts.save_draft(ledger, by, PLAN, PERIOD, unit, cells, expected)

    return act


@pytest.fixture
def draft(ledger):
    """`draft()`: the newest version."""
    return lambda: queries.drafts.draft(ledger, PLAN, PERIOD, POWER)


@pytest.fixture
def form(ledger):
    return queries.forms.form(ledger, PLAN, PERIOD, POWER)


def file_page(ledger, form, cells, by=CLERK, accept=True):
    data = web_form.write_document(form, cells)
    return commands.submissions.submit(
        ledger, by, data, WEB_FILE_NAME, by.name, accept, PLAN, PERIOD, form.unit, source=Source.PAGE
    )


def test_a_draft_is_kept_with_name_and_time(save, draft):
    assert draft() is None
    number = save(CELLS)
    assert (draft().number, draft().cells, draft().name, draft().ended) == (number, CELLS, CLERK.name, "")


def test_blank_cells_and_invisible_characters_are_left_out(save, draft):
    save({INDICATORS: {"20-7a": {"本期实际": " 3\u200b00 ", "说明": "  "}}})
    assert draft().cells == {INDICATORS: {"20-7a": {"本期实际": "300"}}}


def test_versions_of_one_person_replace_each_other_and_those_of_two_do_not(ledger, save):
    number = None
    for figure, person in (("1", CLERK), ("2", CLERK), ("3", HEAD), ("4", CLERK)):
        number = save({INDICATORS: {"20-7a": {"本期实际": figure}}}, number, person)
    versions = store.drafts.drafts(ledger, PLAN, PERIOD, POWER)
    assert [json.loads(v["cells"])[INDICATORS]["20-7a"]["本期实际"] for v in versions] == ["4", "3", "2"]


def test_a_version_made_from_an_older_one_is_refused_and_names_who_saved(save, draft):
    first = save(CELLS)
    save({}, first, HEAD)
    with pytest.raises(DraftChanged, match=HEAD.name):
        save(CELLS, first)
    assert draft().cells == {}


@pytest.mark.parametrize(("person", "unit"), [(clerk(AIR), POWER), (OFFICE, POWER), (CLERK, AIR)])
def test_only_the_unit_itself_saves_its_draft(save, person, unit):
    with pytest.raises(NotPermitted):
        save(CELLS, None, person, unit)


def test_a_text_that_is_too_long_is_refused(save):
    with pytest.raises(InvalidInput, match="填报内容太长"):
        save({INDICATORS: {"20-7a": {"说明": "字" * 4001}}})


def test_a_draft_is_no_act_and_the_ledger_verifies(ledger, save):
    entries = len(store.audit_log.entries(ledger))
    save(CELLS)
    assert len(store.audit_log.entries(ledger)) == entries and store.audit_log.verify(ledger).faults == ()


def test_a_discarded_draft_stays_in_the_ledger(ledger, save, draft):
    number = save(CELLS)
    commands.drafts.discard_draft(ledger, CLERK, PLAN, PERIOD, POWER, number)
    assert (draft().cells, draft().ended, draft().discarded) == ({}, "放弃", CELLS)
    save(CELLS, draft().number)
    assert not draft().ended


def test_filing_the_page_keeps_what_was_typed_and_where(ledger, form, save, draft):
    save(CELLS)
    receipt = file_page(ledger, form, CELLS)
    assert receipt.filed and draft().ended == f"已报送，编号 {receipt.submission}"
    row = next(r for r in queries.submissions.trail(ledger, PLAN, "20-7b"))
    assert (row["value"], row["sheet"], row["cell"], row["file_name"]) == (
        3.2,
        "网页/指标",
        "20-7b 本期实际",
        "网页填报",
    )
    name, data = queries.submissions.submission_file(ledger, receipt.submission)
    assert (name, data) == ("网页填报", web_form.write_document(form, CELLS))
    assert row["file_hash"] == store.submissions.file_hash(data)
    assert store.audit_log.verify(ledger).faults == ()


def test_the_same_content_is_filed_once(ledger, form):
    assert file_page(ledger, form, CELLS).filed
    again = file_page(ledger, form, CELLS)
    assert (again.filed, again.submission) == (False, 1)


def test_an_error_refuses_the_page_too(ledger, form):
    receipt = file_page(ledger, form, {INDICATORS: {"20-7a": {"本期实际": "很多"}}})
    assert receipt.refused and "网页/指标!20-7a 本期实际" in {f.place for f in receipt.check.findings}


@pytest.mark.parametrize("figure", ["28600", "很多", "约300", "0.03亿元", "-3"])
def test_page_and_workbook_have_the_same_findings(ledger, form, filled, figure):
    cells = {INDICATORS: {"20-7a": {"本期实际": figure}}, ITEMS: {"20-7": {"进展情况": "投资 999 万元"}}}
    document = web_form.write_document(form, cells)
    page = queries.upload_check.check_upload(ledger, document, PLAN, PERIOD, POWER, Source.PAGE)
    book = queries.upload_check.check_upload(
        ledger, filled(POWER, PERIOD, {"指标!I4": figure, "事项!D4": "投资 999 万元"})
    )
    assert [(f.code, f.severity) for f in page.findings] == [(f.code, f.severity) for f in book.findings]
    assert [page.places[f.place] for f in page.findings] == [book.places[f.place] for f in book.findings]
    assert [a.value for a in page.parsed.actuals] == [a.value for a in book.parsed.actuals]
    assert not any("I4" in f.sentence + f.place for f in page.findings)


def test_a_document_of_the_page_is_no_workbook(ledger, form):
    check = queries.upload_check.check_upload(ledger, web_form.write_document(form, CELLS))
    assert check.form is None and check.refused


def test_a_workbook_of_the_draft_passes_with_the_same_values(ledger, form, save):
    cells = CELLS | {ITEMS: {"20-7": {"进展情况": "=1+1\n第二行"}}}
    save(cells)
    name, data = queries.drafts.filled_template(ledger, PLAN, PERIOD, POWER, cells)
    check = queries.upload_check.check_upload(ledger, data)
    assert name == form.file_name and not check.refused
    assert {a.indicator: a.value for a in check.parsed.actuals} == {"20-7a": 300, "20-7b": 3.2}
    assert [n.progress for n in check.parsed.narratives] == ["=1+1\n第二行"]


def test_filing_a_workbook_ends_the_draft(ledger, filled, save, draft):
    save(CELLS)
    receipt = commands.submissions.submit(
        ledger, CLERK, filled(POWER, PERIOD, {"指标!I4": 300, "指标!I5": 3}), "a.xlsx", "张三", True
    )
    assert receipt.filed and draft().ended == f"已报送，编号 {receipt.submission}"


def test_a_form_begins_with_what_was_filed_by_file_or_page(ledger, form, filled):
    assert queries.drafts.starting_cells(ledger, form).submission is None
    commands.submissions.submit(ledger, CLERK, filled(POWER, PERIOD, {"指标!I4": 300}), "a.xlsx", "张三", True)
    assert queries.drafts.starting_cells(ledger, form).cells == {INDICATORS: {"20-7a": {"本期实际": "300"}}}
    file_page(ledger, form, CELLS)
    start = queries.drafts.starting_cells(ledger, form)
    assert (start.cells, start.submission) == (CELLS, 2)


def test_a_filing_on_the_page_can_be_had_as_a_workbook(ledger, form):
    number = file_page(ledger, form, CELLS).submission
    name, data = queries.drafts.original_file(ledger, OFFICE, PLAN, number)
    assert name.endswith(".xlsx")
    assert {a.indicator: a.value for a in queries.upload_check.check_upload(ledger, data).parsed.actuals} == {
        "20-7a": 300,
        "20-7b": 3.2,
    }


def test_two_versions_are_merged_cell_by_cell():
    base = {INDICATORS: {"a": {"本期实际": "1", "说明": "x"}, "b": {"本期实际": "1"}}}
    own = {INDICATORS: {"a": {"本期实际": "2", "说明": "x"}, "b": {"本期实际": "1"}}, ITEMS: {"i": {"进展情况": "我"}}}
    other = {INDICATORS: {"a": {"本期实际": "3", "说明": "x"}}, COMMITMENTS: {"c": {"完成情况": "已完成"}}}
    merged = web_form.merge(base, own, other)
    assert merged.cells == {
        INDICATORS: {"a": {"本期实际": "2", "说明": "x"}},
        ITEMS: {"i": {"进展情况": "我"}},
        COMMITMENTS: {"c": {"完成情况": "已完成"}},
    }
    assert {place.code for place in merged.taken} == {"b", "c"}
    assert [(c[0].code, c[1], c[2]) for c in merged.conflicts] == [("a", "2", "3")]


def test_only_blank_commitments_of_this_period_that_are_due_are_completed(ledger):
    form = queries.forms.form(ledger, PLAN, PERIOD, "区财政局")
    due = {r.commitment.code: r.commitment.due for r in form.commitments if not r.commitment.ongoing}
    first = next(iter(due))
    cells = {COMMITMENTS: {first: {"完成情况": "未完成"}}}
    done = web_form.complete_commitments(form, cells, date(2017, 4, 20))[COMMITMENTS]
    assert done.keys() == due.keys() and done[first] == {"完成情况": "未完成"}
    assert web_form.complete_commitments(form, cells, date(2017, 1, 1)) == cells


def test_rows_that_are_no_longer_asked_for_are_named(form):
    cells, unknown = web_form.without_unknown_rows(
        {INDICATORS: {"20-7a": {"本期实际": "1"}, "99-9": {"说明": "x"}}}, form
    )
    assert (cells, unknown) == ({INDICATORS: {"20-7a": {"本期实际": "1"}}}, ["99-9"])
