"""The form that a browser window fills in on the page: its cells, its draft, and what happens when two people edit it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from zcdash import commands, queries
from zcdash.commands.drafts import DraftChanged
from zcdash.domain.submission import Source
from zcdash.errors import ZcdashError
from zcdash.intake import web_form
from zcdash.intake.form import HEADS, Form
from zcdash.intake.web_form import FormCells, FormPlace
from zcdash.queries.drafts import Draft
from zcdash.text import escape_markdown
from zcdash.ui.session import account, ledger, query

PAGE_ROWS = 10
"""Rows drawn at a time."""
_STATE = "web_form"
_NO_FORM = ("", "", "")


@dataclass(slots=True, kw_only=True)
class Editing:
    """The form in progress."""

    key: tuple[str, str, str]
    """Plan, period, unit."""
    cells: FormCells
    saved: FormCells
    """The cells as last read from the ledger or saved there."""
    draft: int | None
    """Number of the version of the draft that `saved` is."""
    start: str
    """Sentence, as Markdown, that says what the form started with."""
    edition: int
    """Part of the widgets' keys: new whenever the cells change otherwise than by typing."""
    widgets: dict[str, FormPlace] = field(default_factory=dict)
    """Key of a widget of the last run → its cell."""
    defaults: dict[str, str] = field(default_factory=dict)
    """Key of a widget → its text when it was first drawn: a new default would make it a new widget."""
    scroll_to: str = ""
    scrolls: int = 0
    conflict: bool = False
    """Somebody else saved or ended the draft, and the clerk has not chosen yet."""

    def take_typed(self) -> None:
        """Move what stands in the widgets into the cells."""
        cells = {sheet: {code: dict(row) for code, row in rows.items()} for sheet, rows in self.cells.items()}
        for key, place in self.widgets.items():
            if key in st.session_state:
                value = st.session_state[key]
                text = value.isoformat() if isinstance(value, date) else value or ""
                cells.setdefault(place.sheet, {}).setdefault(place.code, {})[place.head] = text
        self.cells = web_form.filled(cells)

    def replace_cells(self, cells: FormCells) -> None:
        """Take over cells that were not typed into the widgets."""
        self.cells = cells
        self.edition += 1
        self.widgets, self.defaults = {}, {}

    def follow(self, draft: Draft, cells: FormCells, start: str = "") -> None:
        """Go on from a version of the draft that somebody else saved."""
        self.replace_cells(cells)
        self.saved, self.draft, self.start = draft.cells, draft.number, start


def begin(form: Form) -> Editing:
    """Return the form in progress, its newest typing included.

    A new one begins with the draft, else with what was filed, else with what the template holds.
    """
    key = (form.plan, form.period.text, form.unit)
    current = st.session_state.get(_STATE)
    if isinstance(current, Editing) and current.key == key:
        current.take_typed()
        return current
    st.session_state.pop("submit_seen_page", None)
    draft = queries.drafts.draft(ledger(), *key)
    if draft and not draft.ended:
        cells, start = draft.cells, f"接着 {escape_markdown(draft.name)} {draft.saved_at:%m-%d %H:%M} 的草稿填。"
    else:
        starting = queries.drafts.starting_cells(ledger(), form)
        cells = starting.cells
        start = f"已填入上次报送（编号 {starting.submission}）的内容，请在此基础上改。" if starting.submission else ""
    known, unknown = web_form.without_unknown_rows(cells, form)
    if unknown:
        start += f"{escape_markdown('、'.join(unknown))} 现在不用填报，没有带入。"
    editing = Editing(
        key=key,
        cells=known,
        saved=known,
        draft=draft.number if draft else None,
        start=start,
        edition=current.edition + 1 if isinstance(current, Editing) else 0,
    )
    st.session_state[_STATE] = editing
    return editing


def forget() -> None:
    """Begin anew at the next run."""
    current = st.session_state.get(_STATE)
    if isinstance(current, Editing):
        current.replace_cells({})
        current.key = _NO_FORM


def jump(place: FormPlace) -> None:
    """Open the part of the form with this cell, and scroll to its row in the next run."""
    editing = st.session_state[_STATE]
    form = query(queries.forms.form, *editing.key)
    index = [row[0] for row in form.locked[place.sheet]].index(place.code)
    st.session_state["web_sheet"] = place.sheet
    st.session_state[f"web_page_{place.sheet}"] = index // PAGE_ROWS + 1
    editing.scroll_to = row_key(place.sheet, index)
    editing.scrolls += 1


def row_key(sheet: str, index: int) -> str:
    """Return the key of the container of a row, which the browser finds it by."""
    return f"web_row_{list(HEADS).index(sheet)}_{index}"


def take_over(form: Form, cells: FormCells, place: FormPlace) -> None:
    """Fill the form with the cells of an uploaded workbook and go to one of them; the next run saves them as a draft."""
    editing = begin(form)
    editing.replace_cells(web_form.without_unknown_rows(cells, form)[0])
    editing.start = "内容取自刚才上传的文件。"
    st.session_state["way"] = Source.PAGE.value
    jump(place)


def save(editing: Editing) -> None:
    """Save the cells if they changed; where somebody else saved or ended the draft, let the clerk choose."""
    draft = queries.drafts.draft(ledger(), *editing.key)
    is_unchanged = editing.cells == editing.saved
    editing.conflict = False
    if draft and draft.number != editing.draft:
        if is_unchanged and draft.ended:
            forget()
            st.rerun()
        elif is_unchanged:
            editing.follow(draft, draft.cells, f"{escape_markdown(draft.name)} {draft.saved_at:%H:%M} 改过，已更新。")
        else:
            editing.conflict = True
            _offer_choice(editing, draft)
    elif not is_unchanged:
        try:
            editing.draft = commands.drafts.save_draft(ledger(), account(), *editing.key, editing.cells, editing.draft)
            editing.saved = editing.cells
        except DraftChanged:
            st.rerun()


def _offer_choice(editing: Editing, draft: Draft) -> None:
    """Say who saved or ended the draft meanwhile; offer the own cells, the other's, or both together."""
    who = f"{escape_markdown(draft.name)} {draft.saved_at:%H:%M}"
    with st.container(border=True, key="web_conflict"):
        if draft.ended:
            st.warning(f"**{who} 结束了这份草稿（{escape_markdown(draft.ended)}）。** 您后来填的还没有存，请选怎样办。")
            st.button("用我填的继续", key="web_keep", type="primary", on_click=_merge, args=(editing, draft))
            st.button("放下我填的，重新开始", key="web_drop", on_click=forget)
            return
        merged = web_form.merge(editing.saved, editing.cells, draft.cells)
        st.warning(f"**{who} 也改了这份草稿。** 您后来填的还没有存，请选怎样办。")
        names = web_form.row_names(query(queries.forms.form, *editing.key))
        for place, own, other in merged.conflicts:
            row = escape_markdown(f"{place.code} {names.get(place.code, '')}　{place.head}")
            st.markdown(f"- {row}：您填“{escape_markdown(own)}”，对方填“{escape_markdown(other)}”")
        label = f"合在一起（并入对方改的 {len(merged.taken)} 格{'，都改过的用我的' if merged.conflicts else ''}）"
        st.button(label, key="web_merge", type="primary", on_click=_merge, args=(editing, draft))
        st.button("全用对方的", key="web_theirs", on_click=editing.follow, args=(draft, draft.cells))


def _merge(editing: Editing, draft: Draft) -> None:
    # The click may have ended typing in a field.
    editing.take_typed()
    cells = editing.cells if draft.ended else web_form.merge(editing.saved, editing.cells, draft.cells).cells
    editing.follow(draft, cells)


def complete(editing: Editing) -> None:
    """Report every commitment that is still blank and due as done on its due date."""
    editing.take_typed()
    form = query(queries.forms.form, *editing.key)
    editing.replace_cells(web_form.complete_commitments(form, editing.cells, query(queries.clock.today, form.plan)))


def discard(editing: Editing) -> None:
    """End the draft and begin anew; where somebody else has just saved it, the next run says so."""
    try:
        commands.drafts.discard_draft(ledger(), account(), *editing.key, editing.draft)
    except DraftChanged:
        return
    except ZcdashError as error:
        st.session_state["web_error"] = f"**{escape_markdown(error.sentence)}** {escape_markdown(error.advice)}"
        return
    forget()
