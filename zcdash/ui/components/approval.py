"""zcdash.ui.components.approval."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from zcdash import commands, queries
from zcdash.auth.permissions import Permission
from zcdash.domain.model import LIGHT_NAME, Light
from zcdash.rendering import formatting
from zcdash.rendering.dataframes import regime_tables
from zcdash.rules.approval import Stage
from zcdash.text import escape_markdown
from zcdash.ui.session import account, guard, ledger, period, query, year
from zcdash.ui.widgets import open_page, rerun_with_message


def may_see(row: Mapping[str, object]) -> bool:
    """Whether this reader may see a return: what was accepted is for all, the rest for its unit and for those who oversee."""
    who = account()
    return bool(row.get("official")) or row["unit"] == who.unit or who.may(Permission.SEE_SUBMISSIONS)


def away(plan_id: str, leader: str) -> None:
    """Says that a deputy mayor is away, and who signs in the meantime."""
    day = query(queries.clock.today)
    for a in query(queries.approvals.absences, plan_id):
        if a["leader"] == leader and a["starts"] <= day <= a["ends"]:
            when = f"{formatting.day(a['starts'])}至{formatting.day(a['ends'])}"
            st.info(escape_markdown(f"{leader} {when}外出，由{a['substitute']}补位代签。"))


def to_sign(plan_id: str, leader: str) -> None:
    """What waits for a deputy mayor's signature, the oldest first."""
    rows = [
        p
        for p in reversed(query(queries.approvals.submission_statuses, plan_id))
        if p.course.stage is Stage.DEPUTY and leader in p.course.waiting
    ]
    st.subheader(f"待{escape_markdown(leader)}审签（{len(rows)}）")
    if not rows:
        st.caption("没有待审签的报送。")
        return
    st.dataframe(regime_tables.submission_statuses(rows), hide_index=True, height="content", key="leader_to_sign")
    if leader in queries.approvals.stands_for(ledger(), plan_id, account()) and st.button("去审签", key="leader_sign"):
        open_page("signing.py")


def signed(plan_id: str, item: str) -> None:
    """The returns that speak of an item, and every hand that signed them."""
    rows = [p for p in query(queries.approvals.submission_statuses, plan_id) if item in p.codes]
    rows = [p for p in rows if may_see({"unit": p.unit, "official": p.course.stage is Stage.ACCEPTED})]
    st.subheader("审签与经过")
    if rows:
        st.dataframe(regime_tables.submission_statuses(rows), hide_index=True, height="content", key="item_signed")
    else:
        st.caption("还没有签收的报送。")


def override(plan_id: str, item: str) -> None:
    """Lets the supervision office override the light of an item in this period, with a reason, or take that back."""
    if not account().may(Permission.OVERRIDE):
        return
    now = year()[period()].items[item].assessment
    with st.expander("改判（督查室）"), st.form("item_override", border=False):
        st.caption("计算所得、改判、生效三者分别留存；有新数字时改判自动失效。")
        words_of = {"": "撤销改判"} if now.calculated else {}
        chosen = {
            light.value: LIGHT_NAME[light] for light in Light if light not in (Light.NONE, Light.PENDING)
        } | words_of
        light = st.selectbox("改判为", list(chosen), format_func=chosen.get, key="override_light")
        reason = st.text_input("理由", key="override_reason")
        if st.form_submit_button("改判"):
            with guard():
                commands.periods.override(ledger(), account(), plan_id, period(), item, light, reason)
                rerun_with_message("已改判。" if light else "已撤销改判。")
