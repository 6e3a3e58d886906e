"""机构人员: the fields and the button that the forms of several acts share, and what a form is blank with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from zcdash.domain.organisation import Organisation
from zcdash.domain.terms import UNIT_KIND_NAME
from zcdash.queries.reorganisation import Affected
from zcdash.ui.session import guard
from zcdash.ui.widgets import label_of, rerun_with_message

_DONE = "organisation_done"
_KINDS = list(UNIT_KIND_NAME)
_BLANK: dict[str, dict[str, object]] = {
    "rename": {"unit": None, "name": ""},
    "merge": {"units": [], "name": "", "kind": _KINDS[0]},
    "split": {"unit": None, "names": ""},
    "add": {"name": "", "aliases": "", "parent": None, "kind": _KINDS[0]},
    "abolish": {"unit": None},
    "hand": {"leader": None, "successor": None, "title": ""},
    "undo": {"act": None},
}
"""Form → its fields as they are before anything is filled in; day and ground go with each. Fields that depend on these go with
them."""


def clear_done(day: date) -> None:
    """Empty the form whose act was just done. To be called before it is drawn."""
    form = st.session_state.pop(_DONE, "")
    if form:
        blank = {"since": day, "reason": "", **_BLANK[form]}
        st.session_state.update({f"{form}_{field}": value for field, value in blank.items()})


def names(register: Organisation, day: date) -> list[str]:
    """Return the names of the units that there are on a day."""
    return [u.name for u in register.units if u.is_there(day)]


def since(day: date, form: str) -> date:
    """Draw the first day of an act, at first today."""
    st.session_state.setdefault(f"{form}_since", day)
    chosen: date = st.date_input("自哪一天起", key=f"{form}_since", format="YYYY-MM-DD")
    return chosen


def reason(form: str) -> str:
    """Draw the ground of an act."""
    return st.text_input("依据", key=f"{form}_reason", placeholder="文号或会议纪要")


def kind(form: str) -> str:
    """Draw the choice of a kind of unit."""
    return st.selectbox("类别", _KINDS, format_func=label_of(UNIT_KIND_NAME), key=f"{form}_kind")


def press(label: str, form: str, act: Callable[[], str], ready: bool = True, key: str = "") -> None:
    """Draw the button of an act, which returns the sentence on what was done; then the form is empty again."""
    if st.button(label, type="primary", key=f"{key or form}_do", disabled=not ready):
        with guard():
            told = act()
            st.session_state[_DONE] = form
            rerun_with_message(told)


def done(told: str, affected: Affected) -> str:
    """Return the sentence on an act with what followed from it."""
    plans = f"{len(affected.plans)} 个计划的 {affected.items} 项" if affected.plans else ""
    accounts = f"{len(affected.accounts)} 个账号" if affected.accounts else ""
    followed = "、".join(filter(None, (plans, accounts)))
    return f"{told}。{f'{followed}已随之改好。' if followed else ''}"
