"""The workbook of a draft goes back into that draft: its questions, its origin and the work of others stay."""

from tests.helpers import OFFICE, TINY_PLAN, dry_run, edited, fresh
from zcdash import commands, queries
from zcdash.auth.permissions import Account, Role
from zcdash.domain.plan_draft import DraftKind, Edit, EditKind
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
