"""One indicator over time: its path within the plan, the way to the next horizon, and the same indicator in other plans."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from zcdash import queries
from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.queries.item_standing import Standing
from zcdash.rendering.charts import horizon_charts, indicator_charts
from zcdash.rendering.dataframes import history_tables
from zcdash.rendering.html import tables
from zcdash.text import escape_markdown
from zcdash.ui.components import indicators
from zcdash.ui.session import period, query, view
from zcdash.ui.widgets import chart, html

Values = Mapping[str, float]


def facts(indicator: Indicator) -> list[str]:
    """Return what a plan of several years says of an indicator besides its values: attribute, baseline and its source."""
    found = [f"属性：{indicator.attribute}"] if indicator.attribute else []
    if indicator.baseline is not None and (indicator.baseline_period or indicator.relative):
        found.append(horizon_charts.baseline_text(indicator))
    return found + ([f"基数来源：{indicator.baseline_source}"] if indicator.baseline_source else [])


def path(plan: Plan, year: Mapping[str, Standing], indicator: Indicator, actual: Values, published: Values) -> None:
    """Draw planned and actual values over the plan's periods; over years from the baseline on; few of them as bars.

    `published`: values that were corrected since their close.
    """
    original = query(queries.corrections.first_planned, plan.id, indicator.code)
    if horizon_charts.is_over_years(indicator, plan.periods):
        _over_years(plan, indicator, actual, original)
    elif indicator_charts.has_path(indicator, actual):
        slipping = queries.rule_packs.slipping_from(query(queries.rule_packs.adopted))
        chart(
            lambda: indicator_charts.indicator_chart(indicator, plan.periods, actual, published, slipping, original),
            "indicator_path",
            indicator.code,
        )
    else:
        st.markdown(f"**{escape_markdown(indicator_charts.indicator_sentence(indicator, plan.periods, actual))}**")
        indicators.single_points(plan, year, [indicator])


def _over_years(plan: Plan, indicator: Indicator, actual: Values, original: Values | None) -> None:
    sentence = horizon_charts.years_sentence(indicator, horizon_charts.stated_periods(indicator))
    start = horizon_charts.baseline_day(indicator, plan.starts)
    if len({*indicator.planned, *actual}) + (indicator.baseline is not None) > 1:
        chart(
            lambda: horizon_charts.horizon_chart(indicator, plan.periods, actual, start, sentence, original),
            "indicator_path",
            indicator.code,
        )
    else:
        st.markdown(f"**{escape_markdown(sentence)}**")
    if indicator.lacks_baseline:
        st.info("基数待建立。督查室录入基数和来源以后，按基数算出计划值并评定；此前显示待研判。")
    ways = query(queries.horizon.path, plan.id, indicator.code, view())
    way = next((w for w in reversed(ways) if w.period <= Period.parse(period())), None)
    if way:
        st.markdown(f"**参考**　{escape_markdown(horizon_charts.reference(way.sentence, way.expected, way.reached))}。")
        st.caption("走完的比例 =（实际 − 基数）÷（计划 − 基数），只供参考：计划写明数值的年份才评定。")


def history(plan: Plan, indicator: Indicator) -> None:
    """Draw the same indicator in other plans beside this one, period by period; nothing where no other plan has it."""
    lines = query(queries.indicator_history.history, plan.id, indicator.code, view())
    if lines:
        years = {Period.parse(line.period).ends.year for line in lines}
        st.subheader("历年" if len(years) > 1 else "其他计划中的同一指标")
        html(tables.wrapped(history_tables.history(lines)))
        st.caption("名称、单位和口径相同，或写明引用的，算同一个指标。同比按上年同一期的实际数算。")
