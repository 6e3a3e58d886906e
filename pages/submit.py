"""季度报送: download the unit's workbook, upload it filled in, see the findings, file it."""

import streamlit as st

from zcdash import commands, queries
from zcdash.auth.permissions import OWN_UNIT_ONLY
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import evidence, messages, submissions

plan, period, account = session.plan(), session.period(), session.account()
files_for_own_unit = account.role in OWN_UNIT_ONLY
st.title("季度报送")
units = (account.unit,) if files_for_own_unit else session.query(queries.forms.reporting_units, plan.id)
default = account.unit if files_for_own_unit else None
unit = widgets.choose(st.selectbox, "填报单位", units, "unit", default, placeholder="选择单位")
filings = {f.unit: f for f in session.query(queries.submissions.filings, plan.id, period)}
submissions.deadline_caption(plan, period, unit or "")
if not unit:
    st.info("请先选择填报单位。")
    with st.expander("给督查室：全部单位的模板"):
        submissions.all_templates(plan.id, period)
    st.stop()
if unit not in filings:
    st.info(f"{escape_markdown(unit)}本期没有要填报的内容。请换一期。")
    st.stop()
if receipt := st.session_state.pop("submit_receipt", None):
    submissions.receipt(receipt)
st.markdown(f"**{escape_markdown(unit)}**　{escape_markdown(filings[unit].word)}　要填 {filings[unit].asked} 行")
messages.returned_notice(plan.id, period, unit)
with session.guard():
    queries.periods.require_open_for_filing(session.ledger(), plan.id, period, unit)
with st.container(border=True):
    st.markdown("**第一步　下载模板，填好**")
    submissions.template_button(plan.id, period, unit)
with st.container(border=True):
    st.markdown("**第二步　上传**")
    filed_by = account.name
    if not files_for_own_unit:
        filed_by = st.text_input("填报人", key="submit_by", placeholder="姓名", persist_state="session")
    # A new key empties the uploader after filing.
    uploads = st.session_state.get("submit_round", 0)
    upload = st.file_uploader("填好的工作簿（.xlsx，10 MB 以内）", key=f"submit_file_{uploads}")
if upload:
    data, file_name = upload.getvalue(), upload.name
    with st.spinner("正在检查…"):
        check = queries.upload_check.check_upload(session.ledger(), data, plan.id, period, unit)
    submissions.upload_result(check, data, file_name)
    accept = True
    if check.findings and not check.refused:
        accept = st.checkbox("以上提示已核对，确认报送", key="submit_accept")
    if not filed_by.strip():
        st.caption("请先填写填报人。")
    ready = accept and bool(filed_by.strip()) and not check.refused and not check.duplicate
    if submissions.file_button(check, ready):
        submissions.file_upload(
            check,
            lambda seen: commands.submissions.submit(
                session.ledger(), account, data, file_name, filed_by, accept, plan.id, period, unit, seen
            ),
        )
evidence.section(plan.id, period, unit)
submissions.history(plan.id, unit)
