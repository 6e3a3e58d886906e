"""The one-page brief: the link to it and its download."""

from __future__ import annotations

import streamlit as st

from zcdash.queries.brief import Brief
from zcdash.rendering.docx import brief as brief_docx
from zcdash.rendering.html import brief as brief_html
from zcdash.text import file_stem
from zcdash.ui.components import downloads
from zcdash.ui.components.downloads import DOCX
from zcdash.ui.session import period
from zcdash.ui.widgets import html


def link(plan_id: str, leader: str = "", unit: str = "") -> None:
    """Draw the link to the brief of a leader or of a unit."""
    html(brief_html.link(plan_id, period(), leader, unit))


def download(brief: Brief) -> None:
    """Offer the brief as Word, and say how to print it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        name = f"{file_stem(brief.whose)}_{file_stem(brief.period)}_简报.docx"
        downloads.button("下载 Word", lambda _: brief_docx.to_docx(brief), name, DOCX, key="brief_word")
        st.caption("打印：按 Ctrl+P（苹果电脑 ⌘P），A4 纵向，一页。")
