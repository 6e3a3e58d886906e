"""复核: file an objection to a row of a score, answer one, list them."""

from __future__ import annotations

import streamlit as st

from zcdash import commands, queries
from zcdash.auth.permissions import Permission, Role
from zcdash.commands.score import DECIDABLE
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.terms import LIGHT_NAME
from zcdash.queries.objections import KIND_NAME, WAIVED, Objection
from zcdash.queries.score import WHO_NAME, Placed, Scores
from zcdash.rendering.dataframes import score_tables
from zcdash.text import escape_markdown
from zcdash.ui.components import waivers
from zcdash.ui.components.score import readable_scores
from zcdash.ui.session import account, guard, ledger, query
from zcdash.ui.widgets import label_of, rerun_with_message

_DISMISSED = "dismissed"
_CORRECTED_OTHERWISE = "otherwise"


def show(plan: Plan, scores: Scores, placed: Placed | None) -> None:
    """Draw the objections and waivers that the reader may see, with the forms that the reader may use."""
    objections = query(queries.objections.objections, plan.id)
    if account().may(Permission.ANSWER_OBJECTION):
        _to_answer(plan, [o for o in objections if o.upheld is None])
    if placed and _may_object(scores, placed):
        # An objection is to today's score, whatever period the page shows.
        _objection_form(plan, query(queries.score.score_of, plan.id, placed.name, scores.who))
    everybody, unit = readable_scores()
    shown = [o for o in objections if everybody or (o.who == "unit" and o.scored == unit)]
    st.subheader(f"复核申请（{len(shown)}）")
    if shown:
        frame = score_tables.objections(shown, KIND_NAME)
        st.dataframe(frame, hide_index=True, height="content", key="objections_table")
    else:
        st.caption("还没有复核申请。")
    waivers.show(plan)


def _may_object(scores: Scores, placed: Placed) -> bool:
    """Return True if the score is the reader's own: a head's unit, or a deputy mayor."""
    reader = account()
    name = reader.leader if scores.who == "leader" else readable_scores()[1]
    is_own = placed.name == name and (reader.role is Role.DEPUTY) is (scores.who == "leader")
    return reader.may(Permission.OBJECT) and is_own


def _row_labels(placed: Placed) -> dict[str, str]:
    """Return code → label of every row that can be objected to: deductions, then items, each with its parts."""
    labels: dict[str, str] = {}
    for deduction in placed.score.deductions:
        labels |= {p: f"扣分　{Period.parse(p).name}的报送（{deduction.what}）" for p in deduction.periods}
    for item in placed.score.items:
        labels[item.code] = f"{item.code} {item.name}　{'不评分' if item.points is None else f'{item.points} 分'}"
        labels |= {x.code: f"　{x.code} {x.name}　{x.earned}" for x in item.lines}
        labels |= {x.code: f"　{x.code} {x.name}　{x.reason}" for x in item.left_out}
    return labels


def _objection_form(plan: Plan, placed: Placed) -> None:
    labels = _row_labels(placed)
    with st.form("objection_file", border=True):
        st.markdown("**申请复核**　对得分中的一行有异议的，写明理由和依据，由督查室答复；得分变与不变都留痕。")
        code = st.selectbox("哪一行", list(labels), format_func=label_of(labels), key="objection_code")
        argument = st.text_area("理由和依据", key="objection_argument")
        if st.form_submit_button("提出申请", type="primary"):
            with guard():
                number = commands.score.object_to_score(ledger(), account(), plan.id, code, argument)
                rerun_with_message(f"已提出，复核申请编号 {number}，等督查室答复。")


def _to_answer(plan: Plan, waiting: list[Objection]) -> None:
    if waiting:
        st.subheader(f"待答复（{len(waiting)}）")
    for objection in waiting:
        _answer_form(plan, objection)


def _answer_form(plan: Plan, objection: Objection) -> None:
    number = objection.number
    with st.form(f"answer_{number}", border=True):
        row = Period.parse(objection.code).short_name if objection.kind == "return" else objection.code
        st.markdown(
            f"**{number}　{WHO_NAME[objection.who]}　{escape_markdown(objection.scored)}**　{KIND_NAME[objection.kind]} {row}　"
            f"{escape_markdown(objection.name)} {objection.filed_at:%Y-%m-%d}"
        )
        st.text(f"原来：{objection.was}\n理由：{objection.argument}")
        effects = _effects(objection)
        effect = st.selectbox("答复", list(effects), format_func=label_of(effects), key=f"answer_effect_{number}")
        note = st.text_input("核实情况和意见", key=f"answer_note_{number}")
        if st.form_submit_button("答复", type="primary"):
            with guard():
                upheld = effect != _DISMISSED
                change = "" if effect in (_DISMISSED, _CORRECTED_OTHERWISE) else effect
                answered = commands.score.answer_objection(ledger(), account(), plan.id, number, upheld, note, change)
                points = f"{answered.points_before} → {answered.points_after}"
                rerun_with_message(f"已答复：{answered.word}，得分 {points}。")


def _effects(objection: Objection) -> dict[str, str]:
    """Return the answers that may be given, each with its label."""
    effects = {_DISMISSED: "维持原分", WAIVED: "采纳，不计分"}
    if objection.kind in ("indicator", "commitment"):
        effects |= {light.value: f"采纳，改判为{LIGHT_NAME[light]}" for light in DECIDABLE}
    return effects | {_CORRECTED_OTHERWISE: "采纳，另行更正（重报或更正计划）"}
