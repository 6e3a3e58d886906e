"""Pages over the sample year show what `queries.standing` returns, for every leader, unit and chapter."""

import json
from datetime import date

import pytest

from tests.app.helpers import listed, open_page, shown_text
from tests.helpers import PLAN, ROOT
from zcdash import auth, commands, queries
from zcdash.auth.pages import BY_NAME
from zcdash.auth.permissions import console
from zcdash.domain.rounding import percentage
from zcdash.domain.terms import Light, Responsibility
from zcdash.errors import InvalidInput
from zcdash.rendering.html import lights
from zcdash.rendering.palette import MARKS
from zcdash.rules import rollup
from zcdash.rules.lights import WORST_FIRST
from zcdash.rules.rollup import shares
from zcdash.web import shared_ledger


@pytest.mark.parametrize("page", BY_NAME)
def test_every_page_opens_over_the_sample_and_says_that_it_is_invented(sample, page):
    app = open_page(page, period="2017Q3")
    assert not app.error
    assert any("演示数据（虚构）" in h.proto.body for h in app.get("html"))


def test_the_overview_counts_what_standing_counts_and_each_percentage_is_its_own(sample):
    app = open_page("overview", period="2017Q2")
    shown = next(h.proto.body for h in app.get("html") if '<div class="zc-strip"' in h.proto.body)
    counts = queries.standing.standing(sample, PLAN, "2017Q2").counts
    for light, number in counts.items():
        if number:
            assert f"{MARKS[light].word}<b>{number}</b>" in shown
    assert all(share == percentage(counts[light], sum(counts.values())) for light, share in shares(counts).items())


def test_every_item_stands_on_the_map_once_a_quarter(sample, plan):
    shown = next(h.proto.body for h in open_page("overview").get("html") if '<div class="zc-maps">' in h.proto.body)
    assert shown.count("<td><a href=") == 127 * 4
    assert all(f"item={i.code}&amp;" in shown or f"item={i.code}&" in shown for i in plan.items)


def test_leaders_show_the_lights_of_their_items_and_their_returns(sample, plan):
    app = open_page("leader", period="2017Q3")
    table = app.dataframe[0].value.set_index("分管区长")
    counted = queries.standing.by_responsible(plan, queries.standing.standing(sample, PLAN, "2017Q3"), kind="leader")
    for name, counts in counted.items():
        for light in lights.DISPLAY_ORDER[:-1]:
            assert table.loc[name, f"{MARKS[light].shape} {MARKS[light].word}"] == counts[light]
        assert table.loc[name, "事项"] == sum(counts.values())
    bars = json.loads(app.get("plotly_chart")[0].proto.spec)["data"]
    drawn = {(name, t["name"]): n for t in bars for name, n in zip(t["y"], t["customdata"], strict=True)}
    assert drawn["刘冀中", "■ 严重滞后"] == counted["刘冀中"][Light.BEHIND]
    assert [sum(lengths) for lengths in zip(*(t["x"] for t in bars), strict=True)] == pytest.approx(
        [100] * len(bars[0]["y"])
    )
    ranked = queries.overview.by_rate(counted)
    assert bars[0]["y"] == [*ranked.ranked[::-1]] and [*table.index[: len(ranked.ranked)]] == [*ranked.ranked]


def test_a_merged_unit_names_the_former_one_that_each_return_was_filed_under(ledger_file):
    open_page("unit")
    olds, new = ("区旅游局", "区文化新闻出版局"), "区文旅体局"
    ledger = shared_ledger.ledger()
    commands.organisation.merge_units(ledger, console(), olds, new, "department", date(2017, 4, 20), "机构改革方案")
    shown = shown_text(open_page("unit", unit=new))
    assert all(shown.count(f"一季度（{old}）：逾期未报") == 1 for old in olds)
    assert "　一季度：" not in shown and shown.count("二季度：") == 1


def test_one_leader_is_opened_by_link_with_the_items_of_that_leader_only(sample, plan):
    app = open_page("leader", leader="张国华", period="2017Q3")
    assert [h.value for h in app.header] == ["张国华", "各位分管区长"]
    assert set(listed(app)) == {r.item for r in plan.responsible if r.name == "张国华"}


def test_units_chapters_and_their_items_agree_with_standing(sample, plan):
    standing = queries.standing.standing(sample, PLAN, "2017Q3")
    for unit in plan.units:
        for role in Responsibility:
            codes = plan.item_codes_of(unit.name, "unit", role)
            counts = queries.overview.tally(plan, queries.standing.year(sample, PLAN), "2017Q3", codes).counts
            assert counts == rollup.counts(standing.items[c].assessment.light for c in codes)
    assert sum(sum(c.values()) for c in queries.standing.by_chapter(plan, standing).values()) == 127
    year = queries.standing.year(sample, PLAN)
    assert {p: s.counts for p, s in year.items()} == {
        p: queries.standing.standing(sample, PLAN, p).counts for p in plan.periods
    }


def test_what_needs_a_decision_comes_worst_first(sample, plan):
    rows = queries.overview.urgent(plan, queries.standing.standing(sample, PLAN, "2017Q3"))
    ranks = [WORST_FIRST.index(s.assessment.light) for _, s in rows]
    assert len(rows) == 10 and ranks == sorted(ranks)


def test_returns_are_counted_on_time_late_and_missing(sample):
    counts = queries.overview.submission_counts(sample, PLAN, "2017Q3")
    assert (counts.late, counts.missing) == (1, 1)
    parts = counts.on_time + counts.late + counts.signing + counts.returned + counts.missing + counts.waiting
    assert counts.asked == parts and counts.on_way > counts.signing > 3 and counts.returned
    assert "已退回 1（" in shown_text(open_page("overview", period="2017Q3"))
    assert [f.unit for f in counts.filings if f.submission is None] == ["区安监局"]
    assert (
        queries.overview.submission_counts(sample, PLAN, "2017Q4").waiting
        == queries.overview.submission_counts(sample, PLAN, "2017Q4").asked
    )


def test_a_figure_leads_back_to_its_cell_and_a_correction_stays_visible(sample):
    app = open_page("indicator", indicator="14-6a", period="2017Q3", seen="filed")
    sources = [m.value for m in app.markdown if "指标!I4" in m.value]
    assert len(sources) == 3
    assert [b.proto.label for b in app.get("download_button")].count("下载工作簿") == 3
    assert "全年" in shown_text(app) and "四季度须完成" in shown_text(app)


def test_another_pack_changes_lights_and_says_how_many(sample, plan):
    results = queries.pack_comparison.by_pack(sample, PLAN, "2017Q3", queries.rule_packs.packs())
    assert not results["default"].changed and all(sum(r.counts.values()) == 127 for r in results.values())
    base, other = (queries.standing.standing(sample, PLAN, "2017Q3", pack_name=p).items for p in ("default", "wuhan"))
    assert len(results["wuhan"].changed) == sum(base[c].assessment.light is not other[c].assessment.light for c in base)


def test_search_from_any_page_finds_items(sample):
    app = open_page("rules")
    app.text_input(key="search").set_value("姜萌路").run()
    assert app.title[0].value == "事项" and "共 2 项" in shown_text(app)


def test_a_ledger_with_real_submissions_refuses_the_samples(ledger, file_submission):
    file_submission("区环保分局", "2017Q1", {"14-6a": 31})
    with pytest.raises(InvalidInput, match="正式报送"):
        commands.samples.load_samples(ledger, console(), ROOT / "data" / "samples")
    assert not auth.sessions.is_demo(ledger)


def test_a_group_opens_to_its_towns_and_a_choice_of_one_page_does_no_harm_on_another(sample):
    app = open_page("unit", unit="各镇政府", period="2017Q3")
    members = next(h.proto.body for h in app.get("html") if '<div class="zc-chips">' in h.proto.body)
    assert all(name in members for name in ("王村镇政府", "南郊镇政府", "北郊镇政府"))
    app.switch_page("../../pages/submit.py").run()
    assert not app.exception and not app.error and "请先选择填报单位" in shown_text(app)
