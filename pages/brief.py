"""一页简报: one sheet about a deputy mayor or a unit, of one plan or of all, for printing or as Word."""

import streamlit as st

from zcdash import queries
from zcdash.rendering.html import brief as brief_html
from zcdash.ui import session, widgets
from zcdash.ui.components import brief as brief_component

st.title("一页简报")
if session.spans_plans():
    brief_component.over_plans()
    st.stop()
plan = session.plan()
leader, unit = brief_component.choose([x.name for x in plan.leaders], [u.name for u in plan.units])
brief = session.query(queries.brief.brief, plan.id, session.period(), leader, unit, session.account())
brief_component.download(brief)
widgets.html(
    session.cached_render(
        lambda: brief_html.page(brief), "brief", plan.id, session.period(), leader, unit, session.account()
    )
)
