"""留痕: the audit log, filtered, offered as files, and verified by its hash chain."""

import streamlit as st

from zcdash import queries, store
from zcdash.rendering.dataframes import regime_tables
from zcdash.ui import session
from zcdash.ui.components import log, log_check

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
log_check.draw()
