"""机构人员: the register of units and leaders, and what an act on it would bring about."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from zcdash import queries
from zcdash.domain.organisation import Organisation
from zcdash.domain.period import Period
from zcdash.queries.reorganisation import Affected, AffectedPlan
from zcdash.rendering.dataframes import organisation_tables
from zcdash.text import escape_markdown
from zcdash.ui.components import downloads
from zcdash.ui.session import ledger, query
from zcdash.ui.widgets import choose, open_page

_TALL = 480
_DAYS: dict[str, Any] = {"自": {"width": 96}, "至": {"width": 96}}
_UNIT_WIDTHS: dict[str, Any] = {
    "单位": {"width": 150},
    "类别": {"width": 80},
    "上级": {"width": 90},
    "又称": {"width": 130},
    **_DAYS,
    "前身": {"width": 230},
    "后来": {"width": 230},
    "出处": {"width": 160},
}
_LEADER_WIDTHS: dict[str, Any] = {
    "姓名": {"width": 80},
    "职务": {"width": 110},
    "分管": {"width": 150},
    **_DAYS,
    "现由谁补位": {"width": 100},
    "出处": {"width": 200},
}


def units(register: Organisation, day: date) -> None:
    """Draw the units as a table that can be searched."""
    st.subheader(f"单位（{sum(u.is_there(day) for u in register.units)}）")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = choose(st.text_input, "查找", None, "words", "", placeholder="名称、又称、前身")
        ended = st.toggle("也列出已更名、合并、撤销的", key="organisation_ended")
    table = organisation_tables.units(register, day, words or "", ended)
    if table.empty:
        st.caption(
            "没有这样的单位。"
            if register.units
            else "还没有登记单位。载入计划时自动登记计划里的单位，也可以在上面新增。"
        )
        return
    st.dataframe(
        table,
        hide_index=True,
        height="content" if len(table) <= 10 else _TALL,
        key="organisation_units",
        column_config=_UNIT_WIDTHS,
    )
    downloads.workbook(lambda: {"单位": organisation_tables.units(register, day, ended=True)}, "机构")


def leaders(register: Organisation) -> None:
    """Draw the leaders with their posts, and who stands in for whom today."""
    st.subheader("分管领导")
    table = organisation_tables.leaders(register, _substitutes())
    if table.empty:
        st.caption("还没有登记。载入计划时自动登记计划里的分管领导。")
        return
    st.dataframe(table, hide_index=True, key="organisation_leaders", column_config=_LEADER_WIDTHS)
    st.caption("外出期间由谁代签，在“外出补位”登记；换人长期分管，用上面的“移交分管”。")
    if st.button("去登记外出补位", key="organisation_absences"):
        open_page("absences.py")


def _substitutes() -> dict[str, str]:
    plans = query(queries.plans.plan_names)
    return {x: by for plan in plans for x, by in query(queries.approvals.substitutes, plan).items()}


def preview(affected: Affected, accounts: str) -> None:
    """Say what follows from an act before it is done; `accounts` says what becomes of the accounts."""
    if not affected.plans and not affected.ended:
        st.caption("没有执行中的计划提到，只改登记。")
    for at in affected.plans:
        st.markdown("- " + escape_markdown(f"随之改：{_follows(at)}"))
    for plan in affected.ended:
        told = "在这一天以前已经到期，事项仍记原分管人，没有签完的报送由接任者代签"
        st.markdown("- " + escape_markdown(f"不随之改：《{plan.title}》{told}"))
    if affected.unchanged:
        titles = "、".join(f"《{plan.title}》" for plan in affected.unchanged)
        st.markdown("- " + escape_markdown(f"不随之改：{titles}在这一天以前已经到期，仍照原样"))
    if affected.accounts:
        people = "、".join(f"{a.name}（{a.login}）" for a in affected.accounts)
        st.markdown("- " + escape_markdown(f"账号 {len(affected.accounts)} 个：{people}，{accounts}"))
    st.caption("一次办成，记入留痕；已关账的期次和已印发的通报不变。")


def _follows(at: AffectedPlan) -> str:
    """Return 《…》：12 项（牵头 8 项）；在途报送 2 份、督办单 1 张随之转移；一季度已报或已到期，仍列原单位."""
    facts = [f"{len(at.items)} 项（牵头 {len(at.led)} 项）"]
    moving = [f"在途报送 {at.on_way} 份"] * bool(at.on_way) + [f"未办结的督办单 {at.notices} 张"] * bool(at.notices)
    facts += ["、".join(moving) + "随之办理"] if moving else []
    if at.kept and at.is_handover:
        periods = "、".join(Period.parse(p).short_name for p in at.kept)
        facts.append(f"{periods}在移交日以前到期，得分仍计入原分管人")
    elif at.kept:
        periods = "、".join(Period.parse(p).short_name for p in at.kept)
        facts.append(f"{periods}已报、已到期或者已在填，仍列原单位")
    return f"《{at.plan.title}》：{'；'.join(facts)}"


def today() -> date:
    """Return the business date."""
    return queries.clock.today(ledger())
