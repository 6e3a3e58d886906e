"""规则: the rule packs, their bands drawn, and what would change if the office adopted another."""

import streamlit as st

from zcdash import board, ui
from zcdash.present import figures, lights, rules, tables

plan, period = ui.plan(), ui.period()
names = board.packs()
packs = {name: board.pack(name) for name in names}
st.title("评定规则")
st.caption("指标按本期计划值评定，不按时间平均，也不按增长率。同比增速按百分点评定。")
ui.html(lights.legend())
bands = {p.name: [(b.light, b.start) for b in p.ratio] for p in packs.values()}
ui.chart(lambda: rules.bands(bands, "各规则包：完成率从哪里起算哪一档"), "rules_bands")
what_if = ui.ask(board.what_if, plan.id, period, tuple(names))
moved = {packs[n].name: changed for n, (_, changed) in what_if.items()}
st.subheader(f"换一个规则包会怎样（{plan.year}年{ui.period_name()}）")
st.markdown("　".join(f"**{name}**：{number} 项变灯" for name, number in list(moved.items())[1:]))
counts = {packs[n].name: counted for n, (counted, _) in what_if.items()}
ui.chart(lambda: figures.lights_bar(counts, "同样的实际数，在各规则包下的事项数"), "rules_what_if")
st.subheader("出处")
st.dataframe(tables.packs(packs.values()), hide_index=True, height="content", key="rules_packs")
