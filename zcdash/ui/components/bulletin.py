"""督查通报: the supervision office's work on the bulletin of a closed period, and the bulletins issued."""

from __future__ import annotations

import streamlit as st

from zcdash import queries
from zcdash.domain.plan import Plan
from zcdash.errors import NotProven
from zcdash.queries import bulletin
from zcdash.queries.bulletin import unverified_numbers
from zcdash.queries.periods import PeriodState
from zcdash.rendering.dataframes import bulletin_tables
from zcdash.rendering.docx import gongwen
from zcdash.rendering.html import preview
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import bulletin_draft, bulletin_files

STEPS = ("样稿", "改句子", "印发")
_MOST_WARNINGS = 12


def office(plan: Plan, period: str) -> None:
    """Draw the draft of the chosen period's bulletin, or what has to be done before there is one."""
    state = session.query(queries.periods.period_state, plan.id, period)
    if not state.close:
        st.info(f"{state.period.name}{state.word}。通报从关账出具：请先在“期次”页关账，或在右上角换一期。")
        return
    close: int = state.close["close"]
    published = next((b for b in session.query(bulletin.issued, plan.id) if b["close"] == close), None)
    if published:
        text = f"{state.period.name}的通报已作为第 {published['number']} 期印发，见下。"
        st.info(f"{text}确需更正的：重开、更正、再关账，然后另发更正通报。")
        return
    st.header(f"拟稿：{state.period.name}（{state.word}）")
    proof = bulletin_files.proof_of(session.ledger(), plan.id, close)
    if isinstance(proof, NotProven):
        st.error(f"**{escape_markdown(proof.sentence)}** {escape_markdown(proof.advice)}")
        return
    st.caption(escape_markdown(f"{proof.sentence}。"))
    _draft(plan, state, close)


def _draft(plan: Plan, state: PeriodState, close: int) -> None:
    """Draw the draft's unverified numbers, its downloads, and the chosen step."""
    ledger, period = session.ledger(), state.period.text
    content, draft = bulletin.content(ledger, plan.id, close), bulletin.draft(ledger, close)
    unverified = session.cached_render(
        lambda: unverified_numbers.unverified_numbers(content, draft), "unverified numbers", plan.id, close
    )
    for number in unverified[:_MOST_WARNINGS]:
        st.warning(escape_markdown(number.sentence))
    bulletin_files.offer(
        f"{period}_通报_送审稿",
        lambda: gongwen.write(bulletin_files.draft_letter(ledger, plan.id, close)),
        lambda: bulletin_files.register_workbook(ledger, plan.id, close),
    )
    step = widgets.choose(
        st.segmented_control, "步骤", STEPS, "part", STEPS[0], required=True, label_visibility="collapsed"
    )
    if step == STEPS[0]:
        widgets.html(
            session.cached_render(
                lambda: preview.html(bulletin_files.draft_letter(ledger, plan.id, close)), "bulletin", plan.id, close
            )
        )
    elif step == STEPS[1]:
        bulletin_draft.reword(plan, period, content, draft)
        bulletin_draft.head(content)
    else:
        bulletin_draft.issue(plan, period, content, draft, unverified_numbers.unknown(unverified))


def issued(plan: Plan) -> None:
    """List the bulletins issued; show and offer one of them as it was issued."""
    rows = session.query(bulletin.issued, plan.id)
    st.header("已印发的通报")
    if not rows:
        st.caption("还没有印发通报。")
        return
    st.dataframe(bulletin_tables.issued(rows), hide_index=True, height="content", key="bulletin_issued")
    labels = {str(b["bulletin"]): f"第 {b['number']} 期　{b['title']}" for b in rows}
    chosen = widgets.choose(
        st.selectbox,
        "看哪一期",
        list(labels),
        "bulletin",
        next(iter(labels)),
        format_func=widgets.label_of(labels),
        unknown=widgets.not_here("通报"),
    )
    row = next(b for b in rows if str(b["bulletin"]) == chosen)
    with session.guard():
        ledger, name = session.ledger(), f"{row['period']}_督查通报第{row['number']}期"
        data = bulletin.issued_file(ledger, row["bulletin"])
        bulletin_files.offer(
            name, lambda: data, lambda: bulletin_files.register_workbook(ledger, plan.id, row["close"])
        )
        st.caption(f"文件指纹 {row['hash']}；印发时留痕最后一条的指纹 {row['head']}")
        widgets.html(preview.html(session.query(bulletin_files.issued_letter, plan.id, row["bulletin"])))
