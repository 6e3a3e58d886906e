"""计划更正: request and approve corrections of a lead unit, a leader, a tolerance, a planned value, a baseline or a target."""

import streamlit as st

from zcdash import queries
from zcdash.auth.permissions import Permission
from zcdash.queries.corrections import KINDS
from zcdash.rendering.dataframes import regime_tables
from zcdash.ui import session
from zcdash.ui.components import corrections, downloads, messages

plan, account = session.plan(), session.account()
st.title("计划更正")
messages.flash_message()
st.caption("每次更正都是计划的一个新版本；原来的版本保留，图上新旧两条线都在。申请人不能批准自己的申请。")
rows = session.query(queries.corrections.corrections, plan.id)
waiting = [r for r in rows if r.approved is None]
if waiting and account.may(Permission.DECIDE_CORRECTION):
    st.subheader(f"待决定（{len(waiting)}）")
    for correction in waiting:
        corrections.decide(plan, correction)
if account.may(Permission.REQUEST_CORRECTION):
    corrections.request(plan)
st.subheader("全部申请")
if rows:
    st.dataframe(regime_tables.corrections(rows, KINDS), hide_index=True, key="corrections_table")
    downloads.workbook(lambda: {"计划更正": regime_tables.corrections(rows, KINDS)}, "计划更正")
else:
    st.caption("还没有更正申请。")
