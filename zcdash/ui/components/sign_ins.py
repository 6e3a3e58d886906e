"""我的登录: the own sign-ins, and the notice of one from an address not seen before."""

from __future__ import annotations

import streamlit as st

from zcdash import commands, queries, store
from zcdash.auth import own_sessions
from zcdash.auth.own_sessions import SignIn
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets

_EARLIER = 20
"""Ended sign-ins that are listed."""
_SHOWN = "sign_ins_unfamiliar"


def notice() -> None:
    """Say that the account was used from an address not seen before, on every page until its person has looked at 我的登录."""
    unfamiliar = own_sessions.unfamiliar(_sign_ins(), session.session_key())
    if unfamiliar:
        st.warning(f"{_sentence(unfamiliar)} [请核对](/sign_ins)")


def last_sign_in() -> str:
    """Return when and where the account signed in before this session; empty if it never did."""
    before = own_sessions.previous(_sign_ins(), session.session_key())
    return f"上次登录 {_time(before)}，{before.origin or '地址不明'}" if before else ""


def _sentence(unfamiliar: list[SignIn]) -> str:
    newest = unfamiliar[0]
    more = f"等 {len(unfamiliar)} 处" if len(unfamiliar) > 1 else ""
    return f"**您的账号在新的地址登录过**：{_time(newest)}，{escape_markdown(newest.origin or '地址不明')}{more}。"


def own() -> None:
    """List the open sessions of the own account, each with a button that ends it, and the last ones that ended."""
    key, sign_ins = session.session_key(), _sign_ins()
    if not key:
        st.info("演示访客没有登录。")
        return
    unfamiliar = {s.key for s in own_sessions.unfamiliar(sign_ins, key)}
    if unfamiliar:
        store.accounts.acknowledge_sign_ins(session.ledger(), key)
    # Marked as long as this page stands open, although the next run finds them acknowledged.
    unfamiliar |= st.session_state.get(_SHOWN, set())
    st.session_state[_SHOWN] = unfamiliar
    if unfamiliar:
        st.warning("标“新地址”的登录来自以前没有用过的地址。不是本人的，请退出它，并马上更改密码。")
    opened = [s for s in sign_ins if s.is_open]
    st.subheader(f"正在登录（{len(opened)} 处）")
    for number, sign_in in enumerate(opened):
        _row(sign_in, sign_in.key == key, sign_in.key in unfamiliar, number)
    if len(opened) > 1:
        with session.guard():
            if st.button("退出其他全部登录", key="sign_ins_end_others"):
                commands.sign_in.end_other_sessions(session.ledger(), session.account(), key)
                widgets.rerun_with_message("其他登录已全部退出。")
    earlier = [s for s in sign_ins if not s.is_open][:_EARLIER]
    if earlier:
        st.subheader("最近的登录")
        rows = [
            {
                "登录": _time(s),
                "最后使用": _time(s, last=True),
                "地址": s.origin,
                "备注": "新地址" if s.key in unfamiliar else "",
            }
            for s in earlier
        ]
        st.dataframe(rows, hide_index=True, height="content", key="sign_ins_earlier")


def _row(sign_in: SignIn, is_current: bool, is_unfamiliar: bool, number: int) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"), session.guard():
        marks = "".join(f"　**{mark}**" for mark, on in (("本次", is_current), ("新地址", is_unfamiliar)) if on)
        used = f"登录 {_time(sign_in)}，最后使用 {_time(sign_in, last=True)}"
        st.markdown(f"{escape_markdown(sign_in.origin or '地址不明')}{marks}  \n{used}")
        if not is_current and st.button("退出这一处", key=f"sign_ins_end_{number}"):
            commands.sign_in.end_own_session(session.ledger(), session.account(), sign_in.key)
            widgets.rerun_with_message("这一处登录已退出。")


def _sign_ins() -> list[SignIn]:
    login = session.account().login
    return own_sessions.sign_ins(session.ledger(), login) if login else []


def _time(sign_in: SignIn, last: bool = False) -> str:
    return f"{queries.clock.to_local_time(sign_in.seen if last else sign_in.started):%Y-%m-%d %H:%M}"
