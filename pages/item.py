"""事项详情: one item of the plan with its standing, targets, indicators, commitments and signatures."""

import streamlit as st

from zcdash import queries
from zcdash.domain.period import Period
from zcdash.rendering import palette
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import cards
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import approval_status, downloads, evidence, item, notices, override

plan = session.plan()
codes = [i.code for i in plan.items]
titles = {i.code: f"{i.code}　{i.title}" for i in plan.items}
code = widgets.choose(
    st.selectbox, "事项", codes, "item", codes[0], format_func=widgets.label_of(titles), label_visibility="collapsed"
)
file = session.query(queries.plans.item_file, plan.id, code)
st.title(escape_markdown(file.item.title))
facts = [f"第 {file.item.number} 项", f"编号 {file.item.code}", file.chapter.name, file.item.focus]
st.caption(escape_markdown(" · ".join(f for f in facts if f)))
st.markdown(f"**年度任务**　{escape_markdown(file.item.goal)}")
left, right = st.columns(2)
with left:
    st.caption("责任单位（深色为牵头）")
    widgets.html(cards.chips(file.units, "unit", "unit", session.period()))
with right:
    st.caption("分管区长（深色为牵头）")
    widgets.html(cards.chips(file.leaders, "leader", "leader", session.period()))
if file.assumed:
    st.caption("牵头按原文排名第一认定：原文以黑体标明牵头，现有文本中已不可辨。")
year = session.year()
widgets.html(cards.verdict(year[session.period()].items[code].assessment))
notices.of_item(plan.id, code)
st.markdown(
    "　".join(f"{s.period.short_name} {palette.mark_text(s.items[code].assessment.light)}" for s in year.values())
)
st.subheader("分季度目标")
widgets.html(cards.targets([(p, file.targets.get(p.text)) for p in map(Period.parse, plan.periods)], session.period()))
item.indicators(plan, year, file.indicators)
item.commitments(year, code, file.commitments)
narratives = session.query(queries.submissions.narratives_of, plan.id, code, session.view())
st.subheader("进展文字")
if narratives:
    st.dataframe(item_tables.narratives(narratives), hide_index=True, height="content", key="item_words")
else:
    st.caption("还没有报送：进展情况、存在问题和下步措施将显示在这里。")
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
    st.warning(f"原文存疑：{escape_markdown(doubt.what)}　**这里读作**：{escape_markdown(doubt.reading)}")
st.caption(escape_markdown(f"出处：{plan.number}，文本 {plan.source_file} 第 {file.item.lines} 行"))
