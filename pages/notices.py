"""督办单: what is due by the rules, what is open and until when, what units replied, what is over."""

import streamlit as st

from zcdash import board, panels, ui
from zcdash.gate import OWN_UNIT_ONLY, Command
from zcdash.panels import notices
from zcdash.texts import literal

plan, account = ui.plan(), ui.account()
st.title("督办单")
panels.said()
if account.duty in OWN_UNIT_ONLY:
    st.caption(f"发给{literal(account.unit)}的督办单。回复后由督查室销号；过了时限不回复的，按办法升档。")
rows = ui.ask(board.notices, plan.id, account)
if account.may(Command.ISSUE_NOTICE):
    notices.propose(plan.id)
notices.opened(plan, [n for n in rows if n.is_open])
notices.history(plan, rows)
notices.rules()
