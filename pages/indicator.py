"""指标: one indicator with its planned and actual values and the cell that each value came from."""

import streamlit as st

from zcdash import queries
from zcdash.domain.model import DIRECTION_NAME
from zcdash.domain.submission import View
from zcdash.rendering.charts import indicator_charts
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import cards
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import approval_status, downloads, indicators, item

plan = session.plan()
by_code = {i.code: i for i in plan.indicators}
names = {i.code: f"{i.code}　{i.name}" for i in plan.indicators}
code = widgets.choose(
    st.selectbox,
    "指标",
    list(names),
    "indicator",
    next(iter(names)),
    format_func=widgets.label_of(names),
    label_visibility="collapsed",
)
indicator = by_code[code]
year = session.year()
closed_year = session.query(queries.standing.year, plan.id, View.CLOSED)
standing = next(s for i in year[session.period()].items.values() for s in i.indicators if s.indicator.code == code)
st.title(escape_markdown(indicator.name))
facts = [
    indicator_charts.basis_sentence(indicator),
    f"方向：{DIRECTION_NAME[indicator.direction]}",
    f"填报：{session.query(queries.forms.reporting_unit, plan.id, code)}",
]
if indicator.data_source:
    facts.append(f"数据来源：{indicator.data_source}")
st.caption(escape_markdown(" · ".join(facts)))
actual = queries.overview.reported(year, code)
published = queries.overview.restated(closed_year, year, code)
original = session.query(queries.corrections.first_planned, plan.id, code)
if indicator.planned or actual:
    slipping = queries.rule_packs.slipping_from(session.query(queries.rule_packs.adopted))
    widgets.chart(
        lambda: indicator_charts.indicator_chart(indicator, plan.periods, actual, published, slipping, original),
        "indicator_path",
        indicator.code,
    )
else:
    st.info(escape_markdown(f"{indicator_charts.indicator_sentence(indicator, plan.periods, actual)}。"))
if standing.actual is None:
    st.info(f"{standing.figures.period.name}还没有报送实际数；报送后，实际数将在这里与计划对照。")
else:
    widgets.html(cards.verdict(standing.assessment))
item.explained(plan.id, [indicator])
indicators.restated(indicator, published, actual)
if original:
    st.caption("计划值更正过，图中虚线是最初的计划。更正经过见“计划更正”。")
forecast = queries.overview.forecast_of(year, code)
st.markdown(f"**全年**　{escape_markdown(forecast.sentence)}。")
st.dataframe(item_tables.planned([indicator], plan.periods), hide_index=True, key="indicator_planned")
if indicator.annual is not None and not indicator.annual_printed:
    st.caption("年度目标：原文没有单独写明，这里取四季度累计数或各季合计。")
if indicator.derived:
    st.caption("合计数由各单位分项相加得出，原文没有印出。")
trail = approval_status.visible(session.query(queries.submissions.trail, plan.id, code))
if trail:
    st.subheader("数从哪里来")
    st.dataframe(item_tables.trail(trail, indicator.unit), hide_index=True, height="content", key="indicator_trail")
downloads.workbook(
    lambda: {"指标": item_tables.planned([indicator], plan.periods), "来源": item_tables.trail(trail, indicator.unit)},
    f"{code}_{indicator.name}",
)
title = next(i.title for i in plan.items if i.code == indicator.item)
if st.button(escape_markdown(f"所属事项：{title}"), key="indicator_item"):
    widgets.open_page("item.py", item=indicator.item)
