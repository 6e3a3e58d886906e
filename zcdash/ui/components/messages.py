"""Messages at the head of a page, and questions before an act."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from zcdash import queries
from zcdash.auth.permissions import Permission
from zcdash.errors import AwaitsConfirmation
from zcdash.rendering import formatting
from zcdash.text import escape_markdown
from zcdash.ui import session
from zcdash.ui.session import account, ledger, query
from zcdash.ui.widgets import rerun_with_message


def done(sentence: str) -> None:
    """Say that an act is done: at the head of the page, and in sight wherever the reader has scrolled to."""
    st.success(sentence)
    st.toast(sentence)


def flash_message() -> None:
    """Show the message of the last command once; `widgets.rerun_with_message` sets it."""
    if sentence := st.session_state.pop("done", ""):
        done(sentence)


def confirm(key: str, pressed: bool, title: str, consequence: str, label: str, act: Callable[[], str]) -> None:
    """Ask in a dialog, once its button is `pressed`, before an act with consequences; `act` returns what it has done.

    Where the act fails, the sentence stands in the dialog and nothing typed on the page is lost.
    """
    state = f"asked_{key}"
    if pressed:
        st.session_state[state] = True

    def close() -> None:
        st.session_state.pop(state, None)

    def draw() -> None:
        st.markdown(consequence)
        with st.container(horizontal=True):
            confirmed = st.button(label, key=f"{key}_yes", type="primary")
            if st.button("取消", key=f"{key}_no"):
                close()
                st.rerun()
        if confirmed:
            try:
                sentence = act()
            except AwaitsConfirmation as told:
                sentence = f"{told.sentence}{told.advice}"
            close()
            rerun_with_message(sentence)

    if st.session_state.get(state):
        session.dialog(title, draw, close)


def proposed(*permissions: Permission, subject: str = "") -> None:
    """Name the acts of this kind (on this subject) that wait for a second person, to those who may do them."""
    for act in queries.pending_acts.waiting_for(ledger(), account()):
        if act["what"] in permissions and subject in ("", act["subject"]):
            told = f"{queries.pending_acts.sentence(ledger(), act)}（{act['name']}提出）"
            st.info(f"**已提出，待另一人到“待确认”页确认**　{escape_markdown(told)}")


def returned_notice(plan_id: str, period: str, unit: str) -> None:
    """Say that the unit's submission was sent back: by whom, why, and which rows to correct."""
    latest = query(queries.approvals.latest_by_unit, plan_id).get((period, unit))
    sign_off = latest.course.returned if latest else None
    if sign_off:
        codes = f"涉及 {'、'.join(sign_off.codes)}。" if sign_off.codes else ""
        text = escape_markdown(f"{sign_off.name} {formatting.day(sign_off.signed_on)}：{sign_off.note}　{codes}")
        st.warning(f"**已退回**　{text}改好后重新上传，原签字作废。")
