"""Series of planned values: mentions of one number joined over the periods, with the mention that states the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from zcdash.domain.period import Period
from zcdash.domain.terms import Basis, Direction
from zcdash.intake.document.parts import target_words as words
from zcdash.intake.document.parts.mentions import Mention

_ALIKE, _ALIKE_ALONE, _ALIKE_GOAL = 0.6, 0.35, 0.4
"""Likeness from which two mentions are one number: in general, where it is the only one of its unit, and for the goal."""
_ALIKE_SCALED = 0.9
_STAGE_APART = 0.1
_ALIKE_TOPIC = 0.95
_SCALES = {"万": 10_000.0, "亿": 100_000_000.0}
_SHORT = 4


@dataclass(slots=True, eq=False)
class Series:
    """One number of an item: its mention in each period, and the one that states the year."""

    planned: dict[str, Mention] = field(default_factory=dict)
    annual: Mention | None = None
    basis: Basis = Basis.CUMULATIVE
    confidence: float = 0.6
    same_as: Series | None = None
    direction: Direction | None = None
    """Direction that another basis of the same number says."""
    parts: list[Series] = field(default_factory=list)
    """Series that add up to this one."""

    @property
    def members(self) -> list[Mention]:
        return [*self.planned.values(), *([self.annual] if self.annual else [])]

    @property
    def first(self) -> Mention:
        return self.members[0]

    @property
    def values(self) -> list[float]:
        return [m.value for m in self.planned.values()]

    @property
    def spans(self) -> Basis | None:
        return next((m.spans for m in self.planned.values() if m.spans), None)


def join_mentions(
    cells: Sequence[tuple[str, list[Mention]]], goal: Sequence[Mention], done: Mapping[str, str]
) -> list[Series]:
    """Return the series of an item from the mentions of its periods, in their order, and of its goal.

    `done` is period → 全部完成, where its text says so. A plan of several years has no annual values: there every period
    stands for itself.
    """
    if len({Period.parse(period).ends.year for period, _ in cells}) > 1:
        cells = [(period, [replace(m, is_annual=False) for m in mentions]) for period, mentions in cells]
        goal = []
    cells, goal = _in_one_scale(cells, goal)
    found: list[Series] = []
    yearly: list[Mention] = []
    last = cells[-1][0] if cells else ""
    for period, mentions in cells:
        now = [m for m in mentions if not m.is_annual or period == last]
        yearly += [m for m in mentions if m not in now]
        for mention, series in _joined(now, found, _ALIKE):
            series.planned[period] = mention
    totals = [m for m in goal if _is_total(m, found)]
    for mention, series in _joined([*yearly, *(m for m in goal if m not in totals)], found, _ALIKE_GOAL):
        series.annual = mention
    for series in found:
        final = series.planned.get(last)
        if series.annual is None and final is not None and final.is_annual:
            series.annual = final
    _add_done(found, done)
    for series in found:
        _rescale(series)
    found = [part for series in found for part in _unbroken(series)]
    for mention in totals:
        parts = _parts(mention, found)
        found.append(Series(annual=mention, parts=parts))
    return found


def _add_done(found: list[Series], done: Mapping[str, str]) -> None:
    """Give counts with a total the total where 全部完成 is promised: those with steps before, else the only one."""
    counts = [s for s in found if s.annual and s.annual.is_goal and s.first.kind is Basis.CUMULATIVE]
    counts = [s for s in counts if not s.first.quantity.is_share and not s.first.is_relative]
    stepped = [s for s in counts if s.planned]
    for series in stepped or (counts if len(counts) == 1 else []):
        for period, said in done.items():
            is_later = all(Period.parse(p) < Period.parse(period) for p in series.planned)
            if series.annual and is_later:
                series.planned[period] = replace(series.annual, derived=True, words=said)


def _in_one_scale(
    cells: Sequence[tuple[str, list[Mention]]], goal: Sequence[Mention]
) -> tuple[list[tuple[str, list[Mention]]], list[Mention]]:
    """Return the mentions with 1.1万人 as 11000人 where others of the item count in 人."""
    units = {m.quantity.unit for _, mentions in cells for m in mentions}
    mixed = _mixed(cells)
    scales: dict[str, set[str]] = defaultdict(set)
    for m in (m for _, mentions in cells for m in mentions):
        scales[m.base_unit].add(m.quantity.unit)

    def scaled(mention: Mention) -> Mention:
        unit = mention.quantity.unit
        if mention.base_unit in mixed:
            return _scaled(mention, mixed[mention.base_unit])
        if mention.is_goal and unit not in units and len(scales[mention.base_unit]) == 1:
            return _scaled(mention, next(iter(scales[mention.base_unit])))  # 2.4亿元 of 6000万元 each
        return mention if unit in units or unit[1:] not in units else _scaled(mention, unit[1:])

    return [(period, [scaled(m) for m in mentions]) for period, mentions in cells], [scaled(m) for m in goal]


def _mixed(cells: Sequence[tuple[str, list[Mention]]]) -> dict[str, str]:
    """Return base unit → the smallest scale, where each cell has one number of it and not all say what it counts.

    8000万美元 and 1.1亿美元 in two quarters are one number then.
    """
    result = {}
    for base in {m.base_unit for _, mentions in cells for m in mentions}:
        each = [[m for m in mentions if m.base_unit == base and m.kind is Basis.CUMULATIVE] for _, mentions in cells]
        own = [m for mentions in each for m in mentions]
        units = {m.quantity.unit for m in own}
        if len(units) > 1 and all(len(mentions) <= 1 for mentions in each) and not all(m.key for m in own):
            result[base] = min(units, key=lambda u: _SCALES.get(u[:1], 1.0))
    return result


def _scaled(mention: Mention, unit: str) -> Mention:
    """Return a mention in another scale of its unit: 2亿美元 as 20000万美元."""
    factor = _SCALES.get(mention.quantity.unit[:1], 1.0) / _SCALES.get(unit[:1], 1.0)
    if unit == mention.quantity.unit or mention.base_unit != unit.lstrip("万亿"):
        return mention
    upper = None if mention.quantity.upper is None else round(mention.quantity.upper * factor, 6)
    quantity = replace(mention.quantity, unit=unit, value=round(mention.quantity.value * factor, 6), upper=upper)
    return replace(mention, quantity=quantity, value=round(mention.value * factor, 6))


def _rescale(series: Series) -> None:
    """Bring the mentions of a series to the smallest scale that one of them has."""
    units = {m.quantity.unit for m in series.members}
    if len({m.base_unit for m in series.members}) == 1 and len(units) > 1:
        unit = min(units, key=lambda u: _SCALES.get(u[:1], 1.0))
        series.planned = {p: _scaled(m, unit) for p, m in series.planned.items()}
        series.annual = _scaled(series.annual, unit) if series.annual else None


def _joined(mentions: Sequence[Mention], found: list[Series], enough: float) -> Iterator[tuple[Mention, Series]]:
    """Yield each mention with its series, the likeliest pairs first; new series are added to `found`."""
    known = list(found)
    scores = {(n, k): likeness(m, s) for n, m in enumerate(mentions) for k, s in enumerate(known)}
    free_mentions, free_series = set(range(len(mentions))), set(range(len(known)))
    for n, k in sorted(scores, key=lambda pair: (-scores[pair], pair)):
        if n not in free_mentions or k not in free_series:
            continue
        needed = _ALIKE_ALONE if _is_alone(mentions[n], mentions, known) else enough
        if scores[n, k] >= needed:
            free_mentions.remove(n)
            free_series.remove(k)
            yield mentions[n], known[k]
    for n in sorted(free_mentions):
        series = Series()
        found.append(series)
        yield mentions[n], series


def _is_alone(mention: Mention, mentions: Sequence[Mention], known: Sequence[Series]) -> bool:
    """Return True if a mention and a series are the only ones of their unit, and one of them hardly has a name."""
    family = mention.family
    others = [s for s in known if s.first.family == family]
    is_single = sum(m.family == family for m in mentions) == 1 and len(others) == 1
    return is_single and (mention.is_goal or min(len(mention.key), len(others[0].first.key)) <= _SHORT)


def likeness(mention: Mention, series: Series) -> float:
    """Return how likely a mention is of a series, 0 to 1."""
    first = series.first
    if first.is_relative and mention.kind is Basis.GROWTH and "同比" not in mention.sentence:
        return max(alike(mention, other) for other in series.members)
    if first.is_relative is not mention.is_relative:
        return 0.0
    if mention.family != first.family:
        # 9000万美元 and 2亿美元 are one number only if their names say so.
        scaled = mention.kind is first.kind and mention.base_unit == first.base_unit
        alikes = [alike(mention, other) for other in series.members] if scaled and mention.name else [0.0]
        return max(alikes) if max(alikes) >= _ALIKE_SCALED else 0.0
    if not mention.is_goal and mention.spans and series.spans and mention.spans is not series.spans:
        return 0.0
    score = max(alike(mention, other) for other in series.members)
    if mention.is_goal and mention.quantity.unit != first.quantity.unit and score < _ALIKE:
        return 0.0  # 小学1所 is not 学位2160个
    if score and mention.is_goal and series.values and mention.value in (series.values[-1], sum(series.values)):
        score += 0.3
    # A goal of new roads is of those that are finished rather than of those that are begun.
    is_other_stage = mention.is_goal and mention.hard_stages != first.hard_stages
    return score - _STAGE_APART if score and is_other_stage else score


def alike(one: Mention, other: Mention) -> float:
    """Return how alike two mentions are in their words, 0 to 1."""
    if (one.key and other.key and one.digits != other.digits) or (
        one.hard_stages != other.hard_stages and one.name and other.name and not (one.is_goal or other.is_goal)
    ):
        return 0.0
    if one.hard_stages and other.hard_stages and not one.hard_stages & other.hard_stages:
        return 0.0
    if one.is_goal is not other.is_goal and _is_before(one, other):
        return 0.0
    if one.heading and other.heading and fuzz.ratio(one.heading, other.heading) < 60:
        return 0.0
    if one.topic and other.topic:
        return _ALIKE_TOPIC if one.topic == other.topic else 0.0
    if one.name == other.name:
        return 1.0
    if not one.key or not other.key:
        score = 0.6
    elif one.key in other.key or other.key in one.key:
        score = 0.95
    else:
        score = max(fuzz.ratio(one.key, other.key), 0.85 * fuzz.partial_ratio(one.key, other.key)) / 100
    return float(max(score - 0.1 * len(one.stages ^ other.stages), 0.01))


def _is_before(one: Mention, other: Mention) -> bool:
    """Return True if one counts a stage before the outcome that the other, of the goal, speaks of."""
    goal, step = (one, other) if one.is_goal else (other, one)
    return any(words.PREPARATORY.fullmatch(stage) for stage in step.hard_stages - goal.hard_stages)


def _unbroken(series: Series) -> list[Series]:
    """Return a series, or two where its first values can't belong to the running total that ends at the annual value."""
    values = series.values
    is_level = series.first.kind is Basis.LEVEL and not series.first.quantity.is_share
    if (
        is_level
        or series.first.is_relative
        or series.first.kind in (Basis.GROWTH, Basis.RANK)
        or len(values) < 2
        or values == sorted(values)
    ):
        return [series]
    annual = series.annual.value if series.annual else None
    if series.first.quantity.is_share:
        if len({m.name for m in series.planned.values()}) == 1 and "完成" not in series.first.sentence:
            return [series]
    elif annual is None or values[-1] != annual or abs(sum(values) - annual) < 1e-6:
        return [series]
    periods = list(series.planned)
    cut = len(values) - 1
    while cut and values[cut - 1] <= values[cut]:
        cut -= 1
    head = Series({p: series.planned[p] for p in periods[:cut]})
    tail = Series({p: series.planned[p] for p in periods[cut:]}, series.annual)
    return [head, tail]


def _is_total(goal: Mention, found: list[Series]) -> bool:
    """Return True if no series comes to the goal's value, and several together do."""
    of_unit = [s for s in found if s.first.family == goal.family and s.planned]
    if any(goal.value in (s.values[-1], sum(s.values)) for s in of_unit):
        return False
    return len(_parts(goal, found)) > 1


def _parts(goal: Mention, found: list[Series]) -> list[Series]:
    """Return the series whose last values, or whose sums, add up to the goal: all of its unit, or those of one heading."""
    of_unit = [s for s in found if s.first.family == goal.family and s.planned]
    headings = {s.first.heading for s in of_unit}
    groups = [of_unit, *([s for s in of_unit if s.first.heading == heading] for heading in sorted(headings))]
    groups.append([s for s in of_unit if not s.first.hard_stages])
    for group in groups:
        if len(group) > 1 and goal.kind is Basis.CUMULATIVE:
            if abs(sum(s.values[-1] for s in group) - goal.value) < 1e-6:
                return group
            if abs(sum(sum(s.values) for s in group) - goal.value) < 1e-6:
                return group
    return []
