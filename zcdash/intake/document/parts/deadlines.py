"""Deadline of a row (column 完成时限): the date that it names, or that it names none that can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from zcdash.domain.period import Period
from zcdash.intake.document.parts.cell_text import EMPTY, CellText
from zcdash.intake.document.parts.dates import LEADING_DATE, Due, is_inside, short_dues_of
from zcdash.intake.document.parts.points import number_of_mark, numbers_of

_WHOLE_YEAR = re.compile(r"(?:20\d{2}年?)?(?:全年|年内|年底前?|本年度?|当年|年度)?")
_YEAR = re.compile(r"20\d{2}")
_NO_END = re.compile(r"长期|持续|常态|经常|始终|不间断|贯穿|全程|按(?:计划|序时|时间)")
_AGAIN = re.compile(r"每(?:个?月|季度?|半年|年|周|天|日)|逐月|按月|按季|定期")
_RHYTHM = re.compile(
    r"每个?(?P<often>月|季度?|半年|年)度?(?:末月|末|底)?(?:的?(?P<day>1\d|2[0-8]|[1-9])[日号])?(?:以?之?前)?(?:报送|完成|上报|更新)?"
)
_RECURS = {"月": "month", "季": "quarter", "季度": "quarter", "半年": "half", "年": "year"}
_BETWEEN = re.compile(r"[,;。、:年内]")
_POINT = re.compile(r"(?<![^;。,、])(?:[①-⒇]|\(?\d{1,2}[.、)](?=(?:1[0-2]|[1-9])月|[年全长每本上下]))")
"""Number of a point within the cell: 1.3月底前；2.9月底前, which is no third of January."""
_NO_DEMAND = re.compile(
    r"前|底|力争|确保|务必|全部|全面|基本|按时|按期|完成|办结|整改|任务|目标|工作|落实|到位|见效|建成|竣工|完工|投用|投入使用|交付|验收|开工|启动|[^\w]"
)
"""Words beside a date that say no more than that it is the deadline."""
_LEAST_DEMAND = 3
_SEPARATORS = ";。,、 "


@dataclass(frozen=True, slots=True)
class Deadline:
    """Deadline of a row: `due` is its last date, `doubt` a sentence where a person has to look."""

    cell: CellText
    due: Due | None = None
    has_no_end: bool = False
    doubt: str = ""
    points: Mapping[int, Due] = field(default_factory=dict)
    """Number of each point (①8月底；②10月底) → its date, that of 全年 the last day of the plan; empty: no such points."""
    recurs: str = ""
    """Rhythm of a deadline that comes again (每月25日前: `month:25`), as `commitments.csv` has it."""

    @property
    def confidence(self) -> float:
        return 0.6 if self.doubt else 0.9


def deadline_of(cell: CellText, periods: tuple[str, ...]) -> Deadline:
    """Return the deadline that a cell names for a plan with these periods."""
    plain, last = cell.plain.strip(EMPTY), Period.parse(periods[-1])
    first = min(Period.parse(p).starts for p in periods)
    marks = len(_POINT.findall(cell.plain))
    dues = _dues(cell, last)
    own_year = _YEAR.match(plain)
    if not plain or (_WHOLE_YEAR.fullmatch(plain) and (own_year is None or int(own_year[0]) == last.ends.year)):
        return Deadline(cell)
    if _AGAIN.search(plain):
        rhythm = _RHYTHM.fullmatch(plain)
        if rhythm:
            recurs = _RECURS[rhythm["often"]] + (f":{rhythm['day']}" if rhythm["day"] else "")
            return Deadline(cell, None, False, "读作周期性任务，每次都要办结", recurs=recurs)
        return Deadline(cell, None, True, "是经常性的，节点暂按期末办结")
    if not dues:
        if _NO_END.search(plain):
            return Deadline(cell, None, True)
        return Deadline(cell, None, False, "读不出日期，节点的时限暂按期末")
    points = _points(cell, dues, last)
    if marks > len(dues):
        return Deadline(cell, None, False, "分点写了几个时限，节点的时限暂按期末", points)
    due = max(dues, key=lambda each: (each.day, -each.start))
    if due.day > last.ends or due.day < first:
        return Deadline(cell, due, False, f"（{due.day}）不在本计划的时间之内")
    if len({each.day for each in dues}) > 1:
        return Deadline(cell, due, False, f"有几个日期，暂按最后一个（{due.day}）", points)
    if due.derived:
        return Deadline(cell, due, False, f"暂读作 {due.day}")
    if len(_NO_DEMAND.sub("", _without(cell.plain, dues))) >= _LEAST_DEMAND:
        return Deadline(cell, due, False, f"里除日期外还有内容，日期暂作整项的时限（{due.day}）")
    return Deadline(cell, due)


def _without(plain: str, dues: list[Due]) -> str:
    """Return a text without the dates in it."""
    edges = [0, *(at for each in dues for at in (each.start, each.end)), len(plain)]
    return "".join(plain[first:last] for first, last in zip(edges[::2], edges[1::2], strict=True))


def for_points(deadline: Deadline, goal: CellText) -> Deadline:
    """Return a deadline with its points where the goal has points of the same numbers, else without any, and in doubt."""
    numbers = sorted(numbers_of(goal.plain).values())
    is_same = bool(deadline.points) and numbers == sorted(deadline.points)
    return replace(deadline, doubt="") if is_same else replace(deadline, points={})


def _dues(cell: CellText, last: Period) -> list[Due]:
    """Return the dates of a cell, without the numbers of its points."""
    return short_dues_of(_POINT.sub(lambda found: ";" * len(found[0]), cell.plain), last.ends.year)


def _points(cell: CellText, dues: list[Due], last: Period) -> dict[int, Due]:
    """Return number of each point → its only date within the year; empty where one has none or several, or stands twice."""
    marks = list(_POINT.finditer(cell.plain))
    if len(marks) < 2 or marks[0].start():
        return {}
    stops = [*(mark.start() for mark in marks[1:]), len(cell.plain)]
    found: dict[int, Due] = {}
    for mark, stop in zip(marks, stops, strict=True):
        own = [due for due in dues if mark.end() <= due.start < stop]
        said = cell.plain[mark.end() : stop].strip(_SEPARATORS)
        if not own and said and _WHOLE_YEAR.fullmatch(said):
            own = [Due(last.ends, True, mark.end(), mark.end() + len(said))]
        number = number_of_mark(mark[0])
        if len(own) != 1 or not number or number in found or own[0].day.year != last.ends.year:
            return {}
        found[number] = own[0]
    return found


def has_only_dates(cell: CellText) -> bool:
    """Return True for a text of nothing but dates: a column 进度安排 with a deadline in it."""
    return bool(cell.plain) and not _BETWEEN.sub("", LEADING_DATE.sub("", cell.plain))


def period_of(deadline: Deadline, periods: tuple[str, ...]) -> str:
    """Return the period of a deadline among those that have a target, else the last of them."""
    due = deadline.due
    inside = [p for p in periods if due and is_inside(due.day, Period.parse(p))]
    return inside[0] if inside else periods[-1] if periods else ""
