"""The rule file of supervision notices (督办单): what counts, which step when, how many days to reply.

A rule file is data, named and versioned, and every value names its source; `parse_notice` refuses steps that would not climb.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from zcdash.domain.model import Light
from zcdash.errors import PackInvalid

_ADVICE = "请对照 data/rules/notice-default.toml 改正。"
_MOST_DAYS = 90


class NoticeStep(StrEnum):
    """档次 of a notice, the mildest first. (A `Step` of `facts` is a signature's.)"""

    REMIND = "remind"
    SUPERVISE = "supervise"
    INTERVIEW = "interview"

    @property
    def rank(self) -> int:
        return STEPS.index(self)


STEP_NAME = {NoticeStep.REMIND: "提醒", NoticeStep.SUPERVISE: "督办", NoticeStep.INTERVIEW: "约谈"}
STEPS = tuple(NoticeStep)


class Late(StrEnum):
    """Where a return that is past its deadline may have stopped."""

    UNSENT = "unsent"
    RETURNED = "returned"
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class StepRule:
    """When a step is due: after so many periods running (0: never by that), or so many days without reply to the step before."""

    red_times: int
    short_times: int
    reply_days: int
    demand: str
    return_demand: str
    unanswered_days: int | None = None
    """None for the first step, which nothing comes before."""


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """督办单分档办法. `red` is part of `short`; a light of `skip` neither counts nor breaks a row."""

    id: str
    name: str
    version: str
    source: str
    red: frozenset[Light]
    short: frozenset[Light]
    skip: frozenset[Light]
    late_return: frozenset[Late]
    one_by_one: bool
    near_days: int
    steps: Mapping[NoticeStep, StepRule]
    sources: Mapping[str, str]
    """Place in the file → where the value comes from."""

    @property
    def title(self) -> str:
        return f"{self.name}第 {self.version} 版"


_COUNT = ("red", "short", "skip", "late_return", "one_by_one", "near_days")
_OF_A_STEP = ("red_times", "short_times", "reply_days", "demand", "return_demand", "unanswered_days")
_RANGE = {
    "red_times": (1, 12),
    "short_times": (0, 12),
    "reply_days": (1, _MOST_DAYS),
    "unanswered_days": (0, _MOST_DAYS),
}


def parse_notice(text: str) -> NoticeRules:
    """The rules that a TOML text holds. Raises PackInvalid where a key is missing, unknown, or the steps do not climb."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise PackInvalid(f"督办办法不是正确的 TOML：{broken}。", "请按提示的行改正。") from None
    head = _table(data, "notice", ("id", "name", "version", "source"))
    for key, value in head.items():
        if not isinstance(value, str) or not value.strip():
            raise PackInvalid(f"督办办法的 notice.{key} 应是文字。", _ADVICE)
    for key in data:
        if key not in ("notice", "count", *STEPS):
            raise PackInvalid(f"督办办法有不认识的项 {key}。", _ADVICE)
    sources: dict[str, str] = {}
    count = _sourced(data, "count", _COUNT, sources)
    steps = {}
    for step in STEPS:
        keys = _OF_A_STEP[:-1] if step is STEPS[0] else _OF_A_STEP
        steps[step] = StepRule(
            **{k: _of_step(step, k, v) for k, v in _sourced(data, step.value, keys, sources).items()}
        )
    sets = {k: _words("count", k, count[k], Late if k == "late_return" else Light) for k in _COUNT[:4]}
    if not isinstance(count["one_by_one"], bool):
        raise PackInvalid("督办办法的 count.one_by_one 只能是 true 或 false。", _ADVICE)
    near = _days("count.near_days", count["near_days"], 0, 30)
    rules = NoticeRules(**head, **sets, one_by_one=count["one_by_one"], near_days=near, steps=steps, sources=sources)
    _climbs(rules)
    return rules


def _climbs(rules: NoticeRules) -> None:
    """Each step asks for more than the one before, and what counts does not contradict itself."""
    if not rules.red <= rules.short:
        raise PackInvalid("督办办法中算“红”的灯，没有都算“未达计划”。", "count.short 应包含 count.red。")
    if rules.short & rules.skip:
        raise PackInvalid("督办办法中同一种灯既算“未达计划”又算跳过。", "count.short 与 count.skip 不能重复。")
    for (lower, a), (higher, b) in pairwise(rules.steps.items()):
        if b.red_times <= a.red_times:
            raise PackInvalid(
                f"督办办法的{STEP_NAME[higher]}（{b.red_times} 次）不高于{STEP_NAME[lower]}（{a.red_times} 次）。",
                "red_times 应逐档增加。",
            )
    shorts = [(step, r.short_times) for step, r in rules.steps.items() if r.short_times]
    for (lower, a), (higher, b) in pairwise(shorts):
        if b <= a:
            raise PackInvalid(
                f"督办办法的{STEP_NAME[higher]}（未达计划 {b} 次）不高于{STEP_NAME[lower]}（{a} 次）。",
                "short_times 应逐档增加，不用的写 0。",
            )
    for step, r in rules.steps.items():
        if 0 < r.short_times < r.red_times:
            raise PackInvalid(
                f"督办办法的{STEP_NAME[step]}，欠进度（{r.short_times} 次）比严重滞后（{r.red_times} 次）还严。",
                "short_times 应不小于 red_times，不用的写 0。",
            )


def _table(data: Mapping[str, Any], section: str, wanted: tuple[str, ...]) -> dict[str, Any]:
    """A table with these keys, all of them and no other."""
    found = data.get(section)
    if not isinstance(found, Mapping):
        raise PackInvalid(f"督办办法缺少 {section}。", _ADVICE)
    for key in wanted:
        if key not in found:
            raise PackInvalid(f"督办办法缺少 {section}.{key}。", _ADVICE)
    for key in found:
        if key not in wanted:
            raise PackInvalid(f"督办办法有不认识的项 {section}.{key}。", _ADVICE)
    return dict(found)


def _sourced(data: Mapping[str, Any], section: str, wanted: tuple[str, ...], sources: dict[str, str]) -> dict[str, Any]:
    """Key → value of a table whose every value names its source, which goes into `sources`."""
    found = _table(data, section, wanted)
    for key, one in found.items():
        said = one.get("source") if isinstance(one, Mapping) and set(one) == {"value", "source"} else None
        if not isinstance(said, str) or not said.strip():
            sentence = f"督办办法的 {section}.{key} 应写明数值（value）和出处（source），不多不少。"
            raise PackInvalid(sentence, "没有出处的，请写“本办法自定”。")
        sources[f"{section}.{key}"] = said
    return {key: one["value"] for key, one in found.items()}


def _of_step(step: NoticeStep, key: str, value: Any) -> int | str:
    if key in _RANGE:
        return _days(f"{step}.{key}", value, *_RANGE[key])
    if not isinstance(value, str) or not value.strip():
        raise PackInvalid(f"督办办法的 {step}.{key} 应写明要求。", _ADVICE)
    return value.strip()


def _days(place: str, value: Any, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise PackInvalid(f"督办办法的 {place} 是 {value}，应是 {least} 到 {most} 的整数。", _ADVICE)
    return value


def _words(section: str, key: str, value: Any, kind: type[StrEnum]) -> frozenset[Any]:
    known = [k.value for k in kind]
    wrong = [w for w in value if w not in known] if isinstance(value, list) else [value]
    if wrong or not isinstance(value, list):
        raise PackInvalid(f"督办办法的 {section}.{key} 不认识“{wrong[0]}”。", f"只能用 {'、'.join(known)}。")
    return frozenset(kind(w) for w in value)
