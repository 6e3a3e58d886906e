"""Pieces of the supervision office's pages: close, lock, extend, judge, correct."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from zcdash import commands, queries
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.queries.periods import PeriodState
from zcdash.rendering import formatting, palette
from zcdash.rendering.dataframes import regime_tables
from zcdash.text import escape_markdown
from zcdash.ui.session import account, guard, ledger, query
from zcdash.ui.widgets import rerun_with_message


def close_or_reopen(plan: Plan, state: PeriodState) -> None:
    """Freezes the period, or opens it again; either leaves its reason."""
    name, period = state.period.name, state.period.text
    with st.form("period_close", border=True):
        if state.close:
            st.markdown(
                f"**重开**　{formatting.day(state.close['as_of'])}关账，经办 {escape_markdown(state.close['name'])}"
            )
            reason = st.text_input("重开的理由", key="reopen_reason")
            if st.form_submit_button("重开"):
                with guard():
                    commands.periods.reopen(ledger(), account(), plan.id, period, reason)
                    rerun_with_message(f"{name}已重开。已公布的保持原样，更正后再次关账。")
            return
        open_units = [f for f in query(queries.submissions.filings, plan.id, period) if not f.accepted]
        st.markdown("**关账**　" + (f"还有 {len(open_units)} 个单位没有签收" if open_units else "全部签收，可以关账"))
        reason = st.text_input("说明（有未签收的必填）", key="close_reason")
        if st.form_submit_button("关账", type="primary"):
            with guard():
                commands.periods.close(ledger(), account(), plan.id, period, reason)
                rerun_with_message(f"{name}已关账。通报从这次关账出具。")


def lock(plan: Plan, state: PeriodState) -> None:
    """After the lock's day the period takes no returns without an exception."""
    with st.form("period_lock", border=True):
        st.markdown("**锁定日**　过了这一天不再接收报送，例外须经批准")
        day = st.date_input("锁定日", state.locks_on, key="lock_day", format="YYYY-MM-DD")
        if st.form_submit_button("设定"):
            with guard():
                commands.periods.set_lock(ledger(), account(), plan.id, state.period.text, day)
                rerun_with_message(f"{state.period.name}的锁定日：{formatting.day(day) if day else '不设'}。")


def grant(plan: Plan, state: PeriodState, units: Sequence[str]) -> None:
    """An extension of the deadline, or leave to file after the lock, for one unit."""
    kinds = {"extension": "延期（截止日推后）", "exception": "锁定例外（锁定后仍可报）"}
    with st.form("period_grant", border=True):
        st.markdown("**准予延期或例外**")
        kind = st.radio("类别", list(kinds), format_func=kinds.get, key="grant_kind", label_visibility="collapsed")
        unit = st.selectbox("单位", units, key="grant_unit")
        until = st.date_input("至", state.deadline, key="grant_until", format="YYYY-MM-DD")
        reason = st.text_input("理由", key="grant_reason")
        if st.form_submit_button("准予"):
            with guard():
                commands.periods.grant(ledger(), account(), plan.id, state.period.text, unit, kind, until, reason)
                rerun_with_message(f"已准予{unit}至 {formatting.day(until)}。")


def back_up() -> None:
    """A proved copy of the ledger beside it, made while everybody works on."""
    folder = ledger().path.parent / "backups"
    with st.container(border=True):
        st.subheader("备份")
        last = escape_markdown(query(queries.audit_log.last_backup)) or "还没有"
        st.caption(f"上次备份：{last}。备份存在服务器的 {escape_markdown(folder.name)} 文件夹，请定期拷到别处保存。")
        if st.button("现在备份", key="office_back_up"):
            with guard():
                copy, proof = commands.plans.back_up(ledger(), account(), folder)
                rerun_with_message(f"已备份为 {copy.name}，{proof.entries} 条留痕核对无误，指纹 {proof.head[:16]}。")


def judge_by() -> None:
    """Whether a return is in time by the day that it reached the office, or that it was sent."""
    ways = {"reached": "以送达督查室为准（两级审签齐全）", "sent": "以单位报送为准"}
    now = query(queries.submissions.timeliness_rule)
    with st.form("period_judge", border=True):
        way = st.radio("按时与否", list(ways), index=list(ways).index(now), format_func=ways.get, key="judge_by")
        if st.form_submit_button("设定"):
            with guard():
                commands.periods.set_timeliness_rule(ledger(), account(), way)
                rerun_with_message(f"按时与否：{ways[way]}。")


def closed_beside_now(plan: Plan, state: PeriodState) -> None:
    """Items whose light was published otherwise than it is known now."""
    if not state.closes:
        return
    period = state.period.text
    then, now = (query(queries.standing.year, plan.id, v)[period] for v in (View.CLOSED, View.OFFICIAL))
    rows = [
        (
            i.code,
            i.title,
            palette.mark_text(then.items[i.code].assessment.light),
            palette.mark_text(now.items[i.code].assessment.light),
            now.items[i.code].assessment.reason,
        )
        for i in plan.items
        if then.items[i.code].assessment.light is not now.items[i.code].assessment.light
    ]
    st.subheader(f"{state.period.short_name}：当时口径与最新口径不同的（{len(rows)}）")
    if rows:
        st.dataframe(regime_tables.closed_beside_now(rows), hide_index=True, key="periods_differ")
    else:
        st.caption("与公布时一致。")
