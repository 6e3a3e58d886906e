"""Spans of time in the heads of columns: 第1季度, 1-6月, 上半年, 全年, 第一阶段（2016年10月26日至2017年2月11日）."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zcdash.domain.terms import NUMERALS

_YEAR = re.compile(r"(20\d\d)(?:年|\.|-)?")
_QUARTER = re.compile(r"(前|1[-至到~]|一[-至到~])?第?([1-4一二三四])(?:个)?季")
_ROMAN_QUARTER = re.compile(r"(IV|I{1,3})季")
_LATIN_QUARTER = re.compile(r"(?<![A-Za-z])[Qq]([1-4])|([1-4])[Qq](?![A-Za-z])")
_HALF = re.compile(r"([上下])半年|(?<![上下])半年")
_MONTH = r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_MONTHS = re.compile(_MONTH + r"月?(?:份)?[-—–~至到]" + _MONTH + "月")
_SINGLE = re.compile(r"(?<!\d)" + _MONTH + r"月(份)?(底|末)?")
_WHOLE = re.compile(r"全年|年度|年终|年底|年末|^目标值$")
_DAYS = re.compile(
    r"(20\d\d)年(\d{1,2})月(\d{1,2})日?(?:起)?[-—–~至到]+(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日?|"
    r"(20\d\d)\.(\d{1,2})\.(\d{1,2})[-—–~至到]+(?:(20\d\d)\.)?(\d{1,2})\.(\d{1,2})"
)
_BARE_YEAR = re.compile(r"20\d\d年?")
_BRACKETS = re.compile(r"\([^()]{0,40}\)")
_TITLE_END = "(:,-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Span of months in a head. `text` is the part of the head that says it; `days` an ISO interval with its name."""

    text: str
    first: int = 1
    last: int = 12
    year: int | None = None
    is_end: bool = False
    """True where only the end is named: 6月底."""
    days: str = ""
    is_worded: bool = False
    """True where a whole year is meant by its words: 全年, 年度, 2017年."""

    @property
    def is_year(self) -> bool:
        """Return True for a whole year."""
        return not self.days and (self.first, self.last) == (1, 12)


def span_of(head: str) -> Span | None:
    """Return the span that the plain text of a head names, None where it names none."""
    if days := _days(head):
        return days
    year = _YEAR.search(head)
    named = int(year[1]) if year else None
    if found := _QUARTER.search(head):
        number = _number(found[2])
        return Span(text=found[0], first=1 if found[1] else number * 3 - 2, last=number * 3, year=named)
    if found := _ROMAN_QUARTER.search(head):
        number = ("I", "II", "III", "IV").index(found[1]) + 1
        return Span(text=found[0], first=number * 3 - 2, last=number * 3, year=named)
    if found := _LATIN_QUARTER.search(head):
        number = int(found[1] or found[2])
        return Span(text=found[0], first=number * 3 - 2, last=number * 3, year=named)
    if found := _HALF.search(head):
        return Span(text=found[0], first=7 if found[1] == "下" else 1, last=12 if found[1] == "下" else 6, year=named)
    if found := _MONTHS.search(head):
        first, last = _number(found[1]), _number(found[2])
        return Span(text=found[0], first=first, last=last, year=named) if first <= last else None
    if found := _SINGLE.search(head):
        month = _number(found[1])
        return Span(text=found[0], first=month, last=month, year=named, is_end=bool(found[3]))
    if found := _WHOLE.search(head) or _BARE_YEAR.search(head):
        return Span(text=found[0], year=named, is_worded=True)
    return None


def without_span(head: str, span: Span) -> str:
    """Return a head without the words that name its span and its year."""
    rest = _BRACKETS.sub("", head.replace(span.text, "", 1))
    return _YEAR.sub("", rest).strip("()年度末底:份 /截止至")


def period_texts(spans: Iterable[Span], year: int | None) -> list[str]:
    """Return the period of each head, in their order; without a year it is left out of the text: `Q1`.

    Heads of running totals (1—3月, 1—6月, 1—9月, 1—12月; 一季度, 上半年, 前三季度, 全年) are the quarters that they end with;
    ends of months (3月底, 6月底) stand for the quarters or halves between them.
    """
    listed = list(spans)
    step = _step(listed)
    parts = [span.days or f"{span.year or year or ''}{_part(span, step)}" for span in listed]
    return [
        str(span.year or year or "") if span.is_worded and parts.count(part) > 1 else part
        for span, part in zip(listed, parts, strict=True)
    ]


def _step(spans: list[Span]) -> int:
    """Return the months between the ends of heads that name only ends; 0 where each head says its own span."""
    calendar = [span for span in spans if not span.days]
    lasts = {span.last for span in calendar}
    if len(lasts) > 1 and 9 in lasts and all(span.first == 1 for span in calendar):
        return 3
    ends = {span.last for span in calendar if span.is_end}
    if not ends or any(span.first == span.last and not span.is_end for span in calendar):
        return 0
    return 3 if ends & {3, 9} and ends <= {3, 6, 9, 12} else 6 if ends <= {6, 12} else 0


def _part(span: Span, step: int) -> str:
    """Return the part of a year that a span is: Q1, H1, M03, or nothing for the year."""
    months = span.last - span.first + 1
    if step and (span.is_end or span.first == 1):
        months = step
    elif months in (3, 6, 12) and (span.first - 1) % months:
        months = 0
    if months == 12:
        return ""
    if months == 6:
        return f"H{span.last // 6}"
    if months > 1 or months == 0:
        return f"Q{span.last // 3}" if span.last % 3 == 0 else f"M{span.last:02}"
    return f"M{span.last:02}"


def _days(head: str) -> Span | None:
    """Return the span of a head that names its first and last day."""
    found = _DAYS.search(head)
    if not found:
        return None
    year, month, day, next_year, next_month, next_day = found.groups()[:6] if found[1] else found.groups()[6:]
    try:
        starts = date(int(year), int(month), int(day))
        ends = date(int(next_year or year), int(next_month), int(next_day))
    except ValueError:
        return None
    name = head[: found.start()].strip(_TITLE_END)
    return Span(text=head, days=f"{starts}/{ends} {name}".strip()) if starts <= ends else None


def _number(text: str) -> int:
    """Return a number up to 12, in figures or numerals."""
    if text.isdigit():
        return int(text)
    return 10 + NUMERALS.find(text[1]) if len(text) > 1 else NUMERALS.find(text)
