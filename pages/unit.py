"""责任单位: the items that a unit leads and supports, its submissions and its indicators."""

from functools import partial

import streamlit as st

from zcdash import queries
from zcdash.domain.terms import Responsibility
from zcdash.domain.units_over_time import successor_in
from zcdash.rendering.dataframes import regime_tables
from zcdash.rendering.html import cards
from zcdash.rendering.html.items import indicator_list
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import all_plans, brief, heat_maps, items, notices, rates, timeline

if session.spans_plans():
    all_plans.unit()
    st.stop()
plan, period = session.plan(), session.period()
year = session.year()
names = [u.name for u in plan.units]
st.title("责任单位")
widgets.follow_name("unit", names, partial(successor_in, plan))
unit = widgets.choose(st.selectbox, "单位", names, "unit", placeholder="选择单位")
if not unit:
    led = queries.overview.lights_by_unit(plan, year[period], [i.code for i in plan.items])
    picked = rates.compare(led, f"{year[period].period.short_name}各单位牵头事项", "unit", "unit_all")
    st.caption("点一条打开该单位。只计单位自己牵头的事项；列名为统称的（区政府各部门、各单位等）单列，不计入各成员。")
    if picked:
        widgets.open_page("unit.py", unit=picked)
    heat_maps.units(plan, year)
    st.stop()
details = next(u for u in plan.units if u.name == unit)
st.header(escape_markdown(unit))
brief.link(plan.id, unit=unit)
notices.of_unit(plan.id, unit)
facts = [f"2019年机构改革后：{details.successor}"] if details.successor else []
groups = plan.groups_of(unit)
facts += [f"属于：{'、'.join(groups)}"] if groups else []
if facts:
    st.caption(escape_markdown("；".join(facts)))
if details.members:
    st.caption(f"{len(details.members)} 个成员，点开看各自的事项和报送：")
    widgets.html(cards.chips([(m, False) for m in details.members], "unit", "unit", session.address()))
filings = session.query(queries.overview.timeliness, plan.id, unit)
if filings:
    st.markdown("**报送**　" + escape_markdown("　".join(regime_tables.filed(p, f, unit) for p, f in filings)))
else:
    st.caption("本单位不单独报送。")
for role, label in ((Responsibility.LEAD, "牵头"), (Responsibility.SUPPORT, "配合")):
    codes = plan.item_codes_of(unit, "unit", role)
    common = plan.common_items_of(unit, role)
    apart = f"，另计共同事项 {len(common)}" if common else ""
    st.subheader(f"{label}事项（{len(codes)}{apart}）")
    if codes:
        rates.tally(queries.overview.tally(plan, year, period, codes), [year[period].items[c] for c in codes])
        items.table(plan, year, codes, f"{unit}_{label}事项")
    else:
        st.caption(f"没有单独{label}的事项。" if common else f"没有{label}的事项。")
    if common:
        groups_named = escape_markdown("、".join(dict.fromkeys(common.values())))
        st.markdown(f"**共同事项 {len(common)} 项（另计）**　以“{groups_named}”{label}，不计入本单位的项数和达标率")
        items.table(plan, year, [*common], f"{unit}_{label}共同事项")
standings = queries.overview.indicators_of(plan, year[period], unit)
if standings:
    st.subheader(f"本单位填报的指标（{len(standings)}）")
    widgets.html(indicator_list(standings, plan, period))
timeline.below(plan, queries.timeline.choose(plan, timeline.parts_of(plan), unit=unit), "unit_timeline", unit)
