"""计划编制: the form that withdraws an item of a plan in force, or a part of it, from a period on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from zcdash import commands, queries
from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import PlanTables
from zcdash.intake import plan_withdrawal
from zcdash.intake.plan_changes import Filed
from zcdash.intake.plan_item_form import ItemForm
from zcdash.queries.plan_drafts import PlanDraft
from zcdash.ui import session, widgets


def draw(draft: PlanDraft, plan: PlanTables, form: ItemForm) -> None:
    """Draw the form. Its choices are those of one item: another one begins anew."""
    with st.expander("撤销这一项，或其中的指标、节点"):
        labels = {form.code: f"整个事项 {form.code}"}
        labels |= {row["code"]: f"指标 {row['code']} {row['name']}" for row in form.indicators}
        labels |= {row["code"]: f"节点 {row['code']} {row['text']}" for row in form.commitments}
        key = f"compile_withdraw_what_{form.code}"
        code = st.selectbox("撤销什么", list(labels), format_func=widgets.label_of(labels), key=key)
        filed = session.query(queries.plan_drafts.filed, draft.plan)
        periods = plan_withdrawal.periods_left(plan, code, filed)
        names = {p: Period.parse(p).name for p in periods}
        since = st.selectbox(
            "从哪一期起", periods, format_func=widgets.label_of(names), key=f"compile_withdraw_since_{code}"
        )
        reason = st.text_input("依据", key="compile_withdraw_reason", placeholder="文号或会议纪要")
        st.caption(f"{_passed(plan, code, filed, periods)}选定的一期以前的目标、报送和评定都保留。")
        if st.button("撤销", key="compile_withdraw", disabled=since is None):
            with session.guard():
                commands.plan_drafts.withdraw_part(
                    session.ledger(), session.account(), draft.work, code, since or "", reason, draft.number
                )
                widgets.rerun_with_message(f"已撤销 {code}，批准后生效。")


def _passed(plan: PlanTables, code: str, filed: Filed, left: Sequence[str]) -> str:
    """Return the sentence on the periods that are not offered; empty where all of them are."""
    last = plan_withdrawal.last_settled(plan, code, filed)
    if not last:
        return ""
    why = "已关账" if last in filed.closed else "已有报送"
    return f"{Period.parse(last).name}{why}，{'只能从以后的期起撤销' if left else '没有以后的期可以撤销'}。"
