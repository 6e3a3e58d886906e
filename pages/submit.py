"""季度报送: fill in the unit's workbook and upload it, or the form on the page; see the findings, file it."""

import streamlit as st

from zcdash import queries
from zcdash.auth.permissions import OWN_UNIT_ONLY, Permission
from zcdash.domain import plan_words
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import evidence, filing, messages, submissions, web_form

plan, period, account = session.plan(), session.period(), session.account()
files_for_own_unit = account.role in OWN_UNIT_ONLY
st.title(plan_words.return_name(plan))
submissions.due_in_other_plans(plan.id)
if files_for_own_unit:
    units = queries.organisation.own_units(session.ledger(), account, plan.id, period)
else:
    units = session.query(queries.forms.reporting_units, plan.id, period)
default = units[0] if files_for_own_unit else None
unit = widgets.choose(st.selectbox, "填报单位", units, "unit", default, placeholder="选择单位")
filings = {f.unit: f for f in session.query(queries.submissions.filings, plan.id, period)}
submissions.deadline_caption(plan, period, unit or "")
if not unit:
    st.info("请先选择填报单位。")
    with st.expander("给督查室：全部单位的模板"):
        submissions.all_templates(plan.id, period)
    st.stop()
if unit not in filings:
    submissions.nothing_to_file(plan, unit)
    st.stop()
if receipt := st.session_state.pop("submit_receipt", None):
    filing.receipt(receipt)
st.markdown(f"**{escape_markdown(unit)}**　{escape_markdown(filings[unit].word)}　要填 {filings[unit].asked} 行")
messages.returned_notice(plan.id, period, unit)
with session.guard():
    queries.periods.require_open_for_filing(session.ledger(), plan.id, period, unit)
ways = ("file", "page") if account.may(Permission.SAVE_DRAFT, unit) else ("file",)
way = "file"
if len(ways) > 1:
    way = widgets.choose(
        st.segmented_control, "怎样报", ways, "way", "file", required=True, format_func=widgets.label_of(filing.WAYS)
    )
filed_by = account.name
if way == "page":
    upload = web_form.draw(plan.id, period, unit)
else:
    with st.container(border=True):
        st.markdown("**第一步　下载模板，填好**")
        submissions.template_button(plan.id, period, unit)
    with st.container(border=True):
        st.markdown("**第二步　上传**")
        if not files_for_own_unit:
            filed_by = st.text_input("填报人", key="submit_by", placeholder="姓名", persist_state="session")
        upload = filing.upload_step(plan.id, period, unit)
if upload:
    filing.check_step(upload, may_edit=len(ways) > 1)
    filing.file_step(upload, filed_by, plan.id, period, unit)
evidence.section(plan.id, period, unit)
submissions.history(plan.id, unit)
