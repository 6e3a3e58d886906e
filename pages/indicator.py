"""指标: the list of all; one indicator with its planned and actual values, and the file that each value came from."""

import streamlit as st

from zcdash import queries
from zcdash.domain.plan_words import words
from zcdash.domain.submission import View
from zcdash.domain.terms import DIRECTION_NAME
from zcdash.rendering.charts import indicator_charts
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import cards
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import downloads, indicator_years, indicators, item, sources

plan, period = session.plan(), session.period()
by_code = {i.code: i for i in plan.indicators}
year = session.year()
code = widgets.choose(
    st.selectbox,
    "指标",
    list(by_code),
    "indicator",
    placeholder="选择指标",
    format_func=widgets.label_of({i.code: f"{i.code}　{i.name}" for i in plan.indicators}),
    label_visibility="collapsed",
    unknown="没有编号为 {value} 的指标",
)
if not code:
    st.title("指标")
    indicators.index(plan, year)
    st.stop()
indicator = by_code[code]
standing = queries.indicator_list.over_the_year(year, code)[period]
st.title(escape_markdown(indicator.name))
note = indicators.tolerance_note(indicator, standing.assessment, year[period].pack)
widgets.html(cards.verdict(standing.assessment, [note] if note else []))
facts = [
    indicator_charts.basis_sentence(indicator, plan.totals_go_on),
    f"方向：{DIRECTION_NAME[indicator.direction]}",
    f"填报：{session.query(queries.forms.reporting_unit, plan.id, code)}",
]
facts += indicator_years.facts(indicator)
facts += [f"数据来源：{indicator.data_source}"] if indicator.data_source else []
st.caption(escape_markdown(" · ".join(facts)))
belongs = cards.link(f"所属事项：{plan.item_titles[indicator.item]}", "item", item=indicator.item, **session.address())
widgets.html(f"{belongs}　{cards.link('全部指标', 'indicator', **session.address())}")
actual = queries.overview.reported(year, code)
closed_year = session.query(queries.standing.year, plan.id, View.CLOSED)
published = queries.overview.restated(closed_year, year, code)
indicator_years.path(plan, year, indicator, actual, published)
item.explained(plan.id, [indicator])
indicators.restated(indicator, published, actual)
if not indicator_years.is_over_years(plan, indicator):
    st.markdown(f"**{words(plan).whole}**　{escape_markdown(queries.overview.forecast_of(year, code).sentence)}。")
indicators.over_the_year(plan, year, code)
if indicator.annual is not None and not indicator.annual_printed:
    st.caption("年度目标：原文没有单独写明，这里取四季度累计数或各季合计。")
if indicator.derived:
    st.caption("合计数由各单位分项相加得出，原文没有印出。")
indicator_years.history(plan, indicator)
trail = sources.of_indicator(plan.id, indicator)
downloads.workbook(
    lambda: {"指标": item_tables.planned([indicator], plan.periods), "来源": item_tables.trail(trail, indicator.unit)},
    f"{code}_{indicator.name}",
)
