"""事项: all items with their lights, by search and filters that stand in the address; a title opens an item."""

import streamlit as st

from zcdash import queries
from zcdash.domain.plan_words import words as words_of
from zcdash.rendering.html import cards
from zcdash.ui import session, widgets
from zcdash.ui.components import all_plans, items

if session.spans_plans():
    all_plans.item_search()
    st.stop()
plan, period = session.plan(), session.period()
year = session.year()
st.title("事项")
with st.container(horizontal=True):
    words = widgets.choose(st.text_input, "搜索", None, "words", "", placeholder="标题、项目名、单位、编号")
    filters = {
        words_of(plan).leader: ("leader", [x.name for x in plan.leaders]),
        "责任单位": ("unit", session.query(queries.plans.responsible_units, plan.id)),
        "板块": ("chapter", [c.name for c in plan.chapters]),
        "指标": ("numbers", ["有指标", "无指标"]),
    }
    leader, unit, chapter, numbers = (
        widgets.choose(st.selectbox, label, options, name, placeholder="全部", width=168) if options else None
        for label, (name, options) in filters.items()
    )
has_numbers = {"有指标": True, "无指标": False}.get(numbers or "")
chosen = session.query(queries.plans.find_items, plan.id, words, leader, unit, chapter, has_numbers)
wanted = items.light_chips(year[period].items[i.code].assessment.light for i in chosen)
codes = [i.code for i in chosen if not wanted or year[period].items[i.code].assessment.light in wanted]
named = queries.indicator_list.find_indicators(plan, year[period], words) if words else []
if named:
    link = cards.link(f"名称含这些词的指标有 {len(named)} 个", "indicator", words=words, **session.address())
    widgets.html(link)
if not codes:
    st.info("没有符合条件的事项。请减少条件，或换一个词。")
    st.stop()
st.caption(f"共 {len(codes)} 项，最差的在前；同一盏灯的，达标部分少的在前。点标题打开事项，网址可以收藏、转发。")
items.table(plan, year, codes, "事项")
