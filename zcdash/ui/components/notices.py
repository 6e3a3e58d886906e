"""Pieces of 督办单: what is due by the rules, one notice with what can be done about it, and the lines other pages show."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from zcdash import auth, commands, queries
from zcdash.auth.permissions import Permission
from zcdash.commands.notices import MAX_REPLY, MAX_TEXT
from zcdash.domain.plan import Plan
from zcdash.queries.notices import NOTICE_STATE_NAME, Notice, Proposal
from zcdash.rendering.dataframes import notice_tables
from zcdash.rendering.docx import notice
from zcdash.rendering.html import notices
from zcdash.rules.notice_rules import NoticeStep
from zcdash.rules.notices import Kind
from zcdash.text import escape_markdown
from zcdash.ui.components.tables import downloads
from zcdash.ui.session import account, guard, ledger, period, period_name, query
from zcdash.ui.widgets import html, rerun_with_message

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_AT_ONCE = 10


def open_line(plan_id: str) -> None:
    """The open notices that this reader may see, counted by step in one line; nothing where there are none."""
    rows = _open(plan_id)
    if rows:
        html(notices.summary(rows, plan_id, period()))


def of_item(plan_id: str, code: str) -> None:
    """The open notices about an item, a line each; nothing where there are none."""
    _lines([n for n in _open(plan_id) if n.kind is Kind.ITEM and n.code == code])


def of_unit(plan_id: str, unit: str) -> None:
    """The open notices to a unit, about its items and its returns."""
    _lines([n for n in _open(plan_id) if n.unit == unit])


def _open(plan_id: str) -> list[Notice]:
    return [n for n in query(queries.notices.notices, plan_id, account()) if n.is_open]


def _lines(rows: Sequence[Notice]) -> None:
    if rows:
        html(notices.lines(rows))


def propose(plan_id: str) -> None:
    """What the rules say is due for the period: one is chosen, its text edited, and issued."""
    rows = {f"{p.kind}|{p.code}|{p.unit}": p for p in query(queries.notice_proposals.proposals, plan_id, period())}
    st.subheader(f"{period_name()}建议下发（{len(rows)}）")
    if not rows:
        st.caption("按督办办法，这一期没有要下发的督办单。")
        return
    chosen = st.selectbox(
        "事由",
        list(rows),
        key=f"notice_proposal_{period()}",
        format_func=lambda k: f"{notices.named(rows[k].step)}　{rows[k].about}　{rows[k].unit}" if k in rows else k,
    )
    _issue(rows.get(chosen) or next(iter(rows.values())))


def _issue(one: Proposal) -> None:
    key = f"{one.period}_{one.kind}_{one.code}_{one.unit}_{one.step}"
    with st.form(f"notice_issue_{key}"):
        st.text(one.reason)
        left, middle, right = st.columns([2, 2, 3])
        step = left.selectbox("档次", list(NoticeStep), one.step.rank, format_func=notices.named, key=f"step_{key}")
        due = middle.date_input("回复时限", one.due, key=f"due_{key}", format="YYYY-MM-DD")
        why = right.text_input("改档的理由（不改档不用填）", key=f"why_{key}")
        text = st.text_area("内容（可改）", one.text, height=150, max_chars=MAX_TEXT, key=f"text_{key}")
        if st.form_submit_button("下发", type="primary"):
            with guard():
                subject = one.plan, one.period, one.kind, one.code, one.unit
                number = commands.notices.issue_notice(ledger(), account(), *subject, text, due, step, why)
                rerun_with_message(f"已下发第 {number} 号督办单。")


def opened(plan: Plan, rows: Sequence[Notice]) -> None:
    """The open notices, the most pressing first."""
    st.subheader(f"未销号（{len(rows)}）")
    if not rows:
        st.caption("没有未销号的督办单。")
    most = (
        len(rows) if len(rows) > _AT_ONCE and st.toggle(f"全部列出（{len(rows)} 张）", key="notices_all") else _AT_ONCE
    )
    for one in rows[:most]:
        with st.container(border=True, key=f"notice_{one.number}"):
            html(notices.card(one, NOTICE_STATE_NAME[one.state]))
            with st.container(horizontal=True):
                _reply(one)
                _end(one)
                _download(plan, one)


def _reply(one: Notice) -> None:
    if not account().may(Permission.REPLY_NOTICE, one.unit):
        return
    with st.popover("补充回复" if one.replies else "回复"), st.form(f"reply_{one.number}", border=False):
        cause = st.text_area("未完成的原因", key=f"reply_cause_{one.number}", max_chars=MAX_REPLY)
        next_step = st.text_area("下步措施", key=f"reply_next_{one.number}", max_chars=MAX_REPLY)
        promised = st.date_input("何时完成", None, key=f"reply_by_{one.number}", format="YYYY-MM-DD")
        if st.form_submit_button("回复", type="primary"):
            with guard():
                commands.notices.reply_notice(ledger(), account(), one.plan, one.number, cause, next_step, promised)
                rerun_with_message(f"第 {one.number} 号已回复，等督查室销号。")


def _end(one: Notice) -> None:
    if not account().may(Permission.END_NOTICE):
        return
    with st.popover("销号"), st.form(f"end_{one.number}", border=False):
        note = st.text_input("说明" if one.replies else "说明（还没有回复，须写明理由）", key=f"end_note_{one.number}")
        if st.form_submit_button("销号", type="primary"):
            with guard():
                commands.notices.end_notice(ledger(), account(), one.plan, one.number, note)
                rerun_with_message(f"第 {one.number} 号已销号。")


def _download(plan: Plan, one: Notice) -> None:
    sample = query(auth.sessions.is_demo)
    st.download_button(
        "下载 Word",
        lambda: notice.to_docx(one, plan.report_to, plan.number, sample),
        f"督办单第{one.number}号.docx",
        DOCX,
        key=f"notice_word_{one.number}",
    )


def history(plan: Plan, rows: Sequence[Notice]) -> None:
    """Those that are over, one of them to be had as Word; and the register of all as Excel."""
    over = [n for n in rows if not n.is_open]
    if over:
        st.subheader(f"已销号、已升档（{len(over)}）")
        frame = notice_tables.register(over, NOTICE_STATE_NAME)
        picked = st.dataframe(
            frame, hide_index=True, key="notices_over", on_select="rerun", selection_mode="single-cell"
        )
        if picked["selection"]["cells"]:
            _download(plan, over[picked["selection"]["cells"][0][0]])
    if rows:
        downloads(lambda: {"督办单": notice_tables.register(rows, NOTICE_STATE_NAME)}, "督办单台账")


def rules() -> None:
    """By what rules a notice is proposed."""
    by = queries.notices.notice_rules()
    with st.expander(escape_markdown(f"分档办法：{by.title}")):
        st.dataframe(notice_tables.rules_table(by), hide_index=True, height="content", key="notices_rules")
        st.caption(escape_markdown(by.source))
