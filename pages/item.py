"""事项详情: everything the plan says of one item."""

import streamlit as st

from zcdash import board, ui
from zcdash.period import Period
from zcdash.present import cards, figures, tables

plan = ui.plan()
codes = [i.code for i in plan.items]
titles = {i.code: f"{i.code}　{i.title}" for i in plan.items}
code = ui.choose(st.selectbox, "事项", codes, "item", codes[0], format_func=titles.get, label_visibility="collapsed")
one = ui.ask(board.item_file, plan.id, code)

st.title(one.item.title)
facts = [f"第 {one.item.number} 项", f"编号 {one.item.code}", one.chapter.name, one.item.focus]
st.caption(" · ".join(f for f in facts if f))
st.markdown(f"**年度任务**　{one.item.goal}")
left, right = st.columns(2)
with left:
    st.caption("责任单位（深色为牵头）")
    ui.html(cards.chips(one.units))
with right:
    st.caption("分管区长（深色为牵头）")
    ui.html(cards.chips(one.leaders))
if one.assumed:
    st.caption("牵头按原文排名第一认定：原文以黑体标明牵头，现有文本中已不可辨。")

st.subheader("分季度目标")
ui.html(cards.targets([(p, one.targets.get(p.text)) for p in map(Period.parse, plan.periods)], ui.period()))

if one.indicators:
    st.subheader(f"指标（{len(one.indicators)}）")
    st.dataframe(tables.planned(one.indicators, plan.periods), hide_index=True, key="item_indicators")
    drawn = [i for i in one.indicators if len(i.planned) > 1]
    places = st.columns(2, gap="large") if len(drawn) > 1 else [st]
    for n, indicator in enumerate(drawn):
        with places[n % len(places)].container():
            ui.chart(figures.planned_path(indicator, plan.periods), f"item_path_{indicator.code}")
if one.commitments:
    now = [c for c in one.commitments if c.period == ui.period()]
    st.subheader(f"节点（本期 {len(now)}，全年 {len(one.commitments)}）")
    if now:
        st.dataframe(tables.commitments(now), hide_index=True, height="content", key="item_commitments")
    else:
        st.caption("本期没有节点。")
    with st.expander("全年节点"):
        st.dataframe(tables.commitments(one.commitments), hide_index=True, height="content", key="item_all_commitments")
st.info("还没有报送：实际数、完成情况和进展文字将显示在这里。")
for doubt in one.doubts:
    st.warning(f"原文存疑：{doubt.what}　**这里读作**：{doubt.reading}")
st.caption(f"出处：{plan.number}，文本 {plan.source_file} 第 {one.item.lines} 行")
