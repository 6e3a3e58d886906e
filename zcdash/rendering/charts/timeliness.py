"""Who filed when against the deadline, over the year, as one figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from zcdash.domain.model import Light
from zcdash.rendering.charts.figures import apply_layout
from zcdash.rendering.palette import ACCENT, MARKS

_NAMED = 3
"""So many names of a day are written beside its mark."""


def timeliness(rows: Mapping[str, Sequence[tuple[str, int | None]]]) -> go.Figure:
    """Period → (unit, days past the deadline on which its return arrived; negative for early, None for not there).

    A mark is a day, as large as the number of units that arrived on it; the late ones are named.
    """
    figure, on_time, late = go.Figure(), MARKS[Light.ON_TRACK], MARKS[Light.SLIPPING]
    for mark, name, chosen in ((on_time, "按时", lambda d: d <= 0), (late, "迟报", lambda d: d > 0)):
        points = [
            (period, day, units) for period, some in rows.items() for day, units in _by_day(some).items() if chosen(day)
        ]
        figure.add_scatter(
            x=[d for _, d, _ in points],
            y=[p for p, _, _ in points],
            mode="markers+text",
            name=f"{mark.shape} {name}",
            marker={
                "size": [10 + 3.2 * len(u) ** 0.5 * 2 for _, _, u in points],
                "color": mark.colour,
                "opacity": 0.85,
            },
            text=[str(len(u)) if len(u) > _NAMED or d <= 0 else "、".join(u) for _, d, u in points],
            textposition="top center",
            cliponaxis=False,
            customdata=["、".join(u) for _, _, u in points],
            hovertemplate="%{y} %{x:+d} 天：%{customdata}<extra></extra>",
        )
    arrived = sum(d is not None for some in rows.values() for _, d in some)
    after = sum(d is not None and d > 0 for some in rows.values() for _, d in some)
    apply_layout(figure, f"全年已送达 {arrived} 份，其中迟报 {after} 份：每季按距截止的天数", 60 + 74 * len(rows))
    figure.add_vline(x=0.5, line={"color": ACCENT, "dash": "dash", "width": 1.5})
    days = sorted({d for some in rows.values() for _, d in some if d is not None} | {0})
    said = ["截止日" if d == 0 else f"早 {-d} 天" if d < 0 else f"晚 {d} 天" for d in days]
    figure.update_xaxes(tickvals=days, ticktext=said, zeroline=False)
    figure.update_yaxes(categoryorder="array", categoryarray=list(reversed(rows)), showgrid=True)
    return figure


def _by_day(rows: Sequence[tuple[str, int | None]]) -> dict[int, list[str]]:
    days: dict[int, list[str]] = defaultdict(list)
    for unit, day in rows:
        if day is not None:
            days[day].append(unit)
    return days
