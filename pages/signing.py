"""审签: the submissions that wait for the reader's signature, those sent back, and the state of all."""

import streamlit as st

from zcdash import queries
from zcdash.auth.permissions import OWN_UNIT_ONLY, Role
from zcdash.rendering.dataframes import regime_tables
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import approval_actions, approval_status, downloads, messages

plan, account = session.plan(), session.account()
st.title("审签")
messages.flash_message()
waiting = session.query(queries.approvals.queue, plan.id, account)
substituted = [x for x in session.query(queries.approvals.stands_for, plan.id, account) if x != account.leader]
if substituted:
    names = escape_markdown("、".join(substituted))
    st.info(f"{names}外出，由您补位：其分管事项由您代签，记录中写明代签。")
if account.role is Role.DEPUTY:
    approval_status.absence_notice(plan.id, account.leader)
if account.role is not Role.CLERK:
    st.subheader(f"待我审签（{len(waiting)}）")
    if not waiting:
        st.caption("没有待审签的报送。")
    for status in waiting:
        approval_actions.sign_one(plan, status)
    approval_actions.sign_all(plan, waiting)
statuses = [
    p
    for p in session.query(queries.approvals.submission_statuses, plan.id)
    if account.role not in OWN_UNIT_ONLY or p.unit == account.unit
]
sent_back = [p for p in statuses if p.course.returned and not p.superseded]
if sent_back:
    st.subheader(f"退回待重报（{len(sent_back)}）")
    for status in sent_back:
        approval_actions.file_again(status)
st.subheader("全部报送的进程")
period = widgets.choose(
    st.segmented_control, "只看", ["本期", "全年"], "range", "本期", required=True, label_visibility="collapsed"
)
rows = [p for p in statuses if period == "全年" or p.period == session.period()]
if rows:
    st.dataframe(
        regime_tables.submission_statuses(rows),
        hide_index=True,
        height="content" if len(rows) <= 15 else 560,
        key="signing_all",
    )
    downloads.workbook(lambda: {"进程": regime_tables.submission_statuses(rows)}, f"审签进程_{session.period()}")
else:
    st.caption("还没有报送。")
