"""事项详情: everything the plan says of one item."""

import streamlit as st

from zcdash import queries
from zcdash.domain.period import Period
from zcdash.rendering import palette
from zcdash.rendering.charts import indicator_charts, rule_charts
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import cards
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import approval, notices, tables

plan = session.plan()
codes = [i.code for i in plan.items]
titles = {i.code: f"{i.code}　{i.title}" for i in plan.items}
code = widgets.choose(
    st.selectbox, "事项", codes, "item", codes[0], format_func=titles.get, label_visibility="collapsed"
)
one = session.query(queries.plans.item_file, plan.id, code)
st.title(escape_markdown(one.item.title))
facts = [f"第 {one.item.number} 项", f"编号 {one.item.code}", one.chapter.name, one.item.focus]
st.caption(escape_markdown(" · ".join(f for f in facts if f)))
st.markdown(f"**年度任务**　{escape_markdown(one.item.goal)}")
left, right = st.columns(2)
with left:
    st.caption("责任单位（深色为牵头）")
    widgets.html(cards.chips(one.units, "unit", "unit", session.period()))
with right:
    st.caption("分管区长（深色为牵头）")
    widgets.html(cards.chips(one.leaders, "leader", "leader", session.period()))
if one.assumed:
    st.caption("牵头按原文排名第一认定：原文以黑体标明牵头，现有文本中已不可辨。")
year = session.year()
standing = year[session.period()].items[code]
widgets.html(cards.verdict(standing.assessment))
notices.of_item(plan.id, code)
st.markdown(
    "　".join(f"{s.period.short_name} {palette.mark_text(s.items[code].assessment.light)}" for s in year.values())
)
st.subheader("分季度目标")
widgets.html(cards.targets([(p, one.targets.get(p.text)) for p in map(Period.parse, plan.periods)], session.period()))
if one.indicators:
    st.subheader(f"指标（{len(one.indicators)}）")
    picked = st.dataframe(
        item_tables.planned(one.indicators, plan.periods),
        hide_index=True,
        key="item_indicators",
        on_select="rerun",
        selection_mode="single-cell",
    )
    if picked["selection"]["cells"]:
        widgets.open_page("indicator.py", indicator=one.indicators[picked["selection"]["cells"][0][0]].code)
    st.caption("点一行打开指标。")
    drawn = [
        (i, actual) for i in one.indicators if (actual := queries.overview.reported(year, i.code)) or len(i.planned) > 1
    ]
    places = st.columns(2, gap="large") if len(drawn) > 1 else [st]
    for n, (indicator, actual) in enumerate(drawn):
        with places[n % len(places)].container():
            key = f"item_path_{indicator.code}"
            widgets.chart(lambda i=indicator, a=actual: indicator_charts.indicator_chart(i, plan.periods, a), key)
if one.commitments:
    st.subheader(f"节点（本期 {len(standing.commitments)}，全年 {len(one.commitments)}）")
    if standing.commitments:
        now = item_tables.standing_of_commitments(standing.commitments)
        st.dataframe(now, hide_index=True, height="content", key="item_commitments")
    else:
        st.caption("本期没有节点。")
    whole_year = st.expander("全年节点", key="item_whole_year", on_change="rerun")
    if whole_year.open:
        with whole_year:
            seen = [
                (c.commitment, c.done_on, c.assessment.light) for s in year.values() for c in s.items[code].commitments
            ]
            if once := [row for row in seen if not row[0].ongoing]:
                widgets.chart(
                    lambda: rule_charts.due_line(once[:40], "竖线是时限，实心是完成或评定"), "item_due_line", code
                )
            st.dataframe(
                item_tables.commitments(one.commitments), hide_index=True, height="content", key="item_all_commitments"
            )
wrote = session.query(queries.submissions.narratives_of, plan.id, code, session.view())
st.subheader("进展文字")
if wrote:
    st.dataframe(item_tables.narratives(wrote), hide_index=True, height="content", key="item_words")
else:
    st.caption("还没有报送：进展情况、存在问题和下步措施将显示在这里。")
approval.signed(plan.id, code)
approval.override(plan.id, code)
tables.downloads(
    lambda: {
        "指标": item_tables.planned(one.indicators, plan.periods),
        "节点": item_tables.commitments(one.commitments),
        "进展": item_tables.narratives(wrote),
    },
    f"{code}_{one.item.title}",
)
for doubt in one.doubts:
    st.warning(f"原文存疑：{escape_markdown(doubt.what)}　**这里读作**：{escape_markdown(doubt.reading)}")
st.caption(escape_markdown(f"出处：{plan.number}，文本 {plan.source_file} 第 {one.item.lines} 行"))
