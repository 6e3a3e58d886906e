"""一页简报: one sheet about a deputy mayor or a unit, for printing or as Word."""

import streamlit as st

from zcdash import queries
from zcdash.rendering.html import brief as brief_html
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import brief as brief_component

plan = session.plan()
st.title("一页简报")
left, right = st.columns(2)
with left:
    leader = widgets.choose(st.selectbox, "分管区长", [x.name for x in plan.leaders], "leader", placeholder="选择一位")
with right:
    unit = widgets.choose(
        st.selectbox,
        "或责任单位",
        [u.name for u in plan.units],
        "unit",
        placeholder="选择单位",
        unknown=widgets.not_here("责任单位"),
    )
if not leader and not unit:
    leader, unit = session.account().leader, session.account().unit
if not leader and not unit:
    st.caption("选一位分管区长，或者一个单位。")
    st.stop()
if leader and unit:
    st.caption(f"同时选了两个，下面是{escape_markdown(leader)}的；要看{escape_markdown(unit)}的，请清除分管区长。")
    unit = ""
brief = session.query(queries.brief.brief, plan.id, session.period(), leader or "", unit or "", session.account())
brief_component.download(brief)
widgets.html(
    session.cached_render(
        lambda: brief_html.page(brief), "brief", plan.id, session.period(), leader, unit, session.account()
    )
)
