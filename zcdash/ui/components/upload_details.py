"""Details of a checked upload on the page 季度报送: the marked workbook, and the commitments that one cell reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

import streamlit as st

from zcdash import auth
from zcdash.auth.permissions import Account, Permission
from zcdash.domain.model import Finding
from zcdash.intake.expand_commitments import expanded
from zcdash.intake.form import REST_DONE, Form
from zcdash.parsing.uploads import mark_findings
from zcdash.queries.upload_check import UploadCheck
from zcdash.ui.components import downloads
from zcdash.ui.components.downloads import XLSX

_PREFIX = "请改正_"


def marked_button(form: Form, findings: Sequence[Finding], data: bytes, file_name: str) -> None:
    """Offer the workbook with its findings marked; it is written when it is requested, by somebody who may still file."""

    def marked(reader: Account) -> bytes:
        auth.permissions.require_permission(reader, Permission.FILE, form.unit)
        return mark_findings(data, form, findings)

    name = f"{_PREFIX}{PurePath(file_name).stem.removeprefix(_PREFIX)}.xlsx"
    downloads.button("下载标出问题的工作簿", marked, name, XLSX, key="submit_marked")


def expanded_commitments(check: UploadCheck) -> None:
    """List the commitments that one cell reports as done, with the cell."""
    reports = expanded(check.parsed.progress, check.findings)
    if not reports or not check.form:
        return
    texts = {row.commitment.code: row.locked[2] for row in check.form.commitments}
    place = f"{reports[0].sheet}!{reports[0].cell}"
    with st.expander(f"按“{REST_DONE}”（{place}）录为已完成的 {len(reports)} 个节点"):
        rows = [{"编号": r.commitment, "节点": texts[r.commitment], "完成日期": r.done_on} for r in reports]
        st.dataframe(rows, hide_index=True, key="submit_expanded")
