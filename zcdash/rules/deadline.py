"""The deadline of a period: a day of the month after it, rolled past days off by the official holiday calendar.

Source: 周政发〔2017〕2号: lead units file within the first five days of the month after the quarter. Rolling to the next
working day is the usual rule of government filing; the calendar is the State Council's, as `chinesecalendar` holds it.
"""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

from zcdash.domain.period import Period
from zcdash.domain.plan import Plan


def _works(day: date) -> tuple[bool, bool]:
    """(is a working day, by the official calendar); past the calendar's years, weekends only."""
    try:
        return chinese_calendar.is_workday(day), True
    except NotImplementedError:
        return day.weekday() < 5, False


def is_workday(day: date) -> bool:
    """Whether a day is a working day, by the official calendar as far as it reaches."""
    return _works(day)[0]


def deadline(period: Period, day_of_month: int) -> tuple[date, bool]:
    """(the last day to file for a period, whether the official calendar covers it)."""
    first = period.ends + timedelta(days=1)
    day = first.replace(day=day_of_month)
    working, official = _works(day)
    while not working:
        day += timedelta(days=1)
        working, covered = _works(day)
        official = official and covered
    return day, official


def plan_deadlines(plan: Plan) -> dict[str, tuple[date, bool]]:
    """For each period of the plan: its deadline, and whether the official calendar covers it."""
    return {p: deadline(Period.parse(p), plan.report_day) for p in plan.periods}
