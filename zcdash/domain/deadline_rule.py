"""Rules of deadlines as a plan states them: `day:5`, `inside:25`, `workdays:3`, `months:1`, `on:2017-02-13`."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from zcdash.domain.period import Period

_LIMIT = {"day": 28, "inside": 28, "workdays": 60, "months": 24}
"""Kind → highest number; every month has a 28th."""
_MONTHS = 24


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """Rule of a deadline: its kind, a number or a day, and which month after the period where one is named."""

    text: str
    kind: str
    number: int = 0
    month: int = 1
    on: date | None = None

    @classmethod
    def parse(cls, text: str) -> DeadlineRule:
        """Parse a rule. Raises ValueError.

        `day:5` the 5th of the month after the period, `day:5:2` of the second month after; `inside:25` the 25th of its last
        month; `workdays:3` three working days after it; `months:1` one month after it; `on:2017-02-13` a day.
        """
        text = text.strip()
        kind, _, value = text.partition(":")
        if kind == "on":
            return cls(text, kind, on=date.fromisoformat(value))
        number, _, month = value.partition(":")
        rule = cls(text, kind, int(number), int(month or 1))
        is_known = 1 <= rule.number <= _LIMIT.get(kind, 0) and 1 <= rule.month <= _MONTHS
        if not is_known or (month and kind != "day"):
            raise ValueError(text)
        return rule

    def day(self, period: Period, is_workday: Callable[[date], bool]) -> date:
        """Return the day for a period, before it is moved past days off."""
        if self.on:
            return self.on
        if self.kind == "inside":
            return period.ends.replace(day=self.number)
        if self.kind == "months":
            return _months_after(period.ends, self.number)
        if self.kind == "workdays":
            return _workdays_after(period.ends, self.number, is_workday)
        return _months_after(period.ends.replace(day=1), self.month).replace(day=self.number)


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def _workdays_after(day: date, number: int, is_workday: Callable[[date], bool]) -> date:
    while number:
        day += timedelta(days=1)
        number -= is_workday(day)
    return day
