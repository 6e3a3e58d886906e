"""Pieces of the page 审签: one return to sign, all of them at once, one that was sent back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from zcdash import commands, queries
from zcdash.auth.permissions import Permission
from zcdash.domain.model import Light
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.errors import ZcdashError
from zcdash.queries.approvals import SubmissionStatus
from zcdash.queries.submission_changes import ValueChange
from zcdash.rendering.dataframes import item_tables, regime_tables
from zcdash.rendering.html import lights
from zcdash.rules.approval import Stage
from zcdash.text import escape_markdown
from zcdash.ui.session import account, guard, ledger, query
from zcdash.ui.widgets import html, open_page, rerun_with_message

_WORTH_A_LOOK = (Light.BEHIND, Light.SLIPPING, Light.LATE_DONE, Light.UNDETERMINED)


def _mine(one: SubmissionStatus) -> tuple[tuple[str, ...], list[str]]:
    """(codes of the items that this person signs for, the deputy mayors that he stands in for there)."""
    if one.course.stage is not Stage.DEPUTY:
        return one.codes, []
    own = [x for x in query(queries.approvals.stands_for, one.plan, account()) if x in one.course.waiting]
    return tuple(c for x in own for c in one.items[x]), [x for x in own if x != account().leader]


def sign_all(plan: Plan, waiting: Sequence[SubmissionStatus]) -> None:
    """One click for everything that waits; what cannot be signed is said, and the rest is signed all the same."""
    if len(waiting) < 2:
        return
    word = "全部签收" if account().may(Permission.ACCEPT) else "全部同意"
    if not st.button(f"{word}（{len(waiting)} 份）", key="sign_all", type="primary"):
        return
    refused = []
    bar = st.progress(0.0, "正在签批…")
    for n, one in enumerate(waiting, 1):
        try:
            commands.approvals.sign(ledger(), account(), plan.id, one.number)
        except ZcdashError as why:
            refused.append(f"{one.unit}：{why.sentence}")
        bar.progress(n / len(waiting), escape_markdown(one.unit))
    rerun_with_message(f"已签 {len(waiting) - len(refused)} 份。" + "；".join(refused))


def to_sign(plan: Plan, one: SubmissionStatus) -> None:
    """One return: what it says of this person's items, what changed, the lights it would give; sign, or send back."""
    codes, stands_in = _mine(one)
    changes = query(queries.submission_changes.changed_since, plan.id, one.number, one.supersedes)
    before = query(queries.approvals.submission_status, plan.id, one.supersedes) if one.supersedes else None
    with st.container(border=True, key=f"sign_{one.number}"):
        st.markdown(
            f"**{escape_markdown(one.unit)}**　{Period.parse(one.period).name}　{len(codes)} 项　"
            f"{escape_markdown(one.filed_by)} {one.filed_at:%m月%d日 %H:%M} 报送（编号 {one.number}）"
        )
        if changes:
            void = (
                f"，{before.course.word if before.course.returned else '原签字已作废'}"
                if before and before.given
                else ""
            )
            st.caption(escape_markdown(f"与上次（编号 {one.supersedes}）相比改了 {len(changes)} 处{void}。"))
        _lights(plan, one, codes)
        # Drawn when it is opened: of a dozen returns that wait, two or three are.
        opened = st.expander("逐项看", key=f"sign_look_{one.number}", on_change="rerun")
        if opened.open:
            with opened:
                _details(plan, one, codes)
                _changes_and_signatures(one, changes)
        _act(plan, one, codes, stands_in)


def _lights(plan: Plan, one: SubmissionStatus, codes: Sequence[str]) -> None:
    """How many of each light these figures would give, and the items that are not as planned."""
    standing = query(queries.standing.year, plan.id, View.FILED)[one.period]
    found = {c: standing.items[c].assessment for c in codes}
    html(lights.light_counts(Counter(a.light for a in found.values())))
    short = [(i, found[i.code], "") for i in plan.items if i.code in found and found[i.code].light in _WORTH_A_LOOK]
    if short:
        html(lights.decisions(short[:6], plan.id, one.period))


def _details(plan: Plan, one: SubmissionStatus, codes: Sequence[str]) -> None:
    standing = query(queries.standing.year, plan.id, View.FILED)[one.period]
    numbers = [s for c in codes for s in standing.items[c].indicators]
    if numbers:
        st.dataframe(
            item_tables.indicator_standings(numbers),
            hide_index=True,
            height="content",
            key=f"sign_numbers_{one.number}",
        )
    places = [c for code in codes for c in standing.items[code].commitments]
    if places:
        st.dataframe(item_tables.standing_of_commitments(places), hide_index=True, key=f"sign_places_{one.number}")
    wrote = [
        r
        for c in codes
        for r in query(queries.submissions.narratives_of, plan.id, c, View.FILED)
        if r["period"] == one.period
    ]
    if wrote:
        st.dataframe(item_tables.narratives(wrote), hide_index=True, key=f"sign_words_{one.number}")


def _changes_and_signatures(one: SubmissionStatus, changes: Sequence[ValueChange]) -> None:
    if changes:
        st.markdown("**与上次不同的地方**")
        st.dataframe(item_tables.changes(changes), hide_index=True, key=f"sign_changes_{one.number}")
    if one.given:
        st.markdown("**已有的签批**")
        st.dataframe(regime_tables.signatures(one.given), hide_index=True, key=f"sign_given_{one.number}")


def _act(plan: Plan, one: SubmissionStatus, codes: Sequence[str], stands_in: Sequence[str]) -> None:
    word = (
        "签收"
        if one.course.stage is Stage.OFFICE
        else escape_markdown(f"同意（代{'、'.join(stands_in)}签）")
        if stands_in
        else "同意"
    )
    left, right = st.columns([1, 3])
    if left.button(word, key=f"sign_yes_{one.number}", type="primary"):
        with guard():
            course = commands.approvals.sign(ledger(), account(), plan.id, one.number)
            rerun_with_message(f"{one.unit}的报送{word}，{course.word}。")
    with right.popover("退回"), st.form(f"sign_back_{one.number}", border=False):
        note = st.text_area("哪里不对、怎样改", key=f"sign_note_{one.number}")
        titles = {i.code: f"{i.code} {i.title}" for i in plan.items}
        named = st.multiselect(
            "涉及的事项", list(codes), format_func=titles.get, key=f"sign_rows_{one.number}", placeholder="可不选"
        )
        if st.form_submit_button("退回"):
            with guard():
                commands.approvals.send_back(ledger(), account(), plan.id, one.number, note, named)
                rerun_with_message(f"已退回{one.unit}的报送。")


def sent_back(one: SubmissionStatus) -> None:
    """A return that was sent back: by whom, why, which rows; the way to file again."""
    why = one.course.returned
    rows = escape_markdown(f"（涉及 {'、'.join(why.codes)}）") if why.codes else ""
    head, when = (
        f"**{escape_markdown(one.unit)}　{Period.parse(one.period).short_name}**",
        f"{why.signed_on.month}月{why.signed_on.day}日",
    )
    st.warning(f"{head}　{escape_markdown(why.name)} {when}退回：{escape_markdown(why.note)}{rows}")
    if account().may(Permission.FILE, one.unit) and st.button("去重报", key=f"again_{one.number}"):
        open_page("submit.py", unit=one.unit, period=one.period)
