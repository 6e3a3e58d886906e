"""Parts of the year-end assessment: what an indicator or a commitment is scored on, and the rows of a score.

The rule of rounding: a number goes in as it is printed (`written`); each step that is printed is rounded to four decimals,
half up, and goes on as printed; only points are rounded to two. So nothing is carried on that the paper does not show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.rounding import half_up
from zcdash.domain.terms import Basis, Direction, Light
from zcdash.rules.lights import Figures

ROUNDING = "各数按所印数字计算；每一步四舍五入到四位小数，以舍入后的数进入下一步；最后得分四舍五入到两位小数"


class RowKind(StrEnum):
    """Kind of a row that a score is made of, or that is left out of it."""

    INDICATOR = "indicator"
    COMMITMENT = "commitment"
    LED_ITEM = "led_item"
    SUPPORTED_ITEM = "supported_item"
    COMMON_ITEM = "common_item"
    """An item that a group leads: no single unit's."""


_ROW_KIND_NAME = {
    RowKind.INDICATOR: "指标",
    RowKind.COMMITMENT: "节点",
    RowKind.LED_ITEM: "牵头事项",
    RowKind.SUPPORTED_ITEM: "配合事项",
    RowKind.COMMON_ITEM: "共同事项",
}


def step(value: Decimal) -> Decimal:
    """A step of the arithmetic as it is printed: four decimals, half up."""
    return half_up(value, 4)


def points(value: Decimal) -> Decimal:
    """Points as they are printed: two decimals, half up."""
    return half_up(value, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One indicator or commitment of the whole year; a commitment has no direction.

    `planned` is the baseline for `hold`; planned and actual of a 当季 indicator are running totals. `light` is the
    effective one; `decided` is True where the office gave it (改判), which then goes before the figures.
    """

    item: str
    code: str
    name: str
    light: Light
    direction: Direction | None = None
    basis: Basis | None = None
    unit: str = ""
    period: str = ""
    planned: float | None = None
    upper: float | None = None
    """Upper end of a planned range; `planned` is the lower one."""
    actual: float | None = None
    decided: bool = False
    waived: str = ""
    """Reason of the waiver; empty where there is none."""
    sum_of: tuple[str, ...] = ()
    same_as: str = ""
    """Codes of the parts that a total adds up, and of the part that is the same thing in another basis."""
    may_gain: bool = True
    """False for what is no better for being more (spending over an investment plan): it earns no bonus."""

    @property
    def kind(self) -> RowKind:
        return RowKind.COMMITMENT if self.direction is None else RowKind.INDICATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One row of a score. A part is out of its weight; an item in a unit's score is out of weight × 100."""

    item: str
    code: str
    name: str
    kind: RowKind
    weight: Decimal
    earned: Decimal
    out_of: Decimal
    arithmetic: str
    period: str = ""
    """Period that a part is scored at, or was promised for."""
    ahead: bool = False
    light: Light | None = None
    """Calculated light that a part is scored by; None where its figures, a waiver or the office decided."""

    @property
    def what(self) -> str:
        """Return the kind for readers."""
        return _ROW_KIND_NAME[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A row that does not enter the average, with the reason for readers."""

    item: str
    code: str
    name: str
    kind: RowKind
    reason: str
    light: Light | None = None
    """Calculated light for which a part is left out; None where it is for something else."""

    @property
    def what(self) -> str:
        """Return the kind for readers."""
        return _ROW_KIND_NAME[self.kind]


def year_end_figures(indicator: Indicator, series: Sequence[Figures], annual_alone: bool) -> Figures:
    """The figures that the year is scored on, `series` being the year in order.

    The last period that has a planned value; where none has one, the last period, set against the year's value if the
    rules want that (`annual_alone`). Judge the figures returned (`indicator_at`) for the light of the part.
    """
    planned = [f for f in series if f.planned is not None]
    last = series[-1]
    if indicator.only_annual and not annual_alone:
        return replace(last, planned=None, planned_total=None)
    if planned:
        return planned[-1]
    if annual_alone and indicator.annual is not None:
        return replace(last, planned=indicator.annual, planned_total=indicator.annual)
    return last


def number_part(indicator: Indicator, at: Figures, light: Light, decided: bool = False, waived: str = "") -> Part:
    """Return the part that an indicator makes of its `year_end_figures`."""
    planned, actual = at.judged(indicator.basis)
    if indicator.direction is Direction.HOLD:
        planned = indicator.baseline or None
        actual = at.actual_total if indicator.basis is Basis.QUARTER else at.actual
    return Part(
        item=indicator.item,
        code=indicator.code,
        name=indicator.name,
        light=light,
        direction=indicator.direction,
        basis=indicator.basis,
        unit=indicator.unit,
        period=at.period.text,
        planned=planned,
        upper=at.upper,
        actual=actual,
        decided=decided,
        waived=waived,
        sum_of=indicator.sum_of,
        same_as=indicator.same_as,
    )


def commitment_part(commitment: Commitment, light: Light, period: str = "") -> Part:
    """The part that a commitment makes at its own period, or at the later one that rates it."""
    name = f"{commitment.project}：{commitment.text}" if commitment.project else commitment.text
    return Part(
        item=commitment.item,
        code=commitment.code,
        name=name,
        light=light,
        period=period or commitment.period,
    )
