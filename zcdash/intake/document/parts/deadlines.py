"""Deadline of a row (column 完成时限): the date that it names, or that it names none that can be read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zcdash.domain.period import Period
from zcdash.intake.document.parts.cell_text import CellText
from zcdash.intake.document.parts.dates import LEADING_DATE, Due, is_inside, short_dues_of

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
_EMPTY = "-—/无空。 "


@dataclass(frozen=True, slots=True)
class Deadline:
    """Deadline of a row: `due` is its last date, `doubt` a sentence where a person has to look."""

    cell: CellText
    due: Due | None = None
    has_no_end: bool = False
    doubt: str = ""
    recurs: str = ""
    """Rhythm of a deadline that comes again (每月25日前: `month:25`), as `commitments.csv` has it."""

    @property
    def confidence(self) -> float:
        return 0.6 if self.doubt else 0.9


def deadline_of(cell: CellText, periods: tuple[str, ...]) -> Deadline:
    """Return the deadline that a cell names for a plan with these periods."""
    plain, last = cell.plain.strip(_EMPTY), Period.parse(periods[-1])
    first = min(Period.parse(p).starts for p in periods)
    points = len(_POINT.findall(cell.plain))
    dues = short_dues_of(_POINT.sub(lambda found: ";" * len(found[0]), cell.plain), last.ends.year)
    own_year = _YEAR.match(plain)
    if not plain or (_WHOLE_YEAR.fullmatch(plain) and (own_year is None or int(own_year[0]) == last.ends.year)):
        return Deadline(cell)
    if _AGAIN.search(plain):
        rhythm = _RHYTHM.fullmatch(plain)
        if rhythm:
            recurs = _RECURS[rhythm["often"]] + (f":{rhythm['day']}" if rhythm["day"] else "")
            return Deadline(cell, None, False, "读作周期性任务，每次都要办结", recurs)
        return Deadline(cell, None, True, "是经常性的，节点暂按期末办结")
    if not dues:
        if _NO_END.search(plain):
            return Deadline(cell, None, True)
        return Deadline(cell, None, False, "读不出日期，节点的时限暂按期末")
    if points > len(dues):
        return Deadline(cell, None, False, "分点写了几个时限，节点的时限暂按期末")
    due = max(dues, key=lambda each: (each.day, -each.start))
    if due.day > last.ends or due.day < first:
        return Deadline(cell, due, False, f"（{due.day}）不在本计划的时间之内")
    if len({each.day for each in dues}) > 1:
        return Deadline(cell, due, False, f"有几个日期，暂按最后一个（{due.day}）")
    if due.derived:
        return Deadline(cell, due, False, f"暂读作 {due.day}")
    return Deadline(cell, due)


def has_only_dates(cell: CellText) -> bool:
    """Return True for a text of nothing but dates: a column 进度安排 with a deadline in it."""
    return bool(cell.plain) and not _BETWEEN.sub("", LEADING_DATE.sub("", cell.plain))


def period_of(deadline: Deadline, periods: tuple[str, ...]) -> str:
    """Return the period of a deadline among those that have a target, else the last of them."""
    due = deadline.due
    inside = [p for p in periods if due and is_inside(due.day, Period.parse(p))]
    return inside[0] if inside else periods[-1] if periods else ""
