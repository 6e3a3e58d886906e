"""期次: the supervision office closes, locks and extends a period, and chooses the rule of timeliness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from zcdash import commands, queries
from zcdash.domain.plan import Plan
from zcdash.domain.submission import DESK_NAME, Step, View
from zcdash.queries.periods import PeriodState
from zcdash.queries.submissions import Filing
from zcdash.rendering import formatting, palette
from zcdash.rendering.dataframes import regime_tables
from zcdash.text import escape_markdown
from zcdash.ui.components import messages
from zcdash.ui.session import account, guard, ledger, query
from zcdash.ui.widgets import label_of, rerun_with_message

_MOST_NAMED = 5
_USUAL_EXTENSION = timedelta(days=3)
"""So far is the day that the form proposes behind the deadline: the deadline itself is no extension."""
_GRANTS = {"extension": "延期（截止日推后）", "exception": "锁定例外（锁定后仍可报）"}
_TIMELINESS_RULES = {"reached": "以送达督查室为准（审签齐全）", "sent": "以单位报送为准"}


def close_or_reopen(plan: Plan, state: PeriodState) -> None:
    """Draw the form that closes the period, after a question, or reopens it with a reason."""
    name, period = state.period.name, state.period.text
    filings = query(queries.submissions.filings, plan.id, period)
    with st.form("period_close", border=True):
        if state.close:
            closed = f"{formatting.day(state.close['as_of'])}关账，经办 {escape_markdown(state.close['name'])}"
            st.markdown(f"**重开**　{closed}")
            reason = st.text_input("重开的理由", key="reopen_reason")
            if st.form_submit_button("重开"):
                with guard():
                    commands.periods.reopen(ledger(), account(), plan.id, period, reason)
                    rerun_with_message(f"{name}已重开。已公布的保持原样，更正后再次关账。")
            return
        not_accepted = sum(not f.accepted for f in filings)
        text = f"还有 {not_accepted} 个单位没有签收" if not_accepted else "全部签收，可以关账"
        st.markdown(f"**关账**　{text}")
        reason = st.text_input("说明（有未签收的必填）", key="close_reason")
        pressed = st.form_submit_button("关账", type="primary")

    def close() -> str:
        commands.periods.close(ledger(), account(), plan.id, period, reason)
        return f"{name}已关账。通报从这次关账出具。"

    messages.confirm(f"close_{period}", pressed, f"{name}关账", _frozen_by_close(filings), "确认关账", close)


def _frozen_by_close(filings: Sequence[Filing]) -> str:
    """Return what a close freezes: units accepted, in review at which desk, sent back, without a submission."""
    desks = Counter(f.course.awaits for f in filings if f.on_way and f.course)
    where = "，".join(f"{DESK_NAME[step]} {desks[step]}" for step in reversed(Step) if desks[step])
    lines = [f"{len(filings)} 个单位中，已签收 {sum(f.accepted for f in filings)} 个。"]
    lines += [f"待签收 {desks.total()} 个（{where}）：其事项按“待签收”冻结。"] * bool(desks)
    for word, units in (
        ("已退回", [f.unit for f in filings if f.returned]),
        ("没有报送的", [f.unit for f in filings if f.course is None]),
    ):
        more = f"等 {len(units)} 个" if len(units) > _MOST_NAMED else ""
        named = escape_markdown("、".join(units[:_MOST_NAMED]))
        lines += [f"{word} {len(units)} 个：{named}{more}。"] * bool(units)
    lines.append("关账后评定按现在的冻结，通报由此出具，本期不再接收报送；要改，须写明理由重开，已公布的保持原样。")
    return "\n\n".join(lines)


def lock(plan: Plan, state: PeriodState) -> None:
    """Draw the form that sets the day after which the period takes no submissions without an exception."""
    with st.form("period_lock", border=True):
        st.markdown("**锁定日**　过了这一天不再接收报送，例外须经批准")
        day = st.date_input("锁定日", state.locks_on, key="lock_day", format="YYYY-MM-DD")
        if st.form_submit_button("设定"):
            with guard():
                commands.periods.set_lock(ledger(), account(), plan.id, state.period.text, day)
                rerun_with_message(f"{state.period.name}的锁定日：{formatting.day(day) if day else '不设'}。")


def grant(plan: Plan, state: PeriodState, units: Sequence[str]) -> None:
    """Draw the form that gives a unit an extension, or an exception from the lock."""
    with st.form("period_grant", border=True):
        st.markdown("**准予延期或例外**")
        kind = st.radio(
            "类别", list(_GRANTS), format_func=label_of(_GRANTS), key="grant_kind", label_visibility="collapsed"
        )
        unit = st.selectbox("单位", units, key="grant_unit")
        until = st.date_input("至", state.deadline + _USUAL_EXTENSION, key="grant_until", format="YYYY-MM-DD")
        reason = st.text_input("理由", key="grant_reason")
        if st.form_submit_button("准予"):
            with guard():
                commands.periods.grant(ledger(), account(), plan.id, state.period.text, unit, kind, until, reason)
                rerun_with_message(f"已准予{unit}至 {formatting.day(until)}。")


def timeliness_rule() -> None:
    """Draw the form that chooses whether the day of arrival or the day of filing decides on timeliness."""
    current = query(queries.submissions.timeliness_rule)
    rules = list(_TIMELINESS_RULES)
    with st.form("period_judge", border=True):
        rule = st.radio(
            "按时与否", rules, index=rules.index(current), format_func=label_of(_TIMELINESS_RULES), key="judge_by"
        )
        if st.form_submit_button("设定"):
            with guard():
                commands.periods.set_timeliness_rule(ledger(), account(), rule)
                rerun_with_message(f"按时与否：{_TIMELINESS_RULES[rule]}。")


def changed_since_close(plan: Plan, state: PeriodState) -> None:
    """List the items whose light differs today from the one published by the close."""
    if not state.closes:
        return
    published = query(queries.standing.year, plan.id, View.CLOSED)[state.period.text].items
    latest = query(queries.standing.year, plan.id, View.OFFICIAL)[state.period.text].items
    rows = [
        (
            item.code,
            item.title,
            palette.mark_text(published[item.code].assessment.light),
            palette.mark_text(latest[item.code].assessment.light),
            latest[item.code].assessment.reason,
        )
        for item in plan.items
        if published[item.code].assessment.light is not latest[item.code].assessment.light
    ]
    st.subheader(f"{state.period.short_name}：当时口径与最新口径不同的（{len(rows)}）")
    if rows:
        st.dataframe(regime_tables.closed_beside_now(rows), hide_index=True, key="periods_differ")
    else:
        st.caption("与公布时一致。")
