"""待确认: acts that one person has proposed and another confirms or refuses."""

import streamlit as st

from zcdash import auth, queries
from zcdash.ui import session
from zcdash.ui.components import accounts, confirmations, messages, people

st.title("待确认")
messages.flash_message()
accounts.message()
people.offer_slips()
if not auth.settings.is_on(session.ledger(), "two_person"):
    st.info("没有开启两人办理。需要的，在“安全设置”开启。")
waiting = queries.pending_acts.waiting_for(session.ledger(), session.account())
if not waiting:
    st.caption("没有待确认的事。")
for act in waiting:
    confirmations.decide(act)
