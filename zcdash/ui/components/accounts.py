"""账号: the forms that add and change accounts, and the table of all accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import streamlit as st

from zcdash import auth, commands, queries
from zcdash.auth.permissions import ROLE_NAME, Account, Role
from zcdash.store.ledger import Ledger
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets

_ROLES: list[Role] = [role for role in Role if role is not Role.CONSOLE]
_MESSAGE = "accounts_message"


def message() -> None:
    """Show the message of the last command and a new password, once."""
    sentence, password = st.session_state.pop(_MESSAGE, ("", ""))
    if sentence:
        st.success(escape_markdown(sentence))
    if password:
        st.code(password, language=None)
        st.caption("这个密码只显示这一次，请当面或通过可靠途径交给本人。首次登录时必须更改。")


def _rerun(sentence: str, password: str = "") -> None:
    """Run the page again, so that it shows the new state, with a message."""
    st.session_state[_MESSAGE] = (sentence, password)
    st.rerun()


def change() -> None:
    """Draw the forms that change the chosen account, reset its password and end its sessions."""
    ledger, administrator = session.ledger(), session.account()
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
    with st.form(f"accounts_change_{login}"), session.guard():
        key = f"accounts_of_{login}"
        wanted = _fields(key, accounts[login])
        active = st.checkbox("在用", accounts[login].active, key=f"{key}_active")
        if st.form_submit_button("保存更改", type="primary", key="accounts_save"):
            commands.accounts.change_account(
                ledger,
                administrator,
                login,
                active=active,
                name=wanted.name,
                email=wanted.email,
                role=wanted.role,
                unit=wanted.unit,
                leader=wanted.leader,
            )
            _rerun(f"账号 {login} 已更改，原有的登录已退出。")
    with st.container(horizontal=True), session.guard():
        if st.button("重置密码", key="accounts_reset"):
            password = commands.accounts.reset_password(ledger, administrator, login)
            _rerun(f"账号 {login} 的密码已重置，原有的登录已退出。", password)
        if st.button("退出它的全部登录", key="accounts_out"):
            commands.accounts.end_sessions(ledger, administrator, login)
            _rerun(f"账号 {login} 的全部登录已退出。")
        _more_buttons(ledger, administrator, login)


def _more_buttons(ledger: Ledger, administrator: Account, login: str) -> None:
    """Draw the buttons that an account needs only in its present state."""
    if auth.sessions.is_idle(ledger, login) and st.button("重新启用", key="accounts_reactivate"):
        commands.accounts.reactivate_account(ledger, administrator, login)
        _rerun(f"账号 {login} 已重新启用。")
    if auth.second_factor.enrolled(ledger, login) and st.button("重置动态口令", key="accounts_second_factor"):
        commands.sign_in.reset_second_factor(ledger, administrator, login)
        _rerun(f"账号 {login} 的动态口令已重置，原有的登录已退出。")
    if login in auth.sessions.bound_logins(ledger) and st.button("解除统一身份认证绑定", key="accounts_unbind"):
        commands.sign_in.unbind_identity(ledger, administrator, login)
        _rerun(f"账号 {login} 已解除绑定，下次从统一身份认证登录时重新绑定。")


def add() -> None:
    """Draw the form that adds an account."""
    with st.form("accounts_add"), session.guard():
        login = st.text_input(
            "账号名", max_chars=32, help="2 到 32 个小写字母、数字、点、横线或下划线", key="accounts_new_login"
        )
        new = _fields("accounts_new", Account(login, "", Role.CLERK))
        if st.form_submit_button("新增", type="primary", key="accounts_add_it"):
            password = commands.accounts.add_account(session.ledger(), session.account(), new)
            _rerun(f"账号 {login} 已新增。", password)


def _fields(key: str, account: Account) -> Account:
    """Draw the fields of an account, filled in; return the account with the values typed in."""
    names = auth.sessions.unit_and_leader_names(session.ledger())
    left, right = st.columns(2)
    name = left.text_input("姓名", account.name, max_chars=40, key=f"{key}_name")
    email = left.text_input("邮箱（统一身份认证用，可不填）", account.email, max_chars=254, key=f"{key}_email")
    role = right.selectbox(
        "角色", _ROLES, _ROLES.index(account.role), format_func=widgets.label_of(ROLE_NAME), key=f"{key}_duty"
    )
    chosen = {}
    for kind, current, label in (
        ("unit", account.unit, "单位（填报员、主要负责人必填）"),
        ("leader", account.leader, "哪位区长（区长必填）"),
    ):
        options = [*dict.fromkeys(("", current, *names[kind]))]
        chosen[kind] = right.selectbox(
            label, options, options.index(current), format_func=lambda name: name or "无", key=f"{key}_{kind}"
        )
    return replace(account, name=name, email=email, role=role, unit=chosen["unit"], leader=chosen["leader"])


def session_limits() -> None:
    """Draw the form that sets how long a session lasts."""
    ledger = session.ledger()
    limits = auth.sessions.session_limits(ledger)
    with st.form("accounts_expiry"), session.guard():
        hours = st.number_input("登录后最长（小时）", 1, 24, limits.hours, key="accounts_hours")
        idle = st.number_input("无操作多久退出（分钟）", 5, 480, limits.idle_minutes, 5, key="accounts_idle")
        if st.form_submit_button("保存有效期", key="accounts_limits"):
            commands.accounts.set_session_limits(ledger, session.account(), hours, idle)
            _rerun(f"登录有效期已改为最长 {hours} 小时，无操作 {idle} 分钟。")


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
        "状态": state,
        "动态口令": "已启用" if auth.second_factor.enrolled(session.ledger(), account.login) else "",
        "最近登录": f"{queries.clock.to_local_time(signed_in):%Y-%m-%d %H:%M}" if signed_in else "",
    }
