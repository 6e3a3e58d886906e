"""督办单: proposals, open notices with their actions, closed notices, and the lines that other pages show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from zcdash import auth, commands, queries
from zcdash.auth.permissions import Permission
from zcdash.commands.notices import MAX_REPLY, MAX_TEXT
from zcdash.domain import plan_words
from zcdash.domain.plan import Plan
from zcdash.domain.units_over_time import former_names
from zcdash.queries.notices import NOTICE_STATE_NAME, Notice, Proposal
from zcdash.rendering import formatting
from zcdash.rendering.dataframes import notice_tables
from zcdash.rendering.docx import notice as notice_docx
from zcdash.rendering.html import notices
from zcdash.rules.notice_rules import NoticeStep
from zcdash.rules.notices import Kind
from zcdash.text import escape_markdown
from zcdash.ui.components import downloads, messages
from zcdash.ui.components.downloads import DOCX
from zcdash.ui.session import account, address, guard, ledger, period, period_name, period_of, query
from zcdash.ui.widgets import html, label_of, rerun_with_message

_MOST_OPEN = 10


def open_line(plan_id: str) -> None:
    """Draw the open notices that the reader may see as one line, counted by step; nothing if there are none."""
    rows = _open_notices(plan_id)
    if rows:
        html(notices.summary(rows, address()))


def open_line_of_all(plan_ids: Sequence[str]) -> None:
    """Draw the open notices of all these plans as one line."""
    rows = [n for plan_id in plan_ids for n in _open_notices(plan_id)]
    if rows:
        html(notices.summary(rows, address()))


def of_item(plan_id: str, code: str) -> None:
    """Draw a line for every open notice about an item."""
    _lines([n for n in _open_notices(plan_id) if n.kind is Kind.ITEM and n.code == code])


def of_unit(plan_id: str, unit: str) -> None:
    """Draw a line for every open notice to a unit, about its items and its submissions."""
    names = {unit, *former_names(query(queries.plans.plan, plan_id), unit)}
    _lines([n for n in _open_notices(plan_id) if n.unit in names])


def _open_notices(plan_id: str) -> list[Notice]:
    return [n for n in query(queries.notices.notices, plan_id, account()) if n.is_open]


def _lines(rows: Sequence[Notice]) -> None:
    if rows:
        html(notices.lines(rows))


def proposals(plan_id: str) -> None:
    """Draw the notices that the rules propose for the period, and the form that issues the chosen one."""
    rows = {f"{p.kind}|{p.code}|{p.unit}": p for p in query(queries.notice_proposals.proposals, plan_id, period())}
    labels = {key: f"{notices.named(p.step)}　{p.about}　{p.unit}" for key, p in rows.items()}
    st.subheader(f"{period_name()}建议下发（{len(rows)}）")
    if not rows:
        st.caption("按督办办法，这一期没有要下发的督办单。")
        return
    chosen = st.selectbox("事由", list(rows), key=f"notice_proposal_{period()}", format_func=label_of(labels))
    _issue(rows.get(chosen) or next(iter(rows.values())))


def _issue(proposal: Proposal) -> None:
    key = f"{proposal.period}_{proposal.kind}_{proposal.code}_{proposal.unit}_{proposal.step}"
    with st.form(f"notice_issue_{key}"):
        st.text(proposal.reason)
        left, middle, right = st.columns([2, 2, 3])
        step = left.selectbox(
            "档次", list(NoticeStep), proposal.step.rank, format_func=notices.named, key=f"step_{key}"
        )
        due = middle.date_input("回复时限", proposal.due, key=f"due_{key}", format="YYYY-MM-DD")
        reason = right.text_input("改档的理由（不改档不用填）", key=f"why_{key}")
        text = st.text_area("内容（可改）", proposal.text, height=150, max_chars=MAX_TEXT, key=f"text_{key}")
        pressed = st.form_submit_button("下发", type="primary")

    def issue() -> str:
        subject = proposal.plan, proposal.period, proposal.kind, proposal.code, proposal.unit
        number = commands.notices.issue_notice(ledger(), account(), *subject, text, due, step, reason)
        return f"已下发第 {number} 号督办单。"

    told = (
        f"给{proposal.unit}下发一张督办单（{notices.named(step or proposal.step)}），要求{formatting.day(due)}前回复。"
        "下发后对方即可看到，内容不能再改，只能销号或升档。"
    )
    messages.confirm(f"issue_{key}", pressed, "下发督办单", escape_markdown(told), "确认下发", issue)


def proposed_by_plan(plans: Iterable[Plan]) -> None:
    """Name the plans for whose current period the rules propose notices, each with the way there."""
    rows = [(plan, period_of(plan)) for plan in plans]
    counted = [(plan, at, len(query(queries.notice_proposals.proposals, plan.id, at))) for plan, at in rows]
    proposing = [row for row in counted if row[2]]
    st.subheader(f"建议下发（{sum(number for _, _, number in proposing)}）")
    if not proposing:
        st.caption("按督办办法，各计划这一期都没有要下发的督办单。")
        return
    html(notices.proposing(proposing))


def open_notices(plans: Mapping[str, Plan], rows: Sequence[Notice]) -> None:
    """Draw open notices, the most pressing first, each with the actions that the reader may take. `plans`: id → plan."""
    st.subheader(f"未销号（{len(rows)}）")
    if not rows:
        st.caption("没有未销号的督办单。")
    show_all = len(rows) > _MOST_OPEN and st.toggle(f"全部列出（{len(rows)} 张）", key="notices_all")
    for notice in rows if show_all else rows[:_MOST_OPEN]:
        with st.container(border=True, key=f"notice_{notice.number}"):
            named = plans[notice.plan].title if len(plans) > 1 else ""
            html(notices.card(notice, NOTICE_STATE_NAME[notice.state], named))
            with st.container(horizontal=True):
                _reply_form(notice)
                _end_form(notice)
                _download(plans[notice.plan], notice)


def _reply_form(notice: Notice) -> None:
    if not account().may(Permission.REPLY_NOTICE, notice.unit):
        return
    number = notice.number
    with st.popover("补充回复" if notice.replies else "回复"), st.form(f"reply_{number}", border=False):
        cause = st.text_area("未完成的原因", key=f"reply_cause_{number}", max_chars=MAX_REPLY)
        next_step = st.text_area("下步措施", key=f"reply_next_{number}", max_chars=MAX_REPLY)
        promised = st.date_input("何时完成", None, key=f"reply_by_{number}", format="YYYY-MM-DD")
        if st.form_submit_button("回复", type="primary"):
            with guard():
                commands.notices.reply_notice(ledger(), account(), notice.plan, number, cause, next_step, promised)
                rerun_with_message(f"第 {number} 号已回复，等督查室销号。")


def _end_form(notice: Notice) -> None:
    if not account().may(Permission.END_NOTICE):
        return
    number = notice.number
    with st.popover("销号"), st.form(f"end_{number}", border=False):
        note = st.text_input("说明" if notice.replies else "说明（还没有回复，须写明理由）", key=f"end_note_{number}")
        if st.form_submit_button("销号", type="primary"):
            with guard():
                commands.notices.end_notice(ledger(), account(), notice.plan, number, note)
                rerun_with_message(f"第 {number} 号已销号。")


def _download(plan: Plan, notice: Notice) -> None:
    sample, leader = query(auth.sessions.is_demo), plan_words.words(plan).leader
    downloads.button(
        "下载 Word",
        lambda _: notice_docx.to_docx(notice, plan.report_to, plan.number, sample, leader),
        f"督办单第{notice.number}号.docx",
        DOCX,
        key=f"notice_word_{notice.number}",
    )


def history(plans: Mapping[str, Plan], rows: Sequence[Notice]) -> None:
    """List the closed notices, of which a click offers one as Word; offer the register of all as Excel."""
    closed = [n for n in rows if not n.is_open]
    titles = {name: plan.title for name, plan in plans.items()} if len(plans) > 1 else {}
    if closed:
        st.subheader(f"已销号、已升档（{len(closed)}）")
        frame = notice_tables.register(closed, NOTICE_STATE_NAME, titles)
        event = st.dataframe(
            frame, hide_index=True, key="notices_over", on_select="rerun", selection_mode="single-cell"
        )
        if cells := event["selection"]["cells"]:
            notice = closed[cells[0][0]]
            _download(plans[notice.plan], notice)
    if rows:
        downloads.workbook(lambda: {"督办单": notice_tables.register(rows, NOTICE_STATE_NAME, titles)}, "督办单台账")


def rules() -> None:
    """Draw the rules by which notices are proposed."""
    pack = queries.notices.notice_rules()
    with st.expander(escape_markdown(f"分档办法：{pack.title}")):
        st.dataframe(notice_tables.rules_table(pack), hide_index=True, height="content", key="notices_rules")
        st.caption(escape_markdown(pack.source))
