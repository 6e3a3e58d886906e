"""Parse the state and the day of completion typed for a commitment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from zcdash.domain.submission import ZERO_REPORT
from zcdash.domain.terms import State
from zcdash.intake.findings import Question
from zcdash.intake.form import Form, valid_day
from zcdash.intake.parse_values import LONGEST, NotUnderstood, clean, quote

_FIRST, _LAST = 20000, 80000
"""Day numbers of 1954 and 2119; a number outside is no day of a plan."""
_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's day numbers from March 1900 on; before it they are one less, since Excel has a 29 February 1900."""
_Y, _M, _D = "(?P<y>[0-9]{4})", "(?P<m>[0-9]{1,2})", "(?P<d>[0-9]{1,2})"
_DAYS = tuple(
    map(
        re.compile,
        (
            f"{_Y}年{_M}月{_D}[日号]?",
            f"{_Y}(?P<mark>[-/.]){_M}(?P=mark){_D}",
            f"{_Y}(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}})",
            f"{_M}月{_D}[日号]?",
            f"{_M}[-/]{_D}",
            f"{_M}\\.(?P<d>[0-9]{{2}})",
        ),
    )
)
_SHORT_DAY = re.compile(f"{_M}\\.(?P<d>[1-9])")
"""6.2 may be what a spreadsheet left of 6.20."""
_MONTH = re.compile(
    "(?:19|20)[0-9]{2}(?:年|[-/.])?(?:[0-9]{1,2})?(?:月份?[初中底末]?)?|[0-9]{1,2}月份?(?:[初中底末]|[上中下]旬)?"
)
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(?::00(?:\.0+)?)?$")
_STATES = {
    word: state
    for state, words in {
        State.DONE: "已完成 完成 已办结 办结 是 √ ✓ ✔ done 100% 100.0% 100.00% 完成100%",
        State.PARTLY: "部分完成 部分",
        State.NOT_DONE: "未完成 没完成 没有完成 未开始 否 × 没有 未",
    }.items()
    for word in words.split()
}
_DONE_WELL = re.compile(
    "已?(?:超额|提前|按期|按时|如期|全部|全面|圆满|顺利)(?:完成|办结)(?:任务)?|已(?:经)?完成(?:任务|100%)?|完成任务"
)
_UNDER_WAY = re.compile(
    "(?:正在|正|有序|持续|积极|加快|稳步|按计划|已|仍在|还在)*(?:推进|进行|办理|实施|建设|施工|开展|落实)(?:中|当中|之中)?"
)


class _Years(NamedTuple):
    """Year of examples, and the year of a month and day written without one."""

    example: int
    of: Callable[[int, int], int]


def parse_day(typed: object, year: int, year_of: Callable[[int, int], int] | None = None) -> date:
    """Return the day typed; where it has no year, in that of `year_of` its month and day, else in `year`.

    Raises NotUnderstood.

    A spreadsheet turns 6.20 into 6.2, or into a day of January 1900, and 2017.6 into one of 1905: from such a day the number
    is taken back, and read as a month and a day where only one reading exists.
    """
    years = _Years(year, year_of or (lambda month, day: year))
    if isinstance(typed, date):
        day = typed.date() if isinstance(typed, datetime) else typed
        return day if _day_number(typed) >= _FIRST else _day_of_number(_day_number(typed), years, f"（显示成 {day}）")
    if isinstance(typed, int | float) and not isinstance(typed, bool):
        return _day_of_number(typed, years)
    return _day_of_text(typed if isinstance(typed, str) and len(typed) <= LONGEST else "", years, quote(typed))


def check_day(day: date, form: Form, today: date) -> Iterator[Question]:
    """Yield a question about a day after the year of the form; the day of a date typed without a year is then likelier.

    Raises NotUnderstood for a day before the plan's first or after today.
    """
    year, first = form.period.ends.year, form.first_day
    usual = None if (day.month, day.day) == (2, 29) else day.replace(year=form.year_of(day.month, day.day))
    guess = f"是不是 {usual}？" if usual and usual.year != day.year and usual <= today else ""
    if day < first:
        is_new_year = (first.month, first.day) == (1, 1)
        start, then = (f" {first.year} 年", f" {first.year} 年以") if is_new_year else (f"计划开始的 {first}", "此")
        advice = f"{guess}若确在{then}前完成，请填 {first}，并在“进展说明”里写明。"
        raise NotUnderstood("DATE_EARLY", f"完成日期 {day} 早于{start}。", advice)
    if day > today:
        sentence = f"完成日期 {day} 还没有到（今天是 {today}）。"
        raise NotUnderstood("DATE_FUTURE", sentence, f"{guess}请填实际完成的日期。")
    if day.year > year:
        yield Question("DATE_YEAR", f"完成日期 {day} 不在 {year} 年。", f"{guess}若确在 {day.year} 年完成，可以照报。")


def parse_state(typed: object, percent: bool = False) -> State:
    """Return the state typed or chosen; `percent` is true for a cell with a percent format. Raises NotUnderstood.

    Words such as 正在推进 are refused: taken for 部分完成 they would judge the work milder than 未完成, and only the unit
    knows which of the two is true. Choosing from the list costs it less than a confirmation.
    """
    if percent and isinstance(typed, int | float) and not isinstance(typed, bool) and abs(typed) <= 100:
        typed = f"{typed * 100:.6g}%"
    word = clean(typed).casefold() if isinstance(typed, str) and len(typed) <= LONGEST else ""
    word = word.rstrip(".。!;,、").removesuffix("了")
    if word in _STATES:
        return _STATES[word]
    if _DONE_WELL.fullmatch(word):
        return State.DONE
    advice = "请选：已完成、部分完成、未完成。"
    if _UNDER_WAY.fullmatch(word):
        advice = "请选：已完成、部分完成、未完成；做到哪一步，写在“进展说明”里。"
    raise NotUnderstood("STATE", f"看不出完成情况{quote(typed)}。", advice)


def is_zero_report(typed: object) -> bool:
    """Return True for 零报告 as a state, or at the beginning of a note."""
    return isinstance(typed, str) and clean(typed[:LONGEST]).startswith(ZERO_REPORT)


def _day_number(day: date) -> float:
    """Return Excel's number of a day, the time of day as its fraction."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    number = (moment.replace(tzinfo=None) - datetime(_EPOCH.year, _EPOCH.month, _EPOCH.day)) / timedelta(days=1)
    return number if number >= 61 else number - 1


def _day_of_number(number: float, years: _Years, shown: str = "") -> date:
    if _FIRST <= number <= _LAST:
        return _EPOCH + timedelta(days=int(number))
    # A date cell turns 20170305 into that number.
    if 0 < number <= 21001231:
        text = f"{round(number, 4):.4f}".rstrip("0").rstrip(".")
        return _day_of_text(text, years, f"：“{text}”{shown}")
    raise _unreadable("读不出是哪一天", quote(number), years)


def _day_of_text(typed: str, years: _Years, shown: str) -> date:
    """Return the day of a text; `shown` is how a refusal quotes it."""
    # Programs write a day as text with a midnight.
    text = clean(_MIDNIGHT.sub("", typed.strip())).rstrip(".。")
    short = _SHORT_DAY.fullmatch(text)
    if short:
        return _day_of_short(int(short["m"]), int(short["d"]), years, shown)
    match = next((match for pattern in _DAYS if (match := pattern.fullmatch(text))), None)
    if not match:
        raise _unreadable("没有写到日" if _MONTH.fullmatch(text) else "读不出是哪一天", shown, years)
    m, d = int(match["m"]), int(match["d"])
    y = int(match.groupdict().get("y") or years.of(m, d))
    if (day := valid_day(y, m, d)) is None:
        raise _unreadable(f"没有 {y}年{m}月{d}日 这一天", "", years)
    return day


def _day_of_short(month: int, digit: int, years: _Years, shown: str) -> date:
    """Return the day of 6.4, which can only be 6月4日. Raises NotUnderstood for 6.2, which may be 6月20日 as well."""
    numbers = (digit, digit * 10)
    days = [day for number in numbers if (day := valid_day(years.of(month, number), month, number))]
    if len(days) == 1:
        return days[0]
    if not days:
        raise _unreadable("读不出是哪一天", shown, years)
    sentence = f"看不出是{month}月{digit}日还是{month}月{digit * 10}日{shown}。"
    raise NotUnderstood("DATE_UNREADABLE", sentence, f"请写到日，例如 {days[-1]}。")


def _unreadable(what: str, shown: str, years: _Years) -> NotUnderstood:
    return NotUnderstood("DATE_UNREADABLE", f"{what}{shown}。", f"请写到日，例如 {years.example}-03-05。")
