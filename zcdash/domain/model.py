"""The vocabulary of the house: what a plan is made of and what is said of it.

Only the standard library is imported here, so that every room can speak these words. Nothing here reads, writes,
judges or draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Basis(StrEnum):
    """口径: over what an indicator's value is counted."""

    CUMULATIVE = "cumulative"
    QUARTER = "quarter"
    LEVEL = "level"
    GROWTH = "growth"


class Direction(StrEnum):
    """方向: which side of the planned value is the good one."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    HOLD = "hold"


class Responsibility(StrEnum):
    """A unit's or leader's part in an item."""

    LEAD = "lead"
    SUPPORT = "support"


class UnitKind(StrEnum):
    """What sort of body a unit is; a group expands to its members."""

    DEPARTMENT = "department"
    TOWN = "town"
    SUBDISTRICT = "sub-district"
    ZONE = "zone"
    ENTERPRISE = "enterprise"
    GROUP = "group"


class Light(StrEnum):
    """显示: the judged state of an indicator, a commitment or an item."""

    BEHIND = "behind"
    MISSING = "missing"
    SLIPPING = "slipping"
    UNDETERMINED = "undetermined"
    PENDING = "pending"
    LATE_DONE = "late_done"
    ON_TRACK = "on_track"
    AHEAD = "ahead"
    NONE = "none"


class State(StrEnum):
    """完成情况 of a commitment, as the unit reports it."""

    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"


class Severity(StrEnum):
    """An error refuses; a warning is shown and may be confirmed."""

    ERROR = "error"
    WARNING = "warning"


BASIS_NAME = {Basis.CUMULATIVE: "累计", Basis.QUARTER: "当季", Basis.LEVEL: "时点", Basis.GROWTH: "同比增速"}
DIRECTION_NAME = {
    Direction.AT_LEAST: "不低于",
    Direction.AT_MOST: "控制在以内",
    Direction.ABOUT: "左右",
    Direction.HOLD: "保持稳定",
}
LIGHT_NAME = {
    Light.AHEAD: "超进度",
    Light.ON_TRACK: "达进度",
    Light.LATE_DONE: "补完成",
    Light.SLIPPING: "欠进度",
    Light.BEHIND: "严重滞后",
    Light.MISSING: "未报送",
    Light.PENDING: "未到期",
    Light.UNDETERMINED: "待研判",
    Light.NONE: "无目标",
}
STATE_NAME = {State.DONE: "已完成", State.PARTLY: "部分完成", State.NOT_DONE: "未完成"}
NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Chapter:
    """板块."""

    number: int
    title: str

    @property
    def name(self) -> str:
        return f"{NUMERALS[self.number]}、{self.title}"


@dataclass(frozen=True, slots=True)
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
    """分管区长, with the first and last day of the post as far as the sources tell."""

    name: str
    post: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Responsible:
    """One unit's or leader's role on an item; `assumed` where the print's bold type is lost."""

    item: str
    name: str
    role: Responsibility
    order: int
    assumed: bool
    kind: str = "unit"
    """True for a leader, False for a unit."""


@dataclass(frozen=True, slots=True)
class Target:
    """阶段目标: what an item promises for one period."""

    item: str
    period: str
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the official table: `goal` or a period, the source lines it stands in, the figures printed there."""

    item: str
    cell: str
    lines: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """节点: one checkable promise; `exact` where its date is printed, `standing` where it has no end."""

    code: str
    item: str
    period: str
    project: str
    text: str
    due: date
    exact: bool
    ongoing: bool
    reporting_unit: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """指标: one number an item promises. `planned` holds the value of each period that states one, in `unit`."""

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
    """False where the year's value is the fourth quarter's, or the quarters' sum, for want of a printed one."""
    reporting_unit: str = ""
    data_source: str = ""
    sum_of: tuple[str, ...] = ()
    headline: int | None = None
    """Place among the headline indicators, None for the others."""
    planned: dict[str, float] = field(default_factory=dict)
    derived: frozenset[str] = frozenset()
    """Periods whose planned value is the sum of the parts, not printed."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place where the document contradicts itself or can be read two ways, and how it was read."""

    item: str
    what: str
    reading: str


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Plan:
    """计划: one document with everything it promises, in the order of its print."""

    id: str
    number: str
    title: str
    issuer: str
    issued: date
    year: int
    periods: tuple[str, ...]
    item_count: int
    report_day: int
    report_to: str
    signers: tuple[str, ...]
    contact: str
    source_file: str
    chapters: tuple[Chapter, ...]
    units: tuple[Unit, ...]
    leaders: tuple[Leader, ...]
    items: tuple[Item, ...]
    responsible: tuple[Responsible, ...]
    targets: tuple[Target, ...]
    commitments: tuple[Commitment, ...]
    indicators: tuple[Indicator, ...]
    doubts: tuple[Doubt, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """问题: what checking says of one place. `place` is a file and row, or a sheet and cell."""

    code: str
    severity: Severity
    place: str
    sentence: str
    advice: str = ""


def format_number(value: float | None) -> str:
    """A number as it is written by hand: no exponent, no trailing zeros, at most four decimals; — for none."""
    if value is None:
        return "—"
    return f"{Decimal(repr(round(float(value), 4) + 0.0)).normalize():f}"
