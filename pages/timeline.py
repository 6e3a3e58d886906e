"""时间线: phases and dated commitments of the plan, by unit, leader and phase; what is open and what is due next."""

import streamlit as st

from zcdash import queries
from zcdash.domain.plan_words import words
from zcdash.rendering.dataframes import timeline_tables
from zcdash.ui import session, widgets
from zcdash.ui.components import downloads, timeline

if session.spans_plans():
    timeline.over_plans()
    st.stop()
plan = session.plan()
st.title("时间线")
every = timeline.parts_of(plan)
ongoing = sum(c.ongoing and not c.recurs for c in plan.commitments)
if not every:
    st.info("本计划没有写明时限的节点。" + (f"{ongoing} 项是持续工作，见“事项”。" if ongoing else ""))
    st.stop()
phases = {p.code: p.name for p in plan.phases}
filters = {
    "责任单位": ("unit", [u.name for u in plan.units if any(p.unit == u.name for p in every)], {}),
    words(plan).leader: ("leader", [x.name for x in plan.leaders], {}),
    "阶段": ("phase", list(phases), phases),
}
with st.container(horizontal=True, vertical_alignment="bottom"):
    unit, leader, phase = (
        widgets.choose(
            st.selectbox, label, options, name, placeholder="全部", width=200, format_func=widgets.label_of(names)
        )
        if options
        else None
        for label, (name, options, names) in filters.items()
    )
    parts = queries.timeline.choose(plan, every, unit=unit, leader=leader, phase=phase)
    level = timeline.choose_level(plan, parts)
if not parts:
    st.info("没有符合条件的节点。请减少条件。")
    st.stop()
timeline.draw(plan, parts, level, "timeline", unit, leader, phase)
st.caption("标记旁的 2/3 是 3 个中完成 2 个。")
if ongoing:
    st.caption(f"另有 {ongoing} 项持续工作没有时限，不在图中。")
downloads.workbook(lambda: {"时间线": timeline_tables.dated_parts(plan, parts)}, "时间线")
