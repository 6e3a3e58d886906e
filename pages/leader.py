"""分管区长: the deputy mayors side by side, then one of them."""

import streamlit as st

from zcdash import board, panels, ui
from zcdash.model import Role
from zcdash.panels import brief
from zcdash.present import cards, figures, lights, tables
from zcdash.texts import literal

plan, period = ui.plan(), ui.period()
year = ui.year()
standing = year[period]
lines = board.leaders(plan, standing, ui.ask(board.filings, plan.id, period))
st.title("分管区长")
worst = max(lines, key=lambda x: x.short)
said = f"{worst.name}分管事项中未达计划最多，{worst.short} 项" if standing.filed else "还没有报送"
name = ui.chart_choice(
    lambda: figures.lights_bar({x.name: x.counts for x in lines}, f"{standing.period.short_name}：{said}"),
    "leader_bars",
    [x.name for x in lines],
)
st.dataframe(tables.leaders(lines), hide_index=True, height="content", key="leader_table")
st.caption("一个事项有几位分管区长的，列在各人名下，全区总数只计一次。按时率按其牵头事项的报送单位计。")
names = [x.name for x in plan.leaders]
name = ui.choose(st.selectbox, "看一位分管区长", names, "leader", placeholder="选择，或点上图", picked=name)
if not name:
    st.stop()

codes = board.items_of(plan, name, True)
st.header(literal(name))
st.caption(literal(next(x.post for x in plan.leaders if x.name == name)))
panels.away(plan.id, name)
brief.link(plan.id, leader=name)
tally = board.tally(plan, year, period, codes)
ui.html(cards.facts([(str(len(codes)), "项"), (str(len(board.items_of(plan, name, True, Role.LEAD))), "项牵头")]))
ui.html(lights.tally(tally.counts, tally.shares, tally.before))
left, right = st.columns(2, gap="large")
with left:
    st.subheader("最需要研究的事项")
    ui.html(lights.decisions(panels.decision_rows(plan, board.urgent(plan, standing, codes)), plan.id, period))
with right:
    st.subheader("比上期有变化的")
    panels.changes(board.changed(plan, year, period, codes), plan.id, period)
panels.to_sign(plan.id, name)
st.subheader("按责任单位")
by_unit = board.lights_by_unit(plan, standing, codes)
picked = ui.chart_choice(
    lambda: figures.lights_bar(by_unit, f"{name}分管事项的牵头单位"), "leader_units", list(by_unit), name
)
if picked:
    ui.open_page("unit.py", unit=picked)
st.subheader("事项")
panels.item_table(plan, year, codes, "leader_items")
