"""机构人员 on the page: the office renames a unit and hands the items of a deputy mayor over, and sees what follows."""

from dataclasses import replace
from datetime import date

import pytest

from tests import helpers
from tests.app.helpers import open_page, press, shown_text
from tests.helpers import OFFICE, PLAN, add_accounts, clerk, deputy
from zcdash import auth, commands, queries
from zcdash.auth import pages
from zcdash.auth.permissions import Account, Role, console
from zcdash.errors import NotPermitted
from zcdash.store.ledger import Ledger
from zcdash.web import shared_ledger

AIR, NEW = "区环保分局", "区生态环境分局"


@pytest.fixture
def with_people(ledger_file):
    """The address of the ledger, with a clerk of the unit and the deputy mayor."""
    with Ledger(ledger_file) as ledger:
        add_accounts(ledger, [clerk(AIR), deputy("刘冀中")])
    return ledger_file


def test_the_units_of_the_plan_stand_in_the_table(ledger_file):
    app = open_page("organisation", words="环保")
    assert list(app.dataframe[0].value["单位"]) == [AIR]
    assert list(app.dataframe[1].value["姓名"]) == ["路德芝", "耿峰", "李寅萍", "刘冀中", "张国华"]


def test_a_rename_shows_what_follows_and_is_done(with_people):
    app = open_page("organisation", act="更名")
    app = app.selectbox(key="rename_unit").select(AIR).run()
    assert "项（牵头" in shown_text(app) and "账号 1 个" in shown_text(app)
    app.text_input(key="rename_name").input(NEW)
    app.text_input(key="rename_reason").input("机构改革方案")
    app = press(app.run(), "更名")
    assert not app.exception and not app.error
    assert f"更名为{NEW}" in app.success[0].value
    assert app.selectbox(key="rename_unit").value is None
    assert app.text_input(key="rename_name").value == app.text_input(key="rename_reason").value == ""
    ledger = shared_ledger.ledger()
    assert NEW in {u.name for u in queries.plans.plan(ledger, PLAN).units}
    assert auth.sessions.accounts_by_login(ledger)[clerk(AIR).login].unit == NEW


def test_a_split_asks_where_each_account_goes_and_is_taken_back(with_people):
    app = open_page("organisation", act="拆分")
    app.selectbox(key="split_unit").select(AIR)
    app = app.text_area(key="split_names").input(f"{AIR}\n区监测站").run()
    assert "每个账号归哪个单位" in shown_text(app) and clerk(AIR).login in str(app.dataframe[1].value)
    assert f"归{AIR} 1 个（" in shown_text(app) and "单位主要负责人的账号" in app.warning[0].value
    app.text_input(key="split_reason").input("机构改革方案")
    app = press(app.run(), "拆分")
    assert not app.exception and not app.error and app.text_area(key="split_names").value == ""
    assert "个账号" not in app.success[0].value, "the account stayed where it was"
    plan = queries.plans.plan(shared_ledger.ledger(), PLAN)
    assert "区监测站" in {u.name for u in plan.units}
    app = open_page("organisation", act="取消办理")
    app = app.selectbox(key="undo_act").select_index(0).run()
    assert "改回办理以前" in shown_text(app) and not app.warning
    app.text_input(key="undo_reason").input("办错了")
    app = press(app.run(), "取消这一次办理")
    assert not app.exception and not app.error and "没有可以取消的" in shown_text(app)
    assert "区监测站" not in {u.name for u in queries.plans.plan(shared_ledger.ledger(), PLAN).units}


@pytest.mark.parametrize("act", ["合并", "拆分", "新增单位", "撤销", "移交分管"])
def test_every_form_can_be_emptied(ledger_file, act):
    app = open_page("organisation", act=act)
    forms = {"合并": "merge", "拆分": "split", "新增单位": "add", "撤销": "abolish", "移交分管": "hand"}
    app.text_input(key=f"{forms[act]}_reason").input("文号")
    app.session_state["organisation_done"] = forms[act]
    app = app.run()
    assert not app.exception and not app.warning and app.text_input(key=f"{forms[act]}_reason").value == ""


def test_the_page_says_which_plans_a_handover_leaves_alone(with_people):
    with Ledger(with_people) as ledger:
        commands.plans.set_business_date(ledger, console(), date(2018, 6, 1))
    app = open_page("organisation", act="移交分管")
    app = app.selectbox(key="hand_leader").select("刘冀中").run()
    assert "不随之改：《2017年全区经济社会发展主要目标任务》在这一天以前已经到期" in shown_text(app)
    app = app.date_input(key="hand_since").set_value(date(2017, 12, 1)).run()
    assert "不随之改" not in shown_text(app) and "随之改：《2017年全区" in shown_text(app)


def test_without_a_ground_nothing_is_done_and_what_was_typed_stays(with_people):
    app = open_page("organisation", act="更名")
    app = app.selectbox(key="rename_unit").select(AIR).run()
    app.text_input(key="rename_name").input(NEW)
    app = press(app.run(), "更名")
    assert "没有写明依据" in app.error[0].value
    assert app.text_input(key="rename_name").value == NEW


def test_a_handover_shows_items_and_account_and_is_done(with_people):
    app = open_page("organisation", act="移交分管")
    app = app.selectbox(key="hand_leader").select("刘冀中").run()
    assert "《2017年全区经济社会发展主要目标任务》" in shown_text(app) and "账号 1 个" in shown_text(app)
    app = app.selectbox(key="hand_successor").select("耿峰").run()
    app.selectbox(key="hand_old_True").select("inactive")
    app.text_input(key="hand_reason").input("区政府党组会议纪要")
    app = press(app.run(), "移交")
    assert not app.exception and not app.error
    plan = queries.plans.plan(shared_ledger.ledger(), PLAN)
    assert plan.item_codes_of("刘冀中", "leader") == ()
    assert not auth.sessions.accounts_by_login(shared_ledger.ledger())[deputy("刘冀中").login].active


def test_a_wrong_handover_is_handed_back_and_says_that_the_account_goes_on(with_people):
    with Ledger(with_people) as ledger:
        commands.handover.hand_over(ledger, OFFICE, "刘冀中", "丙区张", date(2017, 4, 20), "区政府党组会议纪要")
    app = open_page("organisation", act="移交分管")
    app = app.selectbox(key="hand_leader").select("丙区张").run()
    app = app.selectbox(key="hand_successor").select("刘冀中").run()
    assert "上一次移交时停用了，重新启用，密码不变" in shown_text(app) and not app.warning
    app.text_input(key="hand_reason").input("移交错了人")
    app = press(app.run(), "移交")
    assert not app.error
    assert auth.sessions.accounts_by_login(shared_ledger.ledger())[deputy("刘冀中").login].active


def test_the_page_of_a_leader_says_whose_a_period_before_the_handover_is(with_people):
    with Ledger(with_people) as ledger:
        commands.handover.hand_over(ledger, OFFICE, "刘冀中", "丙区张", date(2017, 4, 20), "区政府党组会议纪要")
    told = "其中 42 项是接任的：一季度在移交日以前到期，比较和考核都列在刘冀中名下。"
    assert told in shown_text(open_page("leader", leader="丙区张", period="2017Q1"))
    assert "是接任的" not in shown_text(open_page("leader", leader="丙区张", period="2017Q2"))
    assert "已经移交，以下是一季度在任时分管的事项。" in shown_text(
        open_page("leader", leader="刘冀中", period="2017Q1")
    )


def test_a_handover_to_somebody_without_an_account_says_so_and_keeps_the_old_one(with_people):
    with Ledger(with_people) as ledger:
        helpers.file_submission(ledger, AIR, "2017Q1", {"14-6a": 1.0}, plan=PLAN, accepted=False)
        commands.approvals.sign(ledger, helpers.head(AIR), PLAN, 1)
    app = open_page("organisation", act="移交分管")
    app = app.selectbox(key="hand_leader").select("刘冀中").run()
    assert not app.warning
    app = app.selectbox(key="hand_successor").select("耿峰").run()
    assert "1 份在途报送没有人能签" in app.warning[0].value and "系统管理员" in app.warning[0].value
    app.text_input(key="hand_reason").input("区政府党组会议纪要")
    app = press(app.run(), "移交")
    assert not app.exception and not app.error
    ledger = shared_ledger.ledger()
    old = auth.sessions.accounts_by_login(ledger)[deputy("刘冀中").login]
    assert old.active and queries.approvals.substitutes(ledger, PLAN) == {"耿峰": "刘冀中"}
    commands.approvals.sign(ledger, deputy("刘冀中"), PLAN, 1)


def test_a_wrong_name_is_put_right_in_the_same_form(with_people):
    with Ledger(with_people) as ledger:
        commands.organisation.rename_unit(ledger, OFFICE, AIR, "区生态分句", date(2017, 4, 20), "机构改革方案")
    app = open_page("organisation", act="更名")
    app = app.selectbox(key="rename_unit").select("区生态分句").run()
    app.text_input(key="rename_name").input(NEW)
    app.text_input(key="rename_reason").input("写错")
    app = press(app.run(), "更正上一次办理")
    assert not app.exception and not app.error
    assert "区生态分句应为" in app.success[0].value and "\\" not in app.success[0].value
    assert queries.organisation.line(shared_ledger.ledger(), AIR) == (AIR, NEW)


def test_the_name_of_a_later_plan_is_offered_as_the_same_unit(with_people):
    with Ledger(with_people) as ledger:
        commands.organisation.add_unit(ledger, OFFICE, NEW, "department", "后来的计划")
    app = open_page("organisation", act="更名")
    app = app.selectbox(key="rename_unit").select(AIR).run()
    app.text_input(key="rename_reason").input("机构改革方案")
    app = app.text_input(key="rename_name").input(NEW).run()
    app.checkbox(key="rename_same").check()
    app = press(app.run(), "更名")
    assert not app.exception and not app.error
    assert queries.organisation.line(shared_ledger.ledger(), AIR) == (AIR, NEW)


def test_no_column_of_days_or_names_is_cut_off(ledger_file):
    from zcdash.rendering.dataframes import organisation_tables
    from zcdash.ui.components import organisation

    assert {*organisation._UNIT_WIDTHS} == {*organisation_tables._UNIT_COLUMNS}
    assert {*organisation._LEADER_WIDTHS} == {*organisation_tables._LEADER_COLUMNS}
    for widths in (organisation._UNIT_WIDTHS, organisation._LEADER_WIDTHS):
        assert min(widths["自"]["width"], widths["至"]["width"]) >= 90


def test_a_unit_is_added(ledger_file):
    app = open_page("organisation", act="新增单位")
    app.text_input(key="add_name").input("区大数据局")
    app.text_input(key="add_reason").input("机构编制文件")
    app = press(app.run(), "新增")
    assert not app.exception and "已新增区大数据局" in app.success[0].value


@pytest.mark.parametrize("role", [Role.CLERK, Role.DEPUTY, Role.ADMIN])
def test_the_page_is_the_offices_alone(ledger_file, role):
    with pytest.raises(NotPermitted):
        pages.require_page(Account("x", "x", role, unit=AIR, leader="耿峰"), pages.BY_NAME["organisation"])


def test_a_link_with_the_old_name_leads_to_the_unit(with_people):
    with Ledger(with_people) as ledger:
        commands.organisation.rename_unit(ledger, OFFICE, AIR, NEW, date(2017, 4, 20), "机构改革方案")
    app = open_page("unit", unit=AIR)
    assert app.header[0].value == NEW and not app.warning


def test_the_clerk_finds_the_period_that_was_filed_and_the_next_one(with_people):
    with Ledger(with_people) as ledger:
        helpers.add_accounts(ledger, [replace(helpers.PEOPLE[1], unit=AIR)])
        commands.organisation.rename_unit(ledger, OFFICE, AIR, NEW, date(2017, 4, 20), "机构改革方案")
    for period, name in (("2017Q1", AIR), ("2017Q2", NEW)):
        app = open_page("submit", Role.CLERK, period=period)
        assert app.selectbox(key="unit").value == name
        assert not app.exception and not app.error


def test_both_leaders_stand_in_the_year_end_assessment(with_people):
    with Ledger(with_people) as ledger:
        commands.plans.set_business_date(ledger, console(), date(2018, 1, 20))
        hand = commands.handover.hand_over
        hand(ledger, OFFICE, "刘冀中", "王新人", date(2017, 10, 11), "会议纪要", old_account="keep")
    app = open_page("score", who="leader")
    names = list(app.dataframe[0].value["分管区长"])
    assert {"刘冀中（至2017-10-10）", "王新人（2017-10-11起）"} <= {*names}
    assert "移交日以前到期的计入移交人" in shown_text(app)
    app = open_page("score", who="leader", leader="刘冀中")
    assert app.header[0].value == "刘冀中（至2017-10-10）" and not app.exception
