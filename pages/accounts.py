"""账号: the accounts of the program, for the administrator and the security officer."""

import streamlit as st

from zcdash.auth.permissions import Permission
from zcdash.ui import session
from zcdash.ui.components import accounts, backup, handover, messages, people

st.title("账号")
accounts.message()
messages.flash_message()
people.offer_slips()
messages.proposed(Permission.MANAGE, Permission.GIVE_ROLE, Permission.CONTROL_SIGN_IN)
if session.account().may(Permission.MANAGE):
    change_tab, add_tab, list_tab, post_tab = st.tabs(["更改账号", "新增账号", "按名单批量新增", "换人交接"])
    with change_tab:
        accounts.change()
    with add_tab:
        accounts.add()
    with list_tab:
        people.add_list()
    with post_tab:
        handover.form()
else:
    accounts.change()
accounts.table()
if session.account().may(Permission.BACK_UP):
    backup.form()
