"""The frame over all plans and over one: what is chosen, what the pages show, where their links lead."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.app.helpers import in_url, listed, open_page, press, shown_html, shown_text
from tests.helpers import OFFICE, PLAN, TINY, TINY_PLAN, clerk, head
from tests.plan_folders import FIRST, long_plan, monthly_plan, phased_plan, write_plan
from tests.played_plans import filled, load
from zcdash import commands, queries
from zcdash.auth.pages import BY_NAME, PAGES
from zcdash.auth.permissions import Role, console
from zcdash.domain.submission import View
from zcdash.domain.terms import PLAN_KIND_NAME
from zcdash.store.ledger import Ledger
from zcdash.ui.session import ALL_PLANS
from zcdash.web import shared_ledger

MONTHLY, PHASED, LONG = "monthly-2017", "phased-2016", "long-2019"
SPANNING = [page.name for page in PAGES if page.spans_plans]
OF_ONE_PLAN = [page.name for page in PAGES if not page.spans_plans and page.name not in ("security", "accounts")]


@pytest.fixture(scope="module")
def _four_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("four")
    path = folder / "four.duckdb"
    with Ledger(path) as ledger:
        load(ledger, TINY)
        for make, name in ((monthly_plan, MONTHLY), (phased_plan, PHASED), (long_plan, LONG)):
            load(ledger, make(folder / name))
        commands.plans.set_business_date(ledger, console(), date(2017, 4, 20))
        commands.plans.set_business_date(ledger, console(), date(2017, 1, 5), PHASED)
        commands.plans.set_business_date(ledger, console(), date(2020, 2, 10), LONG)
    return path


@pytest.fixture
def four(_four_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A yearly plan, a monthly one, a programme in phases and a plan of several years; the program finds the ledger."""
    path = Path(shutil.copy(_four_file, tmp_path / "four.duckdb"))
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))
    return path


def file_unsigned(plan: str, period: str, unit: str) -> int:
    """File one unit's return as planned; return its number."""
    ledger = shared_ledger.ledger()
    form = queries.forms.form(ledger, plan, period, unit)
    receipt = commands.submissions.submit(
        ledger, clerk(unit), filled(form, {}), form.file_name, "李填报", accept=True, plan=plan, period=period
    )
    assert receipt.submission is not None
    return receipt.submission


def plan_box(app):
    return app.selectbox(key="plan")


@pytest.mark.parametrize("page", SPANNING)
def test_a_page_that_spans_plans_opens_over_all_of_them_without_a_period(four, page):
    app = open_page(page, plan=ALL_PLANS)
    assert app.title and not app.error and not app.warning
    assert "全部 4 个计划" in shown_text(app)
    assert not [b for b in (*app.button_group, *app.selectbox) if b.key == "period"]


@pytest.mark.parametrize("page", OF_ONE_PLAN)
def test_any_other_page_shows_one_plan_where_all_were_chosen(four, page):
    app = open_page(page, plan=ALL_PLANS)
    assert not app.error and not app.warning and not app.exception
    assert ALL_PLANS not in plan_box(app).options and "全部" not in plan_box(app).options[0]
    assert plan_box(app).value == TINY_PLAN


@pytest.mark.parametrize("plan", [MONTHLY, PHASED, LONG])
@pytest.mark.parametrize("page", [name for name in BY_NAME if name not in ("security", "accounts")])
def test_every_page_opens_for_every_kind_of_plan(four, page, plan):
    app = open_page(page, plan=plan)
    assert app.title and not app.error and not app.warning
    assert plan_box(app).value == plan


def test_one_plan_is_shown_first_and_the_yearly_one_before_others(four):
    app = open_page()
    assert plan_box(app).value == TINY_PLAN and "plan" not in app.query_params
    assert plan_box(app).options[0] == "全部计划（4 个）"


def test_a_ledger_of_one_plan_has_no_choice_of_all(ledger_file):
    assert len(plan_box(open_page()).options) == 1


def test_all_plans_are_chosen_again_after_a_page_of_one_plan(four):
    app = open_page("overview", plan=ALL_PLANS)
    app.switch_page("../../pages/chapter.py").run()
    assert plan_box(app).value == TINY_PLAN
    app.switch_page("../../pages/leader.py").run()
    assert plan_box(app).value == ALL_PLANS and in_url(app, "plan") == ALL_PLANS


def test_a_plan_chosen_in_between_stays_and_is_the_one_that_other_pages_show(four):
    app = open_page("overview", plan=ALL_PLANS)
    app.switch_page("../../pages/chapter.py").run()
    plan_box(app).set_value(LONG).run()
    app.switch_page("../../pages/leader.py").run()
    assert plan_box(app).value == LONG and in_url(app, "plan") == LONG
    plan_box(app).set_value(ALL_PLANS).run()
    app.switch_page("../../pages/promise.py").run()
    assert plan_box(app).value == LONG


def test_another_plan_chosen_drops_the_period_and_the_item_of_the_plan_before(four):
    app = open_page(
        "item",
        plan=TINY_PLAN,
        period="2017Q2",
        item=queries.plans.plan(shared_ledger.ledger(), TINY_PLAN).items[0].code,
    )
    plan_box(app).set_value(LONG).run()
    assert not app.warning and "item" not in app.query_params and "period" not in app.query_params


@pytest.mark.parametrize(("plan", "is_list"), [(TINY_PLAN, False), (MONTHLY, False), (LONG, False)])
def test_few_periods_are_buttons(four, plan, is_list):
    app = open_page("overview", plan=plan)
    assert any(b.key == "period" for b in app.selectbox) is is_list


def test_a_dozen_periods_are_a_list_that_a_phone_can_use(tmp_path, four):
    folder = monthly_plan(tmp_path / "year-2017")
    told = (folder / "plan.toml").read_text(encoding="utf-8").replace(MONTHLY, folder.name)
    months = ", ".join(f'"2017M{m:02}"' for m in range(1, 13))
    told = re.sub(r"periods = \[.*?\]", f"periods = [{months}]", told)
    (folder / "plan.toml").write_text(told, encoding="utf-8")
    load(shared_ledger.ledger(), folder)
    app = open_page("overview", plan=folder.name)
    assert app.selectbox(key="period").value == "2017M03" and len(app.selectbox(key="period").options) == 12
    app.selectbox(key="period").set_value("2017M01").run()
    assert in_url(app, "period") == "2017M01" and not app.error


def test_the_overview_has_a_line_for_each_plan_that_opens_it_and_names_the_plan_of_every_item(four):
    html = shown_html(open_page("overview", plan=ALL_PLANS))
    assert sorted(re.findall(r'class="zc-kind">(\S+?)<', html)) == sorted(PLAN_KIND_NAME.values())
    for plan in (TINY_PLAN, MONTHLY, PHASED, LONG):
        assert f'href="./?plan={plan}"' in html
    links = re.findall(r'href="item\?([^"]+)"', html)
    assert links and all(re.match(r"plan=[\w-]+&amp;item=", link) for link in links)


def test_items_of_all_plans_are_searched_and_open_in_their_plan(four):
    app = open_page("items", plan=ALL_PLANS, words="违法建设")
    assert listed(app) == ["1"] and f"plan={PHASED}&amp;item=1" in shown_html(app)
    assert "1 个计划，共 1 项" in shown_text(app)
    assert app.selectbox(key="leader").label == "分管领导", "leaders of every kind of plan"
    app = open_page("items", plan=ALL_PLANS, kind="中长期规划")
    assert f"plan={LONG}&amp;item=1" in shown_html(app) and f"plan={PHASED}&amp;item=" not in shown_html(app)


def test_a_leader_has_the_items_of_every_plan_under_its_head(four):
    app = open_page("leader", plan=ALL_PLANS, leader="马春")
    assert listed(app) == ["1"] and "拆违治乱专项行动方案" in shown_html(app)
    assert f'href="leader?plan={PHASED}&amp;leader=%E9%A9%AC%E6%98%A5"' in shown_html(app)


def test_a_unit_sees_the_returns_that_it_owes_to_every_plan(four):
    app = open_page("unit", plan=ALL_PLANS, unit="区司法局")
    html = shown_html(app)
    assert html.count(f"submit?plan={MONTHLY}&amp;period=2017M0") == 4 and "逾期未报" in html


def test_a_plan_without_leaders_says_so_in_a_sentence(four):
    app = open_page("leader", plan=LONG)
    assert app.title[0].value == "责任领导" and [i.value for i in app.info] == ["本计划没有写明责任领导。"]
    assert not app.get("plotly_chart")


@pytest.mark.parametrize(
    ("page", "plan", "title"),
    [
        ("promise", TINY_PLAN, "2017年度目标"),
        ("promise", LONG, "2019—2022年规划目标"),
        ("submit", TINY_PLAN, "季度报送"),
        ("submit", MONTHLY, "月度进展"),
        ("score", PHASED, "阶段验收"),
        ("leader", TINY_PLAN, "分管区长"),
    ],
)
def test_titles_are_in_the_words_of_the_kind(four, page, plan, title):
    app = open_page(page, plan=plan)
    assert app.title[0].value == title and "年终考核" not in shown_text(app)


def test_the_queue_holds_the_submissions_of_all_plans_each_under_its_plan(four):
    numbers = [file_unsigned(MONTHLY, "2017M01", "区司法局"), file_unsigned(PHASED, FIRST, "区规划分局")]
    commands.approvals.sign(shared_ledger.ledger(), head("区司法局"), MONTHLY, numbers[0])
    app = open_page("signing", Role.OFFICE, plan=ALL_PLANS)
    assert "待我审签（1）" in shown_text(app) and "矛盾纠纷排查调处制度" in shown_html(app)
    assert list(app.dataframe[0].value["计划"]) == ["拆违治乱专项行动方案"]
    assert re.match(r"\d{4}-", app.dataframe[0].value["报送"][0]), "plans of several years"
    press(app, "签收")
    status = queries.approvals.submission_status(shared_ledger.ledger(), MONTHLY, numbers[0])
    assert status.course.awaits is None


def test_all_submissions_of_one_plan_are_signed_at_once(four):
    ledger = shared_ledger.ledger()
    for period in ("2017M01", "2017M02"):
        commands.approvals.sign(ledger, head("区司法局"), MONTHLY, file_unsigned(MONTHLY, period, "区司法局"))
    app = open_page("signing", Role.OFFICE, plan=ALL_PLANS)
    press(app, "全部签收（2 份）")
    assert len(queries.approvals.counted_submissions(ledger, MONTHLY, View.OFFICIAL)) == 2


def test_a_notice_says_which_plan_it_is_of(four):
    ledger = shared_ledger.ledger()
    proposal = queries.notice_proposals.proposals(ledger, MONTHLY, "2017M02")[0]
    commands.notices.issue_notice(
        ledger, OFFICE, MONTHLY, proposal.period, proposal.kind, proposal.code, proposal.unit,
        proposal.text, proposal.due, proposal.step, "",
    )  # fmt: skip
    app = open_page("notices", plan=ALL_PLANS)
    assert "未销号（1）" in shown_text(app) and "矛盾纠纷排查调处制度 · 2017年2月" in shown_html(app)
    assert f'href="notices?plan={MONTHLY}&amp;period=2017M03"' in shown_html(app)


def test_the_brief_of_a_unit_has_a_section_for_every_plan(four):
    html = shown_html(open_page("brief", plan=ALL_PLANS, unit="区司法局"))
    assert "区司法局　全部计划简报" in html and "<h3>矛盾纠纷排查调处制度　2017年3月</h3>" in html


def test_who_sees_what_is_not_accepted_is_logged_for_all_plans_once(four):
    open_page("overview", plan=ALL_PLANS, seen=View.FILED.value)
    open_page("overview", plan=ALL_PLANS, seen=View.FILED.value)
    seen = [e for e in queries.audit_log.acts(shared_ledger.ledger()) if e["subject"] == "在途的全部报送"]
    assert len(seen) == 1 and seen[0]["plan"] == ""


def test_a_clerk_who_owes_last_years_return_is_led_to_it_from_the_new_plan(ledger_file, tmp_path):
    rows = {
        "items": [{"code": "1", "title": "增收节支"}],
        "responsible": [{"item": "1", "name": "区财政局"}],
        "units": [{"name": "区财政局"}],
        "targets": [{"item": "1", "period": "2016Q4", "text": "完成增收节支任务。"}],
        "commitments": [
            {"code": "1.01", "item": "1", "period": "2016Q4", "text": "完成增收节支任务", "due": "2016-12-31"}
        ],
    }
    with Ledger(ledger_file) as ledger:
        load(ledger, write_plan(tmp_path / "old", "old-2016", ["2016Q4"], rows, title="2016年试验计划"))
        commands.plans.set_business_date(ledger, console(), date(2017, 1, 3))
    app = open_page("overview", Role.CLERK)
    assert app.selectbox(key="plan").value == PLAN
    assert "区财政局在别的计划还有 1 份该报没有报的" in shown_text(app)
    assert "submit?plan=old-2016&amp;period=2016Q4" in shown_html(app)
    app.switch_page("../../pages/submit.py").run()
    assert app.selectbox(key="plan").value == "old-2016" and "2016年四季度报送截止" in shown_text(app)
    app.selectbox(key="plan").select(PLAN).run()
    assert app.selectbox(key="plan").value == PLAN and "该报没有报的" in shown_text(app)
    assert open_page("submit", Role.CLERK).selectbox(key="plan").value == "old-2016"
    file_unsigned("old-2016", "2016Q4", "区财政局")
    app = open_page("submit", Role.CLERK)
    assert app.selectbox(key="plan").value == PLAN and "该报没有报的" not in shown_text(app)
