"""The forms of a bulletin's draft: reword its paragraphs, set its head, issue it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from zcdash import commands, store
from zcdash.domain.document import Heading, Paragraph, plain_text, statements
from zcdash.domain.plan import Plan
from zcdash.queries.bulletin import Content, Draft
from zcdash.queries.bulletin.statement_rules import names
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import messages


def reword(plan: Plan, period: str, content: Content, draft: Draft) -> None:
    """Draw a field for every paragraph under its heading; an emptied paragraph is left out."""
    # A drawn field keeps its value, so the fields get new keys after each save.
    version = f"{content.close}_{len(store.bulletins.drafts(session.ledger(), content.close))}"
    with st.form("bulletin_words", border=False):
        st.caption("改好后保存；把一段清空，就略去这一段。表、图和附件由关账生成，不能改。")
        title = st.text_area("标题", draft.titled(content), key=f"title_{version}", height=68)
        addressee = st.text_area("主送", draft.addressee or content.addressee, key=f"addressee_{version}", height=68)
        left, right = st.columns(2)
        number = left.number_input("期号", 1, 9999, draft.number or content.next_number, key=f"number_{version}")
        day = right.date_input("成文日期", draft.day or content.day, key=f"day_{version}", format="YYYY-MM-DD")
        signed = st.checkbox("附件末尾印上留痕的签名", draft.signed, key=f"signed_{version}")
        wording = {}
        for block in content.blocks:
            if isinstance(block, Heading):
                st.markdown(f"**{escape_markdown(plain_text(block.pieces))}**")
            elif isinstance(block, Paragraph):
                wording[block.key] = _field(block, draft.wording, version)
        if st.form_submit_button("保存", type="primary"):
            with session.guard():
                reworded = Draft(
                    title=title, addressee=addressee, day=day, number=int(number), wording=wording, signed=signed
                )
                commands.bulletin.draft_bulletin(session.ledger(), session.account(), plan.id, period, reworded)
                widgets.rerun_with_message("已保存。")
    if draft != Draft() and st.button("恢复全部原句", key="bulletin_restore"):
        with session.guard():
            commands.bulletin.draft_bulletin(session.ledger(), session.account(), plan.id, period, Draft())
            widgets.rerun_with_message("已恢复原句。")


def _field(block: Paragraph, wording: Mapping[str, str], version: str) -> str:
    """Draw one paragraph's field, with the generated sentence below it if it was reworded."""
    text = st.text_area(
        escape_markdown(block.text[:16]),
        wording.get(block.key, block.text),
        key=f"words_{version}_{block.key}",
        height="content",
        label_visibility="collapsed",
        max_chars=4000,
    )
    st.caption(escape_markdown(_origin(block, wording)))
    if block.key in wording:
        st.text(block.text)
    return text


def _origin(block: Paragraph, wording: Mapping[str, str]) -> str:
    """Return whose words a paragraph has: a reworded one has lost its mark and is the office's own."""
    if block.key in wording:
        return "督查室自写：所作的判断没有规则出处，不在自证之内。原句："
    if block.standard:
        return "督查室的标准句，不评判谁。"
    rules = names(statement.rule for statement in statements(block.pieces))
    return f"由规则得出，印发前重新推出：{'、'.join(rules)}。" if rules else "由台账生成，印发前重算。"


def head(content: Content) -> None:
    """Draw the form that sets the mark and the issuer of every bulletin from now on."""
    with st.expander("版头（对以后各期都有效）"), st.form("bulletin_head", border=False):
        mark = st.text_input("发文机关标志", content.mark, key="bulletin_mark", max_chars=40)
        issuer = st.text_input("编发单位", content.issuer, key="bulletin_issuer", max_chars=40)
        if st.form_submit_button("设定"):
            with session.guard():
                commands.bulletin.set_bulletin_head(session.ledger(), session.account(), mark, issuer)
                widgets.rerun_with_message("版头已设定。")


def issue(plan: Plan, period: str, content: Content, draft: Draft, unverified: Sequence[str]) -> None:
    """Draw the form that issues the bulletin; `unverified` numbers must be confirmed first."""
    final = draft.whole(content)
    with st.container(border=True):
        st.markdown(f"**{escape_markdown(bulletin_docx.symbol(content, final))}**　成文日期 {final.day:%Y-%m-%d}")
        st.text(final.title)
        st.caption("印发前再自证一次；印发后文件、期号和指纹存入台账，不能再改。印发日期、期号可在“改句子”里改。")
        own, left_out = len(draft.own(content)), len(draft.left_out(content))
        if own or left_out:
            st.caption(f"督查室自写 {own} 段，其中的判断不在自证之内；略去 {left_out} 段。两项都记入留痕。")
        numbers = escape_markdown("、".join(unverified))
        confirmed = not unverified or st.checkbox(
            f"自拟的 {len(unverified)} 个数（{numbers}）已逐一核对，确认无误", key="bulletin_agreed"
        )
        pressed = st.button("印发", type="primary", key="bulletin_issue", disabled=not confirmed)

    def act() -> str:
        issued = commands.bulletin.issue_bulletin(
            session.ledger(), session.account(), plan.id, period, bulletin_docx.write, unverified
        )
        return f"已印发第 {issued.number} 期，文件指纹 {issued.hash[:16]}。"

    told = f"以{bulletin_docx.symbol(content, final)}印发《{final.title}》。印发后文件、期号和指纹存入台账，不能再改，也不能撤回。"
    messages.confirm("issue_bulletin", pressed, "印发通报", escape_markdown(told), "确认印发", act)
