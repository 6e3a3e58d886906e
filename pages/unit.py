"""责任单位: the items that a unit leads and supports, its submissions and its indicators."""

import streamlit as st

from zcdash import queries
from zcdash.domain.model import Responsibility
from zcdash.rendering.charts import figures
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import cards, lights
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import brief, items, notices

plan, period = session.plan(), session.period()
year = session.year()
names = [u.name for u in plan.units]
st.title("责任单位")
unit = widgets.choose(st.selectbox, "单位", names, "unit", placeholder="选择单位")
if not unit:
    led = queries.overview.lights_by_unit(plan, year[period], [i.code for i in plan.items])
    most = max(led.items(), key=lambda row: sum(row[1].values()))
    sentence = f"各单位牵头事项：{most[0]}最多，{sum(most[1].values())} 项"
    picked = widgets.chart_choice(lambda: figures.lights_bar(led, sentence), "unit_all", names)
    st.caption("点一条打开该单位。")
    if picked:
        widgets.open_page("unit.py", unit=picked)
    st.stop()
details = next(u for u in plan.units if u.name == unit)
st.header(escape_markdown(unit))
brief.link(plan.id, unit=unit)
notices.of_unit(plan.id, unit)
facts = [f"2019年机构改革后：{details.successor}"] if details.successor else []
groups = [u.name for u in plan.units if unit in u.members]
facts += [f"属于：{'、'.join(groups)}"] if groups else []
if facts:
    st.caption(escape_markdown("；".join(facts)))
if details.members:
    st.caption(f"{len(details.members)} 个成员，点开看各自的事项和报送：")
    widgets.html(cards.chips([(m, False) for m in details.members], "unit", "unit", period))
filings = session.query(queries.overview.timeliness, plan.id, unit)
if filings:
    st.markdown("**报送**　" + escape_markdown("　".join(f"{p.short_name}：{f.word}" for p, f in filings)))
else:
    st.caption("本单位不单独报送。")
for role, label in ((Responsibility.LEAD, "牵头"), (Responsibility.SUPPORT, "配合")):
    codes = plan.item_codes_of(unit, "unit", role)
    st.subheader(f"{label}事项（{len(codes)}）")
    if codes:
        tally = queries.overview.tally(plan, year, period, codes)
        widgets.html(lights.tally(tally.counts, tally.shares, tally.before))
        items.table(plan, year, codes, f"unit_{role}")
    else:
        st.caption(f"没有{label}的事项。")
standings = queries.overview.indicators_of(plan, year[period], unit)
if standings:
    st.subheader(f"本单位填报的指标（{len(standings)}）")
    st.dataframe(item_tables.indicator_standings(standings), hide_index=True, height="content", key="unit_indicators")
