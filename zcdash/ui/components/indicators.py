"""Indicators: the list of all, several beside their plan, one over the year, and what was corrected after a close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from zcdash import queries
from zcdash.domain.assessment import Assessment, CauseCode
from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.queries.item_standing import Standing
from zcdash.rendering import formatting
from zcdash.rendering.html import lights
from zcdash.rendering.html.items import indicator_list, period_list
from zcdash.text import escape_markdown
from zcdash.ui.components.items import light_chips
from zcdash.ui.session import period, query
from zcdash.ui.widgets import choose, html

_MOST_MAIN = 12


def index(plan: Plan, year: Mapping[str, Standing]) -> None:
    """Draw the list of all indicators, by search and light."""
    words = choose(st.text_input, "搜索", None, "words", "", placeholder="指标名、编号、事项、填报单位，例如 GDP")
    found = queries.indicator_list.find_indicators(plan, year[period()], words)
    wanted = light_chips(s.assessment.light for s in found)
    rows = [s for s in found if not wanted or s.assessment.light in wanted]
    if not rows:
        st.info("没有符合条件的指标。请减少条件，或换一个词。")
        return
    st.caption(f"共 {len(rows)} 个，全计划 {len(plan.indicators)} 个。点名称打开。")
    html(indicator_list(rows, plan, period()))


def over_the_year(plan: Plan, year: Mapping[str, Standing], code: str) -> None:
    """Draw one indicator, a period a row."""
    standings = queries.indicator_list.over_the_year(year, code)
    notes = {p: tolerance_note(s.indicator, s.assessment, year[p].pack) for p, s in standings.items()}
    html(period_list(standings, plan, period(), queries.overview.reported(year, code), notes))


def tolerance_note(indicator: Indicator, assessment: Assessment, pack: str) -> str:
    """Return the tolerance where it made the light; empty elsewhere."""
    cause = assessment.cause
    if cause.code is not CauseCode.WITHIN_TOLERANCE or cause.planned is None:
        return ""
    allowed = queries.rule_packs.tolerance(indicator, cause.planned, pack)
    return f"允许误差 {formatting.difference(allowed, indicator.unit)}内"


def main_of(plan: Plan, period: str) -> tuple[str, Sequence[Indicator]]:
    """Return (heading, indicators) for the overview: the headline ones, else the first with a planned value for the period."""
    headline = query(queries.plans.year_targets, plan.id).headline
    if headline:
        return "主要指标", headline
    return "本期有计划数的指标", [i for i in plan.indicators if period in i.planned][:_MOST_MAIN]


def bullets(plan_id: str, year: Mapping[str, Standing], indicators: Sequence[Indicator]) -> None:
    """Draw planned and actual value of each indicator in the chosen period, beside the period before."""
    periods = list(year)
    index = periods.index(period())
    standings = {p: {s.indicator.code: s for i in year[p].items.values() for s in i.indicators} for p in periods}
    now = standings[period()]
    before = standings[periods[index - 1]] if index else {}
    rows = [
        (
            indicator,
            now[indicator.code].planned,
            now[indicator.code].actual,
            before[indicator.code].actual if before else None,
            now[indicator.code].assessment,
        )
        for indicator in indicators
    ]
    html(lights.bullets(rows, plan_id, period()))


def single_points(plan: Plan, year: Mapping[str, Standing], rows: Sequence[Indicator]) -> None:
    """Draw indicators with values of one period only, each at that period, as bars beside their plan."""
    for p, standing in year.items():
        at = {s.indicator.code: s for item in standing.items.values() for s in item.indicators}
        known = [i for i in rows if (at[i.code].planned, at[i.code].actual) != (None, None)]
        if known:
            st.caption(standing.period.short_name)
            bars = [(i, at[i.code].planned, at[i.code].actual, None, at[i.code].assessment) for i in known]
            html(lights.bullets(bars, plan.id, p))


def restated(indicator: Indicator, published: Mapping[str, float | None], latest: Mapping[str, float]) -> None:
    """Say of every period whose value was corrected after its close what was published and what holds now."""
    for period_text, value in published.items():
        then = escape_markdown(formatting.amount(value, indicator.unit))
        now = escape_markdown(formatting.amount(latest.get(period_text), indicator.unit))
        name = Period.parse(period_text).short_name
        st.caption(f"{name}关账后更正过：当时口径 {then}，最新口径 {now}。")
