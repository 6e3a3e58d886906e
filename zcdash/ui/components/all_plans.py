"""All plans on one page: the overview, the items by search, and what a leader or a unit has in each plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st

from zcdash import queries
from zcdash.domain import plan_words
from zcdash.domain.model import Item
from zcdash.domain.terms import PLAN_KIND_NAME, Light
from zcdash.queries.all_plans import PlanNow, Share
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import all_plans, cards
from zcdash.rendering.html.items import item_list
from zcdash.rules.rollup import counts, shares
from zcdash.text import escape_markdown
from zcdash.ui import widgets
from zcdash.ui.components import approval_status, awaiting, brief, downloads, items, notices, rates
from zcdash.ui.session import ALL_PLANS, account, query, view
from zcdash.ui.widgets import html

_MOST_LISTED = 10
"""Items of one plan in the list of all; the rest is on the plan's own page."""


def plans() -> tuple[PlanNow, ...]:
    """Return every plan at its current period, in the chosen view."""
    return query(queries.all_plans.plans_now, view())


def overview() -> None:
    """Draw the plans, one a line, then the items of all that most need a decision."""
    lines = query(queries.all_plans.plan_lines, view())
    st.title("全部计划总览")
    awaiting.links()
    _own()
    html(all_plans.plan_list(lines))
    notices.open_line_of_all([line.now.plan.id for line in lines])
    st.subheader("最需要研究的事项")
    _urgent(queries.all_plans.most_urgent(line.now for line in lines))
    downloads.workbook(lambda: {"计划": item_tables.plans(lines)}, "全部计划总览")


def _own() -> None:
    """Lead a leader to the items of his, and tell a unit which returns it owes."""
    reader = account()
    held = sum(len(share.codes) for share in queries.all_plans.shares(plans(), reader.leader, "leader"))
    if reader.leader and held:
        html(cards.link(f"{reader.leader}分管的 {held} 项", "leader", plan=ALL_PLANS, leader=reader.leader))
    owed = query(queries.all_plans.returns_of_unit, reader.unit) if reader.unit else ()
    if owed:
        st.markdown(f"**{escape_markdown(reader.unit)}要报的**")
        html(all_plans.unit_returns(owed))


def _urgent(rows: Sequence[queries.all_plans.PlanItem]) -> None:
    if rows:
        html(all_plans.decisions(rows))
        st.caption("最差的在前，至多 12 项，每个计划不超过 4 项。")
    else:
        st.caption("没有滞后、欠进度或未报送的事项。")


def item_search() -> None:
    """Draw the items of all plans by search and filters, grouped by plan."""
    every = plans()
    st.title("事项")
    with st.container(horizontal=True):
        words = widgets.choose(st.text_input, "搜索", None, "words", "", placeholder="标题、项目名、单位、编号")
        filters = {
            plan_words.LEADER_OF_ANY_PLAN: ("leader", queries.all_plans.leader_names(every)),
            "责任单位": ("unit", queries.all_plans.unit_names(every)),
            "类别": ("kind", list(dict.fromkeys(PLAN_KIND_NAME[now.plan.kind] for now in every))),
            "指标": ("numbers", ["有指标", "无指标"]),
        }
        leader, unit, kind, numbers = (
            widgets.choose(st.selectbox, label, options, name, placeholder="全部", width=168)
            for label, (name, options) in filters.items()
        )
    has_numbers = {"有指标": True, "无指标": False}.get(numbers or "")
    found = {
        now.plan.id: tuple(
            dict.fromkeys(
                item
                for name in (now.printed(unit) if unit else (None,))
                for item in query(queries.plans.find_items, now.plan.id, words, leader, name, None, has_numbers)
            )
        )
        for now in every
        if kind in (None, PLAN_KIND_NAME[now.plan.kind])
    }
    wanted = items.light_chips(_light(now, i) for now in every for i in found.get(now.plan.id, ()))
    rows = [(now, [i for i in found.get(now.plan.id, ()) if not wanted or _light(now, i) in wanted]) for now in every]
    rows = [(now, chosen) for now, chosen in rows if chosen]
    if not rows:
        st.info("没有符合条件的事项。请减少条件，或换一个词。")
        return
    total = sum(len(chosen) for _, chosen in rows)
    st.caption(f"{len(rows)} 个计划，共 {total} 项，每个计划最差的在前。点标题打开事项，网址可以收藏、转发。")
    asked = {"words": words, "leader": leader, "unit": unit, "numbers": numbers, "light": ",".join(wanted)}
    for now, chosen in rows:
        _group(now, [i.code for i in chosen], "items", {name: value for name, value in asked.items() if value})
    _download([(now, [i.code for i in chosen]) for now, chosen in rows], "全部计划_事项")


def _light(now: PlanNow, item: Item) -> Light:
    return now.standing.items[item.code].assessment.light


def _group(now: PlanNow, codes: Sequence[str], page: str, asked: dict[str, str], note: str = "") -> None:
    """Draw the items of one plan under its head; where there are many, the worst, and the way to the rest."""
    counted = counts(now.standing.items[code].assessment.light for code in codes)
    html(all_plans.plan_head(now, counted, page, note or f"{len(codes)} 项", **asked))
    lines = queries.item_list.item_lines(now.plan, now.year, now.period, codes)
    html(item_list(lines[:_MOST_LISTED], now.plan.id, (), now.period))
    if len(lines) > _MOST_LISTED:
        more = f"本计划另有 {len(lines) - _MOST_LISTED} 项"
        html(cards.link(more, page, plan=now.plan.id, period=now.period, **asked))


def _download(rows: Iterable[tuple[PlanNow, Sequence[str]]], name: str) -> None:
    chosen = list(rows)

    def table() -> pd.DataFrame:
        return item_tables.items_of_plans(
            (now.plan, now.period, queries.item_list.item_lines(now.plan, now.year, now.period, codes))
            for now, codes in chosen
        )

    downloads.workbook(lambda: {"事项": table()}, name)


def leader() -> None:
    """Draw one of the leaders over all plans, and all of them compared."""
    every = plans()
    st.title("分管区长")
    names = queries.all_plans.leader_names(every)
    chosen, comparison = st.container(), st.container()
    with comparison:
        st.header("各位分管区长")
        counted = queries.all_plans.counts_by_name(every, "leader")
        picked = rates.compare(counted, "全部计划", "leader", "leader_bars_all")
        st.caption("一个事项有几位分管区长的，列在各人名下。名字相同的，各计划里算同一位。")
    with chosen:
        name = widgets.choose(
            st.selectbox,
            "看一位分管区长",
            names,
            "leader",
            account().leader if account().leader in names else None,
            placeholder="选择，或点下图",
            picked=picked,
            unknown=widgets.not_here("分管区长"),
        )
        if name:
            _one_leader(every, name)


def _one_leader(every: Sequence[PlanNow], name: str) -> None:
    """Draw a leader: what needs a decision, what waits for the signature, then the items by plan."""
    held = queries.all_plans.shares(every, name, "leader")
    st.header(escape_markdown(name))
    st.caption(escape_markdown("；".join(queries.all_plans.posts(every, name))))
    brief.link(ALL_PLANS, leader=name)
    _totals(held)
    st.subheader("最需要研究的事项")
    _urgent(queries.all_plans.urgent_of(held))
    approval_status.waiting_for_leader_of_all([share.now.plan for share in held], name)
    st.subheader("分计划")
    _by_plan(held, "leader", name)


def unit() -> None:
    """Draw one unit over all plans, or all units compared."""
    every = plans()
    st.title("责任单位")
    names = queries.all_plans.unit_names(every)
    widgets.follow_name("unit", names, query(queries.organisation.organisation).last_name)
    name = widgets.choose(st.selectbox, "单位", names, "unit", placeholder="选择单位")
    if name:
        _one_unit(every, name)
        return
    counted = queries.all_plans.counts_by_name(every, "unit", only_led=True)
    picked = rates.compare(counted, "全部计划各单位牵头事项", "unit", "unit_bars_all")
    st.caption("点一条打开该单位。只计单位自己牵头的事项；列名为统称的单列，不计入各成员。")
    if picked:
        widgets.open_page("unit.py", unit=picked)


def _one_unit(every: Sequence[PlanNow], name: str) -> None:
    """Draw a unit: the returns that it owes, its notices, what needs a decision, then the items by plan."""
    held = queries.all_plans.shares(every, name, "unit")
    before = queries.all_plans.former_names(every).get(name, ())
    st.header(escape_markdown(f"{name}（原{'、'.join(before)}）" if before else name))
    brief.link(ALL_PLANS, unit=name)
    for share in held:
        notices.of_unit(share.now.plan.id, share.name)
    st.subheader("要报的")
    owed = query(queries.all_plans.returns_of_unit, name)
    if owed:
        html(all_plans.unit_returns(owed))
    else:
        st.caption("没有要报的。")
    _totals(held)
    st.subheader("最需要研究的事项")
    _urgent(queries.all_plans.urgent_of(held))
    st.subheader("分计划")
    _by_plan(held, "unit", name)


def _totals(held: Sequence[Share]) -> None:
    """Draw how many items and plans there are, and the lights of all."""
    codes, led = sum(len(s.codes) for s in held), sum(len(s.led) for s in held)
    common = sum(len(s.common) for s in held)
    facts = [(str(len(held)), "个计划"), (str(codes), "项"), (str(led), "项牵头")]
    html(cards.facts(facts + [(str(common), "项共同事项（另计）")] * bool(common)))
    counted = counts(s.now.standing.items[c].assessment.light for s in held for c in s.codes)
    rates.tally(
        queries.overview.Tally(counted, shares(counted), None),
        [s.now.standing.items[c] for s in held for c in s.codes],
    )


def _by_plan(held: Sequence[Share], kind: str, name: str) -> None:
    if not held:
        st.caption("没有事项。")
    for share in held:
        common = f"，另计共同事项 {len(share.common)} 项" if share.common else ""
        led = "只填报" if share.only_reports else f"牵头 {len(share.led)} 项"
        printed = f"计划中称{share.name}，" if share.name not in ("", name) else ""
        note = f"{printed}{len(share.codes)} 项，{led}{common}"
        _group(share.now, share.codes or share.common, kind, {kind: share.name or name}, note)
    _download([(share.now, share.codes) for share in held if share.codes], f"{name}_全部计划_事项")
