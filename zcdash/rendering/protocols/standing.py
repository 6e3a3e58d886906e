"""A plan at a period: planned and actual values with their assessments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from zcdash.domain.assessment import Assessment
from zcdash.domain.model import Commitment, Indicator, Item, Light, State
from zcdash.domain.rate import Rate
from zcdash.domain.submission import Step


class IndicatorStanding(Protocol):
    """An indicator at a period; of a 当季 indicator the values are running totals."""

    @property
    def indicator(self) -> Indicator: ...
    @property
    def planned(self) -> float | None: ...
    @property
    def actual(self) -> float | None: ...
    @property
    def assessment(self) -> Assessment: ...


class CommitmentStanding(Protocol):
    """A commitment with its reported state (None: not reported) and its assessment."""

    @property
    def commitment(self) -> Commitment: ...
    @property
    def state(self) -> State | None: ...
    @property
    def done_on(self) -> date | None: ...
    @property
    def assessment(self) -> Assessment: ...


class ItemStanding(Protocol):
    """An item at a period: its parts and its assessment."""

    @property
    def indicators(self) -> Sequence[IndicatorStanding]: ...
    @property
    def commitments(self) -> Sequence[CommitmentStanding]: ...
    @property
    def assessment(self) -> Assessment: ...
    @property
    def parts(self) -> Mapping[str, Assessment]: ...
    @property
    def rate(self) -> Rate: ...
    @property
    def unfiled(self) -> int: ...
    @property
    def desk(self) -> Step | None: ...


class ItemLine(Protocol):
    """An item in a list: its standing at the period, its light in every period, and who leads it."""

    @property
    def item(self) -> Item: ...
    @property
    def standing(self) -> ItemStanding: ...
    @property
    def lights(self) -> Mapping[str, Light]: ...
    @property
    def units(self) -> Sequence[str]: ...
    @property
    def leaders(self) -> Sequence[str]: ...


class Standing(Protocol):
    """A plan at a period: its items by code, and whether anything was filed."""

    @property
    def items(self) -> Mapping[str, ItemStanding]: ...
    @property
    def counts(self) -> Mapping[Light, int]: ...
    @property
    def filed(self) -> bool: ...


class Tally(Protocol):
    """Items by light, in numbers and per cent, and the numbers of the period before."""

    @property
    def counts(self) -> Mapping[Light, int]: ...
    @property
    def shares(self) -> Mapping[Light, float]: ...
    @property
    def before(self) -> Mapping[Light, int] | None: ...


class LeaderLine(Protocol):
    """A deputy mayor: items by light, items led, submissions expected and on time."""

    @property
    def name(self) -> str: ...
    @property
    def items(self) -> int: ...
    @property
    def led(self) -> int: ...
    @property
    def counts(self) -> Mapping[Light, int]: ...
    @property
    def submissions(self) -> int: ...
    @property
    def on_time(self) -> int: ...
    @property
    def rate(self) -> Rate: ...


class RulePack(Protocol):
    """A rule pack by name, version and source."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def source(self) -> str: ...
