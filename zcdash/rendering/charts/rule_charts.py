"""Plotly figures of rule packs, and of the due dates of commitments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import plotly.graph_objects as go

from zcdash.domain.assessment import DISPLAY_ORDER
from zcdash.domain.model import Commitment
from zcdash.domain.terms import Light
from zcdash.rendering.charts.figures import apply_layout
from zcdash.rendering.palette import INK, MARKS

_SYMBOLS = {
    Light.ON_TRACK: "circle",
    Light.LATE_DONE: "diamond",
    Light.SLIPPING: "triangle-down",
    Light.BEHIND: "square",
    Light.MISSING: "x",
    Light.RETURNED: "x-open",
    Light.IN_REVIEW: "hourglass",
    Light.AHEAD: "triangle-up",
}


def bands(packs: Mapping[str, Sequence[tuple[Light, float]]], sentence: str) -> go.Figure:
    """Return the ratio bands of rule packs (name → (light, lower bound)), one bar each from 0 to 1.2."""
    names = list(packs)[::-1]
    figure = go.Figure()
    for light in (Light.BEHIND, Light.SLIPPING, Light.ON_TRACK, Light.AHEAD):
        widths, starts = [], []
        for name in names:
            parts = list(packs[name])
            at = next((n for n, (other, _) in enumerate(parts) if other is light), None)
            end = parts[at + 1][1] if at is not None and at + 1 < len(parts) else 1.2
            starts.append(parts[at][1] if at is not None else 0)
            widths.append(end - parts[at][1] if at is not None else 0)
        mark = MARKS[light]
        figure.add_bar(
            x=widths,
            base=starts,
            y=names,
            orientation="h",
            marker_color=mark.colour,
            name=f"{mark.shape} {mark.word}",
            text=[mark.word if w else "" for w in widths],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            hovertemplate="%{y}：" + mark.word + "，自 %{base:.0%}<extra></extra>",
        )
    apply_layout(figure, sentence, 90 + 40 * len(packs)).update_layout(barmode="overlay")
    figure.update_xaxes(tickformat=".0%", tickvals=[0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1], range=[0, 1.2])
    figure.update_yaxes(showgrid=False)
    return figure


def due_line(rows: Sequence[tuple[Commitment, date | None, Light]], sentence: str) -> go.Figure:
    """Return commitments over the year: the due date as an open mark, the day done (if any) as the light."""
    figure = go.Figure()
    names = [f"{n + 1}. {(c.project + '：' if c.project else '') + c.text}"[:26] for n, (c, _, _) in enumerate(rows)]
    open_mark = {"symbol": "line-ns-open", "size": 14, "color": INK, "line": {"width": 2}}
    figure.add_scatter(
        x=[c.due for c, _, _ in rows],
        y=names,
        mode="markers",
        name="时限",
        marker=open_mark,
        hovertemplate="%{y}<br>时限 %{x|%m月%d日}<extra></extra>",
    )
    for light in DISPLAY_ORDER:
        chosen = [(name, done or c.due) for name, (c, done, of) in zip(names, rows, strict=True) if of is light]
        if chosen and light not in (Light.PENDING, Light.NONE):
            mark = MARKS[light]
            figure.add_scatter(
                x=[d for _, d in chosen],
                y=[n for n, _ in chosen],
                mode="markers",
                name=f"{mark.shape} {mark.word}",
                marker={"size": 10, "color": mark.colour, "symbol": _SYMBOLS.get(light, "circle")},
                hovertemplate="%{y}<br>" + mark.word + " %{x|%m月%d日}<extra></extra>",
            )
    apply_layout(figure, sentence, 90 + 24 * len(rows))
    figure.update_yaxes(autorange="reversed", showgrid=True)
    figure.update_xaxes(tickformat="%m月", gridcolor="rgba(135,149,163,.25)")
    return figure
