"""大屏: the whole district across a room; it draws itself anew when the ledger changes."""

import streamlit as st

from zcdash import queries
from zcdash.rendering.charts import figures
from zcdash.rendering.html import lights
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import submissions, tables, wall

plan, period = session.plan(), session.period()
wall.wall_look()


@st.fragment(run_every=20)
def screen() -> None:
    """Everything, asked anew every twenty seconds; the answers are remembered while the ledger stays as it is."""
    year = session.year()
    standing, returns = year[period], session.query(queries.overview.submission_counts, plan.id, period)
    st.title(f"{escape_markdown(plan.issuer)}　{standing.period.name}重点任务")
    tally = queries.overview.tally(plan, year, period)
    widgets.html(lights.tally(tally.counts, tally.shares, tally.before))
    submissions.submission_counts_line(returns)
    left, middle, right = st.columns([4, 5, 5], gap="large")
    with left:
        lines = queries.overview.leaders(plan, standing, returns.filings)
        widgets.chart(lambda: figures.lights_bar({x.name: x.counts for x in lines}, "分管区长"), "wall_leaders")
    with middle:
        st.subheader("主要指标")
        promise = session.query(queries.plans.year_targets, plan.id)
        widgets.html(lights.bullets(tables.bullet_rows(year, period, promise.headline), plan.id, period))
    with right:
        st.subheader("最需要研究的事项")
        widgets.html(
            lights.decisions(
                tables.decision_rows(plan, queries.overview.urgent(plan, standing, most=10)), plan.id, period
            )
        )


screen()
