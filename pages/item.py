"""事项详情: one item of the plan: verdict and why, its parts, targets, figures and files, signatures."""

import streamlit as st

from zcdash import queries
from zcdash.domain.period import Period
from zcdash.domain.plan_words import rhythm_name, words
from zcdash.domain.terms import PlanKind
from zcdash.rendering import formatting
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import cards
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import approval_status, downloads, evidence, item, notices, override, sources

plan, period = session.plan(), session.period()
code = widgets.choose(
    st.selectbox,
    "事项",
    list(plan.item_titles),
    "item",
    placeholder="选择事项",
    format_func=widgets.label_of({c: f"{c}　{title}" for c, title in plan.item_titles.items()}),
    label_visibility="collapsed",
    unknown="没有编号为 {value} 的事项",
)
if not code:
    st.title("事项详情")
    widgets.html(cards.link("全部事项", "items", plan=plan.id, period=period))
    st.stop()
file = session.query(queries.plans.item_file, plan.id, code)
year = session.year()
narratives = session.query(queries.submissions.narratives_of, plan.id, code, session.view())
st.title(escape_markdown(file.item.title))
item.verdict(plan, year, code)
item.why(narratives, year[period].items[code].assessment)
notices.of_item(plan.id, code)
facts = [f"第 {file.item.number} 项", f"编号 {file.item.code}", file.chapter.name, file.item.focus]
st.caption(escape_markdown(" · ".join(f for f in facts if f)))
goal = "年度任务" if plan.kind is PlanKind.ANNUAL else words(plan).task
st.markdown(f"**{goal}**　{escape_markdown(file.item.goal)}")
left, right = st.columns(2)
with left:
    st.caption("责任单位（深色为牵头）" if file.units else "原文没有写明责任单位")
    widgets.html(cards.chips(file.units, "unit", "unit", session.address()))
with right:
    leader = words(plan).leader
    st.caption(f"{leader}（深色为牵头）" if file.leaders else f"原文没有写明{leader}")
    widgets.html(cards.chips(file.leaders, "leader", "leader", session.address()))
if file.assumed:
    st.caption("牵头按原文排名第一认定：原文以黑体标明牵头，现有文本中已不可辨。")
item.parts(plan, year, code)
st.subheader(f"分{rhythm_name(plan)}目标")
widgets.html(cards.targets([(p, file.targets.get(p.text)) for p in map(Period.parse, plan.periods)], period))
item.charts(plan, year, file.indicators)
item.whole_year(plan, code, file.commitments)
sources.of_item(plan.id, code)
st.subheader("进展文字")
item.narratives(narratives)
evidence.of_item(plan.id, code)
approval_status.of_item(plan.id, code)
override.form(plan.id, code)
downloads.workbook(
    lambda: {
        "指标": item_tables.planned(file.indicators, plan.periods),
        "节点": item_tables.commitments(file.commitments),
        "进展": item_tables.narratives(narratives),
    },
    f"{code}_{file.item.title}",
)
for doubt in file.doubts:
    item.doubt(doubt)
sources.of_document(plan, code)
place = formatting.source_place(plan.source_file, file.item.lines) or plan.source_file
st.caption(escape_markdown(f"出处：{'，'.join(filter(None, (plan.number, place)))}"))
