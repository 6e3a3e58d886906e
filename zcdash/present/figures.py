"""Figures: what the plan promises, drawn. All of `graph_objects`, all transparent, right on light and on dark.

A figure takes values and gives a plotly figure; `layout.meta["sentence"]` says what it shows, and the page prints it above,
where it can wrap on a phone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate

import plotly.graph_objects as go

from zcdash.model import BASIS_NAME, Basis, Commitment, Direction, Indicator
from zcdash.period import Period
from zcdash.present.palette import ACCENT, BAR, FONT, INK, LEAD, SUPPORT
from zcdash.present.words import amount, short_day

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
"""What every chart is shown with: no tool bar, no accidental zoom under a finger."""


def _laid_out(figure: go.Figure, sentence: str, height: int) -> go.Figure:
    figure.update_layout(
        meta={"sentence": sentence}, height=height, margin={"l": 8, "r": 16, "t": 34, "b": 8}, font={"family": FONT, "size": 13},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", bargap=0.35, hovermode="closest", dragmode=False,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left", "traceorder": "normal"},
    )
    figure.update_xaxes(fixedrange=True, automargin=True)
    figure.update_yaxes(fixedrange=True, automargin=True, gridcolor="rgba(135,149,163,.25)", zeroline=False)
    return figure


def planned_path(indicator: Indicator, periods: Sequence[str]) -> go.Figure:
    """One indicator's planned path over the plan's periods: bars for the quarter's own amount, steps for the running total.

    Where the plan states no number for a period the bar is missing and the step runs on.
    """
    names = [Period.parse(p).short_name for p in periods]
    stated = [indicator.planned.get(p) for p in periods]
    figure, unit = go.Figure(), indicator.unit
    if indicator.basis in (Basis.CUMULATIVE, Basis.QUARTER):
        totals, amounts = _running(indicator.basis, stated)
        figure.add_bar(
            x=names, y=amounts, name="本季计划", marker_color=BAR, text=_labels(amounts), textposition="inside", textangle=0,
            insidetextanchor="start", hovertemplate="%{x}本季 %{y:,} " + unit + "<extra></extra>",
        )
        _steps(figure, names, totals, "累计计划", unit)
    else:
        _steps(figure, names, stated, "计划值", unit)
    if indicator.annual is not None and indicator.annual_printed:
        figure.add_scatter(
            x=names, y=[indicator.annual] * len(names), mode="lines", hoverinfo="skip",
            line={"color": ACCENT, "dash": "dash", "width": 1.5}, name=f"年度目标 {amount(indicator.annual, unit)}",
        )
    _laid_out(figure, path_sentence(indicator, periods), 330)
    figure.update_xaxes(categoryorder="array", categoryarray=names)
    figure.update_yaxes(title=unit, rangemode="tozero", tickformat=",")
    return figure


def _labels(values: Sequence[float | None]) -> list[str]:
    return ["" if v is None else amount(v) for v in values]


def _steps(figure: go.Figure, names: Sequence[str], values: Sequence[float | None], name: str, unit: str) -> None:
    """A line that steps from one stated value to the next, each value written over its point."""
    figure.add_scatter(
        x=names, y=values, name=name, mode="lines+markers+text", line={"shape": "hv", "color": INK, "width": 2.5},
        marker={"size": 9}, text=[f"<b>{t}</b>" for t in _labels(values)], textposition="top center", connectgaps=True,
        cliponaxis=False, hovertemplate="%{x} " + name + " %{y:,} " + unit + "<extra></extra>",
    )


def _running(basis: Basis, stated: Sequence[float | None]) -> tuple[list[float | None], list[float | None]]:
    """(running totals, each period's own amount) of a series in either basis; None where nothing is stated."""
    if basis is Basis.QUARTER:
        sums = accumulate(v or 0 for v in stated)
        return [s if v is not None else None for s, v in zip(sums, stated, strict=True)], list(stated)
    amounts: list[float | None] = []
    before = 0.0
    for value in stated:
        amounts.append(None if value is None else round(value - before, 6))
        before = before if value is None else value
    return list(stated), amounts


def path_sentence(indicator: Indicator, periods: Sequence[str]) -> str:
    """What the plan promises of an indicator, as a sentence: its last stated value, or the annual one."""
    last = next((p for p in reversed(periods) if p in indicator.planned), None)
    bound = {Direction.AT_MOST: "控制在", Direction.ABOUT: "", Direction.HOLD: "", Direction.AT_LEAST: "达到"}[indicator.direction]
    tail = {Direction.AT_MOST: "以内", Direction.ABOUT: "左右"}.get(indicator.direction, "")
    if last is None:
        value = f"全年{bound}{amount(indicator.annual, indicator.unit)}{tail}" if indicator.annual is not None else "保持稳定"
        return f"{indicator.name}：{value}，分季度没有计划数"
    total = indicator.basis is Basis.QUARTER
    value = sum(indicator.planned.values()) if total else indicator.planned[last]
    word = "累计" if indicator.basis in (Basis.QUARTER, Basis.CUMULATIVE) else ""
    return f"{indicator.name}：到{Period.parse(last).short_name}{word}{bound} {amount(round(value, 4), indicator.unit)}{tail}"


def counts_bar(rows: Sequence[tuple[str, int]], sentence: str) -> go.Figure:
    """Horizontal bars of counts, the first row on top, each labelled with its number."""
    names, numbers = [r[0] for r in rows][::-1], [r[1] for r in rows][::-1]
    figure = go.Figure(go.Bar(x=numbers, y=names, orientation="h", marker_color=INK, text=numbers, textposition="outside",
                              hovertemplate="%{y}：%{x} 项<extra></extra>", cliponaxis=False))
    _laid_out(figure, sentence, 40 + 30 * len(rows))
    figure.update_xaxes(visible=False)
    figure.update_yaxes(showgrid=False)
    return figure


def roles_bar(rows: Mapping[str, tuple[int, int]], sentence: str) -> go.Figure:
    """Horizontal bars: for each name, items led and items supported, stacked."""
    names = list(rows)[::-1]
    figure = go.Figure()
    for place, (word, colour) in enumerate((("牵头", LEAD), ("配合", SUPPORT))):
        numbers = [rows[n][place] for n in names]
        figure.add_bar(x=numbers, y=names, orientation="h", name=word, marker_color=colour, text=[n or "" for n in numbers],
                       textposition="inside", insidetextanchor="middle", textangle=0,
                       hovertemplate="%{y}" + word + " %{x} 项<extra></extra>")
    _laid_out(figure, sentence, 60 + 38 * len(rows)).update_layout(barmode="stack")
    figure.update_xaxes(visible=False)
    figure.update_yaxes(showgrid=False)
    return figure


def due_calendar(commitments: Sequence[Commitment], deadlines: Mapping[str, tuple[date, bool]], sentence: str) -> go.Figure:
    """The year by month: commitments with a printed date, those due at the quarter's end, and the days returns are due.

    Standing work has no end and is left out.
    """
    months = [f"{m}月" for m in range(1, 13)]
    figure = go.Figure()
    for exact, word, colour in ((True, "写明日期的节点", INK), (False, "期末到期的节点", BAR)):
        due = Counter(c.due.month for c in commitments if c.exact is exact and not c.standing)
        numbers = [due[m] or None for m in range(1, 13)]
        figure.add_bar(x=months, y=numbers, name=word, marker_color=colour, hovertemplate="%{x}" + word + " %{y} 个<extra></extra>")
    total = Counter(c.due.month for c in commitments if not c.standing)
    tops = [total[m] or None for m in range(1, 13)]
    figure.add_scatter(x=months, y=tops, mode="text", text=tops, textposition="top center", showlegend=False, hoverinfo="skip",
                       cliponaxis=False)
    year = max(Period.parse(p).ends.year for p in deadlines)
    for period, (day, _) in deadlines.items():
        if day.year == year:
            words = f"▼ {short_day(day)}<br>报{Period.parse(period).short_name}"
            figure.add_annotation(x=day.month - 1, y=0.93, yref="paper", yanchor="top", text=words, showarrow=False,
                                  font={"color": ACCENT})
    _laid_out(figure, sentence, 320).update_layout(barmode="stack")
    figure.update_xaxes(categoryorder="array", categoryarray=months)
    figure.update_yaxes(title="节点数", rangemode="tozero")
    return figure


def basis_sentence(indicator: Indicator) -> str:
    """What the indicator counts, in a few words."""
    judged = "按年初以来累计数对照" if indicator.basis is Basis.QUARTER else f"按{BASIS_NAME[indicator.basis]}数对照"
    return f"口径：{BASIS_NAME[indicator.basis]}，{judged}"
