"""Names of the numbers that a clause promises: its subject without verbs, or what stands behind the number."""

from __future__ import annotations

import re

from zcdash.intake.document.parts import target_words as words
from zcdash.intake.document.parts.quantities import Quantity

_LIST = re.compile(r"[、和与及]")
_RATE = re.compile(r"率[”’]?$")
_TAIL = re.compile(r"[,;。:(、]|并|用于|进行|予以|开展")
_CLAUSE_TAIL = re.compile(r"[,;。:(]|并|用于")
_REACHED = re.compile(r"(?:达到|达|保持|为|到){1,8}+$")
_COUNTED = re.compile(r"[两三四五六七八九十]率$")
_EACH = re.compile(r"(?:均|都|分别)(?:同比)?(?:增长|下降|提高|降低|减少|削减)?$")
_FROM_TO = re.compile(r"(?:由|从)(?:20\d{2}年)?底?的?\d[\d.]{0,12}[^,;\d]{0,10}$")
_OPENING = re.compile(r"[:“]")
_CHANGE = re.compile(r"(?P<way>净增加?|净减少?|增加|减少|下降|降低|压减|削减|提高)(?:约|不低于|不少于|至少)?$")
"""Word of a change that is no rate: 贫困人口减少420人."""
_LONGEST, _NEAR = 30, 8
_SHORT = 3
_FARTHEST = 90
"""Characters before a number in which its name stands."""


def names_of(before: str, after: str, lead: str, previous: str, q: Quantity) -> list[str]:
    """Return the name of a quantity, or the names of all that it is shared by (a率、b率均达到100%).

    `previous` is the name of the number before it, or the words of the clause before it.
    """
    subject = _subject(before)
    if q.is_share:
        is_apart = "分别" in lead[-_NEAR:] and "分别" not in before
        shared = [] if is_apart else _shared(lead)
        if shared:
            return shared
        if subject and not words.GROWTH.search(before) and (listed := words.FALL_LISTED.search(lead)):
            return [f"{listed['way']}{subject}"]
    splits = _TAIL if not before.endswith("对") else _CLAUSE_TAIL
    tail = splits.split(after)[0].strip("的")[:20]
    if q.is_share and words.AGAINST_YEAR.search(before) and words.FALL.search(before):
        return [f"{words.SUBJECT_START.sub('', words.AGAINST_YEAR.split(before)[0])[-_LONGEST:]}压减比例"]
    change = _CHANGE.search(before) if not q.is_share and not q.is_rank else None
    changed = _subject(before[: change.start()]) if change else ""
    if change and (len(changed) >= 2 or (previous and len(tail) < 2)):
        return [f"{(changed or previous)[-_LONGEST:]}{change['way']}"]
    if subject.endswith("等") and len(tail) >= 2:
        return [tail]  # 甲、乙等7个项目开工: the list is an example
    if len(subject) >= 2:
        has_object = not q.is_share and not q.is_rank and 2 <= len(tail) <= 14
        return [f"{subject}{tail}" if has_object and len(subject) <= 16 else subject]
    verb = words.VERB_END.search(before)
    content = verb[0] if verb and not words.GENERIC.search(verb[0]) else ""
    if len(tail) >= 2:
        return [content + tail]
    return [previous or subject]


def _subject(before: str) -> str:
    text = _FROM_TO.sub("", before[-_FARTHEST:])
    for _ in range(3):
        text = words.SUBJECT_START.sub("", words.SUBJECT_END.sub("", text)).strip("“”、,:").rstrip("(")
    return text[-_LONGEST:]


def distributed(befores: list[str]) -> list[str]:
    """Return 城镇居民收入 and 农村居民收入 for 城镇居民和农村居民收入分别增长8%、8.5%."""
    subject, apart, verb = befores[0].partition("分别")
    parts = _LIST.split(subject)
    if not apart or len(parts) != len(befores):
        return befores
    whole = parts[-1]
    shared = next((n for n in (4, 3, 2) if parts[0][-n:] in whole and len(parts[0]) > n), 0)
    is_short = len(parts[0]) <= _SHORT < len(whole) - len(parts[0])  # 城镇、农村居民收入
    tail = whole[whole.index(parts[0][-shared:]) + shared :] if shared else whole[len(parts[0]) :] if is_short else ""
    return [*(f"{part}{tail}{verb}" for part in parts[:-1]), f"{whole}{verb}"]


def _shared(lead: str) -> list[str]:
    """Return the names in a list that shares one percentage: each is a rate, or 均 stands behind them, or 六率 does."""
    head = _REACHED.sub("", lead)
    counted, each = _COUNTED.search(head), _EACH.search(head)
    head = head[: counted.start()] if counted else head[: each.start()] if each else head
    head = words.SUBJECT_START.sub("", _OPENING.split(head)[-1].strip("”"))
    parts = [part.strip("“”") for part in _LIST.split(head)]
    if any(map(_RATE.search, parts)) and not counted:
        parts = _rates(head)
    if len(parts) < 2 or not all(len(part) >= 2 for part in parts):
        return []
    return parts if counted or each or all(map(_RATE.search, parts)) else []


def _rates(head: str) -> list[str]:
    """Return the rates of a list; what comes before a rate belongs to it (市重大、区重点项目开工率)."""
    parts, begin = [], 0
    for match in _LIST.finditer(head):
        if head[: match.start()].endswith(("率", "率”")):
            parts.append(head[begin : match.start()].strip("“”"))
            begin = match.end()
    return [*parts, head[begin:].strip("“”")]
