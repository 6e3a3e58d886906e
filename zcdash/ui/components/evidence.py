"""Evidence (佐证材料) on pages: attach files to a submission, list them with previews, download and withdraw them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from zcdash import commands, queries
from zcdash.auth.permissions import Permission
from zcdash.domain.evidence import MAX_FILE, MAX_FILES, MAX_TOTAL, FileKind
from zcdash.domain.period import Period
from zcdash.domain.rounding import half_up
from zcdash.errors import ZcdashError
from zcdash.queries.approvals import SubmissionStatus
from zcdash.queries.evidence import WHOLE, Evidence
from zcdash.text import escape_markdown
from zcdash.ui import session
from zcdash.ui.components import downloads, messages
from zcdash.ui.session import account, guard, ledger, query
from zcdash.ui.widgets import label_of

_KINDS = "、".join(FileKind)
_THUMBNAIL = 72
"""Pixels of a preview's width in a list."""
_MB = 1 << 20


def section(plan_id: str, period: str, unit: str) -> None:
    """Draw the evidence of a unit's submissions of a period, and the form that attaches more to the newest of them."""
    status = query(queries.approvals.latest_by_unit, plan_id).get((period, unit))
    if status is None:
        return
    pieces = query(queries.evidence.of_unit, plan_id, period, unit, account())
    st.subheader("佐证材料")
    used = _size(queries.evidence.total_size(pieces))
    st.caption(
        f"附在报送 {status.number} 上，重新报送后仍在。{_KINDS}，每个 {MAX_FILE // _MB} MB 以内；"
        f"合计 {MAX_TOTAL // _MB} MB、{MAX_FILES} 个以内，已用 {used}。"
    )
    if outcome := st.session_state.pop("evidence_outcome", None):
        _outcome(*outcome)
    try:
        queries.evidence.require_open(ledger(), account(), status)
        is_open = account().may(Permission.ATTACH_EVIDENCE, unit)
    except ZcdashError as error:
        is_open = False
        st.caption(escape_markdown(f"{error.sentence}{error.advice}"))
    if is_open:
        _attach_form(status)
    listing(plan_id, pieces, "evidence", withdraw=is_open)


def _attach_form(status: SubmissionStatus) -> None:
    rows = {"": WHOLE} | query(queries.evidence.reported_rows, status.plan, status.number)
    uploads = st.session_state.get("evidence_round", 0)  # a new key empties the uploader after attaching
    with st.container(border=True, key="evidence_form"):
        code = st.selectbox("附在哪一行", [*rows], format_func=label_of(rows), key=f"evidence_row_{status.number}")
        # Without `type`: the browser would refuse other files without a reason, the command says what to do.
        files = st.file_uploader(
            f"文件（可多选，每个 {MAX_FILE // _MB} MB 以内）",
            accept_multiple_files=True,
            max_upload_size=MAX_FILE // _MB,
            key=f"evidence_files_{uploads}",
        )
        if not st.button("附上", type="primary", key="evidence_attach", disabled=not files):
            return
        attached, refused = [], []
        with st.spinner("正在检查…"), guard():
            for file in files:
                try:
                    data = file.getvalue()
                    commands.evidence.attach(ledger(), account(), status.plan, status.number, data, file.name, code)
                    attached.append(f"已附上“{file.name}”。")
                except ZcdashError as error:
                    refused.append(f"{error.sentence}{error.advice}")
            st.session_state["evidence_outcome"] = (attached, refused)
            st.session_state["evidence_round"] = uploads + 1
            st.rerun()


def _outcome(done: Sequence[str], refused: Sequence[str]) -> None:
    """Say what was done, and why each of the other files was refused."""
    if done:
        messages.done(escape_markdown("".join(done)))
    for sentence in refused:
        st.error(escape_markdown(sentence))


def of_submission(status: SubmissionStatus) -> None:
    """List the evidence of a submission for those who sign it; nothing where there is none."""
    pieces = query(queries.evidence.of_unit, status.plan, status.period, status.unit, account())
    pieces = [e for e in pieces if e.submission <= status.number]
    if pieces:
        st.markdown(f"**佐证材料（{sum(not e.withdrawn for e in pieces)}）**")
        listing(status.plan, pieces, f"sign_evidence_{status.number}")


def of_item(plan_id: str, item: str) -> None:
    """List the accepted evidence of an item; nothing where there is none."""
    pieces = query(queries.evidence.of_item, plan_id, item, account())
    if pieces:
        st.subheader(f"佐证材料（{len(pieces)}）")
        listing(plan_id, pieces, "item_evidence")


def listing(plan_id: str, pieces: Sequence[Evidence], key: str, withdraw: bool = False) -> None:
    """List pieces of evidence, each with preview, row, size, person and time, and a button that downloads it."""
    for piece in pieces:
        with st.container(
            horizontal=True, vertical_alignment="center", border=True, gap="small", key=f"{key}_{piece.number}"
        ):
            if piece.has_preview and not piece.withdrawn:
                st.image(_preview(piece.hash), width=_THUMBNAIL)
            with st.container(gap="xxsmall", width="stretch"):
                _description(piece)
            with st.container(horizontal=True, width="content"):
                downloads.button(
                    "下载",
                    partial(queries.evidence.content, ledger(), plan_id=plan_id, number=piece.number),
                    piece.file_name,
                    key=f"{key}_file_{piece.number}",
                    on_click="ignore",
                )
                if withdraw and not piece.withdrawn and (not piece.accepted or account().may(Permission.ACCEPT)):
                    _withdraw_form(plan_id, piece, key)


def _description(piece: Evidence) -> None:
    name = escape_markdown(piece.file_name)
    st.markdown(f"~~{name}~~" if piece.withdrawn else f"**{name}**")
    facts = [Period.parse(piece.period).short_name, piece.row, _size(piece.size)]
    facts += [f"{piece.unit} {piece.name} {piece.attached_at:%Y-%m-%d %H:%M}", piece.withdrawn]
    st.caption(escape_markdown(" · ".join(filter(None, facts))))


def _size(size: int) -> str:
    return f"{half_up(size / _MB, 1)} MB" if size >= _MB // 10 else f"{-(-size // 1024)} KB"


def _preview(file_hash: str) -> bytes:
    return session.cached_render(lambda: queries.evidence.preview(ledger(), file_hash), "evidence", file_hash)


def _withdraw_form(plan_id: str, piece: Evidence, key: str) -> None:
    with st.popover("撤回"), st.form(f"{key}_withdraw_{piece.number}", border=False):
        reason = st.text_input("为什么撤回", key=f"{key}_reason_{piece.number}")
        if st.form_submit_button("撤回"):
            with guard():
                commands.evidence.withdraw(ledger(), account(), plan_id, piece.number, reason)
                st.session_state["evidence_outcome"] = ([f"已撤回“{piece.file_name}”。"], [])
                st.rerun()
