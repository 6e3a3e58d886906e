"""评定规则: the rules in words, the rule packs with their settings, and which items another pack would change."""

import streamlit as st

from zcdash import queries
from zcdash.rendering.charts import figures, rule_charts
from zcdash.rendering.html import lights
from zcdash.ui import session, widgets
from zcdash.ui.components import rules

STRICT = "strict"
plan, period = session.plan(), session.period()
adopted = session.query(queries.rule_packs.adopted)
names = sorted(queries.rule_packs.packs(), key=lambda name: (name != adopted, name != STRICT))
packs = {name: queries.rule_packs.pack(name) for name in names}
st.title("评定规则")
rules.asked()
widgets.html(lights.legend())
st.subheader("规则包")
bands = {p.name: [(b.light, b.start) for b in p.ratio] for p in packs.values()}
widgets.chart(lambda: rule_charts.bands(bands, "各规则包：完成率从哪里起算哪一档"), "rules_bands")
rules.packs(packs, adopted)
results = session.query(queries.pack_comparison.by_pack, plan.id, period, tuple(names))
counts = {packs[name].name: result.counts for name, result in results.items()}
widgets.chart(lambda: figures.lights_bar(counts, "同样的实际数，在各规则包下的事项数"), "rules_what_if")
rules.comparison(plan, packs, results)
rules.all_rules()
