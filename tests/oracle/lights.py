"""Lights with overrides, the item's light from its parts, and 达标率."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.facts import reports
from tests.oracle.parts import MET, Calculated, Known, figure, part_at, rests_on
from tests.oracle.shapes import DEFAULT, Act, Indicator, Pack

WORST_FIRST = (
    "behind",
    "missing",
    "returned",
    "slipping",
    "in_review",
    "undetermined",
    "pending",
    "late_done",
    "on_track",
    "ahead",
    "none",
)
JUDGED = ("behind", "slipping", "late_done", "on_track", "ahead")
UNFILED = ("missing", "returned", "in_review", "pending")


@dataclass(frozen=True, kw_only=True)
class Light:
    """Light of anything: as calculated, as overridden, as it counts."""

    calculated: str
    override: str = ""
    effective: str
    rests: Calculated | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """Part of an item as the item's rule sees it."""

    code: str
    light: str
    key: bool = False
    ongoing: bool = False


@dataclass(frozen=True, kw_only=True)
class ItemLight:
    """Light of an item. `met` of `judged` parts; `unfiled`: parts whose return is missing, sent back or in review.

    `sources`: parts that the calculated light comes from.
    """

    calculated: str
    override: str = ""
    effective: str
    met: int
    judged: int
    unfiled: int
    sources: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    """Effective light of each part, the item's override included."""


def override_of(k: Known, code: str, period: str, parts: tuple[str, ...]) -> str:
    """Return the override in force; it dies for good when a return with other figures than it was made over is accepted."""
    light, said = "", {}
    if not k.overrides(code, period):
        return ""
    units = {k.plan.unit_of(k.plan.part(c)) for c in parts}
    acts = [a for a in k.acts if a.unit in units or (a.act, a.code, a.period) == ("override", code, period)]
    for n, a in enumerate(acts):
        if a.act == "override":
            light, said = a.light, _said(k, acts[:n], a.day, parts, period)
        elif light and a.act == "accept":
            now = _said(k, acts[: n + 1], a.day, parts, period)
            mine = [at for at in said if at[0] == a.unit and at[2] == a.period]
            if any(now[at] != said[at] for at in mine):
                light = ""
    return light


def _said(
    k: Known, acts: list[Act], day: str, parts: tuple[str, ...], period: str
) -> dict[tuple[str, str, str], object]:
    """Return (unit, part, period) → what the accepted returns say after these acts, where the light at a period rests on it."""
    found: dict[tuple[str, str, str], object] = {}
    for code in parts:
        said = reports(k.plan, tuple(acts), day, code)
        unit = k.plan.unit_of(k.plan.part(code))
        found |= {(unit, code, p): figure(said.get(p)) for p in rests_on(k, code, period)}
    return found


def part_light(k: Known, code: str, period: str) -> Light:
    """Return the light of an indicator or commitment with its own override; what isn't promised has none to override."""
    return k.remembered("light", code, period, make=lambda: _part_light(k, code, period))


def _part_light(k: Known, code: str, period: str) -> Light:
    rests = part_at(k, code, period)
    override = "" if rests.light == "none" else override_of(k, code, period, (code,))
    return Light(calculated=rests.light, override=override, effective=override or rests.light, rests=rests)


def item_light(k: Known, item: str, period: str) -> ItemLight:
    """Return the light of an item: from its parts' effective lights, then its own override."""
    parts, own = [], set()
    for p in k.plan.parts_of(item):
        light = part_light(k, p.code, period)
        key, ongoing = (True, False) if isinstance(p, Indicator) else (p.key, p.ongoing)
        if light.effective != "none":
            parts.append(Part(code=p.code, light=light.effective, key=key, ongoing=ongoing))
        if light.override:
            own.add(p.code)
    calculated, sources = of_parts(parts, k.pack)
    override = ""
    if calculated != "none":
        override = override_of(k, item, period, tuple(p.code for p in parts))
    lit = {p.code for p in parts if p.code in sources and p.code not in own and moves(calculated, override, p.light)}
    judged = [p for p in parts if p.light in JUDGED]
    return ItemLight(
        calculated=calculated,
        override=override,
        effective=override or calculated,
        met=sum(p.light in MET for p in judged),
        judged=len(judged),
        unfiled=sum(p.light in ("missing", "returned", "in_review") for p in parts),
        sources=sources,
        parts=tuple((p.code, override if p.code in lit else p.light) for p in parts),
    )


def moves(calculated: str, override: str, part: str) -> bool:
    """Tell whether an item's override lights a part: upwards it lowers none, downwards it raises none."""
    if not override:
        return False
    before, after, own = (WORST_FIRST.index(x) for x in (calculated, override, part))
    return own < after if before < after else own > after


def of_parts(parts: list[Part], pack: Pack = DEFAULT) -> tuple[str, tuple[str, ...]]:
    """Return an item's light from its parts, and the parts it has it from (never what is unfiled)."""
    parts = [p for p in parts if p.light != "none"]
    if not parts:
        return "none", ()
    worst = min((p.light for p in parts), key=WORST_FIRST.index)
    filed = [p for p in parts if p.light not in UNFILED]
    if not pack.by_share or not filed:
        return worst, tuple(p.code for p in filed if p.light == worst)
    judged = [p for p in filed if p.light in JUDGED]
    if not judged:
        return "undetermined", tuple(p.code for p in filed)
    return _by_share(judged, pack)


def _by_share(judged: list[Part], pack: Pack) -> tuple[str, tuple[str, ...]]:
    """Return light and sources by key parts and the share of parts that meet the plan."""
    behind = [p for p in judged if p.light == "behind"]
    short = [p for p in judged if p.light not in MET]
    share = Fraction(len(judged) - len(short), len(judged))

    # Red is decided as if work without an outcome had met the plan: it can't be what makes an item red.
    with_outcome = [p for p in short if not p.ongoing]
    lenient = Fraction(len(judged) - len(with_outcome), len(judged))
    key_behind = [p for p in behind if p.key and not p.ongoing]
    one_of_several = len(with_outcome) == 1 < len(judged)
    by_share = lenient < pack.red_share and not one_of_several
    if pack.never_below_worst:
        by_share = by_share and any(p.light == "behind" for p in with_outcome)
    if key_behind or by_share:
        from_share = with_outcome if by_share else []
        return "behind", _codes(judged, key_behind + from_share)

    key_slipping = [p for p in judged if p.key and p.light == "slipping"]
    low = short if share < pack.yellow_share else []
    if key_slipping or low or behind:
        only_late = all(p.light == "late_done" for p in short)
        light = "late_done" if pack.never_below_worst and only_late else "slipping"
        return light, _codes(judged, key_slipping + low + behind)
    ahead = [p for p in judged if p.light == "ahead"]
    if ahead and not short:
        return "ahead", _codes(judged, ahead)
    return "on_track", _codes(judged, [p for p in judged if p.light in MET])


def _codes(order: list[Part], chosen: list[Part]) -> tuple[str, ...]:
    """Return the codes of the chosen parts in the order of the plan, each once."""
    wanted = {p.code for p in chosen}
    return tuple(p.code for p in order if p.code in wanted)


def rate(lights: Iterable[str]) -> tuple[int, int]:
    """Return 达标率 as n of m: ahead and on_track of those that can be judged, missing and returned among them."""
    counted = [x for x in lights if x not in ("none", "pending", "in_review", "undetermined")]
    return sum(x in MET for x in counted), len(counted)
