"""Indicators on pages that show several of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zcdash.domain.model import Indicator
from zcdash.queries.standing import Standing
from zcdash.rendering.html import lights
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
