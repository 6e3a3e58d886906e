"""Plotly figure of the days on which submissions arrived, against the deadline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from zcdash.domain.terms import Light
from zcdash.rendering.charts.figures import apply_layout
from zcdash.rendering.palette import ACCENT, MARKS

_NAMED = 3
"""So many names of a day are written beside its mark."""
_MOST_ROWS = 4
"""So many periods are drawn in any case."""
Arrivals = Mapping[str, Sequence[tuple[str, int | None]]]
"""Period → (unit, days after the deadline; negative for early, None for not arrived)."""


def timeliness(rows: Arrivals, whole: str = "全年") -> go.Figure:
    """Return a mark for each day on which submissions arrived, larger for more of them; the late ones are named.

    Periods without an arrival after the last with one are left out. `whole` is the span of the plan in words.
    """
    arrived_in = [n for n, row in enumerate(rows.values()) if _by_day(row)]
    rows = dict(list(rows.items())[: max(arrived_in, default=0) + 1]) if len(rows) > _MOST_ROWS else rows
    figure = go.Figure()
    points = [(period, day, units) for period, row in rows.items() for day, units in _by_day(row).items()]
    _add_marks(figure, Light.ON_TRACK, "按时", [p for p in points if p[1] <= 0])
    _add_marks(figure, Light.SLIPPING, "迟报", [p for p in points if p[1] > 0])
    arrived = sum(len(units) for _, _, units in points)
    late = sum(len(units) for _, day, units in points if day > 0)
    apply_layout(figure, f"{whole}已送达 {arrived} 份，其中迟报 {late} 份：各期按距截止的天数", 60 + 74 * len(rows))
    figure.add_vline(x=0.5, line={"color": ACCENT, "dash": "dash", "width": 1.5})
    days = sorted({day for _, day, _ in points} | {0})
    labels = ["截止日" if d == 0 else f"早 {-d} 天" if d < 0 else f"晚 {d} 天" for d in days]
    figure.update_xaxes(tickvals=days, ticktext=labels, zeroline=False)
    figure.update_yaxes(categoryorder="array", categoryarray=list(rows)[::-1], showgrid=True)
    return figure


def _add_marks(figure: go.Figure, light: Light, name: str, points: Sequence[tuple[str, int, list[str]]]) -> None:
    mark = MARKS[light]
    figure.add_scatter(
        x=[day for _, day, _ in points],
        y=[period for period, _, _ in points],
        mode="markers+text",
        name=f"{mark.shape} {name}",
        marker={
            "size": [10 + 3.2 * len(units) ** 0.5 * 2 for _, _, units in points],
            "color": mark.colour,
            "opacity": 0.85,
        },
        text=[str(len(units)) if len(units) > _NAMED or day <= 0 else "、".join(units) for _, day, units in points],
        textposition="top center",
        cliponaxis=False,
        customdata=["、".join(units) for _, _, units in points],
        hovertemplate="%{y} %{x:+d} 天：%{customdata}<extra></extra>",
    )


def _by_day(rows: Sequence[tuple[str, int | None]]) -> dict[int, list[str]]:
    """Return day → units that arrived on it."""
    days: dict[int, list[str]] = defaultdict(list)
    for unit, day in rows:
        if day is not None:
            days[day].append(unit)
    return days
