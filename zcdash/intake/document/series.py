"""Series of planned values: mentions of one number joined over the periods, with the annual value and the basis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from zcdash.domain.terms import Basis
from zcdash.intake.document.mentions import Mention

_ALIKE, _ALIKE_ALONE, _ALIKE_GOAL = 0.55, 0.2, 0.4
"""Likeness from which two mentions are one number: in general, where it is the only one of its unit, and for the goal."""


@dataclass(slots=True)
class Series:
    """One number of an item: its mention in each period, and the one that states the year."""

    planned: dict[str, Mention] = field(default_factory=dict)
    annual: Mention | None = None
    basis: Basis = Basis.CUMULATIVE
    confidence: float = 0.6
    same_as: Series | None = None

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


def series_of(cells: Sequence[tuple[str, list[Mention]]], goal: list[Mention]) -> list[Series]:
    """Return the series of an item from the mentions of its periods, in their order, and of its goal."""
    found: list[Series] = []
    yearly: list[Mention] = []
    last = cells[-1][0] if cells else ""
    for period, mentions in cells:
        now = [m for m in mentions if not m.is_annual or period == last or len(cells) == 1]
        yearly += [m for m in mentions if m not in now]
        for mention, series in _joined(now, found, _ALIKE, period):
            series.planned[period] = mention
    for mention, series in _joined(yearly + goal, found, _ALIKE_GOAL, ""):
        if series.annual is None or not mention.period:
            series.annual = mention
    for series in found:
        final = series.planned.get(last)
        if series.annual is None and final is not None and final.is_annual:
            series.annual = final
    found = [part for series in found for part in _unbroken(series)]
    for series in found:
        series.basis, series.confidence = _basis(series, [p for p, _ in cells])
    _pair(found, [p for p, _ in cells])
    return found


def _joined(
    mentions: Sequence[Mention], found: list[Series], enough: float, period: str
) -> Iterable[tuple[Mention, Series]]:
    """Yield each mention with the series that it belongs to, the likeliest pairs first; new series are added to `found`."""
    known = list(found)
    pairs = [(_likeness(m, s), -n, -k) for n, m in enumerate(mentions) for k, s in enumerate(known)]
    taken_mentions: set[int] = set()
    taken_series: set[int] = set()
    for score, negative, negative_series in sorted(pairs, reverse=True):
        n, k = -negative, -negative_series
        if n in taken_mentions or k in taken_series:
            continue
        family = mentions[n].family
        is_alone = sum(m.family == family for m in mentions) == 1 and sum(s.first.family == family for s in known) == 1
        if score < (_ALIKE_ALONE if is_alone and score else enough):
            continue
        taken_mentions.add(n)
        taken_series.add(k)
        yield mentions[n], known[k]
    for n, mention in enumerate(mentions):
        if n not in taken_mentions:
            series = Series()
            found.append(series)
            yield mention, series


def _likeness(mention: Mention, series: Series) -> float:
    """Return how likely a mention is of a series, 0 to 1."""
    if mention.family != series.first.family:
        return 0.0
    if mention.period and mention.spans and series.spans and mention.spans is not series.spans:
        return 0.0
    return max(_alike(mention, other) for other in series.members)


def _alike(one: Mention, other: Mention) -> float:
    if one.digits != other.digits:
        return 0.0
    if one.heading and other.heading and fuzz.ratio(one.heading, other.heading) < 60:
        return 0.0
    if not one.key or not other.key:
        score = 0.6
    elif one.key in other.key or other.key in one.key:
        score = 0.95
    else:
        score = max(fuzz.ratio(one.key, other.key), 0.85 * fuzz.partial_ratio(one.key, other.key)) / 100
    if one.name == other.name:
        score = max(score, 1.0)
    if one.stages != other.stages and one.name != other.name:
        score -= 0.1 * len(one.stages ^ other.stages)
    return max(score, 0.01)


def _unbroken(series: Series) -> list[Series]:
    """Return a series, or two where its first values can't belong to the running total that ends at the annual value."""
    values = series.values
    kind = series.first.kind
    if kind in (Basis.GROWTH, Basis.RANK) or len(values) < 2 or values == sorted(values):
        return [series]
    annual = series.annual.value if series.annual else None
    is_share = series.first.quantity.is_share
    if not is_share and (annual is None or values[-1] != annual or abs(sum(values) - annual) < 1e-6):
        return [series]
    if is_share and "完成" not in series.first.sentence:
        return [series]
    periods = list(series.planned)
    cut = len(values) - 1
    while cut and values[cut - 1] <= values[cut]:
        cut -= 1
    head = Series({p: series.planned[p] for p in periods[:cut]})
    tail = Series({p: series.planned[p] for p in periods[cut:]}, series.annual)
    return [head, tail]


def _basis(series: Series, periods: list[str]) -> tuple[Basis, float]:
    """Return the basis by words and arithmetic, and how sure it is."""
    kind, values = series.first.kind, series.values
    annual = series.annual.value if series.annual else None
    if series.first.quantity.unit == "‰" and len(set(values)) > 2 and values == sorted(values):
        return Basis.CUMULATIVE, 0.8
    if kind is not Basis.CUMULATIVE:
        return kind, 0.9 if len(values) > 1 or annual is not None else 0.75
    if series.spans:
        return series.spans, 0.95
    return _count_basis(series, values, annual, periods)


def _count_basis(series: Series, values: list[float], annual: float | None, periods: list[str]) -> tuple[Basis, float]:
    if not values:
        is_stock = "达到" in series.first.sentence and not any(
            word in series.first.sentence for word in ("新", "完成", "培训")
        )
        return (Basis.LEVEL, 0.6) if is_stock else (Basis.CUMULATIVE, 0.7)
    if len(values) == 1:
        is_total = annual == values[0] and periods[-1] in series.planned
        return (Basis.CUMULATIVE, 0.8) if is_total else (Basis.QUARTER, 0.55)
    is_rising = values == sorted(values) and values[0] < values[-1]
    if annual is not None:
        if is_rising and values[-1] == annual:
            return Basis.CUMULATIVE, 0.95
        if abs(sum(values) - annual) < 1e-6 * max(1.0, abs(annual)):
            return Basis.QUARTER, 0.95
    is_repeated = len({m.whole for m in series.planned.values()}) == 1
    if is_repeated or (is_rising and (len(values) > 2 or "达" in series.first.sentence)):
        return Basis.CUMULATIVE, 0.8
    return Basis.QUARTER, 0.7


def _pair(found: list[Series], periods: list[str]) -> None:
    """Point from the other bases to the running total of the same number, and begin it with the first period's single figure."""
    for own in [s for s in found if s.basis is Basis.QUARTER and s.spans]:
        for total in found:
            same = total.basis is Basis.CUMULATIVE and total.first.family == own.first.family
            if same and total.spans and any(_alike(m, own.first) >= _ALIKE for m in total.members):
                own.same_as = total
                if periods[0] in own.planned and periods[0] not in total.planned:
                    total.planned = {periods[0]: own.planned[periods[0]], **total.planned}
                break
    for growth in [s for s in found if s.basis is Basis.GROWTH and s.planned]:
        first = growth.first
        for total in found:
            partner = next(iter(total.planned.values()), None)
            if partner is None or total.same_as or total.basis is not Basis.CUMULATIVE:
                continue
            is_beside = any(
                m.clause.sentence == g.clause.sentence and m.name == g.name
                for p, g in growth.planned.items()
                for m in [total.planned.get(p)]
                if m is not None
            )
            if is_beside and partner.kind is Basis.CUMULATIVE and first.name == partner.name:
                growth.same_as = total
                break
