"""计划编制, 从 Excel 整表: what becomes of a workbook that is read, and what the page says of a bad one."""

from tests.app.helpers import open_page, press, shown_text
from tests.helpers import PLAN, fresh
from zcdash import commands, queries
from zcdash.auth.permissions import Account, Role
from zcdash.rendering.xlsx import plan_workbook
from zcdash.web import shared_ledger

FIRST = fresh(Account("ducha1", "孙督查", Role.OFFICE))


def test_a_workbook_goes_back_into_the_draft_of_next_year_and_leads_to_the_differences(ledger_file):
    open_page("compile")
    ledger = shared_ledger.ledger()
    work = commands.plan_drafts.begin_from_last_year(ledger, FIRST, PLAN, 2018)
    draft = queries.plan_drafts.draft(ledger, work)
    data = plan_workbook.write(draft.proposal.plan, draft=queries.plan_workbooks.mark(draft))
    app = open_page("compile", way="workbook")
    app.get("file_uploader")[0].set_value(("改好.xlsx", data, "application/octet-stream")).run()
    app = press(app, "读工作簿")
    assert "改动已回到那份草稿" in app.success[0].value and not app.exception
    assert f"草稿 {work}" in shown_text(app) and "与上年计划的差别" in shown_text(app) and "疑问" in shown_text(app)
    assert len(queries.plan_drafts.drafts(ledger)) == 1
    assert queries.plan_drafts.draft(ledger, work).edits == (), "what nobody touched is no change"
