"""Phases of a plan as its text dates them: （一）摸底阶段（2017年3月1日至5月31日）."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zcdash.domain.source_document import Passages
from zcdash.intake.document.joined_text import CompactText
from zcdash.intake.document.printed_dates import YEAR, day_of, number_of, year_of
from zcdash.intake.document.text_outline import Block, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseProposal:
    """Phase with its first and last day; `parent` is the code of the phase that it is part of."""

    code: str
    name: str
    starts: date
    ends: date
    parent: str
    passages: Passages
    """Its name and its dates."""
    dates: Passages = ()


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
_TIMED = re.compile(r"步骤|进度|时间|阶段|安排|实施")
"""Word in the heading above blocks that are phases."""
_NAMED = re.compile(r"阶段|时段|^第.{1,3}步")
_NAME_SIZE, _HEAD_SIZE = 40, 100
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


def phases_of(blocks: Iterable[Block], year: int, issued: date | None) -> tuple[PhaseProposal, ...]:
    """Return the phases among the blocks of a text, in their order, a phase before those that are part of it."""
    found: list[PhaseProposal] = []
    for block in blocks:
        _collect(block, "", False, found, (year, issued))
    return tuple(found)


def _collect(
    block: Block, parent: str, is_timed: bool, found: list[PhaseProposal], told: tuple[int, date | None]
) -> None:
    """Add the phase that a block is, and those within it."""
    head = _head(block)
    phase = (
        _phase(block, head, parent, len([p for p in found if p.parent == parent]) + 1, told)
        if (block.level is not Level.CHAPTER and (is_timed or _NAMED.search(head.text[:_NAME_SIZE])))
        else None
    )
    if phase:
        found.append(phase)
    is_below = is_timed if block.level is not Level.CHAPTER else bool(_TIMED.search(head.text[:_NAME_SIZE]))
    for child in block.children:
        _collect(child, phase.code if phase else parent, is_below and not phase, found, told)


def _head(block: Block) -> CompactText:
    """Return the beginning of a block's own text: its first two paragraphs."""
    return CompactText.of(tuple(block.parts[:2]))


def _phase(
    block: Block, head: CompactText, parent: str, number: int, told: tuple[int, date | None]
) -> PhaseProposal | None:
    """Return the phase of a block: its name stands before the first date, in a bracket or behind a comma or colon."""
    bracket = head.text.find("(", 0, _NAME_SIZE)
    for found in SPAN.finditer(head.text, 0, min(len(head.text), _HEAD_SIZE)):
        before = head.text[: found.start()]
        days = span_of(found, *told)
        if not days or "。" in before.rstrip("。"):
            continue
        is_apart = before.endswith(("(", ":", ",", "。")) or not before
        if not is_apart and bracket != found.start() - 1:
            continue
        end = len(before.rstrip("(:,。"))
        name = head.joined.printed(*head.stretch(0, end)) if end else ""
        if not name and block.level is not Level.STAGE:
            continue
        code = f"{parent}-{number}" if parent else f"p{number}"
        passages = head.cut(0, found.end())
        return PhaseProposal(
            code=code,
            name=name[:_NAME_SIZE],
            starts=days[0],
            ends=days[1],
            parent=parent,
            passages=passages,
            dates=head.cut(*found.span()),
        )
    return None
