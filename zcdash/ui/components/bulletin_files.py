"""The bulletin as documents: built from the ledger, offered as Word, PDF and Excel."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from zcdash.errors import NotProven
from zcdash.queries import bulletin
from zcdash.queries.bulletin import Draft, proof
from zcdash.queries.bulletin.register import register
from zcdash.rendering import pdf
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.rendering.docx import gongwen
from zcdash.rendering.xlsx import register as register_xlsx
from zcdash.store.ledger import Ledger
from zcdash.ui import session
from zcdash.ui.components import downloads
from zcdash.ui.components.downloads import DOCX, XLSX


def proof_of(ledger: Ledger, plan_id: str, close: int) -> proof.Proven | NotProven:
    """Return the proof of a close's bulletin, or the reason why there is none.

    No command changes a close, so the result is kept across writes; `issue_bulletin` proves it once more.
    """
    key = ("bulletin proof", plan_id, close)
    return ledger.cached_across_writes(key, lambda: proof.prove_close(ledger, plan_id, close))


def draft_letter(ledger: Ledger, plan_id: str, close: int) -> gongwen.Letter:
    """Return the bulletin as drafted; it is built again when its words or its figures have changed."""
    content, draft = bulletin.content(ledger, plan_id, close), bulletin.draft(ledger, close)
    return ledger.cached_across_writes(
        ("letter", plan_id, close), lambda: bulletin_docx.letter(content, draft), (content, draft)
    )


def issued_letter(ledger: Ledger, plan_id: str, number: int) -> gongwen.Letter:
    """Return a bulletin in the words in which it was issued."""
    row = next(b for b in bulletin.issued(ledger, plan_id) if b["bulletin"] == number)
    content = bulletin.content(ledger, plan_id, row["close"])
    return bulletin_docx.letter(content, Draft.from_json(row["text"]), issued=True)


def register_workbook(ledger: Ledger, plan_id: str, close: int) -> bytes:
    """Return the register of a close as an Excel workbook."""
    return register_xlsx.write(register(ledger, plan_id, close))


def offer(name: str, docx: Callable[[], bytes], xlsx: Callable[[], bytes]) -> None:
    """Offer the bulletin as Word, as PDF if LibreOffice is installed, and the register as Excel."""
    with st.container(horizontal=True):
        downloads.button("下载 Word", lambda _: docx(), f"{name}.docx", DOCX, key=f"docx_{name}")
        downloads.button(
            "下载 Excel 台账", lambda _: xlsx(), f"{name.split('_', maxsplit=1)[0]}_台账.xlsx", XLSX, key=f"xlsx_{name}"
        )
        convert = pdf.program() and st.button("转成 PDF", key=f"pdf_{name}")
    if convert:
        with session.guard(), st.spinner("正在由 LibreOffice 转换…"):
            downloads.button(
                "下载 PDF", pdf.from_docx(docx()), f"{name}.pdf", "application/pdf", key=f"pdf_file_{name}"
            )
