"""Plotly figures of indicators: planned and actual values over the periods, with the sentence of what they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from zcdash.domain.model import Indicator
from zcdash.domain.period import Period, up_to
from zcdash.domain.rounding import half_up, percentage
from zcdash.domain.terms import BASIS_NAME, Basis, Direction, Light
from zcdash.rendering.charts.figures import apply_layout
from zcdash.rendering.charts.period_axis import PeriodAxis
from zcdash.rendering.formatting import amount, difference
from zcdash.rendering.palette import ACCENT, ACTUAL, ACTUAL_BAR, BAR, INK, MARKS

_UPWARD = (Direction.AT_LEAST, Direction.ABOUT)
_SUMMED = (Basis.CUMULATIVE, Basis.QUARTER)


def indicator_chart(
    indicator: Indicator,
    periods: Sequence[str],
    actual: Mapping[str, float],
    first: Mapping[str, float] | None = None,
    slipping: float | None = None,
    original: Mapping[str, float] | None = None,
    since_start: bool = False,
) -> go.Figure:
    """Return planned and actual values over the plan's periods.

    Bars are the amount of each period, lines the running total; a rate or growth has lines only. Lines run on over periods
    without a value. `first` holds published values that were corrected since, `original` the planned values before a
    correction. `slipping` is the lowest ratio of that light: the band between it and the plan is shaded. `since_start`: totals
    go on over the turn of a year.
    """
    axis = PeriodAxis(periods, since_start)
    names = axis.names
    figure = go.Figure()
    planned, _ = axis.totals_and_amounts(indicator.basis, [indicator.planned.get(p) for p in periods])
    if slipping is not None and indicator.basis is not Basis.GROWTH and indicator.direction in _UPWARD:
        _band(figure, names, planned, slipping)
    stated = [indicator.planned.get(p) for p in periods]
    _series(figure, indicator, axis, "计划", axis.totals_and_amounts(indicator.basis, stated), (BAR, INK))
    if actual:
        done = axis.totals_and_amounts(indicator.basis, [actual.get(p) for p in periods], stated)
        _series(figure, indicator, axis, "实际", done, (ACTUAL_BAR, ACTUAL))
    _other_paths(
        figure, indicator, periods, axis, original, first and {p: first.get(p, actual.get(p)) for p in periods}
    )
    _year_line(figure, indicator, names)
    apply_layout(figure, indicator_sentence(indicator, periods, actual, since_start), 330)
    figure.update_xaxes(categoryorder="array", categoryarray=names)
    figure.update_yaxes(title=indicator.unit, rangemode="tozero", tickformat=",")
    return figure


def _other_paths(
    figure: go.Figure,
    indicator: Indicator,
    periods: Sequence[str],
    axis: PeriodAxis,
    original: Mapping[str, float] | None,
    published: Mapping[str, float | None] | None,
) -> None:
    """Add the planned values before a correction of the plan, and the published ones before a correction of the actuals."""
    names = axis.names
    if original:
        before, _ = axis.totals_and_amounts(indicator.basis, [original.get(p) for p in periods])
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
        then, _ = axis.totals_and_amounts(indicator.basis, [published.get(p) for p in periods])
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
    """Shade the band below the plan in which an indicator is slipping; below it, it is behind."""
    plain = {"mode": "lines", "hoverinfo": "skip", "connectgaps": True}
    lower = [None if v is None else v * slipping for v in planned]
    figure.add_scatter(x=names, y=lower, line={"shape": "hv", "width": 0}, showlegend=False, **plain)
    figure.add_scatter(
        x=names,
        y=planned,
        line={"shape": "hv", "width": 0},
        fill="tonexty",
        fillcolor="rgba(224,138,0,.18)",
        name=f"{MARKS[Light.SLIPPING].word}带（计划的 {percentage(slipping, 1, 0)}% 起）",
        **plain,
    )


def _series(
    figure: go.Figure,
    indicator: Indicator,
    axis: PeriodAxis,
    word: str,
    values: tuple[list[float | None], list[float | None]],
    colours: tuple[str, str],
) -> None:
    """Add the planned or the actual values: a line, and bars of each period where values add up."""
    totals, amounts = values
    summed = indicator.basis in _SUMMED
    if summed:
        figure.add_bar(
            x=axis.names,
            y=amounts,
            name=f"当{axis.each}{word}",
            marker_color=colours[0],
            text=[] if axis.is_crowded else _labels(amounts),
            textposition="inside",
            textangle=0,
            insidetextanchor="start",
            hovertemplate=f"%{{x}}当{axis.each}{word} %{{y:,}} {indicator.unit}<extra></extra>",
        )
    name = f"{axis.total_word}{word}" if summed else f"{word}值"
    _line(figure, axis, totals, name, colours[1], indicator.unit)


def _labels(values: Sequence[float | None]) -> list[str]:
    return ["" if v is None else amount(v) for v in values]


def _line(
    figure: go.Figure, axis: PeriodAxis, values: Sequence[float | None], name: str, colour: str, unit: str
) -> None:
    """Add a line with its values written at the points: planned values in steps, actual ones joined.

    Of many points only the last one is written.
    """
    planned = colour == INK
    last = max((n for n, v in enumerate(values) if v is not None), default=-1)
    labels = [t if n == last or not axis.is_crowded else "" for n, t in enumerate(_labels(values))]
    figure.add_scatter(
        x=axis.names,
        y=values,
        name=name,
        mode="lines+markers+text",
        marker={"size": 9, "symbol": "circle" if planned else "diamond"},
        line={"shape": "hv" if planned else "linear", "color": colour, "width": 2.5},
        text=[f"<b>{t}</b>" if t else "" for t in labels],
        textfont={} if planned else {"color": colour},
        textposition="top center" if planned else "bottom right",
        connectgaps=True,
        cliponaxis=False,
        hovertemplate="%{x} " + name + " %{y:,} " + unit + "<extra></extra>",
    )


def _year_line(figure: go.Figure, indicator: Indicator, names: Sequence[str]) -> None:
    """Add the value of the year as a line, where the plan prints one."""
    if indicator.annual is None or not indicator.annual_printed:
        return
    figure.add_scatter(
        x=names,
        y=[indicator.annual] * len(names),
        mode="lines",
        hoverinfo="skip",
        line={"color": ACCENT, "dash": "dash", "width": 1.5},
        name=f"年度目标 {amount(indicator.annual, indicator.unit)}",
    )


def small_multiples(
    rows: Sequence[tuple[Indicator, Mapping[str, float]]],
    periods: Sequence[str],
    sentence: str,
    since_start: bool = False,
) -> go.Figure:
    """Return indicators side by side, each on its own scale: planned values as bars, actual ones (by period) as a line."""
    columns = 3
    lines = -(-len(rows) // columns)
    # On a phone a column is eight characters wide.
    titles = ["<br>".join((*wrap(i.name[:16], 8), i.unit)) for i, _ in rows]
    figure = make_subplots(lines, columns, subplot_titles=titles, vertical_spacing=0.44 / max(lines, 1))
    axis = PeriodAxis(periods, since_start)
    names = axis.initials
    for n, (indicator, actual) in enumerate(rows):
        place = {"row": n // columns + 1, "col": n % columns + 1}
        planned, _ = axis.totals_and_amounts(indicator.basis, [indicator.planned.get(p) for p in periods])
        done, _ = axis.totals_and_amounts(
            indicator.basis, [actual.get(p) for p in periods], [indicator.planned.get(p) for p in periods]
        )
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


def indicator_sentence(
    indicator: Indicator, periods: Sequence[str], actual: Mapping[str, float], since_start: bool = False
) -> str:
    """Return where an indicator stands, or, before anything is reported, what the plan promises."""
    axis = PeriodAxis(periods, since_start)
    reported = [p for p in periods if p in actual]
    stated = [p for p in periods if p in indicator.planned]
    if reported:
        return f"{indicator.name}：{_standing_sentence(indicator, axis, periods, actual)}"
    bound = {Direction.AT_MOST: "控制在 ", Direction.AT_LEAST: "达到 "}.get(indicator.direction, " ")
    tail = {Direction.AT_MOST: "以内", Direction.ABOUT: "左右"}.get(indicator.direction, "")
    if not stated:
        whole = "全年" if len({Period.parse(p).ends.year for p in periods}) == 1 else "到期"
        end = f"{whole}{bound}{amount(indicator.annual, indicator.unit)}{tail}"
        promised = end if indicator.annual is not None else "保持稳定"
        return f"{indicator.name}：{promised}，{'分季度' if axis.each == '季' else '各期'}没有计划数"
    value = _upto(indicator, indicator.planned, stated[-1], periods, axis)
    span = axis.span(stated[-1], indicator.basis in _SUMMED)
    return f"{indicator.name}：{span}{bound}{amount(value, indicator.unit)}{tail}"


def _standing_sentence(
    indicator: Indicator, axis: PeriodAxis, periods: Sequence[str], actual: Mapping[str, float]
) -> str:
    last, unit = [p for p in periods if p in actual][-1], indicator.unit
    added = up_to(periods, Period.parse(last), axis.goes_on)
    lacking = [p for p in added if p in indicator.planned and p not in actual and p != last]
    if indicator.basis is Basis.QUARTER and lacking:
        names = "、".join(Period.parse(p).short_name for p in lacking)
        amounts = f"缺{names}的当{axis.each}数，累计数不能计算"
        return f"{Period.parse(last).short_name} {amount(actual[last], unit)}，{amounts}"
    value = _upto(indicator, actual, last, periods, axis)
    text = f"{axis.span(last, indicator.basis in _SUMMED)} {amount(value, unit)}"
    if last not in indicator.planned:
        return text
    gap = value - _upto(indicator, indicator.planned, last, periods, axis)
    if abs(gap) < 1e-9:
        return f"{text}，与计划持平"
    return f"{text}，比计划{'多' if gap > 0 else '少'} {difference(abs(gap), unit)}"


def _upto(
    indicator: Indicator, values: Mapping[str, float], last: str, periods: Sequence[str], axis: PeriodAxis
) -> float:
    """Return the value at a period; of a 当季 indicator the sum up to it, of its year or since the plan's start."""
    added = up_to(periods, Period.parse(last), axis.goes_on)
    total = sum(values.get(p, 0) for p in added) if indicator.basis is Basis.QUARTER else values[last]
    return float(half_up(total, 4))


def basis_sentence(indicator: Indicator, goes_on: bool = False) -> str:
    """Return the basis of an indicator, and the values it is assessed on; `goes_on`: totals run over the turn of a year."""
    judged = (
        f"按{'' if goes_on else '1月以来'}累计数对照"
        if indicator.basis is Basis.QUARTER
        else f"按{BASIS_NAME[indicator.basis]}数对照"
    )
    return f"口径：{BASIS_NAME[indicator.basis]}，{judged}"
