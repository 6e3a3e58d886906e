"""分管区长: the deputy mayors compared, and one of them in detail."""

import streamlit as st

from zcdash import queries
from zcdash.domain.model import Responsibility
from zcdash.rendering.charts import figures
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import cards, lights
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import approval_status, brief, items

plan, period = session.plan(), session.period()
year = session.year()
standing = year[period]
lines = queries.overview.leaders(plan, standing, session.query(queries.submissions.filings, plan.id, period))
st.title("分管区长")
worst = max(lines, key=lambda x: x.short)
sentence = f"{worst.name}分管事项中未达计划最多，{worst.short} 项" if standing.filed else "还没有报送"
picked = widgets.chart_choice(
    lambda: figures.lights_bar({x.name: x.counts for x in lines}, f"{standing.period.short_name}：{sentence}"),
    "leader_bars",
    [x.name for x in lines],
)
st.dataframe(item_tables.leaders(lines), hide_index=True, height="content", key="leader_table")
st.caption("一个事项有几位分管区长的，列在各人名下，全区总数只计一次。按时率按其牵头事项的报送单位计。")
names = [x.name for x in plan.leaders]
name = widgets.choose(st.selectbox, "看一位分管区长", names, "leader", placeholder="选择，或点上图", picked=picked)
if not name:
    st.stop()
codes = plan.item_codes_of(name, "leader")
st.header(escape_markdown(name))
st.caption(escape_markdown(next(x.post for x in plan.leaders if x.name == name)))
approval_status.absence_notice(plan.id, name)
brief.link(plan.id, leader=name)
tally = queries.overview.tally(plan, year, period, codes)
led = plan.item_codes_of(name, "leader", Responsibility.LEAD)
widgets.html(cards.facts([(str(len(codes)), "项"), (str(len(led)), "项牵头")]))
widgets.html(lights.tally(tally.counts, tally.shares, tally.before))
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
unit = widgets.chart_choice(
    lambda: figures.lights_bar(by_unit, f"{name}分管事项的牵头单位"), "leader_units", list(by_unit), name
)
if unit:
    widgets.open_page("unit.py", unit=unit)
st.subheader("事项")
items.table(plan, year, codes, "leader_items")
