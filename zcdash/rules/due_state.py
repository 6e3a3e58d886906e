"""State of a dated commitment on a day, from its light and its dates."""

from __future__ import annotations

from datetime import date

from zcdash.domain.terms import MET, Light, State
from zcdash.domain.timeline import DueState

_BY_LIGHT = {
    Light.LATE_DONE: DueState.LATE,
    Light.IN_REVIEW: DueState.IN_REVIEW,
    Light.UNDETERMINED: DueState.UNDETERMINED,
    Light.BEHIND: DueState.OVERDUE,
    Light.SLIPPING: DueState.OVERDUE,
    Light.MISSING: DueState.UNREPORTED,
    Light.RETURNED: DueState.UNREPORTED,
}


def due_state(light: Light, reported: State | None, span: tuple[date, date], today: date) -> DueState:
    """Return the state on a day of a commitment with this light and the state that counted last; `span`: start and due date.

    Nothing is overdue before its date, whatever a return says; a unit may report it done before.
    """
    starts, due = span
    if light in MET or (light is Light.PENDING and reported is State.DONE):
        return DueState.DONE
    if light is Light.LATE_DONE:
        return DueState.LATE
    if due >= today:
        return DueState.RUNNING if starts <= today else DueState.UPCOMING
    return _BY_LIGHT.get(light, DueState.DUE)
