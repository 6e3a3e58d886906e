"""Lines at the end of a notice that are no measures: annexes, notes, who issued it, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zcdash.domain.source_document import Passage
from zcdash.intake.document.people.joined_text import sub_passage
from zcdash.intake.document.plain_text import plain_text

_CLOSING = re.compile(
    r"^(?:附件|附表|抄送|主题词|\(?此件|附?注:|备注:|(?:出席|列席|请假|缺席|记录|主持|参加人员):|请(?:各|有关|相关)|本责任书|甲方|乙方|\(联系人|联系人"
    r"|本(?:方案|办法|通知|措施|规定|意见|计划|规划|制度)自)"
    r"|^[一-鿿]{2,24}(?:人民政府|委员会|办公室|办公厅|管委会)$"
    r"|^(?:20[0-9]{2}|二[〇○零O].{2})年.{1,3}月.{1,3}[日号]$"
)
_SIGNED = re.compile(
    r"(?:[一-鿿、]{1,40}(?:政府|委员会|委|办公室|办公厅|管委会|[局办厅院部]|指挥部|领导小组|街道|办事处|公司))?"
    r"(?:20[0-9]{2}|二[〇○零O].{2})年.{1,3}月.{1,3}[日号](?:\([^()]{2,20}\))?"
)
"""Issuer and date at the end of a notice, also where both are lines of one paragraph."""
SIGNED_LINES, _SIGNED_SIZE = 3, 70


def is_closing(text: str) -> bool:
    """Return True for a compact line with which the measures end: 附件：…, 请各单位…, issuer or date."""
    return bool(_CLOSING.search(text) or _SIGNED.fullmatch(text))


def signs(text: str, after: str) -> bool:
    """Return True for the name of who issued a notice, its date in the next paragraph."""
    is_short = len(text) <= _SIGNED_SIZE and len(after) <= _SIGNED_SIZE
    day = plain_text(after).plain if is_short else ""
    return bool(_SIGNED.fullmatch(day)) and day[:1] in "2二" and bool(_SIGNED.fullmatch(plain_text(text).plain + day))


def unsigned(whole: Passage) -> Iterator[Passage]:
    """Yield a paragraph, and apart from it the lines at its end that say who issued the notice, and when."""
    lines = whole.text.splitlines(keepends=True)
    for count in range(min(SIGNED_LINES, len(lines)), 0, -1):
        tail = "".join(lines[-count:])
        if len(tail) <= _SIGNED_SIZE and _SIGNED.fullmatch(plain_text(tail).plain):
            start = len(whole.text) - len(tail)
            yield from filter(None, (sub_passage(whole, 0, start), sub_passage(whole, start, len(whole.text))))
            return
    yield whole
