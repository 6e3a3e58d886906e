"""责任单位: what a unit leads and supports, whether its returns come in time, its indicators and commitments."""

import streamlit as st

from zcdash import board, panels, ui
from zcdash.model import Role
from zcdash.panels import brief, notices
from zcdash.present import cards, figures, lights, tables
from zcdash.texts import literal

plan, period = ui.plan(), ui.period()
year = ui.year()
names = [u.name for u in plan.units]
st.title("责任单位")
unit = ui.choose(st.selectbox, "单位", names, "unit", placeholder="选择单位")
if not unit:
    led = board.lights_by_unit(plan, year[period], [i.code for i in plan.items])
    most = max(led.items(), key=lambda row: sum(row[1].values()))
    said = f"各单位牵头事项：{most[0]}最多，{sum(most[1].values())} 项"
    picked = ui.chart_choice(lambda: figures.lights_bar(led, said), "unit_all", names)
    st.caption("点一条打开该单位。")
    if picked:
        ui.open_page("unit.py", unit=picked)
    st.stop()
one = next(u for u in plan.units if u.name == unit)
st.header(literal(unit))
brief.link(plan.id, unit=unit)
notices.of_unit(plan.id, unit)
facts = [f"2019年机构改革后：{one.successor}"] if one.successor else []
facts += [f"属于：{'、'.join(g)}"] if (g := [u.name for u in plan.units if unit in u.members]) else []
if facts:
    st.caption(literal("；".join(facts)))
if one.members:
    st.caption(f"{len(one.members)} 个成员，点开看各自的事项和报送：")
    ui.html(cards.chips([(m, False) for m in one.members], "unit", "unit", period))
on_time = ui.ask(board.timeliness, plan.id, unit)
if on_time:
    st.markdown("**报送**　" + literal("　".join(f"{p.short_name}：{f.word}" for p, f in on_time)))
else:
    st.caption("本单位不单独报送。")
for role, word in ((Role.LEAD, "牵头"), (Role.SUPPORT, "配合")):
    codes = board.items_of(plan, unit, False, role)
    st.subheader(f"{word}事项（{len(codes)}）")
    if codes:
        tally = board.tally(plan, year, period, codes)
        ui.html(lights.tally(tally.counts, tally.shares, tally.before))
        panels.item_table(plan, year, codes, f"unit_{role}")
    else:
        st.caption(f"没有{word}的事项。")
mine = board.indicators_of(plan, year[period], unit)
if mine:
    st.subheader(f"本单位填报的指标（{len(mine)}）")
    st.dataframe(tables.indicator_standings(mine), hide_index=True, height="content", key="unit_indicators")
