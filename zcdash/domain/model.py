"""Frozen values of the domain: the parts of a plan, findings and assessments, and their Chinese names.

Imports the standard library only. Nothing here reads, writes, judges or draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from zcdash.domain.rounding import half_up


class Basis(StrEnum):
    """口径: the span or moment that an indicator's value covers."""

    CUMULATIVE = "cumulative"
    QUARTER = "quarter"
    LEVEL = "level"
    GROWTH = "growth"
    RANK = "rank"


class Direction(StrEnum):
    """方向: the side of the planned value that meets the plan."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    HOLD = "hold"


class Responsibility(StrEnum):
    """Role of a unit or a leader on an item."""

    LEAD = "lead"
    SUPPORT = "support"


class UnitKind(StrEnum):
    """Kind of a unit; a group expands to its members."""

    DEPARTMENT = "department"
    TOWN = "town"
    SUBDISTRICT = "sub-district"
    ZONE = "zone"
    ENTERPRISE = "enterprise"
    GROUP = "group"


class Light(StrEnum):
    """显示: the light of an indicator, a commitment or an item."""

    BEHIND = "behind"
    MISSING = "missing"
    RETURNED = "returned"
    SLIPPING = "slipping"
    IN_REVIEW = "in_review"
    UNDETERMINED = "undetermined"
    PENDING = "pending"
    LATE_DONE = "late_done"
    ON_TRACK = "on_track"
    AHEAD = "ahead"
    NONE = "none"


class State(StrEnum):
    """完成情况: the state of a commitment as its unit reports it."""

    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"


class Severity(StrEnum):
    """Severity of a finding: an error refuses the submission, a warning is shown and may be confirmed."""

    ERROR = "error"
    WARNING = "warning"


BASIS_NAME = {
    Basis.CUMULATIVE: "累计",
    Basis.QUARTER: "当季",
    Basis.LEVEL: "时点",
    Basis.GROWTH: "同比增速",
    Basis.RANK: "位次",
}
DIRECTION_NAME = {
    Direction.AT_LEAST: "不低于",
    Direction.AT_MOST: "控制在以内",
    Direction.ABOUT: "左右",
    Direction.HOLD: "保持稳定",
}
UNIT_KIND_NAME = {
    UnitKind.DEPARTMENT: "部门",
    UnitKind.TOWN: "镇",
    UnitKind.SUBDISTRICT: "街道",
    UnitKind.ZONE: "开发区",
    UnitKind.ENTERPRISE: "企业",
}
"""Kinds of single units; a group is none."""
LIGHT_NAME = {
    Light.AHEAD: "超进度",
    Light.ON_TRACK: "达进度",
    Light.LATE_DONE: "补完成",
    Light.SLIPPING: "欠进度",
    Light.BEHIND: "严重滞后",
    Light.MISSING: "未报送",
    Light.RETURNED: "已退回",
    Light.IN_REVIEW: "待签收",
    Light.PENDING: "未到期",
    Light.UNDETERMINED: "待研判",
    Light.NONE: "无目标",
}
MET = frozenset({Light.AHEAD, Light.ON_TRACK})
"""达标: the plan is met. A commitment done late (补完成) is done, and does not count as met."""
SHORT = frozenset({Light.BEHIND, Light.MISSING, Light.RETURNED, Light.SLIPPING})
"""未达计划."""
RATED = MET | SHORT | {Light.LATE_DONE}
"""Lights that 达标率 counts: neither none, pending, in review nor undetermined."""
UNFILED = frozenset({Light.MISSING, Light.RETURNED, Light.IN_REVIEW})
"""Lights of a part without an accepted return, after its deadline or on its way."""
STATE_NAME = {State.DONE: "已完成", State.PARTLY: "部分完成", State.NOT_DONE: "未完成"}
RATE_UNITS = ("%", "‰")
COUNT_UNITS = frozenset("家个人处座辆户件项部条所场名天次起台套批") | {"人次"}
"""Units that count whole things; 公里, 亩, 万元 measure."""
NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Chapter:
    """板块."""

    number: int
    title: str

    @property
    def name(self) -> str:
        return f"{NUMERALS[self.number]}、{self.title}"


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
    """Cell of the official table: column (`goal` or a period), source lines, printed figures."""

    item: str
    cell: str
    lines: str
    figures: tuple[str, ...]


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

    @property
    def only_annual(self) -> bool:
        """Return True where a value for the year is all that is planned: it is rated in the plan's last period."""
        return not self.planned and self.annual is not None and self.direction is not Direction.HOLD


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


def format_number(value: float | None) -> str:
    """Format a number without exponent or trailing zeros, with at most four decimals; — for None."""
    if value is None:
        return "—"
    return f"{half_up(value, 4).normalize():f}"
