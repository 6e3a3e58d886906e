"""细化到月: a unit breaks its commitments down to months and names who answers for each; and takes its dates away as a calendar."""

import streamlit as st

from zcdash import board, desk, panels, ui
from zcdash.gate import OWN_UNIT_ONLY, Command
from zcdash.present import calendar, registers
from zcdash.texts import file_stem, literal

plan, account = ui.plan(), ui.account()
st.title("细化到月")
panels.said()
units = [account.unit] if account.duty in OWN_UNIT_ONLY else list(ui.ask(board.reporting_units, plan.id))
unit = ui.choose(st.selectbox, "单位", units, "unit", units[0] if len(units) == 1 else None, placeholder="选择单位")
if not unit:
    st.info("请先选择单位。")
    st.stop()
rows = ui.ask(board.breakdowns, plan.id, unit, ui.period())
if not rows:
    st.info(f"{literal(unit)}在{ui.period_name()}没有有期限的节点。请换一期。")
else:
    named = sum(bool(r.person) for r in rows)
    st.caption(f"{ui.period_name()} {len(rows)} 个节点，已明确责任人 {named} 个。时限可以早于计划，不能晚于计划。")
    frame = registers.breakdowns(rows)
    locked = [c for c in frame.columns if c not in ("时限", "责任人")]
    dates = {c: st.column_config.DateColumn(format="YYYY-MM-DD") for c in ("计划时限", "时限")}
    edited = st.data_editor(
        frame,
        hide_index=True,
        disabled=locked if account.may(Command.BREAK_DOWN, unit) else True,
        column_config=dates,
        key=f"months_{unit}_{ui.period()}",
        height=min(36 * len(rows) + 40, 620),
    )
    if account.may(Command.BREAK_DOWN, unit) and st.button("保存", type="primary", key="months_save"):
        with ui.guard():
            told = {r["编号"]: (r["时限"].month, r["时限"], r["责任人"] or "") for r in edited.to_dict("records")}
            number = desk.break_down(ui.ledger(), account, plan.id, unit, told)
            ui.done(f"已保存，改动 {number} 个节点。" if number else "没有改动。")
    panels.downloads(lambda: {"细化到月": registers.breakdowns(rows)}, f"{unit}_{ui.period()}_细化到月")
events = ui.ask(board.events, plan.id, unit)
st.download_button(
    f"下载全年日历（{len(events)} 个日子，.ics）",
    lambda: calendar.ics(events, f"{unit}督查日历", ui.ledger().clock()),
    f"{file_stem(unit)}_{plan.year}.ics",
    "text/calendar",
    key="months_ics",
)
