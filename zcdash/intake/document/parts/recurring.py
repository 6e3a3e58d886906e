"""Promises that come again (每月25日前报送) and days that only a calendar tells (清明节期间), with the questions on both."""

from __future__ import annotations

import re
from collections.abc import Mapping

from zcdash.domain.plan_proposal import Question, QuestionKind
from zcdash.intake.document.given_answers import day_answered
from zcdash.intake.document.parts.cell_text import CellText

AGAIN = re.compile(r"[每按逐]个?(?:月|季|半年)")
"""Beginning of a promise that comes again."""
_RHYTHM = re.compile(
    r"(?:每个?|按|逐)(?P<often>月|季度?|半年)度?(?:(?P<first>首月|第一个月)|末月|末|底)?的?(?:(?P<day>1\d|2[0-8]|[1-9])[日号])?(?![\d、-]|至\d)"
)
_OTHER_RHYTHM = re.compile(
    r"每个?(?:月|季度?)[^,;。]{0,8}?\d{1,2}[日号]?[、和]\d{1,2}[日号]|每(?:两|三|四|2|3|4)个?(?:月|季度)|每半个?月|每旬|隔(?:月|季)|[单双]月"
)
"""Rhythms that a plan does not have."""
_OFTEN = {"月": "month", "季": "quarter", "季度": "quarter", "半年": "half"}
FEAST = re.compile(
    r"(?:元旦|春节|元宵|清明|五一|端午|中秋|国庆|重阳)(?:[、和](?:元旦|春节|元宵|清明|端午|中秋|国庆))?(?:国际)?(?:劳动)?(?:两)?节?(?:小?长?假)?"
    r"(?:前后|前夕|之?前|期间|后|当天|假期)"
)
"""Time that the calendar of festivals tells."""
ONCE = "不逐次办结"
_CHECKED = "已核对"
_SHOWN = 30


def rhythm_of(plain: str) -> str:
    """Return the rhythm that a promise comes again in, as `commitments.csv` has it (`month:25`); empty where it names none."""
    found = list(_RHYTHM.finditer(plain))
    if len(found) != 1:
        return ""
    match = found[0]
    often, day = _OFTEN[match["often"]], match["day"] or ""
    if match["first"]:
        return f"{often}:01-{int(day):02d}" if day and often != "month" else often
    return f"{often}:{day}" if day else often


def calendar_answers(
    code: str, cell: CellText, row: Mapping[str, str], is_single: bool, answers: Mapping[str, str]
) -> tuple[dict[str, str], list[Question]]:
    """Return what a row of commitments.csv changes to where it comes again or is due by a festival, and the question on that.

    `is_single`: the text is that of the whole plan; in the column of a quarter a promise of every month is one of the quarter.
    """
    said, key = row["text"][:_SHOWN], f"field:{row['code']}"
    rhythm = rhythm_of(row["text"]) if is_single else ""
    if rhythm:
        last = row["due"] if row["exact"] == "true" else ""  # a printed date is the last that it is due on
        again = {"period": "", "due": last, "exact": "false", "ongoing": "false", "recurs": rhythm}
        sentence = f"{code} 的“{said}”读作定期的任务，每次都要办结，请确认；只在期末看总体情况的，答“{ONCE}”。"
        question = _question(f"{key} recurs", code, cell, sentence, _CHECKED, ONCE)
        return ({} if answers.get(question.key) == ONCE else again), [question]
    if is_single and (other := _OTHER_RHYTHM.search(row["text"])):
        sentence = (
            f"{code} 的“{said}”（{other[0]}）不能按月、按季拆成逐次的任务，暂按 {row['due']} 看总体情况，请确认。"
        )
        return {}, [_question(f"{key} recurs", code, cell, sentence, _CHECKED)]
    feast = FEAST.search(row["text"])
    if not feast:
        return {}, []
    sentence = f"{code} 的“{said}”以“{feast[0]}”为期，没有写日期，暂按 {row['due']}，请填写日期（如 {row['due']}）。"
    question = _question(f"{key} day", code, cell, sentence, row["due"])
    try:
        day = day_answered(answers.get(question.key, ""))
    except ValueError:
        return {}, [question]
    return {"due": day.isoformat(), "exact": "true", "ongoing": "false"}, [question]


def _question(key: str, code: str, cell: CellText, sentence: str, *proposals: str) -> Question:
    return Question(
        key=key, kind=QuestionKind.FIELD, sentence=sentence, place=cell.places[0], row=code, proposals=proposals
    )
