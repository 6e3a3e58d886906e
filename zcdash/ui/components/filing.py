"""The last step of the page 季度报送, for an uploaded workbook and for the form on the page: findings, preview, filing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from zcdash import commands, queries
from zcdash.commands.submissions import FiledMeanwhile, SubmissionReceipt
from zcdash.domain.submission import ZERO_REPORT, Source
from zcdash.domain.terms import STATE_NAME, Severity
from zcdash.intake.form import Form
from zcdash.intake.web_form import FormPlace, row_names, with_progress
from zcdash.parsing.uploads import read_cells
from zcdash.queries.upload_check import FiledSubmission, UploadCheck
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import cards, tables
from zcdash.text import escape_markdown
from zcdash.ui import widgets
from zcdash.ui.components import findings, form_editing, messages, upload_details
from zcdash.ui.session import account, guard, ledger

WAYS = {Source.FILE.value: "上传文件", Source.PAGE.value: "网页填报"}
"""Way to file, as it stands in the address → its label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A checked submission that is about to be filed."""

    check: UploadCheck
    data: bytes
    name: str
    source: Source = Source.FILE

    @property
    def seen_key(self) -> str:
        """Key of the number of the submission that counted when the file, or the form, was first shown."""
        return "submit_seen_page" if self.source is Source.PAGE else f"submit_seen_{self.check.file_hash}"


def upload_step(plan_id: str, period: str, unit: str) -> Upload | None:
    """Draw the field for the file; return the file once it was chosen and read."""
    # A new key empties the uploader after filing.
    round_number = st.session_state.get("submit_round", 0)
    file = st.file_uploader("填好的工作簿（.xlsx，10 MB 以内）", key=f"submit_file_{round_number}")
    if not file:
        return None
    data = file.getvalue()
    # Reading a large file takes seconds; every click on the page would read it again.
    state = (file.file_id, plan_id, period, unit, ledger().revision, queries.clock.today(ledger(), plan_id))
    last_state, check = st.session_state.get("submit_checked", (None, None))
    if state != last_state:
        with st.spinner(f"正在读文件、逐格检查（{max(len(data) // 1024, 1):,} KB）…", show_time=True):
            check = queries.upload_check.check_upload(ledger(), data, plan_id, period, unit)
        st.session_state["submit_checked"] = state, check
    return Upload(check=check, data=data, name=file.name)


def check_step(upload: Upload, may_edit: bool) -> None:
    """Show the result of checking: verdict, findings, values, and changes since the last submission."""
    check = upload.check
    with st.container(border=True, key="submit_findings"):
        number = "二" if upload.source is Source.PAGE else "三"
        st.markdown(f"**第{number}步　{_verdict(upload)}**")
        if upload.source is Source.PAGE:
            findings.cards(check, "web_finding", form_editing.jump)
        else:
            edit = _edit_on_page(check.form, upload) if check.form and may_edit else None
            findings.cards(check, "submit_finding", edit, "在网页上改这一格")
        if check.form:
            rows = [(f"{filled}/{asked}", f"行{sheet}") for sheet, (filled, asked) in check.rows.items() if asked]
            widgets.html(cards.facts(rows))
            if check.findings and upload.source is Source.FILE:
                upload_details.marked_button(check.form, check.findings, upload.data, upload.name)
    if check.preview:
        st.subheader("数字预览")
        widgets.html(tables.wrapped(item_tables.preview(check.preview)))
    names = row_names(check.form) if check.form else {}
    for explanation in check.parsed.explanations:
        label = f"{explanation.indicator} {names[explanation.indicator]}：未填数，已说明：{explanation.note}"
        st.caption(escape_markdown(label))
    if check.parsed.progress:
        states = [p.state for p in check.parsed.progress]
        zero = sum(p.note.startswith(ZERO_REPORT) for p in check.parsed.progress)
        more = f"（其中{ZERO_REPORT} {zero} 个）" if zero else ""
        st.caption("节点：" + "，".join(f"{name} {states.count(s)} 个" for s, name in STATE_NAME.items()) + more)
        upload_details.expanded_commitments(check)
    if check.latest:
        st.caption(escape_markdown(f"上次报送：{_filing(check.latest)}"))
    if check.changes:
        st.subheader("与上次报送不同的地方")
        st.dataframe(item_tables.changes(check.changes), hide_index=True, key="submit_changes")


def _edit_on_page(form: Form, upload: Upload) -> Callable[[FormPlace], None]:
    """Return a function that fills the form on the page with the upload and goes to a cell."""

    def edit(place: FormPlace) -> None:
        cells = read_cells(upload.data, Source.FILE)
        form_editing.take_over(form, with_progress(cells, upload.check.parsed.progress), place)

    return edit


def _verdict(upload: Upload) -> str:
    """Return the result of checking in one sentence."""
    check = upload.check
    on_page = upload.source is Source.PAGE
    errors = sum(f.severity is Severity.ERROR for f in check.findings)
    if errors:
        return f"有 {errors} 处错误，改正后" + ("再报" if on_page else "重新上传")
    if check.duplicate:
        what = "这些内容" if on_page else "这个文件"
        return f"{what}已经报送过（编号 {check.duplicate.number}），不用再报"
    warnings = len(check.findings)
    return f"可以报送，有 {warnings} 处提示请核对" if warnings else "检查通过，可以报送"


def file_step(upload: Upload, filed_by: str, plan_id: str, period: str, unit: str) -> None:
    """Ask for the confirmation of warnings, and file."""
    check = upload.check
    accept = True
    if check.findings and not check.refused:
        accept = st.checkbox("以上提示已核对，确认报送", key="submit_accept")
    if not filed_by.strip():
        st.caption("请先填写填报人。")
    ready = accept and filed_by.strip() and not check.refused and not check.duplicate
    if not _file_button(upload, bool(ready)):
        return
    with guard():
        try:
            st.session_state["submit_receipt"] = commands.submissions.submit(
                ledger(),
                account(),
                upload.data,
                upload.name,
                filed_by,
                accept,
                plan_id,
                period,
                unit,
                expected_latest=check.latest.number if check.latest else 0,
                source=upload.source,
            )
        except FiledMeanwhile:
            # The page shows the newer submission beside this one.
            st.rerun()
        _next_upload()
        form_editing.forget()
        st.rerun()


def _file_button(upload: Upload, ready: bool) -> bool:
    """Draw the button that files, or those by which a clerk chooses after another one filed; return whether to file."""
    if not _filed_meanwhile(upload):
        return st.button("报送", type="primary", key="submit_file_it", disabled=not ready)
    number = upload.check.latest.number if upload.check.latest else 0
    if upload.source is Source.FILE and st.button("不报了", key="submit_drop"):
        _next_upload()
        st.rerun()
    # The number is part of the key: a click holds for the submission that was shown, not for a later one.
    return st.button(f"仍要报送，取代编号 {number}", key=f"submit_anyway_{number}", disabled=not ready)


def _filed_meanwhile(upload: Upload) -> bool:
    """Tell the clerk of a submission that was filed after this one was first shown; return whether there is one."""
    check = upload.check
    latest = check.latest
    number = latest.number if latest else 0
    seen = st.session_state.setdefault(upload.seen_key, number)
    if latest is None or number == seen or check.duplicate:
        return False
    st.warning(
        f"**这期间另有人报送：{escape_markdown(_filing(latest))}。**　"
        + (f"与您填的有 {len(check.changes)} 处不同，见上表。" if check.changes else "与您填的内容相同。")
        + "请核对后决定：仍要报送会取代它，也可以不报。"
    )
    return True


def _next_upload() -> None:
    """Empty the uploader: a new key makes a new one, and the next upload starts afresh."""
    for key in [k for k in st.session_state if str(k).startswith("submit_seen_")]:
        del st.session_state[key]
    st.session_state["submit_round"] = st.session_state.get("submit_round", 0) + 1


def _filing(filed: FiledSubmission) -> str:
    return f"编号 {filed.number}，{filed.filed_by}，{filed.filed_at:%Y-%m-%d %H:%M}"


def receipt(receipt: SubmissionReceipt) -> None:
    """Show the receipt: number, time, file hash, and the submission that it replaced."""
    if receipt.filed:
        replaced = receipt.check.latest
        lines = [
            f"**已报送，编号 {receipt.submission}**　{receipt.filed_at:%Y-%m-%d %H:%M:%S}",
            f"指纹 {receipt.check.file_hash[:16]}",
        ]
        if replaced:
            lines.append(f"取代编号 {replaced.number}（{replaced.filed_at:%Y-%m-%d %H:%M}），原件留着可查")
        messages.done("　".join(lines))
    elif receipt.submission:
        st.info(f"同样的内容已经报送过，编号 {receipt.submission}，没有重复录入。")
    else:
        st.error("没有报送：请按提示改正后再报。")
