"""Pieces of the supervision office's pages: close, lock, extend, judge, correct."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from zcdash import board, desk
from zcdash.facts import View
from zcdash.model import Plan
from zcdash.period import Period
from zcdash.present import registers, tables, words
from zcdash.texts import literal
from zcdash.ui import account, ask, done, guard, ledger


def close_or_reopen(plan: Plan, state: board.PeriodState) -> None:
    """Freezes the period, or opens it again; either leaves its reason."""
    name, period = state.period.name, state.period.text
    with st.form("period_close", border=True):
        if state.close:
            st.markdown(f"**重开**　{words.day(state.close['as_of'])}关账，经办 {literal(state.close['name'])}")
            reason = st.text_input("重开的理由", key="reopen_reason")
            if st.form_submit_button("重开"):
                with guard():
                    desk.reopen(ledger(), account(), plan.id, period, reason)
                    done(f"{name}已重开。已公布的保持原样，更正后再次关账。")
            return
        open_units = [f for f in ask(board.filings, plan.id, period) if not f.accepted]
        st.markdown("**关账**　" + (f"还有 {len(open_units)} 个单位没有签收" if open_units else "全部签收，可以关账"))
        reason = st.text_input("说明（有未签收的必填）", key="close_reason")
        if st.form_submit_button("关账", type="primary"):
            with guard():
                desk.close(ledger(), account(), plan.id, period, reason)
                done(f"{name}已关账。通报从这次关账出具。")


def lock(plan: Plan, state: board.PeriodState) -> None:
    """After the lock's day the period takes no returns without an exception."""
    with st.form("period_lock", border=True):
        st.markdown("**锁定日**　过了这一天不再接收报送，例外须经批准")
        day = st.date_input("锁定日", state.locks_on, key="lock_day", format="YYYY-MM-DD")
        if st.form_submit_button("设定"):
            with guard():
                desk.set_lock(ledger(), account(), plan.id, state.period.text, day)
                done(f"{state.period.name}的锁定日：{words.day(day) if day else '不设'}。")


def grant(plan: Plan, state: board.PeriodState, units: Sequence[str]) -> None:
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
                desk.grant(ledger(), account(), plan.id, state.period.text, unit, kind, until, reason)
                done(f"已准予{unit}至 {words.day(until)}。")


def back_up() -> None:
    """A proved copy of the ledger beside it, made while everybody works on."""
    folder = ledger().path.parent / "backups"
    with st.container(border=True):
        st.subheader("备份")
        last = literal(ask(board.last_backup)) or "还没有"
        st.caption(f"上次备份：{last}。备份存在服务器的 {literal(folder.name)} 文件夹，请定期拷到别处保存。")
        if st.button("现在备份", key="office_back_up"):
            with guard():
                copy, proof = desk.back_up(ledger(), account(), folder)
                done(f"已备份为 {copy.name}，{proof.entries} 条留痕核对无误，指纹 {proof.head[:16]}。")


def judge_by() -> None:
    """Whether a return is in time by the day that it reached the office, or that it was sent."""
    ways = {"reached": "以送达督查室为准（两级审签齐全）", "sent": "以单位报送为准"}
    now = ask(board.judged_by)
    with st.form("period_judge", border=True):
        way = st.radio("按时与否", list(ways), index=list(ways).index(now), format_func=ways.get, key="judge_by")
        if st.form_submit_button("设定"):
            with guard():
                desk.judge_by(ledger(), account(), way)
                done(f"按时与否：{ways[way]}。")


def closed_beside_now(plan: Plan, state: board.PeriodState) -> None:
    """Items whose light was published otherwise than it is known now."""
    if not state.closes:
        return
    period = state.period.text
    then, now = (ask(board.year, plan.id, v)[period] for v in (View.CLOSED, View.OFFICIAL))
    rows = [
        (
            i.code,
            i.title,
            tables.mark_of(then.items[i.code].assessment.light),
            tables.mark_of(now.items[i.code].assessment.light),
            now.items[i.code].assessment.reason,
        )
        for i in plan.items
        if then.items[i.code].assessment.light is not now.items[i.code].assessment.light
    ]
    st.subheader(f"{state.period.short_name}：当时口径与最新口径不同的（{len(rows)}）")
    if rows:
        st.dataframe(registers.closed_beside_now(rows), hide_index=True, key="periods_differ")
    else:
        st.caption("与公布时一致。")


def decide(plan: Plan, one: board.Correction) -> None:
    """One request to correct the plan, to be approved or refused by somebody other than who asked."""
    with st.form(f"decide_{one.number}", border=True):
        period = f" {Period.parse(one.period).short_name}" if one.period else ""
        what = literal(f"{board.KINDS[one.kind]}　{one.code}{period}")
        st.markdown(f"**{one.number}　{what}**　申请：{literal(one.name)} {one.asked_at:%Y-%m-%d}")
        st.text(f"原来：{one.was}\n更正为：{one.wanted}\n理由：{one.reason}")
        note = st.text_input("意见", key=f"decide_note_{one.number}")
        left, right = st.columns(2)
        yes, no = left.form_submit_button("同意", type="primary"), right.form_submit_button("不同意")
        if yes or no:
            with guard():
                version = desk.decide_correction(ledger(), account(), plan.id, one.number, bool(yes), note)
                done(f"已同意，计划第 {version} 版。" if yes else "已答复不同意。")


def ask_correction(plan: Plan) -> None:
    """Asks for a correction; what stands now is shown beside what is wanted."""
    with st.container(border=True):
        st.subheader("申请更正")
        kind = st.selectbox("更正什么", list(board.KINDS), format_func=board.KINDS.get, key="ask_kind")
        if kind in ("tolerance", "planned"):
            names = {i.code: f"{i.code} {i.name}" for i in plan.indicators}
        else:
            names = {i.code: f"{i.code} {i.title}" for i in plan.items}
        code = st.selectbox(
            "对象", list(names), format_func=names.get, key=f"ask_code_{kind in ('tolerance', 'planned')}"
        )
        period = ""
        if kind in ("planned", "target"):
            period = st.selectbox(
                "期", plan.periods, format_func=lambda p: Period.parse(p).short_name, key="ask_period"
            )
        with guard():
            st.caption(f"现在：{literal(board.now_of(plan, kind, code, period))}")
        if kind in ("lead_unit", "lead_leader"):
            names = [x.name for x in (plan.units if kind == "lead_unit" else plan.leaders)]
            wanted = st.selectbox("更正为", names, key=f"ask_{kind}")
        else:
            wanted = st.text_input("更正为", key="ask_wanted")
        reason = st.text_input("理由和依据", key="ask_reason")
        if st.button("提出申请", type="primary", key="ask_send"):
            with guard():
                number = desk.request_correction(ledger(), account(), plan.id, kind, code, wanted or "", reason, period)
                done(f"已提出，申请编号 {number}，待另一位督查室人员或牵头分管区长决定。")
