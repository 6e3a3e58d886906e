"""The one-page brief: the link to it and its download."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from zcdash import queries
from zcdash.queries.brief import Brief
from zcdash.rendering.docx import brief as brief_docx
from zcdash.rendering.docx import brief_over_plans as over_plans_docx
from zcdash.rendering.html import brief as brief_html
from zcdash.text import escape_markdown, file_stem
from zcdash.ui import widgets
from zcdash.ui.components import downloads
from zcdash.ui.components.downloads import DOCX
from zcdash.ui.session import account, period, query
from zcdash.ui.widgets import html


def link(plan_id: str, leader: str = "", unit: str = "") -> None:
    """Draw the link to the brief of a leader or of a unit."""
    html(brief_html.link(plan_id, period(), leader, unit))


def choose(leaders: Sequence[str], units: Sequence[str]) -> tuple[str, str]:
    """Return (leader, unit) to be shown, one of them empty: the chosen one, else the reader's own. Stop the page without one."""
    left, right = st.columns(2)
    leader = unit = None
    if leaders:
        with left:
            leader = widgets.choose(st.selectbox, "分管区长", leaders, "leader", placeholder="选择一位")
    with right if leaders else left:
        label, unknown = "或责任单位" if leaders else "责任单位", widgets.not_here("责任单位")
        unit = widgets.choose(st.selectbox, label, units, "unit", placeholder="选择单位", unknown=unknown)
    if not leader and not unit:
        reader = account()
        leader, unit = (
            (reader.leader if reader.leader in leaders else ""),
            (reader.unit if reader.unit in units else ""),
        )
    if not leader and not unit:
        st.caption("选一位分管区长，或者一个单位。" if leaders else "选一个单位。")
        st.stop()
    if leader and unit:
        st.caption(f"同时选了两个，下面是{escape_markdown(leader)}的；要看{escape_markdown(unit)}的，请清除分管区长。")
        unit = ""
    return leader or "", unit or ""


def over_plans() -> None:
    """Draw the brief of a leader or a unit over all plans, with its download."""
    plans = query(queries.all_plans.plans_now)
    names = queries.all_plans.leader_names(plans), queries.all_plans.unit_names(plans)
    leader, unit = choose(*names)
    sheet = query(queries.brief_over_plans.brief_over_plans, leader, unit, account())
    _offer(lambda: over_plans_docx.to_docx(sheet), f"{file_stem(sheet.whose)}_全部计划_简报.docx")
    html(brief_html.over_plans(sheet))


def download(brief: Brief) -> None:
    """Offer the brief as Word, and say how to print it."""
    _offer(lambda: brief_docx.to_docx(brief), f"{file_stem(f'{brief.whose}_{brief.period}')}_简报.docx")


def _offer(make: Callable[[], bytes], name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads.button("下载 Word", lambda _: make(), name, DOCX, key="brief_word")
        st.caption("打印：按 Ctrl+P（苹果电脑 ⌘P），A4 纵向，一页。")
