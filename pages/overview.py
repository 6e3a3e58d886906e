"""总览: where do we stand, what needs a decision, are the returns in."""

import streamlit as st

from zcdash import board, panels, ui
from zcdash.panels import notices
from zcdash.present import lights, tables, words

if st.query_params.get("view") == "wall":
    st.switch_page(ui.PAGES / "wall.py")
plan, period = ui.plan(), ui.period()
year = ui.year()
standing, promise, returns = year[period], ui.ask(board.promise, plan.id), ui.ask(board.returns, plan.id, period)

st.title(f"{standing.period.name}总览")
if not standing.filed:
    st.info(
        f"{standing.period.name}还没有报送的实际数。报送截止 {words.day(standing.deadline)}。全年计划见“年度目标”。"
    )
tally = board.tally(plan, year, period)
ui.html(lights.tally(tally.counts, tally.shares, tally.before))
panels.returns_line(returns)
notices.open_line(plan.id)

left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader("主要指标")
    ui.html(lights.bullets(panels.bullet_rows(year, period, promise.headline), plan.id, period))
with right:
    st.subheader("最需要研究的事项")
    urgent = board.urgent(plan, standing)
    if urgent:
        ui.html(lights.decisions(panels.decision_rows(plan, urgent), plan.id, period))
    else:
        st.caption("没有滞后、欠进度或未报送的事项。")

st.subheader(f"{len(plan.items)} 项 × {len(plan.periods)} 期")
ui.html(
    lights.item_map(
        [(c.name, [i for i in plan.items if i.chapter == c.number]) for c in plan.chapters],
        {p: {code: one.assessment.light for code, one in s.items.items()} for p, s in year.items()},
        plan.id,
    )
)
st.caption("点一格打开事项。")
panels.downloads(
    lambda: {"事项": tables.items_with_lights(plan, year, [i.code for i in plan.items])}, f"{standing.period.name}总览"
)
