"""Places and 等次 of the year-end assessment, within groups of peers, and the same under other weights.

A place is given where it can be told: among peers, with enough scored parts, and in a band whose scores lie apart by more
than the least difference on average. Equal points share a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from zcdash.domain.rounding import divided
from zcdash.rules.score_part import points
from zcdash.rules.score_rules import MissingPolicy, ScoreRules, ShareBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A score to be placed: its group, points and number of scored parts; `apart` says why it has no place whatever it scores."""

    name: str
    group: str
    points: Decimal | None
    parts: int
    apart: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Place among peers. `rank` is None where none is given, for the reason `why_not`; `band` is the 等次.

    What is not compared has no 等次 either: its score rests on too little, or on what is not its own.
    """

    rank: int | None = None
    band: str = ""
    why_not: str = ""
    compared: bool = False
    """True if it is compared with its peers, with a place or by its band alone."""


def places(rows: Sequence[Ranked], rules: ScoreRules) -> dict[str, Place]:
    """Return name → place."""
    found = {}
    compared: dict[str, list[Ranked]] = {}
    for row in rows:
        found[row.name] = Place(why_not=_not_compared(row, rules))
        if not found[row.name].why_not:
            compared.setdefault(row.group, []).append(row)
    for peers in compared.values():
        found |= _among(sorted(peers, key=_points, reverse=True), rules)
    return found


def _points(row: Ranked) -> Decimal:
    return row.points or Decimal(0)


def _not_compared(row: Ranked, rules: ScoreRules) -> str:
    """Return why a score is not compared with its peers; empty where it is."""
    if row.points is None:
        return "没有可计分的事项，不排名"
    if row.apart:
        return row.apart
    if row.parts < rules.ranking_fewest_parts:
        return f"样本少：计分的指标、节点只有 {row.parts} 个，不排名"
    return ""


def _among(peers: Sequence[Ranked], rules: ScoreRules) -> dict[str, Place]:
    """Return the places of peers, the best first."""
    if len(peers) == 1:
        why = "" if not rules.bands else "同组没有可以相比的，不排名"
        return {p.name: Place(rank=None if why else 1, band=_band(p, rules), why_not=why) for p in peers}
    found = {}
    every = [_points(p) for p in peers]
    for band, group in groupby(peers, key=lambda p: _band(p, rules)):
        members = list(group)
        why = _too_close(band, members, rules)
        for p in members:
            rank = None if why else every.index(_points(p)) + 1
            found[p.name] = Place(rank=rank, band=band, why_not=why, compared=True)
    return found


def _band(row: Ranked, rules: ScoreRules) -> str:
    return rules.band_of(_points(row))


def _too_close(band: str, members: Sequence[Ranked], rules: ScoreRules) -> str:
    """Return why the members of a band, the best first, can't be told apart; empty where they can."""
    if len(members) == 1:
        return ""
    spread = _points(members[0]) - _points(members[-1])
    gap = divided(spread, len(members) - 1)
    if gap >= rules.ranking_least_difference:
        return ""
    return f"分不出先后：同组{band} {len(members)} 个，每名平均只差 {points(gap)} 分"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Points, place among the same peers, and 等次 under other weights."""

    weights: str
    points: Decimal
    rank: int
    band: str


def other_weights(rules: ScoreRules, parts: Mapping[str, int]) -> Iterator[tuple[str, ScoreRules]]:
    """Yield (name, rules) of the other weights that a place is tried under; `parts`: item → number of its parts."""
    if rules.share_by is ShareBy.PART:
        shared = f"指标、节点分别占 {rules.share_number:f}、{100 - rules.share_number:f} 分"
        yield shared, replace(rules, share_by=ShareBy.KIND)
    else:
        yield "各部分一样重", replace(rules, share_by=ShareBy.PART)
    for weight, name in ((Decimal(0), "配合不计"), (Decimal("0.5"), "配合按一半计"), (Decimal(1), "配合与牵头一样重")):
        if rules.role_support != weight:
            yield name, replace(rules, role_support=weight)
    yield "事项按部分的个数计重", replace(rules, item_weights={item: Decimal(n) for item, n in parts.items() if n})
    if rules.count_missing is MissingPolicy.ZERO:
        yield "未报送的不计入", replace(rules, count_missing=MissingPolicy.LEFT_OUT)
    else:
        yield "未报送的计 0 分", replace(rules, count_missing=MissingPolicy.ZERO)


def elsewhere(weights: str, rows: Sequence[Ranked], rules: ScoreRules) -> dict[str, Elsewhere]:
    """Return name → place under other weights of those that are compared (`rows`); one without points is left out."""
    found = {}
    for row in rows:
        if row.points is not None:
            better = sum(p.group == row.group and _points(p) > row.points for p in rows)
            band = rules.band_of(row.points)
            found[row.name] = Elsewhere(weights=weights, points=row.points, rank=better + 1, band=band)
    return found
