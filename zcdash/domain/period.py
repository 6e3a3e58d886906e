"""期: spans of time that can be parsed, sorted and named, and running totals over them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, total_ordering

from zcdash.domain.model import NUMERALS
from zcdash.domain.rounding import exact

_PERIOD = re.compile(r"(\d{4})(?:H([12])|Q([1-4])|-(\d{2})-(\d{2}))?")


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """期: a year, a half, a quarter or one day; written `2017`, `2017H1`, `2017Q3`, `2017-06-30`.

    Periods sort by their end, the shorter first, so a year comes after its own fourth quarter.
    """

    starts: date
    ends: date
    text: str

    @classmethod
    def parse(cls, text: str) -> Period:
        """Parse a period. Raises ValueError."""
        return _parsed(text)

    @property
    def name(self) -> str:
        """Chinese name: 2017年一季度."""
        if self.starts == self.ends:
            return f"{self.ends.year}年{self.ends.month}月{self.ends.day}日"
        part = {3: f"{NUMERALS[self.ends.month // 3]}季度", 6: "上半年" if self.ends.month == 6 else "下半年", 12: ""}
        return f"{self.starts.year}年{part[self.ends.month - self.starts.month + 1]}"

    @property
    def short_name(self) -> str:
        """Chinese name without the year: 一季度."""
        return self.name.split("年", 1)[1] or self.name

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: Period) -> bool:
        return (self.ends, -self.starts.toordinal()) < (other.ends, -other.starts.toordinal())


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Period:
    match = _PERIOD.fullmatch(text.strip())
    if not match:
        raise ValueError(f"“{text}”不是一个期，应写作 2017、2017H1、2017Q3 或 2017-06-30")
    year, half, quarter, month, day = (int(g or 0) for g in match.groups())
    if match[4]:
        single = date(year, month, day)
        return Period(single, single, text.strip())
    first, months = (half * 6 - 5, 6) if half else (quarter * 3 - 2, 3) if quarter else (1, 12)
    last = first + months - 1
    return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]), text.strip())


def up_to(periods: Iterable[str], last: Period) -> list[str]:
    """Return the periods of the same year that end with `last` or before it."""
    parsed = [Period.parse(text) for text in periods]
    return [p.text for p in parsed if p.ends.year == last.ends.year and p.ends <= last.ends]


def running_totals(periods: Iterable[Period], values: Iterable[float | None]) -> list[float | None]:
    """Return the totals since January, period by period; None until the year has a value."""
    totals: list[float | None] = []
    year = 0
    total: float | None = None
    for period, value in zip(periods, values, strict=True):
        if period.ends.year != year:
            year = period.ends.year
            total = None
        if value is not None:
            total = float(exact(total or 0.0) + exact(value))
        totals.append(total)
    return totals
