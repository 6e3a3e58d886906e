"""计划编制 on the page: a document becomes a plan after a second person's approval; a change in the year does, too."""

import pytest

from tests.app.helpers import open_page, press, shown_html, shown_text
from tests.data.documents import make
from tests.helpers import PLAN, ROOT, account_row, file_submission, fresh
from tests.source_documents import ROWS, write_word
from zcdash import commands, queries
from zcdash.auth.permissions import Account, Permission, Role, console
from zcdash.domain.plan_draft import Edit, EditKind
from zcdash.rendering.xlsx import plan_workbook
from zcdash.store.accounts import record_accounts
from zcdash.store.ledger import Ledger
from zcdash.ui.components import compile_questions, compile_words
from zcdash.web import shared_ledger

FIRST = fresh(Account("ducha1", "孙督查", Role.OFFICE))
SECOND = fresh(Account("ducha2", "吴督查", Role.OFFICE))


def at(work, step, **query):
    return open_page("compile", work=str(work), step=step, **query)


def change(ledger_file):
    """Begin a change of the plan in force and return the number of the work."""
    open_page("compile")
    return commands.plan_drafts.begin_from_plan(shared_ledger.ledger(), FIRST, PLAN)


def submit_withdrawal(ledger_file):
    """Submit a change that withdraws 11-2 from the second quarter on, and return the ledger."""
    work = change(ledger_file)
    ledger = shared_ledger.ledger()
    draft = queries.plan_drafts.draft(ledger, work)
    number = commands.plan_drafts.withdraw_part(ledger, FIRST, work, "11-2", "2017Q2", "区政府会议纪要", draft.number)
    commands.plan_requests.submit(ledger, FIRST, work, "项目取消", number)
    return ledger


def test_a_word_file_is_read_settled_submitted_and_approved(ledger_file):
    app = open_page("compile")
    data = make.county_docx()
    app.get("file_uploader")[0].set_value(("county.docx", data, "application/octet-stream")).run()
    app = press(app, "读文件")
    assert not app.exception and not app.error
    ledger = shared_ledger.ledger()
    [head] = queries.plan_drafts.drafts(ledger)
    assert head.title and head.title in shown_text(open_page("compile"))
    app = at(head.work, "source")
    assert "zc-source" in shown_html(app) and "county.docx" in shown_text(app)
    app = at(head.work, "items")
    assert "zc-cells" in shown_html(app) and "表1 第" in shown_html(app)
    draft = queries.plan_drafts.draft(ledger, head.work)
    answers = {q.key: (q.proposals or ("2017-02-08",))[0] for q in draft.proposal.questions}
    commands.plan_drafts.settle(ledger, FIRST, head.work, draft.number, answers=answers)
    app = at(head.work, "open")
    app = press(app, next(b.label for b in app.button if b.label.endswith("处我都看过，不载入")))
    assert "（0 字）待确认" in shown_text(at(head.work, "source"))
    app = at(head.work, "submit")
    assert "错误 0 处" in shown_text(app)
    app.text_area[0].input("县政府第1次常务会议")
    app = press(app, "提交报批")
    assert "已提交" in app.success[0].value
    assert "不能自己批准" in shown_text(app) and "编制人逐条看过 0/12 项" in shown_text(app)
    [request] = queries.plan_requests.waiting(ledger)
    version = commands.plan_requests.approve(ledger, SECOND, request.number)
    assert version == 1 and len(queries.plans.plan(ledger, request.plan).items) == len(
        draft.base.plan.tables["items.csv"]
    )
    item = queries.plans.plan(ledger, request.plan).items[0].code
    app = open_page("item", item=item, plan=request.plan)
    assert "目标任务：表1 第" in shown_text(app) and "county.docx" in shown_text(app)
    assert "下载原件（county.docx）" in [b.label for b in app.get("download_button")]


def test_a_workbook_of_an_old_version_moves_onto_the_newest_one(ledger_file):
    work = change(ledger_file)
    ledger = shared_ledger.ledger()
    title = Edit(kind=EditKind.SET, table="items.csv", key="11-2", column="title", value="改过的标题")
    number = commands.plan_drafts.save_edits(
        ledger, FIRST, work, [title], queries.plan_drafts.draft(ledger, work).number
    )
    data = plan_workbook.write(queries.plan_drafts.draft(ledger, work).proposal.plan, version=1)
    commands.plan_drafts.discard(ledger, FIRST, work, number)
    commands.plan_requests.approve(
        ledger, SECOND, queries.plan_requests.waiting(submit_withdrawal(ledger_file))[0].number
    )
    app = at(commands.plan_drafts.begin_from_workbook(ledger, FIRST, data, "计划.xlsx"), "submit")
    assert "与第 1 版的差别" in shown_text(app) and app.button(key="compile_submit").disabled
    app = press(app, "把改动移到最新一版上")
    assert "与现行计划的差别" in shown_text(app) and "改过的标题" in shown_html(app) + shown_text(app)
    assert not app.button(key="compile_submit").disabled


def test_several_leads_are_chosen_at_once_and_an_answer_that_is_none_stays_open(ledger_file):
    open_page("compile")
    ledger = shared_ledger.ledger()
    text = "关于支持企业的若干措施\n一、任务\n1．减费。（区工信局、区财政局、区税务局）\n2．贷款。（区财政局）"
    work = commands.plan_drafts.begin_from_document(ledger, FIRST, text.encode(), "措施.txt")
    draft = queries.plan_drafts.draft(ledger, work)
    commands.plan_drafts.settle(ledger, FIRST, work, draft.number, answers={"lead:all": "逐项指定"})
    app = at(work, "open")
    app.multiselect[0].set_value(["区财政局", "区税务局"])
    [b for b in app.button if b.label == "存下答复"][1].click().run()
    rows = queries.plan_drafts.draft(ledger, work).proposal.plan.tables["responsible.csv"]
    leads = [r["name"] for r in rows if r["item"] == "1" and r["role"] == "lead"]
    app = at(work, "open")
    next(t for t in app.text_input if "文号" in t.label).input("不知道")
    app = press(app, "存下答复")
    assert leads == ["区财政局", "区税务局"]
    assert "已答 0 条。1 条没有采用" in app.success[0].value
    assert any("答复“不知道”没有采用" in t.label for t in app.text_input)


def test_days_that_contradict_each_other_are_not_answered_with_all_others(ledger_file, tmp_path):
    open_page("compile")
    ledger = shared_ledger.ledger()
    rows = [[*row] for row in ROWS]
    rows[0][9] = rows[3][9] = "培育企业8户（工业5户、服务业3户）。"
    rows[2][8] = "10月底前主体完工60%。"
    data = write_word(tmp_path / "x.docx", rows).read_bytes()
    work = commands.plan_drafts.begin_from_document(ledger, FIRST, data, "x.docx")
    assert "拿不准的 3 项" in at(work, "items").toggle(key="compile_uncertain_first").label
    press_all = next(b.label for b in at(work, "open").button if "都答“已核对”" in b.label)
    app = press(at(work, "open"), press_all)
    left = [q.sentence for q in compile_questions.unanswered(queries.plan_drafts.draft(ledger, work)) if q.row]
    assert len(left) == 1 and "时限是 2018-10-31" in left[0]
    next(s for s in app.selectbox if "时限是" in s.label).select("已核对")
    assert press(app, "存下答复").success[0].value == "已答 1 条。"
    assert not at(work, "items").toggle, "nothing is uncertain any more"


def test_a_change_edited_in_its_form_is_submitted_and_not_approved_by_the_same_person(ledger_file):
    work = change(ledger_file)
    app = at(work, "items")
    next(t for t in app.text_input if t.label == "标题（24 字以内）").input("地区生产总值增长速度")
    app = press(app, "保存")
    assert "1-1 已存" in app.success[0].value
    app = at(work, "submit")
    assert "修改事项 1 个" in shown_text(app)
    app.text_area[0].input("区政府常务会议纪要〔2017〕9号")
    app = press(app, "提交报批")
    assert "批准" not in [b.label for b in app.button] and "撤回" in [b.label for b in app.button]
    app = press(app, "撤回")
    assert [head.work for head in queries.plan_drafts.drafts(shared_ledger.ledger())] == [work]


def test_another_person_sees_what_a_change_alters_and_approves_it(ledger_file):
    ledger = submit_withdrawal(ledger_file)
    assert "等您批准的计划报批 1 件" in shown_html(open_page("overview"))
    app = open_page("compile")
    assert "撤销" in shown_text(app)
    app = press(app, "批准")
    assert "等您批准" not in shown_html(open_page("overview"))
    assert "计划第 2 版生效" in app.success[0].value
    assert set(queries.plans.plan(ledger, PLAN).targets_of("11-2")) == {"2017Q1"}
    told = [i.value for i in open_page("item", item="11-2").info]
    assert any("撤销：11-2" in sentence and "区政府会议纪要" in sentence for sentence in told)


def test_a_unit_that_nobody_can_file_or_sign_for_is_told_to_the_author_and_the_approver(ledger_file):
    work = change(ledger_file)
    ledger = shared_ledger.ledger()
    plan = queries.plans.plan(ledger, PLAN)
    reporting = queries.forms.reporting_units(ledger, PLAN)
    new = next(u.name for u in plan.units if u.name not in reporting and not u.members)
    indicator = next(i.code for i in plan.indicators if not i.cites)
    edit = Edit(kind=EditKind.SET, table="indicators.csv", key=indicator, column="reporting_unit", value=new)
    draft = queries.plan_drafts.draft(ledger, work)
    number = commands.plan_drafts.save_edits(ledger, FIRST, work, [edit], draft.number)

    def told(app):
        return [w.value for w in app.warning if "没有人能" in w.value]

    [warning] = told(at(work, "submit"))
    assert warning.startswith(f"{new}还没有账号，") and "没有人能填" in warning
    commands.plan_requests.submit(ledger, FIRST, work, "区政府会议纪要", number)
    assert told(open_page("compile")) == [warning]
    for role, left in ((Role.CLERK, [f"{new}还没有主要负责人的账号"]), (Role.HEAD, [])):
        account = Account(f"new-{role.value}", "张同志", role, unit=new)
        record_accounts(ledger, console().act(Permission.MANAGE), [account_row(account)])
        assert [w.split("，")[0] for w in told(open_page("compile"))] == left


def test_a_withdrawal_offers_the_periods_that_are_not_settled_and_begins_anew_with_each_item(ledger_file):
    work = change(ledger_file)
    ledger = shared_ledger.ledger()
    commands.periods.close(ledger, FIRST, PLAN, "2017Q1", "未报的按未报送公布")
    file_submission(ledger, "区财政局", "2017Q2", {"2-1a": 30})
    app = at(work, "items")

    def choice(label):
        return next(s for s in app.selectbox if s.label == label)

    quarters = ["2017年二季度", "2017年三季度", "2017年四季度"]
    assert (choice("从哪一期起").options, choice("从哪一期起").value) == (quarters, "2017Q2")
    assert "2017年一季度已关账，只能从以后的期起撤销。" in shown_text(app)
    choice("撤销什么").select(choice("撤销什么").options[1]).run()
    choice("从哪一期起").select("2017年四季度").run()
    app = press(app, "下一项")
    assert "2017年二季度已有报送，只能从以后的期起撤销。" in shown_text(app)
    assert (choice("撤销什么").value, choice("从哪一期起").value) == ("2-1", "2017Q3")
    next(t for t in app.text_input if t.label == "依据").input("区政府会议纪要")
    assert press(app, "撤销").success[0].value == "已撤销 2-1，批准后生效。"


def test_an_error_of_the_dry_run_leads_to_its_item(ledger_file):
    work = change(ledger_file)
    app = at(work, "items")
    next(t for t in app.text_input if t.label == "标题（24 字以内）").input("")
    press(app, "保存")
    app = press(at(work, "submit"), "去改")
    assert next(s for s in app.selectbox if s.label.startswith("事项（共")).value == "1-1"


@pytest.mark.parametrize("code", ["11-2", "1-1"])
def test_a_colleague_saves_the_same_draft_and_only_the_item_that_he_changed_is_looked_at_again(ledger_file, code):
    work = change(ledger_file)
    app = at(work, "items")
    ledger = shared_ledger.ledger()
    draft = queries.plan_drafts.draft(ledger, work)
    his = Edit(kind=EditKind.SET, table="items.csv", key=code, column="title", value="吴督查的标题")
    commands.plan_drafts.save_edits(ledger, SECOND, work, [his], draft.number)
    next(t for t in app.text_input if t.label == "标题（24 字以内）").input("另一个标题")
    app = press(app, "保存")
    titles = {r["code"]: r["title"] for r in queries.plan_drafts.draft(ledger, work).proposal.plan.tables["items.csv"]}
    assert titles[code] == "吴督查的标题"
    assert (titles["1-1"] == "另一个标题") is (code != "1-1")
    assert any("吴督查刚刚存过这份草稿" in w.value for w in app.warning) is (code == "1-1")
    assert ("标题：另一个标题" in shown_text(app)) is (code == "1-1")


def test_an_item_left_without_saving_tells_what_was_typed_and_a_saved_one_nothing(ledger_file):
    work = change(ledger_file)
    app = at(work, "items")
    next(t for t in app.text_input if t.label == "标题（24 字以内）").input("另一个标题")
    app = press(app, "下一项")
    assert "1-1 没有按保存就离开了" in app.warning[0].value and "标题：另一个标题" in shown_text(app)
    app = press(app, "知道了")
    assert not app.warning
    next(t for t in app.text_input if t.label == "标题（24 字以内）").input("第三个标题")
    app = press(app, "保存，看下一项")
    assert "2-1 已存" in app.success[0].value and not app.warning


def test_what_stood_in_the_tables_of_an_item_that_a_colleague_changed_is_told_cell_by_cell(ledger_file):
    work = change(ledger_file)
    app = at(work, "items").selectbox(key="compile_item").select("5-1").run()
    indicators, commitments = (app.get("data_editor")[n].key for n in range(2))
    app.session_state[indicators] = {
        "edited_rows": {0: {"annual": "75", "2017Q4": "90"}},
        "added_rows": [{"name": "开工率", "unit": "%"}],
        "deleted_rows": [],
    }
    app.session_state[commitments] = {
        "edited_rows": {0: {"period": "2017Q3", "due": "2017-09-20", "key": True}},
        "added_rows": [],
        "deleted_rows": [1],
    }
    ledger = shared_ledger.ledger()
    his = [
        Edit(kind=EditKind.SET, table="indicators.csv", key="5-1a", column="annual", value="75"),
        Edit(kind=EditKind.SET, table="items.csv", key="5-1", column="title", value="吴督查的标题"),
    ]
    commands.plan_drafts.save_edits(ledger, SECOND, work, his, queries.plan_drafts.draft(ledger, work).number)
    app = press(app, "保存")
    told = [m.value.removeprefix("您的页面上，") for m in app.markdown if m.value.startswith("您的页面上，")]
    assert told == [
        "指标 5-1a 的四季度：90",
        "新增指标：指标 开工率，单位 %",
        "节点 5-1.01 的期：三季度",
        "节点 5-1.01 的时限：2017-09-20",
        "节点 5-1.01 的重点：是",
        "删去节点：5-1.02 实际到账外资保持稳定",
    ]


def test_a_request_that_somebody_else_decided_meanwhile_is_not_approved_in_silence(ledger_file):
    ledger = submit_withdrawal(ledger_file)
    app = open_page("compile")
    commands.plan_requests.approve(ledger, SECOND, queries.plan_requests.waiting(ledger)[0].number)
    app = press(app, "批准")
    assert "1 号报批已批准（吴督查），您刚才按的没有办理" in app.info[0].value


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("name 列的“区某局”不在 units.csv 里。", "“区某局”不在单位里。"),
        ("responsible.csv 4-1　chapter 列的 9 不在 plan.toml 里。", "4-1　9 不在基本情况里。"),
    ],
)
def test_a_finding_is_told_in_words_of_the_page(said, shown):
    assert compile_words.markdown(said) == shown


def test_a_request_overtaken_by_another_is_marked_before_the_click(ledger_file):
    open_page("compile")
    ledger = shared_ledger.ledger()
    first, late = (
        commands.corrections.request_correction(ledger, SECOND, PLAN, "planned", "2-1b", v, "纪要", "2017Q4")
        for v in ("50000", "60000")
    )
    assert not open_page("compile").warning
    commands.plan_requests.approve(ledger, FIRST, first)
    app = open_page("compile")
    assert "这一处已经改过" in app.warning[0].value and app.button(key=f"request_approve_{late}").disabled
    assert not app.info, "nothing was pressed"


def test_last_years_plan_says_how_many_items_are_still_to_be_gone_through(ledger_file):
    open_page("compile")
    work = commands.plan_drafts.begin_from_last_year(shared_ledger.ledger(), FIRST, PLAN, 2018)
    assert "还有 127 项是上年的目标和计划值" in at(work, "head").info[0].value


def test_the_approver_of_a_new_year_sees_what_differs_from_the_last_one_beside_the_whole_plan(ledger_file):
    open_page("compile")
    ledger = shared_ledger.ledger()
    work = commands.plan_drafts.begin_from_last_year(ledger, FIRST, PLAN, 2018)
    assert "没有差别" in shown_text(at(work, "submit"))
    draft = queries.plan_drafts.draft(ledger, work)
    answers = {q.key: (q.proposals or ("2018-02-01",))[0] for q in draft.proposal.questions}
    answers["head number"] = "周政发〔2018〕1号"
    edit = Edit(kind=EditKind.SET, table="items.csv", key="1-1", column="goal", value="地区生产总值增长7.5%左右")
    number = commands.plan_drafts.save_edits(ledger, FIRST, work, [edit], draft.number)
    number = commands.plan_drafts.settle(ledger, FIRST, work, number, answers=answers)
    commands.plan_requests.submit(ledger, FIRST, work, "区政府常务会议纪要", number)
    app = open_page("compile")
    assert "与上年计划的差别" in shown_text(app) and "修改计划 2 个，修改事项 1 个。" in shown_text(app)
    assert "地区生产总值增长7.5%左右" in shown_html(app)
    assert 127 in [len(table.value) for table in app.dataframe]


def test_the_plan_to_begin_from_is_that_of_the_sidebar_first(ledger_file):
    with Ledger(ledger_file) as ledger:
        commands.plans.load_plan(ledger, console(), ROOT / "data" / "plans" / "guotu-2019")
    for way, label in (("last_year", "沿用哪份计划"), ("change", "修改哪份计划")):
        app = open_page("compile", way=way, plan="guotu-2019")
        assert next(s for s in app.selectbox if s.label == label).value == "guotu-2019"
        app = app.selectbox(key="plan").select(PLAN).run()
        assert next(s for s in app.selectbox if s.label == label).value == PLAN
