"""Plotly chart of the timeline (Gantt): phases as bands, a bar and marks for each row, and today's line.

A mark's symbol says its state, as its colour does. Dates stand on the axis as ISO texts: plotly reads them without a time zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import plotly.graph_objects as go

from zcdash.domain.model import Phase
from zcdash.domain.timeline import COMPLETED, DueMark, DueState, TimelineRow, state_counts
from zcdash.rendering.charts.figures import apply_layout
from zcdash.rendering.formatting import day, short_day
from zcdash.rendering.palette import ACCENT, BAR, DUE_MARKS, INK

_ROW, _HEAD = 24, 96
"""Pixels of a row, and of what stands around the rows."""
_LABEL = 22
"""Characters of a label; the rest is shown on pointing at it."""
_MOST_TEXTS = 4
_NEAR = timedelta(days=45)
"""Today's line is drawn where it is no further than this from the dates shown."""
SYMBOLS = {
    DueState.OVERDUE: "square",
    DueState.UNREPORTED: "x",
    DueState.UNDETERMINED: "star-triangle-up-open",
    DueState.IN_REVIEW: "circle-dot",
    DueState.DUE: "square-open",
    DueState.RUNNING: "triangle-right-open",
    DueState.UPCOMING: "circle-open",
    DueState.LATE: "diamond",
    DueState.DONE: "circle",
}


def timeline_chart(rows: Sequence[TimelineRow], phases: Sequence[Phase], today: date, sentence: str) -> go.Figure:
    """Return the timeline of rows, the first on top, below the phases."""
    first, last = _ends(rows, phases, today)
    figure = go.Figure()
    _phases(figure, phases)
    _bars(figure, rows, len(phases))
    _lateness(figure, rows, len(phases))
    _marks(figure, rows, len(phases))
    count = len(phases) + len(rows)
    apply_layout(figure, sentence, _HEAD + _ROW * count)
    own = [(n + len(phases), r.today) for n, r in enumerate(rows) if r.today]
    if own:
        _own_days(figure, own)
    elif first - _NEAR <= today <= last + _NEAR:
        _today(figure, today)
    # The legend stands below the chart: the dates are above it, where they are seen first.
    legend = {"y": 0, "yanchor": "bottom", "yref": "container"}
    figure.update_layout(barmode="overlay", bargap=0, margin={"t": 44, "b": 64}, legend=legend)
    labels = [_label(f"{'　' if p.parent else ''}{p.name}", head=True) for p in phases]
    labels += [_label(r.label, r.head) for r in rows]
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(count)),
        ticktext=labels,
        range=[count - 0.4, -0.6],
        showgrid=False,
        tickfont={"size": 12},
    )
    ticks = axis_ticks(first, last)
    figure.update_xaxes(
        type="date",
        range=[str(first), str(last + timedelta(days=max(3, (last - first).days // 40)))],
        tickmode="array",
        tickvals=[str(d) for d, _ in ticks],
        ticktext=[text for _, text in ticks],
        side="top",
        gridcolor="rgba(135,149,163,.25)",
    )
    return figure


def axis_ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Return (day, label) of an axis of dates: months, quarters or years by its length; the year stands at its first label."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((step for step in (1, 2, 3, 12) if months <= 14 * step), 24)
    start = first.year * 12 + (first.month - 1) // step * step
    days = [date(n // 12, n % 12 + 1, 1) for n in range(start, last.year * 12 + last.month, step)]
    days = [d for d in days if d >= first.replace(day=1)]
    if step >= 12:
        return [(d, f"{d.year}年") for d in days]
    seen: set[int] = set()
    ticks = []
    for d in days:
        ticks.append((d, f"{d.month}月" if d.year in seen else f"{d.month}月<br>{d.year}年"))
        seen.add(d.year)
    return ticks


def _ends(rows: Sequence[TimelineRow], phases: Sequence[Phase], today: date) -> tuple[date, date]:
    """Return the first and last day to show; today's too where it is near."""
    done = [m.done_on for r in rows for m in r.marks if m.done_on]
    first = min([r.starts for r in rows] + [p.starts for p in phases])
    last = max([r.ends for r in rows] + [p.ends for p in phases] + done)
    return (min(first, today) if first - _NEAR <= today else first), (
        max(last, today) if today <= last + _NEAR else last
    )


def _phases(figure: go.Figure, phases: Sequence[Phase]) -> None:
    """Draw each phase on a row of its own, and those of the lowest level as bands behind all rows."""
    for head, width in ((True, 0.62), (False, 0.42)):
        drawn = [(n, p) for n, p in enumerate(phases) if bool(p.parent) is not head]
        figure.add_bar(
            x=[_length(p.starts, p.ends + timedelta(days=1)) for _, p in drawn],
            base=[str(p.starts) for _, p in drawn],
            y=[n for n, _ in drawn],
            width=width,
            orientation="h",
            marker={"color": INK},
            showlegend=False,
            customdata=[[_clean(p.name), day(p.starts), day(p.ends)] for _, p in drawn],
            hovertemplate="%{customdata[0]}<br>%{customdata[1]}至%{customdata[2]}<extra></extra>",
        )
    around = {p.parent for p in phases}
    for place, phase in enumerate(sorted((p for p in phases if p.code not in around), key=lambda p: p.starts)):
        if place % 2 == 0:
            until = phase.ends + timedelta(days=1)
            band = {"fillcolor": BAR, "opacity": 0.14, "line_width": 0, "layer": "below"}
            figure.add_shape(type="rect", x0=str(phase.starts), x1=str(until), y0=0, y1=1, yref="paper", **band)


def _bars(figure: go.Figure, rows: Sequence[TimelineRow], below: int) -> None:
    """Draw the span of each row; that of a head thin."""
    for head in (False, True):
        drawn = [(n + below, r) for n, r in enumerate(rows) if r.head is head]
        figure.add_bar(
            x=[_length(r.starts, r.ends + timedelta(days=1)) for _, r in drawn],
            base=[str(r.starts) for _, r in drawn],
            y=[n for n, _ in drawn],
            width=0.12 if head else 0.42,
            orientation="h",
            marker={"color": INK if head else BAR, "opacity": 0.9 if head else 0.55},
            showlegend=False,
            customdata=[[_clean(r.label), day(r.starts), day(r.ends)] for _, r in drawn],
            hovertemplate="%{customdata[0]}<br>%{customdata[1]}至%{customdata[2]}<extra></extra>",
        )


def _lateness(figure: go.Figure, rows: Sequence[TimelineRow], below: int) -> None:
    """Draw a dotted line from the due date to the day on which late work was done."""
    xs: list[str | None] = []
    ys: list[int | None] = []
    for n, row in enumerate(rows):
        for mark in row.marks:
            if len(mark.parts) == 1 and mark.done_on and mark.done_on > mark.day:
                xs += [str(mark.day), str(mark.done_on), None]
                ys += [n + below, n + below, None]
    if xs:
        line = {"color": DUE_MARKS[DueState.LATE].colour, "dash": "dot", "width": 2}
        figure.add_scatter(x=xs, y=ys, mode="lines", line=line, showlegend=False, hoverinfo="skip")


def _marks(figure: go.Figure, rows: Sequence[TimelineRow], below: int) -> None:
    """Draw the marks of every state, each where its work was done, else at its due date; several parts say how many are done."""
    placed = [(n + below, r, m) for n, r in enumerate(rows) for m in r.marks]
    for state in DueState:
        drawn = [(n, r, m) for n, r, m in placed if m.state is state]
        if drawn:
            mark = DUE_MARKS[state]
            figure.add_scatter(
                x=[str(mark_day(m)) for _, _, m in drawn],
                y=[n for n, _, _ in drawn],
                mode="markers+text",
                name=mark.word,
                marker={
                    "symbol": SYMBOLS[state],
                    "size": 11,
                    "color": mark.colour,
                    "line": {"width": 2, "color": mark.colour},
                },
                text=[mark_text(m) for _, _, m in drawn],
                textposition="middle right",
                textfont={"size": 11},
                cliponaxis=False,
                customdata=[[_clean(r.label), _hover(m)] for _, r, m in drawn],
                hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
            )


def mark_day(mark: DueMark) -> date:
    """Return the day that a mark stands at: the day done of a single piece of work, else the due date."""
    return (mark.done_on or mark.day) if len(mark.parts) == 1 else mark.day


def mark_text(mark: DueMark) -> str:
    """Return n of m done beside a mark of several parts; empty for one."""
    return f"{mark.completed}/{len(mark.parts)}" if len(mark.parts) > 1 else ""


def _hover(mark: DueMark) -> str:
    counts = "，".join(f"{DUE_MARKS[s].text} {n}" for s, n in state_counts(mark.parts).items())
    lines = [f"{day(mark.day)}到期：{counts}" if len(mark.parts) > 1 else f"{day(mark.day)}到期，{counts}"]
    if mark.done_on:
        lines.append(
            f"{short_day(mark.done_on)}完成" if mark.done_on.year == mark.day.year else f"{day(mark.done_on)}完成"
        )
    texts = list(dict.fromkeys(p.text for p in mark.parts if p.state not in COMPLETED or len(mark.parts) == 1))
    if len(texts) > 1 or len(mark.parts) > 1:
        lines += [f"· {_clean(t)}" for t in texts[:_MOST_TEXTS]]
        lines += [f"· 另有 {len(texts) - _MOST_TEXTS} 件"] if len(texts) > _MOST_TEXTS else []
    return "<br>".join(lines)


def _today(figure: go.Figure, today: date) -> None:
    figure.add_shape(
        type="line",
        x0=str(today),
        x1=str(today),
        y0=0,
        y1=1,
        yref="paper",
        line={"color": ACCENT, "width": 2, "dash": "dash"},
    )
    figure.add_annotation(
        x=str(today),
        y=0,
        yref="paper",
        yanchor="top",
        text=f"今天 {short_day(today)}",
        showarrow=False,
        font={"color": ACCENT, "size": 12},
    )


def _own_days(figure: go.Figure, days: Sequence[tuple[int, date]]) -> None:
    """Mark the business date of each row."""
    mark = {"symbol": "line-ns-open", "size": 20, "color": ACCENT, "line": {"width": 3, "color": ACCENT}}
    figure.add_scatter(
        x=[str(d) for _, d in days],
        y=[n for n, _ in days],
        name="业务日期",
        mode="markers",
        marker=mark,
        customdata=[day(d) for _, d in days],
        hovertemplate="业务日期 %{customdata}<extra></extra>",
    )


def _label(label: str, head: bool) -> str:
    text = _clean(label if len(label) <= _LABEL else f"{label[: _LABEL - 1]}…")
    return f"<b>{text}</b>" if head else text


def _clean(text: str) -> str:
    """Return a text that plotly shows as it is: it reads a few tags of HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _length(starts: date, until: date) -> float:
    """Return a length on an axis of dates, in milliseconds."""
    return (until - starts).days * 86_400_000.0


def states_sentence(parts_by_state: Iterable[tuple[DueState, int]]) -> str:
    """Return how many commitments are in each state: 按期完成 30，逾期未完成 2."""
    return "，".join(f"{DUE_MARKS[state].word} {number}" for state, number in parts_by_state)
