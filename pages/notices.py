"""督办单: the notices that the rules propose, the open ones with their replies, and the closed ones."""

import streamlit as st

from zcdash import queries
from zcdash.auth.permissions import OWN_UNIT_ONLY, Permission
from zcdash.text import escape_markdown
from zcdash.ui import session
from zcdash.ui.components import messages, notices

plans, account = {plan.id: plan for plan in session.plans()}, session.account()
st.title("督办单")
messages.flash_message()
if account.role in OWN_UNIT_ONLY:
    st.caption(f"发给{escape_markdown(account.unit)}的督办单。回复后由督查室销号；过了时限不回复的，按办法升档。")
rows = [n for plan in plans for n in session.query(queries.notices.notices, plan, account)]
if account.may(Permission.ISSUE_NOTICE):
    if session.spans_plans():
        notices.proposed_by_plan(plans.values())
    else:
        notices.proposals(session.plan().id)
notices.open_notices(plans, sorted((n for n in rows if n.is_open), key=lambda n: (n.days_left, -n.number)))
notices.history(plans, rows)
notices.rules()
