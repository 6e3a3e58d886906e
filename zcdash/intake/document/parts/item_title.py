"""Title of an item: the head phrase of its goal or of its focus, cut at a natural boundary."""

from __future__ import annotations

import re

from zcdash.intake.document.parts import target_words as words
from zcdash.intake.document.parts.cell_text import CellText, cell_text, clauses_of
from zcdash.intake.document.parts.dates import LEADING_DATE
from zcdash.intake.document.parts.quantities import quantities_of

TITLE_LIMIT = 24
_SHORTEST = 4
_EFFORT = re.compile(
    r"(?:全面|全力|积极|大力|扎实|深入|深化|持续|加快|着力|主动|坚定不移|坚持|切实|进一步|高标准|高水平|努力|推进|推动|实施|开展|完成|实现|确保|抓好|做好|加强|"
    r"认真|严格|有序|科学|突出|力争|年内|全年|全区|全县|全市|投资\d{1,6}(?:\.\d{1,4})?[万亿]元){1,8}+"
)
_LEADS_ON = re.compile(r"按照|根据|围绕|以.{2,30}为|通过|结合|瞄准|坚持|贯彻|依托|创新|在")
_NO_TITLE = re.compile(r"(?:力争|争取|冲刺|达到)\d|其中")
_CONTROLLED = re.compile(
    r"(?:控制在|稳定在|提高到|提高至|(?<=率)由|降至|降到|达到|达|压缩到|保持在|不低于|不少于|[≥≤]|均|都|分别增长|不超过?|总投资|至|的|为){1,8}+$"
)
_SUM = re.compile(r"(?:计划|累计|完成)?(?:总?投资|投入)(?:资金)?")
_LIST = re.compile(r"[、和及与]")
_NOTE = re.compile(r"[（(][^（）()]{0,80}[）)]$")
_WORK_ONLY = re.compile(
    r"(?:加快|推进|启动|开展|全面|继续|进行|完成|力争|按期){0,3}+"
    rf"(?:可研|立项|评审|设计|施工|招投?标|前期工作|验收|整改|(?:{words.VERB.pattern}){{1,2}})?"
)
"""Clause that says what is done and not to what: 加快建设, 完成设计."""


def item_title(goal: CellText, focus: CellText, *targets: CellText) -> str:
    """Return at most 24 characters in words of the row: a clause of the goal, else of the focus, else of a target.

    Where the goal begins with a verb and an amount only (改造900套), the focus says what it is about.
    """
    first = next(iter(clauses_of(goal.plain)), None)
    if first and _is_amount_only(goal.plain[first.start : first.end]):
        named = (_head(focus, clause.start, clause.end) for clause in clauses_of(focus.plain))
        if title := next((name for name in named if len(name) > 1), ""):
            return title
    later = ""
    for cell in (goal, focus, *targets):
        for clause in clauses_of(cell.plain):
            title = _head(cell, clause.start, clause.end)
            if len(title) >= _SHORTEST and not _LEADS_ON.match(cell.plain, clause.start):
                return title
            later = later or (title if len(title) >= _SHORTEST else "")
        if cell.plain.strip() and cell is not goal:
            break
    texts = (cell.text(0, len(cell.plain)).strip("。；，、 ") for cell in (goal, focus, *targets))
    return later or next(((_NOTE.sub("", text) or text)[:TITLE_LIMIT] for text in texts if text), "")


def head_name(goal: CellText, focus: CellText, title: str) -> str:
    """Return what names a number without a name of its own: the focus, unless the goal begins with a number of something."""
    first = next(iter(clauses_of(goal.plain)), None)
    if first and quantities_of(goal.plain[first.start : first.end]):
        return title
    return item_title(cell_text(()), focus) or title


def _is_amount_only(plain: str) -> bool:
    """Return True for a verb, or a verb and an amount, that say nothing of what they are of: 筹集500套, 增长8%, 完成设计."""
    dated = LEADING_DATE.match(plain)
    plain = plain[dated.end() :] if dated else plain
    if _WORK_ONLY.fullmatch(plain):
        return True
    first = next(iter(quantities_of(plain)), None)
    if first is None or len(plain) - first.stop > 1:
        return False
    named = words.SUBJECT_START.sub("", words.SUBJECT_END.sub("", plain[: first.start]))
    return len(named) < 2 or bool(words.VERB_ONLY.fullmatch(named))


def _head(cell: CellText, start: int, end: int) -> str:
    """Return the head of a clause: without words of effort at its beginning, up to its first number; empty for a bare sum."""
    if _NO_TITLE.match(cell.plain, start, end):
        return ""
    dated = LEADING_DATE.match(cell.plain, start, end)
    if dated and _is_amount_only(cell.plain[start:end]) and quantities_of(cell.plain[dated.end() : end]):
        return ""  # 6月底前完成8亿元
    start = dated.end() if dated and end - dated.end() >= _SHORTEST else start
    effort = _EFFORT.match(cell.plain, start, end)
    is_led = effort and end - effort.end() >= _SHORTEST and cell.plain[effort.end()] != "("
    begin = effort.end() if effort and is_led else start
    stop = end
    numbers = [q for q in quantities_of(cell.plain[begin:end]) if q.start >= _SHORTEST - 2]
    if numbers:
        named = _CONTROLLED.sub("", cell.plain[begin : begin + numbers[0].start])
        is_bare_sum = numbers[0].unit.endswith("元") and words.VERB_ONLY.fullmatch(named)
        if _SUM.fullmatch(named) or (is_bare_sum and numbers[0].stop + begin >= end):
            return ""
        is_named = len(named) >= _SHORTEST and not words.VERB_ONLY.fullmatch(named) and not named.endswith("等")
        stop = begin + len(named) if is_named or end - begin > TITLE_LIMIT else end
        note = cell.plain.find("(", begin + numbers[0].stop, stop)
        stop = note if note > 0 else stop
    if stop - begin > TITLE_LIMIT:
        cuts = [begin + m.start() for m in _LIST.finditer(cell.plain[begin : begin + TITLE_LIMIT + 1])]
        stop = max((cut for cut in cuts if cut - begin >= _SHORTEST), default=begin + TITLE_LIMIT)
    return cell.text(begin, stop).strip("，、；。： ").rstrip("（(")
