"""Parts of the page 留痕: the filters, the files, and how far the log was sent to a syslog server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import streamlit as st

from zcdash import queries, store
from zcdash.auth.permissions import Account
from zcdash.queries.clock import to_local_time
from zcdash.rendering.dataframes import regime_tables
from zcdash.rendering.log_lines import csv_lines, json_lines
from zcdash.store.audit_log import LogConditions
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import downloads
from zcdash.web import syslog

KINDS = {"act": "办理", "trail": "登录与下载"}


def filters() -> LogConditions:
    """Draw the filters and return what they choose."""
    values = store.audit_log.values(session.ledger())
    columns = st.columns([2, 2, 2, 2, 2])
    kind = widgets.choose(
        columns[0].selectbox, "类别", [*KINDS], "kind", placeholder="全部", format_func=widgets.label_of(KINDS)
    )
    who = widgets.choose(columns[1].selectbox, "何人", values["name"], "who", placeholder="全部")
    what = widgets.choose(columns[2].selectbox, "何事", values["what"], "what", placeholder="全部")
    unit = widgets.choose(columns[3].selectbox, "单位", values["unit"], "unit", placeholder="全部")
    since, until = _days(columns[4].date_input("起止日期", [], key="log_days", format="YYYY-MM-DD"))
    return queries.audit_log.conditions(who or "", what or "", unit or "", kind or "", since, until)


def _days(chosen: Any) -> tuple[date | None, date | None]:
    """Return the first and last day of Streamlit's date field; None twice as long as the second is not chosen."""
    return (chosen[0], chosen[1]) if isinstance(chosen, tuple) and len(chosen) == 2 else (None, None)


def files(wanted: LogConditions) -> None:
    """Offer the entries that meet the conditions as Excel, CSV and JSON lines; each is made only when it is requested."""
    with st.container(horizontal=True):
        downloads.workbook(lambda: {"留痕": regime_tables.acts(_entries(wanted))}, "留痕")
        downloads.button("下载 CSV", _text(csv_lines, wanted, "\ufeff"), "留痕.csv", "text/csv", key="log_csv")
        downloads.button("下载 JSON", _text(json_lines, wanted), "留痕.jsonl", "application/x-ndjson", key="log_jsonl")


def _entries(wanted: LogConditions) -> list[Any]:
    return queries.audit_log.newest(session.ledger(), wanted, 1, 1 << 62)


def _text(
    lines: Callable[[Iterable[Any]], Iterator[str]], wanted: LogConditions, begins: str = ""
) -> Callable[[Account], bytes]:
    # Excel takes a CSV file for UTF-8 only if it begins with a byte order mark.
    def made(_: Account) -> bytes:
        return (begins + "".join(lines(reversed(_entries(wanted))))).encode()

    return made


def shipping_line() -> None:
    """Say how far the log was sent to the syslog server, or that it cannot be reached; nothing where none is set."""
    state = syslog.shipper.state
    if state is None:
        return
    server = escape_markdown(state.server)
    if state.failing_since is None:
        st.caption(f"已发往 {server} 至第 {state.entry} 条。")
        return
    waiting = store.audit_log.count(session.ledger(), LogConditions(after=state.entry))
    st.warning(
        f"自 {to_local_time(state.failing_since):%m月%d日 %H:%M} 起无法发往 {server}（{escape_markdown(state.fault)}），"
        f"还有 {waiting} 条待发。恢复后会自动补发。"
    )
