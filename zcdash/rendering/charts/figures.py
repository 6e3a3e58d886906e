"""Plotly figures of items and commitments, and the layout that all figures share.

A figure is transparent, so that it suits the light and the dark theme. `layout.meta["sentence"]` says what it shows; the
page prints it above the figure, where it can wrap on a phone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import plotly.graph_objects as go

from zcdash.domain.assessment import DISPLAY_ORDER
from zcdash.domain.model import Commitment
from zcdash.domain.period import Period
from zcdash.domain.rate import rate_of_counts
from zcdash.domain.terms import Light
from zcdash.rendering.formatting import short_day
from zcdash.rendering.palette import ACCENT, BAR, FONT, INK, LEAD, MARKS, SUPPORT

_MOST_NAMED = 6


def config(sentence: str) -> dict[str, object]:
    """Return the settings of a chart on the page: one button, to save it as a picture; no zoom on touch screens."""
    name = "".join(" " if c in '\\/:*?"<>|' else c for c in sentence)[:80]
    return {
        "modeBarButtons": [["toImage"]],
        "displaylogo": False,
        "scrollZoom": False,
        "doubleClick": False,
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": name},
        "locale": "zh-CN",
    }


def apply_layout(figure: go.Figure, sentence: str, height: int) -> go.Figure:
    """Apply the common layout, and keep the sentence for the page, which prints it above the figure."""
    figure.update_layout(
        meta={"sentence": sentence},
        height=height,
        margin={"l": 8, "r": 16, "t": 34, "b": 8},
        font={"family": FONT, "size": 13},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        bargap=0.35,
        hovermode="closest",
        dragmode=False,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left", "traceorder": "normal"},
    )
    figure.update_xaxes(fixedrange=True, automargin=True)
    figure.update_yaxes(fixedrange=True, automargin=True, gridcolor="rgba(135,149,163,.25)", zeroline=False)
    return figure


def counts_bar(rows: Sequence[tuple[str, int]], sentence: str) -> go.Figure:
    """Return horizontal bars of (name, count), the first on top."""
    names, numbers = [r[0] for r in rows][::-1], [r[1] for r in rows][::-1]
    figure = go.Figure(
        go.Bar(
            x=numbers,
            y=names,
            orientation="h",
            marker_color=INK,
            text=numbers,
            textposition="outside",
            hovertemplate="%{y}：%{x} 项<extra></extra>",
            cliponaxis=False,
        )
    )
    apply_layout(figure, sentence, 40 + 30 * len(rows))
    figure.update_xaxes(visible=False)
    figure.update_yaxes(showgrid=False)
    return figure


def roles_bar(rows: Mapping[str, tuple[int, int]], sentence: str) -> go.Figure:
    """Return stacked horizontal bars: name → (items led, items supported)."""
    names = list(rows)[::-1]
    figure = go.Figure()
    for place, (word, colour) in enumerate((("牵头", LEAD), ("配合", SUPPORT))):
        numbers = [rows[n][place] for n in names]
        figure.add_bar(
            x=numbers,
            y=names,
            orientation="h",
            name=word,
            marker_color=colour,
            text=[n or "" for n in numbers],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            hovertemplate="%{y}" + word + " %{x} 项<extra></extra>",
        )
    apply_layout(figure, sentence, 60 + 38 * len(rows)).update_layout(barmode="stack")
    figure.update_xaxes(visible=False)
    figure.update_yaxes(showgrid=False)
    return figure


def lights_bar(rows: Mapping[str, Mapping[Light, int]], sentence: str, legend: bool = True) -> go.Figure:
    """Return horizontal bars of full length, name → share of its items by light, with 达标率 behind each."""
    names, figure = list(rows)[::-1], go.Figure()
    totals = {name: sum(rows[name].values()) or 1 for name in names}
    for light in DISPLAY_ORDER:
        numbers = [rows[n][light] for n in names]
        if any(numbers):
            mark = MARKS[light]
            figure.add_bar(
                x=[100 * rows[n][light] / totals[n] for n in names],
                y=names,
                orientation="h",
                name=f"{mark.shape} {mark.word}",
                marker_color=mark.colour,
                text=[n or "" for n in numbers],
                textposition="inside",
                insidetextanchor="middle",
                insidetextfont={"color": mark.on_it},
                textangle=0,
                customdata=numbers,
                hovertemplate="%{y}：" + mark.word + " %{customdata} 项（%{x:.1f}%）<extra></extra>",
            )
    top = 60 if legend else 8
    apply_layout(figure, sentence, 20 + top + (36 if legend else 30) * len(rows)).update_layout(
        barmode="stack", showlegend=legend
    )
    figure.update_layout(margin={"r": 104} if legend else {"r": 104, "t": top})
    for name in names:
        rate = rate_of_counts(rows[name])
        met = f"<b>{rate.percentage}%</b> {rate.met}/{rate.rated}" if rate.rated else "没有可评的"
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=4, y=name, text=met, showarrow=False, align="left"
        )
    figure.update_xaxes(visible=False, range=[0, 100])
    # A chapter's name is a sentence: its first clause leaves room for the bars on a phone.
    figure.update_yaxes(showgrid=False, tickmode="array", tickvals=names, ticktext=[n.split("，")[0] for n in names])
    return figure


def due_calendar(
    commitments: Sequence[Commitment], deadlines: Mapping[str, tuple[date, bool]], sentence: str
) -> go.Figure:
    """Return the plan by month: commitments with a printed date, those due at a period's end, and the deadlines.

    Over more than two years it is by year. Ongoing commitments have no end and are left out. `deadlines` holds period →
    (day, whether the calendar is official).
    """
    once = [c for c in commitments if not c.ongoing]
    spans = _Spans([c.due for c in once] or [day for day, _ in deadlines.values()])
    figure = go.Figure()
    for exact, word, colour in ((True, "写明日期的节点", INK), (False, "期末到期的节点", BAR)):
        numbers = spans.count(c.due for c in once if c.exact is exact)
        figure.add_bar(
            x=spans.names,
            y=numbers,
            name=word,
            marker_color=colour,
            hovertemplate="%{x}" + word + " %{y} 个<extra></extra>",
        )
    totals = spans.count(c.due for c in once)
    figure.add_scatter(
        x=spans.names,
        y=totals,
        mode="text",
        text=totals,
        textposition="top center",
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )
    _mark_deadlines(figure, spans, deadlines)
    apply_layout(figure, sentence, 320).update_layout(barmode="stack")
    figure.update_xaxes(categoryorder="array", categoryarray=spans.names, tickvals=spans.names, ticktext=spans.labels)
    figure.update_yaxes(title="节点数", rangemode="tozero")
    return figure


class _Spans:
    """Months of one year, months of two, or years, that a chart counts days in."""

    def __init__(self, days: Collection[date]) -> None:
        first, last = min(days), max(days)
        self._first = first.year
        years = range(first.year, last.year + 1)
        self._by_year = len(years) > 2
        year_names = [f"{y}年" if len(years) > 1 else "" for y in years]
        self.names = year_names if self._by_year else [f"{y}{m}月" for y in year_names for m in range(1, 13)]

    @property
    def labels(self) -> list[str]:
        """Return what stands at the axis: of 24 months every third, with the year below January."""
        if self._by_year or len(self.names) <= 12:
            return self.names
        months = [f"{n % 12 + 1}月" if n % 3 == 0 else "" for n in range(len(self.names))]
        return [f"{m}<br>{self._first + n // 12}年" if n % 12 == 0 else m for n, m in enumerate(months)]

    def index(self, day: date) -> int:
        """Return the place of a day's span; it may lie outside of the names."""
        years = day.year - self._first
        return years if self._by_year else years * 12 + day.month - 1

    def count(self, days: Iterable[date]) -> list[int | None]:
        """Return the number of days in each span; None for none."""
        counted = Counter(map(self.index, days))
        return [counted[n] or None for n in range(len(self.names))]


def _mark_deadlines(figure: go.Figure, spans: _Spans, deadlines: Mapping[str, tuple[date, bool]]) -> None:
    """Mark the deadlines within the chart, with their periods unless there are too many of them to be read."""
    marked = [(p, day) for p, (day, _) in deadlines.items() if 0 <= spans.index(day) < len(spans.names)]
    for period, day in marked:
        named = f"{short_day(day)}<br>报{Period.parse(period).short_name}" if len(marked) <= _MOST_NAMED else ""
        figure.add_annotation(
            x=spans.index(day),
            y=0.93,
            yref="paper",
            yanchor="top",
            text=f"▼ {named}",
            showarrow=False,
            font={"color": ACCENT},
        )
