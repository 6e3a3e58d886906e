"""Figures and dates as notices print them: 127, 一百二十七, 2017年1月25日, 二〇一七年一月二十五日."""

from __future__ import annotations

import calendar
import re
from datetime import date

_DIGITS = {character: number for number, character in enumerate("〇一二三四五六七八九")} | {
    "○": 0,
    "零": 0,
    "O": 0,
    "两": 2,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
YEAR = "(?:20[0-9]{2}|二[〇○零O]{1}[〇○零O一二三四五六七八九]{2})"
"""Pattern of a year, in figures or characters."""
NUMBER = "[0-9]{1,4}|[一二三四五六七八九十百两]{1,7}"
"""Pattern of a number below ten thousand."""
_SMALL = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
DATE = re.compile(
    rf"(?P<year>{YEAR})年(?P<month>{_SMALL})月(?P<day>{_SMALL})[日号]|(?P<iso>20[0-9]{{2}}[-./][0-9]{{1,2}}[-./][0-9]{{1,2}})"
)


_PARTS = re.compile("[-./]")


def number_of(printed: str) -> int:
    """Return a number printed in figures or Chinese characters; 0 where it is none."""
    if printed.isascii():
        return int(printed) if printed.isdigit() else 0
    if not set(printed) & set(_UNITS):
        digits = "".join(str(_DIGITS[c]) for c in printed if c in _DIGITS)
        return int(digits) if len(digits) == len(printed) else 0
    total, digit = 0, 0
    for character in printed:
        if character in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[character], 0
        else:
            digit = _DIGITS.get(character, 0)
    return total + digit


def year_of(printed: str) -> int:
    """Return a year that `YEAR` matched."""
    return int(printed) if printed.isdigit() else int("".join(str(_DIGITS[character]) for character in printed))


def date_of(found: re.Match[str]) -> date | None:
    """Return the date that `DATE` matched; None for one that the calendar does not have."""
    if found["iso"]:
        year, month, day = (int(part) for part in _PARTS.split(found["iso"]))
    else:
        year, month, day = year_of(found["year"]), number_of(found["month"]), number_of(found["day"])
    return day_of(year, month, day)


def day_of(year: int, month: int, day: int) -> date | None:
    """Return a day, None for one that the calendar does not have."""
    is_day = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    return date(year, month, day) if is_day else None
