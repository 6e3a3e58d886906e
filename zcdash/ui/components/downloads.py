"""Downloads of what a page shows, and the media types of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from zcdash import queries
from zcdash.rendering.xlsx import export
from zcdash.text import file_stem
from zcdash.ui.session import ledger

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def workbook(tables: Callable[[], Mapping[str, pd.DataFrame]], name: str) -> None:
    """Offer the page's tables as an Excel workbook; they are built only when it is requested."""
    heading = f"{name}　{queries.clock.today(ledger())} 所见"
    st.download_button(
        "下载 Excel",
        lambda: export.workbook(tables(), heading),
        f"{file_stem(name)}.xlsx",
        XLSX,
        key=f"download_{name}",
    )
