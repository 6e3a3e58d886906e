"""时间线 as a list by date: on a phone in place of the chart, on a wide screen what is open or due soon below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zcdash.domain.timeline import DueMark
from zcdash.rendering.html.templating import render
from zcdash.rendering.palette import DUE_MARKS

_MOST = 40
"""Marks of one section; a longer one says how many more there are."""
Section = tuple[str, Sequence[DueMark], bool, bool]
"""(head, marks, whether it is for a phone alone, whether it stands open)."""


def date_list(sections: Sequence[Section], titles: Mapping[str, str], sentence: str, plan: str, period: str) -> str:
    """Return sections of marks, a row each: day, state, text, item and units; `titles`: item → title. Empty ones are left out."""
    shown = [(head, marks[:_MOST], len(marks), narrow, is_open) for head, marks, narrow, is_open in sections if marks]
    return render(
        "timeline.html",
        sections=shown,
        titles=titles,
        sentence=sentence,
        states=DUE_MARKS,
        plan=plan,
        period=period,
    )
