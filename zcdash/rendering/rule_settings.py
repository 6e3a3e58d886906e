"""A rule pack in plain Chinese: each of its settings as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from zcdash.domain.model import format_number
from zcdash.domain.rounding import exact
from zcdash.domain.terms import DIRECTION_NAME, LIGHT_NAME, Direction, Light
from zcdash.rendering.protocols.standing import Band, RulePack

_BEHIND, _SLIPPING, _AHEAD = (LIGHT_NAME[x] for x in (Light.BEHIND, Light.SLIPPING, Light.AHEAD))
_WORST = "取最差的部分，依次为严重滞后、未报送、已退回、欠进度、待签收、待研判、未到期、补完成、达进度、超进度"


def settings(pack: RulePack) -> list[tuple[str, str]]:
    """Return (what is set, the setting in words) of a pack, in the order of docs/rules.md."""
    allowed = (
        f"比率和增速 {format_number(pack.tolerance_points)} 个百分点，其他为计划的 {_percent(pack.tolerance_share)}"
    )
    return [
        ("按完成率分档", _bands(pack.ratio, _percent)),
        ("按百分点分档", _points(pack)),
        ("能评超进度的", _can_be_ahead(pack)),
        ("左右的允许误差", f"{allowed}；指标自己写明的按写明的"),
        ("按所印精度比", _precision(pack)),
        ("小数目", _small_count(pack)),
        ("事项", _item(pack)),
        ("出处", pack.source),
    ]


def _percent(share: float) -> str:
    return f"{format_number(float(exact(share) * 100))}%"


def _bands(bands: Sequence[Band], written: Callable[[float], str]) -> str:
    """Return bands from the highest down: 110% 及以上超进度，100% 及以上达进度，再低为严重滞后."""
    lowest, *others = bands
    words = [f"{written(b.start)} {'以上' if b.above else '及以上'}{LIGHT_NAME[b.light]}" for b in reversed(others)]
    return "，".join([*words, f"再低为{LIGHT_NAME[lowest.light]}"])


def _points(pack: RulePack) -> str:
    at = pack.target_points
    if at is None:
        return f"与计划相差的百分点：{_bands(pack.points, format_number)}"
    size = f"档宽取 {format_number(at.least)} 个百分点与计划的 {_percent(at.share)} 中较大的"
    return f"{size}：低于计划在一档以内为{_SLIPPING}，再低为{_BEHIND}；高出一档及以上为{_AHEAD}"


def _can_be_ahead(pack: RulePack) -> str:
    return f"按完成率的：{_directions(pack.ahead_by_ratio)}；按百分点的：{_directions(pack.ahead_by_points)}"


def _directions(directions: Iterable[Direction]) -> str:
    return "、".join(DIRECTION_NAME[d] for d in Direction if d in {*directions}) or "无"


def _precision(pack: RulePack) -> str:
    at = pack.precision
    if at is None:
        return "不按，差一点也算没有达到"
    within = f"差额不超过计划的 {_percent(at.finest)} 的算达到"
    rounded = f"按计划所印的小数位四舍五入后达到的也算，但差额不得超过 {_percent(at.widest)}"
    return f"{within}；{rounded}；比率和增速至少按 {at.rate_decimals} 位小数比"


def _small_count(pack: RulePack) -> str:
    at = pack.small_count
    if at is None:
        return "不单列，按完成率评"
    below, least, share = format_number(at.below), format_number(at.behind_from), _percent(at.behind_share)
    return f"计划不到 {below} 的个数：少 {least} 个，或者少 {share} 及以上，为{_BEHIND}；少得不多的为{_SLIPPING}"


def _item(pack: RulePack) -> str:
    if not pack.by_share:
        return _WORST
    red, yellow = _percent(pack.red_share), _percent(pack.yellow_share)
    return (
        f"重点部分{_BEHIND}，或者达标的不足 {red}（其中有{_BEHIND}的，且短的不止一个不是重点的部分），为{_BEHIND}；"
        f"重点部分{_SLIPPING}，或者达标的不足 {yellow}，或者有部分{_BEHIND}，为{_SLIPPING}"
    )
