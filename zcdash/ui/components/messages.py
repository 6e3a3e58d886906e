"""zcdash.ui.components.messages."""

from __future__ import annotations

import streamlit as st

from zcdash import queries
from zcdash.rendering import formatting
from zcdash.text import escape_markdown
from zcdash.ui.session import query


def flash_message() -> None:
    """What became of the act that drew this page anew."""
    if sentence := st.session_state.pop("done", ""):
        st.success(sentence)


def returned_notice(plan_id: str, at: str, unit: str) -> None:
    """Says that the unit's return of a period was sent back, by whom, why, and which rows to mend."""
    one = query(queries.approvals.latest_by_unit, plan_id).get((at, unit))
    why = one.course.returned if one else None
    if why:
        rows = f"涉及 {'、'.join(why.codes)}。" if why.codes else ""
        told = escape_markdown(f"{why.name} {formatting.day(why.signed_on)}：{why.note}　{rows}")
        st.warning(f"**已退回**　{told}改好后重新上传，原签字作废。")
