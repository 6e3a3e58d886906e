"""外出补位: absences of deputy mayors and their substitutes."""

import streamlit as st

from zcdash import commands, queries
from zcdash.rendering import formatting
from zcdash.rendering.dataframes import regime_tables
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import messages

plan, account = session.plan(), session.account()
today = session.query(queries.clock.today, plan.id)
names = [x.name for x in plan.leaders]
st.title("外出补位")
messages.flash_message()
away = session.query(queries.approvals.substitutes, plan.id)
text = escape_markdown("；".join(f"{leader}外出，由{substitute}代签" for leader, substitute in away.items()))
st.caption(f"{formatting.day(today)}：{text or '没有分管区长外出'}。")
rows = session.query(queries.approvals.absences, plan.id)
if rows:
    st.dataframe(regime_tables.absences(rows, today), hide_index=True, height="content", key="absences_table")
with st.container(border=True):
    st.subheader("登记外出")
    leader = st.selectbox("外出的分管区长", names, key="absence_leader")
    others = [n for n in names if n != leader]
    usual = commands.approvals.default_substitutes().get(leader, "")
    substitute = st.selectbox(
        "补位人", others, index=others.index(usual) if usual in others else 0, key=f"absence_by_{leader}"
    )
    rule = f"按补位制度，{leader}由{usual}补位。" if usual else f"补位制度没有写明{leader}由谁补位，请按区长安排选定。"
    st.caption(escape_markdown(rule))
    left, right = st.columns(2)
    starts = left.date_input("自", today, key="absence_自", format="YYYY-MM-DD")
    ends = right.date_input("至", today, key="absence_至", format="YYYY-MM-DD")
    reason = st.text_input("事由", key="absence_reason")
    if st.button("登记", type="primary", key="absence_add"):
        with session.guard():
            commands.approvals.add_absence(session.ledger(), account, plan.id, leader, substitute, starts, ends, reason)
            widgets.rerun_with_message(f"已登记：{leader}外出期间由{substitute}补位。")
coming = {a["absence"]: f"{a['leader']} {a['starts']} 至 {a['ends']}" for a in rows if a["ends"] >= today}
if coming:
    with st.container(border=True):
        st.subheader("撤销登记")
        number = st.selectbox("撤销哪一条", list(coming), format_func=widgets.label_of(coming), key="absence_gone")
        if st.button("撤销", key="absence_cancel"):
            with session.guard():
                commands.approvals.cancel_absence(session.ledger(), account, plan.id, number)
                widgets.rerun_with_message("已撤销。已代签的报送仍然有效。")
st.caption(
    "依据：周政办字〔2019〕31号《区政府领导工作补位制度》第四条；互相补位的两位一般不同时外出，特殊情况由区长安排其他领导。"
)
