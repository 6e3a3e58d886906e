"""时间线 on the page: of the sample year, by unit, leader and row; and below units and leaders when opened."""

import json

from tests.app.helpers import open_page, shown_html, shown_text
from tests.helpers import PLAN
from zcdash import queries
from zcdash.domain.timeline import OPEN, DueState, state_counts
from zcdash.rendering.palette import DUE_MARKS


def drawn(app):
    """Return the spec of the page's chart, and how many marks it has by state."""
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    return figure, {t["name"]: len(t["y"]) for t in figure["data"] if t.get("mode") == "markers+text"}


def test_the_page_shows_every_dated_commitment_with_its_state_and_lists_the_open_ones(sample, plan):
    parts = queries.timeline.dated_parts(plan, queries.standing.year(sample, PLAN), queries.clock.today(sample, PLAN))
    counts = state_counts(parts)
    assert len(parts) == sum(not c.ongoing for c in plan.commitments) == 814
    assert counts[DueState.OVERDUE] and counts[DueState.LATE] and counts[DueState.DONE] > 500
    app = open_page("timeline")
    assert not app.error
    text = shown_text(app)
    assert "814 个有时限的节点" in text and f"逾期未完成 {counts[DueState.OVERDUE]}" in text
    assert "另有 572 项持续工作没有时限" in text
    figure, marks = drawn(app)
    assert figure["layout"]["annotations"][0]["text"] == "今天 10月11日"
    assert set(marks) <= {m.word for m in DUE_MARKS.values()}
    html = shown_html(app)
    open_ones = [p for p in parts if p.state in OPEN]
    assert all(f"item={p.commitment.item}&" in html for p in open_ones)


def test_a_leader_and_a_unit_choose_and_few_commitments_stand_one_by_one(sample, plan):
    app = open_page("timeline", unit="区水务局")
    figure, marks = drawn(app)
    own = [c for c in plan.commitments if plan.reporting_unit(c) == "区水务局" and not c.ongoing]
    assert own and sum(marks.values()) == len(own) and f"{len(own)} 个有时限的节点" in shown_text(app)
    heads = [label for label in figure["layout"]["yaxis"]["ticktext"] if label.startswith("<b>")]
    assert len(heads) == len({c.item for c in own})
    both = open_page("timeline", unit="区水务局", leader="张国华")
    held = set(plan.item_codes_of("张国华", "leader"))
    assert f"{sum(c.item in held for c in own)} 个" in shown_text(both) or "没有符合条件" in shown_text(both)


def test_rows_can_be_gathered_by_item(sample):
    app = open_page("timeline", rows="item")
    figure, _ = drawn(app)
    assert len(figure["layout"]["yaxis"]["ticktext"]) > 100


def test_units_leaders_and_items_have_their_timeline_closed_below(sample):
    for page, choice in (("unit", {"unit": "区水务局"}), ("leader", {"leader": "张国华"})):
        app = open_page(page, **choice)
        assert any(e.label.startswith("时间线（") for e in app.expander)
        charts = len(app.get("plotly_chart"))
        app.session_state[f"{page}_timeline_section"] = True
        app.run()
        assert not app.exception and len(app.get("plotly_chart")) == charts + 1
    app = open_page("item", item="9-1")
    app.session_state["item_whole_year"] = True
    app.run()
    assert not app.exception and 'class="zc-dates"' in shown_html(app)
