"""事项详情: everything the plan says of one item."""

import streamlit as st

from zcdash import board, panels, ui
from zcdash.panels import notices
from zcdash.period import Period
from zcdash.present import cards, figures, rules, tables
from zcdash.texts import literal

plan = ui.plan()
codes = [i.code for i in plan.items]
titles = {i.code: f"{i.code}　{i.title}" for i in plan.items}
code = ui.choose(st.selectbox, "事项", codes, "item", codes[0], format_func=titles.get, label_visibility="collapsed")
one = ui.ask(board.item_file, plan.id, code)

st.title(literal(one.item.title))
facts = [f"第 {one.item.number} 项", f"编号 {one.item.code}", one.chapter.name, one.item.focus]
st.caption(literal(" · ".join(f for f in facts if f)))
st.markdown(f"**年度任务**　{literal(one.item.goal)}")
left, right = st.columns(2)
with left:
    st.caption("责任单位（深色为牵头）")
    ui.html(cards.chips(one.units, "unit", "unit", ui.period()))
with right:
    st.caption("分管区长（深色为牵头）")
    ui.html(cards.chips(one.leaders, "leader", "leader", ui.period()))
if one.assumed:
    st.caption("牵头按原文排名第一认定：原文以黑体标明牵头，现有文本中已不可辨。")

year = ui.year()
standing = year[ui.period()].items[code]
ui.html(cards.verdict(standing.assessment))
notices.of_item(plan.id, code)
st.markdown("　".join(f"{s.period.short_name} {tables.mark_of(s.items[code].assessment.light)}" for s in year.values()))

st.subheader("分季度目标")
ui.html(cards.targets([(p, one.targets.get(p.text)) for p in map(Period.parse, plan.periods)], ui.period()))

if one.indicators:
    st.subheader(f"指标（{len(one.indicators)}）")
    picked = st.dataframe(
        tables.planned(one.indicators, plan.periods),
        hide_index=True,
        key="item_indicators",
        on_select="rerun",
        selection_mode="single-cell",
    )
    if picked["selection"]["cells"]:
        ui.open_page("indicator.py", indicator=one.indicators[picked["selection"]["cells"][0][0]].code)
    st.caption("点一行打开指标。")
    drawn = [(i, actual) for i in one.indicators if (actual := board.reported(year, i.code)) or len(i.planned) > 1]
    places = st.columns(2, gap="large") if len(drawn) > 1 else [st]
    for n, (indicator, actual) in enumerate(drawn):
        with places[n % len(places)].container():
            key = f"item_path_{indicator.code}"
            ui.chart(lambda i=indicator, a=actual: figures.path(i, plan.periods, a), key)
if one.commitments:
    st.subheader(f"节点（本期 {len(standing.commitments)}，全年 {len(one.commitments)}）")
    if standing.commitments:
        now = tables.standing_of_commitments(standing.commitments)
        st.dataframe(now, hide_index=True, height="content", key="item_commitments")
    else:
        st.caption("本期没有节点。")
    whole_year = st.expander("全年节点", key="item_whole_year", on_change="rerun")
    if whole_year.open:
        with whole_year:
            seen = [
                (c.commitment, c.done_on, c.assessment.light) for s in year.values() for c in s.items[code].commitments
            ]
            if once := [row for row in seen if not row[0].standing]:
                ui.chart(lambda: rules.due_line(once[:40], "竖线是时限，实心是完成或评定"), "item_due_line", code)
            st.dataframe(
                tables.commitments(one.commitments), hide_index=True, height="content", key="item_all_commitments"
            )
wrote = ui.ask(board.wrote, plan.id, code, ui.view())
st.subheader("进展文字")
if wrote:
    st.dataframe(tables.words_written(wrote), hide_index=True, height="content", key="item_words")
else:
    st.caption("还没有报送：进展情况、存在问题和下步措施将显示在这里。")
panels.signed(plan.id, code)
panels.override(plan.id, code)
panels.downloads(
    lambda: {
        "指标": tables.planned(one.indicators, plan.periods),
        "节点": tables.commitments(one.commitments),
        "进展": tables.words_written(wrote),
    },
    f"{code}_{one.item.title}",
)
for doubt in one.doubts:
    st.warning(f"原文存疑：{literal(doubt.what)}　**这里读作**：{literal(doubt.reading)}")
st.caption(literal(f"出处：{plan.number}，文本 {plan.source_file} 第 {one.item.lines} 行"))
