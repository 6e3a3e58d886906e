"""Questions on rows whose cells are blank or do not look like their columns, and on rows that say the same twice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from zcdash.domain.plan_proposal import CERTAIN, ColumnMatch, Question, QuestionKind
from zcdash.intake.document.people.posts import is_person
from zcdash.intake.document.tables.row_drafts import Draft, texts_of
from zcdash.intake.document.tables.row_questions import AS_PRINTED, field_name

_UNIT = re.compile(
    r"[^,;:。、\d]{0,16}(?:局|公司|办公室|委员会|政府|办事处|管委会|法院|检察院|各镇|各乡镇|各街道|镇街)"
)
_SEPARATORS = re.compile("[、,;\n]")
_SHOWN = 6
_MOST_BLANK = 20
_USUAL = 0.8
_OF_A_MONTH = re.compile(r"target:(?:20\d\d)?M\d\d")
"""Column of a month: few items have something to do in each, a blank is usual."""
_ASKED_FOR = {"seq", "goal", "chapter", "supports", "unit", "schedule"}
"""Fields whose absence has a question of its own, or none: not every item has units that support it."""
_CHECKED = "已核对"


def row_checks(drafts: Sequence[Draft], columns: Sequence[ColumnMatch]) -> list[Question]:
    """Return one question on all cells that look like those of another column, and one on rows that are there twice.

    Columns that a question asks about as a whole are not looked at.
    """
    asked = {column.field for column in columns if column.confidence < CERTAIN}
    odd = [(d, name, text) for d in drafts for name, text in _misplaced(d) if name not in asked]
    questions = []
    if odd:
        named = "；".join(f"{draft.place}“{field_name(name)}”一栏是“{text[:20]}”" for draft, name, text in odd[:_SHOWN])
        named += f"等{len(odd)}处" if len(odd) > _SHOWN else ""
        said = f"{named}，与栏名不符，可能左右错位，请对照原件，有误的在事项里改。"
        questions.append(_question(f"misplaced:{len(odd)}:{odd[0][0].place}", said, odd[0][0].place))
    same = _doubled(drafts)
    if same:
        named = "；".join("、".join(row.place for row in rows) for rows in same[:_SHOWN])
        said = f"{named}的内容相同，可能重复，请对照原件，重复的在事项里删去。"
        questions.append(_question(f"doubled:{len(same)}:{same[0][0].place}", said, same[0][0].place))
    return questions


def _misplaced(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield field and text of the cells of a row that hold people for units, units for people, or a unit for a target."""
    for name, text in texts_of(draft.fields).items():
        parts = [part for part in _SEPARATORS.split(text) if part]
        if name == "leaders":
            is_odd = bool(parts) and all(_UNIT.fullmatch(part) for part in parts)
        elif name in ("leads", "supports"):
            is_odd = bool(parts) and all(is_person(part) for part in parts)
        else:
            is_odd = name.startswith("target:") and bool(_UNIT.fullmatch(text))
        if is_odd:
            yield name, text


def _doubled(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """Return the drafts that say the same in all fields but 序号."""
    found: dict[tuple[tuple[str, str], ...], list[Draft]] = defaultdict(list)
    for draft in drafts:
        texts = {name: text for name, text in texts_of(draft.fields).items() if name != "seq"}
        if texts.get("goal") and any(name not in ("goal", "focus", "chapter") for name in texts):
            found[tuple(sorted(texts.items()))].append(draft)
    return [rows for rows in found.values() if len(rows) > 1]


def blank_questions(drafts: Sequence[Draft]) -> list[Question]:
    """Return one question for each table on the cells that are blank in columns that hardly ever are."""
    usual = _usual_fields(drafts)
    blank: dict[int, list[tuple[Draft, str]]] = defaultdict(list)
    for draft in drafts:
        blank[draft.table] += [(draft, name) for name in usual if name in draft.columns and not draft.fields.get(name)]
    questions = []
    for table, cells in blank.items():
        if cells:
            named = "、".join(f"{row.place.partition(' ')[2]}{field_name(name)}" for row, name in cells[:_MOST_BLANK])
            named += "等" if len(cells) > _MOST_BLANK else ""
            key = f"blank:表{table}:" + " ".join(f"{row.row}.{name}" for row, name in cells[:_MOST_BLANK])
            said = f"表{table}有{len(cells)}处空白，而这些栏别的事项都填了：{named}。原件如此还是漏填，请核对。"
            questions.append(_question(key, said, cells[0][0].place, AS_PRINTED))
    return questions


def _usual_fields(drafts: Sequence[Draft]) -> list[str]:
    """Return the fields that nearly every item has whose table has a column for it."""
    asked = Counter(name for draft in drafts for name in draft.columns)
    filled = Counter(name for draft in drafts for name in draft.columns if draft.fields.get(name))
    return [
        name
        for name, count in asked.items()
        if name not in _ASKED_FOR
        and not name.startswith("other:")
        and not _OF_A_MONTH.fullmatch(name)
        and _USUAL * count <= filled[name] < count
    ]


def _question(key: str, sentence: str, place: str, answer: str = _CHECKED) -> Question:
    return Question(key=key, kind=QuestionKind.ROW, sentence=sentence, place=place, proposals=(answer,))
