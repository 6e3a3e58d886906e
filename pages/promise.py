"""年度目标: the year's headline targets, items by chapter and leader, and the calendar of dates."""

from urllib.parse import urlencode

import streamlit as st

from zcdash import queries
from zcdash.domain.plan_words import words
from zcdash.domain.terms import PlanKind
from zcdash.rendering.charts import figures
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import cards, tables
from zcdash.ui import session, widgets
from zcdash.ui.components import downloads

plan = session.plan()
targets = session.query(queries.plans.year_targets, plan.id)
name = f"{plan.year}年度目标" if plan.kind is PlanKind.ANNUAL else f"{plan.span_name}{words(plan).targets}"
st.title(name)
widgets.html(
    cards.facts(
        [
            (str(len(plan.items)), f"个{words(plan).item}"),
            (str(len(plan.indicators)), "个指标"),
            (str(len(plan.commitments)), "个节点"),
            (str(len(targets.lead_units)), "个牵头单位"),
        ]
        + [(str(len(plan.leaders)), f"位{words(plan).leader}")] * bool(plan.leaders)
    )
)
widgets.html(
    cards.headline_cards(
        targets.headline, plan.periods, session.period(), f"indicator?{urlencode(session.address())}&indicator={{code}}"
    )
)
left, right = st.columns(2, gap="large") if plan.leaders else (st.container(), st.container())
with left:
    most = max(targets.by_chapter, key=lambda row: row[1])
    sentence = f"{len(plan.items)} 项分属 {len(plan.chapters)} 个板块，第{most[0][0]}板块最多，{most[1]} 项"
    if len(plan.chapters) > 1:
        widgets.chart(lambda: figures.counts_bar(targets.by_chapter, sentence), "promise_chapters")
with right:
    if plan.leaders:
        first = max(targets.by_leader.items(), key=lambda row: row[1][0])
        widgets.chart(
            lambda: figures.roles_bar(targets.by_leader, f"{first[0]}牵头最多，{first[1][0]} 项"), "promise_leaders"
        )
        own = words(plan)
        assumed = "牵头按排名第一认定，原文的黑体字已不可辨。" * any(r.assumed for r in plan.responsible)
        st.caption(f"一个{own.item}有几位{own.leader}的，列在各人名下，总数只计一次。{assumed}")
    else:
        st.caption(f"原文没有写明{words(plan).leader}。")
st.subheader(f"{words(plan).whole}时间表")
widgets.chart(
    lambda: figures.due_calendar(plan.commitments, targets.deadlines, targets.calendar_sentence), "promise_calendar"
)
widgets.html(tables.wrapped(item_tables.deadlines(targets.deadlines)))
downloads.workbook(
    lambda: {
        "指标": item_tables.planned(plan.indicators, plan.periods),
        "节点": item_tables.commitments(plan.commitments),
        "报送": item_tables.deadlines(targets.deadlines),
    },
    name,
)
