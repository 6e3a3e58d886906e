"""Rule file of the year-end assessment (年终考核): rates of parts, weights, deductions and bonuses.

A rule file is data, named and versioned, and every value has a source. The dataclass itself checks its values, so settings
replaced for a simulation (`dataclasses.replace`) are checked like those of a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import pairwise
from typing import Any

from zcdash.domain.terms import UNIT_KIND_NAME, UnitKind
from zcdash.errors import PackInvalid

ADVICE = "请对照 data/rules/score-default.toml 改正。"


class MissingPolicy(StrEnum):
    """Treatment of a part that has no value to score."""

    LEFT_OUT = "left_out"
    ZERO = "zero"


class ShareBy(StrEnum):
    """Division of an item's 100 points: equal for every part, or a fixed share for all indicators."""

    PART = "part"
    KIND = "kind"


CHOICE_NAME = {
    MissingPolicy.LEFT_OUT: "不计入平均，另行列出",
    MissingPolicy.ZERO: "计 0 分",
    ShareBy.PART: "各部分一样重",
    ShareBy.KIND: "指标、节点分别占分",
    True: "是",
    False: "否",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One setting: place in the file, name on a page, limits and type (`tuple`: a list of texts)."""

    place: str
    name: str
    least: Decimal = Decimal(0)
    most: Decimal | None = None
    kind: type[Decimal] | type[bool] | type[tuple[str, ...]] | type[MissingPolicy] | type[ShareBy] = Decimal

    @property
    def attribute(self) -> str:
        return self.place.replace(".", "_")

    def of(self, entry: str) -> Key:
        """Return the setting of one entry of a table."""
        return replace(self, place=f"{self.place}.{entry}", name=self.name.format(entry))


_ONE, _HUNDRED = Decimal(1), Decimal(100)
KEYS = (
    Key(place="parts.once", name="合计与各部分、同一件事的两种口径只计一次", kind=bool),
    Key(place="parts.met", name="亮灯达到计划的计 1（按所印精度和允许误差）", kind=bool),
    Key(place="parts.by_place", name="位次按差几位计，不按比值", kind=bool),
    Key(place="parts.one_place", name="位次差一位按几成计", most=_ONE),
    Key(place="growth.loss", name="同比增速每低 1 个百分点扣去权重的份额", most=_ONE),
    Key(place="growth.negative_is_zero", name="计划为正而负增长的计 0", kind=bool),
    Key(place="year.annual_alone", name="只有年度目标的指标按年度目标计分", kind=bool),
    Key(place="commitment.late", name="补完成的节点按几成计", most=_ONE),
    Key(place="commitment.partly", name="部分完成的节点按几成计", most=_ONE),
    Key(place="share.by", name="事项 100 分在指标与节点间的分法", kind=ShareBy),
    Key(place="share.number", name="分别占分时指标合计所占的分", most=_HUNDRED),
    Key(place="role.lead", name="牵头事项的权重"),
    Key(place="role.support", name="配合事项的权重"),
    Key(place="item.weight", name="事项的权重"),
    Key(place="deduction.late", name="迟报每次扣分"),
    Key(place="deduction.missing", name="未报送每次扣分"),
    Key(place="deduction.returned", name="报送被退回每次扣分"),
    Key(place="deduction.returned_missing", name="退回后到期仍未再报、关账时未出本单位的，视同未报送", kind=bool),
    Key(place="deduction.cap", name="扣分封顶"),
    Key(place="bonus.ahead", name="牵头事项的指标超进度每个加分"),
    Key(place="bonus.by_light", name="超进度按亮灯认定", kind=bool),
    Key(place="bonus.ahead_ratio", name="不按亮灯时，完成率达到多少算超进度", least=_ONE),
    Key(place="bonus.ahead_points", name="不按亮灯时，不计完成率的指标高出计划多少算超进度"),
    Key(place="bonus.cap", name="加分封顶"),
    Key(place="count.missing", name="未报送的部分", kind=MissingPolicy),
    Key(place="count.in_review", name="关账时已报送、尚未签收的部分", kind=MissingPolicy),
    Key(place="count.undetermined", name="待研判的部分", kind=MissingPolicy),
    Key(place="count.pending", name="未到期的部分", kind=MissingPolicy),
    Key(place="count.waived", name="豁免的部分", kind=MissingPolicy),
    Key(place="count.none", name="无目标的部分", kind=MissingPolicy),
    Key(place="ranking.fewest_parts", name="计分的指标、节点至少几个才排名次"),
    Key(place="ranking.least_difference", name="同组同等次中相邻两名平均相差不到多少分，不排名次"),
    Key(place="ranking.apart", name="单独计分、不排名次的单位", kind=tuple),
)
TABLES = (
    Key(place="item_weights", name="事项 {} 的权重"),
    Key(place="bonus_not_for", name="计划 {} 中超过不加分的指标", kind=tuple),
    Key(place="peers", name="{}：一组排名的单位类别", kind=tuple),
    Key(place="bands", name="{}的最低分", most=_HUNDRED),
)
"""Settings of the file that hold an entry for each item, plan, group of units or band."""


@dataclass(frozen=True, slots=True)
class Formula:
    """Formula for readers of how an indicator of one direction, growth, or a commitment (`key`) is scored."""

    key: str
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting with its value as text."""

    place: str
    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRules:
    """年终考核办法. Attributes are named after their place in the file: `commitment.late` is `commitment_late`."""

    id: str
    name: str
    version: str
    source: str
    parts_once: bool
    parts_met: bool
    parts_by_place: bool
    parts_one_place: Decimal
    growth_loss: Decimal
    growth_negative_is_zero: bool
    year_annual_alone: bool
    commitment_late: Decimal
    commitment_partly: Decimal
    share_by: ShareBy
    share_number: Decimal
    role_lead: Decimal
    role_support: Decimal
    item_weight: Decimal
    deduction_late: Decimal
    deduction_missing: Decimal
    deduction_returned: Decimal
    deduction_returned_missing: bool
    deduction_cap: Decimal
    bonus_ahead: Decimal
    bonus_by_light: bool
    bonus_ahead_ratio: Decimal
    bonus_ahead_points: Decimal
    bonus_cap: Decimal
    count_missing: MissingPolicy
    count_in_review: MissingPolicy
    count_undetermined: MissingPolicy
    count_pending: MissingPolicy
    count_waived: MissingPolicy
    count_none: MissingPolicy
    ranking_fewest_parts: Decimal
    ranking_least_difference: Decimal
    ranking_apart: tuple[str, ...]
    item_weights: Mapping[str, Decimal] = field(default_factory=dict)
    """Item code → weight, where it differs from `item_weight`."""
    bonus_not_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Plan → codes of the indicators of which more is not better."""
    peers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name of a group of units ranked among themselves → kinds of units."""
    bands: Mapping[str, Decimal] = field(default_factory=dict)
    """等次 → fewest points, the best first; empty where there are none."""
    formulas: tuple[Formula, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    """Place in the file → source of the value."""

    def __post_init__(self) -> None:
        for key in KEYS:
            object.__setattr__(self, key.attribute, _checked(self.id, key, getattr(self, key.attribute)))
        for table in TABLES:
            entries: Mapping[str, Any] = getattr(self, table.place)
            checked = {entry: _checked(self.id, table.of(entry), value) for entry, value in entries.items()}
            object.__setattr__(self, table.place, checked)
        self._check_peers()
        starts = list(self.bands.values())
        if starts and (starts[-1] != 0 or any(a <= b for a, b in pairwise(starts))):
            raise PackInvalid(f"考核办法 {self.id} 的等次（bands）应从高到低排列，最低一等从 0 分起。", ADVICE)

    def _check_peers(self) -> None:
        kinds = [kind for of_group in self.peers.values() for kind in of_group]
        wanted = [kind.value for kind in UNIT_KIND_NAME]
        if sorted(kinds) != sorted(wanted):
            raise PackInvalid(
                f"考核办法 {self.id} 的分组（peers）应把每一类单位列入一组，不重不漏。", f"类别：{'、'.join(wanted)}。"
            )

    def weight_of(self, item: str) -> Decimal:
        """Return the weight of an item."""
        return self.item_weights.get(item, self.item_weight)

    def group_of(self, kind: UnitKind) -> str:
        """Return the name of the group that units of a kind are ranked in."""
        return next(name for name, kinds in self.peers.items() if kind in kinds)

    def band_of(self, points: Decimal) -> str:
        """Return the 等次 of some points; empty where the rules have none."""
        return next((name for name, start in self.bands.items() if points >= start), "")

    def settings(self) -> Iterator[Setting]:
        """Yield every setting in the order of the file, then the entries of the tables."""
        rows = [(key, getattr(self, key.attribute)) for key in KEYS]
        rows += [(table.of(entry), value) for table in TABLES for entry, value in getattr(self, table.place).items()]
        for key, value in rows:
            yield Setting(key.place, key.name, _shown(value), self.sources.get(key.place, ""))


def _shown(value: Any) -> str:
    """Return the value of a setting for readers."""
    if isinstance(value, tuple):
        return "、".join(UNIT_KIND_NAME[UnitKind(x)] if x in list(UnitKind) else x for x in value) or "无"
    return format_decimal(value) if isinstance(value, Decimal) else CHOICE_NAME[value]


def format_decimal(value: Decimal) -> str:
    """Return a setting or sum as text without exponent or trailing zeros."""
    return f"{value.normalize() + 0:f}"


def _checked(name: str, key: Key, value: Any) -> Any:
    """Return the value in the type of its setting. Raises PackInvalid."""
    what = f"考核办法 {name} 的“{key.name}”（{key.place}）"
    if key.kind is bool:
        if not isinstance(value, bool):
            raise PackInvalid(f"{what}只能是 true 或 false。", ADVICE)
        return value
    if key.kind is tuple:
        if not isinstance(value, list | tuple) or not all(isinstance(x, str) and x for x in value):
            raise PackInvalid(f'{what}应是一列文字，例如 ["1-1a"]。', ADVICE)
        return tuple(value)
    if issubclass(key.kind, StrEnum):
        if value not in list(key.kind):
            raise PackInvalid(f"{what}不认识“{value}”。", f"只能用 {'、'.join(key.kind)}。")
        return key.kind(value)
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        raise PackInvalid(f"{what}应是数字，不是“{value}”。", ADVICE) from None
    if not exact.is_finite() or isinstance(value, bool | str):
        raise PackInvalid(f"{what}应是数字，不是“{value}”。", ADVICE)
    if exact < key.least or (key.most is not None and exact > key.most):
        span = f"不小于 {key.least}" if key.most is None else f"在 {key.least} 到 {key.most} 之间"
        raise PackInvalid(f"{what}是 {format_decimal(exact)}，应{span}。", ADVICE)
    if exact != round(exact, 4):
        raise PackInvalid(
            f"{what}是 {format_decimal(exact)}，小数超过四位。", "计分按四位小数复算，请改为至多四位小数。"
        )
    return exact
