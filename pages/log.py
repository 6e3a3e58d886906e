"""留痕: the audit log, filtered, offered as Excel, and verified by its hash chain."""

import streamlit as st

from zcdash import queries, store
from zcdash.rendering.dataframes import regime_tables
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import downloads

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
if st.button("核对全部留痕与台账", key="log_prove"):
    with st.spinner("正在逐行核对…"):
        result = store.audit_log.verify(session.ledger())
    if result.faults:
        st.error(f"有 {len(result.faults)} 处不符：" + escape_markdown("；".join(result.faults[:10])))
    else:
        st.success(f"{result.entries} 条留痕与台账全部相符。")
    if result.notes:
        st.warning(f"有 {len(result.notes)} 处时间倒退：" + escape_markdown("；".join(result.notes[:10])))
