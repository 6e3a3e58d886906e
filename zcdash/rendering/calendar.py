"""Days to know of as an iCalendar file, for any calendar program."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from icalendar import Alarm, Calendar, Event

from zcdash.text import single_line, strip_invisible


class DayToKnow(Protocol):
    """A day, what falls on it, and a key that stays the same from one download to the next."""

    key: str
    day: object
    title: str
    note: str


def ics(events: Iterable[DayToKnow], name: str, at: datetime) -> bytes:
    """The events as whole days, each remembered three days before; `at` is the moment they were written down."""
    calendar = Calendar()
    calendar.add("prodid", "-//zcdash//督查台账//CN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", single_line(name))
    for told in events:
        event, alarm = Event(), Alarm()
        event.add("uid", f"{single_line(told.key)}@zcdash")
        event.add("dtstamp", at.replace(tzinfo=UTC))
        event.add("dtstart", told.day)
        event.add("dtend", told.day + timedelta(days=1))
        event.add("summary", single_line(told.title))
        event.add("description", strip_invisible(told.note))
        event.add("transp", "TRANSPARENT")
        alarm.add("action", "DISPLAY")
        alarm.add("description", single_line(told.title))
        alarm.add("trigger", timedelta(days=-3))
        event.add_component(alarm)
        calendar.add_component(event)
    return calendar.to_ical()
