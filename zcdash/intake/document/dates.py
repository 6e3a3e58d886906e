"""Dates in a text of the office: 6月底, 3月20日前, 四季度, 上半年, 年底前, 9月中旬."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

from zcdash.domain.period import Period

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_DATE = re.compile(
    r"(?:(?P<year>20\d{2})年)?(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>3[01]|[12]\d|0?[1-9])日|份?(?P<part>底|末|初|中旬|上旬|下旬|份))?"
    r"(?P<before>以?之?前)?"
)
_MONTHS = re.compile(r"(?:1[0-2]|0?[1-9])月?份?[-—~至–](?P<month>1[0-2]|0?[1-9])月份?")
_LOOSE = re.compile(
    r"第?(?P<quarter>[一二三四1-4])季度(?:末|底|前)?|(?P<half>上半年|年中)(?:前|末)?|(?P<year>年底|年末|年内|全年|下半年)(?:前)?"
)


class Due(NamedTuple):
    """Date that a text names, its stretch, and whether a day or a month is printed."""

    day: date
    exact: bool
    start: int
    end: int

    def moved(self, by: int) -> Due:
        """Return the date with its stretch counted from further before."""
        return self._replace(start=self.start + by, end=self.end + by)


def dues_of(plain: str, year: int) -> list[Due]:
    """Return the dates of a text in their order. 3月 counts as its last day; a season (四季度) is not exact."""
    found = []
    for match in _DATE.finditer(plain):
        # 10月份 of a span (1-3月) is found below, from its first month on.
        if match.start() and plain[match.start() - 1] in "-—~至–0123456789":
            continue
        day = _day(int(match["year"] or year), int(match["month"]), match["day"], match["part"] or "")
        if day:
            found.append(Due(day, True, match.start(), match.end()))
    for match in _MONTHS.finditer(plain):
        last = _day(year, int(match["month"]), None, "")
        if last:
            found.append(Due(last, False, match.start(), match.end()))
    for match in _LOOSE.finditer(plain):
        month = _QUARTERS[match["quarter"]] * 3 if match["quarter"] else 6 if match["half"] else 12
        found.append(Due(date(year, month, calendar.monthrange(year, month)[1]), False, match.start(), match.end()))
    return sorted(found, key=lambda due: due.start)


def _day(year: int, month: int, day: str | None, part: str) -> date | None:
    last = calendar.monthrange(year, month)[1]
    number = int(day) if day else {"初": 10, "上旬": 10, "中旬": 20}.get(part, last)
    return date(year, month, number) if number <= last else None


def due_within(due: Due | None, period: Period) -> tuple[date, bool]:
    """Return the due date and whether it is exact: a date outside the period, or only a season, gives the period's last day."""
    if due is None or not due.exact or not period.starts <= due.day <= period.ends:
        return period.ends, False
    return due.day, True
