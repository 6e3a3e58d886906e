"""审签: the submissions that wait for the reader's signature, those sent back, and the state of all."""

import streamlit as st

from zcdash import queries
from zcdash.auth.permissions import OWN_UNIT_ONLY, Role
from zcdash.domain.plan_words import words
from zcdash.rendering.dataframes import regime_tables
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import approval_actions, approval_status, downloads, messages

plans, account = session.plans(), session.account()
st.title("审签")
messages.flash_message()
waiting = [(plan, session.query(queries.approvals.queue, plan.id, account)) for plan in plans]
stands_for = dict.fromkeys(x for p in plans for x in session.query(queries.approvals.stands_for, p.id, account))
if substituted := [x for x in stands_for if x != account.leader]:
    names = escape_markdown("、".join(substituted))
    st.info(f"{names}外出，由您补位：其分管事项由您代签，记录中写明代签。")
if account.role is Role.DEPUTY:
    approval_status.absence_notice([plan.id for plan in plans], account.leader)
if account.role is not Role.CLERK:
    number = sum(len(to_sign) for _, to_sign in waiting)
    st.subheader(f"待我审签（{number}）")
    if not number:
        st.caption("没有待审签的报送。")
    for plan, to_sign in waiting:
        approval_actions.plan_head(plan, to_sign)
        for status in to_sign:
            approval_actions.sign_one(plan, status)
        approval_actions.sign_all(plan, to_sign)
statuses = [
    (
        plan,
        [
            s
            for s in session.query(queries.approvals.submission_statuses, plan.id)
            if account.role not in OWN_UNIT_ONLY or s.unit in account.unit_names
        ],
    )
    for plan in plans
]
sent_back = [(plan, s) for plan, of_plan in statuses for s in of_plan if s.course.returned and not s.superseded]
if sent_back:
    st.subheader(f"退回待重报（{len(sent_back)}）")
    for plan, status in sent_back:
        approval_actions.file_again(plan, status)
st.subheader("全部报送的进程")
whole = "各期" if session.spans_plans() else words(session.plan()).whole
span = widgets.choose(
    st.segmented_control,
    "只看",
    ["本期", "全年"],
    "range",
    "本期",
    required=True,
    label_visibility="collapsed",
    format_func=widgets.label_of({"全年": whole}),
)
rows = {
    plan.title if session.spans_plans() else "": [
        s for s in of_plan if span == "全年" or s.period == session.period_of(plan)
    ]
    for plan, of_plan in statuses
}
if any(rows.values()):
    table = regime_tables.statuses_of_plans(rows)
    st.dataframe(table, hide_index=True, height="content" if len(table) <= 15 else 560, key="signing_all")
    which = "全部计划" if session.spans_plans() else session.period()
    downloads.workbook(lambda: {"进程": regime_tables.statuses_of_plans(rows)}, f"审签进程_{which}")
else:
    st.caption("还没有报送。")
