"""账号: hand an account over to a successor, in one act."""

from __future__ import annotations

import streamlit as st

from zcdash import auth, commands
from zcdash.auth.permissions import ROLE_NAME, Account, Permission, Role
from zcdash.commands.accounts import HANDED_OVER
from zcdash.ui import session, widgets
from zcdash.ui.components import accounts

_FIELDS = ("old", "login", "name", "email", "phone")
_DONE = "handover_done"


def form() -> None:
    """Draw the form; it is empty again after the act."""
    by = session.account()
    people = auth.sessions.accounts_by_login(session.ledger())
    handed = {a.login: f"{a.login}　{a.name}　{a.unit or ROLE_NAME[a.role]}" for a in people.values() if _may_go(a)}
    if st.session_state.pop(_DONE, False):
        st.session_state.update({f"handover_{field}": None if field == "old" else "" for field in _FIELDS})
    st.markdown(
        "填报员、单位主要负责人换了人：接任者用自己的账号，原账号停用；草稿、报送和督办单跟着单位走，不用移交。"
    )
    with st.form("accounts_handover"), session.guard():
        old = st.selectbox(
            "原来的人",
            list(handed),
            index=None,
            placeholder="选择账号",
            format_func=widgets.label_of(handed),
            key="handover_old",
        )
        left, right = st.columns(2)
        name = left.text_input("接任者姓名", max_chars=40, key="handover_name")
        login = right.text_input("接任者账号名", max_chars=32, help="可用手机号", key="handover_login")
        email = left.text_input("接任者邮箱（统一身份认证用，可不填）", max_chars=254, key="handover_email")
        phone = right.text_input("接任者电话（可不填）", max_chars=40, key="handover_phone")
        if not by.may(Permission.GIVE_ROLE):
            st.caption("接任者的角色由安全保密员授予，先记为待授权。")
        if st.form_submit_button("交接", type="primary", key="handover_do", disabled=not handed) and old:
            successor = Account(login, name, Role.PENDING, email=email, phone=phone)
            password = commands.accounts.hand_over_account(session.ledger(), by, old, successor)
            st.session_state[_DONE] = True
            told = f"已由{name}（账号 {login}）接任，账号 {old} 已停用。"
            accounts.rerun_with_password(told, password)


def _may_go(account: Account) -> bool:
    return account.active and account.role in HANDED_OVER
