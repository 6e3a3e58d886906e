"""账号: the accounts of the program, for the administrator."""

import streamlit as st

from zcdash.ui.components import accounts, backup

st.title("账号")
accounts.message()
change_tab, add_tab, limits_tab = st.tabs(["更改账号", "新增账号", "登录有效期"])
with change_tab:
    accounts.change()
with add_tab:
    accounts.add()
with limits_tab:
    accounts.session_limits()
accounts.table()
backup.form()
