"""Plotly figures of rule packs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from zcdash.domain.terms import Light
from zcdash.rendering.charts.figures import apply_layout
from zcdash.rendering.palette import MARKS


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
