"""数从哪里来: the cell and file of every reported value, each file as a download."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from zcdash import queries
from zcdash.auth.permissions import Account
from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import WEB_FILE_NAME
from zcdash.queries.submissions import HistoryRow, ReportedCell
from zcdash.rendering.formatting import amount
from zcdash.store.submissions import ActualTrailRow
from zcdash.text import escape_markdown
from zcdash.ui.components import downloads
from zcdash.ui.components.approval_status import may_see, visible
from zcdash.ui.components.downloads import XLSX
from zcdash.ui.session import ledger, period, query, view

_HEAD = "数从哪里来"


def of_indicator(plan_id: str, indicator: Indicator) -> list[ActualTrailRow]:
    """Draw every value reported for an indicator with its cell, the newest first, each with its file; return them."""
    trail = visible(query(queries.submissions.trail, plan_id, indicator.code))
    files = {r["submission"]: r for r in query(queries.submissions.history, plan_id)}
    if trail:
        st.subheader(_HEAD)
    for row in trail:
        said = "未填数，已说明" if row["value"] is None else amount(row["value"], indicator.unit)
        typed = f"填的是“{row['typed']}”" if row["typed"] else ""
        state = "" if row["counts"] else "已被替代"
        facts = [f"{row['sheet']}!{row['cell']}", typed, row["note"], state]
        _file(plan_id, files[row["submission"]], [f"**{escape_markdown(said)}**　{_joined(facts)}"])
    return trail


def of_item(plan_id: str, item: str) -> None:
    """Draw what the submissions that count for the chosen period reported on an item, with cells, each with its file."""
    cells = query(queries.submissions.cells_of, plan_id, item, period(), view())
    files = {r["submission"]: r for r in query(queries.submissions.history, plan_id)}
    st.subheader(_HEAD)
    if not cells:
        st.caption("本期还没有计入的报送。")
    for number, rows in cells.items():
        _file(plan_id, files[number], [_cell(row) for row in rows])


def _cell(row: ReportedCell) -> str:
    return f"**{escape_markdown(row.said)}**　{_joined([f'{row.sheet}!{row.cell}', row.code, row.name])}"


def _joined(facts: Sequence[str]) -> str:
    return escape_markdown("　".join(fact for fact in facts if fact))


def _file(plan_id: str, row: HistoryRow, lines: Sequence[str]) -> None:
    """Draw one submission: what it said line by line, who filed it, and its file for those who may see it."""
    number = row["submission"]
    with st.container(horizontal=True, vertical_alignment="center", border=True, gap="small", key=f"source_{number}"):
        with st.container(gap="xxsmall", width="stretch"):
            st.markdown("  \n".join(lines))
            filed = f"{row['unit']} {row['filed_by']}，{row['filed_at']:%Y-%m-%d %H:%M}"
            facts = [Period.parse(row["period"]).short_name, f"报送 {number}", row["file_name"], filed]
            st.caption(_joined(facts))
        if may_see(row["unit"], official=False):
            name = f"报送{number}.xlsx" if row["file_name"] == WEB_FILE_NAME else row["file_name"]
            with st.container(width="content"):
                downloads.button(
                    "下载工作簿",
                    partial(_workbook, plan_id=plan_id, number=number),
                    name,
                    XLSX,
                    key=f"source_file_{number}",
                    on_click="ignore",
                )


def _workbook(account: Account, plan_id: str, number: int) -> bytes:
    return queries.drafts.original_file(ledger(), account, plan_id, number)[1]


def of_document(plan: Plan, item: str) -> None:
    """Draw where an item stands in the document that the plan was read from, cell by cell, with the document to download."""
    cells = [c for c in plan.cells if c.item == item and c.address]
    kept = query(queries.plan_requests.sources, plan.id)
    if not cells and not kept:
        return
    with st.expander("原文位置"):
        for cell in cells:
            name = "目标任务" if cell.cell == "goal" else f"{Period.parse(cell.cell).name}目标"
            st.caption(escape_markdown(f"{name}：{cell.address}"))
        if kept:
            newest = kept[-1]
            name, version = newest["file_name"], newest["version"]
            downloads.button(
                f"下载原件（{escape_markdown(name)}）",
                lambda _: queries.plan_requests.source_file(ledger(), plan.id, version)[1],
                name,
                key=f"plan_source_{plan.id}",
            )
