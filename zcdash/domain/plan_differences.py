"""Differences between two plans, or two versions of one: each a part of the plan that was added, changed or withdrawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from zcdash.domain.model import format_number
from zcdash.domain.plan import Plan
from zcdash.domain.terms import (
    BASIS_NAME,
    DIRECTION_NAME,
    PLAN_KIND_NAME,
    RECURRENCE_NAME,
    UNIT_KIND_NAME,
    Responsibility,
    UnitKind,
)


class Part(StrEnum):
    """Part of a plan that may differ."""

    HEAD = "head"
    CHAPTER = "chapter"
    PHASE = "phase"
    UNIT = "unit"
    LEADER = "leader"
    ITEM = "item"
    RESPONSIBLE = "responsible"
    TARGET = "target"
    COMMITMENT = "commitment"
    INDICATOR = "indicator"
    PLANNED = "planned"
    DOUBT = "doubt"
    CELL = "cell"


class Change(StrEnum):
    """Kind of a difference."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


_HEAD = (
    "number",
    "title",
    "issuer",
    "issued",
    "kind",
    "periods",
    "deadline_rule",
    "own_deadlines",
    "report_to",
    "signers",
    "signing",
    "contact",
    "source_file",
    "totals_since_start",
)
"""Fields of the plan itself."""
_PLANNED_FIELDS = frozenset({"planned", "derived", "words", "relative", "upper"})
_NAMES: tuple[Mapping[Any, str], ...] = (BASIS_NAME, DIRECTION_NAME, PLAN_KIND_NAME, UNIT_KIND_NAME, RECURRENCE_NAME)
_WORDS: dict[str, str] = {
    **{value: name for names in _NAMES for value, name in names.items()},
    UnitKind.GROUP: "单位组",
    Responsibility.LEAD: "牵头",
    Responsibility.SUPPORT: "配合",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference. `old` and `new` are values as text; of a part that was added or withdrawn the other one is empty."""

    part: Part
    change: Change
    item: str
    """Code of the item that it belongs to; empty: the whole plan."""
    key: str
    """Code, name, or period, of the part within the item or the plan."""
    label: str
    """Name of the part for readers."""
    field: str = ""
    """Field that changed; empty where the part was added or withdrawn."""
    old: str = ""
    new: str = ""


def plan_differences(old: Plan, new: Plan) -> list[Difference]:
    """Return the differences between two plans in the order of print: the plan's head first, then item by item."""
    found = [
        *_head(old, new),
        *_parts(Part.CHAPTER, old.chapters, new.chapters, lambda c: str(c.number), lambda c: c.title),
        *_parts(Part.PHASE, old.phases, new.phases, lambda p: p.code, lambda p: p.name),
        *_parts(Part.UNIT, old.units, new.units, lambda u: u.name, lambda u: u.name),
        *_parts(Part.LEADER, old.leaders, new.leaders, lambda x: x.name, lambda x: x.name),
        *_parts(Part.ITEM, old.items, new.items, lambda i: i.code, lambda i: i.title, leave=("code", "number")),
        *_parts(
            Part.RESPONSIBLE,
            old.responsible,
            new.responsible,
            lambda r: f"{r.item} {r.kind} {r.name}",
            lambda r: r.name,
        ),
        *_parts(Part.TARGET, old.targets, new.targets, lambda t: f"{t.item} {t.period}", lambda t: t.text),
        *_parts(Part.COMMITMENT, old.commitments, new.commitments, lambda c: c.code, lambda c: c.text),
        *_parts(
            Part.INDICATOR,
            old.indicators,
            new.indicators,
            lambda i: i.code,
            lambda i: i.name,
            leave=(*_PLANNED_FIELDS, "code"),
        ),
        *_planned(old, new),
        *_parts(Part.DOUBT, old.doubts, new.doubts, lambda d: f"{d.item} {d.what}", lambda d: d.what),
        *_parts(Part.CELL, old.cells, new.cells, lambda c: f"{c.item} {c.cell}", lambda c: c.cell),
    ]
    codes = [*(i.code for i in new.items), *(i.code for i in old.items)]
    place = {code: n for n, code in reversed([*enumerate(codes)])}
    return sorted(found, key=lambda d: place.get(d.item, -1))


def counts(differences: Iterable[Difference]) -> dict[str, int]:
    """Return `part change` → number of the parts concerned: a part that changed in several fields counts once."""
    parts = {(d.part, d.change, d.item, d.key) for d in differences}
    return dict(sorted(Counter(f"{part.value} {change.value}" for part, change, *_ in parts).items()))


def _head(old: Plan, new: Plan) -> Iterator[Difference]:
    for name in _HEAD:
        was, now = value_text(getattr(old, name)), value_text(getattr(new, name))
        if was != now:
            yield Difference(
                part=Part.HEAD, change=Change.CHANGED, item="", key=name, label=new.title, field=name, old=was, new=now
            )


# The parts of a plan are of many classes, hence Any.
def _parts(
    part: Part, old: Iterable[Any], new: Iterable[Any], key: Any, label: Any, leave: tuple[str, ...] = ()
) -> Iterator[Difference]:
    """Yield the differences between the parts of one kind, known by their keys."""
    before, after = {key(x): x for x in old}, {key(x): x for x in new}
    for k, value in before.items():
        if k not in after:
            yield _whole(part, Change.WITHDRAWN, k, value, label(value))
    for k, value in after.items():
        if k not in before:
            yield _whole(part, Change.ADDED, k, value, label(value))
            continue
        for name in value.__dataclass_fields__:
            was, now = value_text(getattr(before[k], name)), value_text(getattr(value, name))
            if was != now and name not in leave:
                yield Difference(
                    part=part,
                    change=Change.CHANGED,
                    item=_item(part, value),
                    key=_short(k, value),
                    label=label(value),
                    field=name,
                    old=was,
                    new=now,
                )


def _whole(part: Part, change: Change, key: str, value: Any, label: str) -> Difference:
    added = change is Change.ADDED
    return Difference(
        part=part,
        change=change,
        item=_item(part, value),
        key=_short(key, value),
        label=label,
        old="" if added else label,
        new=label if added else "",
    )


def _item(part: Part, value: Any) -> str:
    return str(value.code if part is Part.ITEM else getattr(value, "item", ""))


def _short(key: str, value: Any) -> str:
    """Return a key without the item in front of it."""
    item = getattr(value, "item", "")
    return key.removeprefix(f"{item} ") if item and " " in key else key.strip()


def _planned(old: Plan, new: Plan) -> Iterator[Difference]:
    """Yield the differences between planned values, of indicators that both plans have, or one of them."""
    before, after = _stated(old), _stated(new)
    labels = {i.code: i for i in (*old.indicators, *new.indicators)}
    for code, period in dict.fromkeys([*before, *after]):
        was, now = before.get((code, period), ""), after.get((code, period), "")
        if was == now:
            continue
        change = Change.ADDED if not was else Change.WITHDRAWN if not now else Change.CHANGED
        indicator = labels[code]
        yield Difference(
            part=Part.PLANNED,
            change=change,
            item=indicator.item,
            key=f"{code} {period}",
            label=indicator.name,
            field="planned" if change is Change.CHANGED else "",
            old=was,
            new=now,
        )


def _stated(plan: Plan) -> dict[tuple[str, str], str]:
    return {
        (i.code, p): i.stated(p, i.planned.get(p))
        for i in plan.indicators
        for p in dict.fromkeys([*i.planned, *i.relative])
    }


def value_text(value: object) -> str:
    """Return a value of the plan as text for readers: numbers without needless zeros, flags as 是 and 否."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return format_number(value)
    if isinstance(value, Mapping):
        return "；".join(f"{k}：{value_text(v)}" for k, v in value.items())
    if isinstance(value, tuple | frozenset):
        return "、".join(map(value_text, value))
    if isinstance(value, StrEnum):
        return _WORDS.get(value, value.value)
    return value.isoformat() if isinstance(value, date) else str(value)
