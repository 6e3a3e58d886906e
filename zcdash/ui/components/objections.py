"""Pieces of the page 年终考核: a row disputed, the answer to it, what is waived."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from zcdash import commands, queries
from zcdash.auth.permissions import Permission, Role
from zcdash.commands.score import DECIDABLE
from zcdash.domain.model import LIGHT_NAME
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.queries.objections import KIND_NAME, WAIVED, Objection
from zcdash.queries.score import WHO_NAME, Placed, Scores
from zcdash.rendering.dataframes import score_tables
from zcdash.text import escape_markdown
from zcdash.ui.components.score import seen_by_reader
from zcdash.ui.session import account, guard, ledger, query
from zcdash.ui.widgets import rerun_with_message

_DISMISSED, _OTHERWISE = "dismissed", "otherwise"


def show(plan: Plan, found: Scores, row: Placed | None) -> None:
    """Everything of 复核 and 豁免 that this reader may do and see."""
    rows = query(queries.objections.objections, plan.id)
    if account().may(Permission.ANSWER_OBJECTION):
        _answers(plan, [o for o in rows if o.upheld is None])
    if row and _own(found, row):
        # What is disputed is the score of today, whichever period is looked at.
        _file(plan, query(queries.score.score_of, plan.id, row.name, found.who))
    everybody, own = seen_by_reader()
    seen = [o for o in rows if everybody or (o.who == "unit" and o.scored == own)]
    st.subheader(f"复核申请（{len(seen)}）")
    if seen:
        st.dataframe(
            score_tables.objections(seen, KIND_NAME), hide_index=True, height="content", key="objections_table"
        )
    else:
        st.caption("还没有复核申请。")
    _waivers(plan)


def _own(found: Scores, row: Placed) -> bool:
    """Whether this reader may dispute this very score."""
    who = account()
    mine = who.leader if found.who == "leader" else who.unit
    return who.may(Permission.OBJECT) and row.name == mine and (who.role is Role.DEPUTY) is (found.who == "leader")


def _rows(row: Placed) -> Mapping[str, str]:
    """Code → what is written there, of every row that can be disputed: deductions, then items, then their parts."""
    said = {}
    for d in row.score.deductions:
        said |= {p: f"扣分　{Period.parse(p).name}的报送（{d.what}）" for p in d.periods}
    for item in row.score.items:
        said[item.code] = f"{item.code} {item.name}　{'不评分' if item.points is None else f'{item.points} 分'}"
        said |= {x.code: f"　{x.code} {x.name}　{x.earned}" for x in item.lines}
        said |= {x.code: f"　{x.code} {x.name}　{x.reason}" for x in item.left_out}
    return said


def _file(plan: Plan, row: Placed) -> None:
    said = _rows(row)
    with st.form("objection_file", border=True):
        st.markdown("**申请复核**　对得分中的一行有异议的，写明理由和依据，由督查室答复；得分变与不变都留痕。")
        code = st.selectbox("哪一行", list(said), format_func=said.get, key="objection_code")
        argument = st.text_area("理由和依据", key="objection_argument")
        if st.form_submit_button("提出申请", type="primary"):
            with guard():
                number = commands.score.object_to_score(ledger(), account(), plan.id, code, argument)
                rerun_with_message(f"已提出，复核申请编号 {number}，等督查室答复。")


def _answers(plan: Plan, waiting: list[Objection]) -> None:
    """The objections that wait for the office, each with what it may answer."""
    if waiting:
        st.subheader(f"待答复（{len(waiting)}）")
    for one in waiting:
        with st.form(f"answer_{one.number}", border=True):
            what = Period.parse(one.code).short_name if one.kind == "return" else one.code
            st.markdown(
                f"**{one.number}　{WHO_NAME[one.who]}　{escape_markdown(one.scored)}**　{KIND_NAME[one.kind]} {what}　"
                f"{escape_markdown(one.name)} {one.filed_at:%Y-%m-%d}"
            )
            st.text(f"原来：{one.was}\n理由：{one.argument}")
            effects = {_DISMISSED: "维持原分", WAIVED: "采纳，不计分"}
            if one.kind in ("indicator", "commitment"):
                effects |= {light.value: f"采纳，改判为{LIGHT_NAME[light]}" for light in DECIDABLE}
            effects[_OTHERWISE] = "采纳，另行更正（重报或更正计划）"
            effect = st.selectbox("答复", list(effects), format_func=effects.get, key=f"answer_effect_{one.number}")
            note = st.text_input("核实情况和意见", key=f"answer_note_{one.number}")
            if st.form_submit_button("答复", type="primary"):
                with guard():
                    upheld = effect != _DISMISSED
                    said = "" if effect in (_DISMISSED, _OTHERWISE) else effect
                    told = commands.score.answer_objection(ledger(), account(), plan.id, one.number, upheld, note, said)
                    rerun_with_message(f"已答复：{told.word}，得分 {told.points_before} → {told.points_after}。")


def _waivers(plan: Plan) -> None:
    """What is waived; the office may waive more, or withdraw."""
    rows, may = query(queries.objections.waivers, plan.id), account().may(Permission.WAIVE)
    names = {i.code: i.title for i in plan.items} | {i.code: i.name for i in plan.indicators}
    names |= {c.code: f"{c.project}：{c.text}" if c.project else c.text for c in plan.commitments}
    st.subheader(f"豁免（{sum(w.in_force for w in rows)}）")
    if rows:
        st.dataframe(score_tables.waivers(rows, names), hide_index=True, height="content", key="waivers_table")
    else:
        st.caption("没有豁免的事项、指标或节点。")
    if not may:
        return
    with st.container(border=True):
        st.markdown("**豁免**　经批准不计分的事项、指标或节点，对所有单位和分管区长一样生效。")
        item = st.selectbox(
            "事项", [i.code for i in plan.items], format_func=lambda c: f"{c} {names[c]}", key="waive_item"
        )
        inside = [item, *(x.code for x in (*plan.indicators, *plan.commitments) if x.item == item)]
        code = st.selectbox(
            "豁免哪一行",
            inside,
            key=f"waive_{item}",
            format_func=lambda c: "整个事项" if c == item else f"{c} {names[c]}",
        )
        reason = st.text_input("理由和依据", key="waive_reason")
        if st.button("豁免", key="waive_do"):
            with guard():
                commands.score.waive(ledger(), account(), plan.id, code, reason)
                rerun_with_message(f"{code} 已豁免，不再计分。")
    _withdraw(plan, {w.number: f"{w.number}　{w.code} {names.get(w.code, '')}" for w in rows if w.in_force})


def _withdraw(plan: Plan, in_force: Mapping[int, str]) -> None:
    if in_force:
        with st.form("unwaive", border=True):
            number = st.selectbox("撤销哪一条豁免", list(in_force), format_func=in_force.get, key="unwaive_number")
            reason = st.text_input("撤销的理由", key="unwaive_reason")
            if st.form_submit_button("撤销豁免"):
                with guard():
                    commands.score.unwaive(ledger(), account(), plan.id, number, reason)
                    rerun_with_message("豁免已撤销，恢复计分。")
