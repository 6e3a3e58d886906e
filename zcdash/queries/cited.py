"""Numbers that are reported once and cited by indicators of other plans: who owns them, and where its returns stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from zcdash import store
from zcdash.domain.assessment import Assessment, OnWay
from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.units_over_time import units_at
from zcdash.errors import NotFound
from zcdash.queries.periods import Deadlines
from zcdash.rules.cited import CitedFigure, as_cited, cited_figures
from zcdash.rules.lights import Figures, indicator_at
from zcdash.rules.rule_pack import RulePack
from zcdash.store.ledger import Ledger

VersionOf = Callable[[str], tuple[Plan, int]]
"""Plan → the version of it that counts, and its number. Raises NotFound."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Indicator that owns a number, with its plan and the unit that reports it."""

    plan: Plan
    version: int
    indicator: Indicator

    @property
    def unit(self) -> str:
        return self.plan.reporting_unit(self.indicator)


@dataclass(frozen=True, slots=True)
class Cited:
    """Number of an owner as one indicator cites it: period → figure. No owner: nobody reports it."""

    owner: Owner | None
    figures: Mapping[str, CitedFigure]


class Source(NamedTuple):
    """State of a plan's returns: their deadlines, and those on their way."""

    deadlines: Deadlines
    on_way: Mapping[tuple[str, str], OnWay]


def owner_of(indicator: Indicator, version_of: VersionOf) -> Owner | None:
    """Return the owner of the number that an indicator cites; None where no plan has it, or they cite each other in a ring."""
    seen: set[str] = set()
    cites = indicator.cites
    owner = None
    while cites:
        name, _, code = cites.partition(":")
        if cites in seen:
            return None
        seen.add(cites)
        try:
            plan, version = version_of(name)
            owner = Owner(plan, version, plan.indicator(code))
        except NotFound:
            return None
        cites = owner.indicator.cites
    return owner


def newest(ledger: Ledger) -> VersionOf:
    """Return the function that gives the newest version of a plan."""
    return lambda name: store.plans.load_plan(ledger, name)


def cited(indicator: Indicator, periods: Sequence[str], owner: Owner | None, figures: Sequence[Figures]) -> Cited:
    """Return what an indicator cites, from the figures of the owner over its own periods."""
    if owner is None:
        return Cited(None, dict.fromkeys(periods, CitedFigure()))
    return Cited(owner, cited_figures(indicator, periods, owner.indicator, figures))


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """Reporter of an indicator's figures: its own unit, or the unit that owns the number where it is cited."""

    plan: Plan
    indicator: Indicator
    sources: Callable[[Plan], Source]
    cited: Cited | None = None

    def at(self, period: str) -> tuple[date, OnWay | None]:
        """Return the deadline of the return that holds the figure for a period, and where it is if it is on its way."""
        plan, key = self._return_of(period)
        source = self.sources(plan)
        return source.deadlines.of(*key), source.on_way.get(key)

    def alone(self, series: Sequence[Figures], rules: RulePack, day: date) -> list[tuple[Period, Assessment]]:
        """Assess the indicator at every period from that period's figures alone."""
        return [(f.period, self._assessed(f, rules, day)) for f in series]

    @cached_property
    def state(self) -> object:
        """Return what assessments of a cited number rest on: owner, figures, deadlines and returns on their way."""
        if self.cited is None:
            return None
        owner = self.cited.owner
        return owner and (owner.plan.id, owner.version), self.cited.figures, [self.at(p) for p in self.plan.periods]

    def _assessed(self, figures: Figures, rules: RulePack, day: date) -> Assessment:
        period = figures.period.text
        deadline, on_way = self.at(period)
        found = indicator_at(self.indicator, figures, rules, deadline, day, on_way)
        return as_cited(self.indicator, self.cited.figures[period], found) if self.cited else found

    def _return_of(self, period: str) -> tuple[Plan, tuple[str, str]]:
        """Return the plan, period and unit of the return that holds the figure for a period."""
        owner = self.cited and self.cited.owner
        theirs = self.cited.figures[period].period if self.cited else ""
        if owner and theirs:
            return owner.plan, (theirs, units_at(owner.plan, theirs).reporting_unit(owner.indicator))
        own = "" if self.indicator.cites else units_at(self.plan, period).reporting_unit(self.indicator)
        return self.plan, (period, own)
