"""Lists of dates in a text: 3月、6月、9月各一期 is promised three times; one that is not parted so is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import Question, QuestionKind
from zcdash.intake.document.parts.cell_text import CellText, Clause, clauses_of
from zcdash.intake.document.parts.dates import Due, dues_of, is_inside
from zcdash.intake.document.parts.quantities import quantities_of

_DAY = r"(?:(?:3[01]|[12]?[0-9])[日号]|底|末|初|[上中下]旬)"
_ITEM = (
    rf"(?:20[0-9]{{2}}年)?(?:1?[0-9]月份?{_DAY}?|1?[0-9]|第?[一二三四1-4]季度[末底]?|[一二三四]|[上下]半年|年[底末])"
    r"(?:以?之?前)?"
)
_LIST = re.compile(
    rf"(?<![0-9.一二三四五六七八九十])(?P<every>每年)?(?P<list>{_ITEM}(?:[、和及与]{_ITEM}){{1,11}})(?P<each>各|分别|均|每)?"
)
_PART = re.compile(r"[^、和及与]{1,20}")
_UNIT = re.compile(r"月|季度|年")
ONCE_EACH = re.compile(rf"(?:于|在)?{_ITEM}(?:[、和及与]{_ITEM}){{1,11}}(?:各|分别|均|每).{{1,6}}")
"""Clause that only says how often what is before it is done: 3月、6月各一期."""
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class ListedDates:
    """Dates of a list, with the stretch of the list; `is_each` where the whole is promised by each of them."""

    dues: tuple[Due, ...]
    start: int
    end: int
    is_each: bool

    def inside(self, period: str) -> list[Due]:
        """Return the dates within a period."""
        return [due for due in self.dues if is_inside(due.day, Period.parse(period))]


def listed_dates(plain: str, clause: Clause, year: int) -> ListedDates | None:
    """Return the list of dates of a clause; None where it has none."""
    for found in _LIST.finditer(plain, clause.start, clause.end):
        dues = list(_dues(plain, found, year))
        if len(dues) < 2 or len({due.day for due in dues}) < len(dues):
            continue
        shared = found["each"] == "分别" and len(quantities_of(plain[found.end() : clause.end])) > 1
        is_each = bool(found["each"] or found["every"]) and not shared
        return ListedDates(tuple(dues), found.start("list"), found.end("list"), is_each)
    return None


def _dues(plain: str, found: re.Match[str], year: int) -> Iterator[Due]:
    """Yield the dates of a list; 3、6、9月 have their unit from the last one. Nothing where one of them is no date."""
    parts = list(_PART.finditer(plain, *found.span("list")))
    units = _UNIT.findall(parts[-1][0])
    if not units:
        return
    read = [dues_of(part[0] if _UNIT.search(part[0]) else part[0] + units[-1], year) for part in parts]
    for part, dues in zip(parts, read, strict=True):
        if all(len(each) == 1 for each in read):
            yield dues[0]._replace(start=part.start(), end=part.end())


def listed_questions(code: str, cells: Sequence[CellText], periods: Sequence[str]) -> list[Question]:
    """Return a question for each list of dates that says not what is due by each, or has one outside the plan."""
    questions: dict[str, Question] = {}
    for cell in cells:
        for clause in clauses_of(cell.plain):
            found = listed_dates(cell.plain, clause, Period.parse(periods[-1]).ends.year)
            if found is None:
                continue
            said, late = cell.text(clause.start, clause.end)[:_SHOWN], max(due.day for due in found.dues)
            outside = [due for due in found.dues if not any(is_inside(due.day, Period.parse(p)) for p in periods)]
            if outside and found.is_each:
                days = "、".join(due.day.isoformat() for due in outside)
                sentence = f"{code} 的“{said}”里，{days}不在本计划的时间之内，没有列为节点，请核对。"
            elif not found.is_each:
                sentence = f"{code} 的“{said}”有几个日期，没有写明各办什么，暂按最后一个（{late}），请对照原文拆开。"
            else:
                continue
            place, start, _ = next(cell.stretches(clause.start, clause.end))
            key = f"field:{code} dates {place} {start}"
            questions[key] = Question(
                key=key, kind=QuestionKind.FIELD, sentence=sentence, place=place, row=code, proposals=("已核对",)
            )
    return list(questions.values())
