"""Answers of the office as they were typed: read for what they say, or refused with the reason. Nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from zcdash.domain.deadline_rule import DeadlineRule
from zcdash.domain.plan_proposal import Decisions, Question, QuestionKind, refused
from zcdash.intake.document.people.joined_text import without_blanks
from zcdash.intake.document.running.printed_dates import DATE, date_of
from zcdash.intake.document.tables.row_questions import decided_columns

NO_NAME = "-"
"""Answer that a printed name is no name at all."""
AS_READ = "已核对"
"""Answer that what was read is right: nothing changes."""
_SEPARATORS = re.compile(r"[;；、，,\n]")
_BLANKS = re.compile(r"[;；、，,\s]")
_UNDECIDED = frozenset(("不知道", "不清楚", "待定", "待核", "待核实", "未定", "不确定", "?", "？", "无法确定"))
_NO_NAMES = frozenset(("原文如此", "原件如此", "按计划所写", "无", "没有", "是", "否", "对", "不是"))
_YEAR = re.compile(r"(20[0-9]{2})(?:年|年度)?")
_COUNT = re.compile(r"([1-9][0-9]{0,3})(?:项|条|个|件)?")
_RHYTHM = re.compile(r"(?:按|每)?个?(?P<span>月|季|季度|半年|年|年度|全年)(?:报送|报)?")
_RHYTHMS = {"月": "month", "季": "quarter", "季度": "quarter", "半年": "half"}
_RULES = {
    "day": (re.compile(r"(?:期后)?次月(?P<n>[0-9]{1,2})[日号](?:之|以)?[前内]?"), "期后次月{}日前"),
    "workdays": (re.compile(r"(?:期后)?(?P<n>[0-9]{1,2})个工作日[前内]?"), "期后{}个工作日内"),
    "months": (re.compile(r"(?:期后)?(?P<n>[0-9]{1,2})个月[前内]?"), "期后{}个月内"),
    "inside": (re.compile(r"(?:期末)?当月(?P<n>[0-9]{1,2})[日号](?:之|以)?[前内]?"), "期末当月{}日前"),
}
"""Kind of a deadline → how people write it, and how it is shown."""
_UNIT = re.compile(r"[^;；。？?!！\n]{2,40}")
_PERSON = re.compile(r"[一-鿿㐀-䶿]{2,6}(?:[·•][一-鿿]{1,10})?|[A-Za-z][A-Za-z .·]{2,40}")
POST = re.compile(
    r"(?:主任|书记|[区县市镇乡局部处科站所组队院校行厅署州省]长|主席|经理|委员|领导|同志|秘书长|董事长|负责人)$"
)
"""End of a post, which is nobody's name."""
_MOST_NAMED = 6


def names_chosen(answer: str, names: Mapping[str, str], kind: str) -> tuple[frozenset[str], str]:
    """Return the names that an answer on leads chooses, else the reason why it chooses none.

    `names`: name as printed or in the register → name in the plan. Several are parted by ；、 or ，.
    """
    known = {_same(said): name for said, name in names.items()}
    if _same(answer) in known:
        return frozenset((known[_same(answer)],)), ""
    unknown: list[str] = []
    for separators in (_SEPARATORS, _BLANKS):
        said = [part.strip() for part in separators.split(answer) if part.strip()]
        left = [part for part in said if _same(part) not in known]
        if said and not left:
            return frozenset(known[_same(part)] for part in said), ""
        unknown = unknown or left
    listed = list(dict.fromkeys(names.values()))
    others = "、".join(listed[:_MOST_NAMED]) + ("等" if len(listed) > _MOST_NAMED else "")
    word = {"unit": "单位", "leader": "领导"}[kind]
    return frozenset(), f"“{'、'.join(unknown) or answer}”不在这一项的{word}里（有{others}）；几个牵头的用、隔开。"


def name_fault(answer: str, kind: str, known: Iterable[str]) -> str:
    """Return the reason why an answer is no name of a unit or leader; empty where it may be one."""
    given = answer.strip()
    names = set(known)
    if given in (NO_NAME, AS_READ) or given in names:
        return ""
    if given in _UNDECIDED or given in _NO_NAMES:
        return "要写出名称；不是名称填 -。"
    parts = [part.strip() for part in _SEPARATORS.split(given) if part.strip()]
    if len(parts) > 1 and (kind == "leader" or ";" in given or "；" in given or set(parts) <= names):
        return "一个名称只能对应一个，这里写了几个。"
    if kind == "unit" and not (_UNIT.fullmatch(given) and not given.isdecimal()):
        return "不像单位名称。"
    if kind == "leader" and (not _PERSON.fullmatch(given) or POST.search(given)):
        return "不像人的姓名；是职务不是姓名的填 -。"
    return ""


def year_answered(answer: str) -> int:
    """Return the year that an answer says, 0 where it says none: 2019, 2019年."""
    found = _YEAR.fullmatch(_same(answer))
    return int(found[1]) if found else 0


def day_answered(answer: str) -> date:
    """Return the day that an answer says: 2019-01-10, 2019年1月10日, 2019.1.10. Raises ValueError."""
    found = DATE.fullmatch(_same(answer))
    day = date_of(found) if found else None
    if day is None:
        raise ValueError(answer)
    return day


def count_answered(answer: str) -> int:
    """Return the number that an answer says: 127, 127项. Raises ValueError."""
    found = _COUNT.fullmatch(_same(answer))
    if not found:
        raise ValueError(answer)
    return int(found[1])


def rhythm_answered(answer: str) -> str:
    """Return the rhythm of reporting that an answer says: 按季度, 每月. Raises ValueError."""
    found = _RHYTHM.fullmatch(_same(answer))
    if not found:
        raise ValueError(answer)
    return _RHYTHMS.get(found["span"], "year")


def rule_answered(answer: str) -> DeadlineRule:
    """Return the deadline that an answer says: 期后次月5日前, or `day:5`. Raises ValueError."""
    said = _same(answer)
    for kind, (pattern, _) in _RULES.items():
        if found := pattern.fullmatch(said):
            return DeadlineRule.parse(f"{kind}:{found['n']}")
    return DeadlineRule.parse(said)


def rule_words(rule: str) -> str:
    """Return a deadline in words: 期后次月5日前; a rare one as it is."""
    kind, _, number = rule.partition(":")
    return _RULES[kind][1].format(number) if kind in _RULES and number.isdecimal() else rule


def text_answered(name: str, answer: str) -> str:
    """Return number, title or issuer as answered. Raises ValueError for an answer that can be none."""
    has_word = any(character.isalpha() for character in answer)
    has_figure = any(character.isdecimal() for character in answer)
    if answer in _UNDECIDED or answer == AS_READ or not has_word or (name == "number" and not has_figure):
        raise ValueError(answer)
    return answer


def checked(question: Question) -> Question:
    """Return a question with its answer, or open again where that is none of the answers that it can have."""
    answer, key = question.answer, question.key
    if not answer:
        return question
    if answer in _UNDECIDED:
        return refused(question, answer, "要有明确的答复。")
    if key == "field:year" and not year_answered(answer):
        return refused(question, answer, "请写成 2019 这样的年份。")
    if key.startswith("field:") and key.endswith(" day"):
        try:
            day_answered(answer)
        except ValueError:
            return refused(question, answer, "请写成 2017-01-25 这样的日期。")
    if question.kind is QuestionKind.COLUMN and not decided_columns(
        Decisions(columns={}, names={}, answers={key: answer}, acknowledged={})
    ):
        return refused(question, answer, "没有这样一栏，请从所列的里面选。")
    is_choice = key.startswith(("merged:", "row:")) or " parts " in key
    if is_choice and question.proposals and answer not in question.proposals:
        return refused(question, answer, f"只能答“{'”“'.join(question.proposals)}”。")
    return question


def _same(text: str) -> str:
    return unicodedata.normalize("NFKC", without_blanks(text))
