"""Numbers and dates of a workbook as Excel shows them: percentages, decimals, thousands, 2017年6月30日."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from openpyxl.styles.numbers import is_date_format

_LITERAL = re.compile(r'"([^"]*)"?|\\(.)|_.|\*.|\[[^\]]*\]?', re.DOTALL)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?,*")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_PLACEHOLDER = "\0"
_MOST_DIGITS = 11
"""Significant digits that the format General shows."""
_MOST_DECIMALS = 20


def shown(value: object, number_format: str) -> str:
    """Return a cell's value as text, the way it is shown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime):
        return _moment(value, number_format)
    if isinstance(value, date):
        return _day(value, number_format)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    return str(value)


def hidden(value: object, number_format: str) -> str:
    """Return a number in full where the one that is shown is rounded; empty for others."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    found = _NUMBER.search(text := shown(value, number_format))
    exact = Decimal(repr(value)) * (100 if "%" in text else 1)
    if not found or not exact.is_finite():
        return ""
    number, full = Decimal(found[0].replace(",", "")), _general(abs(exact))
    is_rounded = number != Decimal(full) and abs(number - abs(exact)) < 1
    return f"{full}{'%' if '%' in text else ''}" if is_rounded else ""


def _moment(value: datetime, number_format: str) -> str:
    day = _day(value.date(), number_format)
    has_time = bool(value.hour or value.minute) and "h" in _plain(number_format).lower()
    return f"{day} {value:%H:%M}" if has_time else day


def _day(value: date, number_format: str) -> str:
    """Return a day with the parts that its format shows."""
    form = _plain(number_format.partition(";")[0]).lower()
    letters = {letter for letter in "ymd" if letter in form} or {"y", "m", "d"}
    text = f"{value.year}年" if "y" in letters else ""
    text += f"{value.month}月" if "m" in letters else ""
    return text + (f"{value.day}日" if "d" in letters else "")


def _plain(number_format: str) -> str:
    """Return a format without its literal text."""
    return _LITERAL.sub("", number_format)


def _number(value: int | float, number_format: str) -> str:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return str(value)
    sections = number_format.split(";")
    form = sections[1] if exact < 0 and len(sections) > 1 and sections[1] else sections[0]
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or "")
        return _PLACEHOLDER

    bare = _LITERAL.sub(keep, form)
    digits = _DIGITS.search(bare)
    if digits is None or "general" in bare.lower() or any(sign in bare for sign in "Ee/@") or is_date_format(form):
        return _general(exact)
    if "%" in bare:
        exact *= 100
    if form is not sections[0]:  # the section for negative numbers shows its own sign
        exact = abs(exact)
    before, after = bare[: digits.start()], bare[digits.end() :]
    texts = iter(literals)
    head = "".join(next(texts) if each == _PLACEHOLDER else each for each in before)
    tail = "".join(next(texts) if each == _PLACEHOLDER else each for each in after.rstrip("#0?"))
    sign = "-" if exact < 0 else ""
    return f"{sign}{head.strip()}{_digits(abs(exact), digits[0])}{tail.strip()}"


def _digits(exact: Decimal, pattern: str) -> str:
    """Return a number of no sign by a pattern: 0.00, #,##0, 000."""
    thousands = len(pattern) - len(pattern.rstrip(","))
    body = pattern.rstrip(",")
    whole, _, decimals = body.partition(".")
    exact /= Decimal(1000) ** thousands
    most = min(len(decimals), _MOST_DECIMALS)
    rounded = exact.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP) if exact < Decimal("1e15") else exact
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    head, _, tail = text.partition(".")
    least = decimals.count("0")
    while len(tail) > least and tail.endswith("0"):
        tail = tail[:-1]
    head = head.zfill(min(whole.count("0"), _MOST_DECIMALS)) if "," not in whole else head
    return f"{head}.{tail}" if tail else head


def _general(exact: Decimal) -> str:
    """Return a number as the format General shows it: no trailing zeros, at most eleven digits."""
    if exact == exact.to_integral_value() and abs(exact) < Decimal(10) ** _MOST_DIGITS:
        return str(int(exact))
    head = len(str(int(abs(exact))))
    rounded = exact.quantize(Decimal(1).scaleb(-max(0, _MOST_DIGITS - 1 - head)), ROUND_HALF_UP) if head < 16 else exact
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
