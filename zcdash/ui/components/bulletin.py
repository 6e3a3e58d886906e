"""Pieces of the page 督查通报: the sheet as it will read, its sentences to reword, the issue, and what was issued."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from zcdash import commands, queries, store
from zcdash.auth.permissions import Permission
from zcdash.domain.document import Heading, Paragraph, plain_text
from zcdash.domain.plan import Plan
from zcdash.errors import NotProven
from zcdash.queries import bulletin
from zcdash.queries.bulletin import Content, Draft, proof, unverified_numbers
from zcdash.queries.bulletin.register import register
from zcdash.rendering import pdf
from zcdash.rendering.dataframes import bulletin_tables
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.rendering.docx import gongwen
from zcdash.rendering.html import preview
from zcdash.rendering.xlsx import register as register_xlsx
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import tables

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PARTS = ("样稿", "改句子", "印发")
_NAMED = 12


def bulletin_proof(ledger: Any, plan_id: str, close: int) -> proof.Proven | NotProven:
    """The self-proof, or why there is none."""
    return proof.prove_close(ledger, plan_id, close)


def bulletin_letter(ledger: Any, plan_id: str, close: int) -> gongwen.Letter:
    """The bulletin as it stands; its pictures are drawn anew where its words or its figures changed."""
    told = bulletin.content(ledger, plan_id, close), bulletin.draft(ledger, close)
    return ledger.cached_across_writes(("letter", plan_id, close), lambda: bulletin_docx.letter(*told), told)


def bulletin_register(ledger: Any, plan_id: str, close: int) -> bytes:
    """The register of the close as an Excel workbook."""
    return register_xlsx.write(register(ledger, plan_id, close))


def issued_letter(ledger: Any, plan_id: str, number: int) -> gongwen.Letter:
    """A bulletin in the words in which it was issued."""
    row = next(b for b in bulletin.issued(ledger, plan_id) if b["bulletin"] == number)
    return bulletin_docx.letter(
        bulletin.content(ledger, plan_id, row["close"]), Draft.from_json(row["text"]), issued=True
    )


def office(plan: Plan, period: str) -> None:
    """The supervision office's desk: the bulletin of the period that is chosen, as far as it has come."""
    state = session.query(queries.periods.period_state, plan.id, period)
    if not state.close:
        st.info(f"{state.period.name}{state.word}。通报从关账出具：请先在“期次”页关账，或在右上角换一期。")
        return
    close = state.close["close"]
    out = next((b for b in session.query(bulletin.issued, plan.id) if b["close"] == close), None)
    if out:
        said_so = f"{state.period.name}的通报已作为第 {out['number']} 期印发，见下。"
        st.info(f"{said_so}确需更正的：重开、更正、再关账，然后另发更正通报。")
        return
    st.header(f"拟稿：{state.period.name}（{state.word}）")
    # Of a close, which no act changes; the issue proves once more.
    proven = session.query_immutable(bulletin_proof, plan.id, close)
    if isinstance(proven, NotProven):
        st.error(f"**{escape_markdown(proven.sentence)}** {escape_markdown(proven.advice)}")
        return
    st.caption(escape_markdown(f"{proven.sentence}。"))
    ledger = session.ledger()
    content, draft = bulletin.content(ledger, plan.id, close), bulletin.draft(ledger, close)
    found = session.cached_render(
        lambda: unverified_numbers.unverified_numbers(content, draft), "doubts", plan.id, close
    )
    for doubt in found[:_NAMED]:
        st.warning(escape_markdown(doubt.sentence))
    files(
        f"{period}_通报_送审稿",
        lambda: gongwen.write(bulletin_letter(ledger, plan.id, close)),
        lambda: bulletin_register(ledger, plan.id, close),
    )
    part = widgets.choose(
        st.segmented_control, "步骤", PARTS, "part", PARTS[0], required=True, label_visibility="collapsed"
    )
    if part == PARTS[0]:
        widgets.html(
            session.cached_render(
                lambda: preview.html(bulletin_letter(ledger, plan.id, close)), "bulletin", plan.id, close
            )
        )
    elif part == PARTS[1]:
        reword(plan, period, content, draft)
        head(plan, content)
    else:
        issue(plan, period, content, draft, unverified_numbers.unknown(found))


def files(name: str, docx: Callable[[], bytes], xlsx: Callable[[], bytes] | None = None) -> None:
    """The document to be taken away: Word, PDF where LibreOffice is there, and the register as Excel."""
    with st.container(horizontal=True):
        st.download_button("下载 Word", docx, f"{name}.docx", DOCX, key=f"docx_{name}")
        if xlsx:
            st.download_button(
                "下载 Excel 台账", xlsx, f"{name.split('_', maxsplit=1)[0]}_台账.xlsx", tables.XLSX, key=f"xlsx_{name}"
            )
        wanted = pdf.program() and st.button("转成 PDF", key=f"pdf_{name}")
    if wanted:
        with session.guard(), st.spinner("正在由 LibreOffice 转换…"):
            st.download_button(
                "下载 PDF", pdf.from_docx(docx()), f"{name}.pdf", "application/pdf", key=f"pdf_file_{name}"
            )


def reword(plan: Plan, period: str, content: Content, draft: Draft) -> None:
    """Every paragraph in a field of its own, under its heading; an emptied one is left out."""
    # A field that was drawn keeps what it holds: after each saving the fields are new ones.
    turn = f"{content.close}_{len(store.bulletins.drafts(session.ledger(), content.close))}"
    with st.form("bulletin_words", border=False):
        st.caption("改好后保存；把一段清空，就略去这一段。表、图和附件由关账生成，不能改。")
        title = st.text_area("标题", draft.titled(content), key=f"title_{turn}", height=68)
        addressee = st.text_area("主送", draft.addressee or content.addressee, key=f"addressee_{turn}", height=68)
        left, right = st.columns(2)
        number = left.number_input("期号", 1, 9999, draft.number or content.next_number, key=f"number_{turn}")
        day = right.date_input("成文日期", draft.day or content.day, key=f"day_{turn}", format="YYYY-MM-DD")
        wording = {}
        for block in content.blocks:
            if isinstance(block, Heading):
                st.markdown(f"**{escape_markdown(plain_text(block.pieces))}**")
            elif isinstance(block, Paragraph):
                wording[block.key] = _field(block, draft.wording, turn)
        if st.form_submit_button("保存", type="primary"):
            with session.guard():
                saved = Draft(title=title, addressee=addressee, day=day, number=int(number), wording=wording)
                commands.bulletin.draft_bulletin(session.ledger(), session.account(), plan.id, period, saved)
                widgets.rerun_with_message("已保存。")
    if draft != Draft() and st.button("恢复全部原句", key="bulletin_restore"):
        with session.guard():
            commands.bulletin.draft_bulletin(session.ledger(), session.account(), plan.id, period, Draft())
            widgets.rerun_with_message("已恢复原句。")


def _field(block: Paragraph, wording: Mapping[str, str], turn: str) -> str:
    text = st.text_area(
        escape_markdown(block.text[:16]),
        wording.get(block.key, block.text),
        key=f"words_{turn}_{block.key}",
        height="content",
        label_visibility="collapsed",
        max_chars=4000,
    )
    if block.key in wording:
        st.caption("原句：")
        st.text(block.text)
    return text


def head(plan: Plan, content: Content) -> None:
    """The red mark and the issuer, for every bulletin from now on."""
    with st.expander("版头（对以后各期都有效）"), st.form("bulletin_head", border=False):
        mark = st.text_input("发文机关标志", content.mark, key="bulletin_mark", max_chars=40)
        issuer = st.text_input("编发单位", content.issuer, key="bulletin_issuer", max_chars=40)
        if st.form_submit_button("设定"):
            with session.guard():
                commands.bulletin.set_bulletin_head(session.ledger(), session.account(), mark, issuer)
                widgets.rerun_with_message("版头已设定。")


def issue(plan: Plan, period: str, content: Content, draft: Draft, own: Sequence[str]) -> None:
    """The last look, and the issue: proven once more, written, kept."""
    final: Any = draft.whole(content)
    with st.container(border=True):
        st.markdown(f"**{escape_markdown(bulletin_docx.symbol(content, final))}**　成文日期 {final.day:%Y-%m-%d}")
        st.text(final.title)
        st.caption("印发前再自证一次；印发后文件、期号和指纹存入台账，不能再改。印发日期、期号可在“改句子”里改。")
        told = escape_markdown("、".join(own))
        agreed = not own or st.checkbox(f"自拟的 {len(own)} 个数（{told}）已逐一核对，确认无误", key="bulletin_agreed")
        if st.button("印发", type="primary", key="bulletin_issue", disabled=not agreed):
            with session.guard():
                done = commands.bulletin.issue_bulletin(
                    session.ledger(), session.account(), plan.id, period, bulletin_docx.write, own
                )
                widgets.rerun_with_message(f"已印发第 {done.number} 期，文件指纹 {done.hash[:16]}。")


def issued(plan: Plan) -> None:
    """Every bulletin that is out: to be read, and to be had as it was issued."""
    rows = session.query(bulletin.issued, plan.id)
    st.header("已印发的通报")
    if not rows:
        st.caption("还没有印发通报。")
        return
    st.dataframe(bulletin_tables.issued(rows), hide_index=True, height="content", key="bulletin_issued")
    names = {str(b["bulletin"]): f"第 {b['number']} 期　{b['title']}" for b in rows}
    chosen = widgets.choose(st.selectbox, "看哪一期", list(names), "bulletin", next(iter(names)), format_func=names.get)
    row = next(b for b in rows if str(b["bulletin"]) == chosen)
    with session.guard():
        ledger, name = session.ledger(), f"{row['period']}_督查通报第{row['number']}期"
        data = bulletin.issued_file(ledger, row["bulletin"])
        files(name, lambda: data, lambda: bulletin_register(ledger, plan.id, row["close"]))
        st.caption(f"文件指纹 {row['hash']}；印发时留痕最后一条的指纹 {row['head']}")
        widgets.html(preview.html(session.query(issued_letter, plan.id, row["bulletin"])))


def may_draft() -> bool:
    """Whether this reader works on bulletins."""
    return session.account().may(Permission.DRAFT_BULLETIN)
