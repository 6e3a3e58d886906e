"""账号: who may come in, and as whom; for the administrator. No secret is shown, but a new first password, once."""

import streamlit as st

from zcdash import auth, commands, queries
from zcdash.auth.permissions import ROLE_NAME, Account, Role
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import period_admin

ledger, by = session.ledger(), session.account()
people, seen, places = (
    auth.sessions.accounts_by_login(ledger),
    auth.sessions.signed_in(ledger),
    auth.sessions.unit_and_leader_names(ledger),
)
ROLES = [d for d in Role if d is not Role.CONSOLE]


def tell(sentence: str, password: str = "") -> None:
    """Say it on the next run, which shows the new state, and then never again."""
    st.session_state["accounts_told"] = (sentence, password)
    st.rerun()


def line(one: Account) -> dict[str, object]:
    """An account as a row of the table."""
    last = seen.get(one.login)
    state = "停用" if not one.active else "须更改密码" if one.must_change else "在用"
    return {
        "账号": one.login,
        "姓名": one.name,
        "角色": ROLE_NAME[one.role],
        "单位或分管区长": one.unit or one.leader,
        "邮箱": one.email,
        "状态": state,
        "最近登录": f"{queries.clock.to_local_time(last['started']):%Y-%m-%d %H:%M}" if last else "",
    }


def fields(key: str, one: Account) -> dict[str, object]:
    """The inputs of an account; every one has the account's own value to begin with."""
    left, right = st.columns(2)
    name = left.text_input("姓名", one.name, max_chars=40, key=f"{key}_name")
    email = left.text_input("邮箱（统一身份认证用，可不填）", one.email, max_chars=254, key=f"{key}_email")
    role = right.selectbox("角色", ROLES, ROLES.index(one.role), format_func=ROLE_NAME.get, key=f"{key}_duty")
    tied = {}
    for kind, mine, label in (
        ("unit", one.unit, "单位（填报员、主要负责人必填）"),
        ("leader", one.leader, "哪位区长（区长必填）"),
    ):
        names = [*dict.fromkeys(("", mine, *places[kind]))]
        tied[kind] = right.selectbox(
            label, names, names.index(mine), format_func=lambda n: n or "无", key=f"{key}_{kind}"
        )
    return {"name": name, "email": email, "role": role} | tied


st.title("账号")
sentence, password = st.session_state.pop("accounts_told", ("", ""))
if sentence:
    st.success(escape_markdown(sentence))
if password:
    st.code(password, language=None)
    st.caption("这个密码只显示这一次，请当面或通过可靠途径交给本人。首次登录时必须更改。")
change, add, expiry = st.tabs(["更改账号", "新增账号", "登录有效期"])
with change:
    login = widgets.choose(
        st.selectbox,
        "账号",
        list(people),
        "account",
        placeholder="选择账号",
        format_func=lambda one: f"{one}　{people[one].name}",
    )
    if login:
        with st.form(f"accounts_change_{login}"), session.guard():
            said = fields(f"accounts_of_{login}", people[login])
            active = st.checkbox("在用", people[login].active, key=f"accounts_of_{login}_active")
            if st.form_submit_button("保存更改", type="primary", key="accounts_save"):
                commands.accounts.change_account(ledger, by, login, active=active, **said)
                tell(f"账号 {login} 已更改，原有的登录已退出。")
        with st.container(horizontal=True), session.guard():
            if st.button("重置密码", key="accounts_reset"):
                tell(
                    f"账号 {login} 的密码已重置，原有的登录已退出。",
                    commands.accounts.reset_password(ledger, by, login),
                )
            if st.button("退出它的全部登录", key="accounts_out"):
                commands.accounts.end_sessions(ledger, by, login)
                tell(f"账号 {login} 的全部登录已退出。")
with add, st.form("accounts_add"), session.guard():
    new_login = st.text_input(
        "账号名", max_chars=32, help="2 到 32 个小写字母、数字、点、横线或下划线", key="accounts_new_login"
    )
    said = fields("accounts_new", Account("", "", Role.CLERK))
    if st.form_submit_button("新增", type="primary", key="accounts_add_it"):
        tell(f"账号 {new_login} 已新增。", commands.accounts.add_account(ledger, by, Account(new_login, **said)))
with expiry, st.form("accounts_expiry"), session.guard():
    hours = st.number_input(
        "登录后最长（小时）", 1, 24, auth.sessions.session_limits(ledger).hours, key="accounts_hours"
    )
    idle = st.number_input(
        "无操作多久退出（分钟）", 5, 480, auth.sessions.session_limits(ledger).idle_minutes, 5, key="accounts_idle"
    )
    if st.form_submit_button("保存有效期", key="accounts_limits"):
        commands.accounts.set_session_limits(ledger, by, hours, idle)
        tell(f"登录有效期已改为最长 {hours} 小时，无操作 {idle} 分钟。")
st.subheader("全部账号")
st.caption(f"{len(people)} 个账号，{sum(a.active for a in people.values())} 个在用。")
st.dataframe(
    [line(a) for a in people.values()],
    hide_index=True,
    height="content" if len(people) < 15 else 480,
    key="accounts_all",
)
period_admin.back_up()
