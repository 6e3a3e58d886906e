"""留痕: the audit log, filtered, offered as files, and verified by its hash chain."""

import streamlit as st

from zcdash import queries, store
from zcdash.rendering.dataframes import regime_tables
from zcdash.text import escape_markdown
from zcdash.ui import session
from zcdash.ui.components import log

PAGE = 100
st.title("留痕")
wanted = log.filters()
total = store.audit_log.count(session.ledger(), wanted)
log.shipping_line()
if not total:
    st.info("没有符合条件的记录。请减少条件。")
    st.stop()
page = st.pagination(-(-total // PAGE), key="log_page") if total > PAGE else 1
rows = queries.audit_log.newest(session.ledger(), wanted, page, PAGE)
st.caption(f"共 {total} 条，最新的在前。")
st.dataframe(regime_tables.acts(rows), hide_index=True, height=620, key="log_table")
log.files(wanted)
st.caption(f"最后一条的指纹：{store.audit_log.last_hash(session.ledger())}。抄下它，日后可查末尾有没有被截去。")
if st.button("核对全部留痕与台账", key="log_prove"):
    with st.spinner("正在逐行核对…"):
        result = store.audit_log.verify(session.ledger())
    if result.faults:
        st.error(f"有 {len(result.faults)} 处不符：" + escape_markdown("；".join(result.faults[:10])))
    else:
        st.success(f"{result.entries} 条留痕与台账全部相符。")
    if result.notes:
        st.warning(f"有 {len(result.notes)} 处时间倒退：" + "；".join(result.notes[:10]))
