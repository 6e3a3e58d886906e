"""细化到月: a unit sets a date and a responsible person for each of its commitments; its dates as a calendar."""

import streamlit as st

from zcdash import commands, queries
from zcdash.auth.permissions import OWN_UNIT_ONLY, Permission
from zcdash.domain import plan_words
from zcdash.rendering import calendar
from zcdash.rendering.dataframes import regime_tables
from zcdash.text import escape_markdown, file_stem
from zcdash.ui import session, widgets
from zcdash.ui.components import downloads, messages

plan, account = session.plan(), session.account()
st.title("细化到月")
messages.flash_message()
if account.role in OWN_UNIT_ONLY:
    units = queries.organisation.own_units(session.ledger(), account, plan.id)
else:
    units = session.query(queries.forms.reporting_units, plan.id)
unit = widgets.choose(
    st.selectbox, "单位", units, "unit", units[0] if len(units) == 1 else None, placeholder="选择单位"
)
if not unit:
    st.info("请先选择单位。")
    st.stop()
rows = session.query(queries.schedule.breakdowns, plan.id, unit, session.period())
if not rows:
    st.info(f"{escape_markdown(unit)}在{session.period_name()}没有有期限的节点。请换一期。")
else:
    assigned = sum(bool(r.person) for r in rows)
    st.caption(
        f"{session.period_name()} {len(rows)} 个节点，已明确责任人 {assigned} 个。时限可以早于计划，不能晚于计划。"
    )
    frame = regime_tables.breakdowns(rows)
    locked = [c for c in frame.columns if c not in ("时限", "责任人")]
    dates = {c: st.column_config.DateColumn(format="YYYY-MM-DD") for c in ("计划时限", "时限")}
    edited = st.data_editor(
        frame,
        hide_index=True,
        disabled=locked if account.may(Permission.BREAK_DOWN, unit) else True,
        column_config=dates,
        key=f"months_{unit}_{session.period()}",
        height=min(36 * len(rows) + 40, 620),
    )
    if account.may(Permission.BREAK_DOWN, unit) and st.button("保存", type="primary", key="months_save"):
        with session.guard():
            changes = {r["编号"]: (r["时限"], r["责任人"] or "") for r in edited.to_dict("records")}
            number = commands.corrections.break_down(session.ledger(), account, plan.id, unit, changes)
            widgets.rerun_with_message(f"已保存，改动 {number} 个节点。" if number else "没有改动。")
    downloads.workbook(lambda: {"细化到月": regime_tables.breakdowns(rows)}, f"{unit}_{session.period()}_细化到月")
events = session.query(queries.schedule.events, plan.id, unit)
downloads.button(
    f"下载{plan_words.words(plan).whole}日历（{len(events)} 个日子，.ics）",
    lambda _: calendar.ics(events, f"{unit}督查日历", session.ledger().clock()),
    f"{file_stem(unit)}_{plan_words.years(plan)}.ics",
    "text/calendar",
    key="months_ics",
)
