"""Rule packs: bands that turn a ratio or a gap in points into a light.

A pack is data, named and versioned. A band has a start and ends at the start of the next, so bands tile from 0 up;
`parse_rule_pack` refuses a gap, an overlap or a light out of order.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from zcdash.domain.model import Light
from zcdash.errors import PackInvalid

_ORDER = (Light.BEHIND, Light.SLIPPING, Light.ON_TRACK, Light.AHEAD)


@dataclass(frozen=True, slots=True)
class Band:
    """A light from `start` up; with `above` the start itself belongs to the band below."""

    light: Light
    start: float
    above: bool = False

    def holds(self, value: float) -> bool:
        return value > self.start if self.above else value >= self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """规则包. `ratio` bands start at 0; `points` bands are open below: their first starts at −infinity."""

    id: str
    name: str
    version: str
    source: str
    ratio: tuple[Band, ...]
    points: tuple[Band, ...]
    tolerance_points: float
    """Default tolerance of `about` for shares, rates and growth, in points."""
    tolerance_share: float
    """Default tolerance of `about` and `hold` otherwise, as a share of the value."""

    def by_ratio(self, ratio: float) -> Light:
        return _light(self.ratio, max(ratio, 0.0))

    def by_points(self, gap: float) -> Light:
        return _light(self.points, gap)


def _light(bands: tuple[Band, ...], value: float) -> Light:
    # Nine decimals: 0.9 computed as 0.8999999999999999 is 0.9 on paper, and paper is what is argued with.
    value = round(value, 9)
    return next(b.light for b in reversed(bands) if b.holds(value))


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


def parse_rule_pack(text: str) -> RulePack:
    """Parse a rule pack from TOML. Raises PackInvalid where its bands do not tile."""
    try:
        data = tomllib.loads(text)
        head = data["pack"]
        name = head["id"]
        return RulePack(
            id=name,
            name=head["name"],
            version=head["version"],
            source=head["source"],
            ratio=_bands(name, data["ratio"], 0.0),
            points=_bands(name, data["points"], float("-inf")),
            tolerance_points=head["tolerance_points"],
            tolerance_share=head["tolerance_share"],
        )
    except tomllib.TOMLDecodeError as broken:
        raise PackInvalid(f"规则包不是正确的 TOML：{broken}。", "请按提示的行改正。") from None
    except KeyError as missing:
        raise PackInvalid(f"规则包缺少 {missing.args[0]}。", "请对照 data/rules/default.toml 补上。") from None
