"""评定规则: the rule packs with their bands, and what would change under another pack."""

import streamlit as st

from zcdash import queries
from zcdash.rendering.charts import figures, rule_charts
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import lights
from zcdash.ui import session, widgets

plan, period = session.plan(), session.period()
names = queries.rule_packs.packs()
packs = {name: queries.rule_packs.pack(name) for name in names}
st.title("评定规则")
st.caption("指标按本期计划值评定，不按时间平均，也不按增长率。同比增速按百分点评定。")
widgets.html(lights.legend())
bands = {p.name: [(b.light, b.start) for b in p.ratio] for p in packs.values()}
widgets.chart(lambda: rule_charts.bands(bands, "各规则包：完成率从哪里起算哪一档"), "rules_bands")
what_if = session.query(queries.overview.what_if, plan.id, period, tuple(names))
changes = {packs[n].name: changed for n, (_, changed) in what_if.items()}
st.subheader(f"换一个规则包会怎样（{plan.year}年{session.period_name()}）")
st.markdown("　".join(f"**{name}**：{number} 项变灯" for name, number in list(changes.items())[1:]))
counts = {packs[n].name: counted for n, (counted, _) in what_if.items()}
widgets.chart(lambda: figures.lights_bar(counts, "同样的实际数，在各规则包下的事项数"), "rules_what_if")
st.subheader("出处")
st.dataframe(item_tables.packs(packs.values()), hide_index=True, height="content", key="rules_packs")
