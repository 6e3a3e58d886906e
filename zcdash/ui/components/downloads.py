"""Downloads of what a page shows, the record of each in the audit log, and the media types of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import pandas as pd
import streamlit as st

from zcdash import queries
from zcdash.auth.permissions import Account
from zcdash.domain.audit import Event
from zcdash.errors import LedgerUnavailable
from zcdash.rendering.xlsx import export
from zcdash.text import file_stem
from zcdash.ui import session

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def button(
    label: str,
    data: bytes | Callable[[Account], bytes],
    file_name: str,
    mime: str | None = None,
    *,
    key: str,
    on_click: Literal["rerun", "ignore"] = "rerun",
) -> None:
    """Offer a file: its bytes, or a function that makes them for the reader when the button is pressed.

    The function runs outside of the page's run, perhaps much later: only for a reader who is still signed in by then.
    """
    if isinstance(data, bytes):
        if st.download_button(label, data, file_name, mime, key=key, on_click=on_click):
            record_download(session.account(), file_name)
        return
    make, reader_now = data, session.reader_later()

    def made() -> bytes:
        reader = reader_now()
        content = make(reader)
        record_download(reader, file_name)
        return content

    st.download_button(label, made, file_name, mime, key=key, on_click=on_click)


def record_download(account: Account, file_name: str) -> None:
    """Write into the audit log who downloaded which file. Where nothing can be written, reading goes on all the same."""
    try:
        session.ledger().log_act(account.act(Event.DOWNLOAD, subject=file_name))
    except LedgerUnavailable:
        session.log.exception("a download was not recorded")


def workbook(tables: Callable[[], Mapping[str, pd.DataFrame]], name: str) -> None:
    """Offer the page's tables as an Excel workbook; they are built only when it is requested."""
    plan = st.session_state.get("chosen_plan", "")
    seen = "各计划按自己的业务日期" if plan == session.ALL_PLANS else queries.clock.seen(session.ledger(), plan)
    heading = f"{name}　{seen}"
    button(
        "下载 Excel",
        lambda _: export.workbook(tables(), heading),
        f"{file_stem(name)}.xlsx",
        XLSX,
        key=f"download_{name}",
    )
