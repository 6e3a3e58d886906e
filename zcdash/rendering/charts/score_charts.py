"""Plotly figures of the year-end assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import plotly.graph_objects as go

from zcdash.rendering.charts.figures import apply_layout
from zcdash.rendering.palette import ACCENT, INK, LEAD
from zcdash.rendering.protocols.score import RankedScore


def rank_chart(rows: Sequence[RankedScore], sentence: str, bands: Mapping[str, Decimal]) -> go.Figure:
    """Return every score as a mark in its order, the first and the last named, with a line where each of the `bands` starts."""
    named = {0: "top right", len(rows) - 1: "middle left"}
    figure = go.Figure(
        go.Scatter(
            x=[n + 1 for n in range(len(rows))],
            y=[float(r.score.points or 0) for r in rows],
            mode="markers+text",
            marker={"size": 9, "color": INK, "symbol": "diamond"},
            cliponaxis=False,
            text=[f"  {r.title}  " if n in named else "" for n, r in enumerate(rows)],
            textposition=[named.get(n, "top center") for n in range(len(rows))],
            customdata=[f"{f'第 {r.rank} 名' if r.rank else r.band}　{r.title}" for r in rows],
            hovertemplate="%{customdata}　%{y:.2f} 分<extra></extra>",
        )
    )
    apply_layout(figure, sentence, 260)
    lowest = min(float(r.score.points or 0) for r in rows)
    for band, start in bands.items():
        if start > lowest:
            figure.add_hline(
                float(start), line={"width": 1, "dash": "dot", "color": INK}, annotation_text=f"{band} {start:f} 分起"
            )
    figure.update_xaxes(title="从高到低", showgrid=False)
    figure.update_yaxes(title="得分")
    return figure


def comparison_chart(rows: Sequence[RankedScore], sentence: str) -> go.Figure:
    """Return a few scores, a line each: the total as a diamond with its number, lead and support as a dot and a circle."""
    names = [r.title for r in rows][::-1]
    figure = go.Figure()
    for role, word, symbol in (("lead", "牵头", "circle"), ("support", "配合", "circle-open")):
        points = {r.title: float(a.points) for r in rows for a in r.score.apart if a.role == role}
        figure.add_scatter(
            x=[points.get(n) for n in names],
            y=names,
            mode="markers",
            name=word,
            marker={"size": 10, "symbol": symbol, "color": LEAD, "line": {"width": 2, "color": LEAD}},
            hovertemplate="%{y} " + word + " %{x:.2f} 分<extra></extra>",
        )
    total = {r.title: float(r.score.points) for r in rows if r.score.points is not None}
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
