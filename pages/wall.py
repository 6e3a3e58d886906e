"""大屏: the whole district on a large screen, refreshed every twenty seconds."""

import streamlit as st

from zcdash import queries
from zcdash.domain.plan_words import stage_name
from zcdash.text import escape_markdown
from zcdash.ui import session
from zcdash.ui.components import indicators, items, rates, submissions, wall

plan, period = session.plan(), session.period()
wall.full_screen()


def screen() -> None:
    """Draw the screen; while the ledger does not change, a refresh costs only cached queries."""
    year = session.year()
    standing = year[period]
    counts = session.query(queries.overview.submission_counts, plan.id, period)
    st.title(escape_markdown(f"{plan.issuer}　{stage_name(standing.period)}重点任务"))
    rates.tally(queries.overview.tally(plan, year, period), standing.items.values())
    submissions.submission_counts_line(counts)
    left, middle, right = st.columns([4, 5, 5], gap="large")
    with left:
        lines = queries.overview.leaders(plan, standing, counts.filings)
        rates.compare({x.name: x.counts for x in lines}, "分管区长", "leader", "wall_leaders", legend=False)
        by_chapter = queries.standing.by_chapter(plan, standing)
        chapters = {c.name: by_chapter[c.number] for c in plan.chapters}
        rates.compare(chapters, "板块", "chapter", "wall_chapters", legend=False)
    with middle:
        head, shown = indicators.main_of(plan, period)
        if shown:
            st.subheader(head)
            indicators.bullets(plan.id, year, shown)
    with right:
        st.subheader("最需要研究的事项")
        items.to_decide(plan, queries.overview.urgent(plan, standing, most=10))


session.fragment(screen, run_every=20)
