"""期: spans of time that can be parsed, sorted and named, and running totals over them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, total_ordering

from zcdash.domain.rounding import exact
from zcdash.domain.terms import NUMERALS

_PERIOD = re.compile(r"(\d{4})(?:H([12])|Q([1-4])|M(0[1-9]|1[0-2])|W(\d{2})|-(\d{2})-(\d{2}))?")
_INTERVAL = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})(?: (\S.*))?")
_FORMS = "2017、2017H1、2017Q3、2017M05、2017W07、2017-06-30 或 2016-10-26/2017-02-11 第一阶段"


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """期: a year, a half, a quarter, a month, a week, a day, or any span of days with a name.

    Written `2017`, `2017H1`, `2017Q3`, `2017M05`, `2017W07` (ISO 8601 week), `2017-06-30`, `2016-10-26/2017-02-11 第一阶段`
    (an ISO 8601 interval, then its name). Periods sort by their end, the shorter first, so a year comes after its own fourth
    quarter.
    """

    starts: date
    ends: date
    text: str
    title: str = ""
    """Name of a span that is no part of the calendar."""

    @classmethod
    def parse(cls, text: str) -> Period:
        """Parse a period. Raises ValueError."""
        return _parsed(text)

    @property
    def name(self) -> str:
        """Chinese name: 2017年一季度; of a span: its name with its days."""
        if "/" in self.text:
            days = f"{_day_name(self.starts)}至{_day_name(self.ends)}"
            return f"{self.title}（{days}）" if self.title else days
        if self.starts == self.ends:
            return _day_name(self.ends)
        if "W" in self.text:
            return f"{self.text[:4]}年第{int(self.text[5:])}周"
        part = {
            1: f"{self.ends.month}月",
            3: f"{NUMERALS[self.ends.month // 3]}季度",
            6: "上半年" if self.ends.month == 6 else "下半年",
            12: "",
        }
        return f"{self.starts.year}年{part[self.months or 0]}"

    @property
    def months(self) -> int | None:
        """Months of a year, a half, a quarter or a month; None for weeks, days and spans."""
        if "/" in self.text or "W" in self.text or self.starts == self.ends:
            return None
        return self.ends.month - self.starts.month + 1

    @property
    def short_name(self) -> str:
        """Chinese name without the year: 一季度; of a span: its name alone."""
        if "/" in self.text:
            return self.title or self.name
        return self.name.split("年", 1)[1] or self.name

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: Period) -> bool:
        return (self.ends, -self.starts.toordinal()) < (other.ends, -other.starts.toordinal())


def _day_name(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Period:
    text = text.strip()
    try:
        return _span(text) if "/" in text else _calendar_part(text)
    except (TypeError, ValueError):
        raise ValueError(f"“{text}”不是一个期，应写作 {_FORMS}") from None


def _span(text: str) -> Period:
    """Parse an interval. Raises ValueError or TypeError."""
    match = _INTERVAL.fullmatch(text)
    starts, ends, title = match.groups() if match else ("", "", None)
    period = Period(date.fromisoformat(starts), date.fromisoformat(ends), text, title or "")
    if period.ends < period.starts:
        raise ValueError(text)
    return period


def _calendar_part(text: str) -> Period:
    """Parse a year or a part of one. Raises ValueError."""
    match = _PERIOD.fullmatch(text)
    if not match:
        raise ValueError(text)
    year, half, quarter, month, week, day_month, day = (int(g or 0) for g in match.groups())
    if match[6]:
        single = date(year, day_month, day)
        return Period(single, single, text)
    if match[5]:
        return Period(date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7), text)
    first, months = (month, 1) if month else (half * 6 - 5, 6) if half else (quarter * 3 - 2, 3) if quarter else (1, 12)
    last = first + months - 1
    return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]), text)


def rhythm(periods: Iterable[str]) -> int | None:
    """Return the months that each of these periods has; None where they differ, or have none."""
    months = {Period.parse(p).months for p in periods}
    return months.pop() if len(months) == 1 else None


def goes_on(periods: Iterable[str], since_start: bool = False) -> bool:
    """Return True if running totals over these periods do not begin anew each January.

    So it is where the plan says it, and where one of its spans crosses the turn of a year and so belongs to no single year.
    """
    return since_start or any(p.starts.year != p.ends.year and "W" not in p.text for p in map(Period.parse, periods))


def up_to(periods: Iterable[str], last: Period, since_start: bool = False) -> list[str]:
    """Return the periods that a running total adds up that ends with `last`: those of its year, or all since the plan's start."""
    parsed = [Period.parse(text) for text in periods]
    year = _year(last)
    return [p.text for p in parsed if p.ends <= last.ends and (since_start or _year(p) == year)]


def running_totals(
    periods: Iterable[Period], values: Iterable[float | None], since_start: bool = False
) -> list[float | None]:
    """Return the totals since January, or since the start, period by period; None until there is a value."""
    totals: list[float | None] = []
    year = 0
    total: float | None = None
    for period, value in zip(periods, values, strict=True):
        if _year(period) != year and not since_start:
            year = _year(period)
            total = None
        if value is not None:
            total = float(exact(total or 0.0) + exact(value))
        totals.append(total)
    return totals


def _year(period: Period) -> int:
    """Return the year that a period counts in; a week in that of its number."""
    return int(period.text[:4]) if "W" in period.text else period.ends.year
