"""One indicator over time: its path within the plan, the way to the next horizon, and the same indicator in other plans."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

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


def has_path(plan: Plan, indicator: Indicator, actual: Values) -> bool:
    """Return True if there is more than one point to draw; over years the baseline is one."""
    points = len({*indicator.planned, *actual})
    return points > 1 or (points == 1 and indicator.baseline is not None and is_over_years(plan, indicator))


def figure(
    plan: Plan,
    indicator: Indicator,
    actual: Values,
    published: Values | None = None,
    slipping: float | None = None,
    original: Values | None = None,
) -> Any:
    """Return the chart of an indicator over its plan: over years from the baseline on, else with running totals."""
    if is_over_years(plan, indicator):
        sentence = horizon_charts.years_sentence(indicator, horizon_charts.stated_periods(indicator))
        start = horizon_charts.baseline_day(indicator, plan.starts)
        return horizon_charts.horizon_chart(indicator, plan.periods, actual, start, sentence, original)
    return indicator_charts.indicator_chart(
        indicator, plan.periods, actual, published, slipping, original, plan.totals_go_on
    )


def is_over_years(plan: Plan, indicator: Indicator) -> bool:
    """Return True for a value of a moment in a plan of several years."""
    return horizon_charts.is_over_years(indicator, plan.periods)


def path(plan: Plan, year: Mapping[str, Standing], indicator: Indicator, actual: Values, published: Values) -> None:
    """Draw planned and actual values over the plan's periods, few of them as bars, and how far the way is gone.

    `published`: values that were corrected since their close.
    """
    original = query(queries.corrections.first_planned, plan.id, indicator.code)
    if has_path(plan, indicator, actual):
        slipping = queries.rule_packs.slipping_from(query(queries.rule_packs.adopted))
        draw = partial(figure, plan, indicator, actual, published, slipping, original)
        chart(draw, "indicator_path", indicator.code)
    elif is_over_years(plan, indicator):
        promised = horizon_charts.years_sentence(indicator, horizon_charts.stated_periods(indicator))
        st.markdown(f"**{escape_markdown(promised)}**")
    else:
        sentence = indicator_charts.indicator_sentence(indicator, plan.periods, actual, plan.totals_go_on)
        st.markdown(f"**{escape_markdown(sentence)}**")
        indicators.single_points(plan, year, [indicator])
    if indicator.lacks_baseline:
        st.info(
            "基数待建立。督查室在“计划编制”的“更正一个值”里选“基数”，填写数值和来源，另一位批准后，按基数算出计划值并评定；"
            "此前显示待研判。"
        )
    if original:
        mark = "空心圆" if is_over_years(plan, indicator) else "虚线"
        st.caption(f"计划值改过，图中{mark}是最初的计划。经过见“计划编制”。")
    _way(plan, indicator)


def _way(plan: Plan, indicator: Indicator) -> None:
    """Say how much of the way to the next horizon is done, in a plan of several years."""
    if not is_over_years(plan, indicator):
        return
    ways = query(queries.horizon.path, plan.id, indicator.code, view())
    way = next((w for w in reversed(ways) if w.period <= Period.parse(period())), None)
    if way:
        said = horizon_charts.reference(way.sentence, way.expected, way.reached)
        st.markdown(f"**参考**　{escape_markdown(said)}。")
        st.caption("走完的比例 =（实际 − 基数）÷（计划 − 基数），只供参考：计划写明数值的年份才评定。")


def history(plan: Plan, indicator: Indicator) -> None:
    """Draw the same indicator in other plans beside this one, period by period; nothing where no other plan has it."""
    lines = query(queries.indicator_history.history, plan.id, indicator.code, view())
    if lines:
        years = {Period.parse(line.period).ends.year for line in lines}
        st.subheader("历年" if len(years) > 1 else "其他计划中的同一指标")
        html(tables.wrapped(history_tables.history(lines)))
        st.caption("名称、单位和口径相同，或写明引用的，算同一个指标。同比按上年同一期的实际数算。")
