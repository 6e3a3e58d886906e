"""督查通报: the bulletin of a closed period: drafted, proven and issued by the supervision office, read by everybody."""

import streamlit as st

from zcdash.auth.permissions import Permission
from zcdash.ui import session
from zcdash.ui.components import bulletin, messages

plan = session.plan()
st.title("督查通报")
messages.flash_message()
messages.proposed(Permission.ISSUE_BULLETIN)
if session.account().may(Permission.DRAFT_BULLETIN):
    bulletin.office(plan, session.period())
bulletin.issued(plan)
