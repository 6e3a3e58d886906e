"""Numbers that no indicator can hold as printed (翻一番, 三成, 20万元/亩): one question for an item says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from zcdash.domain.plan_proposal import Question, QuestionKind
from zcdash.intake.document.parts import target_words as words
from zcdash.intake.document.parts.cell_text import CellText, Clause, clauses_of
from zcdash.intake.document.parts.mentions import mentions_of
from zcdash.intake.document.parts.quantities import quantities_of

_SMALL = "[一二两三四五六七八九十百]{1,4}|[0-9]{1,4}(?:\\.[0-9]{1,2})?"
_FORMS = (
    (re.compile(r"翻(?:[一两二三四五]|[0-9])?番|倍增(?!计划|行动|工程)|成倍"), "翻番要有基数"),
    (re.compile(rf"(?:{_SMALL})倍(?!努力|用心|增)"), "倍数要有基数"),
    (
        re.compile(
            r"(?:[一二两三四五六七八九]|[1-9])成(?:左右|以上|以内|以下)?(?![立为果本交品年人效长型功员都套熟])|减半|"
            r"(?<!双)(?<!时间)(?<!任务)过半"
        ),
        "成数没有写成百分比",
    ),
    (re.compile(r"[一二两三四五六七八九十百0-9]{1,3}分之[一二两三四五六七八九十0-9]{1,4}"), "分数没有写成百分比"),
    (re.compile(r"(?<![0-9.])[0-9]{1,4}[万亿][0-9](?=[人户家个件项元亩吨名])"), "万、亿后面的数读不准"),
    (re.compile(r"[0-9]×10(?:\^?[0-9])?"), "科学记数法"),
)
"""Forms, and why each of them is no number of the plan."""
_SIZE = re.compile(r"产能|能力|规模|年产(?!值)|日处理|日产|设计|按照|标准|补助|补贴|给予|奖励")
"""Words before an amount for each acre or year that is a capacity, or what is paid."""
_SHOWN = 20
_LEAD = 60
"""Characters before a number that say what it is."""


def unread_questions(code: str, cells: Mapping[str, CellText]) -> Iterator[Question]:
    """Yield the question on the numbers of an item that became none; one that is also said as a number is left out."""
    found: dict[str, tuple[str, str]] = {}
    for cell in cells.values():
        unread = [(clause, *each) for clause in clauses_of(cell.plain) for each in _unread(cell, clause)]
        counted = {mention.clause.sentence for mention in mentions_of(cell, "")} if unread else set()
        for clause, said, why in unread:
            if clause.sentence not in counted:
                found.setdefault(said, (why, cell.places[0]))
    if found:
        listed = "；".join(f"“{said}”（{why}）" for said, (why, _) in found.items())
        yield Question(
            key=f"field:{code} unread numbers",
            kind=QuestionKind.FIELD,
            sentence=f"{code} 的{listed}没有列为指标，只留在文字里；需要按数字考核的，请在事项里补录指标。",
            place=next(iter(found.values()))[1],
            row=code,
            proposals=("已核对",),
        )


def _unread(cell: CellText, clause: Clause) -> Iterator[tuple[str, str]]:
    """Yield the words around each number of a clause that is none of an indicator, and why."""
    for form, why in _FORMS:
        for match in form.finditer(cell.plain, clause.start, clause.end):
            yield cell.text(max(clause.start, match.end() - _SHOWN), match.end()), why
    for q in quantities_of(cell.plain[clause.start : clause.end]):
        start, end = clause.start + q.start, clause.start + q.end
        why, lead = "", cell.plain[max(clause.start, start - _LEAD) : start]
        if q.is_per and not _SIZE.search(lead):
            why = "按单位量计的标准"
        elif q.is_share and words.NARROWS.search(lead):
            why = "降幅没有写负号"
        elif not q.is_share and words.FEWER_THAN_LAST.search(lead):
            why = "减少要有上年的数"
        if why:
            yield cell.text(max(clause.start, end - _SHOWN), end), why
