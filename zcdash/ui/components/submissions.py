"""zcdash.ui.components.submissions."""

from __future__ import annotations

import streamlit as st

from zcdash import queries
from zcdash.commands.submissions import SubmissionReceipt
from zcdash.domain.model import Severity
from zcdash.intake.template import write_template
from zcdash.queries.overview import SubmissionCounts
from zcdash.queries.upload_check import UploadCheck
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.xlsx.archive import zip_files
from zcdash.text import escape_markdown
from zcdash.ui.components.approval import may_see
from zcdash.ui.components.tables import XLSX
from zcdash.ui.session import ledger, query


def submission_counts_line(returns: SubmissionCounts) -> None:
    """The returns of a period in one line: how many came in, who has not filed, how long there is."""
    left = returns.days_left
    when = f"离截止还有 {left} 天" if left > 0 else "今天截止" if left == 0 else f"截止已过 {-left} 天"
    gone = escape_markdown("、".join(f.unit for f in returns.filings if f.missing))
    parts = [f"**送达 {returns.on_time + returns.late}/{returns.asked}**", f"按时 {returns.on_time}"]
    parts += [f"迟报 {returns.late}"] * bool(returns.late) + [f"在途 {returns.on_way}"] * bool(returns.on_way)
    parts += [f"逾期未报 {returns.missing}（{gone}）"] * bool(returns.missing)
    parts += [f"未到期 {returns.waiting}"] * bool(returns.waiting) + [when]
    st.markdown("　".join(parts))


def template_button(plan_id: str, period_text: str, unit: str) -> None:
    """Hands out the unit's workbook.

    It is made before the click: a click that also ends typing in a field starts the page anew, and what was only promised
    for later would be lost with the old page.
    """
    name, data = query(queries.submissions.template_workbook, plan_id, period_text, unit)
    st.download_button("下载本单位模板", data, name, XLSX, key="submit_template")


def all_templates(plan_id: str, period_text: str) -> None:
    """Makes every unit's workbook under a progress bar, and hands them out as one zip."""
    if st.button("准备全部模板", key="submit_all"):
        bar = st.progress(0.0, "正在生成…")
        forms = queries.forms.forms(ledger(), plan_id, period_text)
        files = {}
        for number, (unit, form) in enumerate(forms.items(), 1):
            files[form.file_name] = write_template(form)
            bar.progress(number / len(forms), escape_markdown(unit))
        bar.empty()
        st.download_button("下载压缩包", zip_files(files), f"{period_text}_全部单位模板.zip", key="submit_zip")


def verdict(seen: UploadCheck) -> str:
    """What checking found, in one sentence."""
    errors = sum(f.severity is Severity.ERROR for f in seen.returned.findings)
    if errors:
        return f"有 {errors} 处错误，改正后重新上传"
    if seen.same:
        return f"这个文件已经报送过（编号 {seen.latest['submission']}），不用再报"
    warnings = len(seen.returned.findings)
    return f"可以报送，有 {warnings} 处提示请核对" if warnings else "检查通过，可以报送"


def receipt(done: SubmissionReceipt) -> None:
    """What became of the file: number, time, fingerprint."""
    if done.filed:
        when, mark = f"{done.filed_at:%Y-%m-%d %H:%M:%S}", done.check.file_hash[:16]
        st.success(f"**已报送，编号 {done.submission}**　{when}　文件指纹 {mark}")
    elif done.submission:
        st.info(f"这个文件已经报送过，编号 {done.submission}，没有重复录入。")
    else:
        st.error("没有报送：请按提示改正后重新上传。")


def history(plan_id: str, unit: str | None) -> None:
    """The returns filed so far, each to be had back as it came in."""
    rows = [r for r in query(queries.submissions.history, plan_id, unit) if may_see(r)]
    st.subheader("报送记录")
    if not rows:
        st.caption("还没有报送记录。")
        return
    picked = st.dataframe(
        item_tables.history(rows), hide_index=True, key="history_table", on_select="rerun", selection_mode="single-cell"
    )
    if picked["selection"]["cells"]:
        number = rows[picked["selection"]["cells"][0][0]]["submission"]
        name, data = queries.submissions.submission_file(ledger(), number)
        st.download_button(f"下载原件（编号 {number}）", data, name, key="history_file")
    else:
        st.caption("点一行可下载原件。")
