"""安全设置: sign-in, passwords, duties, networks and the log; a change takes effect at once."""

import streamlit as st

from zcdash.auth.permissions import Permission
from zcdash.ui.components import messages, security

st.title("安全设置")
messages.flash_message()
messages.proposed(Permission.SET_SECURITY)
st.caption("改变立即生效，并留痕。")
security.forms()
