"""年终考核: who stands where, what every score is made of, what it would be if, objections, and the rules."""

import streamlit as st

from zcdash import queries
from zcdash.queries.score import WHO_NAME
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import messages, objections
from zcdash.ui.components import score as panel

plan = session.plan()
st.title("年终考核")
messages.flash_message()
everybody, own = panel.seen_by_reader()
who, rules = "unit", "default"
names = queries.score.score_rule_names()
if everybody:
    who = widgets.choose(
        st.segmented_control,
        "考核谁",
        list(WHO_NAME),
        "who",
        who,
        required=True,
        label_visibility="collapsed",
        format_func=WHO_NAME.get,
    )
if len(names) > 1:
    rules = widgets.choose(
        st.selectbox, "考核办法", names, "rules", rules, format_func=lambda n: queries.score.score_rules(n).name
    )
found = session.query(queries.score.scores, plan.id, who, rules, session.period())
panel.heading(found)
if not everybody and not own:
    st.info("各单位和分管区长的得分由分管区长、督查室查看，各单位看本单位的。下面是计分办法。")
    panel.rules(found)
    st.stop()
row = panel.chosen(found)
if not everybody and row is None:
    st.info(f"{escape_markdown(own)}在本计划中没有考核的事项。")
part = widgets.choose(
    st.segmented_control,
    "看什么",
    list(panel.PARTS),
    "part",
    panel.PARTS[0],
    required=True,
    label_visibility="collapsed",
)
if part == "得分":
    if row:
        panel.opened(found, row)
    elif everybody:
        panel.ranking(plan, found)
    panel.everything(found, row)
elif part == "设想":
    if row or everybody:
        panel.simulate(plan, found, row)
elif part == "复核":
    objections.show(plan, found, row)
else:
    panel.rules(found)
