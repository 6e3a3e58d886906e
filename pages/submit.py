"""季度报送: download the unit's workbook, fill it in, upload it, see what it would mean, file it."""

import streamlit as st

from zcdash import board, desk, panels, ui
from zcdash.gate import OWN_UNIT_ONLY
from zcdash.model import STATE_NAME
from zcdash.period import Period
from zcdash.present import cards, tables, words
from zcdash.texts import literal

plan, period, account = ui.plan(), ui.period(), ui.account()
own = account.duty in OWN_UNIT_ONLY
st.title("季度报送")
units = (account.unit,) if own else ui.ask(board.reporting_units, plan.id)
unit = ui.choose(st.selectbox, "填报单位", units, "unit", account.unit if own else None, placeholder="选择单位")
filing = {f.unit: f for f in ui.ask(board.filings, plan.id, period)}
left, limit = (
    ui.ask(board.countdown, plan.id, period, unit or ""),
    board.limits(ui.ledger(), plan).of(period, unit or ""),
)
when = f"还有 {left} 天" if left > 0 else "今天截止" if left == 0 else f"已过 {-left} 天"
longer = "（已准予延期）" if limit != board.deadlines(plan)[period][0] else ""
st.caption(
    f"{Period.parse(period).name}报送截止 {words.day(limit)}{longer}，{when}。须经主要负责人、分管区长审签后送达督查室。"
)
if not unit:
    st.info("请先选择填报单位。")
    with st.expander("给督查室：全部单位的模板"):
        panels.all_templates(plan.id, period)
    st.stop()
if unit not in filing:
    st.info(f"{literal(unit)}本期没有要填报的内容。请换一期。")
    st.stop()

if receipt := st.session_state.pop("submit_receipt", None):
    panels.receipt(receipt)
st.markdown(f"**{literal(unit)}**　{literal(filing[unit].word)}　要填 {filing[unit].asked} 行")
panels.back(plan.id, period, unit)
with ui.guard():
    board.open_for_filing(ui.ledger(), plan.id, period, unit)
with st.container(border=True):
    st.markdown("**第一步　下载模板，填好**")
    panels.template_button(plan.id, period, unit)
with st.container(border=True):
    st.markdown("**第二步　上传**")
    by = account.name if own else st.text_input("填报人", key="submit_by", placeholder="姓名", persist_state="session")
    upload = st.file_uploader(
        "填好的工作簿（.xlsx，10 MB 以内）", key=f"submit_file_{st.session_state.get('submit_round', 0)}"
    )

if upload:
    data = upload.getvalue()
    with st.spinner("正在检查…"):
        seen = board.examined(ui.ledger(), data, plan.id, period, unit)
    with st.container(border=True, key="submit_findings"):
        st.markdown(f"**第三步　{panels.verdict(seen)}**")
        if seen.returned.findings:
            st.dataframe(tables.findings(seen.returned.findings), hide_index=True, height="content", key="submit_found")
        if seen.form:
            ui.html(cards.facts([(f"{filled}/{asked}", f"行{sheet}") for sheet, (filled, asked) in seen.rows.items()]))
            if seen.returned.findings:
                name = f"请改正_{upload.name}"
                st.download_button("下载标出问题的工作簿", board.marked(data, seen), name, key="submit_marked")
    if seen.lines:
        st.subheader("数字预览")
        st.dataframe(tables.preview(seen.lines), hide_index=True, height="content", key="submit_preview")
    if seen.returned.progress:
        states = [p.state for p in seen.returned.progress]
        st.caption("节点：" + "，".join(f"{name} {states.count(s)} 个" for s, name in STATE_NAME.items()))
    if seen.changes:
        st.subheader("与上次报送不同的地方")
        st.dataframe(tables.changes(seen.changes), hide_index=True, key="submit_changes")
    accept = True
    if seen.returned.findings and not seen.returned.refused:
        accept = st.checkbox("以上提示已核对，确认报送", key="submit_accept")
    ready = accept and by.strip() and not seen.returned.refused and not seen.same
    if not by.strip():
        st.caption("请先填写填报人。")
    if st.button("报送", type="primary", key="submit_file_it", disabled=not ready):
        with ui.guard():
            st.session_state["submit_receipt"] = desk.submit(
                ui.ledger(), account, data, upload.name, by, accept, plan.id, period, unit
            )
            st.session_state["submit_round"] = st.session_state.get("submit_round", 0) + 1
            st.rerun()

panels.history(plan.id, unit)
