"""zcdash.rendering.charts.score_charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from zcdash.rendering.charts.figures import apply_layout
from zcdash.rendering.palette import ACCENT, INK, LEAD


def spread(rows: Sequence[Any], sentence: str) -> go.Figure:
    """Every score as a dot by its rank; the first and the last are named."""
    last = len(rows) - 1
    written = {0: "top right", last: "middle left"}
    figure = go.Figure(
        go.Scatter(
            x=[n + 1 for n in range(len(rows))],
            y=[float(r.score.points) for r in rows],
            mode="markers+text",
            marker={"size": 9, "color": INK, "symbol": "diamond"},
            cliponaxis=False,
            text=[f"  {r.name}  " if n in written else "" for n, r in enumerate(rows)],
            textposition=[written.get(n, "top center") for n in range(len(rows))],
            customdata=[f"第 {r.rank} 名　{r.name}" for r in rows],
            hovertemplate="%{customdata}　%{y:.2f} 分<extra></extra>",
        )
    )
    apply_layout(figure, sentence, 260)
    figure.update_xaxes(title="名次", showgrid=False)
    figure.update_yaxes(title="得分")
    return figure


def comparison_chart(rows: Sequence[Any], sentence: str) -> go.Figure:
    """A few scores, each in its own line: the whole as a written diamond, lead and support apart as a dot and a circle."""
    names, figure = [r.name for r in rows][::-1], go.Figure()
    for role, word, symbol in (("lead", "牵头", "circle"), ("support", "配合", "circle-open")):
        points = {r.name: float(a.points) for r in rows for a in r.score.apart if a.role == role}
        figure.add_scatter(
            x=[points.get(n) for n in names],
            y=names,
            mode="markers",
            name=word,
            marker={"size": 10, "symbol": symbol, "color": LEAD, "line": {"width": 2, "color": LEAD}},
            hovertemplate="%{y} " + word + " %{x:.2f} 分<extra></extra>",
        )
    total = {r.name: float(r.score.points) for r in rows if r.score.points is not None}
    figure.add_scatter(
        x=[total.get(n) for n in names],
        y=names,
        mode="markers+text",
        name="得分",
        marker={"size": 15, "symbol": "diamond", "color": ACCENT},
        cliponaxis=False,
        textposition="top center",
        text=[f"{total[n]:.2f}" if n in total else "" for n in names],
        hovertemplate="%{y} %{x:.2f} 分<extra></extra>",
    )
    apply_layout(figure, sentence, 90 + 46 * len(rows))
    figure.update_xaxes(gridcolor="rgba(135,149,163,.25)")
    figure.update_yaxes(showgrid=False)
    return figure
