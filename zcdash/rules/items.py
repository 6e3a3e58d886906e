"""Light and cause of an item from those of its parts, and the lights that the supervision office decided.

No item is worse than its worst rated part. Work without an end can make no item red.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from zcdash.domain.assessment import Assessment, Cause, CauseCode, Override
from zcdash.domain.rounding import exact
from zcdash.domain.terms import MET, RATED, UNFILED, Light
from zcdash.rules import wording
from zcdash.rules.lights import RANK
from zcdash.rules.rule_pack import RulePack

_AWAITED = UNFILED | {Light.PENDING}
_UNSAID = MET | {Light.PENDING, Light.NONE}
"""Lights of other parts that the sentence of an item does not mention."""


@dataclass(frozen=True, slots=True)
class ItemPart:
    """Part of an item: `key` can make it red by itself, `ongoing` work never can."""

    code: str
    assessment: Assessment
    key: bool
    ongoing: bool = False

    @property
    def light(self) -> Light:
        return self.assessment.light


def item_at(parts: Sequence[ItemPart], pack: RulePack) -> Assessment:
    """Assess an item from its parts, in the plan's order."""
    parts = [p for p in parts if p.light is not Light.NONE]
    if not parts:
        return with_item_sentence(Assessment(light=Light.NONE, cause=Cause(code=CauseCode.NO_PARTS)))
    filed = [p for p in parts if p.light not in _AWAITED]
    return with_item_sentence(_by_share(parts, filed, pack) if pack.by_share and filed else _by_worst(parts))


def item_of_units(groups: Mapping[str, Sequence[ItemPart]], pack: RulePack) -> Assessment:
    """Assess an item that several units lead from the parts of each (`groups`: unit → its parts): as bad as the worst of them.

    Parts that are not due yet count for nothing beside those of another unit that are.
    """
    by_unit = {unit: item_at(parts, pack) for unit, parts in groups.items()}
    promised = {unit: found for unit, found in by_unit.items() if found.light is not Light.NONE}
    due = {unit: found for unit, found in promised.items() if found.light is not Light.PENDING}
    asked = due or promised
    if not asked:
        return item_at((), pack)
    unit = min(asked, key=lambda name: RANK[asked[name].light])
    cause = asked[unit].cause
    rest = [p.light for name, parts in groups.items() if name != unit for p in parts]
    others = sorted((*cause.others, *(x for x in rest if x not in _UNSAID)), key=RANK.__getitem__)
    return with_item_sentence(replace(asked[unit], cause=replace(cause, unit=unit, others=tuple(others))))


def _by_worst(parts: Sequence[ItemPart]) -> Assessment:
    """Assess by the worst part; where nothing is filed, by whose desk it lies on."""
    light = min((p.light for p in parts), key=RANK.__getitem__)
    return _assessment(light, parts, [p for p in parts if p.light is light])


def _by_share(parts: Sequence[ItemPart], filed: Sequence[ItemPart], pack: RulePack) -> Assessment:
    """Assess by key parts and by the share of the rated parts that meet the plan; parts not filed yet do not count."""
    rated = [p for p in filed if p.light in RATED]
    if not rated:
        return _assessment(Light.UNDETERMINED, parts, filed)
    return _red(parts, rated, pack) or _yellow(parts, rated, pack) or _green(parts, rated)


def _red(parts: Sequence[ItemPart], rated: Sequence[ItemPart], pack: RulePack) -> Assessment | None:
    """Return red for a key part behind, or for too few that meet the plan; work without an end counts as if it met it.

    One part that is not key does not make several red: of two or three parts it would always be too many.
    """
    short = [p for p in rated if p.light not in MET and not p.ongoing]
    key = [p for p in short if p.key and p.light is Light.BEHIND]
    is_one_of_several = len(short) == 1 < len(rated)
    too_few = _is_below(len(rated) - len(short), len(rated), pack.red_share) and not is_one_of_several
    if too_few and any(p.light is Light.BEHIND for p in short):
        return _assessment(Light.BEHIND, parts, short, () if key else rated, pack.red_share)
    return _assessment(Light.BEHIND, parts, key) if key else None


def _yellow(parts: Sequence[ItemPart], rated: Sequence[ItemPart], pack: RulePack) -> Assessment | None:
    """Return yellow for a key part slipping, any part behind, or too few that meet the plan; late work alone is 补完成."""
    short = [p for p in rated if p.light not in MET]
    light = Light.LATE_DONE if all(p.light is Light.LATE_DONE for p in short) else Light.SLIPPING
    decides = [p for p in short if p.light is Light.BEHIND or (p.key and p.light is Light.SLIPPING)]
    if _is_below(len(rated) - len(short), len(rated), pack.yellow_share):
        return _assessment(light, parts, short, () if decides else rated, pack.yellow_share)
    return _assessment(light, parts, decides) if decides else None


def _green(parts: Sequence[ItemPart], rated: Sequence[ItemPart]) -> Assessment:
    ahead = [p for p in rated if p.light is Light.AHEAD]
    met = [p for p in rated if p.light in MET]
    if len(met) < len(rated):
        return _assessment(Light.ON_TRACK, parts, met, rated)
    return _assessment(Light.AHEAD, parts, ahead) if ahead else _assessment(Light.ON_TRACK, parts, met)


def _is_below(met: int, rated: int, share: float) -> bool:
    return exact(met) < exact(share) * rated


def _assessment(
    light: Light,
    parts: Sequence[ItemPart],
    sources: Sequence[ItemPart],
    rated: Sequence[ItemPart] = (),
    bound: float | None = None,
) -> Assessment:
    """Return the light of an item with the parts it comes from; `rated` where the share of several decided alone."""
    first = min(sources, key=lambda p: RANK[p.light])
    by_share = len(rated) > 1
    others = sorted((p.light for p in parts if p is not first and p.light not in MET), key=RANK.__getitem__)
    cause = Cause(
        code=CauseCode.SHARE if by_share else CauseCode.WORST_PART,
        part=first.code,
        worst=first.assessment,
        more=sum(p.light is first.light for p in sources) - 1,
        sources=tuple(p.code for p in sources if p.light not in _AWAITED),
        met=sum(p.light in MET for p in rated) if by_share else 0,
        rated=len(rated) if by_share else 0,
        bound=bound if by_share else None,
        others=tuple(light for light in others if light is not Light.PENDING),
    )
    return Assessment(light=light, cause=cause)


def overridden(assessment: Assessment, light: Light, override: Override) -> Assessment:
    """Return the assessment with the light that the supervision office gave it; the calculated one is kept beside it."""
    decided = replace(assessment, light=light, calculated=assessment.light, override=override)
    return decided.with_reason(wording.override_sentence(decided, assessment.reason))


def item_override_on(item: Assessment, code: str, light: Light) -> Light | None:
    """Return the light that an override of the item gives a part with this light; None where it gives none.

    It speaks of the parts that the item had its calculated light from, in its own period: upwards it lowers none, downwards
    it raises none. A part with an override of its own keeps that.
    """
    if item.override is None or item.calculated is None or code not in item.cause.sources or light in _AWAITED:
        return None
    rises = RANK[item.light] > RANK[item.calculated]
    applies = RANK[light] < RANK[item.light] if rises else RANK[light] > RANK[item.light]
    return item.light if applies else None


def part_in_item(item: Assessment, item_code: str, code: str, part: Assessment) -> Assessment:
    """Return the assessment of a part as it counts: with the override of its item where that lights it."""
    light = None if part.override else item_override_on(item, code, part.light)
    if light is None or item.override is None:
        return part
    return overridden(part, light, replace(item.override, item=item_code))


def with_item_sentence(assessment: Assessment) -> Assessment:
    """Return the assessment of an item with its sentence."""
    return assessment.with_reason(wording.item_sentence(assessment))
