"""zcdash.ui.components.corrections."""

from __future__ import annotations

import streamlit as st

from zcdash import commands, queries
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.queries.corrections import KINDS, Correction
from zcdash.text import escape_markdown
from zcdash.ui.session import account, guard, ledger
from zcdash.ui.widgets import rerun_with_message


def decide(plan: Plan, one: Correction) -> None:
    """One request to correct the plan, to be approved or refused by somebody other than who asked."""
    with st.form(f"decide_{one.number}", border=True):
        period = f" {Period.parse(one.period).short_name}" if one.period else ""
        what = escape_markdown(f"{KINDS[one.kind]}　{one.code}{period}")
        st.markdown(f"**{one.number}　{what}**　申请：{escape_markdown(one.name)} {one.asked_at:%Y-%m-%d}")
        st.text(f"原来：{one.was}\n更正为：{one.wanted}\n理由：{one.reason}")
        note = st.text_input("意见", key=f"decide_note_{one.number}")
        left, right = st.columns(2)
        yes, no = left.form_submit_button("同意", type="primary"), right.form_submit_button("不同意")
        if yes or no:
            with guard():
                version = commands.corrections.decide_correction(
                    ledger(), account(), plan.id, one.number, bool(yes), note
                )
                rerun_with_message(f"已同意，计划第 {version} 版。" if yes else "已答复不同意。")


def ask_correction(plan: Plan) -> None:
    """Asks for a correction; what stands now is shown beside what is wanted."""
    with st.container(border=True):
        st.subheader("申请更正")
        kind = st.selectbox("更正什么", list(KINDS), format_func=KINDS.get, key="ask_kind")
        if kind in ("tolerance", "planned"):
            names = {i.code: f"{i.code} {i.name}" for i in plan.indicators}
        else:
            names = {i.code: f"{i.code} {i.title}" for i in plan.items}
        code = st.selectbox(
            "对象", list(names), format_func=names.get, key=f"ask_code_{kind in ('tolerance', 'planned')}"
        )
        period = ""
        if kind in ("planned", "target"):
            period = st.selectbox(
                "期", plan.periods, format_func=lambda p: Period.parse(p).short_name, key="ask_period"
            )
        with guard():
            st.caption(f"现在：{escape_markdown(queries.corrections.current_value(plan, kind, code, period))}")
        if kind in ("lead_unit", "lead_leader"):
            names = [x.name for x in (plan.units if kind == "lead_unit" else plan.leaders)]
            wanted = st.selectbox("更正为", names, key=f"ask_{kind}")
        else:
            wanted = st.text_input("更正为", key="ask_wanted")
        reason = st.text_input("理由和依据", key="ask_reason")
        if st.button("提出申请", type="primary", key="ask_send"):
            with guard():
                number = commands.corrections.request_correction(
                    ledger(), account(), plan.id, kind, code, wanted or "", reason, period
                )
                rerun_with_message(f"已提出，申请编号 {number}，待另一位督查室人员或牵头分管区长决定。")
