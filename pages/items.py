"""事项: the table of all items with search and filters; a click opens an item."""

import streamlit as st

from zcdash import queries
from zcdash.rendering.dataframes import item_tables
from zcdash.ui import session, widgets
from zcdash.ui.components import downloads

plan = session.plan()
st.title("事项")
words = widgets.choose(st.text_input, "搜索", None, "words", "", placeholder="标题、项目名、单位、编号")
columns = st.columns(4)
filters = {
    "分管区长": ("leader", [x.name for x in plan.leaders]),
    "责任单位": ("unit", session.query(queries.plans.responsible_units, plan.id)),
    "板块": ("chapter", [c.name for c in plan.chapters]),
    "指标": ("numbers", ["有指标", "无指标"]),
}
leader, unit, chapter, numbers = (
    widgets.choose(column.selectbox, label, options, name, placeholder="全部")
    for column, (label, (name, options)) in zip(columns, filters.items(), strict=True)
)
chosen = session.query(
    queries.plans.find_items,
    plan.id,
    words,
    leader,
    unit,
    chapter,
    {"有指标": True, "无指标": False}.get(numbers or ""),
)
if not chosen:
    st.info("没有符合条件的事项。请减少条件，或换一个词。")
    st.stop()
st.caption(f"共 {len(chosen)} 项。点任意一格打开该事项。")
frame = item_tables.items(plan, chosen)
event = st.dataframe(
    frame,
    hide_index=True,
    key="items_table",
    height=min(36 * len(chosen) + 40, 620),
    on_select="rerun",
    selection_mode="single-cell",
    column_config={"序": {"width": 44}, "编号": {"width": 64}, "事项": {"width": 300}},
)
downloads.workbook(lambda: {"事项": frame}, "事项")
if cells := event["selection"]["cells"]:
    widgets.open_page("item.py", item=chosen[cells[0][0]].code)
