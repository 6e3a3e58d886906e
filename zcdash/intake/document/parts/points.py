"""Numbered points of a goal (①日间照料中心8处；②农村幸福院12处) and what the same numbers of the cells say of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zcdash.domain.terms import Basis, Direction
from zcdash.intake.document.parts.cell_text import CellText, clauses_of
from zcdash.intake.document.parts.mentions import Mention

_NUMBER = re.compile(r"(?P<ring>[①-⑳])|\(?(?P<figure>\d{1,2})[).、]|\(?(?P<point>[一二三四五六七八九十])[)是要]")
_NUMERALS = "一二三四五六七八九十"
_REACH = 4
_SHARE = re.compile(r"(?:控制在|达到|不低于|不超过|[≥≤])?\d{1,4}(?:\.\d{1,3})?%(?:以上|以内|以下|左右)?[。;]?")
"""Percentage alone in its cell."""
_RATE = re.compile(r"(?:增速|增幅|涨幅|(?<!自然)增长率|增长)(?:\(%\))?$")


def numbers_of(plain: str) -> dict[int, int]:
    """Return the points of a text (`Clause.point`) with the number that each has: ② is 2, wherever it stands."""
    found: dict[int, int] = {}
    for clause in clauses_of(plain):
        if not clause.point or clause.point in found:
            continue
        start = clause.heading[0] if clause.heading[1] else clause.start
        marks = list(_NUMBER.finditer(plain, max(0, start - _REACH), start))
        if marks and marks[-1].end() == start:
            found[clause.point] = _number(marks[-1])
    return found


def number_of_mark(mark: str) -> int:
    """Return the number of an enumerator alone (②, 2., （二）), 0 for another text."""
    found = _NUMBER.fullmatch(mark)
    return _number(found) if found else 0


def _number(mark: re.Match[str]) -> int:
    if mark["ring"]:
        return ord(mark["ring"]) - ord("①") + 1
    return int(mark["figure"]) if mark["figure"] else _NUMERALS.index(mark["point"]) + 1


def topics_of(goal: CellText, mentions: Sequence[Mention]) -> dict[int, str]:
    """Return the number of each point of a goal → the name of what it counts; empty where it has fewer than two."""
    numbers = numbers_of(goal.plain)
    topics: dict[int, str] = {}
    for mention in mentions:
        number = numbers.get(mention.clause.point)
        if number and len(mention.name) > 1:
            topics.setdefault(number, mention.name)
    return topics if len(set(topics.values())) > 1 else {}


def with_topics(mentions: Sequence[Mention], cell: CellText, topics: Mapping[int, str]) -> list[Mention]:
    """Return mentions, those that say only a verb (①开工8处) with the name that the goal has under the same number."""
    numbers = numbers_of(cell.plain) if topics else {}
    return [
        replace(m, topic=topics.get(numbers.get(m.clause.point, 0), "")) if m.is_goal or not m.key else m
        for m in mentions
    ]


def projects_of(cell: CellText, topics: Mapping[int, str]) -> dict[int, str]:
    """Return the points of a cell (`Clause.point`) → what the goal counts under the same number."""
    numbers = numbers_of(cell.plain) if topics else {}
    return {point: topics[number] for point, number in numbers.items() if number in topics}


def in_kind_of_goal(mentions: Sequence[Mention], goal: Sequence[Mention]) -> list[Mention]:
    """Return mentions, bare percentages (9.5%) as growth where that is the only percentage that the goal has (增长10%)."""
    shares = [m for m in goal if m.quantity.is_share]
    if len(shares) != 1 or shares[0].kind is not Basis.GROWTH:
        return list(mentions)
    return [_grown(m, falls=shares[0].value < 0) for m in mentions]


def in_kind_of_earlier(mentions: Mapping[str, Sequence[Mention]]) -> dict[str, list[Mention]]:
    """Return period → mentions, percentages alone in their cells (3%左右) as growth where the first one is (涨幅控制在3%左右)."""
    shares = [m for own in mentions.values() for m in own if m.quantity.is_share]
    is_growth = bool(shares) and shares[0].kind is Basis.GROWTH and len({m.period for m in shares}) == len(shares)
    if not is_growth or any(m.kind is not Basis.GROWTH and not _SHARE.fullmatch(m.whole) for m in shares):
        return {period: list(own) for period, own in mentions.items()}
    return {period: [_grown(m, falls=shares[0].value < 0) for m in own] for period, own in mentions.items()}


def as_growth(mentions: Sequence[Mention], focus: CellText) -> list[Mention]:
    """Return mentions, bare percentages as growth where the focus that they stand beside is a rate of it: 零售额增速, 6.5%."""
    return [_grown(m) for m in mentions] if _RATE.search(focus.plain) else list(mentions)


def _grown(m: Mention, *, falls: bool = False) -> Mention:
    """Return a bare percentage as growth, other mentions as they are."""
    if not (m.quantity.is_share and m.kind is Basis.LEVEL and not m.key and not m.is_relative):
        return m
    quantity = replace(m.quantity, direction=Direction.AT_MOST) if falls else m.quantity
    return replace(m, kind=Basis.GROWTH, value=-m.value if falls else m.value, quantity=quantity)
