"""Numbers and dates as text for Chinese readers."""

from __future__ import annotations

from datetime import date

from zcdash.domain.model import format_number

_WITHOUT_SPACE = ("%", "‰")


def amount(value: float | None, unit: str = "") -> str:
    """Return a value with its unit: 187,850 万元, 8.5%, 71.5 公里; — for none."""
    if value is None:
        return "—"
    whole, _, part = format_number(value).partition(".")
    number = f"{int(whole):,}" + (f".{part}" if part else "")
    if value < 0 and whole == "-0":
        number = f"-{number}"
    return f"{number}{'' if unit in _WITHOUT_SPACE or not unit else ' '}{unit}"


def day(value: date | None) -> str:
    """Return 2017年6月30日; — for none."""
    return f"{value.year}年{value.month}月{value.day}日" if value else "—"


def short_day(value: date) -> str:
    """Return 6月30日."""
    return f"{value.month}月{value.day}日"
