"""Frozen values of the domain: the parts of a plan, findings, and how a number is written.

Imports the standard library only. Nothing here reads, writes, judges or draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from zcdash.domain.rounding import half_up
from zcdash.domain.terms import (
    RATE_UNITS,
    Basis,
    Direction,
    Recurrence,
    Responsibility,
    Severity,
    UnitKind,
    numeral,
    unit_behind,
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """板块."""

    number: int
    title: str

    @property
    def name(self) -> str:
        return f"{numeral(self.number)}、{self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """责任单位. A group's `members` are names of other units, none of them a group."""

    name: str
    kind: UnitKind
    members: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    successor: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Leader:
    """分管区长, with the first and last day of the post where the sources give them."""

    name: str
    post: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """阶段, with its first and last day; `parent` is the code of the phase that it is part of."""

    code: str
    name: str
    starts: date
    ends: date
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsible:
    """Role of one unit or leader on an item; `assumed` where the bold type of the print is lost."""

    item: str
    name: str
    role: Responsibility
    order: int
    assumed: bool
    kind: str = "unit"
    """`unit` or `leader`."""


@dataclass(frozen=True, slots=True)
class Target:
    """阶段目标: the promise of an item for one period, in words."""

    item: str
    period: str
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Cell of the official document: column (`goal` or a period), source lines, printed figures, address in a table."""

    item: str
    cell: str
    lines: str
    figures: tuple[str, ...]
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """节点: one checkable promise; `exact` if its date is printed, `ongoing` if it has no end.

    `key` (重点节点): it can make its item red by itself.
    """

    code: str
    item: str
    period: str
    project: str
    text: str
    due: date
    exact: bool
    ongoing: bool
    reporting_unit: str = ""
    key: bool = False
    starts: date | None = None
    phase: str = ""
    """Code of the phase that it belongs to."""
    quantity: float | None = None
    """Planned amount of the work, in `quantity_unit`."""
    quantity_unit: str = ""
    recurs: Recurrence | None = None
    """Frequency of the duty of which this is one occurrence."""
    zero_report: bool = False
    """True where the duty asks for a report also when there is nothing to report (零报告)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """指标: one number that an item promises. `planned`: period → planned value, in `unit`."""

    code: str
    item: str
    name: str
    unit: str
    basis: Basis
    direction: Direction
    tolerance: float | None = None
    baseline: float | None = None
    annual: float | None = None
    annual_printed: bool = True
    """False if no value for the year is printed, and the fourth quarter's or the sum of the quarters stands for it."""
    reporting_unit: str = ""
    data_source: str = ""
    sum_of: tuple[str, ...] = ()
    headline: int | None = None
    """Position among the headline indicators; None for the others."""
    planned: dict[str, float] = field(default_factory=dict)
    derived: frozenset[str] = frozenset()
    """Periods whose planned value is not printed but is the sum of the parts."""
    same_as: str = ""
    """Code of the indicator that counts the same thing in another basis; the other one counts in scores and headlines."""
    baseline_period: str = ""
    baseline_source: str = ""
    baseline_pending: bool = False
    """True where the baseline is still to be established (待建立)."""
    strict: bool = False
    """True where the planned value itself does not meet the plan: 大于 20 %, 低于 5 %."""
    attribute: str = ""
    """属性 as printed: 预期性, 约束性, 倡导性."""
    cites: str = ""
    """`plan:indicator` that owns the number: it is reported there and only cited here."""
    words: dict[str, str] = field(default_factory=dict)
    """Period → printed words of the planned value, where it is no plain number."""
    relative: dict[str, float] = field(default_factory=dict)
    """Period → percent above (+) or below (−) the baseline. `planned` has the value once the baseline is known."""
    upper: dict[str, float] = field(default_factory=dict)
    """Period → upper end of a range; `planned` has the lower one."""

    @property
    def only_annual(self) -> bool:
        """Return True where a value for the year is all that is planned: it is rated in the plan's last period."""
        is_open = bool(self.planned or self.relative) or self.direction is Direction.HOLD
        return not is_open and self.annual is not None

    def stated(self, period: str, planned: float | None) -> str:
        """Return the planned value of a period as readers have it: 74, 大于20, 60—70, 8.55（下降5%）, 下降5%（基线待建立）."""
        words = self.words.get(period) or (
            f"{format_number(self.relative[period])}%" if period in self.relative else ""
        )
        if planned is None:
            return f"{words}（基线待建立）" if period in self.open_periods else format_number(None)
        text = format_number(planned)
        if period in self.upper:
            return f"{text}—{format_number(self.upper[period])}"
        if self.strict:
            return f"{'低于' if self.direction is Direction.AT_MOST else '大于'}{text}"
        return f"{text}（{words}）" if period in self.relative else text

    @property
    def open_periods(self) -> tuple[str, ...]:
        """Return the periods whose planned value is relative to a baseline that is not established yet (基线待建立)."""
        return tuple(p for p in self.relative if p not in self.planned)

    @property
    def lacks_baseline(self) -> bool:
        """Return True where the office has to enter the baseline before everything planned can be rated."""
        is_all_open = self.baseline_pending and not self.planned
        return self.baseline is None and (is_all_open or bool(self.open_periods))


@dataclass(frozen=True, slots=True)
class Doubt:
    """Contradiction or ambiguity in the document, and the reading that was chosen."""

    item: str
    what: str
    reading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """事项: one row of the official table."""

    number: int
    code: str
    chapter: int
    seq: int
    focus: str
    title: str
    goal: str
    deadline: str
    lines: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """问题: one result of checking. `place` is a file and row, or a sheet and cell."""

    code: str
    severity: Severity
    place: str
    sentence: str
    advice: str = ""
    codes: tuple[str, ...] = ()
    """Codes of the rows of a form that it is about; none where it is about the whole return, or something else."""


def format_number(value: float | None) -> str:
    """Format a number without exponent or trailing zeros, with at most four decimals; — for None."""
    if value is None:
        return "—"
    return f"{half_up(value, 4).normalize():f}"


def with_unit(value: float | None, unit: str) -> str:
    """Return a number with its unit behind it: 74 天, 8.5%, 263.6/10万."""
    behind = unit_behind(unit)
    return f"{format_number(value)}{'' if unit in RATE_UNITS or behind != unit else ' '}{behind}"
