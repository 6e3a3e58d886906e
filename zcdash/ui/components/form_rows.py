"""One row of the form on the page: what the office asks, what was reported before, the fields, and its findings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from zcdash.domain.model import Finding
from zcdash.domain.submission import ZERO_REPORT
from zcdash.domain.terms import STATE_NAME, State
from zcdash.intake.form import COMMITMENTS, INDICATORS, ITEMS, LOCKED, STATE, Form
from zcdash.intake.parse_progress import parse_day, parse_state
from zcdash.intake.parse_values import NotUnderstood
from zcdash.intake.sheet_reader import TEXT_LIMIT
from zcdash.intake.web_form import ColumnKind, FormPlace, column_kind, open_heads
from zcdash.rendering.html import findings as html_findings
from zcdash.ui import widgets
from zcdash.ui.components.form_editing import Editing, row_key

_TITLE = {INDICATORS: 2, COMMITMENTS: 2, ITEMS: 1}
"""Sheet → index of the locked column that names the row."""
_WIDTHS = {ColumnKind.NUMBER: 4, ColumnKind.STATE: 5, ColumnKind.DAY: 4, ColumnKind.TEXT: 8}
"""Relative widths of the fields."""
_UNIT = "单位"
"""Head of the unit of an indicator, which stands in the label of the field."""


def draw(editing: Editing, form: Form, sheet: str, index: int, row_findings: Sequence[Finding]) -> None:
    """Draw a row; what is typed into it is read at the beginning of the next run."""
    code = form.locked[sheet][index][0]
    with st.container(border=True, key=row_key(sheet, index), gap="xsmall"):
        widgets.html(_head(form, sheet, index))
        heads = [head for head in open_heads(sheet) if not _is_hidden(editing, form, sheet, index, head)]
        columns = st.columns([_WIDTHS[column_kind(sheet, head)] for head in heads], gap="small")
        for column, head in zip(columns, heads, strict=True):
            _field(column, editing, form, FormPlace(sheet, code, head), index)
        if row_findings:
            widgets.html(html_findings.finding_cards(row_findings))


def _head(form: Form, sheet: str, index: int) -> str:
    row = form.locked[sheet][index]
    title = _TITLE[sheet]
    heads = form.heads[sheet][: LOCKED[sheet]]
    facts = [
        (head, text)
        for number, (head, text) in enumerate(zip(heads, row, strict=True))
        if number not in (0, title) and text and (sheet, head) != (INDICATORS, _UNIT)
    ]
    if sheet != ITEMS and form.context[sheet]:
        facts += [
            (head, text)
            for head, text in zip(form.context_heads[sheet], form.context[sheet][index], strict=True)
            if text
        ]
    before: list[tuple[str, str]] = []
    if sheet == ITEMS:
        texts = zip(open_heads(sheet), form.items[index].before, strict=False)
        before = [(head, text) for head, text in texts if text]
    return html_findings.form_row(row[0], row[title], facts, before)


def _is_hidden(editing: Editing, form: Form, sheet: str, index: int, head: str) -> bool:
    """Return True for the day of completion of work that is not done, or has no end, unless a day stands there."""
    if column_kind(sheet, head) is not ColumnKind.DAY:
        return False
    commitment = form.commitments[index].commitment
    row = editing.cells.get(sheet, {}).get(commitment.code, {})
    is_done = row.get(STATE) == STATE_NAME[State.DONE]
    return not row.get(head) and (commitment.ongoing or not is_done)


def _field(column: DeltaGenerator, editing: Editing, form: Form, place: FormPlace, index: int) -> None:
    """Draw the field of one cell. Texts that its widget cannot hold are shown in a text field, so that none is lost."""
    number = open_heads(place.sheet).index(place.head)
    key = f"web_{editing.edition}_{row_key(place.sheet, index)}_{number}"
    text = editing.cells.get(place.sheet, {}).get(place.code, {}).get(place.head, "")
    text = editing.defaults.setdefault(key, text)
    editing.widgets[key] = place
    kind = column_kind(place.sheet, place.head)
    day = _day(text, form) if kind is ColumnKind.DAY else None
    if kind is ColumnKind.STATE:
        chosen = _state_name(text)
        asks_zero = form.commitments[index].commitment.zero_report
        names = [*STATE_NAME.values(), *[ZERO_REPORT] * asks_zero]
        options = names if not chosen or chosen in names else [*names, chosen]
        column.segmented_control(place.head, options, default=chosen or None, key=key)
    elif kind is ColumnKind.DAY and (day or not text):
        column.date_input(place.head, day, key=key, format="YYYY-MM-DD")
    elif kind is ColumnKind.TEXT:
        column.text_area(place.head, text, key=key, max_chars=max(TEXT_LIMIT, len(text)), height=68)
    else:
        label = f"{place.head}（{form.indicators[index].indicator.unit}）" if kind is ColumnKind.NUMBER else place.head
        column.text_input(label, text, key=key, max_chars=200)


def _day(text: str, form: Form) -> date | None:
    try:
        return parse_day(text, form.year, form.year_of)
    except NotUnderstood:
        return None


def _state_name(text: str) -> str:
    """Return the name of a state typed in other words, or the text where it is none (零报告 among them)."""
    try:
        return STATE_NAME[parse_state(text)] if text else ""
    except NotUnderstood:
        return text


def scroll(editing: Editing) -> None:
    """Scroll to the row that the clerk asked for, once."""
    if editing.scroll_to:
        script = f"document.querySelector('.st-key-{editing.scroll_to}')?.scrollIntoView({{block: 'center'}})"
        st.html(f"<script>/* {editing.scrolls} */ {script}</script>", unsafe_allow_javascript=True)
        editing.scroll_to = ""
