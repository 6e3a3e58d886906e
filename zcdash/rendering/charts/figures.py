"""Figures: what the plan promises, drawn. All of `graph_objects`, all transparent, right on light and on dark.

A figure takes values and gives a plotly figure; `layout.meta["sentence"]` says what it shows, and the page prints it above,
where it can wrap on a phone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate
from textwrap import wrap

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from zcdash.domain.model import BASIS_NAME, Basis, Commitment, Direction, Indicator, Light
from zcdash.domain.period import Period
from zcdash.rendering.formatting import amount, short_day
from zcdash.rendering.html.lights import DISPLAY_ORDER
from zcdash.rendering.palette import ACCENT, ACTUAL, ACTUAL_BAR, BAR, FONT, INK, LEAD, MARKS, SUPPORT

_UPWARD = (Direction.AT_LEAST, Direction.ABOUT)


def config(sentence: str) -> dict[str, object]:
    """What a chart is shown with: one button, to keep it as a picture named by its sentence; no zoom under a finger."""
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
    """The figure with the house's look: transparent, still under a finger, its sentence kept for the page to print."""
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


def indicator_chart(
    indicator: Indicator,
    periods: Sequence[str],
    actual: Mapping[str, float],
    first: Mapping[str, float] | None = None,
    slipping: float | None = None,
    original: Mapping[str, float] | None = None,
) -> go.Figure:
    """One indicator over the plan's periods: planned steps and bars, and what was reported beside them.

    `first` holds values as they were published, where they were corrected since; they stay visible as open marks. `original`
    is the planned path before the plan was corrected.
    `slipping` is the rule's bound: the band between it and the plan is shaded. Bars are each quarter's own amount, lines the
    running total; a rate or growth has lines only. Where nothing is stated for a period, the line runs on.
    """
    names, figure = [Period.parse(p).short_name for p in periods], go.Figure()
    planned, _ = _running(indicator.basis, [indicator.planned.get(p) for p in periods])
    if slipping is not None and indicator.basis is not Basis.GROWTH and indicator.direction in _UPWARD:
        _band(figure, names, planned, slipping)
    _series(figure, indicator, names, "计划", [indicator.planned.get(p) for p in periods], (BAR, INK))
    if actual:
        _series(figure, indicator, names, "实际", [actual.get(p) for p in periods], (ACTUAL_BAR, ACTUAL))
    _other_paths(figure, indicator, periods, original, first and {p: first.get(p, actual.get(p)) for p in periods})
    if indicator.annual is not None and indicator.annual_printed:
        figure.add_scatter(
            x=names,
            y=[indicator.annual] * len(names),
            mode="lines",
            hoverinfo="skip",
            line={"color": ACCENT, "dash": "dash", "width": 1.5},
            name=f"年度目标 {amount(indicator.annual, indicator.unit)}",
        )
    apply_layout(figure, indicator_sentence(indicator, periods, actual), 330)
    figure.update_xaxes(categoryorder="array", categoryarray=names)
    figure.update_yaxes(title=indicator.unit, rangemode="tozero", tickformat=",")
    return figure


def _other_paths(
    figure: go.Figure,
    indicator: Indicator,
    periods: Sequence[str],
    original: Mapping[str, float] | None,
    published: Mapping[str, float | None] | None,
) -> None:
    """What was planned before the plan was corrected, and what was published before the actuals were."""
    names = [Period.parse(p).short_name for p in periods]
    if original:
        before, _ = _running(indicator.basis, [original.get(p) for p in periods])
        figure.add_scatter(
            x=names,
            y=before,
            name="最初的计划",
            mode="lines",
            connectgaps=True,
            hoverinfo="skip",
            line={"shape": "hv", "color": INK, "dash": "dash", "width": 1.5},
        )
    if published:
        then, _ = _running(indicator.basis, [published.get(p) for p in periods])
        figure.add_scatter(
            x=names,
            y=then,
            name="当时口径",
            mode="lines+markers",
            line={"color": ACTUAL, "dash": "dot", "width": 1.5},
            marker={"symbol": "diamond-open", "size": 11},
            connectgaps=True,
            hovertemplate="当时口径 %{y:,} " + indicator.unit + "<extra></extra>",
        )


def _band(figure: go.Figure, names: Sequence[str], planned: Sequence[float | None], slipping: float) -> None:
    """The rule's band below the plan: within it a figure is slipping, below it behind."""
    flat = {"mode": "lines", "hoverinfo": "skip", "connectgaps": True}
    lower = [None if v is None else v * slipping for v in planned]
    figure.add_scatter(x=names, y=lower, line={"shape": "hv", "width": 0}, showlegend=False, **flat)
    figure.add_scatter(
        x=names,
        y=planned,
        line={"shape": "hv", "width": 0},
        fill="tonexty",
        fillcolor="rgba(224,138,0,.18)",
        name=f"{MARKS[Light.SLIPPING].word}带（计划的 {slipping:.0%} 起）",
        **flat,
    )


def _series(
    figure: go.Figure,
    indicator: Indicator,
    names: Sequence[str],
    word: str,
    stated: Sequence[float | None],
    colours: tuple[str, str],
) -> None:
    """Planned or actual: for what adds up over the year a bar of each quarter's own, and the line."""
    totals, amounts = _running(indicator.basis, stated)
    summed = indicator.basis in (Basis.CUMULATIVE, Basis.QUARTER)
    if summed:
        figure.add_bar(
            x=names,
            y=amounts,
            name=f"本季{word}",
            marker_color=colours[0],
            text=_labels(amounts),
            textposition="inside",
            textangle=0,
            insidetextanchor="start",
            hovertemplate=f"%{{x}}本季{word} %{{y:,}} {indicator.unit}<extra></extra>",
        )
    name = f"累计{word}" if summed else f"{word}值"
    _line(figure, names, totals if summed else stated, name, colours[1], indicator.unit)


def _labels(values: Sequence[float | None]) -> list[str]:
    return ["" if v is None else amount(v) for v in values]


def _line(
    figure: go.Figure, names: Sequence[str], values: Sequence[float | None], name: str, colour: str, unit: str
) -> None:
    """Planned values step from one to the next, actual ones are joined; each is written at its point."""
    planned = colour == INK
    figure.add_scatter(
        x=names,
        y=values,
        name=name,
        mode="lines+markers+text",
        marker={"size": 9, "symbol": "circle" if planned else "diamond"},
        line={"shape": "hv" if planned else "linear", "color": colour, "width": 2.5},
        text=[f"<b>{t}</b>" for t in _labels(values)],
        textfont={} if planned else {"color": colour},
        textposition="top center" if planned else "bottom right",
        connectgaps=True,
        cliponaxis=False,
        hovertemplate="%{x} " + name + " %{y:,} " + unit + "<extra></extra>",
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


def indicator_sentence(indicator: Indicator, periods: Sequence[str], actual: Mapping[str, float]) -> str:
    """What there is to say of an indicator: where it stands, or, before anything is reported, what the plan promises."""
    reported = [p for p in periods if p in actual]
    stated = [p for p in periods if p in indicator.planned]
    if reported:
        return f"{indicator.name}：{_standing_sentence(indicator, periods, reported, actual)}"
    bound = {Direction.AT_MOST: "控制在 ", Direction.AT_LEAST: "达到 "}.get(indicator.direction, " ")
    tail = {Direction.AT_MOST: "以内", Direction.ABOUT: "左右"}.get(indicator.direction, "")
    if not stated:
        year = (
            f"全年{bound}{amount(indicator.annual, indicator.unit)}{tail}"
            if indicator.annual is not None
            else "保持稳定"
        )
        return f"{indicator.name}：{year}，分季度没有计划数"
    value = _upto(indicator, indicator.planned, stated)
    return f"{indicator.name}：到{_name(stated[-1])}{_sum_word(indicator)}{bound}{amount(value, indicator.unit)}{tail}"


def _standing_sentence(
    indicator: Indicator, periods: Sequence[str], reported: Sequence[str], actual: Mapping[str, float]
) -> str:
    last, unit = reported[-1], indicator.unit
    value = _upto(indicator, actual, reported)
    said = f"到{_name(last)}{_sum_word(indicator)} {amount(value, unit)}"
    if last not in indicator.planned:
        return said
    gap = value - _upto(indicator, indicator.planned, [p for p in periods if p in indicator.planned and p <= last])
    if abs(gap) < 1e-9:
        return f"{said}，与计划持平"
    return f"{said}，比计划{'多' if gap > 0 else '少'} {amount(round(abs(gap), 4), unit)}"


def _upto(indicator: Indicator, values: Mapping[str, float], periods: Sequence[str]) -> float:
    """The value at the last of the periods; for 当季 the sum of them all."""
    total = sum(values[p] for p in periods) if indicator.basis is Basis.QUARTER else values[periods[-1]]
    return round(total, 4)


def _name(period: str) -> str:
    return Period.parse(period).short_name


def _sum_word(indicator: Indicator) -> str:
    return "累计" if indicator.basis in (Basis.QUARTER, Basis.CUMULATIVE) else ""


def counts_bar(rows: Sequence[tuple[str, int]], sentence: str) -> go.Figure:
    """Horizontal bars of counts, the first row on top, each labelled with its number."""
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
    """Horizontal bars: for each name, items led and items supported, stacked."""
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


def due_calendar(
    commitments: Sequence[Commitment], deadlines: Mapping[str, tuple[date, bool]], sentence: str
) -> go.Figure:
    """The year by month: commitments with a printed date, those due at the quarter's end, and the days returns are due.

    Standing work has no end and is left out.
    """
    months = [f"{m}月" for m in range(1, 13)]
    figure = go.Figure()
    for exact, word, colour in ((True, "写明日期的节点", INK), (False, "期末到期的节点", BAR)):
        due = Counter(c.due.month for c in commitments if c.exact is exact and not c.ongoing)
        numbers = [due[m] or None for m in range(1, 13)]
        figure.add_bar(
            x=months, y=numbers, name=word, marker_color=colour, hovertemplate="%{x}" + word + " %{y} 个<extra></extra>"
        )
    total = Counter(c.due.month for c in commitments if not c.ongoing)
    tops = [total[m] or None for m in range(1, 13)]
    figure.add_scatter(
        x=months,
        y=tops,
        mode="text",
        text=tops,
        textposition="top center",
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )
    year = max(Period.parse(p).ends.year for p in deadlines)
    for period, (day, _) in deadlines.items():
        if day.year == year:
            words = f"▼ {short_day(day)}<br>报{Period.parse(period).short_name}"
            figure.add_annotation(
                x=day.month - 1,
                y=0.93,
                yref="paper",
                yanchor="top",
                text=words,
                showarrow=False,
                font={"color": ACCENT},
            )
    apply_layout(figure, sentence, 320).update_layout(barmode="stack")
    figure.update_xaxes(categoryorder="array", categoryarray=months)
    figure.update_yaxes(title="节点数", rangemode="tozero")
    return figure


def basis_sentence(indicator: Indicator) -> str:
    """What the indicator counts, in a few words."""
    judged = "按年初以来累计数对照" if indicator.basis is Basis.QUARTER else f"按{BASIS_NAME[indicator.basis]}数对照"
    return f"口径：{BASIS_NAME[indicator.basis]}，{judged}"


def lights_bar(rows: Mapping[str, Mapping[Light, int]], sentence: str) -> go.Figure:
    """For each name, its items by light, stacked; the number stands in each part, the light's word in the legend."""
    names, figure = list(rows)[::-1], go.Figure()
    for light in DISPLAY_ORDER:
        numbers = [rows[n][light] for n in names]
        if any(numbers):
            mark = MARKS[light]
            figure.add_bar(
                x=numbers,
                y=names,
                orientation="h",
                name=f"{mark.shape} {mark.word}",
                marker_color=mark.colour,
                text=[n or "" for n in numbers],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                customdata=names,
                hovertemplate="%{y}：" + mark.word + " %{x} 项<extra></extra>",
            )
    apply_layout(figure, sentence, 80 + 36 * len(rows)).update_layout(barmode="stack")
    figure.update_xaxes(visible=False)
    # A chapter's name is a sentence: its first clause leaves room for the bars on a phone.
    figure.update_yaxes(showgrid=False, tickmode="array", tickvals=names, ticktext=[n.split("，")[0] for n in names])
    return figure


def small_multiples(
    rows: Sequence[tuple[Indicator, Mapping[str, float]]], periods: Sequence[str], sentence: str
) -> go.Figure:
    """Indicators side by side, each on its own scale: planned as grey bars, reported as a line with its last value written."""
    columns = 3
    lines = -(-len(rows) // columns)
    # On a phone a column is eight characters wide.
    titles = ["<br>".join((*wrap(i.name[:16], 8), i.unit)) for i, _ in rows]
    figure = make_subplots(lines, columns, subplot_titles=titles, vertical_spacing=0.44 / max(lines, 1))
    names = [Period.parse(p).short_name[0] for p in periods]
    for n, (indicator, actual) in enumerate(rows):
        place = {"row": n // columns + 1, "col": n % columns + 1}
        planned, _ = _running(indicator.basis, [indicator.planned.get(p) for p in periods])
        done, _ = _running(indicator.basis, [actual.get(p) for p in periods])
        last = max((k for k, v in enumerate(done) if v is not None), default=None)
        figure.add_bar(x=names, y=planned, marker_color=BAR, name="计划", **place)
        figure.add_scatter(
            x=names,
            y=done,
            mode="lines+markers+text",
            line={"color": ACTUAL, "width": 2.5},
            name="实际",
            text=[amount(v) if k == last else "" for k, v in enumerate(done)],
            textposition="top center",
            textfont={"color": ACTUAL},
            cliponaxis=False,
            connectgaps=True,
            **place,
        )
    # The sentence says what is what.
    apply_layout(figure, sentence, 80 + 200 * lines).update_layout(showlegend=False, margin_t=54)
    figure.update_annotations(font={"size": 12})
    figure.update_yaxes(rangemode="tozero", showticklabels=False)
    return figure
