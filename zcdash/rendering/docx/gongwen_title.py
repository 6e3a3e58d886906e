"""Line breaks of a long title: lines of like length, broken between words, none begun by a closing mark."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from math import ceil

ROOM = 20
"""Characters of 2号 type that fit beside each other."""
# Words that a break must not divide: numbers with what they count, and the words of titles, the longest first.
_WORD = re.compile(
    r"[0-9A-Za-z.,%〔〕\-－—]+[年月日季度期号届次项个]{0,2}|第?前?[一二三四]季度|"
    "政府工作报告|人民政府|目标责任|责任分工|阶段目标|重点项目|工作目标|政府工作|常务会议|重点工作|"
    "责任目标|经济社会|主要目标|专题会议|工作报告|主要指标|重点任务|目标任务|重大项目|领导小组|"
    "国民经济|汇总表|区政府|开发区|督查室|一览表|明细表|进一步|办事处|上半年|下半年|镇政府|管委会|"
    "办公室|决定|季度|印发|分解|党组|情况|年度|加强|工作|任务|台账|单位|督查|意见|进展|执行|"
    "发展|部门|有关|目标|事项|整改|做好|清单|开展|区委|督办|全年|项目|通知|指标|街道|各镇|考核|"
    "建设|通报|管理|落实|推进|社会|办法|报告|完成|民生|改革|经济|结果|报送|实事|关于|实施|规定|"
    "方案"
)
_NO_START, _NO_END = frozenset("、，。：；！？）》〉”’」』〕】…—的地得之"), frozenset("（《〈“‘「『〔【第")
_DIVIDED, _UNKNOWN = 400.0, 9.0
"""Costs of a break inside a word, and of one where no word is known."""


def lines(title: str) -> list[str]:
    """Return the lines of a title; line breaks typed by the author are kept."""
    if "\n" in title:
        return [part.strip() for part in title.splitlines() if part.strip()]
    if width(title) <= ROOM:
        return [title]
    cost = _costs(title)
    fewest = ceil(width(title) / ROOM)
    return min((_split(title, cost, count) for count in (fewest, fewest + 1)), key=lambda split: split[0])[1]


def width(text: str) -> float:
    """Return the width of a text in Chinese characters; Latin letters and digits take half of one."""
    return sum(0.5 if ord(c) < 0x2000 else 1 for c in text)


def _costs(title: str) -> list[float]:
    """Return the cost of a break at each place between two characters."""
    cost, at = [_UNKNOWN] * (len(title) + 1), 0
    while at < len(title):
        word = _WORD.match(title, at)
        if not word:
            at += 1
            continue
        for place in range(at + 1, word.end()):
            cost[place] = _DIVIDED
        for place in (at, word.end()):
            cost[place] = min(cost[place], _UNKNOWN) / 3
        at = word.end()
    for place, (left, right) in enumerate(pairwise(title), 1):
        if right in _NO_START or left in _NO_END or _inside_quotes(title, place):
            cost[place] = _DIVIDED
        elif left in "、，）》”的和与及":
            cost[place] = 1
    return cost


def _inside_quotes(title: str, place: int) -> bool:
    """Return whether the place is inside 《…》 or 〔…〕 around a name that fits on one line."""
    opened = max(title.rfind(c, 0, place) for c in "《〔")
    closed = min((end for c in "》〕" if (end := title.find(c, place)) >= 0), default=-1)
    return (
        opened >= 0
        and closed >= 0
        and not set("》〕") & set(title[opened:place])
        and width(title[opened:closed]) <= ROOM - 4
    )


def _split(title: str, cost: list[float], count: int) -> tuple[float, list[str]]:
    """Return (cost, lines) of the best split into `count` lines: like lengths first, then longer lines above shorter ones."""
    mean = width(title) / count

    @cache
    def best(at: int, left: int) -> tuple[float, tuple[str, ...]]:
        if left == 1:
            line = title[at:]
            return (_uneven(line, mean), (line,)) if 0 < width(line) <= ROOM else (float("inf"), ())
        splits: list[tuple[float, tuple[str, ...]]] = [(float("inf"), ())]
        for end in range(at + 1, len(title)):
            line = title[at:end]
            if width(line) > ROOM:
                break
            rest, tail = best(end, left - 1)
            shape = 0.5 if tail and width(tail[0]) > width(line) else 0
            splits.append((_uneven(line, mean) + cost[end] + shape + rest, (line, *tail)))
        return min(splits, key=lambda split: split[0])

    total, parts = best(0, count)
    return total + 12 * count, list(parts) or [title]


def _uneven(line: str, mean: float) -> float:
    return (width(line) - mean) ** 2 / 3
