"""Rule file of the year-end assessment (年终考核): rates of parts, weights, deductions and bonuses.

A rule file is data, named and versioned, and every value has a source. The dataclass itself checks its values, so settings
replaced for a simulation (`dataclasses.replace`) are checked like those of a file.
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
class _Key:
    """One setting: place in the file, name on a page, limits and type."""

    place: str
    name: str
    least: Decimal = Decimal(0)
    most: Decimal | None = None
    kind: type[Decimal] | type[bool] | type[MissingPolicy] | type[ShareBy] = Decimal

    @property
    def attribute(self) -> str:
        return self.place.replace(".", "_")


_ONE, _HUNDRED = Decimal(1), Decimal(100)
_KEYS = (
    _Key(place="growth.loss", name="同比增速每低 1 个百分点扣去权重的份额", most=_ONE),
    _Key(place="growth.negative_is_zero", name="计划为正而负增长的计 0", kind=bool),
    _Key(place="year.annual_alone", name="只有年度目标的指标按年度目标计分", kind=bool),
    _Key(place="commitment.late", name="补完成的节点按几成计", most=_ONE),
    _Key(place="commitment.partly", name="部分完成的节点按几成计", most=_ONE),
    _Key(place="share.by", name="事项 100 分在指标与节点间的分法", kind=ShareBy),
    _Key(place="share.number", name="分别占分时指标合计所占的分", most=_HUNDRED),
    _Key(place="role.lead", name="牵头事项的权重"),
    _Key(place="role.support", name="配合事项的权重"),
    _Key(place="item.weight", name="事项的权重"),
    _Key(place="deduction.late", name="迟报每次扣分"),
    _Key(place="deduction.missing", name="未报送每次扣分"),
    _Key(place="deduction.returned", name="报送被退回每次扣分"),
    _Key(place="deduction.cap", name="扣分封顶"),
    _Key(place="bonus.ahead", name="牵头事项的指标超进度每个加分"),
    _Key(place="bonus.ahead_ratio", name="完成率达到多少算超进度", least=_ONE),
    _Key(place="bonus.ahead_points", name="不计完成率的指标高出计划多少算超进度"),
    _Key(place="bonus.cap", name="加分封顶"),
    _Key(place="count.missing", name="未报送的部分", kind=MissingPolicy),
    _Key(place="count.undetermined", name="待研判的部分", kind=MissingPolicy),
    _Key(place="count.pending", name="未到期的部分", kind=MissingPolicy),
    _Key(place="count.waived", name="豁免的部分", kind=MissingPolicy),
    _Key(place="count.none", name="无目标的部分", kind=MissingPolicy),
)


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
    """Item code → weight, where it differs from `item_weight`."""
    formulas: tuple[Formula, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    """Place in the file → source of the value."""

    def __post_init__(self) -> None:
        for key in _KEYS:
            object.__setattr__(self, key.attribute, _checked(self.id, key, getattr(self, key.attribute)))
        weights = {code: _checked(self.id, _weight_key(code), w) for code, w in self.item_weights.items()}
        object.__setattr__(self, "item_weights", weights)

    def weight_of(self, item: str) -> Decimal:
        """Return the weight of an item."""
        return self.item_weights.get(item, self.item_weight)

    def settings(self) -> Iterator[Setting]:
        """Yield every setting in the order of the file, weights of single items last."""
        for key in _KEYS:
            value = getattr(self, key.attribute)
            shown = format_decimal(value) if isinstance(value, Decimal) else CHOICE_NAME[value]
            yield Setting(key.place, key.name, shown, self.sources.get(key.place, ""))
        for code, weight in self.item_weights.items():
            key = _weight_key(code)
            yield Setting(key.place, key.name, format_decimal(weight), self.sources.get(key.place, ""))


def format_decimal(value: Decimal) -> str:
    """Return a setting or sum as text without exponent or trailing zeros."""
    return f"{value.normalize() + 0:f}"


def _weight_key(code: str) -> _Key:
    return _Key(place=f"item_weights.{code}", name=f"事项 {code} 的权重")


def _checked(name: str, key: _Key, value: Any) -> Any:
    """Return the value in the type of its setting. Raises PackInvalid."""
    what = f"考核办法 {name} 的“{key.name}”（{key.place}）"
    if key.kind is bool:
        if not isinstance(value, bool):
            raise PackInvalid(f"{what}只能是 true 或 false。", _ADVICE)
        return value
    if issubclass(key.kind, StrEnum):
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
    """Parse a rule file. Raises PackInvalid where a key is missing, unknown or out of bounds."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as broken:
        raise PackInvalid(f"考核办法不是正确的 TOML：{broken}。", "请按提示的行改正。") from None
    head = _texts(data, "score", ("id", "name", "version", "source"), "考核办法")
    name = f"考核办法 {head['id']} "
    formula_table = _table(data, "formula", name)
    formulas = tuple(Formula(key, **_texts(formula_table, key, ("says", "source"), name)) for key in FORMULAS)
    _refuse_unknown(data, name)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for key in _KEYS:
        section, short = key.place.split(".")
        values[key.attribute], sources[key.place] = _sourced(_table(data, section, name), key.place, short, name)
    weights = {}
    item_weights = _table(data, "item_weights", name) if "item_weights" in data else {}
    for code in item_weights:
        weights[code], sources[f"item_weights.{code}"] = _sourced(item_weights, f"item_weights.{code}", code, name)
    values |= head
    return ScoreRules(**values, item_weights=weights, formulas=formulas, sources=sources)


def _table(data: Mapping[str, Any], key: str, name: str) -> Mapping[str, Any]:
    table = data.get(key)
    if not isinstance(table, Mapping):
        raise PackInvalid(f"{name}缺少 {key}。", _ADVICE)
    return table


def _texts(data: Mapping[str, Any], key: str, wanted: tuple[str, ...], name: str) -> dict[str, str]:
    """Return the texts of a table that has exactly these keys. Raises PackInvalid."""
    table = _table(data, key, name)
    for text in wanted:
        if not isinstance(table.get(text), str) or not table[text].strip():
            raise PackInvalid(f"{name}缺少 {key}.{text}，或者不是文字。", _ADVICE)
    for text in table:
        if text not in wanted:
            raise PackInvalid(f"{name}有不认识的项 {key}.{text}。", _ADVICE)
    return {text: table[text] for text in wanted}


def _sourced(table: Mapping[str, Any], place: str, short: str, name: str) -> tuple[Any, str]:
    """Return (value, source) of one setting. Raises PackInvalid."""
    entry = table.get(short)
    if entry is None:
        raise PackInvalid(f"{name}缺少 {place}。", _ADVICE)
    if not isinstance(entry, Mapping) or set(entry) != {"value", "source"} or not str(entry["source"]).strip():
        raise PackInvalid(
            f"{name}的 {place} 应写明数值（value）和出处（source），不多不少。", "没有出处的，请写“本办法自定”。"
        )
    return entry["value"], str(entry["source"])


def _refuse_unknown(data: Mapping[str, Any], name: str) -> None:
    places = {key.place for key in _KEYS}
    sections = {place.split(".")[0] for place in places}
    for section, table in data.items():
        if section not in sections | {"score", "formula", "item_weights"}:
            raise PackInvalid(f"{name}有不认识的项 {section}。", _ADVICE)
        if section in ("score", "item_weights"):
            continue
        for short in table if isinstance(table, Mapping) else ():
            if f"{section}.{short}" not in places and not (section == "formula" and short in FORMULAS):
                raise PackInvalid(f"{name}有不认识的项 {section}.{short}。", _ADVICE)
