"""一页简报: one sheet for a deputy mayor or a unit, to be printed from here or taken away as Word."""

import streamlit as st

from zcdash import board, ui
from zcdash.panels import brief
from zcdash.present import brief_page
from zcdash.texts import literal

plan = ui.plan()
st.title("一页简报")
left, right = st.columns(2)
with left:
    leader = ui.choose(st.selectbox, "分管区长", [x.name for x in plan.leaders], "leader", placeholder="选择一位")
with right:
    unit = ui.choose(st.selectbox, "或责任单位", [u.name for u in plan.units], "unit", placeholder="选择单位")
if not leader and not unit:
    leader, unit = ui.account().leader, ui.account().unit
if not leader and not unit:
    st.caption("选一位分管区长，或者一个单位。")
    st.stop()
if leader and unit:
    st.caption(f"同时选了两个，下面是{literal(leader)}的；要看{literal(unit)}的，请清除分管区长。")
    unit = ""
one = ui.ask(board.brief, plan.id, ui.period(), leader or "", unit or "", ui.account())
brief.download(one)
ui.html(ui.made(lambda: brief_page.page(one), "brief", plan.id, ui.period(), leader, unit, ui.account()))
