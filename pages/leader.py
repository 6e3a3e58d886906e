"""分管区长: one of the deputy mayors in detail, and all of them compared by 达标率."""

import streamlit as st

from zcdash import queries
from zcdash.domain.plan_words import words
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import cards
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import all_plans, approval_status, brief, heat_maps, items, rates, timeline

if session.spans_plans():
    all_plans.leader()
    st.stop()
plan, period = session.plan(), session.period()
year = session.year()
standing = year[period]


def one(name: str) -> None:
    """Draw one leader: what needs a decision, what has changed, what waits to be signed, the units and the items."""
    st.header(escape_markdown(name))
    st.caption(escape_markdown(next(x.post for x in plan.leaders if x.name == name)))
    approval_status.absence_notice([plan.id], name)
    brief.link(plan.id, leader=name)
    codes, led = rates.items_of_leader(plan, name)
    widgets.html(cards.facts([(str(len(codes)), "项"), (str(len(led)), "项牵头")]))
    rates.tally(queries.overview.tally(plan, year, period, codes), [standing.items[c] for c in codes])
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("最需要研究的事项")
        items.to_decide(plan, queries.overview.urgent(plan, standing, codes))
    with right:
        st.subheader("比上期有变化的")
        items.changes(queries.overview.changed(plan, year, period, codes), plan.id)
    approval_status.waiting_for_leader(plan.id, name)
    st.subheader("按责任单位")
    by_unit = queries.overview.lights_by_unit(plan, standing, codes)
    unit = rates.compare(by_unit, f"{name}分管事项的牵头单位", "unit", "leader_units", name)
    if unit:
        widgets.open_page("unit.py", unit=unit)
    st.subheader("事项")
    items.table(plan, year, codes, f"{name}_事项")
    timeline.below(plan, queries.timeline.choose(plan, timeline.parts_of(plan), leader=name), "leader_timeline", name)


heading = words(plan).leader
st.title(heading)
if not plan.leaders:
    st.info(f"本计划没有写明{heading}。")
    st.stop()
lines = queries.overview.leaders(plan, standing, session.query(queries.submissions.filings, plan.id, period))
chosen, comparison = st.container(), st.container()
with comparison:
    st.header(f"各位{heading}")
    picked = rates.compare({x.name: x.counts for x in lines}, standing.period.short_name, "leader", "leader_bars")
    st.dataframe(
        item_tables.leaders(lines).rename(columns={"分管区长": heading}),
        hide_index=True,
        height="content",
        key="leader_table",
    )
    st.caption(f"一个事项有几位{heading}的，列在各人名下，全区总数只计一次。按时率按其牵头事项的报送单位计。")
    heat_maps.leaders(plan, standing)
with chosen:
    leader = widgets.choose(
        st.selectbox,
        f"看一位{heading}",
        [x.name for x in plan.leaders],
        "leader",
        placeholder="选择，或点下图",
        picked=picked,
        unknown=widgets.not_here(heading),
    )
    if leader:
        one(leader)
