"""Records of where a plan stands at a period: indicator, commitment, item, whole plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zcdash.domain.assessment import Assessment
from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.rate import Rate, rate
from zcdash.domain.submission import Step, View
from zcdash.domain.terms import UNFILED, Light, State
from zcdash.rules.items import ItemPart, item_at, item_of_units, part_in_item
from zcdash.rules.lights import Figures
from zcdash.rules.rollup import counts
from zcdash.rules.rule_pack import RulePack


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorStanding:
    """One indicator at one period; `planned` and `actual` are as compared (running totals for 当季)."""

    indicator: Indicator
    figures: Figures
    planned: float | None
    actual: float | None
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class CommitmentStanding:
    """One commitment of the period with its reported state; None where it was never reported."""

    commitment: Commitment
    state: State | None
    done_on: date | None
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """One item at a period with its parts."""

    code: str
    indicators: tuple[IndicatorStanding, ...]
    commitments: tuple[CommitmentStanding, ...]
    assessment: Assessment

    @property
    def parts(self) -> dict[str, Assessment]:
        """Return code → assessment of every part as it counts: with the override of the item where that lights it."""
        own = {p.code: p.assessment for p in item_parts(self.indicators, self.commitments)}
        if self.assessment.override is None:
            return own
        return {code: part_in_item(self.assessment, self.code, code, part) for code, part in own.items()}

    @property
    def rate(self) -> Rate:
        """Return how many of the filed parts that can be rated meet the plan, before an override of the item."""
        return rate(light for light in self._lights if light not in UNFILED)

    @property
    def unfiled(self) -> int:
        """Return how many parts have no accepted return: missing, sent back or in review."""
        return sum(light in UNFILED for light in self._lights)

    @property
    def desk(self) -> Step | None:
        """Return the step that an item in review waits for, the first of those of its parts; None if it is not in review."""
        if self.assessment.light is not Light.IN_REVIEW:
            return None
        on_way = [a.cause.on_way for a in self.parts.values() if a.light is Light.IN_REVIEW]
        return next((step for step in Step if step in [way.awaits for way in on_way if way]), None)

    @property
    def _lights(self) -> list[Light]:
        return [p.light for p in item_parts(self.indicators, self.commitments)]


def item_parts(
    indicators: Sequence[IndicatorStanding], commitments: Sequence[CommitmentStanding]
) -> tuple[ItemPart, ...]:
    """Return the parts of an item as its rule sees them; every indicator is key."""
    return (
        *(ItemPart(s.indicator.code, s.assessment, key=True) for s in indicators),
        *(
            ItemPart(s.commitment.code, s.assessment, key=s.commitment.key, ongoing=s.commitment.ongoing)
            for s in commitments
        ),
    )


def item_from_parts(parts: Sequence[ItemPart], pack: RulePack, units: Mapping[str, str] | None = None) -> Assessment:
    """Assess an item from its parts; by the unit that reports each (`units`: code → unit) where several lead the item."""
    if units is None:
        return item_at(parts, pack)
    groups: dict[str, list[ItemPart]] = {}
    for part in parts:
        groups.setdefault(units[part.code], []).append(part)
    return item_of_units(groups, pack)


def item_standing(
    code: str,
    indicators: tuple[IndicatorStanding, ...],
    commitments: tuple[CommitmentStanding, ...],
    pack: RulePack,
    effective: Callable[[Assessment, Mapping[str, Assessment]], Assessment],
    units: Mapping[str, str] | None = None,
) -> ItemStanding:
    """Return an item at a period, assessed from its parts; `effective` gives the office's override of that, if any.

    `units` (code of a part → unit that reports it) is given where several units lead the item.
    """
    parts = item_parts(indicators, commitments)
    assessment = effective(item_from_parts(parts, pack, units), {p.code: p.assessment for p in parts})
    return ItemStanding(code, indicators, commitments, assessment)


def reported_by(
    plan: Plan, standing: ItemStanding, unit: str
) -> tuple[tuple[IndicatorStanding, ...], tuple[CommitmentStanding, ...]]:
    """Return the indicators and the commitments of an item that a unit reports."""
    return (
        tuple(s for s in standing.indicators if plan.reporting_unit(s.indicator) == unit),
        tuple(s for s in standing.commitments if plan.reporting_unit(s.commitment) == unit),
    )


def of_unit(plan: Plan, standing: ItemStanding, unit: str, pack: RulePack) -> ItemStanding:
    """Return an item as the parts alone make it that a unit reports; the whole item where it reports all of them, or none."""
    indicators, commitments = reported_by(plan, standing, unit)
    own = len(indicators) + len(commitments)
    if own in (0, len(standing.parts)):
        return standing
    return ItemStanding(standing.code, indicators, commitments, item_at(item_parts(indicators, commitments), pack))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A whole plan at a period, by one rule pack, as of one day."""

    plan: str
    version: int
    period: Period
    pack: str
    as_of: date
    deadline: date
    items: Mapping[str, ItemStanding]
    view: View = View.OFFICIAL
    revision: int | None = None
    """Revision of the close that froze it; None where none did."""

    @property
    def counts(self) -> dict[Light, int]:
        return counts(i.assessment.light for i in self.items.values())

    @property
    def filed(self) -> bool:
        """True if any value was filed for the period."""
        return any(s.figures.filed for i in self.items.values() for s in i.indicators) or any(
            c.state for i in self.items.values() for c in i.commitments
        )
