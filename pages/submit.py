"""季度报送: download the unit's workbook, fill it in, upload it, see what it would mean, file it."""

import streamlit as st

from zcdash import commands, queries
from zcdash.auth.permissions import OWN_UNIT_ONLY
from zcdash.domain.model import STATE_NAME
from zcdash.domain.period import Period
from zcdash.rendering import formatting
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import cards
from zcdash.rules.deadline import plan_deadlines
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import messages, submissions

plan, period, account = session.plan(), session.period(), session.account()
own = account.role in OWN_UNIT_ONLY
st.title("季度报送")
units = (account.unit,) if own else session.query(queries.forms.reporting_units, plan.id)
unit = widgets.choose(st.selectbox, "填报单位", units, "unit", account.unit if own else None, placeholder="选择单位")
filing = {f.unit: f for f in session.query(queries.submissions.filings, plan.id, period)}
left, limit = (
    session.query(queries.submissions.countdown, plan.id, period, unit or ""),
    queries.periods.unit_deadlines(session.ledger(), plan).of(period, unit or ""),
)
when = f"还有 {left} 天" if left > 0 else "今天截止" if left == 0 else f"已过 {-left} 天"
longer = "（已准予延期）" if limit != plan_deadlines(plan)[period][0] else ""
st.caption(
    f"{Period.parse(period).name}报送截止 {formatting.day(limit)}{longer}，{when}。须经主要负责人、分管区长审签后送达督查室。"
)
if not unit:
    st.info("请先选择填报单位。")
    with st.expander("给督查室：全部单位的模板"):
        submissions.all_templates(plan.id, period)
    st.stop()
if unit not in filing:
    st.info(f"{escape_markdown(unit)}本期没有要填报的内容。请换一期。")
    st.stop()
if receipt := st.session_state.pop("submit_receipt", None):
    submissions.receipt(receipt)
st.markdown(f"**{escape_markdown(unit)}**　{escape_markdown(filing[unit].word)}　要填 {filing[unit].asked} 行")
messages.returned_notice(plan.id, period, unit)
with session.guard():
    queries.periods.require_open_for_filing(session.ledger(), plan.id, period, unit)
with st.container(border=True):
    st.markdown("**第一步　下载模板，填好**")
    submissions.template_button(plan.id, period, unit)
with st.container(border=True):
    st.markdown("**第二步　上传**")
    by = account.name if own else st.text_input("填报人", key="submit_by", placeholder="姓名", persist_state="session")
    upload = st.file_uploader(
        "填好的工作簿（.xlsx，10 MB 以内）", key=f"submit_file_{st.session_state.get('submit_round', 0)}"
    )
if upload:
    data = upload.getvalue()
    with st.spinner("正在检查…"):
        seen = queries.upload_check.check_upload(session.ledger(), data, plan.id, period, unit)
    with st.container(border=True, key="submit_findings"):
        st.markdown(f"**第三步　{submissions.verdict(seen)}**")
        if seen.returned.findings:
            st.dataframe(
                item_tables.findings(seen.returned.findings), hide_index=True, height="content", key="submit_found"
            )
        if seen.form:
            widgets.html(
                cards.facts([(f"{filled}/{asked}", f"行{sheet}") for sheet, (filled, asked) in seen.rows.items()])
            )
            if seen.returned.findings:
                name = f"请改正_{upload.name}"
                st.download_button(
                    "下载标出问题的工作簿", queries.upload_check.marked(data, seen), name, key="submit_marked"
                )
    if seen.lines:
        st.subheader("数字预览")
        st.dataframe(item_tables.preview(seen.lines), hide_index=True, height="content", key="submit_preview")
    if seen.returned.progress:
        states = [p.state for p in seen.returned.progress]
        st.caption("节点：" + "，".join(f"{name} {states.count(s)} 个" for s, name in STATE_NAME.items()))
    if seen.changes:
        st.subheader("与上次报送不同的地方")
        st.dataframe(item_tables.changes(seen.changes), hide_index=True, key="submit_changes")
    accept = True
    if seen.returned.findings and not seen.returned.refused:
        accept = st.checkbox("以上提示已核对，确认报送", key="submit_accept")
    ready = accept and by.strip() and not seen.returned.refused and not seen.same
    if not by.strip():
        st.caption("请先填写填报人。")
    if st.button("报送", type="primary", key="submit_file_it", disabled=not ready):
        with session.guard():
            st.session_state["submit_receipt"] = commands.submissions.submit(
                session.ledger(), account, data, upload.name, by, accept, plan.id, period, unit
            )
            st.session_state["submit_round"] = st.session_state.get("submit_round", 0) + 1
            st.rerun()
submissions.history(plan.id, unit)
