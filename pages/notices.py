"""督办单: the notices that the rules propose, the open ones with their replies, and the closed ones."""

import streamlit as st

from zcdash import queries
from zcdash.auth.permissions import OWN_UNIT_ONLY, Permission
from zcdash.text import escape_markdown
from zcdash.ui import session
from zcdash.ui.components import messages, notices

plan, account = session.plan(), session.account()
st.title("督办单")
messages.flash_message()
if account.role in OWN_UNIT_ONLY:
    st.caption(f"发给{escape_markdown(account.unit)}的督办单。回复后由督查室销号；过了时限不回复的，按办法升档。")
rows = session.query(queries.notices.notices, plan.id, account)
if account.may(Permission.ISSUE_NOTICE):
    notices.proposals(plan.id)
notices.open_notices(plan, [n for n in rows if n.is_open])
notices.history(plan, rows)
notices.rules()
