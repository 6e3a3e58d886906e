"""更正一个值: request another value of one thing in the plan in force; it is decided like every change (`compile_requests`)."""

from __future__ import annotations

import streamlit as st

from zcdash import commands, queries
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.errors import InvalidInput, NotFound
from zcdash.intake.validate_plan import validate_plan
from zcdash.queries.corrections import KINDS
from zcdash.text import escape_markdown
from zcdash.ui.components import compile_requests, compile_words
from zcdash.ui.session import account, guard, ledger
from zcdash.ui.widgets import label_of, rerun_with_message

_OF_AN_INDICATOR = ("tolerance", "planned", "baseline")
_OF_A_PERIOD = ("planned", "target")
_STAYS = {
    "planned": "　只改这一期的计划值：阶段目标的文字、全年数、已发的督办单都不随之改，要一并改文字和全年数的，用“修改现行计划”",
    "target": "　只改文字：这一期的计划值、节点不随之改，要一并改的，用“修改现行计划”",
}
"""Kind → what a correction of one value leaves as it is."""


def request(plan: Plan) -> None:
    """Draw the form that requests a correction, with the present value."""
    with st.container(border=True):
        st.markdown(f"**更正《{escape_markdown(plan.title)}》的一个值**（换计划在左侧选择）")
        kinds = [
            k for k in KINDS if (plan.indicators or k not in _OF_AN_INDICATOR) and (plan.leaders or k != "lead_leader")
        ]
        kind = st.selectbox("更正什么", kinds, format_func=label_of(KINDS), key="ask_kind")
        code, period = _subject(plan, kind)
        with guard():
            unit = f"　单位：{plan.indicator(code).unit}" if kind in _OF_AN_INDICATOR else ""
            now = queries.corrections.current_value(plan, kind, code, period)
            st.caption(escape_markdown(f"现在：{now}{unit}{_STAYS.get(kind, '')}"))
        wanted = _wanted(plan, kind)
        reason = st.text_input("基数的来源" if kind == "baseline" else "理由和依据", key="ask_reason")
        seen = _consequences(plan, kind, code, wanted, period)
        if st.button("提交报批", type="primary", key="ask_send"):
            if not seen:
                st.warning("请先看上面的提示；仍要这样更正的，再按一次“提交报批”。")
                return
            with guard():
                number = commands.corrections.request_correction(
                    ledger(), account(), plan.id, kind, code, wanted, reason, period
                )
                rerun_with_message(f"已提出，报批编号 {number}，待另一位督查室人员或牵头的分管区长批准。")


def _consequences(plan: Plan, kind: str, code: str, wanted: str, period: str) -> bool:
    """Draw what the correction would change, and warn; return False while the warnings are new to the reader."""
    if not wanted.strip():
        return True
    try:
        run = commands.corrections.try_correction(ledger(), account(), plan.id, kind, code, wanted, period)
    except (InvalidInput, NotFound):
        return True  # The refusal is drawn once: where the button is pressed.
    if run.errors or not run.comparison or not run.comparison.differences:
        return True
    compile_requests.differences(run.comparison, "ask")
    known = validate_plan(plan)
    told = [f for f in run.findings if f not in known]
    for finding in told:
        st.warning(compile_words.markdown(f"{finding.place}：{finding.sentence}{finding.advice}"))
    before, st.session_state["ask_told"] = st.session_state.get("ask_told"), told
    return not told or before == told


def _wanted(plan: Plan, kind: str) -> str:
    """Return what the plan shall say instead; several leads are joined by 、."""
    if kind not in ("lead_unit", "lead_leader"):
        return st.text_input("更正为", key="ask_wanted")
    names = [x.name for x in (plan.units if kind == "lead_unit" else plan.leaders)]
    return "、".join(st.multiselect("更正为", names, key=f"ask_{kind}", placeholder="可以有几个牵头的"))


def _subject(plan: Plan, kind: str) -> tuple[str, str]:
    """Return the chosen code and period; the period is empty where the kind has none. The reader's own items come first."""
    of_indicator = kind in _OF_AN_INDICATOR
    if of_indicator:
        labels = {i.code: f"{i.code} {i.name}" for i in sorted(plan.indicators, key=lambda i: _rank(plan, i.item))}
    else:
        labels = {i.code: f"{i.code} {i.title}" for i in sorted(plan.items, key=lambda i: _rank(plan, i.code))}
    code = st.selectbox("对象", list(labels), format_func=label_of(labels), key=f"ask_code_{of_indicator}")
    if kind == "baseline":
        measured = st.text_input("基数是哪一期的", plan.indicator(code).baseline_period, placeholder="例如 2016")
        return code, measured.strip()
    if kind not in _OF_A_PERIOD:
        return code, ""
    period = st.selectbox("期", plan.periods, format_func=lambda p: Period.parse(p).short_name, key="ask_period")
    return code, period


def _rank(plan: Plan, item: str) -> int:
    """Return 0 for an item that the reader's unit leads, 1 for one that it or its group is named on, 2 for the others."""
    own = account().unit
    if own in plan.leads_of(item, "unit"):
        return 0
    return 2 if {own, *plan.groups_of(own)}.isdisjoint(plan.responsible_of(item, "unit")) else 1
