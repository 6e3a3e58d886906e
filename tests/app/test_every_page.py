"""Every page in the frame over the shipped plan; an empty and a broken ledger; filters and links in the URL."""

import json

import pytest

from tests.app.helpers import in_url, listed, open_page, shown_html, shown_text
from tests.helpers import TINY, fresh
from zcdash import commands, queries
from zcdash.auth.pages import BY_NAME, PAGES
from zcdash.auth.permissions import Account, Role
from zcdash.intake.plan_folder import read_plan_tables
from zcdash.queries.plan_drafts import NO_DECISIONS
from zcdash.store.ledger import Ledger
from zcdash.web import shared_ledger


@pytest.mark.parametrize("page", BY_NAME)
@pytest.mark.parametrize("period", ["2017Q1", "2017Q4"])
def test_every_page_opens_at_every_period(ledger_file, page, period):
    app = open_page(page, period=period)
    assert app.title and not app.error
    assert in_url(app, "period") == period


@pytest.fixture
def empty_ledger(tmp_path, monkeypatch):
    """A ledger of an office's first day: no plan, no account; the program finds it through the environment."""
    path = tmp_path / "empty.duckdb"
    Ledger(path).close()
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONSOLE])
def test_without_a_plan_every_page_says_the_next_step_or_works(empty_ledger, role):
    for page in PAGES:
        # The frame writes the text in place of a page: one of its roles will do.
        readers = [r for r in Role if r in page.open_roles()]
        if role not in (readers if page.without_plan else readers[:1]):
            continue
        app = open_page(page.name, role, plan="all", period="2017Q1", words="x")
        said = "还没有计划" in shown_text(app)
        assert app.title and not app.error and not app.exception and not app.get("plotly_chart")
        assert said is not page.without_plan, page.name


@pytest.mark.parametrize(
    ("role", "told", "page"),
    [
        (Role.OFFICE, "计划编制" if "compile" in BY_NAME else "init", "compile"),
        (Role.ADMIN, "“账号”页", "accounts"),
        (Role.CLERK, "请问督查室", ""),
        (Role.DEPUTY, "请问督查室", ""),
    ],
)
def test_without_a_plan_some_get_a_link_and_others_a_name_to_ask(empty_ledger, role, told, page):
    app = open_page("items", role)
    assert told in app.info[0].value and bool(app.get("page_link")) is (page in BY_NAME)
    assert "搜索" not in [field.label for field in app.text_input]


def test_without_a_plan_the_second_person_is_led_to_the_one_that_waits(empty_ledger):
    assert "等您批准" not in shown_html(open_page())
    ledger, first = shared_ledger.ledger(), fresh(Account("ducha1", "孙督查", Role.OFFICE))
    plan = commands.plan_drafts.settled_proposal(read_plan_tables(TINY))
    work = commands.plan_drafts.begin_from_proposal(ledger, first, plan, b"x", NO_DECISIONS)
    draft = queries.plan_drafts.draft(ledger, work)
    commands.plan_requests.submit(ledger, first, work, "印发", draft.number)
    assert "等您批准的计划报批 1 件" in shown_html(open_page())


def test_a_file_that_is_no_ledger_is_said_on_the_page_and_not_as_a_traceback(tmp_path, monkeypatch):
    path = tmp_path / "broken.duckdb"
    path.write_bytes(b"no ledger" * 2000)
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))
    app = open_page()
    assert "broken.duckdb" in app.error[0].value


def test_the_year_is_shown_as_promised_before_anything_is_reported(ledger_file):
    text = shown_text(open_page("overview", period="2017Q2"))
    assert "2017年二季度还没有报送的实际数" in text and "2017年7月5日" in text
    assert len(open_page("promise").get("plotly_chart")) == 3


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({}, 127),
        ({"leader": "张国华"}, 12),
        ({"unit": "区财政局"}, 6),
        ({"chapter": "一、主要预期目标"}, 8),
        ({"words": "姜萌路"}, 2),
        ({"leader": "耿峰", "numbers": "有指标"}, 13),
        ({"leader": "没有这个人"}, 127),
    ],
)
def test_filters_come_from_the_url_and_narrow_the_table(ledger_file, query, number):
    app = open_page("items", **query)
    assert f"共 {number} 项" in shown_text(app)
    assert len(listed(app)) == number


def test_a_filter_used_on_the_page_goes_into_the_url(ledger_file, plan):
    app = open_page("items")
    app.selectbox(key="leader").set_value("李寅萍").run()
    assert in_url(app, "leader") == "李寅萍"
    assert set(listed(app)) == {r.item for r in plan.responsible if r.name == "李寅萍"}


def test_nothing_found_says_what_to_do(ledger_file):
    app = open_page("items", words="没有这个词")
    assert "没有符合条件的事项" in shown_text(app) and not listed(app)


def test_an_item_shows_its_targets_its_commitments_its_doubts_and_its_source(ledger_file):
    app = open_page("item", item="9-1", period="2017Q1")
    text = shown_text(app)
    assert app.title[0].value == "重大基础设施和道路项目建设"
    assert "姜萌路南延" in text and "原文存疑" in text and "周政发〔2017〕2号" in text and "第 290-" in text
    html = shown_html(app)
    assert "人民路西延（广电路以西）：" in html and "国道309改建：" in html and "未报送<small>在区住建局" in html
    assert "1月31日前" in html


def test_an_indicator_is_drawn_with_its_planned_path(ledger_file):
    app = open_page("indicator", indicator="18-7a")
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    drawn = {t.get("name"): t for t in figure["data"]}
    assert "71.5 公里" in figure["layout"]["meta"]["sentence"]
    assert {"当季计划", "1月以来累计计划", "年度目标 71.5 公里"} <= set(drawn) and "1月以来累计实际" not in drawn
    assert "还没有报送实际数" in shown_text(app)


def test_an_indicator_without_quarterly_numbers_says_so_instead_of_an_empty_chart(ledger_file):
    app = open_page("indicator", indicator="13-5a")
    assert not app.get("plotly_chart") and "分季度没有计划数" in shown_text(app)


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("item", {"item": "99-9"}),
        ("indicator", {"indicator": "x"}),
        ("items", {"period": "2017Q9"}),
    ],
)
def test_a_link_to_what_is_not_there_falls_back(ledger_file, page, query):
    assert open_page(page, **query).title
