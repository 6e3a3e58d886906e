"""计划编制: item after item, the uncertain ones first: the source on one side, the fields on the other."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from string import ascii_lowercase

import streamlit as st

from zcdash import commands
from zcdash.domain.plan_draft import DraftKind
from zcdash.domain.plan_proposal import CERTAIN, Origin, PlanTables, Question
from zcdash.domain.source_document import SourceText
from zcdash.intake.draft_content import KEPT, REWRITE_QUESTION, SEEN, SEEN_ITEM, items_settled
from zcdash.intake.edits_between import edits_between
from zcdash.intake.item_origins import origins_by_item, uncertain
from zcdash.intake.plan_item_form import ItemForm, item_form, with_item, with_new_item, without_item
from zcdash.intake.plan_toml import read_head
from zcdash.queries.plan_drafts import PlanDraft
from zcdash.rendering.html import source_table
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import compile_document, compile_typed, compile_withdrawal, plan_item
from zcdash.ui.components.compile_saving import save

_CHOSEN = "compile_item"
_READ = (DraftKind.DOCUMENT, DraftKind.LAST_YEAR)
"""Drafts whose items a person has to read one by one."""
_CHOSEN_NEXT = "compile_item_next_run"
_EDITION = "compile_item_edition"
_DRAWN = "compile_item_drawn"
_UNSAVED = "compile_item_unsaved"


def draw(draft: PlanDraft) -> None:
    """Draw the choice of an item, its source and its form."""
    plan = draft.proposal.plan
    origins = origins_by_item(plan, draft.proposal.origins)
    titles = {row["code"]: row["title"] for row in plan.tables["items.csv"]}
    if titles:
        read = {code: uncertain(origins.get(code, ())) for code in titles}
        doubtful = read | dict.fromkeys(items_settled(draft.proposal, draft.decisions) & set(titles), 0)
        # One that is settled keeps its place, so that 上一项 leads back to it.
        order = sorted(titles, key=lambda code: -bool(read[code])) if _uncertain_first(doubtful) else list(titles)
        code = _choose(order, titles, doubtful)
        _say_unsaved(draft, code)
        form = item_form(plan, code)
        _rewrite(draft, code)
        left, right = st.columns([2, 3], gap="medium")
        with left:
            has_source = _source(draft, origins.get(code, []))
        with right if has_source else st.container():
            edition = st.session_state[_EDITION] = _edition(draft, code)
            st.session_state[_DRAWN] = form
            new = plan_item.fields(plan, form, edition, 2 if has_source else 4)
        _save(draft, plan, plan_item.parts(plan, new, edition), order)
        _take_away(draft, plan, form)
    _add(draft, plan)


def _edition(draft: PlanDraft, code: str) -> str:
    """Return a key of an item's content: what is typed into it stays on the page while a colleague saves other items."""
    plan = draft.proposal.plan
    content = repr((draft.work, code, item_form(plan, code), plan.toml))
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def is_as_drawn(draft: PlanDraft) -> bool:
    """Return True if the item that the reader has before him stands in the draft as it was drawn for him."""
    code = st.session_state.get(_CHOSEN, "")
    there = any(row["code"] == code for row in draft.proposal.plan.tables["items.csv"])
    return there and st.session_state.get(_EDITION) == _edition(draft, code)


def typed(draft: PlanDraft) -> list[tuple[str, str]]:
    """Return (field, text) of what the reader changed in his form of an item and the draft has otherwise."""
    drawn: ItemForm | None = st.session_state.get(_DRAWN)
    if drawn is None:
        return []
    plan = draft.proposal.plan
    is_there = any(row["code"] == drawn.code for row in plan.tables["items.csv"])
    now = item_form(plan, drawn.code) if is_there else drawn
    return compile_typed.unsaved(plan, drawn, now, st.session_state[_EDITION])


def _say_unsaved(draft: PlanDraft, code: str) -> None:
    """Tell, until it is read, what was typed into the item before and not saved when the reader went on to this one."""
    left: ItemForm | None = st.session_state.get(_DRAWN)
    if left and left.code != code and (lines := typed(draft)):
        st.session_state[_UNSAVED] = left.code, lines
    if _UNSAVED in st.session_state:
        item, lines = st.session_state[_UNSAVED]
        st.warning(f"{item} 没有按保存就离开了，这些改动没有存：")
        for label, text in lines:
            st.markdown(f"{escape_markdown(label)}：{escape_markdown(text)}")
        st.button("知道了", key="compile_unsaved_read", on_click=lambda: st.session_state.pop(_UNSAVED, None))


def go_to(code: str) -> None:
    """Open this step at an item: the page's next run shows it."""
    st.session_state[_CHOSEN_NEXT] = code
    st.query_params["step"] = "items"


def item_of(place: str, codes: Collection[str]) -> str:
    """Return the code of the item that the place of a finding lies in (`11-2a 2017Q1`, `items.csv 11-2`); empty: of none."""
    for word in reversed(place.split()):
        code = word.split(".")[0].rstrip(ascii_lowercase)
        if code in codes:
            return code
    return ""


def _uncertain_first(doubtful: Mapping[str, int]) -> bool:
    number = sum(map(bool, doubtful.values()))
    if not number:
        return False
    return st.toggle(f"拿不准的 {number} 项排在前面", value=True, key="compile_uncertain_first")


def _choose(order: Sequence[str], titles: Mapping[str, str], doubtful: Mapping[str, int]) -> str:
    """Draw the choice of an item, with the buttons and keys that lead to the next and the last one."""
    if (after := st.session_state.pop(_CHOSEN_NEXT, None)) in order:
        st.session_state[_CHOSEN] = after
    if st.session_state.get(_CHOSEN) not in order:
        st.session_state[_CHOSEN] = order[0]
    labels = {c: f"{c}　{titles[c]}{f'　（{doubtful[c]} 处拿不准）' if doubtful[c] else ''}" for c in order}
    choice, back, on = st.columns([6, 1, 1], vertical_alignment="bottom")
    code = choice.selectbox(f"事项（共 {len(order)} 项）", order, format_func=widgets.label_of(labels), key=_CHOSEN)
    place = order.index(code)
    back.button(
        "上一项", key="compile_back_item", disabled=not place, shortcut="Alt+Up", on_click=_go, args=(order, place - 1)
    )
    last = place == len(order) - 1
    on.button(
        "下一项", key="compile_next_item", disabled=last, shortcut="Alt+Down", on_click=_go, args=(order, place + 1)
    )
    return str(code)


def _go(order: Sequence[str], place: int) -> None:
    st.session_state[_CHOSEN] = order[min(place, len(order) - 1)]


def _source(draft: PlanDraft, origins: Sequence[Origin]) -> bool:
    """Draw the cells or paragraphs that the item came from, what is uncertain in them set off; return False without any."""
    document = compile_document.source(draft) if origins else None
    if document is None:
        return False
    lit = _stretches(origins)
    labels = {(c.table, c.column): compile_document.field_label(c.field) for c in draft.proposal.columns}
    shown: list[tuple[str, SourceText, Sequence[tuple[int, int]]]] = []
    for table in document.tables:
        for cell in table.cells:
            place = table.place(cell)
            if place in lit:
                label = f"{labels.get((table.number, cell.column), '')}　{place}".strip()
                shown.append((label, cell.content, lit[place]))
    shown += [(p.place, p.content, lit[p.place]) for p in document.paragraphs if p.place in lit]
    widgets.html(source_table.cells(shown))
    return True


def _rewrite(draft: PlanDraft, code: str) -> None:
    """Say that an item has last year's words and values, and offer to keep them."""
    key = f"{REWRITE_QUESTION}{code}"
    if not any(q.key == key and not q.answer for q in draft.proposal.questions):
        return
    text, action = st.columns([4, 1], vertical_alignment="center")
    text.info("目标文字和计划值都是上年的：改一处保存，就算改过；不变的，按“沿用”。")
    if action.button("沿用", key="compile_keep", width="stretch"):
        with session.guard():
            commands.plan_drafts.settle(
                session.ledger(), session.account(), draft.work, draft.number, answers={key: KEPT}
            )
            widgets.rerun_with_message(f"{code} 沿用上年。")


def _stretches(origins: Sequence[Origin]) -> dict[str, list[tuple[int, int]]]:
    """Return place → the stretches to set off: what was read with little confidence, else every planned value."""
    lit: dict[str, list[tuple[int, int]]] = {origin.place: [] for origin in origins}
    doubtful = [o for o in origins if o.confidence < CERTAIN]
    for origin in doubtful or [o for o in origins if o.table == "planned.csv"]:
        lit[origin.place].append((origin.start, origin.end))
    return lit


def _save(draft: PlanDraft, plan: PlanTables, new: ItemForm, order: Sequence[str]) -> None:
    with st.container(horizontal=True):
        # Ctrl+S would save without the field that the cursor stands in; Ctrl+Enter ends the typing in a field as well.
        only = st.button("保存", key="compile_item_save")
        place = order.index(new.code)
        go_on = st.button("保存，看下一项", type="primary", key="compile_item_next", shortcut="Ctrl+Enter")
    if only or go_on:
        with session.guard():
            edits = edits_between(plan, with_item(plan, new, is_printed=draft.kind is DraftKind.DOCUMENT))
            looked_at = {q.key: SEEN for q in draft.proposal.questions if _is_seen(q, new.code)}
            looked_at |= {f"{SEEN_ITEM}{new.code}": SEEN} if draft.kind in _READ else {}
            st.session_state.pop(_DRAWN)
            if go_on and place + 1 < len(order):
                st.session_state[_CHOSEN_NEXT] = order[place + 1]
            save(draft, edits, f"{new.code} 已存。", looked_at)


def _is_seen(question: Question, code: str) -> bool:
    """Return True for an open question of the item that is settled by looking at it."""
    return question.row == code and not question.answer and SEEN in question.proposals


def _take_away(draft: PlanDraft, plan: PlanTables, form: ItemForm) -> None:
    """Draw how the item is taken away: in a plan in force it is withdrawn from a period on, in one that is new just removed."""
    if draft.kind is not DraftKind.CHANGE:
        if st.button("删去这一项", key="compile_item_remove"):
            with session.guard():
                codes = [row["code"] for row in plan.tables["items.csv"]]
                place = codes.index(form.code)
                st.session_state[_CHOSEN_NEXT] = [*codes[place + 1 :], *codes[:place][-1:], ""][0]
                save(draft, edits_between(plan, without_item(plan, form.code)), f"已删去 {form.code}。")
        return
    compile_withdrawal.draw(draft, plan, form)


def _add(draft: PlanDraft, plan: PlanTables) -> None:
    head = read_head(plan.toml)
    chapters = {str(c.number): c.name for c in head["chapters"]}
    with st.expander("增加一项"):
        if not chapters:
            st.caption("请先到“基本情况”写好板块。")
            return
        chapter = st.selectbox(
            "板块", list(chapters), format_func=widgets.label_of(chapters), key="compile_add_chapter"
        )
        title = st.text_input("标题（24 字以内）", key=f"compile_add_title_{draft.number}", max_chars=24)
        goal = st.text_area("目标任务", key=f"compile_add_goal_{draft.number}", height=70)
        if st.button("增加", key="compile_add"):
            with session.guard():
                new, code = with_new_item(plan, chapter, title, goal)
                st.session_state[_CHOSEN_NEXT] = code
                save(draft, edits_between(plan, new), f"已增加 {code}，请写它的牵头单位和各期目标。")
