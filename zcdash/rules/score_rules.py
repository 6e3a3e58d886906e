"""The rule file of the year-end assessment (年终考核): what a part earns, what weighs how much, what is taken off and added.

A rule file is data, named and versioned, and every value names its source. The checks stand in the dataclass itself, so
that settings replaced for a simulation (`dataclasses.replace`) are checked like those of a file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from zcdash.errors import PackInvalid

FORMULAS = ("at_least", "about", "at_most", "hold", "growth", "commitment")
_ADVICE = "请对照 data/rules/score-default.toml 改正。"


class MissingPolicy(StrEnum):
    """What becomes of a part that has nothing to reckon with."""

    LEFT_OUT = "left_out"
    ZERO = "zero"


class ShareBy(StrEnum):
    """How an item's 100 points are shared: every part alike, or so many for the numbers together."""

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


@dataclass(frozen=True, slots=True)
class _Key:
    """One setting: where it stands in the file, how it is called on a page, and what it may be."""

    place: str
    name: str
    least: Decimal = Decimal(0)
    most: Decimal | None = None
    kind: type = Decimal

    @property
    def attribute(self) -> str:
        return self.place.replace(".", "_")


_ONE, _HUNDRED = Decimal(1), Decimal(100)
_KEYS = (
    _Key("growth.loss", "同比增速每低 1 个百分点扣去权重的份额", most=_ONE),
    _Key("growth.negative_is_zero", "计划为正而负增长的计 0", kind=bool),
    _Key("year.annual_alone", "只有年度目标的指标按年度目标计分", kind=bool),
    _Key("commitment.late", "补完成的节点按几成计", most=_ONE),
    _Key("commitment.partly", "部分完成的节点按几成计", most=_ONE),
    _Key("share.by", "事项 100 分在指标与节点间的分法", kind=ShareBy),
    _Key("share.number", "分别占分时指标合计所占的分", most=_HUNDRED),
    _Key("role.lead", "牵头事项的权重"),
    _Key("role.support", "配合事项的权重"),
    _Key("item.weight", "事项的权重"),
    _Key("deduction.late", "迟报每次扣分"),
    _Key("deduction.missing", "未报送每次扣分"),
    _Key("deduction.returned", "报送被退回每次扣分"),
    _Key("deduction.cap", "扣分封顶"),
    _Key("bonus.ahead", "牵头事项的指标超进度每个加分"),
    _Key("bonus.ahead_ratio", "完成率达到多少算超进度", least=_ONE),
    _Key("bonus.ahead_points", "不计完成率的指标高出计划多少算超进度"),
    _Key("bonus.cap", "加分封顶"),
    _Key("count.missing", "未报送的部分", kind=MissingPolicy),
    _Key("count.undetermined", "待研判的部分", kind=MissingPolicy),
    _Key("count.pending", "未到期的部分", kind=MissingPolicy),
    _Key("count.waived", "豁免的部分", kind=MissingPolicy),
    _Key("count.none", "无目标的部分", kind=MissingPolicy),
)


@dataclass(frozen=True, slots=True)
class Formula:
    """How a number of one direction, or a commitment, is scored, for readers; `key` is the direction, or growth."""

    key: str
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as a page lists it."""

    place: str
    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class ScoreRules:
    """年终考核办法. Attributes are named after their place in the file: `commitment.late` is `commitment_late`."""

    id: str
    name: str
    version: str
    source: str
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
    deduction_cap: Decimal
    bonus_ahead: Decimal
    bonus_ahead_ratio: Decimal
    bonus_ahead_points: Decimal
    bonus_cap: Decimal
    count_missing: MissingPolicy
    count_undetermined: MissingPolicy
    count_pending: MissingPolicy
    count_waived: MissingPolicy
    count_none: MissingPolicy
    item_weights: Mapping[str, Decimal] = field(default_factory=dict)
    """Item code → its own weight, where it is not the common one."""
    formulas: tuple[Formula, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    """Place in the file → where the value comes from."""

    def __post_init__(self) -> None:
        for key in _KEYS:
            object.__setattr__(self, key.attribute, _checked(self.id, key, getattr(self, key.attribute)))
        weights = {code: _checked(self.id, _weight_key(code), w) for code, w in self.item_weights.items()}
        object.__setattr__(self, "item_weights", weights)

    def weight_of(self, item: str) -> Decimal:
        """The weight of an item, its own or the common one."""
        return self.item_weights.get(item, self.item_weight)

    def settings(self) -> Iterator[Setting]:
        """Every setting as it stands, in the order of the file, items' own weights last."""
        for key in _KEYS:
            value = getattr(self, key.attribute)
            shown = format_decimal(value) if isinstance(value, Decimal) else CHOICE_NAME[value]
            yield Setting(key.place, key.name, shown, self.sources.get(key.place, ""))
        for code, weight in self.item_weights.items():
            key = _weight_key(code)
            yield Setting(key.place, key.name, format_decimal(weight), self.sources.get(key.place, ""))


def format_decimal(value: Decimal) -> str:
    """A setting or a sum as it is written by hand: no exponent, no trailing zeros."""
    return f"{value.normalize() + 0:f}"


def _weight_key(code: str) -> _Key:
    return _Key(f"item_weights.{code}", f"事项 {code} 的权重")


def _checked(name: str, key: _Key, value: Any) -> Any:
    """The value as its setting wants it. Raises PackInvalid."""
    what = f"考核办法 {name} 的“{key.name}”（{key.place}）"
    if key.kind is bool:
        if not isinstance(value, bool):
            raise PackInvalid(f"{what}只能是 true 或 false。", _ADVICE)
        return value
    if key.kind is not Decimal:
        if value not in list(key.kind):
            raise PackInvalid(f"{what}不认识“{value}”。", f"只能用 {'、'.join(key.kind)}。")
        return key.kind(value)
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        raise PackInvalid(f"{what}应是数字，不是“{value}”。", _ADVICE) from None
    if not exact.is_finite() or isinstance(value, bool | str):
        raise PackInvalid(f"{what}应是数字，不是“{value}”。", _ADVICE)
    if exact < key.least or (key.most is not None and exact > key.most):
        span = f"不小于 {key.least}" if key.most is None else f"在 {key.least} 到 {key.most} 之间"
        raise PackInvalid(f"{what}是 {format_decimal(exact)}，应{span}。", _ADVICE)
    if exact != round(exact, 4):
        raise PackInvalid(
            f"{what}是 {format_decimal(exact)}，小数超过四位。", "计分按四位小数复算，请改为至多四位小数。"
        )
    return exact


def parse_score(text: str) -> ScoreRules:
    """The rules that a TOML text holds. Raises PackInvalid where a key is missing, unknown or out of bounds."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as broken:
        raise PackInvalid(f"考核办法不是正确的 TOML：{broken}。", "请按提示的行改正。") from None
    head = _texts(data, "score", ("id", "name", "version", "source"), "考核办法")
    name = f"考核办法 {head['id']} "
    formulas = tuple(
        Formula(key, **_texts(_table(data, "formula", name), key, ("says", "source"), name)) for key in FORMULAS
    )
    _refuse_unknown(data, name)
    values, sources = {}, {}
    for key in _KEYS:
        section, short = key.place.split(".")
        values[key.attribute], sources[key.place] = _sourced(_table(data, section, name), key.place, short, name)
    weights = {}
    own = _table(data, "item_weights", name) if "item_weights" in data else {}
    for code in own:
        weights[code], sources[f"item_weights.{code}"] = _sourced(own, f"item_weights.{code}", code, name)
    return ScoreRules(**head, **values, item_weights=weights, formulas=formulas, sources=sources)


def _table(data: Mapping[str, Any], key: str, name: str) -> Mapping[str, Any]:
    found = data.get(key)
    if not isinstance(found, Mapping):
        raise PackInvalid(f"{name}缺少 {key}。", _ADVICE)
    return found


def _texts(data: Mapping[str, Any], key: str, wanted: tuple[str, ...], name: str) -> dict[str, str]:
    """The texts of a table that holds nothing else."""
    table = _table(data, key, name)
    for one in wanted:
        if not isinstance(table.get(one), str) or not table[one].strip():
            raise PackInvalid(f"{name}缺少 {key}.{one}，或者不是文字。", _ADVICE)
    for one in table:
        if one not in wanted:
            raise PackInvalid(f"{name}有不认识的项 {key}.{one}。", _ADVICE)
    return {one: table[one] for one in wanted}


def _sourced(table: Mapping[str, Any], place: str, short: str, name: str) -> tuple[Any, str]:
    """(value, source) of one setting."""
    found = table.get(short)
    if found is None:
        raise PackInvalid(f"{name}缺少 {place}。", _ADVICE)
    if not isinstance(found, Mapping) or set(found) != {"value", "source"} or not str(found["source"]).strip():
        raise PackInvalid(
            f"{name}的 {place} 应写明数值（value）和出处（source），不多不少。", "没有出处的，请写“本办法自定”。"
        )
    return found["value"], str(found["source"])


def _refuse_unknown(data: Mapping[str, Any], name: str) -> None:
    known = {key.place for key in _KEYS}
    sections = {place.split(".")[0] for place in known}
    for section, table in data.items():
        if section not in sections | {"score", "formula", "item_weights"}:
            raise PackInvalid(f"{name}有不认识的项 {section}。", _ADVICE)
        if section in ("score", "item_weights"):
            continue
        for short in table if isinstance(table, Mapping) else ():
            if f"{section}.{short}" not in known and not (section == "formula" and short in FORMULAS):
                raise PackInvalid(f"{name}有不认识的项 {section}.{short}。", _ADVICE)
