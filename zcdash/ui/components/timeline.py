"""时间线: the chart of phases and dated commitments, and the list by date that stands in its place on a phone."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from zcdash import queries
from zcdash.domain import plan_words
from zcdash.domain.plan import Plan
from zcdash.domain.timeline import DatedPart, TimelineLevel, state_counts
from zcdash.rendering import formatting
from zcdash.rendering.charts import timeline as charts
from zcdash.rendering.html import timeline as lists
from zcdash.ui.session import period, query, view, year
from zcdash.ui.widgets import chart, choose, html, label_of

LEVEL_NAME = {TimelineLevel.DUTY: "逐个节点", TimelineLevel.ITEM: "按事项", TimelineLevel.CHAPTER: "按板块"}


def parts_of(plan: Plan) -> tuple[DatedPart, ...]:
    """Return the dated commitments of a plan in the chosen view, as of its business date."""
    return queries.timeline.dated_parts(plan, year(), query(queries.clock.today, plan.id))


def over_plans() -> None:
    """Draw the timeline of all plans, a row each, of a unit or a leader if chosen; then what is open and due soon in each."""
    every = query(queries.all_plans.plans_now, view())
    st.title("时间线")
    with st.container(horizontal=True):
        names = {"责任单位": ("unit", queries.all_plans.unit_names(every))}
        names |= {plan_words.LEADER_OF_ANY_PLAN: ("leader", queries.all_plans.leader_names(every))}
        unit, leader = (
            choose(st.selectbox, label, options, name, placeholder="全部", width=200)
            for label, (name, options) in names.items()
        )
    held = []
    for now in every:
        today = query(queries.clock.today, now.plan.id)
        parts = queries.timeline.dated_parts(now.plan, now.year, today)
        names_here = now.printed(unit) if unit else (None,)
        found = [p for name in names_here for p in queries.timeline.choose(now.plan, parts, unit=name, leader=leader)]
        if chosen := tuple(dict.fromkeys(found)):
            held.append((now, chosen, today))
    if not held:
        st.info("没有符合条件的节点。请减少条件。")
        return
    counted = charts.states_sentence(state_counts(p for _, parts, _ in held for p in parts).items())
    sentence = f"{len(held)} 个计划，{sum(len(parts) for _, parts, _ in held)} 个有时限的节点：{counted}"
    rows = queries.timeline.over_plans((now.plan, parts, today) for now, parts, today in held)
    with st.container(key="timeline_wide"):
        chart(lambda: charts.timeline_chart(rows, (), held[0][2], sentence), "timeline_all", unit, leader)
    st.caption("各计划按自己的业务日期。标记旁的 2/3 是 3 个中完成 2 个。")
    for now, parts, today in held:
        listed = queries.timeline.date_list(parts, today)
        sections: list[lists.Section] = [
            (f"{now.plan.title}：已过时限，尚未认定完成", listed.open, False, False),
            (f"{now.plan.title}：30天内到期", listed.soon, False, False),
        ]
        if listed.open or listed.soon:
            html(lists.date_list(sections, now.plan.item_titles, "", now.plan.id, now.period))


def choose_level(plan: Plan, parts: Sequence[DatedPart]) -> TimelineLevel:
    """Draw the choice of what a row holds, where there is one; return the level."""
    offered, first = queries.timeline.levels(plan, parts)
    if len(offered) < 2:
        return first
    names = label_of({level.value: LEVEL_NAME[level] for level in offered})
    values = [level.value for level in offered]
    chosen = choose(st.segmented_control, "合并", values, "rows", first.value, required=True, format_func=names)
    return TimelineLevel(chosen)


def draw(plan: Plan, parts: Sequence[DatedPart], level: TimelineLevel, name: str, *key: object) -> None:
    """Draw the timeline of some commitments: the chart (`name` and `key` tell it from others), and the list by date."""
    today = query(queries.clock.today, plan.id)
    counted = charts.states_sentence(state_counts(parts).items())
    sentence = f"截至{formatting.day(today)}，{len(parts)} 个有时限的节点：{counted}"
    with st.container(key="timeline_wide"):
        chart(
            lambda: charts.timeline_chart(
                queries.timeline.rows(plan, parts, level), queries.timeline.bands(plan), today, sentence
            ),
            name,
            level,
            *key,
        )
    listed = queries.timeline.date_list(parts, today)
    sections: list[lists.Section] = [
        ("已过时限，尚未认定完成", listed.open, False, True),
        ("30天内到期", listed.soon, False, True),
        ("以后到期", listed.later, True, False),
        ("已经完成", listed.completed, True, False),
    ]
    html(lists.date_list(sections, plan.item_titles, sentence, plan.id, period()))


def below(plan: Plan, parts: Sequence[DatedPart], name: str, *key: object) -> None:
    """Draw a closed section with the timeline of some commitments; nothing where there are none."""
    if not parts:
        return
    details = st.expander(f"时间线（{len(parts)} 个有时限的节点）", key=f"{name}_section", on_change="rerun")
    if details.open:
        with details:
            draw(plan, parts, queries.timeline.levels(plan, parts)[1], name, *key)
