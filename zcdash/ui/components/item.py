"""事项详情: the indicators, commitments and narratives of one item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from zcdash import queries
from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.queries.item_standing import Standing
from zcdash.rendering.charts import indicator_charts, rule_charts
from zcdash.rendering.dataframes import item_tables
from zcdash.text import escape_markdown
from zcdash.ui.session import period, query, view
from zcdash.ui.widgets import chart, open_page

_MOST_DUE_DATES = 40


def indicators(plan: Plan, year: Mapping[str, Standing], rows: Sequence[Indicator]) -> None:
    """Draw an item's indicators: a table of which a click opens one, and their charts."""
    if not rows:
        return
    st.subheader(f"指标（{len(rows)}）")
    event = st.dataframe(
        item_tables.planned(rows, plan.periods),
        hide_index=True,
        key="item_indicators",
        on_select="rerun",
        selection_mode="single-cell",
    )
    if cells := event["selection"]["cells"]:
        open_page("indicator.py", indicator=rows[cells[0][0]].code)
    st.caption("点一行打开指标。")
    explained(plan.id, rows)
    actuals = [(i, queries.overview.reported(year, i.code)) for i in rows]
    drawn = [(indicator, actual) for indicator, actual in actuals if actual or len(indicator.planned) > 1]
    columns = st.columns(2, gap="large") if len(drawn) > 1 else []
    for n, (indicator, actual) in enumerate(drawn):
        with columns[n % 2].container() if columns else st.container():
            draw = partial(indicator_charts.indicator_chart, indicator, plan.periods, actual)
            chart(draw, f"item_path_{indicator.code}")


def explained(plan_id: str, rows: Sequence[Indicator]) -> None:
    """Write why indicators have no value, where the unit explained it instead of filling it in."""
    names = {i.code: i.name for i in rows}
    for row in query(queries.submissions.explanations_of, plan_id, tuple(names), view()):
        sentence = f"{Period.parse(row['period']).short_name}　{names[row['indicator']]}：未填数，已说明：{row['note']}"
        st.caption(escape_markdown(sentence))


def commitments(year: Mapping[str, Standing], code: str, rows: Sequence[Commitment]) -> None:
    """Draw an item's commitments: those of the chosen period, and those of the whole year when opened."""
    if not rows:
        return
    standings = year[period()].items[code].commitments
    st.subheader(f"节点（本期 {len(standings)}，全年 {len(rows)}）")
    if standings:
        frame = item_tables.standing_of_commitments(standings)
        st.dataframe(frame, hide_index=True, height="content", key="item_commitments")
    else:
        st.caption("本期没有节点。")
    whole_year = st.expander("全年节点", key="item_whole_year", on_change="rerun")
    if whole_year.open:
        with whole_year:
            _whole_year(year, code, rows)


def _whole_year(year: Mapping[str, Standing], code: str, rows: Sequence[Commitment]) -> None:
    dated = [
        (c.commitment, c.done_on, c.assessment.light)
        for standing in year.values()
        for c in standing.items[code].commitments
        if not c.commitment.ongoing
    ]
    if dated:
        sentence = "竖线是时限，实心是完成或评定"
        chart(lambda: rule_charts.due_line(dated[:_MOST_DUE_DATES], sentence), "item_due_line", code)
    st.dataframe(item_tables.commitments(rows), hide_index=True, height="content", key="item_all_commitments")
