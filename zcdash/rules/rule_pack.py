"""Rule packs: the bands that turn a ratio or a gap in points into a light, and how values are compared.

A pack is data, named and versioned. A band has a start and ends at the start of the next, so bands tile from 0 up;
`parse_rule_pack` refuses a gap, an overlap or a light out of order. A pack without an edition is of the first: a close that
froze it is rated again as it was rated then.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from zcdash.domain.rounding import Number, exact
from zcdash.domain.terms import Direction, Light
from zcdash.errors import PackInvalid

_ORDER = (Light.BEHIND, Light.SLIPPING, Light.ON_TRACK, Light.AHEAD)
_AHEAD_BEFORE = frozenset({Direction.AT_LEAST, Direction.ABOUT})
_EDITIONS = (1, 2)
_RULE = "rule"
_KEYS = {
    "pack": {"id", "name", "version", "source", "edition", "tolerance_points", "tolerance_share"},
    "points_by_target": {"least", "share"},
    "ahead": {"ratio", "points"},
    "precision": {"finest_share", "widest_share", "rate_decimals"},
    "small_count": {"below", "behind_from", "behind_share"},
    "item": {_RULE, "red_share", "yellow_share"},
}
_LISTS = {"ratio", "points"}


@dataclass(frozen=True, slots=True)
class Band:
    """A light from `start` up; with `above` the start itself belongs to the band below."""

    light: Light
    start: float
    above: bool = False

    def holds(self, value: Decimal) -> bool:
        start = exact(self.start)
        return value > start if self.above else value >= start


@dataclass(frozen=True, slots=True)
class TargetPoints:
    """Points by the size of the target: slipping down to −b, ahead from +b, b = max(`least`, `share` of the planned value)."""

    least: float
    share: float

    def bands(self, planned: Decimal) -> tuple[Band, ...]:
        b = float(max(exact(self.least), abs(planned) * exact(self.share)))
        starts = (float("-inf"), -b, 0.0, b)
        return tuple(Band(light, start) for light, start in zip(_ORDER, starts, strict=True))


@dataclass(frozen=True, slots=True)
class Precision:
    """Values are compared as the plan prints them.

    Within `finest` of the planned value (a share) the plan is met. A value that meets it once rounded to the planned value's
    own decimals meets it too, if no more than `widest` of the planned value is short. Shares, rates and growth are compared
    with at least `rate_decimals`.
    """

    finest: float
    widest: float
    rate_decimals: int


@dataclass(frozen=True, slots=True)
class SmallCount:
    """A planned count under `below`: behind only where `behind_from` lack, or `behind_share` of it; else slipping."""

    below: float
    behind_from: float
    behind_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """规则包. `ratio` bands start at 0; `points` bands are open below: their first starts at −infinity."""

    id: str
    name: str
    version: str
    source: str
    edition: int
    """Edition of the rules that a pack cannot choose. In the first a missing quarter was nothing in a running total and could
    not be made good, a value for the year alone was not rated, and a submission under way was missing or
    pending, and the last report on a commitment counted alone, in its own period."""
    ratio: tuple[Band, ...]
    points: tuple[Band, ...]
    """Empty where `target_points` takes their place."""
    target_points: TargetPoints | None
    tolerance_points: float
    """Default tolerance of `about` for shares, rates and growth, in points."""
    tolerance_share: float
    """Default tolerance of `about` and `hold` otherwise, as a share of the value."""
    ahead_by_ratio: frozenset[Direction]
    """Directions that can be ahead where a ratio is compared."""
    ahead_by_points: frozenset[Direction]
    precision: Precision | None
    """None in the first edition: values were compared exactly."""
    small_count: SmallCount | None
    """None in the first edition."""
    by_share: bool
    """Items by their key parts and the share of parts that meet the plan; otherwise by the worst part."""
    red_share: float
    """An item is red where fewer of its parts meet the plan, yellow below `yellow_share`; both only with `by_share`."""
    yellow_share: float

    def by_ratio(self, ratio: Number) -> Light:
        return _light(self.ratio, max(exact(ratio), Decimal(0)))

    def by_points(self, gap: Number, planned: Number) -> Light:
        bands = self.target_points.bands(exact(planned)) if self.target_points else self.points
        return _light(bands, exact(gap))


def _light(bands: tuple[Band, ...], value: Decimal) -> Light:
    return next(b.light for b in reversed(bands) if b.holds(value))


def parse_rule_pack(text: str) -> RulePack:
    """Parse a rule pack from TOML. Raises PackInvalid where its bands do not tile, or a key or value is not understood."""
    try:
        data = tomllib.loads(text)
        return _rule_pack(data["pack"]["id"], data)
    except tomllib.TOMLDecodeError as broken:
        raise PackInvalid(f"规则包不是正确的 TOML：{broken}。", "请按提示的行改正。") from None
    except KeyError as missing:
        raise PackInvalid(f"规则包缺少 {missing.args[0]}。", "请对照 data/rules/default.toml 补上。") from None


def _rule_pack(name: str, data: dict[str, Any]) -> RulePack:
    _refuse_unknown(name, data)
    head = data["pack"]
    edition = head.get("edition", 1)
    if edition not in _EDITIONS:
        raise PackInvalid(f"规则包 {name} 的 edition“{edition}”不认识。", "新的规则包写 edition = 2。")
    target_points = _target_points(name, data)
    return RulePack(
        id=name,
        name=head["name"],
        version=head["version"],
        source=head["source"],
        edition=edition,
        ratio=_bands(name, data["ratio"], 0.0),
        points=() if target_points else _bands(name, data["points"], float("-inf")),
        target_points=target_points,
        tolerance_points=_number(name, head, "tolerance_points"),
        tolerance_share=_share(name, head, "tolerance_share"),
        **(_first_edition(name, data) if edition == 1 else _second_edition(name, data)),
    )


def _first_edition(name: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return the settings that the first edition could not name, as they were."""
    later = sorted(data.keys() & (_KEYS.keys() - {"pack"}))
    if later:
        raise PackInvalid(
            f"规则包 {name} 写了 {'、'.join(later)}，但没有写 edition = 2。", "请在 [pack] 中加 edition = 2。"
        )
    return {
        "ahead_by_ratio": _AHEAD_BEFORE,
        "ahead_by_points": _AHEAD_BEFORE,
        "precision": None,
        "small_count": None,
        "by_share": False,
        "red_share": 0.0,
        "yellow_share": 0.0,
    }


def _second_edition(name: str, data: dict[str, Any]) -> dict[str, Any]:
    item = data["item"]
    by_share = _choice(name, item[_RULE], ("share", "worst")) == "share"
    red, yellow = (_share(name, item, key) if by_share else 0.0 for key in ("red_share", "yellow_share"))
    if red > yellow:
        raise PackInvalid(f"规则包 {name} 的 red_share 大于 yellow_share。", "红灯的比例不得高于黄灯的比例。")
    return {
        "ahead_by_ratio": _directions(name, data["ahead"]["ratio"]),
        "ahead_by_points": _directions(name, data["ahead"]["points"]),
        "precision": _precision(name, data["precision"]),
        "small_count": _small_count(name, data["small_count"]),
        "by_share": by_share,
        "red_share": red,
        "yellow_share": yellow,
    }


def _refuse_unknown(name: str, data: dict[str, Any]) -> None:
    """Refuse a section or key that no rule reads: a misspelt one would leave its rule out without a word."""
    unknown = sorted(data.keys() - _KEYS.keys() - _LISTS)
    for section, keys in _KEYS.items():
        given = data.get(section, {})
        if not isinstance(given, dict):
            raise PackInvalid(f"规则包 {name} 的 {section} 不是一节。", f"请写作 [{section}]。")
        unknown += [f"{section}.{key}" for key in sorted(given.keys() - keys)]
    if unknown:
        raise PackInvalid(
            f"规则包 {name} 中有不认识的项：{'、'.join(unknown)}。", "请对照 data/rules/default.toml 改正。"
        )


def _bands(name: str, rows: list[dict[str, Any]], lowest: float) -> tuple[Band, ...]:
    try:
        bands = tuple(
            Band(Light(r["light"]), float(r["above"] if "above" in r else r.get("from", lowest)), "above" in r)
            for r in rows
        )
    except ValueError as wrong:
        raise PackInvalid(
            f"规则包 {name} 中有不认识的灯：{wrong}。", "只能用 behind、slipping、on_track、ahead。"
        ) from None
    starts = [b.start for b in bands]
    if not bands or starts[0] != lowest or bands[0].above:
        raise PackInvalid(f"规则包 {name} 的档位没有从 {lowest} 开始。", "第一档必须从最低处开始，不得留空档。")
    if any(a >= b for a, b in pairwise(starts)):
        raise PackInvalid(f"规则包 {name} 的档位有重叠或次序颠倒。", "各档起点必须逐档升高。")
    places = [_ORDER.index(b.light) if b.light in _ORDER else -1 for b in bands]
    if -1 in places or places != sorted(set(places)):
        raise PackInvalid(f"规则包 {name} 的灯次序不对。", "应依次为 behind、slipping、on_track、ahead，各至多一次。")
    return bands


def _target_points(name: str, data: dict[str, Any]) -> TargetPoints | None:
    if "points_by_target" not in data:
        return None
    if "points" in data:
        raise PackInvalid(
            f"规则包 {name} 同时写了 points 和 points_by_target。", "百分点的档位只能有一种，请删去一种。"
        )
    section = data["points_by_target"]
    least = _number(name, section, "least")
    if least <= 0:
        raise PackInvalid(f"规则包 {name} 的 least 不是正数。", "欠进度的档位不得为空。")
    return TargetPoints(least, _share(name, section, "share"))


def _precision(name: str, section: dict[str, Any]) -> Precision:
    finest, widest = _share(name, section, "finest_share"), _share(name, section, "widest_share")
    if finest > widest:
        raise PackInvalid(f"规则包 {name} 的 finest_share 大于 widest_share。", "最细的精度不得宽于最宽的。")
    rate_decimals = section["rate_decimals"]
    if type(rate_decimals) is not int or rate_decimals < 0:
        raise PackInvalid(f"规则包 {name} 的 rate_decimals 不是小数位数。", "请写 0、1 这样的整数。")
    return Precision(finest, widest, rate_decimals)


def _small_count(name: str, section: dict[str, Any]) -> SmallCount:
    below, behind_from = (_number(name, section, key) for key in ("below", "behind_from"))
    return SmallCount(below, behind_from, _share(name, section, "behind_share"))


def _directions(name: str, values: list[str]) -> frozenset[Direction]:
    return frozenset(Direction(_choice(name, value, tuple(Direction))) for value in values)


def _choice(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise PackInvalid(f"规则包 {name} 中的“{value}”不认识。", f"只能用 {'、'.join(allowed)}。")
    return value


def _number(name: str, section: dict[str, Any], key: str) -> float:
    value = section[key]
    if type(value) not in (int, float) or not 0 <= value < float("inf"):
        raise PackInvalid(f"规则包 {name} 的 {key} 应是不小于 0 的数，现为“{value}”。", "请改成不带引号的数字。")
    return float(value)


def _share(name: str, section: dict[str, Any], key: str) -> float:
    value = _number(name, section, key)
    if value > 1:
        raise PackInvalid(f"规则包 {name} 的 {key} 应在 0 与 1 之间，现为 {value}。", "五成写作 0.5。")
    return value
