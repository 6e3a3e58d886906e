"""机构人员 on the page: the office renames a unit and hands the items of a deputy mayor over, and sees what follows."""

from dataclasses import replace
from datetime import date

import pytest

from tests import helpers
from tests.app.helpers import open_page, press, shown_text
from tests.helpers import OFFICE, PLAN, add_accounts, clerk, deputy
from zcdash import auth, commands, queries
from zcdash.auth import pages
from zcdash.auth.permissions import Account, Role
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
    ledger = shared_ledger.ledger()
    assert NEW in {u.name for u in queries.plans.plan(ledger, PLAN).units}
    assert auth.sessions.accounts_by_login(ledger)[clerk(AIR).login].unit == NEW


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
    app.selectbox(key="hand_successor").select("耿峰")
    app.text_input(key="hand_reason").input("区政府党组会议纪要")
    app = press(app.run(), "移交")
    assert not app.exception and not app.error
    plan = queries.plans.plan(shared_ledger.ledger(), PLAN)
    assert plan.item_codes_of("刘冀中", "leader") == ()
    assert not auth.sessions.accounts_by_login(shared_ledger.ledger())[deputy("刘冀中").login].active


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
