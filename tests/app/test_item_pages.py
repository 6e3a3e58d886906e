"""事项, 事项详情, 指标: lights in the address, an unknown code, the why under the verdict, desks, and the file behind a figure."""

from __future__ import annotations

from datetime import date

import pytest

from tests.app.helpers import in_url, listed, open_page, shown_html, shown_text
from tests.helpers import OFFICE, PLAN, accept, clerk, deputy, head
from zcdash import commands, queries, store
from zcdash.auth.permissions import Role
from zcdash.domain.submission import Narrative, Submission
from zcdash.errors import NotFound, NotPermitted
from zcdash.rendering.html.items import desk

UNIT, PERIOD = "区环保分局", "2017Q1"


def file_words(ledger, problem: str, next_step: str) -> int:
    """File a return of 区环保分局 with the words on item 14-6."""
    words = Narrative(
        item="14-6", progress="优良天数29天。", problem=problem, next_step=next_step, sheet="事项", cell="D5"
    )
    submission = Submission(
        plan=PLAN,
        version=1,
        period=PERIOD,
        unit=UNIT,
        filed_by="张三",
        filed_at=store.ledger.now(),
        filed_on=date(2017, 4, 3),
        file_name="环保.xlsx",
        file_bytes=b"workbook",
        narratives=[words],
    )
    return store.submissions.save_submission(ledger, submission)


def test_lights_in_the_address_choose_items_and_a_light_used_goes_there(ledger, file_submission):
    file_submission("区财政局", PERIOD, {"2-1a": 43933, "2-1b": 43933, "2-1c": 8})
    ledger.close()
    everything = listed(open_page("items", period=PERIOD))
    app = open_page("items", period=PERIOD, light="on_track,ahead")
    assert 0 < len(listed(app)) < len(everything) == 127
    assert set(listed(app)) <= {"2-1"} and "◎" not in shown_text(app)
    app.get("button_group")[-1].set_value(["missing"]).run()
    assert in_url(app, "light") == "missing" and "2-1" not in listed(app)
    assert listed(open_page("items", period=PERIOD, light="missing")) == listed(app)


def test_items_stand_from_the_worst_on_with_parts_reason_and_every_period(ledger, file_submission):
    file_submission("区环保分局", PERIOD, {"14-6a": 10})
    file_submission("区财政局", PERIOD, {"2-1a": 43933, "2-1b": 43933, "2-1c": 8})
    year = queries.standing.year(ledger, PLAN)
    ledger.close()
    app = open_page("items", period=PERIOD)
    keys = [queries.overview.urgency(year[PERIOD].items[code]) for code in listed(app)]
    assert keys == sorted(keys)
    html = shown_html(app)
    assert html.count('data-head="四季度"') == 127 and html.count("<small>未到期</small>") >= 127
    assert year[PERIOD].items["2-1"].assessment.reason in html


@pytest.mark.parametrize(
    ("page", "query", "said"),
    [
        ("item", {"item": "999-1"}, "没有编号为 999-1 的事项"),
        ("indicator", {"indicator": "999-1a"}, "没有编号为 999-1a 的指标"),
        ("items", {"light": "behind,purple"}, "网址里的评定“purple”"),
        ("items", {"leader": "没有这个人"}, "网址里的分管区长“没有这个人”"),
        ("unit", {"unit": "没有这个局"}, "网址里的单位“没有这个局”，这里没有"),
        ("leader", {"leader": "没有这个人"}, "网址里的分管区长“没有这个人”，这里没有"),
        ("chapter", {"chapter": "没有这章"}, "网址里的板块“没有这章”，这里没有"),
        ("items", {"period": "2017Q9"}, "网址里的期“2017Q9”"),
        ("rules", {"pack": "x"}, "网址里的规则包“x”"),
    ],
)
def test_what_the_address_names_and_is_not_there_gets_a_sentence(ledger_file, page, query, said):
    app = open_page(page, **query)
    assert any(said in w.value for w in app.warning), [w.value for w in app.warning]
    name, value = next(iter(query.items()))
    assert in_url(app, name) == value, "the address stays as it was sent"


def test_an_unknown_item_is_never_another_one_and_leads_to_the_list(ledger_file, plan):
    app = open_page("item", item="999-1")
    assert [t.value for t in app.title] == ["事项详情"]
    assert plan.item("1-1").title not in shown_text(app) and 'href="items?' in shown_html(app)


def test_a_choice_on_the_page_takes_the_sentence_away(ledger_file):
    app = open_page("item", item="999-1")
    app.selectbox(key="item").set_value("9-1").run()
    assert "没有编号为" not in shown_text(app) and in_url(app, "item") == "9-1"


def test_cause_and_remedy_stand_under_the_verdict_as_the_unit_wrote_them(ledger):
    accept(ledger, file_words(ledger, "一月有五天重污染。\n二月有沙尘。", "<b>错峰</b>生产。"))
    ledger.close()
    app = open_page("item", item="14-6", period=PERIOD)
    html = shown_html(app)
    verdict, why, parts = (html.index(x) for x in ('<div class="zc-light"', '<div class="zc-why"', "指标、节点"))
    assert verdict < why < parts
    assert "一月有五天重污染。\n二月有沙尘。" in html and "&lt;b&gt;错峰&lt;/b&gt;生产。" in html
    assert f"{UNIT}　2017年4月3日报送" in html


def test_every_desk_that_a_return_lies_at_is_named(ledger, file_submission):
    def at() -> str:
        part = queries.standing.year(ledger, PLAN)[PERIOD].items["14-6"].parts["14-6a"]
        return desk(part, UNIT)

    assert at() == f"在{UNIT}"
    number = file_submission(UNIT, PERIOD, {"14-6a": 31}, accepted=False)
    assert at() == f"在{UNIT}主要负责人处"
    commands.approvals.sign(ledger, head(UNIT), PLAN, number)
    waiting = queries.approvals.submission_status(ledger, PLAN, number).course.waiting
    assert at() == f"在{'、'.join(waiting)}处"
    for leader in waiting:
        commands.approvals.sign(ledger, deputy(leader), PLAN, number)
    assert at() == "在督查室"
    commands.approvals.send_back(ledger, OFFICE, PLAN, number, "请核对天数")
    assert at() == f"在{UNIT}"
    ledger.close()
    assert f"已退回<small>在{UNIT}</small>" in shown_html(open_page("item", item="14-6", period=PERIOD))


def test_points_and_the_tolerance_are_said_where_they_made_the_light(ledger, file_submission):
    file_submission("区统计局", PERIOD, {"1-1a": 7.6})
    ledger.close()
    for page, query in (("item", {"item": "1-1"}), ("indicator", {"indicator": "1-1a"})):
        app = open_page(page, period=PERIOD, **query)
        assert "允许误差 0.5 个百分点内" in shown_html(app) and "达进度" in shown_html(app)
        assert "rules?rule=about" in shown_html(app)
    sentence = next(m.value for m in app.markdown if "比计划" in m.value)
    assert "少 0.4 个百分点" in sentence


def test_a_figure_offers_its_workbook_to_those_who_may_see_returns(ledger, file_submission):
    number = file_submission(UNIT, PERIOD, {"14-6a": 31})
    original = queries.drafts.original_file
    assert original(ledger, OFFICE, PLAN, number) == ("报送.xlsx", b"xlsx")
    assert original(ledger, clerk(UNIT), PLAN, number) == ("报送.xlsx", b"xlsx")
    assert original(ledger, deputy("刘冀中"), PLAN, number)[1] == b"xlsx"
    with pytest.raises(NotPermitted):
        original(ledger, clerk("区财政局"), PLAN, number)
    with pytest.raises(NotFound):
        original(ledger, OFFICE, PLAN, 99)
    ledger.close()
    for page, query in (("item", {"item": "14-6"}), ("indicator", {"indicator": "14-6a"})):
        labels = [b.proto.label for b in open_page(page, period=PERIOD, **query).get("download_button")]
        assert "下载工作簿" in labels
        viewer = open_page(page, Role.VIEWER, period=PERIOD, **query)
        assert "报送.xlsx" in shown_text(viewer)
        assert "下载工作簿" not in [b.proto.label for b in viewer.get("download_button")]


def test_a_search_finds_indicators_by_the_words_of_the_office(ledger_file):
    app = open_page("indicator", words="gdp")
    assert listed(app) == ["1-1a"]
    assert len(listed(open_page("indicator"))) == 152
    assert listed(open_page("items", words="GDP")) == ["1-1"]


def test_an_indicator_with_one_point_is_a_bar_and_growth_is_no_share_of_the_plan(ledger, file_submission):
    file_submission("区住建局", PERIOD, {"9-1a": 100})
    file_submission("区统计局", PERIOD, {"1-1a": 7.6})
    ledger.close()
    one = open_page("indicator", indicator="9-1a", period="2017Q3")
    assert not one.get("plotly_chart") and '<div class="bar">' in shown_html(one)
    growth = open_page("overview", period=PERIOD)
    card = shown_html(growth).split("indicator=1-1a", 1)[1].split("</a>", 1)[0]
    assert "7.6%" in card and '<div class="bar">' not in card


def test_a_running_total_is_never_called_by_the_quarter(ledger, file_submission):
    file_submission("区财政局", PERIOD, {"2-1a": 43933, "2-1b": 43933, "2-1c": 8})
    ledger.close()
    app = open_page("indicator", indicator="2-1b", period="2017Q1")
    assert "1—3月累计（当季计划 43,933 万元，当季实际 43,933 万元）" in shown_html(app)
    assert "1—3月累计 43,933 万元" in shown_text(app)


def test_the_rule_that_a_light_links_to_stands_first_on_the_page_of_rules(ledger_file):
    app = open_page("rules", rule="about")
    said = [m.value for m in app.markdown]
    assert "左右" in said[0] and "允许误差" in said[1]
    assert len(app.expander) > 20 and any("现行" in e.label for e in app.expander)


def test_the_page_of_rules_names_the_items_that_another_pack_changes(ledger, file_submission):
    file_submission("区统计局", PERIOD, {"1-1a": 6.9})
    ledger.close()
    app = open_page("rules", period=PERIOD, pack="strict")
    rows = shown_html(app).split('class="zc-items"')[-1]
    assert "item=1-1&amp;" in rows and "■</span> 严重滞后" in rows and "▼</span> 欠进度" in rows
    assert rows.count("计划 8%，实际 6.9%") == 2
