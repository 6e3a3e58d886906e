"""账号: the forms that add and change accounts, and the table of all accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import streamlit as st

from zcdash import auth, commands, queries
from zcdash.auth.permissions import ROLE_NAME, Account, Permission, Role
from zcdash.store.ledger import Ledger
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import messages

_ROLES: list[Role] = [role for role in Role if role is not Role.CONSOLE]
_MESSAGE = "accounts_message"
_ADDED = "accounts_added"
_NEW_FIELDS = ("login", "name", "email", "phone", "unit", "leader")


def message() -> None:
    """Show the message of the last command and a new password, once."""
    sentence, password = st.session_state.pop(_MESSAGE, ("", ""))
    if sentence:
        messages.done(escape_markdown(sentence))
    if password:
        st.code(password, language=None)
        st.caption("这个密码只显示这一次，请当面或通过可靠途径交给本人。首次登录时必须更改。")


def rerun_with_password(sentence: str, password: str) -> None:
    """Run the page again, so that it shows the new state, with a message and a first password."""
    st.session_state[_MESSAGE] = (sentence, password)
    st.rerun()


def _rerun(sentence: str) -> None:
    rerun_with_password(sentence, "")


def change() -> None:
    """Draw the forms that change the chosen account, reset its password, unlock it and end its sessions."""
    ledger, by = session.ledger(), session.account()
    accounts = auth.sessions.accounts_by_login(ledger)
    login = widgets.choose(
        st.selectbox,
        "账号",
        list(accounts),
        "account",
        placeholder="选择账号",
        format_func=lambda login: f"{login}　{accounts[login].name}",
    )
    if not login:
        return
    if by.may(Permission.MANAGE) or by.may(Permission.GIVE_ROLE):
        with st.form(f"accounts_change_{login}"), session.guard():
            changes = _fields(f"accounts_of_{login}", accounts[login], by)
            if by.may(Permission.MANAGE):
                changes["active"] = st.checkbox("在用", accounts[login].active, key=f"accounts_of_{login}_active")
            if st.form_submit_button("保存更改", type="primary", key="accounts_save"):
                commands.accounts.change_account(ledger, by, login, **changes)
                _rerun(f"账号 {login} 已更改，原有的登录已退出。")
    with st.container(horizontal=True), session.guard():
        _buttons(login, by)
        _more_buttons(ledger, by, login)


def _buttons(login: str, by: Account) -> None:
    """Draw the buttons that reset the password, unlock the account and end its sessions."""
    ledger = session.ledger()
    if by.may(Permission.MANAGE) and st.button("重置密码", key="accounts_reset"):
        password = commands.accounts.reset_password(ledger, by, login)
        rerun_with_password(f"账号 {login} 的密码已重置，原有的登录已退出。", password)
    if by.may(Permission.CONTROL_SIGN_IN):
        if st.button("退出它的全部登录", key="accounts_out"):
            commands.accounts.end_sessions(ledger, by, login)
            _rerun(f"账号 {login} 的全部登录已退出。")
        if st.button("解除登录锁定", key="accounts_unlock"):
            commands.accounts.unlock(ledger, by, login)
            _rerun(f"账号 {login} 可以立即再登录。")


def _more_buttons(ledger: Ledger, by: Account, login: str) -> None:
    """Draw the buttons that an account needs only in its present state."""
    if (
        by.may(Permission.MANAGE)
        and auth.sessions.is_idle(ledger, login)
        and st.button("重新启用", key="accounts_reactivate")
    ):
        commands.accounts.reactivate_account(ledger, by, login)
        _rerun(f"账号 {login} 已重新启用。")
    if not by.may(Permission.CONTROL_SIGN_IN):
        return
    if auth.second_factor.enrolled(ledger, login) and st.button("重置动态口令", key="accounts_second_factor"):
        commands.sign_in.reset_second_factor(ledger, by, login)
        _rerun(f"账号 {login} 的动态口令已重置，原有的登录已退出。")
    if login in auth.sessions.bound_logins(ledger) and st.button("解除统一身份认证绑定", key="accounts_unbind"):
        commands.sign_in.unbind_identity(ledger, by, login)
        _rerun(f"账号 {login} 已解除绑定，下次从统一身份认证登录时重新绑定。")


def add() -> None:
    """Draw the form that adds an account; it is empty again after one was added."""
    by = session.account()
    if st.session_state.pop(_ADDED, False):
        st.session_state.update({f"accounts_new_{field}": "" for field in _NEW_FIELDS})
    if not auth.sessions.unit_and_leader_names(session.ledger())["unit"]:
        st.caption("还没有单位。填报员和主要负责人请用“按名单批量新增”，可以一并登记单位。")
    with st.form("accounts_add"), session.guard():
        login = st.text_input(
            "账号名", max_chars=32, help="2 到 32 个小写字母、数字、点、横线或下划线", key="accounts_new_login"
        )
        blank = Account(login, "", Role.CLERK if by.may(Permission.GIVE_ROLE) else Role.PENDING)
        new = replace(blank, **_fields("accounts_new", blank, by))
        if new.role is Role.PENDING:
            st.caption("新账号没有权限。请本人先登录改密码，再由安全保密员授予角色。")
        if st.form_submit_button("新增", type="primary", key="accounts_add_it"):
            password = commands.accounts.add_account(session.ledger(), by, new)
            st.session_state[_ADDED] = True
            rerun_with_password(f"账号 {login} 已新增。", password)


def _fields(key: str, account: Account, by: Account) -> dict[str, Any]:
    """Draw those fields of an account that the reader may change, filled in; return the values typed in by field."""
    values: dict[str, Any] = {}
    left, right = st.columns(2) if by.may(Permission.MANAGE) else (st, st)
    if by.may(Permission.GIVE_ROLE):
        values["role"] = right.selectbox(
            "角色", _ROLES, _ROLES.index(account.role), format_func=widgets.label_of(ROLE_NAME), key=f"{key}_duty"
        )
    if not by.may(Permission.MANAGE):
        return values
    names = auth.sessions.unit_and_leader_names(session.ledger())
    values["name"] = left.text_input("姓名", account.name, max_chars=40, key=f"{key}_name")
    values["email"] = left.text_input(
        "邮箱（统一身份认证用，可不填）", account.email, max_chars=254, key=f"{key}_email"
    )
    values["phone"] = left.text_input(
        "电话（手机号或带区号的座机，可不填）", account.phone, max_chars=40, key=f"{key}_phone"
    )
    for kind, current, label in (
        ("unit", account.unit, "单位（填报员、主要负责人必填）"),
        ("leader", account.leader, "哪位区长（区长必填）"),
    ):
        options = [*dict.fromkeys(("", current, *names[kind]))]
        values[kind] = right.selectbox(
            label, options, options.index(current), format_func=lambda name: name or "无", key=f"{key}_{kind}"
        )
    return values


def table() -> None:
    """List every account; no password or hash is shown."""
    accounts = list(auth.sessions.accounts_by_login(session.ledger()).values())
    sign_ins = auth.sessions.signed_in(session.ledger())
    idle = {a.login for a in accounts if auth.sessions.is_idle(session.ledger(), a.login)}
    rows = [_row(a, sign_ins[a.login]["started"] if a.login in sign_ins else None, a.login in idle) for a in accounts]
    st.subheader("全部账号")
    st.caption(f"{len(accounts)} 个账号，{sum(a.active and a.login not in idle for a in accounts)} 个在用。")
    st.dataframe(rows, hide_index=True, height="content" if len(rows) < 15 else 480, key="accounts_all")


def _row(account: Account, signed_in: datetime | None, is_idle: bool) -> dict[str, str]:
    state = "须更改密码" if account.must_change else "在用"
    if is_idle or not account.active:
        state = "久未登录，已停用" if account.active else "停用"
    return {
        "账号": account.login,
        "姓名": account.name,
        "角色": ROLE_NAME[account.role],
        "单位或分管区长": account.unit or account.leader,
        "邮箱": account.email,
        **({"电话": account.phone} if session.account().may(Permission.MANAGE) else {}),
        "状态": state,
        "动态口令": "已启用" if auth.second_factor.enrolled(session.ledger(), account.login) else "",
        "最近登录": f"{queries.clock.to_local_time(signed_in):%Y-%m-%d %H:%M}" if signed_in else "",
    }
