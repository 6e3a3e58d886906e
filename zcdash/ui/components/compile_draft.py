"""计划草稿: the steps from what was read to what is submitted."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from zcdash import commands
from zcdash.domain.plan_draft import DraftKind
from zcdash.domain.plan_proposal import CERTAIN
from zcdash.intake.draft_content import REWRITE_QUESTION
from zcdash.queries.plan_drafts import PlanDraft
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import (
    compile_begin,
    compile_document,
    compile_head,
    compile_items,
    compile_questions,
    compile_requests,
    compile_submit,
    messages,
)

_STEPS: dict[str, tuple[str, Callable[[PlanDraft], None]]] = {
    "source": ("原文和列", compile_document.columns),
    "names": ("名称", compile_document.names),
    "head": ("基本情况", compile_head.draw),
    "items": ("逐条核对", compile_items.draw),
    "open": ("疑问和余文", compile_questions.draw),
    "submit": ("检查和提交", compile_submit.draw),
}
_OF_DOCUMENTS = ("source", "names")


def page(draft: PlanDraft) -> None:
    """Draw a draft at one of its steps."""
    back, discard = st.columns([4, 1], vertical_alignment="center")
    name, origin = compile_begin.name(draft), compile_begin.origin(draft)
    back.markdown(f"**草稿 {draft.work}　{name}**　{origin}　{draft.saved_at:%Y-%m-%d %H:%M} 已存")
    if discard.button("返回清单", key="compile_back", width="stretch"):
        st.query_params.pop("work", None)
        st.rerun()
    _say_changed(draft)
    if draft.ended:
        st.info(f"这份草稿已经结束：{escape_markdown(draft.ended)}。")
        return
    if refused := compile_requests.refusal(draft.work):
        st.warning(escape_markdown(refused))
    _say_kept(draft)
    steps = [s for s in _STEPS if draft.kind is DraftKind.DOCUMENT or s not in _OF_DOCUMENTS]
    labels = {s: f"{_STEPS[s][0]}{_open_count(draft, s)}" for s in steps}
    step = widgets.choose(
        st.segmented_control,
        "步骤",
        steps,
        "step",
        steps[0],
        required=True,
        label_visibility="collapsed",
        format_func=widgets.label_of(labels),
    )
    _STEPS[step][1](draft)
    messages.confirm(
        "compile_discard",
        st.button("放弃这份草稿", key="compile_discard"),
        "放弃这份草稿？",
        "放弃以后不能再改；现行计划不受影响。",
        "放弃",
        lambda: _discard(draft),
    )


def _say_kept(draft: PlanDraft) -> None:
    """Say how last year's plan is gone through, until every item is rewritten or kept."""
    if draft.kind is not DraftKind.LAST_YEAR:
        return
    left = sum(q.key.startswith(REWRITE_QUESTION) and not q.answer for q in draft.proposal.questions)
    if left:
        st.info(f"还有 {left} 项是上年的目标和计划值。要改的到“逐条核对”改；其余的到“疑问和余文”一次答“沿用”。")


def _say_changed(draft: PlanDraft) -> None:
    """Say that somebody else has saved the draft since the reader's last run.

    What the reader typed into an item stays, unless it is the one that was changed.
    """
    seen = st.session_state.get("compile_seen")
    st.session_state["compile_seen"] = draft.work, draft.number
    if seen and seen[0] == draft.work and seen[1] != draft.number and draft.login != session.account().login:
        told = f"{escape_markdown(draft.name)}刚刚存过这份草稿"
        if st.query_params.get("step") == "items" and not draft.ended and compile_items.is_as_drawn(draft):
            st.info(f"{told}的别处，您正在看的这一项没有变，填的都在。")
            return
        st.warning(f"{told}。您刚才没有存的改动没有用上，请看过他存下的内容再填。")
        st.button("看最新的内容", key="compile_newest")
        st.stop()


def _open_count(draft: PlanDraft, step: str) -> str:
    """Return （n） for a step with n open things, else nothing."""
    proposal = draft.proposal
    numbers = {
        "source": sum(c.confidence < CERTAIN and c.field != "other" for c in proposal.columns),
        "names": compile_questions.open_names(draft) or sum(not n.name for n in proposal.names),
        "open": len(compile_questions.unanswered(draft)) + sum(not r.acknowledged for r in proposal.remainders),
    }
    return f"（{numbers[step]}）" if numbers.get(step) else ""


def _discard(draft: PlanDraft) -> str:
    commands.plan_drafts.discard(session.ledger(), session.account(), draft.work, draft.number)
    st.query_params.pop("work", None)
    return "已放弃。"
