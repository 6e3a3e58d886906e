"""计划编制: open questions and what of the document no field holds; each is settled by an answer."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

import streamlit as st

from zcdash import commands, queries
from zcdash.domain.plan_proposal import Question, QuestionKind, is_refused
from zcdash.intake.draft_content import is_looked_at_alone, remainder_key
from zcdash.queries.plan_drafts import PlanDraft
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import compile_items, compile_words

_KIND_NAME = {
    QuestionKind.FIELD: "缺少或拿不准的内容",
    QuestionKind.COLUMN: "认不出的列",
    QuestionKind.LEAD: "谁牵头没有标明",
    QuestionKind.ROW: "对不上的行",
    QuestionKind.DIFFERENCE: "与原文不一致",
}
_AT_ONCE = 20
"""Questions of a kind drawn at a time."""
_SHORT = 24
"""Characters of the proposals that a button can name."""


def draw(draft: PlanDraft) -> None:
    """Draw the open questions by kind, then the remainders, then what is settled; names have a step of their own."""
    questions = unanswered(draft)
    _say_names(draft)
    left = [r for r in draft.proposal.remainders if not r.acknowledged]
    if not questions and not left and not open_names(draft):
        st.success("没有未答的疑问，也没有没看过的余文。")
    order = list(_KIND_NAME)
    for kind, group in groupby(sorted(questions, key=lambda q: order.index(q.kind)), key=lambda q: q.kind):
        _questions(draft, kind, list(group))
    if left:
        _remainders(draft)
    answered = [q for q in draft.proposal.questions if q.answer]
    if answered:
        with st.expander(f"已答的 {len(answered)} 条"):
            for question in answered:
                st.markdown(compile_words.markdown(f"{question.place}　{question.sentence}　答：{question.answer}"))


def unanswered(draft: PlanDraft) -> list[Question]:
    """Return the open questions of this step."""
    return [q for q in draft.proposal.questions if not q.answer and q.kind is not QuestionKind.NAME]


def open_names(draft: PlanDraft) -> int:
    """Return how many names are to be decided at the step 名称."""
    return sum(not q.answer and q.kind is QuestionKind.NAME for q in draft.proposal.questions)


def _say_names(draft: PlanDraft) -> None:
    if number := open_names(draft):
        text, action = st.columns([4, 1], vertical_alignment="center")
        text.info(f"还有 {number} 个名称没有定，在“名称”这一步一次定完。")
        action.button("去定名称", key="compile_to_names", width="stretch", on_click=_go_to_names)


def _go_to_names() -> None:
    st.query_params["step"] = "names"


def _questions(draft: PlanDraft, kind: QuestionKind, questions: list[Question]) -> None:
    """Draw the questions of one kind in one form."""
    shown = questions[:_AT_ONCE]
    codes = {row["code"] for row in draft.proposal.plan.tables["items.csv"]}
    answers = {}
    with st.form(f"compile_questions_{kind.value}", border=True):
        more = f"（先答前 {len(shown)} 条）" if len(shown) < len(questions) else ""
        st.markdown(f"**{_KIND_NAME[kind]}　{len(questions)} 条{more}**")
        for question in shown:
            field, look = st.columns([6, 1], vertical_alignment="bottom")
            with field:
                answers[question.key] = _answer(question, draft.number)
            if question.row in codes:
                look.form_submit_button(
                    "看原文",
                    key=f"compile_look_{question.key}",
                    on_click=compile_items.go_to,
                    args=(question.row,),
                    width="stretch",
                )
        saved = st.form_submit_button("存下答复", type="primary")
    proposed = {q.key: q.proposals[0] for q in questions if q.proposals and not is_looked_at_alone(q)}
    words = "、".join(dict.fromkeys(proposed.values()))
    first = (
        f"有建议的 {len(proposed)} 条都答“{words}”"
        if len(words) < _SHORT
        else f"有建议的 {len(proposed)} 条都照第一个建议"
    )
    if len(proposed) > 1 and st.button(escape_markdown(first), key=f"compile_first_{kind.value}"):
        answers, saved = proposed, True
    if saved:
        given = {key: answer.strip() for key, answer in answers.items() if answer and answer.strip()}
        with session.guard(), st.spinner("正在存…", show_time=True):
            commands.plan_drafts.settle(session.ledger(), session.account(), draft.work, draft.number, answers=given)
            widgets.rerun_with_message(_said(draft.work, given) if given else "没有答复。")


def _said(work: int, given: Mapping[str, str]) -> str:
    """Return how many answers were taken over; those that are none stay open, each with the reason in its sentence."""
    after = queries.plan_drafts.draft(session.ledger(), work).proposal.questions
    refused = sum(q.key in given and is_refused(q) for q in after)
    left = f"{refused} 条没有采用，还开着，题目里写明了为什么。" if refused else ""
    return f"已答 {len(given) - refused} 条。{left}"


def _answer(question: Question, number: int) -> str:
    """Draw one question and return what was answered."""
    row = "" if question.sentence.startswith(question.row) else question.row
    label = compile_words.markdown("　".join(filter(None, (row, question.place, question.sentence))))
    key = f"compile_answer_{number}_{question.key}"
    if not question.proposals:
        return st.text_input(label, key=key)
    if question.kind is QuestionKind.LEAD and question.row:
        return "、".join(st.multiselect(label, question.proposals, key=key, placeholder="谁牵头，可以选几个"))
    return (
        st.selectbox(
            label, question.proposals, None, key=key, placeholder="选一个，或者自己写", accept_new_options=True
        )
        or ""
    )


def _remainders(draft: PlanDraft) -> None:
    """Draw the stretches of the document that no field holds: a person looks at each, and lets it be."""
    left = [r for r in draft.proposal.remainders if not r.acknowledged]
    with st.form("compile_remainders", border=True):
        st.markdown(f"**余文 {len(left)} 处：原文里有、计划里没有的字**")
        st.caption("通知的抬头、落款、说明不属于哪一项，看过即可；漏读的，请到“逐条核对”补上再勾。")
        seen = [
            remainder_key(r)
            for n, r in enumerate(left)
            if st.checkbox(escape_markdown(f"{r.place}　{r.text}"), key=f"compile_left_{draft.number}_{n}")
        ]
        left_side, right_side = st.columns(2)
        some = left_side.form_submit_button("勾上的看过了", type="primary")
        whole = right_side.form_submit_button(f"这 {len(left)} 处我都看过，不载入")
    if some or whole:
        keys = [remainder_key(r) for r in left] if whole else seen
        with session.guard(), st.spinner("正在存…", show_time=True):
            commands.plan_drafts.settle(
                session.ledger(), session.account(), draft.work, draft.number, acknowledged=keys
            )
            widgets.rerun_with_message(f"已看过 {len(keys)} 处。")
