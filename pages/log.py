"""留痕: the audit log, filtered, offered as Excel, and verified by its hash chain."""

import streamlit as st

from zcdash import queries
from zcdash.rendering.dataframes import regime_tables
from zcdash.ui import session, widgets
from zcdash.ui.components import downloads, log_check

st.title("留痕")
acts = session.query(queries.audit_log.acts)
columns = st.columns([2, 2, 2, 2])
who = widgets.choose(columns[0].selectbox, "何人", sorted({a["name"] for a in acts}), "who", placeholder="全部")
what = widgets.choose(columns[1].selectbox, "何事", sorted({a["what"] for a in acts}), "what", placeholder="全部")
unit = widgets.choose(
    columns[2].selectbox, "单位", sorted({a["unit"] for a in acts if a["unit"]}), "unit", placeholder="全部"
)
days = columns[3].date_input("起止日期", [], key="log_days", format="YYYY-MM-DD")
since, until = (days if len(days) == 2 else (None, None)) if isinstance(days, tuple) else (days, days)
rows = list(reversed(session.query(queries.audit_log.acts, who or "", what or "", unit or "", since, until)))
if not rows:
    st.info("没有符合条件的记录。请减少条件。")
    st.stop()
page = st.pagination(-(-len(rows) // 100), key="log_page") if len(rows) > 100 else 1
st.caption(f"共 {len(rows)} 条，最新的在前。")
st.dataframe(regime_tables.acts(rows[(page - 1) * 100 : page * 100]), hide_index=True, height=620, key="log_table")
downloads.workbook(lambda: {"留痕": regime_tables.acts(rows)}, "留痕")
st.caption(f"最后一条的指纹：{acts[-1]['hash']}。抄下它，日后可查末尾有没有被截去。")
log_check.draw()
