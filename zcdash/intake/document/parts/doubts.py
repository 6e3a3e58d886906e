"""Doubts on a number that is promised: its point, the years that it is for, and the side on which it is met."""

from __future__ import annotations

import re

from zcdash.domain.terms import Direction
from zcdash.intake.document.parts.quantities import Quantity
from zcdash.intake.document.parts.target_words import STOCK_NAME

_SEVERAL_YEARS = re.compile(
    r"(?:[两三四五六七八九十]|[2-9])年(?:内|来|间|累计|共|计划|行动)|“?(?:十[二三四五六七]五|[一二]○?五)”?(?:期|末|时期|规划)|今后|未来"
)
_HALF = re.compile(r"^半年完成")
"""Time before a number without a name: 半年完成50%."""
_CHANGE_OF_STATE = re.compile(r"(?:增加|减少|下降|降低|提高|净增|净减)$")
_SHARED_DATES = re.compile(r"[月度][底末]?前?[、和及与][^,;。、\d]{0,2}[0-9一二三四]{1,2}[月季][^,;。\d]{0,4}分别")
"""Dates that share numbers: 6月、9月分别完成8亿元、12亿元."""
_YEAR = re.compile(r"(20[0-9]{2})年")
_LOW_IS_GOOD = re.compile(
    r"(?:失业|死亡|发生|发病|负债|债务|赤字|不良贷款|投诉|事故)率|浓度$|(?:事故|投诉)(?:起数|件数|量|数)$|死亡人数$"
)
_TOTAL_BEHIND = re.compile(r"新增[^,;。()]{2,40}\(累计达到?$")
_BEHIND_COUNT = re.compile(r"[0-9][镇乡县市区街村]$")
"""Number that goes on another: 3镇5村."""
_AGAINST = re.compile(r"(?:高|低|快|慢|多|少|好|优)于(?:全[国省市县区]|上级|去年|上年)?[^,;。]{0,6}(?:平均|水平)")


def is_doubtful(q: Quantity, name: str, sentence_lead: str, year: int) -> bool:
    """Return True where a person has to look at a number before it is used; `year` is the last of its cell, 0: unknown.

    It may be for later years or several of them, a distance from an average, or on the wrong side of what is good.
    """
    if (
        q.is_doubtful
        or _HALF.match(sentence_lead)
        or _SEVERAL_YEARS.search(sentence_lead)
        or _AGAINST.search(sentence_lead)
        or _SHARED_DATES.search(sentence_lead)
    ):
        return True
    if year and any(int(each) > year for each in _YEAR.findall(sentence_lead)):
        return True
    if _BEHIND_COUNT.search(sentence_lead):
        return True
    if _TOTAL_BEHIND.search(sentence_lead):
        return True  # 新增5家(累计达到38家): the second is of all years, or of this one
    if not q.is_share and STOCK_NAME.search(name) and _CHANGE_OF_STATE.search(name):
        return True  # 浓度下降2微克: compared with what?
    return bool(_LOW_IS_GOOD.search(name)) and not q.is_points and q.direction is Direction.AT_LEAST
