"""网页填报: the form of a submission on the page, one card a row, saved as a draft after every cell."""

from __future__ import annotations

from collections import defaultdict

import streamlit as st

from zcdash import queries
from zcdash.domain.model import Finding
from zcdash.domain.submission import WEB_FILE_NAME, Source
from zcdash.intake import web_form
from zcdash.intake.form import COMMITMENTS, Form
from zcdash.queries.upload_check import UploadCheck
from zcdash.text import escape_markdown
from zcdash.ui import widgets
from zcdash.ui.components import downloads, form_editing, form_rows
from zcdash.ui.components.downloads import XLSX
from zcdash.ui.components.filing import Upload
from zcdash.ui.components.form_editing import PAGE_ROWS, Editing
from zcdash.ui.session import guard, ledger, query


def draw(plan_id: str, period: str, unit: str) -> Upload | None:
    """Draw the form; return what may be filed, None while nothing is filled in or two people's drafts differ."""
    form = query(queries.forms.form, plan_id, period, unit)
    editing = form_editing.begin(form)
    if error := st.session_state.pop("web_error", ""):
        st.error(error)
    with guard():
        form_editing.save(editing)
    data = web_form.write_document(form, editing.cells)
    check = queries.upload_check.check_upload(ledger(), data, plan_id, period, unit, Source.PAGE)
    with st.container(border=True, key="web_form"):
        st.markdown("**第一步　填写**")
        _draft_line(editing)
        _rows(editing, form, check)
        _actions(editing, form)
    if editing.conflict:
        st.caption("请先在上面选定用哪一份草稿，再报送。")
        return None
    if not editing.cells:
        st.caption("还没有填。填了以后，这里列出要核对的地方。")
        return None
    return Upload(check=check, data=data, name=WEB_FILE_NAME, source=Source.PAGE)


def _draft_line(editing: Editing) -> None:
    """Say when the draft was last saved and what the form started with; offer to have a discarded draft back."""
    draft = queries.drafts.draft(ledger(), *editing.key)
    line = "边填边存，关了浏览器也不会丢，本单位的人都能接着填。"
    if draft and not draft.ended and draft.number == editing.draft:
        line = f"草稿已存：{escape_markdown(draft.name)} {draft.saved_at:%m-%d %H:%M}。"
    st.caption(f"{line}{editing.start}")
    if draft and draft.discarded and editing.cells == editing.saved:
        label = f"取回 {draft.saved_at:%m-%d %H:%M} 放弃的草稿"
        st.button(label, key="web_restore", on_click=editing.replace_cells, args=(draft.discarded,))


def _rows(editing: Editing, form: Form, check: UploadCheck) -> None:
    """Draw the rows of the chosen sheet, a page of them at a time, each with its findings."""
    sheets = [name for name, rows in form.locked.items() if rows]
    labels = {name: f"{name} {len(editing.cells.get(name, {}))}/{len(form.locked[name])}" for name in sheets}
    if st.session_state.get("web_sheet") not in sheets:
        st.session_state["web_sheet"] = sheets[0]
    choice = st.segmented_control(
        "工作表",
        sheets,
        key="web_sheet",
        required=True,
        label_visibility="collapsed",
        format_func=widgets.label_of(labels),
    )
    sheet = choice or sheets[0]
    rows = form.locked[sheet]
    pages = -(-len(rows) // PAGE_ROWS)
    first = 0
    if pages > 1:
        key = f"web_page_{sheet}"
        st.session_state[key] = min(st.session_state.get(key, 1), pages)
        first = (st.pagination(pages, key=key) - 1) * PAGE_ROWS
    row_findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in check.findings:
        place = check.places.get(finding.place)
        if place and place.sheet == sheet:
            row_findings[place.code].append(finding)
    editing.widgets = {}
    for index in range(first, min(first + PAGE_ROWS, len(rows))):
        form_rows.draw(editing, form, sheet, index, row_findings[rows[index][0]] if editing.cells else ())
    if first + PAGE_ROWS < len(rows):
        place = web_form.FormPlace(sheet, rows[first + PAGE_ROWS][0])
        label = f"接着填后面 {min(PAGE_ROWS, len(rows) - first - PAGE_ROWS)} 行"
        st.button(label, key="web_next", on_click=form_editing.jump, args=(place,))
    editing.defaults = {key: text for key, text in editing.defaults.items() if key in editing.widgets}
    form_rows.scroll(editing)


def _actions(editing: Editing, form: Form) -> None:
    """Offer what concerns the whole form: all commitments done, a workbook to go on in Excel, discarding the draft."""
    filled = editing.cells.get(COMMITMENTS, {})
    completed = web_form.complete_commitments(form, editing.cells, query(queries.clock.today, form.plan)).get(
        COMMITMENTS, {}
    )
    with st.container(horizontal=True, key="web_actions"):
        if len(completed) > len(filled):
            label = f"其余 {len(completed) - len(filled)} 个节点均按期完成"
            st.button(label, key="web_complete", on_click=form_editing.complete, args=(editing,))
        if editing.cells:
            # In a popover: a click that also ends typing reruns the page, and a lazy download of the old run would be lost.
            with st.popover("到 Excel 里接着填"):
                st.caption("工作簿里已填好网页上的内容，填完从“上传文件”报送。")
                downloads.button(
                    "下载工作簿",
                    lambda _: queries.drafts.filled_template(ledger(), *editing.key, editing.cells)[1],
                    form.file_name,
                    XLSX,
                    key="web_download",
                )
            with st.popover("放弃草稿"):
                st.caption("放弃后重新开始；放弃的草稿还可以取回。")
                st.button("确定放弃", key="web_discard", on_click=form_editing.discard, args=(editing,))
