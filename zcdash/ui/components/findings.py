"""Findings of a check as cards: errors first, each with its place in words and a button that leads to the cell."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from zcdash.domain.model import Finding
from zcdash.domain.terms import Severity
from zcdash.intake.web_form import FormPlace, row_names
from zcdash.queries.upload_check import UploadCheck
from zcdash.rendering.html import findings as html_findings
from zcdash.ui import widgets

_FIRST = 12
"""Cards shown before the reader asks for the others."""


def cards(check: UploadCheck, key: str, jump: Callable[[FormPlace], None] | None, label: str = "去改这一格") -> None:
    """Draw the findings; `jump` is called with the cell of a finding when the reader wants to correct it."""
    ordered = sorted(check.findings, key=lambda f: f.severity is Severity.WARNING)
    names = row_names(check.form) if check.form else {}
    all_shown = st.session_state.get(f"{key}_all", False) or len(ordered) <= _FIRST + 3
    shown = ordered if all_shown else ordered[:_FIRST]
    for number, finding in enumerate(shown):
        place = check.places.get(finding.place)
        with st.container(key=f"{key}_{number}", border=True, gap="xsmall"):
            widgets.html(html_findings.finding_cards([finding], [place_label(finding, place, names)]))
            if jump and place and place.code in names:
                st.button(label, key=f"{key}_jump_{number}", on_click=jump, args=(place,))
    if not all_shown:
        st.button(f"再看其余 {len(ordered) - _FIRST} 条", key=f"{key}_more", on_click=_show_all, args=(key,))


def _show_all(key: str) -> None:
    st.session_state[f"{key}_all"] = True


def place_label(finding: Finding, place: FormPlace | None, names: dict[str, str]) -> str:
    """Return where a finding stands: sheet, cell of a workbook, row and column by name."""
    if place is None:
        return finding.place.replace("!", " ")
    address = finding.place.partition("!")[2]
    is_address = address and not address.startswith(place.code or address)
    row = f"{place.code} {names.get(place.code, '')}".strip()
    return "　".join(filter(None, (f"{place.sheet} {address}" if is_address else place.sheet, row, place.head)))
