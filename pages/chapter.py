"""板块: a chapter's items by period, and its indicators side by side, each on its own scale."""

import streamlit as st

from zcdash import queries
from zcdash.rendering.charts import indicator_charts
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import items, rates

plan, period = session.plan(), session.period()
year = session.year()
st.title("板块")
by_chapter = queries.standing.by_chapter(plan, year[period])
counts = {c.name: by_chapter[c.number] for c in plan.chapters}
names = [c.name for c in plan.chapters]
picked = rates.compare(counts, f"{year[period].period.short_name}各板块", "chapter", "chapter_bars")
name = widgets.choose(
    st.selectbox, "看一个板块", names, "chapter", names[0], picked=picked, unknown=widgets.not_here("板块")
)
chapter = next(c for c in plan.chapters if c.name == name)
chapter_items = [i for i in plan.items if i.chapter == chapter.number]
codes = [i.code for i in chapter_items]
st.header(escape_markdown(name))
rates.tally(queries.overview.tally(plan, year, period, codes), [year[period].items[c] for c in codes])
items.item_map(plan, year, [("", chapter_items)])
drawn = [i for i in plan.indicators if i.item in codes and len(i.planned) > 1][:12]
if drawn:
    st.subheader("指标")
    rows = [(i, queries.overview.reported(year, i.code)) for i in drawn]
    sentence = f"{len(drawn)} 个有两期以上计划数的指标：柱为计划，线为实际"
    widgets.chart(
        lambda: indicator_charts.small_multiples(rows, plan.periods, sentence, plan.totals_go_on),
        "chapter_indicators",
        name,
    )
st.subheader("事项")
items.table(plan, year, codes, f"{name}_事项")
