"""机构人员: the form that takes a merger or a split back."""

from __future__ import annotations

from datetime import date

import streamlit as st

from zcdash import commands, queries
from zcdash.domain.organisation import Organisation
from zcdash.queries.unit_acts import UnitAct
from zcdash.text import escape_markdown
from zcdash.ui.components import organisation_forms as forms
from zcdash.ui.session import account, ledger, query
from zcdash.ui.widgets import label_of


def undo(register: Organisation, _: date) -> None:
    """Draw the form: the act, what would return or what stands against it."""
    acts = {act.entry: act for act in queries.unit_acts.unit_acts(ledger())}
    if not acts:
        st.caption("没有可以取消的合并、拆分。名称写错的，用“更名”更正。")
        return
    labels = {entry: f"{act.subject}（自 {act.since} 起）" for entry, act in acts.items()}
    entry = st.selectbox(
        "取消哪一次合并、拆分", list(acts), None, format_func=label_of(labels), key="undo_act", placeholder="选择一次"
    )
    reason = forms.reason("undo")
    act = acts.get(entry) if entry is not None else None
    ready = act is not None and _preview(act)

    def take_back() -> str:
        done = commands.organisation_undo.take_back(ledger(), account(), entry or 0, reason)
        return f"已取消：{done.subject}。单位、计划和账号都改回去了。"

    forms.press("取消这一次办理", "undo", take_back, ready)


def _preview(act: UnitAct) -> bool:
    """Say what would return, or what stands against it; return True if nothing does."""
    if against := queries.unit_acts.standing_against(ledger(), act):
        told = "\n".join(f"- {escape_markdown(sentence)}" for sentence in against)
        st.warning(f"**不能取消：**\n{told}\n\n{commands.organisation_undo.way_out(ledger(), act)}")
        return False
    titles = [f"《{query(queries.plans.plan, plan).title}》" for plan in act.versions]
    if titles:
        st.markdown("- " + escape_markdown(f"{'、'.join(titles)}的责任单位改回办理以前的"))
    returning = queries.unit_acts.returning_accounts(ledger(), act)
    if returning:
        people = "、".join(f"{a.name}（{a.login}）回到{unit}" for a, unit in returning)
        st.markdown("- " + escape_markdown(f"账号 {len(returning)} 个：{people}，密码不变"))
    st.caption("一次办成，记入留痕。已报的、已签的都不变。")
    return True
