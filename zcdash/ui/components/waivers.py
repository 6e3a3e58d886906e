"""豁免: items, indicators and commitments that are left out of every score."""

from __future__ import annotations

import streamlit as st

from zcdash import commands, queries
from zcdash.auth.permissions import Permission
from zcdash.domain.plan import Plan
from zcdash.rendering.dataframes import score_tables
from zcdash.ui.session import account, guard, ledger, query
from zcdash.ui.widgets import label_of, rerun_with_message


def show(plan: Plan) -> None:
    """List the waivers; the supervision office may add and withdraw them."""
    waivers = query(queries.objections.waivers, plan.id)
    names = {i.code: i.title for i in plan.items} | {i.code: i.name for i in plan.indicators}
    names |= {c.code: f"{c.project}：{c.text}" if c.project else c.text for c in plan.commitments}
    st.subheader(f"豁免（{sum(w.in_force for w in waivers)}）")
    if waivers:
        st.dataframe(score_tables.waivers(waivers, names), hide_index=True, height="content", key="waivers_table")
    else:
        st.caption("没有豁免的事项、指标或节点。")
    if account().may(Permission.WAIVE):
        _add_form(plan, names)
        in_force = {w.number: f"{w.number}　{w.code} {names.get(w.code, '')}" for w in waivers if w.in_force}
        if in_force:
            _withdraw_form(plan, in_force)


def _add_form(plan: Plan, names: dict[str, str]) -> None:
    with st.container(border=True):
        st.markdown("**豁免**　经批准不计分的事项、指标或节点，对所有单位和分管区长一样生效。")
        item = st.selectbox(
            "事项", [i.code for i in plan.items], format_func=lambda c: f"{c} {names[c]}", key="waive_item"
        )
        indicators = [i.code for i in plan.indicators if i.item == item]
        commitments = [c.code for c in plan.commitments if c.item == item]
        code = st.selectbox(
            "豁免哪一行",
            [item, *indicators, *commitments],
            key=f"waive_{item}",
            format_func=lambda c: "整个事项" if c == item else f"{c} {names[c]}",
        )
        reason = st.text_input("理由和依据", key="waive_reason")
        if st.button("豁免", key="waive_do"):
            with guard():
                commands.score.waive(ledger(), account(), plan.id, code, reason)
                rerun_with_message(f"{code} 已豁免，不再计分。")


def _withdraw_form(plan: Plan, in_force: dict[int, str]) -> None:
    with st.form("unwaive", border=True):
        number = st.selectbox("撤销哪一条豁免", list(in_force), format_func=label_of(in_force), key="unwaive_number")
        reason = st.text_input("撤销的理由", key="unwaive_reason")
        if st.form_submit_button("撤销豁免"):
            with guard():
                commands.score.unwaive(ledger(), account(), plan.id, number, reason)
                rerun_with_message("豁免已撤销，恢复计分。")
