"""Deadlines and due dates as an iCalendar file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from zcdash.rendering.protocols.regime import CalendarEvent
from zcdash.text import single_line, strip_invisible


def ics(days: Iterable[CalendarEvent], name: str, at: datetime) -> bytes:
    """Return the days as whole-day events with an alarm three days before; `at` (UTC) is the time of writing."""
    calendar = Calendar()
    calendar.add("prodid", "-//zcdash//督查台账//CN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", single_line(name))
    for day in days:
        calendar.add_component(_event(day, at))
    return bytes(calendar.to_ical())


def _event(day: CalendarEvent, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{single_line(day.key)}@zcdash")
    event.add("dtstamp", at.replace(tzinfo=UTC))
    event.add("dtstart", day.day)
    event.add("dtend", day.day + timedelta(days=1))
    event.add("summary", single_line(day.title))
    event.add("description", strip_invisible(day.note))
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", single_line(day.title))
    alarm.add("trigger", timedelta(days=-3))
    event.add_component(alarm)
    return event
