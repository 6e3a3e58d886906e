"""期次: deadlines, extensions, locks, closes and reopenings of periods."""

import streamlit as st

from zcdash import queries, store
from zcdash.auth.permissions import Permission
from zcdash.domain import plan_words
from zcdash.domain.period import Period
from zcdash.rendering import calendar
from zcdash.rendering.charts import timeliness
from zcdash.rendering.dataframes import regime_tables
from zcdash.ui import session, widgets
from zcdash.ui.components import downloads, messages, period_admin, submissions

plan, account, period = session.plan(), session.account(), session.period()
st.title("期次")
messages.flash_message()
messages.proposed(Permission.CLOSE, Permission.REOPEN)
states = session.query(queries.periods.period_states, plan.id)
st.dataframe(regime_tables.periods(states), hide_index=True, height="content", key="periods_table")
state = next(s for s in states if s.period.text == period)
counts = session.query(queries.overview.submission_counts, plan.id, period)
st.header(f"{state.period.name}：{state.word}")
submissions.submission_counts_line(counts)
arrivals = {
    plan_words.period_label(plan, Period.parse(p)): [
        (f.unit, f.days) for f in session.query(queries.submissions.filings, plan.id, p)
    ]
    for p in plan.periods
}
if any(day is not None for row in arrivals.values() for _, day in row):
    whole = plan_words.words(plan).whole
    widgets.chart(lambda: timeliness.timeliness(arrivals, whole), "periods_timeliness")
left, right = st.columns(2, gap="large")
with left:
    period_admin.close_or_reopen(plan, state)
    period_admin.lock(plan, state)
with right:
    period_admin.grant(plan, state, [f.unit for f in counts.filings])
    period_admin.timeliness_rule()
granted = store.periods.concessions(session.ledger(), plan.id)
if granted:
    st.subheader("延期与例外")
    st.dataframe(regime_tables.concessions(granted), hide_index=True, key="periods_granted")
closes = [c for s in states for c in s.closes]
if closes:
    st.subheader("关账与重开")
    st.dataframe(regime_tables.closes(closes), hide_index=True, key="periods_closes")
    period_admin.changed_since_close(plan, state)
events = session.query(queries.schedule.events, plan.id)
downloads.button(
    f"下载{plan_words.words(plan).whole}日历（{len(events)} 个日子，.ics）",
    lambda _: calendar.ics(events, "督查日历", session.ledger().clock()),
    f"督查日历_{plan_words.years(plan)}.ics",
    "text/calendar",
    key="periods_ics",
)
