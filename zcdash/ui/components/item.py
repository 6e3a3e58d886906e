"""事项详情: verdict, causes, parts and charts of one item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import streamlit as st

from zcdash import queries
from zcdash.domain.assessment import Assessment, CauseCode
from zcdash.domain.model import Commitment, Doubt, Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_words import words
from zcdash.domain.terms import SHORT
from zcdash.domain.timeline import TimelineLevel
from zcdash.domain.withdrawal import WITHDRAWN
from zcdash.queries.item_standing import ItemStanding, Standing
from zcdash.rendering import formatting, palette
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import cards, tables
from zcdash.rendering.html.items import part_list
from zcdash.rules.lights import RANK
from zcdash.store.submissions import NarrativeRow
from zcdash.text import escape_markdown
from zcdash.ui.components import indicator_years, indicators, timeline
from zcdash.ui.session import period, query, view
from zcdash.ui.widgets import chart, html

_MOST_NAMED = 3
_MOST_CHARTS = 2


def verdict(plan: Plan, year: Mapping[str, Standing], code: str) -> None:
    """Draw an item's light with its reason, the parts that meet the plan, those that decided, and the light of every period."""
    standing = year[period()].items[code]
    html(cards.verdict(standing.assessment, _notes(plan, standing)))
    marks = (f"{s.period.short_name} {palette.mark_text(s.items[code].assessment.light)}" for s in year.values())
    st.markdown("　".join(marks))


def _notes(plan: Plan, standing: ItemStanding) -> list[str]:
    """Return n of m parts that meet the plan, how many are not counted yet, and the part that decided."""
    rate, cause = standing.rate, standing.assessment.cause
    notes = []
    if rate.rated and cause.code is not CauseCode.SHARE:
        notes.append(f"能评的 {rate.rated} 处中 {rate.met} 处达标（{rate.percentage}%）")
    notes += [f"另有 {standing.unfiled} 处未计入"] if standing.unfiled and rate.rated else []
    if len(standing.parts) > 1 and standing.assessment.light in SHORT and cause.sources:
        more = f"等 {len(cause.sources)} 处" if len(cause.sources) > _MOST_NAMED else ""
        notes.append(f"由 {'、'.join(cause.sources[:_MOST_NAMED])} {more}决定")
    return notes


def why(narratives: Iterable[NarrativeRow], assessment: Assessment) -> None:
    """Draw the cause and the remedy as the units wrote them for the chosen period."""
    rows = [r for r in narratives if r["period"] == period() and (r["problem"] or r["next_step"])]
    for row in rows:
        texts = [("存在问题", row["problem"]), ("下步措施", row["next_step"])]
        html(cards.narrative([t for t in texts if t[1]], _source(row)))
    if not rows and assessment.light in SHORT:
        st.caption("本期计入的报送没有写存在问题和下步措施。")


def narratives(rows: Sequence[NarrativeRow]) -> None:
    """Draw all that the units wrote on an item, period by period."""
    if not rows:
        st.caption("还没有报送：进展情况、存在问题和下步措施将显示在这里。")
    for row in rows:
        texts = [("进展情况", row["progress"]), ("存在问题", row["problem"]), ("下步措施", row["next_step"])]
        html(cards.narrative([t for t in texts if t[1]], f"{Period.parse(row['period']).short_name}　{_source(row)}"))


def _source(row: NarrativeRow) -> str:
    return f"{row['unit']}　{formatting.day(row['filed_on'])}报送"


def parts(plan: Plan, year: Mapping[str, Standing], code: str) -> None:
    """Draw the parts of an item at the chosen period, one a row."""
    standing = year[period()].items[code]
    st.subheader(f"本期各部分（{len(standing.parts)}）")
    if standing.parts:
        part_rows(plan, [standing], period(), year[period()].pack)
    else:
        st.caption("本期没有指标和节点。")


def part_rows(plan: Plan, items: Sequence[ItemStanding], at: str, pack: str) -> None:
    """Draw the parts of items at a period, one a row, the worst first."""
    standings = [s for item in items for s in item.indicators]
    notes = {s.indicator.code: indicators.tolerance_note(s.indicator, s.assessment, pack) for s in standings}
    html(part_list(items, plan, at, notes, tuple(RANK)))


def charts(plan: Plan, year: Mapping[str, Standing], rows: Sequence[Indicator]) -> None:
    """Draw an item's indicators over the year, many of them when opened; those with a single point as bars in a row."""
    if not rows:
        return
    st.subheader(f"指标（{len(rows)}）")
    explained(plan.id, rows)
    _replanned(plan, rows)
    actuals = {i.code: queries.overview.reported(year, i.code) for i in rows}
    drawn = [i for i in rows if indicator_years.has_path(plan, i, actuals[i.code])]
    if single := [i for i in rows if i not in drawn]:
        indicators.single_points(plan, year, single)
    if len(drawn) <= _MOST_CHARTS:
        _paths(plan, drawn, actuals)
        return
    details = st.expander(
        f"各指标{words(plan).whole}走势（{len(drawn)}）",
        key="item_paths",
        on_change="rerun",
    )
    if details.open:
        with details:
            _paths(plan, drawn, actuals)


def _paths(plan: Plan, rows: Sequence[Indicator], actuals: Mapping[str, Mapping[str, float]]) -> None:
    columns = st.columns(2, gap="large") if len(rows) > 1 else []
    for n, indicator in enumerate(rows):
        with columns[n % 2].container() if columns else st.container():
            draw = partial(indicator_years.figure, plan, indicator, actuals[indicator.code])
            chart(draw, f"item_path_{indicator.code}")


def explained(plan_id: str, rows: Sequence[Indicator]) -> None:
    """Write why indicators have no value, where the unit explained it instead of filling it in."""
    names = {i.code: i.name for i in rows}
    for row in query(queries.submissions.explanations_of, plan_id, tuple(names), view()):
        sentence = f"{Period.parse(row['period']).short_name}　{names[row['indicator']]}：未填数，已说明：{row['note']}"
        st.caption(escape_markdown(sentence))


def _replanned(plan: Plan, rows: Sequence[Indicator]) -> None:
    """Write which planned values are not those of the plan's first version: the texts and notices may still name the old ones."""
    for indicator in rows:
        first = query(queries.corrections.first_planned, plan.id, indicator.code) or {}
        was, now = ({p: values.get(p) for p in plan.periods} for values in (first, indicator.planned))
        told = [
            f"{Period.parse(p).short_name} {_planned(was[p], indicator)} → {_planned(now[p], indicator)}"
            for p in plan.periods
            if first and was[p] != now[p]
        ]
        if told:
            sentence = f"{indicator.code} {indicator.name}的计划值改过：{'，'.join(told)}。依据和经过见“计划编制”。"
            st.caption(escape_markdown(sentence))


def _planned(value: float | None, indicator: Indicator) -> str:
    return "没有" if value is None else formatting.amount(value, indicator.unit)


def whole_year(plan: Plan, code: str, rows: Sequence[Commitment]) -> None:
    """Draw all commitments of an item when opened: those with a date as a timeline, and a table."""
    if not rows:
        return
    details = st.expander(f"{words(plan).whole}节点（{len(rows)}）", key="item_whole_year", on_change="rerun")
    if not details.open:
        return
    with details:
        dated = queries.timeline.choose(plan, timeline.parts_of(plan), items={code})
        if dated:
            timeline.draw(plan, dated, TimelineLevel.DUTY, "item_timeline", code)
        html(tables.wrapped(item_tables.commitments(rows)))


def doubt(of: Doubt) -> None:
    """Draw a doubt of the document with its reading, or what was withdrawn from a period on, with the ground."""
    what, reading = escape_markdown(of.what), escape_markdown(of.reading)
    if of.what.startswith(WITHDRAWN):
        st.info(f"{what}　{reading}")
    else:
        st.warning(f"原文存疑：{what}　**这里读作**：{reading}")
