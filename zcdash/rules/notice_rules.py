"""Rule file of supervision notices (督办单): lights that count, when each step is due, days to reply.

A rule file is data, named and versioned, and every value has a source; `parse_notice` refuses steps that do not climb.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from zcdash.domain.terms import Light
from zcdash.errors import PackInvalid

Member = TypeVar("Member", bound=StrEnum)
_ADVICE = "请对照 data/rules/notice-default.toml 改正。"
_MOST_DAYS = 90


class NoticeStep(StrEnum):
    """档次 of a notice, the mildest first."""

    REMIND = "remind"
    SUPERVISE = "supervise"
    INTERVIEW = "interview"

    @property
    def rank(self) -> int:
        return STEPS.index(self)


STEP_NAME = {NoticeStep.REMIND: "提醒", NoticeStep.SUPERVISE: "督办", NoticeStep.INTERVIEW: "约谈"}
STEPS = tuple(NoticeStep)


class Late(StrEnum):
    """Step at which an overdue submission is held up."""

    UNSENT = "unsent"
    RETURNED = "returned"
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """Condition of a step: after so many consecutive periods (0: never), or so many days without reply to the step before."""

    red_times: int
    short_times: int
    reply_days: int
    demand: str
    return_demand: str
    unanswered_days: int | None = None
    """None for the first step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRules:
    """督办单分档办法. `red` is part of `short`; a light of `skip` neither counts nor breaks a series."""

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
    """Place in the file → source of the value."""

    @property
    def title(self) -> str:
        return f"{self.name}第 {self.version} 版"


_COUNT = ("red", "short", "skip", "late_return", "one_by_one", "near_days")
_STEP_KEYS = ("red_times", "short_times", "reply_days", "demand", "return_demand", "unanswered_days")
_RANGE = {
    "red_times": (1, 12),
    "short_times": (0, 12),
    "reply_days": (1, _MOST_DAYS),
    "unanswered_days": (0, _MOST_DAYS),
}


def parse_notice(text: str) -> NoticeRules:
    """Parse a rule file. Raises PackInvalid where a key is missing or unknown, or the steps do not climb."""
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
    steps = {step: _step_rule(data, step, sources) for step in STEPS}
    if not isinstance(count["one_by_one"], bool):
        raise PackInvalid("督办办法的 count.one_by_one 只能是 true 或 false。", _ADVICE)
    rules = NoticeRules(
        id=head["id"],
        name=head["name"],
        version=head["version"],
        source=head["source"],
        red=_values("red", count["red"], Light),
        short=_values("short", count["short"], Light),
        skip=_values("skip", count["skip"], Light),
        late_return=_values("late_return", count["late_return"], Late),
        one_by_one=count["one_by_one"],
        near_days=_days("count.near_days", count["near_days"], 0, 30),
        steps=steps,
        sources=sources,
    )
    _require_climbing(rules)
    return rules


def _step_rule(data: Mapping[str, Any], step: NoticeStep, sources: dict[str, str]) -> StepRule:
    keys = _STEP_KEYS[:-1] if step is STEPS[0] else _STEP_KEYS
    values = _sourced(data, step.value, keys, sources)
    days = {key: _days(f"{step}.{key}", values[key], *limits) for key, limits in _RANGE.items() if key in values}
    return StepRule(
        red_times=days["red_times"],
        short_times=days["short_times"],
        reply_days=days["reply_days"],
        demand=_demand(f"{step}.demand", values["demand"]),
        return_demand=_demand(f"{step}.return_demand", values["return_demand"]),
        unanswered_days=days.get("unanswered_days"),
    )


def _require_climbing(rules: NoticeRules) -> None:
    """Raise PackInvalid unless each step asks for more than the one before, and the lights that count agree."""
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
    for (lower, fewer), (higher, more) in pairwise(shorts):
        if more <= fewer:
            raise PackInvalid(
                f"督办办法的{STEP_NAME[higher]}（未达计划 {more} 次）不高于{STEP_NAME[lower]}（{fewer} 次）。",
                "short_times 应逐档增加，不用的写 0。",
            )
    for step, r in rules.steps.items():
        if 0 < r.short_times < r.red_times:
            raise PackInvalid(
                f"督办办法的{STEP_NAME[step]}，欠进度（{r.short_times} 次）比严重滞后（{r.red_times} 次）还严。",
                "short_times 应不小于 red_times，不用的写 0。",
            )


def _table(data: Mapping[str, Any], section: str, wanted: tuple[str, ...]) -> dict[str, Any]:
    """Return a table that has exactly these keys. Raises PackInvalid."""
    table = data.get(section)
    if not isinstance(table, Mapping):
        raise PackInvalid(f"督办办法缺少 {section}。", _ADVICE)
    for key in wanted:
        if key not in table:
            raise PackInvalid(f"督办办法缺少 {section}.{key}。", _ADVICE)
    for key in table:
        if key not in wanted:
            raise PackInvalid(f"督办办法有不认识的项 {section}.{key}。", _ADVICE)
    return dict(table)


def _sourced(data: Mapping[str, Any], section: str, wanted: tuple[str, ...], sources: dict[str, str]) -> dict[str, Any]:
    """Return key → value of a table in which every value has a source; add the sources to `sources`."""
    table = _table(data, section, wanted)
    for key, entry in table.items():
        source = entry.get("source") if isinstance(entry, Mapping) and set(entry) == {"value", "source"} else None
        if not isinstance(source, str) or not source.strip():
            sentence = f"督办办法的 {section}.{key} 应写明数值（value）和出处（source），不多不少。"
            raise PackInvalid(sentence, "没有出处的，请写“本办法自定”。")
        sources[f"{section}.{key}"] = source
    return {key: entry["value"] for key, entry in table.items()}


def _demand(place: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PackInvalid(f"督办办法的 {place} 应写明要求。", _ADVICE)
    return value.strip()


def _days(place: str, value: Any, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise PackInvalid(f"督办办法的 {place} 是 {value}，应是 {least} 到 {most} 的整数。", _ADVICE)
    return value


def _values(key: str, value: Any, kind: type[Member]) -> frozenset[Member]:
    """Return the listed members of an enumeration. Raises PackInvalid."""
    allowed = [member.value for member in kind]
    wrong = [v for v in value if v not in allowed] if isinstance(value, list) else [value]
    if wrong or not isinstance(value, list):
        raise PackInvalid(f"督办办法的 count.{key} 不认识“{wrong[0]}”。", f"只能用 {'、'.join(allowed)}。")
    return frozenset(kind(v) for v in value)
