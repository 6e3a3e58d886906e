"""待确认: one proposed act, with the buttons that confirm, refuse or withdraw it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from zcdash import commands, queries
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.store.pending_acts import PendingActRow
from zcdash.text import escape_markdown
from zcdash.ui.components import accounts, people
from zcdash.ui.session import account, guard, ledger
from zcdash.ui.widgets import rerun_with_message

_MORE: dict[str, Callable[[PendingActRow], Mapping[str, Any]]] = {
    "issue_bulletin": lambda _: {"write": bulletin_docx.write},
    "add_people_list": people.arguments_of,
}
"""Command → a function that makes those of its arguments that are not kept with the proposal."""
_WITH_PASSWORD = ("add_account", "reset_password", "hand_over_account")
"""Commands that return a first password, shown to the person who confirms."""


def decide(act: PendingActRow) -> None:
    """Draw one act in words with what the reader may do about it."""
    number, is_own = act["pending_act"], act["login"] == account().login
    with st.container(border=True, key=f"pending_{number}"), guard():
        st.markdown(f"**{escape_markdown(queries.pending_acts.sentence(ledger(), act))}**")
        st.caption(escape_markdown(queries.pending_acts.proposal(ledger(), act)))
        if parts := queries.pending_acts.lines(act):
            st.dataframe({"内容": parts}, hide_index=True, height="content" if len(parts) < 15 else 480)
        if is_own:
            if st.button("撤回", key=f"withdraw_{number}"):
                commands.two_person.refuse(ledger(), account(), number)
                rerun_with_message("已撤回。")
            return
        if st.button("确认", type="primary", key=f"confirm_{number}"):
            more = _MORE[act["act"]](act) if act["act"] in _MORE else {}
            result = commands.two_person.confirm(ledger(), account(), number, **more)
            if act["act"] == "add_people_list":
                people.keep_slips(result)
            if act["act"] in _WITH_PASSWORD:
                accounts.rerun_with_password("已确认并办理。", result)
            rerun_with_message("已确认并办理。")
        with st.form(f"refuse_form_{number}", border=False):
            note = st.text_input("不同意的理由", key=f"note_{number}")
            if st.form_submit_button("不同意", key=f"refuse_{number}"):
                commands.two_person.refuse(ledger(), account(), number, note)
                rerun_with_message("已记下不同意。")
