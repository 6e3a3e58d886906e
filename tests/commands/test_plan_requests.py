"""A plan is submitted by one and approved by another: before that nobody is asked for anything."""

from datetime import date

import pytest

from tests.helpers import OFFICE, TINY, TINY_PLAN, add_accounts, dry_run, file_submission, fresh
from zcdash import commands, queries, store
from zcdash.auth.permissions import Account, Role, console
from zcdash.commands.drafts import DraftChanged
from zcdash.domain.plan_draft import Edit, EditKind
from zcdash.domain.submission import View
from zcdash.domain.terms import UnitKind
from zcdash.errors import InvalidInput, NotPermitted
from zcdash.intake.plan_folder import read_plan_tables
from zcdash.intake.xlsx_reader import UnreadableWorkbook
from zcdash.queries.plan_differences import compare
from zcdash.queries.plan_drafts import NO_DECISIONS, draft
from zcdash.rendering.xlsx import plan_workbook

SECOND = fresh(Account("ducha2", "吴督查", Role.OFFICE))


def edit(table, key, column, value):
    return Edit(kind=EditKind.SET, table=table, key=key, column=column, value=value)


CHANGE = edit("planned.csv", "1-1a 2017Q3", "value", "350")


def changed(ledger, *edits, plan=TINY_PLAN):
    """Begin a change, make edits and return the number of the work."""
    work = commands.plan_drafts.begin_from_plan(ledger, OFFICE, plan)
    commands.plan_drafts.save_edits(ledger, OFFICE, work, edits, draft(ledger, work).number)
    return work


def submitted(ledger, *edits, by=OFFICE):
    work = changed(ledger, *edits)
    return commands.plan_requests.submit(ledger, by, work, "会议纪要第8期", draft(ledger, work).number)


def planned(ledger, period="2017Q3"):
    return queries.plans.plan(ledger, TINY_PLAN).indicator("1-1a").planned[period]


def test_one_submits_another_approves_and_the_plan_is_in_force(tiny_ledger):
    request = submitted(tiny_ledger, CHANGE)
    assert planned(tiny_ledger) == 300 and queries.plan_drafts.drafts(tiny_ledger) == []
    (asked,) = queries.plan_requests.waiting(tiny_ledger)
    assert (asked.counts, asked.base_version, asked.name) == ({"planned changed": 1}, 1, OFFICE.name)
    with pytest.raises(NotPermitted, match="自己报批"):
        commands.plan_requests.approve(tiny_ledger, OFFICE, request)
    assert commands.plan_requests.approve(tiny_ledger, SECOND, request, "同意") == 2
    assert planned(tiny_ledger) == 350
    decided = queries.plan_requests.request(tiny_ledger, request)
    assert (decided.decision, decided.decided_by, decided.version) == ("approved", "吴督查", 2)
    assert compare(*(store.plans.plan_version(tiny_ledger, TINY_PLAN, n) for n in (1, 2))).counts == {
        "planned changed": 1
    }
    assert [(e["what"], e["before"], e["after"]) for e in store.audit_log.entries(tiny_ledger)[-2:]] == [
        ("编制计划", "第 1 版", "修改计划值 1 个：会议纪要第8期"),
        ("批准计划", "第 1 版", "第 2 版：报批 1：会议纪要第8期"),
    ]
    assert store.audit_log.verify(tiny_ledger).faults == ()


def test_loading_the_old_folder_again_undoes_nothing(tiny_ledger):
    commands.plan_requests.approve(tiny_ledger, SECOND, submitted(tiny_ledger, CHANGE))
    again = commands.plans.load_plan(tiny_ledger, console(), TINY)
    assert (again.version, again.new) == (2, False) and planned(tiny_ledger) == 350


def test_an_office_of_one_is_told_to_add_an_account(tiny_ledger):
    add_accounts(tiny_ledger, (OFFICE,))
    request = submitted(tiny_ledger, CHANGE)
    asked = queries.plan_requests.request(tiny_ledger, request)
    assert queries.plan_requests.approvers(tiny_ledger, asked) == []
    with pytest.raises(NotPermitted, match="再开一个督查室账号"):
        commands.plan_requests.approve(tiny_ledger, OFFICE, request)
    add_accounts(tiny_ledger, (SECOND,))
    assert queries.plan_requests.approvers(tiny_ledger, asked) == ["吴督查"]
    with pytest.raises(NotPermitted, match="请由吴督查办理"):
        commands.plan_requests.approve(tiny_ledger, OFFICE, request)


def test_what_is_refused_or_withdrawn_is_a_draft_again_with_its_edits(tiny_ledger):
    first = submitted(tiny_ledger, CHANGE)
    with pytest.raises(InvalidInput, match="理由"):
        commands.plan_requests.refuse(tiny_ledger, SECOND, first, " ")
    with pytest.raises(NotPermitted):
        commands.plan_requests.refuse(tiny_ledger, OFFICE, first, "不妥")
    with pytest.raises(NotPermitted, match="只能由本人撤回"):
        commands.plan_requests.withdraw(tiny_ledger, SECOND, first)
    commands.plan_requests.refuse(tiny_ledger, SECOND, first, "请附文件")
    (again,) = queries.plan_drafts.drafts(tiny_ledger)
    assert draft(tiny_ledger, again.work).edits == (CHANGE,)
    second = commands.plan_requests.submit(tiny_ledger, OFFICE, again.work, "附件一", again.number)
    commands.plan_requests.withdraw(tiny_ledger, OFFICE, second)
    assert [q.decision for q in queries.plan_requests.requests(tiny_ledger)] == ["withdrawn", "refused"]
    assert planned(tiny_ledger) == 300
    for act in (
        lambda: commands.plan_requests.approve(tiny_ledger, SECOND, second),
        lambda: commands.plan_requests.refuse(tiny_ledger, SECOND, first, "再退"),
    ):
        with pytest.raises(InvalidInput, match="已撤回|已退回"):
            act()


def test_a_change_of_an_old_version_is_refused_and_can_be_put_onto_the_new_one(tiny_ledger):
    mine, theirs = submitted(tiny_ledger, CHANGE), submitted(tiny_ledger, edit("items.csv", "1-2", "title", "居民增收"))
    commands.plan_requests.approve(tiny_ledger, SECOND, theirs)
    with pytest.raises(InvalidInput, match="已是第 2 版.*最新一版"):
        commands.plan_requests.approve(tiny_ledger, SECOND, mine)
    commands.plan_requests.withdraw(tiny_ledger, OFFICE, mine)
    (again,) = queries.plan_drafts.drafts(tiny_ledger)
    assert dry_run(tiny_ledger, again.work).blocked
    number = commands.plan_drafts.renew_base(tiny_ledger, OFFICE, again.work, again.number)
    assert dry_run(tiny_ledger, again.work).comparison.counts == {"planned changed": 1}
    mine = commands.plan_requests.submit(tiny_ledger, OFFICE, again.work, "会议纪要第8期", number)
    assert commands.plan_requests.approve(tiny_ledger, SECOND, mine) == 3
    assert queries.plans.plan(tiny_ledger, TINY_PLAN).item("1-2").title == "居民增收" and planned(tiny_ledger) == 350


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        ((), "没有差别"),
        ((edit("planned.csv", "1-1a 2017Q3", "value", "150"),), "下降"),
        ((edit("targets.csv", "1-1 2017Q3", "text", ""),), "空的"),
    ],
)
def test_a_draft_with_errors_or_without_a_change_is_not_submitted(tiny_ledger, edits, says):
    with pytest.raises(InvalidInput, match=says):
        submitted(tiny_ledger, *edits)
    assert queries.plan_requests.requests(tiny_ledger) == []


def test_a_draft_is_submitted_with_a_reason_and_as_it_was_seen(tiny_ledger):
    work = changed(tiny_ledger, CHANGE)
    with pytest.raises(InvalidInput, match="理由"):
        commands.plan_requests.submit(tiny_ledger, OFFICE, work, " ", draft(tiny_ledger, work).number)
    with pytest.raises(DraftChanged):
        commands.plan_requests.submit(tiny_ledger, OFFICE, work, "纪要", draft(tiny_ledger, work).number + 1)


# Returns follow their code


@pytest.fixture
def filed(tiny_ledger):
    """The tiny plan with the returns of both units for the first quarter."""
    file_submission(tiny_ledger, "区工信局", "2017Q1", {"1-1a": 90}, plan=TINY_PLAN)
    file_submission(tiny_ledger, "区交通局", "2017Q1", {"2-1a": 9}, plan=TINY_PLAN)
    return tiny_ledger


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        ((edit("indicators.csv", "1-1a", "unit", "亿元"),), "1-1a 在2017年一季度已有报送，不能改计量单位"),
        ((edit("indicators.csv", "1-1a", "basis", "level"),), "不能改口径"),
        (
            (
                Edit(kind=EditKind.REMOVE, table="indicators.csv", key="2-1a"),
                *(Edit(kind=EditKind.REMOVE, table="planned.csv", key=f"2-1a 2017Q{n}") for n in range(1, 5)),
            ),
            "2-1a 在2017年一季度已有报送，不能删去",
        ),
    ],
)
def test_a_code_with_returns_stays_what_it_was(filed, edits, says):
    with pytest.raises(InvalidInput, match=says):
        submitted(filed, *edits)


def test_what_is_filed_after_the_submission_counts_at_the_approval(tiny_ledger):
    request = submitted(tiny_ledger, edit("indicators.csv", "1-1a", "unit", "亿元"))
    file_submission(tiny_ledger, "区工信局", "2017Q1", {"1-1a": 90}, plan=TINY_PLAN)
    with pytest.raises(InvalidInput, match="报批以后.*不能改计量单位"):
        commands.plan_requests.approve(tiny_ledger, SECOND, request)


def test_returns_stay_where_they_are_when_another_unit_reports_from_now_on(filed):
    request = submitted(filed, edit("indicators.csv", "2-1a", "reporting_unit", "区工信局"))
    commands.plan_requests.approve(filed, SECOND, request)
    plan, version = store.plans.load_plan(filed, TINY_PLAN)
    assert plan.reporting_unit(plan.indicator("2-1a")) == "区工信局"
    figures = queries.reported_values.reported_values(filed, TINY_PLAN, version, View.OFFICIAL).figures["2-1a"]
    assert figures[0].actual == 9 and not figures[1].filed
    for unit in ("区工信局", "区交通局"):
        filings = queries.overview.timeliness(filed, TINY_PLAN, unit)
        assert {f.unit for _, f in filings} == {unit} and len({p for p, _ in filings}) == len(filings)


def test_a_closed_period_is_not_altered_and_later_ones_are(filed):
    commands.periods.close(filed, OFFICE, TINY_PLAN, "2017Q1", "有单位未报")
    for table, key, column, value in (
        ("planned.csv", "1-1a 2017Q1", "value", "80"),
        ("targets.csv", "2-1 2017Q1", "text", "修路10公里；道路养护不中断；东线2月28日开工"),
        ("commitments.csv", "2-1.01", "text", "西线开工"),
    ):
        with pytest.raises(InvalidInput, match="2017年一季度已关账"):
            submitted(filed, edit(table, key, column, value))
    assert commands.plan_requests.approve(filed, SECOND, submitted(filed, CHANGE)) == 2


# Withdrawing


def withdrawn(ledger, code, period, reason="会议纪要第9期"):
    work = commands.plan_drafts.begin_from_plan(ledger, OFFICE, TINY_PLAN)
    commands.plan_drafts.withdraw_part(ledger, OFFICE, work, code, period, reason, draft(ledger, work).number)
    return work


def in_force(ledger, work):
    request = commands.plan_requests.submit(ledger, OFFICE, work, "会议纪要第9期", draft(ledger, work).number)
    commands.plan_requests.approve(ledger, SECOND, request)
    return queries.plans.plan(ledger, TINY_PLAN)


def test_an_item_is_withdrawn_from_a_period_on_and_keeps_what_is_before(filed):
    plan = in_force(filed, withdrawn(filed, "2-1", "2017Q2"))
    assert {t.period for t in plan.targets if t.item == "2-1"} == {"2017Q1"}
    assert [c.code for c in plan.commitments_of("2-1")] == ["2-1.01", "2-1.03"]
    (roads,) = plan.indicators_of("2-1")
    assert (roads.planned, roads.annual) == ({"2017Q1": 10}, None)
    (doubt,) = [d for d in plan.doubts if d.item == "2-1"]
    assert doubt.what == "撤销：2-1 农村道路，自2017年二季度起" and doubt.reading == "依据：会议纪要第9期"
    assert queries.standing.year(filed, TINY_PLAN)  # every page's figures can still be worked out


def test_an_item_without_anything_before_is_gone_whole_and_the_plan_says_so(tiny_ledger):
    plan = in_force(tiny_ledger, withdrawn(tiny_ledger, "2-1", "2017Q1"))
    assert [i.code for i in plan.items] == ["1-1", "1-2"] and plan.item_count == 2
    assert not [r for r in (*plan.responsible, *plan.cells, *plan.commitments) if r.item == "2-1"]
    assert [(d.item, d.what) for d in plan.doubts] == [("", "撤销：2-1 农村道路，自2017年一季度起")]


def test_an_indicator_with_returns_and_nothing_planned_any_more_stays_by_its_code(filed):
    file_submission(filed, "区工信局", "2017Q1", {"1-1a": 90, "1-2a": 7}, plan=TINY_PLAN)
    work = withdrawn(filed, "1-2", "2017Q2")
    assert in_force(filed, work).indicator("1-2a").planned == {}


@pytest.mark.parametrize("code", ["2-1", "2-1a"])
def test_nothing_is_withdrawn_from_a_period_that_was_filed_or_closed(filed, code):
    with pytest.raises(InvalidInput, match="2017年一季度已有报送.*以后的一期"):
        withdrawn(filed, code, "2017Q1")
    commands.plans.set_business_date(filed, console(), date(2017, 7, 20))
    commands.periods.close(filed, OFFICE, TINY_PLAN, "2017Q1", "有单位未报")
    commands.periods.close(filed, OFFICE, TINY_PLAN, "2017Q2", "有单位未报")
    with pytest.raises(InvalidInput, match="2017年二季度已关账"):
        withdrawn(filed, code, "2017Q2")


def test_a_withdrawal_needs_a_ground(tiny_ledger):
    with pytest.raises(InvalidInput, match="依据"):
        withdrawn(tiny_ledger, "2-1", "2017Q2", reason=" ")


# Documents and workbooks


def test_a_new_plan_comes_in_force_with_its_document(tiny_ledger):
    tables = read_plan_tables(TINY)
    head = tables.toml.replace("tiny-2017", "roads-2017")
    proposal = commands.plan_drafts.settled_proposal(type(tables)(head, tables.tables))
    work = commands.plan_drafts.begin_from_proposal(tiny_ledger, OFFICE, proposal, b"a document", NO_DECISIONS)
    request = commands.plan_requests.submit(tiny_ledger, OFFICE, work, "印发", draft(tiny_ledger, work).number)
    assert "roads-2017" not in queries.plans.plan_names(tiny_ledger)
    assert commands.plan_requests.approve(tiny_ledger, SECOND, request) == 1
    (source,) = queries.plan_requests.sources(tiny_ledger, "roads-2017")
    assert source["hash"] == store.submissions.file_hash(b"a document")
    assert queries.plan_requests.source_file(tiny_ledger, "roads-2017", 1)[1] == b"a document"
    other = commands.plan_drafts.begin_from_proposal(tiny_ledger, OFFICE, proposal, b"a document", NO_DECISIONS)
    assert draft(tiny_ledger, other).base_version == 1, "now it is a change of the plan that is there"


def test_two_new_plans_with_one_id_cannot_both_come_in_force(tiny_ledger):
    tables = read_plan_tables(TINY)
    proposal = commands.plan_drafts.settled_proposal(type(tables)(tables.toml.replace("tiny", "roads"), tables.tables))
    works = [
        commands.plan_drafts.begin_from_proposal(tiny_ledger, OFFICE, proposal, b"x", NO_DECISIONS) for _ in range(2)
    ]
    requests = [
        commands.plan_requests.submit(tiny_ledger, OFFICE, w, "印发", draft(tiny_ledger, w).number) for w in works
    ]
    commands.plan_requests.approve(tiny_ledger, SECOND, requests[0])
    with pytest.raises(InvalidInput, match="台账中已有计划 roads-2017"):
        commands.plan_requests.approve(tiny_ledger, SECOND, requests[1])


def test_a_workbook_of_an_old_version_can_be_put_onto_the_new_one_and_undoes_nothing(tiny_ledger):
    work = changed(tiny_ledger, CHANGE, edit("plan.toml", "plan", "title", "改过的题目"))
    exported = plan_workbook.write(draft(tiny_ledger, work).proposal.plan, version=1)
    theirs = edit("items.csv", "1-2", "title", "居民增收"), edit("planned.csv", "1-1a 2017Q4", "value", "480")
    commands.plan_requests.approve(tiny_ledger, SECOND, submitted(tiny_ledger, *theirs))
    late = commands.plan_drafts.begin_from_workbook(tiny_ledger, OFFICE, exported, "计划.xlsx")
    number = commands.plan_drafts.renew_base(tiny_ledger, OFFICE, late, draft(tiny_ledger, late).number)
    assert (dry_run(tiny_ledger, late).blocked, draft(tiny_ledger, late).unapplied) == ("", ())
    mine = commands.plan_requests.submit(tiny_ledger, OFFICE, late, "会议纪要第8期", number)
    assert commands.plan_requests.approve(tiny_ledger, SECOND, mine) == 3
    plan = queries.plans.plan(tiny_ledger, TINY_PLAN)
    assert (plan.title, plan.item("1-2").title) == ("改过的题目", "居民增收")
    assert (planned(tiny_ledger), planned(tiny_ledger, "2017Q4")) == (350, 480)


def test_a_workbook_changes_the_version_that_it_was_written_from(tiny_ledger):
    work = commands.plan_drafts.begin_from_plan(tiny_ledger, OFFICE, TINY_PLAN)
    exported = plan_workbook.write(draft(tiny_ledger, work).proposal.plan, version=1)
    with pytest.raises(InvalidInput, match="没有差别"):
        work = commands.plan_drafts.begin_from_workbook(tiny_ledger, OFFICE, exported, "计划.xlsx")
        commands.plan_requests.submit(tiny_ledger, OFFICE, work, "工作簿", draft(tiny_ledger, work).number)
    commands.plan_requests.approve(tiny_ledger, SECOND, submitted(tiny_ledger, CHANGE))
    late = commands.plan_drafts.begin_from_workbook(tiny_ledger, OFFICE, exported, "计划.xlsx")
    assert "已是第 2 版" in dry_run(tiny_ledger, late).blocked


def test_a_workbook_may_rewrite_a_target_with_its_figures_and_only_that_cell_is_free_of_them(tiny_ledger):
    printed = read_plan_tables(TINY)
    texts = [
        "累计完成工业投资350万元" if t["text"].endswith("300万元") else t["text"] for t in printed.tables["targets.csv"]
    ]
    rows = [target | {"text": text} for target, text in zip(printed.tables["targets.csv"], texts, strict=True)]
    data = plan_workbook.write(type(printed)(printed.toml, {**printed.tables, "targets.csv": rows}), version=1)
    work = commands.plan_drafts.begin_from_workbook(tiny_ledger, OFFICE, data, "计划.xlsx")
    assert dry_run(tiny_ledger, work).is_ready
    before = {(c["item"], c["cell"]) for c in printed.tables["cells.csv"] if c["figures"]}
    after = {(c["item"], c["cell"]) for c in draft(tiny_ledger, work).proposal.plan.tables["cells.csv"] if c["figures"]}
    assert before - after == {("1-1", "2017Q3")}


def test_a_workbook_takes_the_units_that_it_names_and_does_not_list_from_the_register(tiny_ledger):
    commands.organisation.add_unit(tiny_ledger, OFFICE, "区政府办公室", "department", "机构编制文件")
    printed = read_plan_tables(TINY)

    def begun(unit):
        rows = [row | {"name": unit} if row["name"] == "区工信局" else row for row in printed.tables["responsible.csv"]]
        tables = type(printed)(printed.toml, {**printed.tables, "responsible.csv": rows})
        data = plan_workbook.write(tables, version=1)
        return commands.plan_drafts.begin_from_workbook(tiny_ledger, OFFICE, data, "计划.xlsx")

    run = dry_run(tiny_ledger, begun("区政府办公室"))
    assert run.is_ready and run.plan.unit("区政府办公室").kind is UnitKind.DEPARTMENT
    assert "unit added" in run.comparison.counts
    assert any("“区政府办公厅”不在" in f.sentence for f in dry_run(tiny_ledger, begun("区政府办公厅")).errors)


def test_a_workbook_that_names_no_version_of_the_ledger_is_a_new_plan(tiny_ledger):
    tables = read_plan_tables(TINY)
    other = type(tables)(tables.toml.replace("tiny-2017", "roads-2017"), tables.tables)
    work = commands.plan_drafts.begin_from_workbook(tiny_ledger, OFFICE, plan_workbook.write(other, 7), "计划.xlsx")
    assert (draft(tiny_ledger, work).base_version, dry_run(tiny_ledger, work).is_ready) == (None, True)
    # Without the version nobody can tell what was changed since: it has to be a new plan, and the ledger has this one.
    work = commands.plan_drafts.begin_from_workbook(tiny_ledger, OFFICE, plan_workbook.write(tables), "计划.xlsx")
    assert "台账中已有计划 tiny-2017" in dry_run(tiny_ledger, work).blocked


def test_a_workbook_that_cannot_be_read_is_no_draft(tiny_ledger):
    with pytest.raises(UnreadableWorkbook, match="没有“计划”这张表"):
        commands.plan_drafts.begin_from_workbook(
            tiny_ledger,
            OFFICE,
            queries.submissions.template_workbook(tiny_ledger, TINY_PLAN, "2017Q1", "区工信局")[1],
            "x.xlsx",
        )
    assert queries.plan_drafts.drafts(tiny_ledger) == []
