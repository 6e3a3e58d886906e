"""Stretches that hold nothing but units, and sentences that say nothing but who is responsible: 由X牵头，Y、Z配合."""

from __future__ import annotations

import re

from zcdash.intake.document.people.posts import is_person, without_post

_OPEN, _CLOSE = "([【〔〖", ")]】〕〗"
_LISTED_UNIT = re.compile(
    r"(?!不?含|包括|除|如|详?见|即|原|每|其中|[一二三四五六七八九十两0-9]{1,3}[个家处所])(?:各)?[一-鿿A-Z]{1,20}"
    r"(?:\([一-鿿、]{2,12}\))?"
    r"(?:[局办委部院会队处镇乡厅室站所校行社司]|中心|海关|政府|街道|单位|部门|集团|开发区|[园景示矿新]区|大学|林场|管委)"
    r"(?:\([一-鿿、]{2,12}\))?(?:等(?:[一-鿿]{0,6}(?:单位|部门))?)?|各[县区市乡镇街道办]{1,6}(?:\([一-鿿、]{2,12}\))?"
)
"""Unit in a bracket that holds nothing else."""
_BETWEEN_LISTED = re.compile(r"[、,;/]|(?:以及|和|及|与)(?=[区县市省镇各有])")
_CLAUSES = 4
_MOST = 160
"""Characters of a list of units."""
_CHARGED_UNIT = re.compile(
    r"(?!全[省市区县])(?:[省市区县镇乡各][一-鿿]{0,18}|[一-鿿]{2,4}[市区县镇乡][一-鿿]{0,14}|[一-鿿]{2,12}(?=[局委办]|公司|中心))"
    r"(?:[局办委部院会队处厅室站所行司社镇乡]|中心|政府|街道|单位|部门|集团|开发区|[园景示矿新]区|林场)(?:\([一-鿿]{2,12}\))?"
    r"(?:等(?:相关|有关)?(?:部门|单位))?"
)
"""Unit in a sentence: it is told by its level, or by the end of its name."""
_NO_UNIT = re.compile(
    r"(?:形成|建立|成立|明确|确定|实行|坚持|落实|加强|建成|统一|推动|做好|完善|健全|强化|完成|实施|应|要|须|将|必须)"
)
"""Words that no name of a unit begins with."""
_ROLE = re.compile(
    r"(?P<role>(?:(?:共同|分别|具体|联合|统一)?(?:牵头|主办|主责|负责|落实)(?:负责|落实|实施|组织实施|推进|办理)?"
    r"|按照?(?:各自)?职责(?:分工)?(?:分别)?(?:负责|落实|配合|做好)|按照?(?:各自)?职责分工"
    r"|(?:积极|共同|分别|协同)?(?:配合|协助|协办|参与|参加)(?:落实|做好|实施)?))(?:[、,;。]|$)"
)
_TOGETHER = "会同"
_BETWEEN_CHARGED = re.compile(r"[、/]|会同|(?:以及|和|及|与)(?=[区县市省镇各有])")
_UNITS_BEFORE = re.compile(
    r"(?P<units>[^:。;]{2,80}?)(?P<colon>:)|(?P<charged>[^:。;负]{2,80}?)(?:共同|分别|具体)?(?=负责(?!人|同志))"
)
"""Units that a measure begins with: 区公安分局：… or 区公安分局负责…; each of them is looked at by itself."""
_ONE_UNIT = re.compile(
    r"(?:《[一-鿿]{2,12}》)?[一-鿿]{1,16}(?:\([一-鿿、]{2,12}\))?(?:[局办委部院会队处镇]|中心|政府|街道|办事处|单位|部门|公司|开发区|编辑部)(?:\([一-鿿、]{2,12}\))?"
)
_BETWEEN_UNITS = re.compile(r"[、,]|和(?=[区县市各])|及(?=[区县市各])")


def is_list_of_units(inner: str) -> bool:
    """Return True if a text holds names of units and nothing else: 县金融办、人行清源支行."""
    names = _BETWEEN_LISTED.split(_outside_brackets(inner)) if 2 < len(inner) <= _MOST else []
    return bool(names) and all(_LISTED_UNIT.fullmatch(name) for name in names)


def says_who(text: str) -> bool:
    """Return True if a text says who leads, who supports, who is in charge, and nothing else: 由X会同Y负责."""
    if not 4 < len(text) <= _MOST:
        return False
    *parts, rest = _ROLE.split(_outside_brackets(text))
    names = parts[::2]
    if not parts and _TOGETHER in rest:
        names, rest = [rest.rstrip(",;。")], ""
    return bool(names) and not rest and all(map(_are_units, names))


def _are_units(names: str) -> bool:
    """Return True for names of units, or a person, between 由 and the word of their role."""
    first, last = without_post(names, names.startswith("由"), len(names))
    if is_person(names[first:last]):
        return True
    each = _BETWEEN_CHARGED.split(names.removeprefix("由"))
    return all(_CHARGED_UNIT.fullmatch(name) and not _NO_UNIT.match(name) for name in each)


def _outside_brackets(text: str) -> str:
    """Return a text with what separates names within its brackets taken out: 各镇（街道、开发区）."""
    depth, kept = 0, []
    for character in text:
        depth += (character in _OPEN) - (character in _CLOSE)
        if not depth or character not in "、,;/":
            kept.append(character)
    return "".join(kept)


def units_before(text: str, start: int) -> tuple[int, int] | None:
    """Return where the units end that a sentence begins with, and where its own words begin; None where it begins otherwise."""
    found = _UNITS_BEFORE.match(text, start)
    if not found:
        return None
    end = found.end("units") if found["units"] else found.end("charged")
    names = _BETWEEN_UNITS.split(text[start:end])
    return (end, found.end()) if all(_ONE_UNIT.fullmatch(name) for name in names) else None


def who_before(text: str, start: int) -> tuple[int, int] | None:
    """Return where the words on who is responsible end that a text begins with, and where its own begin: 由X牵头，修路."""
    end = who_opening(text, start)
    return units_before(text, start) if end is None else (end, end + 1)


def who_opening(text: str, start: int) -> int | None:
    """Return the comma behind the first clauses of a sentence that only say who is responsible; None where they do not."""
    stop = text.find("。", start, start + _MOST)
    commas = [at for at in range(start, stop if stop >= 0 else min(len(text), start + _MOST)) if text[at] == ","]
    return next((at for at in reversed(commas[:_CLAUSES]) if says_who(text[start:at])), None)
