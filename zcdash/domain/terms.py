"""Closed lists of the domain (kinds, lights, states) and the Chinese names of their members."""

from __future__ import annotations

from enum import StrEnum


class PlanKind(StrEnum):
    """计划类别: it chooses words and first pages, and nothing else."""

    ANNUAL = "annual"
    MEASURES = "measures"
    MULTI_YEAR = "multi_year"
    PROGRAMME = "programme"


class Recurrence(StrEnum):
    """频次: how often a duty comes back."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


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
    WITHIN = "within"


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
    Direction.WITHIN: "区间",
}
PLAN_KIND_NAME = {
    PlanKind.ANNUAL: "年度目标",
    PlanKind.MEASURES: "若干措施",
    PlanKind.MULTI_YEAR: "中长期规划",
    PlanKind.PROGRAMME: "专项方案",
}
RECURRENCE_NAME = {
    Recurrence.MONTH: "每月",
    Recurrence.QUARTER: "每季度",
    Recurrence.HALF: "每半年",
    Recurrence.YEAR: "每年",
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


def unit_behind(unit: str) -> str:
    """Return a unit as it stands behind a number: 1/10万 is read as 263.6/10万."""
    return unit.removeprefix("1") if unit.startswith("1/") else unit


def numeral(number: int) -> str:
    """Return a whole number below 100 in Chinese: 31 is 三十一."""
    tens, ones = divmod(number, 10)
    if number <= 10:
        return NUMERALS[number]
    return f"{NUMERALS[tens] if tens > 1 else ''}十{NUMERALS[ones] if ones else ''}"
