"""我的登录: where the own account is signed in."""

import streamlit as st

from zcdash.ui.components import messages, sign_ins

st.title("我的登录")
messages.flash_message()
sign_ins.own()
