"""审签: what waits for this person's signature, what it would mean, one click to sign; and where every return is."""

import streamlit as st

from zcdash import board, panels, ui
from zcdash.gate import OWN_UNIT_ONLY, Duty
from zcdash.panels import signing
from zcdash.present import registers

plan, account = ui.plan(), ui.account()
st.title("审签")
panels.said()
waiting = ui.ask(board.queue, plan.id, account)
standing_in = [x for x in ui.ask(board.stands_for, plan.id, account) if x != account.leader]
if standing_in:
    st.info(f"{'、'.join(standing_in)}外出，由您补位：其分管事项由您代签，记录中写明代签。")
if account.duty is Duty.DEPUTY:
    panels.away(plan.id, account.leader)
if account.duty is not Duty.CLERK:
    st.subheader(f"待我审签（{len(waiting)}）")
    if not waiting:
        st.caption("没有待审签的报送。")
    signing.sign_all(plan, waiting)
    for one in waiting:
        signing.to_sign(plan, one)

seen = [p for p in ui.ask(board.passages, plan.id) if account.duty not in OWN_UNIT_ONLY or p.unit == account.unit]
back = [p for p in seen if p.course.returned and not p.superseded]
if back:
    st.subheader(f"退回待重报（{len(back)}）")
    for one in back:
        signing.sent_back(one)
st.subheader("全部报送的进程")
period = ui.choose(
    st.segmented_control, "只看", ["本期", "全年"], "range", "本期", required=True, label_visibility="collapsed"
)
rows = [p for p in seen if period == "全年" or p.period == ui.period()]
if rows:
    st.dataframe(
        registers.passages(rows), hide_index=True, height="content" if len(rows) <= 15 else 560, key="signing_all"
    )
    panels.downloads(lambda: {"进程": registers.passages(rows)}, f"审签进程_{ui.period()}")
else:
    st.caption("还没有报送。")
