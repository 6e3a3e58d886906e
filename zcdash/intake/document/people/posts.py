"""Posts beside the names of leaders: 管委会副主任 曹阳, 县委常委、副县长李四, 陈志远（常务副县长）."""

from __future__ import annotations

import re

from zcdash.domain.source_document import Stretch

_WORD = (
    "(?:常委|委员|成员|副?书记|副?[区县市镇乡]长|副?主任|副?[局部院处科所站校司厅]长|副?主席|副?秘书长|副?检察长|"
    "副?总经理|副?董事长|总[工农经]程师|总工|总经济师|[一二三四]级调研员|副?调研员|副?巡视员|副?政委|副?指挥长?|副?[支大中]?队长|副?组长)"
)
_ONE = rf"(?:[一-鿿]{{2,16}})?{_WORD}"
_POST = re.compile(rf"{_ONE}(?:兼{_ONE})?")
_POSTS = re.compile(rf"{_POST.pattern}(?:[、,]{_POST.pattern}){{0,3}}")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖"
    "范汪陆金石戴贾韦夏邱侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武莫孔向汤路耿牛孟窦苗柴岳齐庄聂焦翟"
)
_BEHIND = re.compile(rf"(?P<name>[{_SURNAMES}][一-鿿]{{1,2}})(?P<post>(?:常务)?{_WORD}|同志)")
_PERSON = re.compile(rf"[{_SURNAMES}][一-鿿]{{1,2}}")
_OFFICE_ENDS = tuple("会委局办府室处部院校区县市镇乡组司团党心科站所队厅务职级任总常副")
"""Ends of the words before a post that are an office or another post, not a name: 管委会主任, 常务副县长."""
_IN_CHARGE = re.compile(r"(?P<who>[一-鿿]{4,20}?)(?:同志)?(?:分管|包保|负责|牵头|挂包)")
_SAID = re.compile(r"由?(?P<who>[一-鿿]{2,20}?)(?:同志)?(?:牵头负责|牵头|负责|包保|挂包)(?:[,;]|$)")
_LABELLED = re.compile(
    r"(?:分管|牵头|责任|包[保抓联]|联系)[区县市镇乡]?级?(?:领导|[区县市镇乡]长)[:：]\s?(?P<who>[一-鿿]{2,20})(?=[)）,，;；]|$)"
)
"""Leader named by a label: （牵头领导：张三）."""
_ENTITLED = re.compile(
    rf"\s{{0,9}}(?:[(（]?[一二三四五六七八九十0-9]{{1,3}}[)）]?[、.．]?)?\s{{0,9}}(?P<who>{_POSTS.pattern}(?P<blank>\s{{0,9}})"
    r"(?P<name>[一-鿿]\s?[一-鿿]{1,2}))\s{0,9}(?P<held>[(（][^()（）]{1,16}[)）])?"
)
"""Heading that is a leader with the post, and at most what is held in brackets: 二、县委常委、副县长 李明（2项）."""
_LONGEST, _LONGEST_NAME = 40, 4


def is_post(text: str) -> bool:
    """Return True for a text that is one post, or several: 管委会副主任; 县委常委、副县长."""
    return len(text) <= _LONGEST and bool(_POSTS.fullmatch(text))


def is_person(text: str) -> bool:
    """Return True for a text that looks like a person's name and not like an office."""
    return bool(_PERSON.fullmatch(text)) and not text.endswith(_OFFICE_ENDS)


def leader_in(heading: str) -> Stretch | None:
    """Return the stretch of the leader, with the post, that a heading names: 一、常务副区长李明分管（2项）; None for others."""
    for found in _IN_CHARGE.finditer(heading):
        start, end = without_post(heading, *found.span("who"))
        if start > found.start("who") and is_person(heading[start:end]):
            return found.span("who")
    entitled = _ENTITLED.fullmatch(heading)
    if entitled:
        name = "".join(entitled["name"].split())
        is_apart = bool(entitled["blank"]) and not name.endswith(_OFFICE_ENDS)
        if is_apart or (entitled["held"] and is_person(name)):
            return entitled.span("who")
    labelled = _LABELLED.search(heading)
    return labelled.span("who") if labelled else None


def person_said(text: str, start: int, end: int) -> tuple[Stretch, int] | None:
    """Return the stretch of a person who is said to be in charge, and where that ends: 由副区长李明牵头，; None for others."""
    found = _SAID.match(text, start, end)
    if not found:
        return None
    first, last = without_post(text, *found.span("who"))
    return (found.span("who"), found.end()) if is_person(text[first:last]) else None


def without_post(text: str, start: int, end: int) -> Stretch:
    """Return a stretch without the post before or behind the name; nothing is left of one that is only a post."""
    if end - start > _LONGEST:
        return start, end
    behind = _BEHIND.fullmatch(text, start, end)
    if behind and not behind["name"].endswith(_OFFICE_ENDS):
        return start, behind.end("name")
    before = _POST.match(text, start, end)
    if before and end - before.end() <= _LONGEST_NAME:
        return before.end(), end
    return (start, start) if text[start:end] == "同志" else (start, end)
