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

Point = tuple[str, float]
"""(day, value)."""


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
    first = [] if indicator.baseline is None else [(str(start), indicator.baseline)]
    stated = sorted(indicator.planned, key=Period.parse)
    points = [*first, *((str(Period.parse(p).ends), indicator.planned[p]) for p in stated)]
    _band(figure, indicator, [*first, *_uppers(indicator, stated)], points)
    line = {"color": INK, "dash": "dash", "width": 1.5}
    figure.add_scatter(x=_xs(points), y=_ys(points), name="路径（参考）", mode="lines", line=line, hoverinfo="skip")
    square = {"size": 10, "symbol": "square", "color": BAR, "line": {"color": INK, "width": 2}}
    _points(figure, first, [amount(v) for _, v in first], "基数", square, indicator.unit)
    if original:
        before = [(str(Period.parse(p).ends), v) for p, v in original.items()]
        ring = {"size": 12, "symbol": "circle-open", "color": INK, "line": {"width": 2}}
        _points(figure, before, [""] * len(before), "最初的计划", ring, indicator.unit)
    # Without the words of the print: they stand in the sentence above.
    words = [planned_text(indicator, p).split("（")[0] for p in stated]
    _points(figure, points[len(first) :], words, "计划值", {"size": 11, "color": INK}, indicator.unit)
    _actual(figure, [(str(Period.parse(p).ends), actual[p]) for p in periods if p in actual], indicator.unit)
    apply_layout(figure, sentence, 340).update_layout(margin_r=64)
    # 年 is left out: seven years have room side by side on a phone then.
    ticks = {Period.parse(p).ends: Period.parse(p).short_name.removesuffix("年") for p in periods}
    ticks |= {start: indicator.baseline_period or "基数"} if first else {}
    days = sorted(ticks)
    labels = [ticks[d] for d in days]
    figure.update_xaxes(type="date", showgrid=False, tickangle=0, tickfont={"size": 11})
    figure.update_xaxes(tickmode="array", tickvals=list(map(str, days)), ticktext=labels)
    figure.update_yaxes(title=indicator.unit, tickformat=",", range=_reach(indicator, actual.values()))
    return figure


def _xs(points: Sequence[Point]) -> list[str]:
    return [day for day, _ in points]


def _ys(points: Sequence[Point]) -> list[float]:
    return [value for _, value in points]


def _uppers(indicator: Indicator, stated: Sequence[str]) -> list[Point]:
    return [(str(Period.parse(p).ends), indicator.upper.get(p, indicator.planned[p])) for p in stated]


def _band(figure: go.Figure, indicator: Indicator, tops: Sequence[Point], lows: Sequence[Point]) -> None:
    """Shade what lies between the ends of the planned ranges."""
    if not indicator.upper:
        return
    plain = {"mode": "lines", "hoverinfo": "skip", "line": {"width": 0}}
    figure.add_scatter(x=_xs(tops), y=_ys(tops), showlegend=False, **plain)
    shade = {"fill": "tonexty", "fillcolor": "rgba(157,191,216,.35)"}
    figure.add_scatter(x=_xs(lows), y=_ys(lows), name="计划区间", **shade, **plain)


def _points(
    figure: go.Figure, points: Sequence[Point], texts: Sequence[str], name: str, marker: dict[str, object], unit: str
) -> None:
    """Draw points with their texts above them."""
    if points:
        figure.add_scatter(
            x=_xs(points),
            y=_ys(points),
            name=name,
            mode="markers+text",
            marker=marker,
            text=[f"<b>{t}</b>" for t in texts],
            textposition="top center",
            cliponaxis=False,
            hovertemplate="%{x|%Y年} " + name + " %{y:,} " + unit + "<extra></extra>",
        )


def _actual(figure: go.Figure, points: Sequence[Point], unit: str) -> None:
    if points:
        figure.add_scatter(
            x=_xs(points),
            y=_ys(points),
            name="实际值",
            mode="lines+markers+text",
            line={"color": ACTUAL, "width": 2.5},
            marker={"size": 9, "symbol": "diamond"},
            # The last one alone: years stand too close on a phone.
            text=[*("" for _ in points[1:]), f"<b>{amount(points[-1][1])}</b>"],
            textfont={"color": ACTUAL},
            textposition="bottom center",
            cliponaxis=False,
            hovertemplate="%{x|%Y年} 实际 %{y:,} " + unit + "<extra></extra>",
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
