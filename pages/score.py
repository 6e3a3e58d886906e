"""年终考核: the ranking, each score down to its rows, simulation, objections, and the score rules."""

import streamlit as st

from zcdash import queries
from zcdash.domain.plan_words import words
from zcdash.queries.score import WHO_NAME, who_name
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import messages, objections, score, score_comparison, score_ranking, score_simulation

plan = session.plan()
plan_words = words(plan)
st.title(plan_words.evaluation)
messages.flash_message()
everybody, own_unit = score.readable_scores()
who, rules = "unit", "default"
names = queries.score_context.score_rule_names()
with st.container(horizontal=True, vertical_alignment="bottom"):
    if everybody:
        who = widgets.choose(
            st.segmented_control,
            "考核谁",
            [w for w in WHO_NAME if w == "unit" or plan.leaders],
            "who",
            who,
            required=True,
            label_visibility="collapsed",
            format_func=widgets.label_of({w: who_name(w, plan_words) for w in WHO_NAME}),
            unknown=widgets.not_here("考核对象"),
        )
    if len(names) > 1:
        name_of = score.rules_name
        rules = widgets.choose(
            st.selectbox,
            "考核办法",
            names,
            "rules",
            rules,
            label_visibility="collapsed",
            width=320,
            format_func=name_of,
        )
scores = session.query(queries.score.scores, plan.id, who, rules, session.period())
score.heading(scores)
if not everybody and not own_unit:
    st.info("各单位和分管区长的得分由分管区长、督查室查看，各单位看本单位的。下面是计分办法。")
    score.rules(scores)
    st.stop()
placed = score.chosen(scores)
if not everybody and placed is None:
    st.info(f"{escape_markdown(own_unit)}在本计划中没有考核的事项。")
part = widgets.choose(
    st.segmented_control,
    "看什么",
    list(score.PARTS),
    "part",
    score.PARTS[0],
    required=True,
    label_visibility="collapsed",
    unknown=widgets.not_here("栏目"),
)
if part == "得分":
    if placed:
        score_ranking.one_score(scores, placed)
    elif everybody:
        score_ranking.ranking(scores)
    score.download(scores, placed)
elif part == "设想":
    if placed or everybody:
        score_simulation.show(plan, scores, placed)
elif part == "办法对比":
    if placed or everybody:
        score_comparison.show(scores, placed)
elif part == "复核":
    objections.show(plan, scores, placed)
else:
    score.rules(scores)
