"""Questions on what keeps a plan from being loaded: one for each kind of error, in the words of the sheets."""

from __future__ import annotations

import re
from collections import defaultdict

from zcdash.domain.plan_proposal import PlanTables, Question, QuestionKind
from zcdash.domain.plan_sheets import SHEETS
from zcdash.domain.terms import Severity
from zcdash.errors import PlanUnreadable
from zcdash.intake.plan_folder import plan_of
from zcdash.intake.validate_plan import NO_REPORTER, validate_plan

_FILE = re.compile(r"([a-z]{3,20})\.csv(?: 的)?")
_COLUMN = re.compile(r"([a-z_]{2,24}) 列")
_SHEETS = {file: sheet for sheet, (file, _) in SHEETS.items()} | {"targets.csv": "阶段目标", "responsible.csv": "责任"}
_HEADS = {column.column: column.head for _, columns in SHEETS.values() for column in columns}
_SHOWN = 6


def fault_questions(plan: PlanTables) -> list[Question]:
    """Return a question for each error that keeps a plan from being loaded, with all the places that have it.

    A part that nobody reports is asked for by its item (`plan_parts`).
    """
    try:
        findings = validate_plan(plan_of(plan))
    except PlanUnreadable as error:
        key = f"row check {error.sentence}"
        return [Question(key=key, kind=QuestionKind.ROW, sentence=_in_words(f"{error.sentence}{error.advice}"))]
    places: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.code != NO_REPORTER:
            places[finding.code, finding.sentence, finding.advice].append(finding.place)
    return [
        Question(
            key=f"row check {code} {' '.join(found)} {sentence}",
            kind=QuestionKind.ROW,
            sentence=_in_words(f"{_listed(found)}：{sentence}{advice}"),
        )
        for (code, sentence, advice), found in places.items()
    ]


def _listed(places: list[str]) -> str:
    shown = "、".join(dict.fromkeys(places[:_SHOWN]))
    return shown + (f"等{len(places)}处" if len(places) > _SHOWN else "")


def _in_words(sentence: str) -> str:
    """Return a sentence with the sheets and columns of the workbook in place of files and their columns."""
    text = _FILE.sub(
        lambda m: f"“{_SHEETS[m[0].split(' ')[0]]}”表" if m[0].split(" ")[0] in _SHEETS else m[0], sentence
    )
    return _COLUMN.sub(lambda m: f"“{_HEADS[m[1]]}”一栏" if m[1] in _HEADS else m[0], text)
