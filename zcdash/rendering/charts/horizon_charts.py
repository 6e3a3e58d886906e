"""Chart and sentences of an indicator over the years of a plan: baseline, horizons, path and actual values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import plotly.graph_objects as go

from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.rounding import percentage
from zcdash.domain.terms import Basis
from zcdash.rendering.charts.figures import apply_layout
from zcdash.rendering.formatting import amount, planned_text
from zcdash.rendering.palette import ACTUAL, BAR, INK


def is_over_years(indicator: Indicator, periods: Sequence[str]) -> bool:
    """Return True for a value of a moment in a plan of several years: its path is drawn from the baseline on, not from nought."""
    years = {Period.parse(p).ends.year for p in periods}
    return len(years) > 1 and indicator.basis not in (Basis.CUMULATIVE, Basis.QUARTER)


def horizon_chart(
    indicator: Indicator,
    periods: Sequence[str],
    actual: Mapping[str, float],
    start: date,
    sentence: str,
    original: Mapping[str, float] | None = None,
) -> go.Figure:
    """Return baseline, path and actual values over the years; `start` is the day of the baseline. A range is a band.

    `original`: the planned values before a correction of the plan, as open marks.
    """
    figure = go.Figure()
    _path(figure, indicator, start)
    if original:
        figure.add_scatter(
            x=[str(Period.parse(p).ends) for p in original],
            y=list(original.values()),
            name="最初的计划",
            mode="markers",
            marker={"size": 12, "symbol": "circle-open", "color": INK, "line": {"width": 2}},
            hoverinfo="skip",
        )
    done = [p for p in periods if p in actual]
    if done:
        figure.add_scatter(
            x=[str(Period.parse(p).ends) for p in done],
            y=[actual[p] for p in done],
            name="实际值",
            mode="lines+markers+text",
            line={"color": ACTUAL, "width": 2.5},
            marker={"size": 9, "symbol": "diamond"},
            text=[f"<b>{amount(actual[p])}</b>" for p in done],
            textfont={"color": ACTUAL},
            textposition="bottom center",
            cliponaxis=False,
            customdata=[Period.parse(p).name for p in done],
            hovertemplate="%{customdata} 实际 %{y:,} " + indicator.unit + "<extra></extra>",
        )
    apply_layout(figure, sentence, 340).update_layout(margin_r=64)
    # 年 is left out: seven years have room side by side on a phone then.
    ticks = {Period.parse(p).ends: Period.parse(p).short_name.removesuffix("年") for p in periods}
    if indicator.baseline is not None:
        ticks |= {start: indicator.baseline_period or "基数"}
    shown = dict(sorted(ticks.items()))
    figure.update_xaxes(
        type="date", tickmode="array", tickvals=[str(d) for d in shown], ticktext=list(shown.values()), showgrid=False
    )
    figure.update_yaxes(title=indicator.unit, tickformat=",", range=_reach(indicator, actual.values()))
    return figure


def _path(figure: go.Figure, indicator: Indicator, start: date) -> None:
    """Draw the baseline and the planned values, joined by the path between; of ranges the band between their ends."""
    stated = sorted(indicator.planned, key=Period.parse)
    days = [str(Period.parse(p).ends) for p in stated]
    values = [indicator.planned[p] for p in stated]
    first = [] if indicator.baseline is None else [(str(start), indicator.baseline)]
    if indicator.upper:
        tops = [v for _, v in first] + [indicator.upper.get(p, indicator.planned[p]) for p in stated]
        at = [d for d, _ in first] + days
        plain = {"mode": "lines", "hoverinfo": "skip", "line": {"width": 0}}
        figure.add_scatter(x=at, y=tops, showlegend=False, **plain)
        lows = [v for _, v in first] + values
        figure.add_scatter(x=at, y=lows, fill="tonexty", fillcolor="rgba(157,191,216,.35)", name="计划区间", **plain)
    figure.add_scatter(
        x=[d for d, _ in first] + days,
        y=[v for _, v in first] + values,
        name="路径（参考）",
        mode="lines",
        line={"color": INK, "dash": "dash", "width": 1.5},
        hoverinfo="skip",
    )
    if first:
        figure.add_scatter(
            x=[d for d, _ in first],
            y=[v for _, v in first],
            name="基数",
            mode="markers+text",
            marker={"size": 10, "symbol": "square", "color": BAR, "line": {"color": INK, "width": 2}},
            text=[f"<b>{amount(v)}</b>" for _, v in first],
            textposition="top center",
            cliponaxis=False,
            hovertemplate="基数 %{y:,} " + indicator.unit + "<extra></extra>",
        )
    figure.add_scatter(
        x=days,
        y=values,
        name="计划值",
        mode="markers+text",
        marker={"size": 11, "color": INK},
        # In two lines: the number, and below it the words of the print.
        text=[f"<b>{planned_text(indicator, p)}</b>".replace("（", "<br>（") for p in stated],
        textposition="top center",
        cliponaxis=False,
        customdata=[Period.parse(p).name for p in stated],
        hovertemplate="%{customdata} 计划 %{text}<extra></extra>",
    )


def _reach(indicator: Indicator, actual: Iterable[float]) -> list[float]:
    """Return the range of the values' axis: around the values, with room for what is written at them."""
    values = [*indicator.planned.values(), *indicator.upper.values(), *actual]
    values += [] if indicator.baseline is None else [indicator.baseline]
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1) * 0.22
    return [low - room, high + room]


def years_sentence(indicator: Indicator, stated: Sequence[str]) -> str:
    """Return what an indicator promises from its baseline on: 从基数 277.46（2016年）到2020年 …，2025年 …."""
    values = "，".join(f"{Period.parse(p).name} {planned_text(indicator, p)}" for p in stated)
    if indicator.baseline is None:
        return f"{indicator.name}：{values}" if values else indicator.name
    return f"{indicator.name}：{baseline_text(indicator)}，计划{values}"


def baseline_text(indicator: Indicator) -> str:
    """Return the baseline with its period: 基数 277.46/10万（2016年）."""
    period = indicator.baseline_period
    year = f"（{period}年）" if period.isdecimal() else f"（{period}）" if period else ""
    return f"基数 {amount(indicator.baseline, indicator.unit)}{year}"


def stated_periods(indicator: Indicator) -> tuple[str, ...]:
    """Return the periods that the plan states a value for, worked out or still open, in their order."""
    return tuple(sorted({*indicator.planned, *indicator.relative}, key=Period.parse))


def baseline_day(indicator: Indicator, starts: date) -> date:
    """Return the last day of the baseline's period; where none is stated, the day before the plan `starts`."""
    try:
        return Period.parse(indicator.baseline_period).ends
    except ValueError:
        return starts - timedelta(days=1)


def reference(sentence: str, expected: float | None, reached: bool) -> str:
    """Return the sentence of a way with the share of the time that has passed, which the share of the way is held against."""
    if expected is None or reached:
        return sentence
    return f"{sentence}；从基数起的时间已过 {percentage(expected, 1)}%"
