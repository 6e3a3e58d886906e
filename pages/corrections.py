"""计划更正: a lead unit, a leader, a tolerance, a planned value or a target is corrected on request, by another's approval."""

import streamlit as st

from zcdash import board, panels, ui
from zcdash.gate import Command
from zcdash.panels import office
from zcdash.present import registers

plan, account = ui.plan(), ui.account()
st.title("计划更正")
panels.said()
st.caption("每次更正都是计划的一个新版本；原来的版本保留，图上新旧两条线都在。申请人不能批准自己的申请。")
rows = ui.ask(board.corrections, plan.id)
waiting = [r for r in rows if r.approved is None]
if waiting and account.may(Command.DECIDE):
    st.subheader(f"待决定（{len(waiting)}）")
    for one in waiting:
        office.decide(plan, one)
if account.may(Command.REQUEST):
    office.ask_correction(plan)
st.subheader("全部申请")
if rows:
    st.dataframe(registers.corrections(rows, board.KINDS), hide_index=True, key="corrections_table")
    panels.downloads(lambda: {"计划更正": registers.corrections(rows, board.KINDS)}, "计划更正")
else:
    st.caption("还没有更正申请。")
