"""大屏: the whole district across a room; it draws itself anew when the ledger changes."""

import streamlit as st

from zcdash import board, panels, ui
from zcdash.present import figures, lights
from zcdash.texts import literal

plan, period = ui.plan(), ui.period()
panels.wall_look()


@st.fragment(run_every=20)
def screen() -> None:
    """Everything, asked anew every twenty seconds; the answers are remembered while the ledger stays as it is."""
    year = ui.year()
    standing, returns = year[period], ui.ask(board.returns, plan.id, period)
    st.title(f"{literal(plan.issuer)}　{standing.period.name}重点任务")
    tally = board.tally(plan, year, period)
    ui.html(lights.tally(tally.counts, tally.shares, tally.before))
    panels.returns_line(returns)
    left, middle, right = st.columns([4, 5, 5], gap="large")
    with left:
        lines = board.leaders(plan, standing, returns.filings)
        ui.chart(lambda: figures.lights_bar({x.name: x.counts for x in lines}, "分管区长"), "wall_leaders")
    with middle:
        st.subheader("主要指标")
        promise = ui.ask(board.promise, plan.id)
        ui.html(lights.bullets(panels.bullet_rows(year, period, promise.headline), plan.id, period))
    with right:
        st.subheader("最需要研究的事项")
        ui.html(lights.decisions(panels.decision_rows(plan, board.urgent(plan, standing, most=10)), plan.id, period))


screen()
