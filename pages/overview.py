"""总览: the lights of the period, main indicators, items to decide on, and the submissions received."""

import streamlit as st

from zcdash import queries
from zcdash.domain.plan_words import stage_name, words
from zcdash.rendering import formatting
from zcdash.rendering.dataframes import item_tables
from zcdash.text import escape_markdown
from zcdash.ui import session
from zcdash.ui.components import all_plans, awaiting, downloads, indicators, items, notices, rates, submissions

if st.query_params.get("view") == "wall":
    st.switch_page(session.PAGES / "wall.py")
if session.spans_plans():
    all_plans.overview()
    st.stop()
plan, period = session.plan(), session.period()
year = session.year()
standing = year[period]
name = stage_name(standing.period)
st.title(escape_markdown(f"{name}总览"))
awaiting.links()
submissions.due_in_other_plans(plan.id)
if not standing.filed:
    st.info(
        f"{name}还没有报送的实际数。报送截止 {formatting.day(standing.deadline)}。{words(plan).whole}计划见“年度目标”。"
    )
rates.tally(queries.overview.tally(plan, year, period), standing.items.values())
submissions.submission_counts_line(session.query(queries.overview.submission_counts, plan.id, period))
notices.open_line(plan.id)
head, shown = indicators.main_of(plan, period)
right = st.container()
if shown:
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(head)
        indicators.bullets(plan.id, year, shown)
with right:
    st.subheader("最需要研究的事项")
    urgent = queries.overview.urgent(plan, standing)
    if urgent:
        items.to_decide(plan, urgent)
    else:
        st.caption("没有滞后、欠进度或未报送的事项。")
st.subheader(f"{len(plan.items)} 项 × {len(plan.periods)} 期")
items.item_map(plan, year, [(c.name, [i for i in plan.items if i.chapter == c.number]) for c in plan.chapters])
downloads.workbook(
    lambda: {
        "事项": item_tables.items(
            plan, queries.item_list.item_lines(plan, year, period, plan.item_titles), plan.periods
        )
    },
    f"{name}总览",
)
