"""Workbook of a draft: read back into that draft, whose questions, origin and other edits stay."""

from datetime import date

import pytest

from tests.helpers import OFFICE, TINY_PLAN, dry_run, edited, file_submission, fresh
from zcdash import commands, queries
from zcdash.auth.permissions import Account, Role
from zcdash.domain.plan_draft import DraftKind, Edit, EditKind
from zcdash.intake.plan_tables import tables_of
from zcdash.queries.plan_drafts import draft
from zcdash.rendering.xlsx import plan_workbook

SECOND = fresh(Account("ducha2", "吴督查", Role.OFFICE))
TARGET = "累计完成工业投资120万元"


def next_year(ledger):
    work = commands.plan_drafts.begin_from_last_year(ledger, OFFICE, TINY_PLAN, 2018)
    commands.plan_drafts.settle(ledger, OFFICE, work, draft(ledger, work).number, answers={"head issued": "2018-01-12"})
    return work


def exported(ledger, work, version=0):
    """Return the workbook of a draft as the page hands it out."""
    of = draft(ledger, work)
    return plan_workbook.write(of.proposal.plan, version, draft=queries.plan_workbooks.mark(of))


def with_target(data, text=TARGET):
    """Return the workbook with the first target of 1-1 typed anew."""

    def type_target(book):
        sheet = book["事项"]
        head = next(c.column for c in sheet[1] if str(c.value).startswith("2018年一季度目标"))
        sheet.cell(2, head).value = text

    return edited(data, type_target)


def with_other_names(book):
    """Type another target of 1-1, 区交通局 as lead of 1-1 and 乙区长 as leader of 1-2."""
    sheet = book["事项"]
    heads = {str(c.value).partition("（")[0]: c.column for c in sheet[1]}
    sheet.cell(2, heads["2017年四季度目标"]).value = "累计完成工业投资450万元"
    sheet.cell(2, heads["责任单位"]).value = "区交通局（牵头）\n区工信局"
    sheet.cell(3, heads["分管领导"]).value = "乙区长（牵头）"


def from_workbook(ledger):
    data = plan_workbook.write(tables_of(queries.plans.plan(ledger, TINY_PLAN)), version=1)
    return read_back(ledger, edited(data, with_other_names))


def from_page(ledger):
    """Return a change on the page with the same edits that the workbook would be."""
    begun_from = queries.plans.plan(ledger, TINY_PLAN)
    book = draft(ledger, from_workbook(ledger))
    work = commands.plan_drafts.begin_from_plan(ledger, OFFICE, TINY_PLAN)
    edits = queries.plan_renewal.edits_on(ledger, book, begun_from, begun_from)
    commands.plan_drafts.save_edits(ledger, OFFICE, work, edits, draft(ledger, work).number)
    return work


def read_back(ledger, data, by=OFFICE):
    return commands.plan_drafts.begin_from_workbook(ledger, by, data, "改好.xlsx")


def open_questions(ledger, work):
    return [q.key for q in draft(ledger, work).proposal.questions if not q.answer]


def test_next_years_draft_taken_through_excel_still_asks_for_every_item_that_nobody_touched(tiny_ledger):
    work = next_year(tiny_ledger)
    assert read_back(tiny_ledger, with_target(exported(tiny_ledger, work)), SECOND) == work
    now = draft(tiny_ledger, work)
    assert [(e.table, e.key, e.value) for e in now.edits] == [("targets.csv", "1-1 2018Q1", TARGET)]
    assert (now.kind, now.base_plan, now.name) == (DraftKind.LAST_YEAR, TINY_PLAN, "吴督查")
    assert open_questions(tiny_ledger, work) == ["head number", "head title", "rewrite 1-2", "rewrite 2-1"]
    assert dry_run(tiny_ledger, work).comparison is not None and now.unapplied == ()
    assert [d.work for d in queries.plan_drafts.drafts(tiny_ledger)] == [work]


def test_an_answer_of_meanwhile_stays_and_the_workbook_still_goes_back(tiny_ledger):
    work = next_year(tiny_ledger)
    data = exported(tiny_ledger, work)
    number = draft(tiny_ledger, work).number
    commands.plan_drafts.settle(tiny_ledger, OFFICE, work, number, answers={"rewrite 2-1": "沿用"})
    assert read_back(tiny_ledger, with_target(data)) == work
    assert open_questions(tiny_ledger, work) == ["head number", "head title", "rewrite 1-2"]


def test_a_draft_that_a_colleague_changed_meanwhile_stays_and_the_workbook_becomes_a_copy_of_it(tiny_ledger):
    work = next_year(tiny_ledger)
    data = exported(tiny_ledger, work)
    theirs = Edit(kind=EditKind.SET, table="items.csv", key="1-2", column="goal", value="居民收入增长9%")
    commands.plan_drafts.save_edits(tiny_ledger, SECOND, work, [theirs], draft(tiny_ledger, work).number)
    copy = read_back(tiny_ledger, with_target(data))
    assert copy != work and draft(tiny_ledger, work).edits == (theirs,)
    of = draft(tiny_ledger, copy)
    assert (of.kind, of.base_plan) == (DraftKind.LAST_YEAR, TINY_PLAN)
    assert [e.value for e in of.edits] == ["2018-01-12", TARGET]
    assert open_questions(tiny_ledger, copy) == ["head number", "head title", "rewrite 1-2", "rewrite 2-1"]
    commands.plan_drafts.discard(tiny_ledger, OFFICE, work, draft(tiny_ledger, work).number)
    assert read_back(tiny_ledger, with_target(data)) > copy, "a draft that is over is copied, too"


def test_the_workbook_of_a_change_goes_back_and_one_of_an_older_state_is_a_change_of_its_own(tiny_ledger):
    work = commands.plan_drafts.begin_from_plan(tiny_ledger, OFFICE, TINY_PLAN, "会议纪要")
    data = exported(tiny_ledger, work, 1)
    title = Edit(kind=EditKind.SET, table="items.csv", key="1-2", column="title", value="居民增收")
    commands.plan_drafts.save_edits(tiny_ledger, OFFICE, work, [title], draft(tiny_ledger, work).number)
    now = exported(tiny_ledger, work, 1)
    assert read_back(tiny_ledger, now) == work and draft(tiny_ledger, work).edits == (title,)
    other = read_back(tiny_ledger, data)
    assert (draft(tiny_ledger, other).kind, draft(tiny_ledger, other).base_version) == (DraftKind.WORKBOOK, 1)


@pytest.mark.parametrize("begin", [from_workbook, from_page])
def test_a_returned_change_moves_onto_a_plan_whose_units_merged_and_whose_leader_left(tiny_ledger, begin):
    work = begin(tiny_ledger)
    request = commands.plan_requests.submit(tiny_ledger, OFFICE, work, "会议纪要第8期", draft(tiny_ledger, work).number)
    units, day = ["区工信局", "区交通局"], date(2017, 4, 18)
    commands.organisation.merge_units(tiny_ledger, OFFICE, units, "区产业局", "department", day, "机构改革方案")
    commands.handover.hand_over(tiny_ledger, OFFICE, "乙区长", "丙区长", date(2017, 4, 19), "区政府党组会议纪要")
    asked = queries.plan_requests.request(tiny_ledger, request)
    assert "按“把改动移到最新一版上”" in queries.plan_requests.if_approved(tiny_ledger, asked).way_out
    commands.plan_requests.refuse(tiny_ledger, SECOND, request, "机构有变动")
    commands.plan_drafts.renew_base(tiny_ledger, OFFICE, work, draft(tiny_ledger, work).number)
    assert (dry_run(tiny_ledger, work).is_ready, draft(tiny_ledger, work).unapplied) == (True, ())
    request = commands.plan_requests.submit(tiny_ledger, OFFICE, work, "会议纪要第8期", draft(tiny_ledger, work).number)
    assert commands.plan_requests.approve(tiny_ledger, SECOND, request) == 4
    plan = queries.plans.plan(tiny_ledger, TINY_PLAN)
    assert plan.leads_of("1-1", "unit") == ("区产业局",) and plan.leads_of("1-2", "leader") == ("丙区长",)
    assert "累计完成工业投资450万元" in plan.targets_of("1-1").values()


def test_of_an_item_with_returns_that_is_gone_one_error_says_how_to_help_and_none_what_follows(tiny_ledger):
    file_submission(tiny_ledger, "区交通局", "2017Q1", {"2-1a": 9}, plan=TINY_PLAN)
    data = plan_workbook.write(tables_of(queries.plans.plan(tiny_ledger, TINY_PLAN)), version=1)

    def spoil(book):
        book["事项"].delete_rows(4)
        book["事项"].cell(2, 6).value = ""

    errors = dry_run(tiny_ledger, read_back(tiny_ledger, edited(data, spoil))).errors
    assert [(f.place, f.sentence) for f in errors if "2-1" in f"{f.place}{f.sentence}"] == [
        ("2-1", "事项 2-1 已有报送，不能删去。")
    ]
    assert errors[0].place == "2-1" and "加回原来的行" in errors[0].advice and len(errors) > 1
