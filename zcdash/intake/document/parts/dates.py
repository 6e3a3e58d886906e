"""Dates in a text of the office: 6月底, 3月20日前, 四季度, 上半年, 年底前, 5月16日至9月30日, 2021.11.30, 国庆节前."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from zcdash.domain.period import Period
from zcdash.intake.document.running.printed_dates import YEAR, number_of, year_of

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_MONTH = "1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十]"
_DAY = "3[01]|[12][0-9]|0?[1-9]"
_OWN_YEAR = rf"(?:(?P<year>{YEAR})年|(?P<next>次年|翌年|明年))?"
_DATE = re.compile(
    rf"{_OWN_YEAR}(?P<month>{_MONTH})月(?:(?P<day>{_DAY})[日号]|份?(?P<part>底|末|初|中旬|上旬|下旬|份))?"
    r"(?P<before>以?之?前)?"
)
_FULL = re.compile(rf"(?P<year>20[0-9]{{2}})[./-](?P<month>{_MONTH})[./-](?P<day>{_DAY})(?:日?之?前)?(?![0-9])")
_SHORT = re.compile(
    rf"(?<![0-9./-])(?:(?P<year>20[0-9]{{2}})[./-](?P<month>{_MONTH})|(?P<own>{_MONTH})[./-](?P<day>{_DAY}))"
    r"(?:日?(?:底|末)?之?前)?(?![0-9./-])"
)
"""Forms that are dates in a column of dates alone: 2019.9, 9/30."""
_DIGITS = re.compile(r"(?P<year>20[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-2][0-9]|3[01])")
_WORD = re.compile(rf"(?P<month>{_MONTH})月份?")
_LAST_DAY = re.compile(rf"(?:[至到~]|[-—–―])(?P<day>{_DAY})[日号](?:以?之?前)?")
_TO = re.compile(r"(?:开始|起)?(?:[至到~]|[-—–―]{1,2})")
_STARTS = re.compile(r"起|开始|以来|以后|之后|正式实施")
"""Words behind a day that something begins on."""
_MONTHS = re.compile(
    rf"(?:(?P<year>{YEAR})年)?(?:1[0-2]|0?[1-9])月?份?[-—~至到–](?P<month>1[0-2]|0?[1-9])月份?(?:底|末)?(?:以?之?前)?"
)
_LOOSE = re.compile(
    rf"(?:(?P<printed>{YEAR})年度?)?(?:第?(?P<quarter>[一二三四1-4])季度(?:末|底|前)?|Q(?P<q>[1-4])|(?P<half>上半年|年中)(?:前|末)?|"
    r"(?P<year>年底|年末|年内|全年|下半年|(?<=年)(?:底|末|内))(?:以?之?前)?)"
)
_FESTIVAL = re.compile(r"(?P<name>国庆|元旦|五一|春节|国庆中秋)(?:国际)?(?:劳动)?节?(?:来临|到来)?(?:之|以)?前")
_FIXED = {"国庆": (10, 1), "国庆中秋": (10, 1), "五一": (5, 1)}
_SPRING = {
    **{2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12)},
    **{2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26)},
    **{2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8)},
}
"""Year → month and day of 春节."""
_PARTS = {"初": 10, "上旬": 10, "中旬": 20}
_NUMBERED = re.compile(r"(?:^|[;。前底末])\d{1,2}\.$")
_NUMERALS = "一二三四五六七八九十"
LEADING_DATE = re.compile(
    rf"(?:其中)?(?:到|至|于|在)?(?:{YEAR}年)?(?:(?:{_MONTH})月(?:(?:{_DAY})[日号]|份?(?:底|末|初|中旬|上旬|下旬|份))?|年底|年末|(?<=年)[底末内]|第?[一二三四1-4]季度(?:末|底)?|上半年|下半年|全年)"
    r"(?:[至到~—–-](?:\d{1,2}月)?(?:\d{1,2}[日号]|底|末)?)?(?:以?之?前)?[,:]?"
)
"""Date that begins a clause: it names no number."""


class Due(NamedTuple):
    """Date that a text names, its stretch, and whether a day or a month is printed."""

    day: date
    exact: bool
    start: int
    end: int
    derived: bool = False
    """True for a day that only a calendar tells: 国庆节前."""

    def moved(self, by: int) -> Due:
        """Return the date with its stretch counted from further before."""
        return self._replace(start=self.start + by, end=self.end + by)


def dues_of(plain: str, year: int) -> list[Due]:
    """Return the dates of a text in their order. 3月 counts as its last day; a season (四季度) is not exact.

    A span counts as its end; a day that something begins on is none.
    """
    found = [*_points(plain, year), *_festivals(plain, year)]
    for match in _MONTHS.finditer(plain):
        own = year_of(match["year"]) if match["year"] else year
        last = _day(own, int(match["month"]), None, "")
        is_known = any(due.start < match.end() and match.start() < due.end for due in found)
        if last and not is_known and not _STARTS.match(plain, match.end()):
            found.append(Due(last, True, match.start(), match.end()))
    for match in _LOOSE.finditer(plain):
        quarter = match["quarter"] or match["q"]
        own = year_of(match["printed"]) if match["printed"] else year
        month = _QUARTERS[quarter] * 3 if quarter else 6 if match["half"] else 12
        found.append(Due(_last_of(own, month), False, match.start(), match.end()))
    return sorted(found, key=lambda due: due.start)


def short_dues_of(plain: str, year: int) -> list[Due]:
    """Return the dates of a cell that has nothing but dates: also 2019.9 and 9/30."""
    found = dues_of(plain, year)
    whole = None if found else _DIGITS.fullmatch(plain) or _WORD.fullmatch(plain)
    day = _day_of(whole, year) if whole else None
    if day:
        return [Due(day, True, 0, len(plain))]
    for match in _SHORT.finditer(plain):
        own = year_of(match["year"]) if match["year"] else year
        day = _day(own, number_of(match["month"] or match["own"]), match["day"], "")
        if day and not any(due.start < match.end() and match.start() < due.end for due in found):
            found.append(Due(day, True, match.start(), match.end()))
    return sorted(found, key=lambda due: due.start)


def _points(plain: str, year: int) -> list[Due]:
    """Return the days and months of a text, a span as its end."""
    found: list[Due] = []
    matches = sorted((*_DATE.finditer(plain), *_FULL.finditer(plain)), key=lambda m: m.start())
    for match in matches:
        start, stop = match.start(), match.end()
        ends_span = bool(found) and bool(_TO.fullmatch(plain, found[-1].end, start))
        day = _day_of(match, found[-1].day.year if ends_span else year)
        if day is None or _is_within_number(plain, match):
            continue
        last = _LAST_DAY.match(plain, stop)
        if last and match["day"]:
            later = _day(day.year, day.month, last["day"], "")
            day, stop = (later, last.end()) if later and later >= day else (day, stop)
        if ends_span:
            start = found.pop().start
        found.append(Due(day, True, start, stop))
    return [due for due in found if not _STARTS.match(plain, due.end)]


def _day_of(match: re.Match[str], year: int) -> date | None:
    groups = match.groupdict()
    own = year_of(groups["year"]) if groups.get("year") else year + 1 if groups.get("next") else year
    return _day(own, number_of(match["month"]), groups.get("day"), groups.get("part") or "")


def _is_within_number(plain: str, match: re.Match[str]) -> bool:
    """Return True for 1-3月, which is read as a span, for digits of another number, and for 三月 without a day or 前."""
    before = plain[match.start() - 1] if match.start() else ""
    if before == "." and _NUMBERED.search(plain, 0, match.start()):
        return False  # 1.3月底前
    if before.isdigit() or (before and before in "." + _NUMERALS + "百两几第个"):
        return True
    groups = match.groupdict()
    if match["month"].isdigit():
        # The dash of 5月16日-9月30日 stands between two dates, that of 1-3月 behind a bare number.
        return bool(before) and before in "-—~至到–" and plain[max(0, match.start() - 2) : match.start() - 1].isdigit()
    return not any(groups.get(part) for part in ("year", "next", "day", "part", "before"))


def _festivals(plain: str, year: int) -> list[Due]:
    """Return the last days before festivals: their names are as good as dates, but for a person to check."""
    found = []
    for match in _FESTIVAL.finditer(plain):
        if match["name"] == "元旦":
            day = date(year, 12, 31)
        elif match["name"] == "春节" and year not in _SPRING:
            found.append(Due(date(year, 3, 31), False, match.start(), match.end(), True))
            continue
        else:
            fixed = _FIXED.get(match["name"]) or _SPRING[year]
            day = date(year, *fixed) - timedelta(days=1)
        found.append(Due(day, True, match.start(), match.end(), True))
    return found


def _day(year: int, month: int, day: str | None, part: str) -> date | None:
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    number = max(int(day), 1) if day else _PARTS.get(part, last)
    return date(year, month, number) if number <= last else None


def _last_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def due_within(due: Due | None, period: Period) -> tuple[date, bool]:
    """Return the due date and whether it is exact: only a season, or a date before the year, gives the period's last day.

    A printed date outside the period stays: the plan's check warns of it.
    """
    if due is not None and not due.exact and is_inside(due.day, period) and due.day < period.ends:
        return due.day, True  # 一季度 within a plan of the year
    if due is None or not due.exact or due.day.year < period.starts.year:
        return period.ends, False
    return due.day, True


def is_inside(day: date, period: Period) -> bool:
    """Return True for a day of a period."""
    return period.starts <= day <= period.ends
