"""指标: one indicator's planned path, with room for actuals."""

import streamlit as st

from zcdash import board, ui
from zcdash.model import DIRECTION_NAME
from zcdash.present import figures, tables

plan = ui.plan()
by_code = {i.code: i for i in plan.indicators}
items = {i.code: i for i in plan.items}
names = {i.code: f"{i.code}　{i.name}" for i in plan.indicators}
code = ui.choose(
    st.selectbox, "指标", list(names), "indicator", next(iter(names)), format_func=names.get, label_visibility="collapsed"
)
indicator = by_code[code]
standing = ui.ask(board.indicator_standing, plan.id, ui.period(), code)

st.title(indicator.name)
facts = [figures.basis_sentence(indicator), f"方向：{DIRECTION_NAME[indicator.direction]}",
         f"填报：{ui.ask(board.answering_unit, plan.id, code)}"]
st.caption(" · ".join([*facts, *([f"数据来源：{indicator.data_source}"] if indicator.data_source else [])]))
if indicator.planned:
    ui.chart(figures.planned_path(indicator, plan.periods), "indicator_path")
else:
    st.info(f"{figures.path_sentence(indicator, plan.periods)}。")
st.dataframe(tables.planned([indicator], plan.periods), hide_index=True, key="indicator_planned")
if indicator.annual is not None and not indicator.annual_printed:
    st.caption("年度目标：原文没有单独写明，这里取四季度累计数或各季合计。")
if indicator.derived:
    st.caption("合计数由各单位分项相加得出，原文没有印出。")
if standing.actual is None:
    st.info(f"{standing.figures.period.name}还没有报送实际数；报送后，实际数将在这里与计划对照。")
else:
    st.info(f"{standing.assessment.reason}。")
if st.button(f"所属事项：{items[indicator.item].title}", key="indicator_item"):
    ui.open_item(items[indicator.item])
