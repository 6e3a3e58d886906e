"""指标: one indicator: its planned path, what was reported beside it, and the cell each figure came from."""

import streamlit as st

from zcdash import board, panels, ui
from zcdash.facts import View
from zcdash.model import DIRECTION_NAME
from zcdash.period import Period
from zcdash.present import cards, figures, tables, words
from zcdash.texts import literal

plan = ui.plan()
by_code = {i.code: i for i in plan.indicators}
items = {i.code: i for i in plan.items}
names = {i.code: f"{i.code}　{i.name}" for i in plan.indicators}
code = ui.choose(
    st.selectbox,
    "指标",
    list(names),
    "indicator",
    next(iter(names)),
    format_func=names.get,
    label_visibility="collapsed",
)
indicator = by_code[code]
year, then = ui.year(), ui.ask(board.year, plan.id, View.CLOSED)
standing = next(s for i in year[ui.period()].items.values() for s in i.indicators if s.indicator.code == code)

st.title(literal(indicator.name))
facts = [
    figures.basis_sentence(indicator),
    f"方向：{DIRECTION_NAME[indicator.direction]}",
    f"填报：{ui.ask(board.answering_unit, plan.id, code)}",
]
st.caption(literal(" · ".join([*facts, *([f"数据来源：{indicator.data_source}"] if indicator.data_source else [])])))
actual, published = board.reported(year, code), board.restated(then, year, code)
original = ui.ask(board.first_planned, plan.id, code)
if indicator.planned or actual:
    pack = board.slipping_from(ui.ask(board.adopted))
    ui.chart(
        lambda: figures.path(indicator, plan.periods, actual, published, pack, original),
        "indicator_path",
        indicator.code,
    )
else:
    st.info(literal(f"{figures.path_sentence(indicator, plan.periods, actual)}。"))
if standing.actual is None:
    st.info(f"{standing.figures.period.name}还没有报送实际数；报送后，实际数将在这里与计划对照。")
else:
    ui.html(cards.verdict(standing.assessment))
for corrected, value in published.items():
    st.caption(
        f"{Period.parse(corrected).short_name}关账后更正过：当时口径 {literal(words.amount(value, indicator.unit))}，"
        f"最新口径 {literal(words.amount(actual.get(corrected), indicator.unit))}。"
    )
if original:
    st.caption("计划值更正过，图中虚线是最初的计划。更正经过见“计划更正”。")
forecast = board.forecast_of(year, code)
st.markdown(f"**全年**　{literal(forecast.sentence)}。")
st.dataframe(tables.planned([indicator], plan.periods), hide_index=True, key="indicator_planned")
if indicator.annual is not None and not indicator.annual_printed:
    st.caption("年度目标：原文没有单独写明，这里取四季度累计数或各季合计。")
if indicator.derived:
    st.caption("合计数由各单位分项相加得出，原文没有印出。")
trail = [r for r in ui.ask(board.trail, plan.id, code) if panels.may_see(r)]
if trail:
    st.subheader("数从哪里来")
    st.dataframe(tables.trail(trail, indicator.unit), hide_index=True, height="content", key="indicator_trail")
panels.downloads(
    lambda: {"指标": tables.planned([indicator], plan.periods), "来源": tables.trail(trail, indicator.unit)},
    f"{code}_{indicator.name}",
)
if st.button(literal(f"所属事项：{items[indicator.item].title}"), key="indicator_item"):
    ui.open_page("item.py", item=indicator.item)
