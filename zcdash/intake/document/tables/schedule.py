"""Column 进度安排 with several periods in one cell (一季度：开工500套；二季度：…), divided into their targets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zcdash.domain.source_document import Passages, SourceRow
from zcdash.intake.document.parts.quantities import quantities_of
from zcdash.intake.document.people.joined_text import CompactText
from zcdash.intake.document.tables.cell_values import number_of

_MONTH = "1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]"
_LABEL = re.compile(
    r"(?:(?P<year>20\d\d)年)?(?:"
    r"(?:第|前)?(?P<quarter>[一二三四1-4])(?:个)?季度(?P<q_end>[末底内])?"
    r"|(?P<half>[上下])半年(?P<h_end>[末底内])?"
    rf"|(?:(?P<first>{_MONTH})月?份?[-—–~至到]+)?(?P<month>{_MONTH})月(?:份(?!额))?(?P<day>\d{{1,2}}日|[底末初]|[上中下]旬)?"
    r"|(?P<all>全年|年底|年末|年内)"
    r")(?P<before>以?之?前)?(?P<colon>[:,])?"
)
_STEP_BEFORE = re.compile(r"(?:季度|月)[^、,;。月季]{2,20}$")
"""Step with its time before another: 一季度开工、二季度完工."""
_BEGINS = ";。,:)"
_ENDS = ";,。、"
_LONGEST_DATE = 8
_ONLY_DATE = ("", "完成", "全部完成")


@dataclass(frozen=True, slots=True)
class _Part:
    """Part of a cell: its label, its text, its last month, and whether the label is a half of the year."""

    label: Passages
    text: Passages
    month: int
    is_half: bool


def _scheduled(
    rows: Sequence[SourceRow], year: int, periods: tuple[str, ...]
) -> tuple[tuple[SourceRow, ...], tuple[str, ...]]:
    """Return rows whose 进度安排 is divided into targets, and the periods; `periods` are those that have columns of their own.

    A column 完成时限 with an amount for each of several times is read as one.
    """
    moved = [_moved(row, year) for row in rows]
    parts = [_parts(row.schedule, year) if row.schedule and not row.targets else [] for row in moved]
    found = [part for each in parts for part in each]
    if not periods and found:
        halves = all(part.is_half for part in found)
        periods = tuple(f"{year}H{n}" for n in (1, 2)) if halves else tuple(f"{year}Q{n}" for n in (1, 2, 3, 4))
    divided = [_divided(row, own, year, periods) for row, own in zip(moved, parts, strict=True)]
    kept = (row if found.schedule and not row.schedule else found for row, found in zip(rows, divided, strict=True))
    return tuple(kept), periods


def _moved(row: SourceRow, year: int) -> SourceRow:
    """Return a row with its 完成时限 as 进度安排, where it has an amount for each of several times."""
    if not row.deadline or row.schedule or row.targets:
        return row
    parts = [CompactText.of(part.text).text for part in _parts(row.deadline, year)]
    said = [text[found.end() if (found := _LABEL.match(text)) else 0 :] for text in parts]
    has_amounts = len(said) > 1 and all(quantities_of(text) for text in said)
    return replace(row, schedule=row.deadline, deadline=()) if has_amounts else row


def _divided(row: SourceRow, parts: list[_Part], year: int, periods: tuple[str, ...]) -> SourceRow:
    """Return a row with its parts as targets; a cell that is only a date is the deadline."""
    if row.targets:
        return replace(row, schedule=(), others=row.others | {"进度安排": row.schedule}) if row.schedule else row
    if not row.deadline and row.schedule and all(_is_date(part) for part in parts) and len(parts) <= 1:
        is_short = len("".join(p.text for p in row.schedule)) <= _LONGEST_DATE
        return replace(row, schedule=(), deadline=row.schedule) if parts or is_short else row
    ends = {int(period[5:]) * (6 if "H" in period else 3): period for period in periods if period[4:5] in ("H", "Q")}
    targets: dict[str, Passages] = {}
    labels: dict[str, Passages] = {}
    for part in parts:
        period = next((ends[month] for month in sorted(ends) if part.month <= month), "")
        if not period or _is_date(part):
            return row
        targets[period] = targets.get(period, ()) + part.text
        labels[period] = labels.get(period, ()) + part.label
    if not targets:
        return row
    return replace(row, targets=targets, labels={p: found for p, found in labels.items() if found}, schedule=())


def _is_date(part: _Part) -> bool:
    return "".join(p.text for p in part.text).strip("。；;") in _ONLY_DATE


def _parts(passages: Passages, year: int) -> list[_Part]:
    """Return the parts of a cell that begin with a time; none where it does not begin with one."""
    compact = CompactText.of(passages)
    labels = [found for found in _LABEL.finditer(compact.text) if _is_label(compact, found, year)]
    if not labels or labels[0].start():
        return []
    labels = [found for n, found in enumerate(labels) if not n or not _is_of(labels[n - 1], found)]
    parts = []
    for n, found in enumerate(labels):
        stop = labels[n + 1].start() if n + 1 < len(labels) else len(compact.text)
        start = found.end() if _is_only_label(found) else found.start()
        begin = start + len(compact.text[start:stop]) - len(compact.text[start:stop].lstrip(_ENDS + ":"))
        end = begin + len(compact.text[begin:stop].rstrip(";,、"))
        text = compact.cut(begin, end)
        label = compact.cut(found.start(), start)
        if not _is_only_label(found) and found.end() >= end:
            text, label = (), compact.cut(found.start(), end)
        parts.append(_Part(label, text, _month(found), bool(found["half"])))
    return parts


def _is_label(compact: CompactText, found: re.Match[str], year: int) -> bool:
    """Return True for a time at the beginning of a part, of this year."""
    at = found.start()
    if found["year"] and int(found["year"]) != year:
        return False
    if at == 0 or compact.text[at - 1] in _BEGINS:
        return True
    if compact.text[at - 1] == "、" and _STEP_BEFORE.search(compact.text, max(0, at - 30), at - 1):
        return True
    return compact.places[at] - compact.places[at - 1] > 1 and found["colon"] == ":"


def _is_of(before: re.Match[str], found: re.Match[str]) -> bool:
    """Return True for a date right behind the period that it is of: 四季度：10月底通车."""
    return before["colon"] == ":" and before.end() == found.start()


def _is_only_label(found: re.Match[str]) -> bool:
    """Return True for 一季度： or 上半年, which only name the period; 6月底前 says more, and stays in the text."""
    if found["before"] or found["all"] or found["q_end"] or found["h_end"]:
        return False
    return bool(found["quarter"] or found["half"]) or (not found["day"] and found["colon"] == ":")


def _month(found: re.Match[str]) -> int:
    """Return the last month that a label names."""
    if found["quarter"]:
        return 3 * number_of(found["quarter"])
    if found["half"]:
        return 6 if found["half"] == "上" else 12
    return number_of(found["month"]) if found["month"] else 12


def scheduled(
    rows: Sequence[SourceRow], year: int, periods: tuple[str, ...]
) -> tuple[tuple[SourceRow, ...], tuple[str, ...]]:
    """Return rows and periods with 进度安排 divided; where only the year has a column, its target stays beside the divided ones."""
    if periods != (str(year),):
        return _scheduled(rows, year, periods)
    divided, found = _scheduled([replace(row, targets={}) if row.schedule else row for row in rows], year, ())
    beside = tuple(
        replace(after, targets=after.targets | row.targets) if after.targets else row
        for row, after in zip(rows, divided, strict=True)
    )
    return _scheduled(beside, year, (*found, *periods))
