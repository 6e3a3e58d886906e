"""Tables of the organisation: units with their names over time, leaders with their posts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from zcdash.domain.organisation import SUCCESSION_WORD, Organisation, RegisteredUnit, Succession
from zcdash.domain.terms import UNIT_KIND_NAME

_UNIT_COLUMNS = ["单位", "类别", "上级", "又称", "自", "至", "前身", "后来", "出处"]
_LEADER_COLUMNS = ["姓名", "职务", "分管", "自", "至", "现由谁补位", "出处"]


def units(register: Organisation, day: date, words: str = "", ended: bool = False) -> pd.DataFrame:
    """Return the units of a day, or of all time (`ended`), that have all of the words in a name of their line."""
    rows = [_unit(register, u) for u in register.units if (ended or u.is_there(day)) and _has(register, u, words)]
    return pd.DataFrame(rows, columns=_UNIT_COLUMNS)


def _has(register: Organisation, unit: RegisteredUnit, words: str) -> bool:
    text = " ".join([unit.name, *unit.aliases, unit.parent, *register.line(unit.name)]).lower()
    return all(word in text for word in words.lower().split())


def _unit(register: Organisation, unit: RegisteredUnit) -> dict[str, object]:
    before, after = register.predecessors(unit.unit), register.successors(unit.unit)
    return {
        "单位": unit.name,
        "类别": UNIT_KIND_NAME.get(unit.kind, ""),
        "上级": unit.parent,
        "又称": "、".join(unit.aliases),
        "自": _day(unit.since),
        "至": _day(unit.until),
        "前身": _named(register, [(s.unit, s) for s in before]),
        "后来": _named(register, [(s.successor, s) for s in after]),
        "出处": unit.source,
    }


def _named(register: Organisation, others: list[tuple[str, Succession]]) -> str:
    """Return 区环保分局（2019-07-18 更名）."""
    if not others:
        return ""
    names = "、".join(register.by_unit[unit].name for unit, _ in others if unit in register.by_unit)
    last = others[-1][1]
    return f"{names}（{last.since} {SUCCESSION_WORD[last.kind]}）"


def leaders(register: Organisation, substitutes: Mapping[str, str]) -> pd.DataFrame:
    """Return the leaders with their posts; `substitutes`: leader who is away today → who stands in."""
    rows = [
        {
            "姓名": name,
            "职务": post.title,
            "分管": post.field,
            "自": _day(post.since),
            "至": _day(post.until),
            "现由谁补位": substitutes.get(name, ""),
            "出处": post.source,
        }
        for name, post in register.leaders()
    ]
    return pd.DataFrame(rows, columns=_LEADER_COLUMNS)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
