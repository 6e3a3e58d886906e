"""Deadline of a period, by the plan's own rule, moved past days off by the official holiday calendar.

Source of `day:5`: 周政发〔2017〕2号, lead units file within the first five days of the month after the quarter. Moving to the
next working day is the usual rule of government filing; the calendar is the State Council's, as `chinesecalendar` holds it.
"""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

from zcdash.domain.deadline_rule import DeadlineRule
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan


def _workday(day: date) -> tuple[bool, bool]:
    """Return (working day, known to the official calendar); past the calendar's years only weekends are days off."""
    try:
        return chinese_calendar.is_workday(day), True
    except NotImplementedError:
        return day.weekday() < 5, False


def is_workday(day: date) -> bool:
    """Return True for a working day, by the official calendar as far as it reaches."""
    return _workday(day)[0]


def deadline(period: Period, rule: str) -> tuple[date, bool]:
    """Return (last day to file for a period by a rule, True if the official calendar covers it)."""
    day = DeadlineRule.parse(rule).day(period, is_workday)
    working, official = _workday(day)
    while not working:
        day += timedelta(days=1)
        working, covered = _workday(day)
        official = official and covered
    return day, official


def plan_deadlines(plan: Plan) -> dict[str, tuple[date, bool]]:
    """Return `deadline` for each period of the plan."""
    return {p: deadline(Period.parse(p), plan.own_deadlines.get(p, plan.deadline_rule)) for p in plan.periods}
