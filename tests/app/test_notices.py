"""督办单 and 一页简报 on the page: what each role sees and may do; markup in texts stays text."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from tests.app.helpers import open_page, press, shown_html, shown_text
from tests.app.reader import reader
from tests.helpers import OFFICE, PEOPLE, PLAN, accept, clerk, deputy, head
from zcdash import commands, queries, store
from zcdash.auth.pages import BY_NAME
from zcdash.auth.permissions import Role
from zcdash.domain.submission import Actual, Submission
from zcdash.queries.notices import Proposal
from zcdash.rendering.brief import brief_text
from zcdash.web import shared_ledger

AIR, FINANCE, PERIOD = "区环保分局", "区财政局", "2017Q1"
HOSTILE = "<img src=x onerror=alert(1)> ![i](http://evil.example/i.png) [x](javascript:alert(1))"


def issue_proposal(proposal: Proposal, text: str = "") -> int:
    """Issue a proposed notice, in its own words unless others are given; return its number."""
    return commands.notices.issue_notice(
        shared_ledger.ledger(),
        OFFICE,
        PLAN,
        proposal.period,
        proposal.kind,
        proposal.code,
        proposal.unit,
        text or proposal.text,
        proposal.due,
    )


def issue(unit: str = FINANCE, text: str = "") -> int:
    """Issue the notice that reminds a unit of its submission."""
    proposals = queries.notice_proposals.proposals(shared_ledger.ledger(), PLAN, PERIOD)
    return issue_proposal(next(p for p in proposals if p.unit == unit and not p.code), text)


def page(role: Role = Role.OFFICE) -> AppTest:
    return open_page("notices", role, period=PERIOD)


def button(app: AppTest, label: str):
    return next(b for b in app.main.button if b.label == label)


def test_the_office_issues_what_is_proposed_in_its_own_words(ledger_file):
    app = page()
    number = len(queries.notice_proposals.proposals(shared_ledger.ledger(), PLAN, PERIOD))
    assert f"一季度建议下发（{number}）" in shown_text(app) and "没有未销号的督办单" in shown_text(app)
    app.selectbox(key=f"notice_proposal_{PERIOD}").set_value(f"return||{FINANCE}").run()
    app.main.text_area[0].set_value("请于月底前补报。")
    app = press(app, "下发")
    assert "已下发第 1 号督办单" in app.success[0].value and f"建议下发（{number - 1}）" in shown_text(app)
    assert (
        "请于月底前补报。" in shown_html(app)
        and "还有 7 天回复" in shown_html(app)
        and "◇</span> 提醒（蓝）" in shown_html(app)
    )
    notice = queries.notices.notice(shared_ledger.ledger(), PLAN, 1)
    assert (notice.unit, notice.text, notice.issued_by) == (FINANCE, "请于月底前补报。", OFFICE.name)


def test_another_step_without_a_reason_is_refused_on_the_page(ledger_file):
    app = page()
    step = next(s for s in app.main.selectbox if s.label == "档次")
    step.set_value("interview")
    app = press(app, "下发")
    assert "没有写明改档的理由" in app.error[0].value and queries.notices.notices(shared_ledger.ledger(), PLAN) == []


def test_a_clerk_sees_and_answers_what_was_sent_to_the_own_unit(ledger_file):
    issue(), issue(AIR)
    app = page(Role.CLERK)
    assert FINANCE in shown_html(app) and AIR not in shown_html(app) and "建议下发" not in shown_text(app)
    assert {b.label for b in app.main.button} == {"回复"}
    button(app, "回复").click().run()
    assert "没有写明未完成的原因" in app.error[0].value
    app.text_area(key="reply_cause_1").set_value("经办人出差")
    app.text_area(key="reply_next_1").set_value("今天补报")
    app.date_input(key="reply_by_1").set_value(date(2017, 4, 21))
    button(app, "回复").click().run()
    assert "第 1 号已回复" in app.success[0].value and "经办人出差" in shown_html(app)
    assert queries.notices.notice(shared_ledger.ledger(), PLAN, 1).replies[0].name == "李填报"


def test_the_office_ends_with_a_reason_and_the_history_keeps_it(ledger_file):
    issue()
    app = page()
    button(app, "销号").click().run()
    assert "销号没有写明理由" in app.error[0].value
    app.text_input(key="end_note_1").set_value("已补报")
    button(app, "销号").click().run()
    assert "第 1 号已销号" in app.success[0].value and "未销号（0）" in shown_text(app)
    over = next(d.value for d in app.dataframe if "销号" in d.value)
    assert "已补报" in over["销号"][0] and over["状态"][0] == "已销号"


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.VIEWER])
def test_those_who_oversee_see_all_and_change_nothing(ledger_file, role):
    issue(), issue(AIR)
    app = page(role)
    assert FINANCE in shown_html(app) and AIR in shown_html(app)
    assert not app.main.button and not app.main.text_area


def test_the_rules_stand_on_the_page_with_their_sources(ledger_file):
    rules = next(d.value for d in page(Role.VIEWER).dataframe if "什么时候" in d.value)
    assert list(rules["档次"]) == ["◇ 提醒（蓝）", "☆ 督办（黄）", "★ 约谈（红）"] and "三亚" in rules["出处"][0]


def test_words_of_a_notice_and_its_reply_stay_words(ledger_file):
    issue(text=HOSTILE)
    commands.notices.reply_notice(shared_ledger.ledger(), clerk(FINANCE), PLAN, 1, HOSTILE, HOSTILE, date(2017, 4, 30))
    app = page()
    assert "<img" not in shown_html(app) and "&lt;img src=x" in shown_html(app)
    assert "evil.example" not in shown_text(app) and "javascript" not in shown_text(app)


def test_the_words_with_which_a_return_was_sent_back_stay_words_in_the_proposal(ledger_file):
    ledger = shared_ledger.ledger()
    book, filled = (
        load_workbook(BytesIO(queries.submissions.template_workbook(ledger, PLAN, PERIOD, AIR)[1])),
        BytesIO(),
    )
    book["指标"]["I4"] = 33
    book.save(filled)
    number = commands.submissions.submit(
        ledger, clerk(AIR), filled.getvalue(), "环保.xlsx", "小李", accept=True
    ).submission
    commands.approvals.sign(ledger, head(AIR), PLAN, number)
    commands.approvals.send_back(ledger, deputy("刘冀中"), PLAN, number, HOSTILE)
    app = page()
    app.selectbox(key=f"notice_proposal_{PERIOD}").set_value(f"return||{AIR}").run()
    assert any("evil.example" in t.value for t in app.main.text) and "evil.example" not in shown_text(app) + shown_html(
        app
    )


SCRIPT = """
import streamlit as st
from zcdash.ui.components import notices

st.session_state["chosen_plan"], st.session_state["chosen_period"] = {plan!r}, {period!r}
notices.open_line({plan!r})
notices.of_item({plan!r}, {item!r})
notices.of_unit({plan!r}, {unit!r})
"""


@pytest.fixture
def beside(ledger_file, tmp_path):
    """Draw what `open_line`, `of_item` and `of_unit` put on other pages."""

    def draw(role: Role, item: str = "", unit: str = "") -> str:
        reader.role, script = role, tmp_path / "beside.py"
        script.write_text(SCRIPT.format(plan=PLAN, period=PERIOD, item=item, unit=unit), encoding="utf-8")
        app = AppTest.from_file(str(script), default_timeout=600).run()
        assert not app.exception
        return shown_html(app)

    return draw


def test_the_open_ones_show_beside_the_board_to_those_who_may_read_them(beside):
    assert beside(Role.OFFICE) == ""
    issue(), issue(AIR)
    commands.plans.set_business_date(shared_ledger.ledger(), OFFICE, date(2017, 4, 28))
    html = beside(Role.OFFICE)
    assert (
        "督办单</a>" in html
        and "提醒（蓝）<b>2</b>" in html
        and "其中逾期未回复<b>2</b>" in html
        and 'href="notices?' in html
    )
    assert "提醒（蓝）<b>1</b>" in beside(Role.CLERK) and beside(Role.ADMIN) == ""
    assert "督办单第 2 号" in beside(Role.VIEWER, unit=AIR) and "督办单第" not in beside(Role.CLERK, unit=AIR)
    assert "逾期 1 天未回复" in beside(Role.VIEWER, unit=AIR)
    commands.notices.end_notice(shared_ledger.ledger(), OFFICE, PLAN, 1, "已补报")
    assert beside(Role.CLERK) == ""


def test_an_item_shows_its_own_open_notices(beside):
    ledger = shared_ledger.ledger()
    number = store.submissions.save_submission(
        ledger,
        Submission(
            plan=PLAN,
            version=1,
            period=PERIOD,
            unit=AIR,
            filed_by="小李",
            filed_at=store.ledger.now(),
            filed_on=date(2017, 4, 5),
            file_name="a.xlsx",
            file_bytes=b"x",
            actuals=[Actual(indicator="14-6a", value=20, typed="20", note="", sheet="指标", cell="I4")],
        ),
    )
    accept(ledger, number)
    proposal = next(p for p in queries.notice_proposals.proposals(ledger, PLAN, PERIOD) if p.code == "14-6")
    issue_proposal(proposal)
    assert "督办单第 1 号" in beside(Role.VIEWER, item="14-6") and "督办单第" not in beside(Role.VIEWER, item="9-1")


def test_a_leaders_brief_opens_by_link_and_agrees_with_the_query(sample):
    app = open_page("brief", Role.DEPUTY, leader="路德芝", period="2017Q3")
    sheet = next(h.proto.body for h in app.get("html") if "zc-sheet" in h.proto.body)
    brief = queries.brief.brief(sample, PLAN, "2017Q3", leader="路德芝")
    assert "路德芝　2017年三季度简报" in sheet and "演示数据（虚构）" in sheet
    assert f"（共 {brief.short} 项未达计划或未报送）" in sheet and brief_text(brief).summary in sheet
    assert all(n.item.title in sheet for n in brief.needs) and "size:A4 portrait" in sheet


@pytest.mark.parametrize("role", sorted(BY_NAME["brief"].open_roles()))
def test_everybody_opens_a_sheet_and_sees_only_the_notices_that_are_his_to_read(sample_year, role):
    ledger = shared_ledger.ledger()
    proposal = next(p for p in queries.notice_proposals.proposals(ledger, PLAN, "2017Q3") if p.unit == "区住建局")
    issue_proposal(proposal)
    sheet = shown_html(open_page("brief", role, unit="区住建局", period="2017Q3"))
    assert "区住建局　2017年三季度简报" in sheet
    assert ("未销号的督办单" in sheet) == (role in (Role.VIEWER, Role.DEPUTY, Role.OFFICE))


def test_without_a_name_the_page_asks_for_one(ledger_file):
    app = open_page("brief")
    assert "选一位分管区长，或者一个单位" in shown_text(app) and "zc-sheet" not in shown_html(app)
    app.selectbox(key="unit").set_value("区住建局").run()
    assert "区住建局　2017年一季度简报" in shown_html(app)
    app.selectbox(key="leader").set_value("耿峰").run()
    assert "耿峰　2017年一季度简报" in shown_html(app) and "请清除分管区长" in shown_text(app)


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.HEAD, Role.CLERK])
def test_a_deputy_mayor_and_a_units_people_find_their_own_sheet(ledger_file, role):
    account = next(p for p in PEOPLE if p.role is role)
    assert f"{account.leader or account.unit}　2017年一季度简报" in shown_html(open_page("brief", role))
