"""Basis of a series by its words and by arithmetic, and the links between series: twins in two bases, totals and parts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from zcdash.domain.period import Period
from zcdash.domain.terms import Basis, Direction
from zcdash.intake.document.parts import target_words as words
from zcdash.intake.document.parts.mentions import Mention
from zcdash.intake.document.parts.series import Series, alike, join_mentions
from zcdash.intake.document.parts.unit_words import LENGTHS_AND_AREAS

_TWINS = 0.6
_WHOLE = {"%": 100.0, "‰": 1000.0}
MOST_SERIES = 26
"""Series of an item: a code ends with one letter."""
_READ_INTO = 0.7
"""Confidence of a series with a value that isn't printed where it stands (全部完成), or with one end of a range (1-3家)."""
_UNCLEAR = 0.5
_STOCK = "达到"
_FLOWS = ("新", "完成", "培训", "建")
_BY = re.compile(r"(?:其中)?\d{1,2}月(?:\d{1,2}日|底|末)?之?前")
"""Date by which a part of the year's number is reached: 9月底前完成80公里."""


def all_series(
    cells: Sequence[tuple[str, list[Mention]]], goal: Sequence[Mention], done: Mapping[str, str] | None = None
) -> list[Series]:
    """Return the series of an item, also those whose values no plan can hold."""
    found = join_mentions(cells, goal, done or {})
    periods = [period for period, _ in cells]
    for series in found:
        series.basis, series.confidence = _basis(series, periods)
        if any(m.derived or (m.quantity.is_range and not m.quantity.is_share) for m in series.members):
            series.confidence = min(series.confidence, _READ_INTO)
        _doubt_falls(series)
        is_apart = not series.planned and series.annual is not None and not series.annual.period
        is_size = is_apart and len(periods) == 1 and _is_year(periods[0])  # 建设内容: of the whole project?
        ranges = {m.quantity.is_range for m in series.planned.values()}
        if is_size or len(ranges) > 1 or any(m.is_doubtful for m in series.members):
            series.confidence = min(series.confidence, _UNCLEAR)
    _take_from_totals(found)
    _link_twins(found, periods)
    _link_growth(found)
    _share_direction(found)
    for series in found:
        # A column for the whole year is a period too: the running total has its value there, a sum of quarters has not.
        if series.annual and series.annual.is_goal and series.annual.period and series.basis is not Basis.QUARTER:
            series.planned.setdefault(series.annual.period, series.annual)
    return found


def _doubt_falls(series: Series) -> None:
    """Take rates that fall first and grow later for those of which more is better; a person is asked, also where falls shrink."""
    values = [m.value for m in series.members]
    if series.basis is not Basis.GROWTH or min(values) >= 0:
        return
    if max(values) >= 0:
        series.direction = Direction.AT_LEAST
    is_said = any(m.quantity.says_direction for m in series.members)
    shrinks = series.values == sorted(series.values) and values[0] < values[-1]
    if max(values) >= 0 or (shrinks and not is_said):
        series.confidence = min(series.confidence, _UNCLEAR)


def is_sound(series: Series) -> bool:
    """Return True if the values are such that a plan can hold them; else the numbers stay in the text of the promises."""
    values, annual = series.values, series.annual.value if series.annual else None
    uppers = [m.quantity.upper for m in series.planned.values() if m.quantity.upper is not None]
    every = [*values, *uppers, *([annual] if annual is not None else [])]
    whole = _WHOLE.get(series.first.quantity.unit)
    if series.basis is Basis.GROWTH or series.first.is_relative:
        return True
    if any(v < 0 for v in every):
        return False
    if whole is not None and series.basis is Basis.LEVEL and any(v > whole for v in every):
        return False
    if series.basis is Basis.RANK:
        return all(v >= 1 and v == int(v) for v in every)
    return series.basis is not Basis.CUMULATIVE or values == sorted(values)


def _basis(series: Series, periods: list[str]) -> tuple[Basis, float]:
    """Return the basis by words and arithmetic, and how sure the series is, 0 to 1."""
    kind, values = series.first.kind, series.values
    if series.first.is_relative:
        return Basis.LEVEL, 0.8
    annual = series.annual.value if series.annual else None
    if series.first.quantity.unit == "‰" and len(set(values)) > 2 and values == sorted(values):
        return Basis.CUMULATIVE, 0.8
    if series.first.quantity.is_points:
        return kind, 0.6
    if kind is not Basis.CUMULATIVE:
        return kind, 0.9 if len(values) > 1 or annual is not None else 0.8
    if series.spans:
        return series.spans, 0.95
    if not values:
        sentence = series.first.sentence
        is_stock = _STOCK in sentence and not any(word in sentence for word in _FLOWS)
        return (Basis.LEVEL, 0.6) if is_stock else (Basis.CUMULATIVE, 0.8)
    if len(values) == 1:
        return _single(series, annual, periods)
    return _arithmetic(series, values, annual, periods)


def _single(series: Series, annual: float | None, periods: list[str]) -> tuple[Basis, float]:
    """Return the basis of a count with a value in one period: of the year if the year is printed alike, else of the period."""
    if annual == series.values[0] or _is_year(periods[-1]):
        return Basis.CUMULATIVE, 0.8
    if annual is not None and series.values[0] < annual and _BY.match(series.first.sentence):
        return Basis.CUMULATIVE, 0.7
    is_extent = series.first.quantity.unit.lstrip("万亿") in LENGTHS_AND_AREAS
    first = series.first
    # 新增企业3家 is surer than 对3家企业开展检查, and than a stage before the outcome.
    is_last = first.quantity.stop >= first.clause.end
    is_early = any(words.PREPARATORY.fullmatch(stage) for stage in first.hard_stages)
    sure = 0.55 if is_early else 0.8 if is_last else 0.65
    if is_extent and periods[-1] in series.planned:
        return Basis.CUMULATIVE, min(sure, 0.7)
    return Basis.QUARTER, sure


def _is_year(period: str) -> bool:
    span = Period.parse(period)
    return (span.ends - span.starts).days >= 364


def _arithmetic(series: Series, values: list[float], annual: float | None, periods: list[str]) -> tuple[Basis, float]:
    is_rising = values == sorted(values) and values[0] < values[-1]
    if annual is not None:
        if is_rising and values[-1] == annual:
            return Basis.CUMULATIVE, 0.95
        if abs(sum(values) - annual) < 1e-6 * max(1.0, abs(annual)):
            return Basis.QUARTER, 0.95
        if len(values) == len(periods):
            # Neither the sum nor the last value is the year's: a person has to say what it counts.
            return (Basis.CUMULATIVE if is_rising and values[-1] < annual else Basis.QUARTER), _UNCLEAR
    is_repeated = len({m.whole for m in series.planned.values()}) == 1
    if is_repeated or (is_rising and len(values) > 2):
        return Basis.CUMULATIVE, 0.8
    return (Basis.CUMULATIVE, 0.65) if is_rising else (Basis.QUARTER, 0.8 if len(values) > 2 else 0.65)


def _take_from_totals(found: list[Series]) -> None:
    """Give the parts of a total, and the total, the basis that makes them add up."""
    for total in (s for s in found if s.parts and s.annual):
        running = sum(part.values[-1] for part in total.parts)
        assert total.annual is not None
        total.basis = Basis.CUMULATIVE if abs(running - total.annual.value) < 1e-6 else Basis.QUARTER
        total.confidence = 0.7 if total.basis is Basis.CUMULATIVE else 0.9
        for part in total.parts:
            part.basis, part.confidence = total.basis, total.confidence


def _link_twins(found: list[Series], periods: list[str]) -> None:
    """Point from 当季 to 累计 of the same number; the running total begins with the first period's single figure."""
    for own in [s for s in found if s.basis is Basis.QUARTER and s.spans]:
        for total in found:
            is_total = total.basis is Basis.CUMULATIVE and total.spans is not None
            if not is_total or total.first.family != own.first.family:
                continue
            if any(alike(m, own.first) >= _TWINS for m in total.members):
                own.same_as = total
                if periods[0] in own.planned and periods[0] not in total.planned:
                    total.planned = {periods[0]: own.planned[periods[0]], **total.planned}
                if own.annual and not total.annual:
                    own.annual, total.annual = None, own.annual
                break


def _share_direction(found: list[Series]) -> None:
    """Give a twin, and what grows at 8.5%左右, the direction that only one of the two says."""
    for one in (s for s in found if s.same_as):
        pair = (one, one.same_as)
        said = next((m.quantity.direction for s in pair if s for m in s.members if m.quantity.says_direction), None)
        for series in pair:
            if said in (Direction.ABOUT, Direction.AT_LEAST) and series is not None:
                series.direction = said


def _link_growth(found: list[Series]) -> None:
    """Point from a growth rate without a name of its own to the running total that it stands beside."""
    for growth in [s for s in found if s.basis is Basis.GROWTH and s.planned]:
        for total in found:
            if total.basis is Basis.CUMULATIVE and not total.same_as and _stands_beside(growth, total):
                growth.same_as = total
                break


def _stands_beside(growth: Series, total: Series) -> bool:
    names = [{m.name for m in series.members if m.name} for series in (growth, total)]
    if all(names) and not names[0] & names[1]:
        return False  # 工业增加值增长9%，新增企业20户
    shared = [p for p in growth.planned if p in total.planned]
    return bool(shared) and all(
        growth.planned[p].clause.sentence == total.planned[p].clause.sentence
        and growth.planned[p].name == total.planned[p].name
        for p in shared
    )
