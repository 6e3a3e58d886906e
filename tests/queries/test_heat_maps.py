"""Heat maps of 达标率: what they count, in which order, and what a cell shows."""

import re

from tests.helpers import PLAN
from zcdash import queries
from zcdash.domain.heat_map import HeatMap, HeatRow
from zcdash.domain.rate import Rate
from zcdash.rendering.html import heat_maps


def test_leaders_by_chapter_count_what_standing_counts(sample_ledger, plan):
    standing = queries.standing.standing(sample_ledger, PLAN, "2017Q3")
    heat = queries.heat_maps.leaders_by_chapter(plan, standing)
    assert [*heat.columns.values()] == [c.name for c in plan.chapters]
    by_leader = {row.name: row for row in heat.rows}
    for leader in plan.leaders:
        counted = queries.standing.by_responsible(plan, standing, "leader")[leader.name]
        whole = queries.overview.rate_of_counts(counted)
        rates = by_leader[leader.name].rates.values()
        assert (sum(r.met for r in rates), sum(r.rated for r in rates)) == (whole.met, whole.rated)
    total = queries.overview.rate_of_counts(standing.counts)
    assert sum(r.rated for r in heat.total.rates.values()) == total.rated
    assert sum(r.rated for row in heat.rows for r in row.rates.values()) > total.rated


def test_units_by_period_begin_with_the_lowest_and_leave_out_periods_without_a_rate(sample_ledger, plan):
    year = queries.standing.year(sample_ledger, PLAN)
    heat = queries.heat_maps.units_by_period(plan, year)
    assert [*heat.columns] == ["2017Q1", "2017Q2", "2017Q3"]
    enough = [row.rates["2017Q3"] for row in heat.rows if "2017Q3" in row.rates and not row.rates["2017Q3"].is_small]
    assert len(enough) > 3 and enough == sorted(enough, key=lambda r: r.share)
    assert all(r.is_small for r in (row.rates["2017Q3"] for row in heat.rows[len(enough) :] if "2017Q3" in row.rates))
    led = queries.overview.lights_by_unit(plan, year["2017Q2"], [i.code for i in plan.items])
    for row in heat.rows:
        if "2017Q2" in row.rates:
            assert row.rates["2017Q2"] == queries.overview.rate_of_counts(led[row.name])


def test_a_cell_says_its_rate_with_n_of_m_and_a_small_sample_has_a_frame():
    rates = {"1": Rate(24, 25), "2": Rate(1, 4)}
    heat = HeatMap(
        {"1": "一、聚焦<民生>，全力推进", "2": "二", "3": "三"},
        (HeatRow("路&区长", rates),),
        HeatRow("全部事项", rates),
    )
    html = heat_maps.heat_map(heat, "分管区长", lambda name, key: f"items?leader={name}&chapter={key}")
    assert 'class="s1" href="items?leader=路&amp;区长&amp;chapter=1" target="_self">96.0%<small>24/25</small>' in html
    assert 'class="s5 few" href="items?leader=路&amp;区长&amp;chapter=2" target="_self">25.0%<small>1/4</small>' in html
    assert '<th scope="col" title="一、聚焦&lt;民生&gt;，全力推进">一、聚焦&lt;民生&gt;</th>' in html
    assert len(re.findall("<td></td>", html)) == 2
