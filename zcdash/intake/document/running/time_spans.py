"""Points in time and spans of them as plans print them: 2016年12月至2017年1月, 3月上旬, 第二季度."""

from __future__ import annotations

import calendar
import re
from datetime import date

from zcdash.intake.document.running.printed_dates import YEAR, day_of, number_of, year_of

_SMALL = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"


def _point(prefix: str) -> str:
    return (
        rf"(?:(?P<{prefix}_year>{YEAR})年)?"
        rf"(?:(?P<{prefix}_month>{_SMALL})月份?(?:(?P<{prefix}_day>{_SMALL})[日号]|(?P<{prefix}_third>上旬|中旬|下旬|底|末|初))?"
        rf"|第?(?P<{prefix}_quarter>[一二三四1-4])季度|(?P<{prefix}_part>年底|年末|年初|上半年|下半年|全年))"
    )


SPAN = re.compile(
    rf"(?:{_point('a')}|(?P<now>即日起?|印发之日起?))(?:(?:开始)?(?:至|到|-|—|–|―|~|～)+{_point('b')})?(?:之?前)?"
)
"""Point in time, or a span of two: 2016年12月至2017年1月, 10月-12月, 3月上旬."""

_THIRDS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 0), "底": (21, 0), "末": (21, 0), "初": (1, 10)}
_PARTS = {"年底": (12, 12), "年末": (12, 12), "年初": (1, 1), "上半年": (1, 6), "下半年": (7, 12), "全年": (1, 12)}


def span_of(found: re.Match[str], year: int, issued: date | None = None) -> tuple[date, date] | None:
    """Return first and last day of what `SPAN` matched; `year` is that of the document, for a date without one."""
    has_end = any(found[f"b_{part}"] for part in ("month", "quarter", "part"))
    first = (issued, issued) if found["now"] else _days(found, "a", year)
    if first is None or first[0] is None:
        return None
    last = _days(found, "b", first[0].year if not found["now"] else year) if has_end else first
    if last is None or last[1] is None:
        return None
    starts, ends = first[0], last[1]
    if starts > ends and has_end and not found["b_year"]:
        later = _days(found, "b", starts.year + 1)
        ends = later[1] if later else ends
    return (starts, ends) if starts <= ends else None


def _days(found: re.Match[str], prefix: str, year: int) -> tuple[date, date] | None:
    """Return first and last day of a point in time; None for one without a year, or that the calendar does not have."""
    printed = {part: found[f"{prefix}_{part}"] or "" for part in ("year", "month", "day", "third", "quarter", "part")}
    year = year_of(printed["year"]) if printed["year"] else year
    if not year:
        return None
    if printed["quarter"]:
        quarter = number_of(printed["quarter"])
        return _months(year, 3 * quarter - 2, 3 * quarter)
    if printed["part"]:
        return _months(year, *_PARTS[printed["part"]])
    month = number_of(printed["month"])
    if not 1 <= month <= 12:
        return None
    if printed["day"]:
        day = day_of(year, month, number_of(printed["day"]))
        return (day, day) if day else None
    starts, ends = _months(year, month, month)
    first, last = _THIRDS.get(printed["third"], (1, 0))
    return starts.replace(day=first), ends.replace(day=last) if last else ends


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
