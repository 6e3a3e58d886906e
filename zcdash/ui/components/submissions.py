"""Parts of the page 季度报送, and the line that counts a period's submissions."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from zcdash import queries
from zcdash.commands.submissions import FiledMeanwhile, SubmissionReceipt
from zcdash.domain.model import STATE_NAME, Severity
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.intake.template import write_template
from zcdash.queries.overview import SubmissionCounts
from zcdash.queries.upload_check import FiledSubmission, UploadCheck
from zcdash.rendering import formatting
from zcdash.rendering.archive import zip_files
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import cards
from zcdash.rules.deadline import plan_deadlines
from zcdash.text import escape_markdown
from zcdash.ui import widgets
from zcdash.ui.components import upload_details
from zcdash.ui.components.approval_status import may_see
from zcdash.ui.components.downloads import XLSX
from zcdash.ui.session import guard, ledger, query


def submission_counts_line(counts: SubmissionCounts) -> None:
    """Write the submissions of a period in one line: arrived, late, missing, and the days left."""
    left = counts.days_left
    when = f"离截止还有 {left} 天" if left > 0 else "今天截止" if left == 0 else f"截止已过 {-left} 天"
    missing = escape_markdown("、".join(f.unit for f in counts.filings if f.missing))
    parts = [f"**送达 {counts.on_time + counts.late}/{counts.asked}**", f"按时 {counts.on_time}"]
    parts += [f"迟报 {counts.late}"] * bool(counts.late) + [f"在途 {counts.on_way}"] * bool(counts.on_way)
    parts += [f"逾期未报 {counts.missing}（{missing}）"] * bool(counts.missing)
    parts += [f"未到期 {counts.waiting}"] * bool(counts.waiting) + [when]
    st.markdown("　".join(parts))


def deadline_caption(plan: Plan, period: str, unit: str) -> None:
    """Write the deadline of a period, and of the unit where it was granted an extension."""
    left = query(queries.submissions.countdown, plan.id, period, unit)
    deadline = queries.periods.unit_deadlines(ledger(), plan).of(period, unit)
    when = f"还有 {left} 天" if left > 0 else "今天截止" if left == 0 else f"已过 {-left} 天"
    extended = "（已准予延期）" if deadline != plan_deadlines(plan)[period][0] else ""
    day = formatting.day(deadline)
    st.caption(
        f"{Period.parse(period).name}报送截止 {day}{extended}，{when}。须经主要负责人、分管区长审签后送达督查室。"
    )


def template_button(plan_id: str, period: str, unit: str) -> None:
    """Offer the unit's workbook.

    It is made before the click: a click that also ends typing in a field reruns the page, and a lazy download of the old
    run would be lost.
    """
    name, data = query(queries.submissions.template_workbook, plan_id, period, unit)
    st.download_button("下载本单位模板", data, name, XLSX, key="submit_template")


def all_templates(plan_id: str, period: str) -> None:
    """Make every unit's workbook under a progress bar, and offer them as one zip file."""
    if st.button("准备全部模板", key="submit_all"):
        bar = st.progress(0.0, "正在生成…")
        forms = queries.forms.forms(ledger(), plan_id, period)
        files = {}
        for number, (unit, form) in enumerate(forms.items(), 1):
            files[form.file_name] = write_template(form)
            bar.progress(number / len(forms), escape_markdown(unit))
        bar.empty()
        st.download_button("下载压缩包", zip_files(files), f"{period}_全部单位模板.zip", key="submit_zip")


def upload_result(check: UploadCheck, data: bytes, file_name: str) -> None:
    """Show the result of checking an upload: verdict, findings, values, and changes since the last submission."""
    with st.container(border=True, key="submit_findings"):
        st.markdown(f"**第三步　{_verdict(check)}**")
        if check.findings:
            st.dataframe(item_tables.findings(check.findings), hide_index=True, height="content", key="submit_found")
        if check.form:
            rows = [(f"{filled}/{asked}", f"行{sheet}") for sheet, (filled, asked) in check.rows.items()]
            widgets.html(cards.facts(rows))
            if check.findings:
                upload_details.marked_button(check.form, check.findings, data, file_name)
    if check.preview:
        st.subheader("数字预览")
        st.dataframe(item_tables.preview(check.preview), hide_index=True, height="content", key="submit_preview")
    names = {row.indicator.code: row.indicator.name for row in check.form.indicators} if check.form else {}
    for explanation in check.parsed.explanations:
        label = f"{explanation.indicator} {names[explanation.indicator]}：未填数，已说明：{explanation.note}"
        st.caption(escape_markdown(label))
    if check.parsed.progress:
        states = [p.state for p in check.parsed.progress]
        st.caption("节点：" + "，".join(f"{name} {states.count(s)} 个" for s, name in STATE_NAME.items()))
        upload_details.expanded_commitments(check)
    if check.latest:
        st.caption(escape_markdown(f"上次报送：{_filing(check.latest)}"))
    if check.changes:
        st.subheader("与上次报送不同的地方")
        st.dataframe(item_tables.changes(check.changes), hide_index=True, key="submit_changes")


def filed_meanwhile(check: UploadCheck) -> bool:
    """Tell the clerk of a submission that was filed after the upload was first shown; return whether there is one."""
    latest = check.latest
    number = latest.number if latest else 0
    seen = st.session_state.setdefault(f"submit_seen_{check.file_hash}", number)
    if latest is None or number == seen or check.duplicate:
        return False
    st.warning(
        f"**这期间另有人报送：{escape_markdown(_filing(latest))}。**　"
        + (f"与您的文件有 {len(check.changes)} 处不同，见上表。" if check.changes else "与您的文件内容相同。")
        + "请核对后决定：仍要报送会取代它，也可以不报。"
    )
    return True


def file_button(check: UploadCheck, ready: bool) -> bool:
    """Draw the button that files, or those by which a clerk chooses after another one filed; return whether to file."""
    if not filed_meanwhile(check):
        return st.button("报送", type="primary", key="submit_file_it", disabled=not ready)
    number = check.latest.number if check.latest else 0
    if st.button("不报了", key="submit_drop"):
        next_upload()
        st.rerun()
    # The number is part of the key: a click holds for the submission that was shown, not for a later one.
    return st.button(f"仍要报送，取代编号 {number}", key=f"submit_anyway_{number}", disabled=not ready)


def file_upload(check: UploadCheck, act: Callable[[int], SubmissionReceipt]) -> None:
    """File the upload over the submission that was shown; the page is drawn again with the receipt or with the newer one."""
    with guard():
        try:
            st.session_state["submit_receipt"] = act(check.latest.number if check.latest else 0)
        except FiledMeanwhile:
            st.rerun()
        next_upload()
        st.rerun()


def next_upload() -> None:
    """Empty the uploader: a new key makes a new one, and the next upload starts afresh."""
    for key in [k for k in st.session_state if str(k).startswith("submit_seen_")]:
        del st.session_state[key]
    st.session_state["submit_round"] = st.session_state.get("submit_round", 0) + 1


def _filing(filed: FiledSubmission) -> str:
    return f"编号 {filed.number}，{filed.filed_by}，{filed.filed_at:%Y-%m-%d %H:%M}"


def _verdict(check: UploadCheck) -> str:
    """Return the result of checking in one sentence."""
    errors = sum(f.severity is Severity.ERROR for f in check.findings)
    if errors:
        return f"有 {errors} 处错误，改正后重新上传"
    if check.duplicate:
        return f"这个文件已经报送过（编号 {check.duplicate.number}），不用再报"
    warnings = len(check.findings)
    return f"可以报送，有 {warnings} 处提示请核对" if warnings else "检查通过，可以报送"


def receipt(receipt: SubmissionReceipt) -> None:
    """Show the receipt: number, time and file hash."""
    if receipt.filed:
        when = f"{receipt.filed_at:%Y-%m-%d %H:%M:%S}"
        replaced = f"　取代编号 {receipt.check.latest.number}" if receipt.check.latest else ""
        st.success(f"**已报送，编号 {receipt.submission}**　{when}　文件指纹 {receipt.check.file_hash[:16]}{replaced}")
    elif receipt.submission:
        st.info(f"这个文件已经报送过，编号 {receipt.submission}，没有重复录入。")
    else:
        st.error("没有报送：请按提示改正后重新上传。")


def history(plan_id: str, unit: str | None) -> None:
    """List the submissions filed so far, each with its file."""
    rows = [r for r in query(queries.submissions.history, plan_id, unit) if may_see(r["unit"], official=False)]
    st.subheader("报送记录")
    if not rows:
        st.caption("还没有报送记录。")
        return
    event = st.dataframe(
        item_tables.history(rows), hide_index=True, key="history_table", on_select="rerun", selection_mode="single-cell"
    )
    if event["selection"]["cells"]:
        number = rows[event["selection"]["cells"][0][0]]["submission"]
        name, data = queries.submissions.submission_file(ledger(), number)
        st.download_button(f"下载原件（编号 {number}）", data, name, key="history_file")
    else:
        st.caption("点一行可下载原件。")
