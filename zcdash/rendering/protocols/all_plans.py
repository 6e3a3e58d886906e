"""All plans side by side: each at its current period, its return due next, and what one leader or unit has in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from zcdash.domain.model import Item
from zcdash.domain.plan import Plan
from zcdash.domain.rate import Rate
from zcdash.domain.terms import Light
from zcdash.rendering.protocols.standing import ItemStanding


class PlanNow(Protocol):
    """A plan and its current period."""

    @property
    def plan(self) -> Plan: ...
    @property
    def period(self) -> str: ...


class NextReturn(Protocol):
    """The return of a plan that is due next; `to_file` of the units `asked` have not filed it."""

    @property
    def period(self) -> str: ...
    @property
    def deadline(self) -> date: ...
    @property
    def days_left(self) -> int: ...
    @property
    def asked(self) -> int: ...
    @property
    def to_file(self) -> int: ...


class SubmissionCounts(Protocol):
    """Units whose return of the current period is missing or was sent back."""

    @property
    def returned(self) -> int: ...
    @property
    def missing(self) -> int: ...


class PlanLine(Protocol):
    """A plan in the list of all. `due` is None once every deadline has passed."""

    @property
    def now(self) -> PlanNow: ...
    @property
    def counts(self) -> Mapping[Light, int]: ...
    @property
    def rate(self) -> Rate: ...
    @property
    def submissions(self) -> SubmissionCounts: ...
    @property
    def due(self) -> NextReturn | None: ...


class PlanItem(Protocol):
    """An item with the plan that it is of."""

    @property
    def now(self) -> PlanNow: ...
    @property
    def item(self) -> Item: ...
    @property
    def standing(self) -> ItemStanding: ...


class Share(Protocol):
    """Part of a leader or a unit in one plan: its items, and those of them that it leads."""

    @property
    def now(self) -> PlanNow: ...
    @property
    def codes(self) -> Sequence[str]: ...
    @property
    def led(self) -> Sequence[str]: ...
    @property
    def common(self) -> Sequence[str]: ...
    @property
    def counts(self) -> Mapping[Light, int]: ...


class OwedReturn(Protocol):
    """A return that a unit owes: late where `late_days` is more than 0."""

    @property
    def unit(self) -> str: ...
    @property
    def word(self) -> str: ...
    @property
    def deadline(self) -> date: ...
    @property
    def late_days(self) -> int: ...
    @property
    def returned(self) -> bool: ...


class UnitReturn(Protocol):
    """A return that a unit owes to one plan."""

    @property
    def plan(self) -> Plan: ...
    @property
    def period(self) -> str: ...
    @property
    def filing(self) -> OwedReturn: ...
