"""期次: deadlines, extensions, the lock and its exceptions, the close and the reopening of each period."""

import streamlit as st

from zcdash import board, panels, ui
from zcdash.panels import office
from zcdash.period import Period
from zcdash.present import calendar, registers, timeliness

plan, account, period = ui.plan(), ui.account(), ui.period()
st.title("期次")
panels.said()
states = ui.ask(board.period_states, plan.id)
st.dataframe(registers.periods(states), hide_index=True, height="content", key="periods_table")
state = next(s for s in states if s.period.text == period)
returns = ui.ask(board.returns, plan.id, period)
st.header(f"{state.period.name}：{state.word}")
panels.returns_line(returns)
arrivals = {
    Period.parse(p).short_name: [(f.unit, f.days) for f in ui.ask(board.filings, plan.id, p)] for p in plan.periods
}
ui.chart(lambda: timeliness.timeliness(arrivals), "periods_timeliness")

left, right = st.columns(2, gap="large")
with left:
    office.close_or_reopen(plan, state)
    office.lock(plan, state)
with right:
    office.grant(plan, state, [f.unit for f in returns.filings])
    office.judge_by()

granted = ui.ledger().ask("concession", plan=plan.id)
if granted:
    st.subheader("延期与例外")
    st.dataframe(registers.concessions(granted), hide_index=True, key="periods_granted")
closes = [c for s in states for c in s.closes]
if closes:
    st.subheader("关账与重开")
    st.dataframe(registers.closes(closes), hide_index=True, key="periods_closes")
    office.closed_beside_now(plan, state)
events = ui.ask(board.events, plan.id)
st.download_button(
    f"下载全年日历（{len(events)} 个日子，.ics）",
    lambda: calendar.ics(events, "督查日历", ui.ledger().clock()),
    f"督查日历_{plan.year}.ics",
    "text/calendar",
    key="periods_ics",
)
