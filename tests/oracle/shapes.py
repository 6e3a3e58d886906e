"""Shapes of plain data: a plan, the acts of a year, rule packs. Numbers are text as printed or reported, days are ISO text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

COUNT_UNITS = frozenset("家个人处座辆户件项部条所场名天次起台套批") | {"人次"}
"""Units that count whole things; 公里, 亩, 万元, 万平方米 measure."""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """指标. `planned`: period → number as printed; `upper`: → top of a range; `relative`: → share by which the baseline changes."""

    code: str
    item: str
    unit: str = "个"
    basis: str = "cumulative"
    direction: str = "at_least"
    planned: dict[str, str] = field(default_factory=dict)
    upper: dict[str, str] = field(default_factory=dict)
    relative: dict[str, str] = field(default_factory=dict)
    strict: bool = False
    """More than the planned value, or less than it (大于, 低于): the value itself does not meet it."""
    tolerance: str | None = None
    baseline: str | None = None
    annual: str | None = None
    reporting_unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """节点, with the period it is printed in and its due date."""

    code: str
    item: str
    period: str
    due: str
    ongoing: bool = False
    key: bool = False
    reporting_unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """事项 and the unit that leads it."""

    code: str
    lead: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """计划 of one year. `deadline`: period → last day for its return."""

    periods: tuple[str, ...] = ("2017Q1", "2017Q2", "2017Q3", "2017Q4")
    deadline: dict[str, str] = field(
        default_factory=lambda: {
            "2017Q1": "2017-04-05",
            "2017Q2": "2017-07-05",
            "2017Q3": "2017-10-09",
            "2017Q4": "2018-01-05",
        }
    )
    items: tuple[Item, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    commitments: tuple[Commitment, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, Indicator | Commitment]:
        return {p.code: p for p in (*self.indicators, *self.commitments)}

    @cached_property
    def by_item(self) -> dict[str, tuple[Indicator | Commitment, ...]]:
        found: dict[str, tuple[Indicator | Commitment, ...]] = {}
        for p in (*self.indicators, *self.commitments):
            found[p.item] = (*found.get(p.item, ()), p)
        return found

    @cached_property
    def lead_of(self) -> dict[str, str]:
        return {i.code: i.lead for i in self.items}

    def part(self, code: str) -> Indicator | Commitment:
        return self.by_code[code]

    def parts_of(self, item: str) -> tuple[Indicator | Commitment, ...]:
        return self.by_item.get(item, ())

    def unit_of(self, part: Indicator | Commitment) -> str:
        """Return the unit that reports a part: the one it names, else the item's lead."""
        return part.reporting_unit or self.lead_of[part.item]

    def period_of(self, day: str) -> str | None:
        """Return the period of the plan that a day lies in; None outside all of them."""
        return next((p for p in self.periods if starts(p) <= day <= ends(p)), None)


@dataclass(frozen=True, kw_only=True)
class Act:
    """Act of the year, on one day. Acts of one day count in the order they are given.

    file: unit, period, rows (indicator → number; commitment → (state, day) or (state,)). A new file supersedes the last.
    sign, accept, send_back: unit, period; they speak of the last file. close, reopen: period.
    override: code (item, indicator, commitment), period, light. extend: unit, period, until.
    """

    act: str
    day: str
    unit: str = ""
    period: str = ""
    code: str = ""
    light: str = ""
    until: str = ""
    rows: dict[str, str | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """Rule pack. `slipping`, `on_track`: ratios where these lights begin; `above`: on_track begins just above its ratio.

    `points`: None for bands by the size of the target, else (slipping from, ahead from).
    `by_share`: items by key parts and shares, else by the worst part.
    `never_below_worst`: no item is worse than its worst judged part (see README.md, 1).
    """

    slipping: Fraction = Fraction(9, 10)
    on_track: Fraction = Fraction(1)
    above: bool = False
    ahead: Fraction = Fraction(11, 10)
    points: tuple[Fraction, Fraction] | None = None
    by_share: bool = True
    red_share: Fraction = Fraction(7, 10)
    yellow_share: Fraction = Fraction(9, 10)
    never_below_worst: bool = True


DEFAULT = Pack()
OLD_POINTS = (Fraction(-2), Fraction(1))
STRICT = Pack(points=OLD_POINTS, by_share=False)
YINCHUAN = Pack(slipping=Fraction(7, 10), on_track=Fraction(9, 10), above=True, points=OLD_POINTS, by_share=False)
WUHAN = Pack(slipping=Fraction(6, 10), on_track=Fraction(8, 10), points=OLD_POINTS, by_share=False)
SANYA = Pack(slipping=Fraction(5, 10), points=OLD_POINTS, by_share=False)
PACKS = {"default": DEFAULT, "strict": STRICT, "yinchuan": YINCHUAN, "wuhan": WUHAN, "sanya": SANYA}

_LAST_DAY = ("03-31", "06-30", "09-30", "12-31")
_FIRST_DAY = ("01-01", "04-01", "07-01", "10-01")


def ends(period: str) -> str:
    """Return the last day of a quarter."""
    return f"{period[:4]}-{_LAST_DAY[int(period[-1]) - 1]}"


def starts(period: str) -> str:
    """Return the first day of a quarter."""
    return f"{period[:4]}-{_FIRST_DAY[int(period[-1]) - 1]}"


def until(acts: Iterable[Act], day: str) -> tuple[Act, ...]:
    """Return the acts that had happened by the end of a day, in order of day, then as given."""
    return tuple(sorted((a for a in acts if a.day <= day), key=lambda a: a.day))


def decimals(text: str) -> int:
    """Return the number of decimals a number is printed with; 8.0 is 8."""
    return len(text.partition(".")[2].rstrip("0"))
