"""评定规则: the rules in words, the settings of each rule pack, and what another pack would change."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from zcdash import queries
from zcdash.domain.plan import Plan
from zcdash.queries.pack_comparison import PackResult
from zcdash.rendering.html.items import pack_changes
from zcdash.rendering.html.score_cards import rule_list
from zcdash.rendering.rule_settings import settings
from zcdash.rules.rule_pack import RulePack
from zcdash.text import escape_markdown
from zcdash.ui.session import period, period_name
from zcdash.ui.widgets import choose, html, label_of, not_here


def asked() -> None:
    """Draw the choice of a rule, and the one that the address asks for."""
    rules = {rule.anchor: rule for rule in queries.rule_texts.rule_texts()}
    if not rules:
        return
    labels = label_of({anchor: rule.title for anchor, rule in rules.items()})
    chosen = choose(
        st.selectbox,
        "哪一条规则",
        list(rules),
        "rule",
        placeholder="选择一条",
        format_func=labels,
        unknown=not_here("规则"),
    )
    if chosen:
        with st.container(border=True, key="rule_asked"):
            st.markdown(f"**{rules[chosen].title}**")
            st.markdown(rules[chosen].text)


def all_rules() -> None:
    """Draw every rule, part by part, each to be opened."""
    part = ""
    for rule in queries.rule_texts.rule_texts():
        if rule.part != part:
            part = rule.part
            st.subheader(part)
        with st.expander(rule.title):
            st.markdown(rule.text)


def packs(shown: Mapping[str, RulePack], adopted: str) -> None:
    """Draw the settings of every pack in words, those of the adopted one open."""
    for name, pack in shown.items():
        in_force = "　现行" if name == adopted else ""
        with st.expander(escape_markdown(f"{pack.name}（第 {pack.version} 版）{in_force}"), expanded=name == adopted):
            frame = pd.DataFrame([(head, text, "") for head, text in settings(pack)])
            html(rule_list(frame, "9em 1fr 0"))


def comparison(plan: Plan, shown: Mapping[str, RulePack], results: Mapping[str, PackResult]) -> None:
    """Draw which items would have another light under one of the packs, and why."""
    base, *others = shown
    labels = {name: f"{shown[name].name}：{len(results[name].changed)} 项不同" for name in others}
    st.subheader(f"换一个规则包，哪些事项会变（{plan.year}年{period_name()}）")
    other = choose(
        st.segmented_control, "规则包", others, "pack", others[0], required=True, format_func=label_of(labels)
    )
    changed = results[other].changed
    if not changed:
        st.caption("没有不同。")
        return
    rows = [(item, *changed[item.code]) for item in plan.items if item.code in changed]
    html(pack_changes(rows, (shown[base].name, shown[other].name), plan.id, period()))
