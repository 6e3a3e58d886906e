"""Indicators: several beside their plan, and what was corrected after a close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.queries.item_standing import Standing
from zcdash.rendering import formatting
from zcdash.rendering.html import lights
from zcdash.text import escape_markdown
from zcdash.ui.session import period
from zcdash.ui.widgets import html


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


def restated(indicator: Indicator, published: Mapping[str, float | None], latest: Mapping[str, float]) -> None:
    """Say of every period whose value was corrected after its close what was published and what holds now."""
    for period_text, value in published.items():
        then = escape_markdown(formatting.amount(value, indicator.unit))
        now = escape_markdown(formatting.amount(latest.get(period_text), indicator.unit))
        name = Period.parse(period_text).short_name
        st.caption(f"{name}关账后更正过：当时口径 {then}，最新口径 {now}。")
