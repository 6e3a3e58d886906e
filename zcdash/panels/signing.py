"""Pieces of the page 审签: one return to sign, all of them at once, one that was sent back."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from zcdash import board, desk
from zcdash.assess import Stage
from zcdash.errors import ZcdashError
from zcdash.facts import View
from zcdash.gate import Command
from zcdash.model import Light, Plan
from zcdash.period import Period
from zcdash.present import lights, registers, tables
from zcdash.texts import literal
from zcdash.ui import account, ask, done, guard, html, ledger, open_page

_WORTH_A_LOOK = (Light.BEHIND, Light.SLIPPING, Light.LATE_DONE, Light.UNDETERMINED)


def _mine(one: board.Passage) -> tuple[tuple[str, ...], list[str]]:
    """(codes of the items that this person signs for, the deputy mayors that he stands in for there)."""
    if one.course.stage is not Stage.DEPUTY:
        return one.codes, []
    own = [x for x in ask(board.stands_for, one.plan, account()) if x in one.course.waiting]
    return tuple(c for x in own for c in one.items[x]), [x for x in own if x != account().leader]


def sign_all(plan: Plan, waiting: Sequence[board.Passage]) -> None:
    """One click for everything that waits; what cannot be signed is said, and the rest is signed all the same."""
    if len(waiting) < 2:
        return
    word = "全部签收" if account().may(Command.ACCEPT) else "全部同意"
    if not st.button(f"{word}（{len(waiting)} 份）", key="sign_all", type="primary"):
        return
    refused = []
    bar = st.progress(0.0, "正在签批…")
    for n, one in enumerate(waiting, 1):
        try:
            desk.sign(ledger(), account(), plan.id, one.number)
        except ZcdashError as why:
            refused.append(f"{one.unit}：{why.sentence}")
        bar.progress(n / len(waiting), literal(one.unit))
    done(f"已签 {len(waiting) - len(refused)} 份。" + "；".join(refused))


def to_sign(plan: Plan, one: board.Passage) -> None:
    """One return: what it says of this person's items, what changed, the lights it would give; sign, or send back."""
    codes, stands_in = _mine(one)
    changes = ask(board.changed_since, plan.id, one.number, one.supersedes)
    before = ask(board.passage, plan.id, one.supersedes) if one.supersedes else None
    with st.container(border=True, key=f"sign_{one.number}"):
        st.markdown(
            f"**{literal(one.unit)}**　{Period.parse(one.period).name}　{len(codes)} 项　"
            f"{literal(one.filed_by)} {one.filed_at:%m月%d日 %H:%M} 报送（编号 {one.number}）"
        )
        if changes:
            void = (
                f"，{before.course.word if before.course.returned else '原签字已作废'}"
                if before and before.given
                else ""
            )
            st.caption(literal(f"与上次（编号 {one.supersedes}）相比改了 {len(changes)} 处{void}。"))
        _lights(plan, one, codes)
        # Drawn when it is opened: of a dozen returns that wait, two or three are.
        opened = st.expander("逐项看", key=f"sign_look_{one.number}", on_change="rerun")
        if opened.open:
            with opened:
                _details(plan, one, codes)
                _changes_and_signatures(one, changes)
        _act(plan, one, codes, stands_in)


def _lights(plan: Plan, one: board.Passage, codes: Sequence[str]) -> None:
    """How many of each light these figures would give, and the items that are not as planned."""
    standing = ask(board.year, plan.id, View.FILED)[one.period]
    found = {c: standing.items[c].assessment for c in codes}
    html(
        '<div class="zc-tally">'
        + "".join(
            f"<span>{lights.badge(light)}<b>{n}</b></span>"
            for light in lights.SHOWN
            if (n := sum(a.light is light for a in found.values()))
        )
        + "</div>"
    )
    short = [(i, found[i.code], "") for i in plan.items if i.code in found and found[i.code].light in _WORTH_A_LOOK]
    if short:
        html(lights.decisions(short[:6], plan.id, one.period))


def _details(plan: Plan, one: board.Passage, codes: Sequence[str]) -> None:
    standing = ask(board.year, plan.id, View.FILED)[one.period]
    numbers = [s for c in codes for s in standing.items[c].indicators]
    if numbers:
        st.dataframe(
            tables.indicator_standings(numbers), hide_index=True, height="content", key=f"sign_numbers_{one.number}"
        )
    places = [c for code in codes for c in standing.items[code].commitments]
    if places:
        st.dataframe(tables.standing_of_commitments(places), hide_index=True, key=f"sign_places_{one.number}")
    wrote = [r for c in codes for r in ask(board.wrote, plan.id, c, View.FILED) if r["period"] == one.period]
    if wrote:
        st.dataframe(tables.words_written(wrote), hide_index=True, key=f"sign_words_{one.number}")


def _changes_and_signatures(one: board.Passage, changes: Sequence[board.Change]) -> None:
    if changes:
        st.markdown("**与上次不同的地方**")
        st.dataframe(tables.changes(changes), hide_index=True, key=f"sign_changes_{one.number}")
    if one.given:
        st.markdown("**已有的签批**")
        st.dataframe(registers.signatures(one.given), hide_index=True, key=f"sign_given_{one.number}")


def _act(plan: Plan, one: board.Passage, codes: Sequence[str], stands_in: Sequence[str]) -> None:
    word = (
        "签收"
        if one.course.stage is Stage.OFFICE
        else literal(f"同意（代{'、'.join(stands_in)}签）")
        if stands_in
        else "同意"
    )
    left, right = st.columns([1, 3])
    if left.button(word, key=f"sign_yes_{one.number}", type="primary"):
        with guard():
            course = desk.sign(ledger(), account(), plan.id, one.number)
            done(f"{one.unit}的报送{word}，{course.word}。")
    with right.popover("退回"), st.form(f"sign_back_{one.number}", border=False):
        note = st.text_area("哪里不对、怎样改", key=f"sign_note_{one.number}")
        titles = {i.code: f"{i.code} {i.title}" for i in plan.items}
        named = st.multiselect(
            "涉及的事项", list(codes), format_func=titles.get, key=f"sign_rows_{one.number}", placeholder="可不选"
        )
        if st.form_submit_button("退回"):
            with guard():
                desk.send_back(ledger(), account(), plan.id, one.number, note, named)
                done(f"已退回{one.unit}的报送。")


def sent_back(one: board.Passage) -> None:
    """A return that was sent back: by whom, why, which rows; the way to file again."""
    why = one.course.returned
    rows = literal(f"（涉及 {'、'.join(why.codes)}）") if why.codes else ""
    head, when = (
        f"**{literal(one.unit)}　{Period.parse(one.period).short_name}**",
        f"{why.signed_on.month}月{why.signed_on.day}日",
    )
    st.warning(f"{head}　{literal(why.name)} {when}退回：{literal(why.note)}{rows}")
    if account().may(Command.FILE, one.unit) and st.button("去重报", key=f"again_{one.number}"):
        open_page("submit.py", unit=one.unit, period=one.period)
