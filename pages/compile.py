"""计划编制: bring in a plan, go through it, submit it; begin a year from the last one, change the plan in force; approve."""

import streamlit as st

from zcdash import auth, queries
from zcdash.auth.permissions import Permission
from zcdash.ui import session
from zcdash.ui.components import compile_begin, compile_draft, compile_requests, messages

account = session.account()
st.title("计划编制")
# A place of its own: where a message comes or goes, the parts below it stay as they are, those unfolded too.
with st.container():
    messages.flash_message()
work = st.query_params.get("work", "")
if work.isdecimal():
    with session.guard():
        auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
        compile_draft.page(queries.plan_drafts.draft(session.ledger(), int(work)))
else:
    st.caption("一人编制、另一人批准；批准以前，谁也不会被要求报送。每次批准都是计划的一个新版本，原来的版本保留。")
    compile_requests.waiting()
    if account.may(Permission.COMPILE_PLAN):
        compile_begin.open_drafts()
    compile_begin.ways()
    compile_requests.decided()
    compile_requests.earlier()
