"""Decision whether a quantity of a text is promised, or is the size of a project, a duration, a stock, an ordinal."""

from __future__ import annotations

import re

from zcdash.intake.document.parts import target_words as words
from zcdash.intake.document.parts.dates import LEADING_DATE
from zcdash.intake.document.parts.quantities import Quantity
from zcdash.intake.document.parts.unit_words import MEASURES

PER = re.compile(r"每(?P<what>户|人|亩|家|个|平方米|名|月|天|年)(?:每(?P<time>年|月|天))?(?=[^,;。\d]{0,8}$)")
"""Amount for each of something: 每人每月."""
_GROWS_IN_BRACKETS = re.compile(r"\((?:同比)?(?:增长|下降|增幅|增速)约?$")
_COMPARED = re.compile(r"[≥≤<>]|不低于|不少于|不超过|不高于|控制在|达到|约")
"""Words before a number that is all else of its cell: ≤40微克/立方米."""
_NEAR = 8
_HOPED = re.compile(r"(?:力争|争取|冲刺|挑战)(?:完成|达到|突破)?")
_YEAR = re.compile(r"^(?:20\d{2}年|全年|年内)")
_FOR_EACH = re.compile(r"每(?![百千万])[^,;。]{0,8}$")
_FROM = re.compile(r"(?:由|从)(?:20\d{2}年)?[^,;\d]{0,10}$|(?:比|较)20\d{2}年的$")
_SHARE_OF = re.compile(r"以上的(?!规模)|的(?:股权|资金|补贴)")
_BRACKETS = re.compile(r"\([^()]{0,150}\)")


def is_size(q: Quantity, lead: str, rest: str) -> bool:
    """Return True if a quantity is the size of a project, a duration, a stock or an ordinal."""
    if q.is_rank:
        return False
    if _FROM.search(lead) or words.STANDARD.search(lead):
        return True
    if q.is_share:
        return False
    if q.is_per or words.NO_TARGET_AFTER.match(rest):
        return True
    is_time = q.unit in words.TIMES and not words.is_time_reached(q.unit, lead)
    if is_time and (words.DURATION.match(rest) or not words.DAYS.search(lead + rest)):
        return True
    if LEADING_DATE.fullmatch(lead):
        return False  # 5月底前300人
    return bool(words.NO_TARGET_BEFORE.search(lead)) and not lead.endswith(("完成总投资", "不超过"))


def is_target(q: Quantity, lead: str, before: str, after: str, rest: str, follows: bool, is_heading: bool) -> bool:
    """Return True if a quantity is promised. `rest` goes on to the end of the clause; `follows`: a promised one comes before."""
    if q.is_rank:
        return True
    if q.is_share:
        return not _SHARE_OF.match(after) and not words.NARROWS.search(lead)
    if words.FEWER_THAN_LAST.search(lead):
        return False
    if words.EFFORT.match(_YEAR.sub("", lead)) and not words.MEASURED.search(lead.replace("总投资", "")):
        return False
    is_measure = q.unit in MEASURES or q.unit[1:] in MEASURES
    per = PER.search(lead)
    if per is None and _FOR_EACH.search(lead):
        return False
    if per and per["what"] in ("月", "天") and not is_measure:
        return False  # 每月不少于2次
    rest = _BRACKETS.sub("", rest)
    verb_end = words.MEASURED_END if is_measure else words.VERB_END
    is_direct = bool(verb_end.search(before)) or (not before and follows)
    is_direct = is_direct or bool(words.OWN_SPAN.search(before[-3:]) or words.RUNNING.search(before[-3:]))
    if is_heading:
        return is_direct
    if words.SIZE_OF.match(after):
        return is_direct and not q.unit.endswith("元")
    is_last = not after or after[0] in "、()和及"
    if q.is_numeral and not is_measure:
        is_told = bool(words.VERB.search(before)) or (q.says_direction and q.value >= 1)
        return is_direct or (is_last and is_told) or bool(words.FINISHED.search(after))
    if words.EARLY.search(after):
        return False
    if not rest and (not before or _COMPARED.fullmatch(before) or LEADING_DATE.fullmatch(before)):
        return True
    if is_direct or (is_last and len(words.SUBJECT_START.sub("", before)) >= 2):
        return True
    if (words.MEASURED if is_measure else words.VERB).search(before) and not ("、" in before and "等" not in before):
        return not q.unit.endswith("元")
    if before.startswith("对") and words.TREATED.search(after):
        return True
    return bool(words.FINISHED.search(rest)) and not words.EARLY.search(rest) and not is_measure


def is_hoped(q: Quantity, lead: str, before: Quantity) -> bool:
    """Return True for the second number of 完成投资3.5亿元，力争4亿元: the first is promised."""
    return bool(_HOPED.fullmatch(lead)) and before.unit == q.unit and not q.is_rank


def counts_in_brackets(plain: str, q: Quantity) -> bool:
    """Return True for 累计 in brackets, and for a rate of growth alone in them: 财政收入12.5亿元（增长7%）."""
    before = plain[max(0, q.start - _NEAR) : q.start]
    return "累计" in before or (
        q.is_share and plain[q.stop : q.stop + 1] == ")" and bool(_GROWS_IN_BRACKETS.search(before))
    )
