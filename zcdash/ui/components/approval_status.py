"""How far a submission has got on its way to acceptance, as pages show it. To sign or send back: `approval_actions`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from zcdash import queries
from zcdash.auth.permissions import Permission
from zcdash.domain.plan import Plan
from zcdash.rendering import formatting
from zcdash.rendering.dataframes import regime_tables
from zcdash.rendering.html import tables
from zcdash.rules.approval import Stage
from zcdash.store.submissions import ActualTrailRow
from zcdash.text import escape_markdown
from zcdash.ui.session import account, ledger, period, query, record_unaccepted
from zcdash.ui.widgets import html, open_page


def may_see(unit: str, official: bool) -> bool:
    """Return True if the reader may see a submission: everybody if accepted, else its own unit and those who oversee it."""
    reader = account()
    return official or unit in reader.unit_names or reader.may(Permission.SEE_SUBMISSIONS)


def visible(trail: Iterable[ActualTrailRow]) -> list[ActualTrailRow]:
    """Return the reported values that the reader may see; it is logged who sees those that are not accepted."""
    rows = [r for r in trail if may_see(r["unit"], r["official"])]
    for row in rows:
        if not row["official"]:
            record_unaccepted(f"报送 {row['submission']}", row["period"], row["unit"])
    return rows


def absence_notice(plan_ids: Iterable[str], leader: str) -> None:
    """Say that a deputy mayor is away today, and who signs in the meantime; of several plans each sentence once."""
    told = []
    for plan_id in plan_ids:
        today = query(queries.clock.today, plan_id)
        for absence in query(queries.approvals.absences, plan_id):
            if absence["leader"] == leader and absence["starts"] <= today <= absence["ends"]:
                dates = f"{formatting.day(absence['starts'])}至{formatting.day(absence['ends'])}"
                told.append(f"{leader} {dates}外出，由{absence['substitute']}补位代签。")
    for sentence in dict.fromkeys(told):
        st.info(escape_markdown(sentence))


def waiting_for_leader(plan_id: str, leader: str) -> None:
    """List the submissions that wait for a deputy mayor's signature, oldest first."""
    _waiting(leader, {"": plan_id})


def waiting_for_leader_of_all(plans: Iterable[Plan], leader: str) -> None:
    """List the submissions to all these plans that wait for a deputy mayor's signature, by plan."""
    _waiting(leader, {plan.title: plan.id for plan in plans})


def _waiting(leader: str, plans: Mapping[str, str]) -> None:
    """`plans`: title, which the list says of each submission, → id."""
    statuses = {
        title: [
            status
            for status in reversed(query(queries.approvals.submission_statuses, plan_id))
            if status.course.stage is Stage.DEPUTY
            and leader in status.course.waiting
            and may_see(status.unit, official=False)
        ]
        for title, plan_id in plans.items()
    }
    number = sum(map(len, statuses.values()))
    st.subheader(f"待{escape_markdown(leader)}审签（{number}）")
    if not number:
        st.caption("没有待审签的报送。")
        return
    table = regime_tables.statuses_of_plans(statuses)
    st.dataframe(table, hide_index=True, height="content", key="leader_to_sign")
    may_sign = any(leader in queries.approvals.stands_for(ledger(), plan, account()) for plan in plans.values())
    if may_sign and st.button("去审签", key="leader_sign"):
        open_page("signing.py")


def of_item(plan_id: str, item: str) -> None:
    """List the submissions about an item with their signatures."""
    statuses = [
        status
        for status in query(queries.approvals.submission_statuses, plan_id)
        if item in status.codes and may_see(status.unit, status.course.stage is Stage.ACCEPTED)
    ]
    st.subheader("审签与经过")
    if not statuses:
        st.caption("还没有签收的报送。")
        return
    now = [s for s in statuses if s.period == period()]
    if now:
        html(tables.wrapped(regime_tables.submission_statuses(now)))
    others = [s for s in statuses if s.period != period()]
    earlier = st.expander(f"其他各期（{len(others)}）", key="item_signed", on_change="rerun") if others else None
    if earlier and earlier.open:
        with earlier:
            html(tables.wrapped(regime_tables.submission_statuses(others)))
