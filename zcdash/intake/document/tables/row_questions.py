"""Questions on the rows and columns of tables. Keys are the same each time the same document is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zcdash.domain.plan_proposal import CERTAIN, FIELDS, OF_PERIODS, ColumnMatch, Decisions, Question, QuestionKind
from zcdash.intake.document.tables.column_fields import is_dated
from zcdash.intake.document.tables.indicator_columns import counts
from zcdash.intake.document.tables.row_drafts import Draft
from zcdash.intake.document.tables.table_grid import plain

AS_CHAPTERS, NOT_CHAPTERS = "作为板块", "不作板块"
AS_PRINTED, PUT_RIGHT = "原件如此", "已改正"
"""Answers that the document says it so, and that it was put right by hand."""
GOES_ON, IS_NEW = "接上一行", "另一事项"
IS_ITEM, NO_ITEM = "是事项", "不作为事项"
_OF_ITEMS = ("task", "row", "goal", "focus", "seq-none", "above")
"""Questions on one row that may be answered with NO_ITEM."""
_MOST_NAMED = 20
_ANNEX = "附"
"""Begin of a heading that only parts an annex from what stands above it."""


def field_name(field: str) -> str:
    """Return the name of a field on the page: 各期目标 2017Q1."""
    name, _, period = field.partition(":")
    return f"{FIELDS.get(name, name)} {period}".strip()


def decided_columns(decisions: Decisions) -> dict[str, str]:
    """Return head → field of the columns that the office decided on, directly or by its answer to a question."""
    answers = {
        key.removeprefix("column:"): answer for key, answer in decisions.answers.items() if key.startswith("column:")
    }
    found = {head: _field_named(field) for head, field in (answers | decisions.columns).items()}
    return {head: field for head, field in found.items() if field}


def _field_named(answer: str) -> str:
    """Return the field that an answer names, by its key or its name on the page; empty for anything else."""
    by_name = {name: field for field, name in FIELDS.items()}
    name, _, period = answer.partition(":" if ":" in answer else " ")
    field = by_name.get(name, name)
    if field in OF_PERIODS:
        return f"{field}:{period}" if is_dated(period) else ""
    return field if field in FIELDS and not period else ""


def column_questions(
    columns: Sequence[ColumnMatch],
    filled: set[ColumnMatch],
    decided: set[str],
    periods: Sequence[str],
    year: int | None,
) -> list[Question]:
    """Return a question on each column with content that is not known, or known with little confidence; one for each head."""
    whole = [str(year)] if year else []
    fields = [f for f in FIELDS if f not in OF_PERIODS] + [f"target:{p}" for p in dict.fromkeys([*periods, *whole])]
    found: dict[str, Question] = {}
    for match in columns:
        if match.head in decided or match not in filled:
            continue
        if (match.field != "other" and match.confidence >= CERTAIN) or (match.field, match.head) == ("seq", "序号"):
            continue
        is_counted = match.field == "other" and counts(plain(match.head).rpartition(" ")[2])
        reading = (
            "没有对应的栏目，内容未载入" if match.field == "other" else f"按“{field_name(match.field)}”理解，把握不大"
        ) + (f"；是各项全年要完成的数的，选“{FIELDS['figure']}”" if is_counted else "")
        found.setdefault(
            match.head,
            Question(
                key=f"column:{match.head}",
                kind=QuestionKind.COLUMN,
                sentence=f"表{match.table}第{match.column}列“{match.head}”{reading}，请指定它是哪一栏。",
                place=f"表{match.table} 第{match.column}列",
                proposals=tuple(
                    dict.fromkeys(map(field_name, (match.field, *(["figure"] if is_counted else []), *fields)))
                ),
            ),
        )
    return list(found.values())


def chapter_question(number: int, before: int, title: str, place: str) -> Question:
    """Return the question on a chapter whose number does not follow the one before."""
    said = (
        f"{place}的标题“{title}”编号为{number}，前一个是{before}，"
        if before
        else f"{place}的标题“{title}”编号为{number}，"
    )
    said += f"没有找到编号{before + 1}的标题，请核对。"
    return row_question(f"chapter:{place}:{before}:{number}", said, place)


def headings_question(found: Sequence[tuple[str, str]]) -> Question:
    """Return the question on rows (place, title) that were taken for headings though they have no number."""
    named = "、".join(f"{place}“{title}”" for place, title in found[:_MOST_NAMED])
    named += f"等{len(found)}行" if len(found) > _MOST_NAMED else ""
    key = f"headings:{len(found)}:{found[0][0]}:{found[-1][0]}"
    return row_question(key, f"{named}没有编号，作为板块标题读入，请核对。", found[0][0], "是板块标题")


def no_chapter_questions(drafts: Sequence[Draft]) -> list[Question]:
    """Return one question on the items without a chapter, where others have one."""
    places = [draft.place for draft in drafts if not draft.chapter]
    is_annex = all(draft.chapter.startswith(_ANNEX) for draft in drafts if draft.chapter)
    if not places or is_annex:
        return []
    named = "、".join(places[:_MOST_NAMED]) + (f"等{len(places)}项" if len(places) > _MOST_NAMED else "")
    return [
        row_question(
            f"chapter-none:{places[0]}:{len(places)}", f"{named}上面没有板块标题，而别的事项有，请核对。", places[0]
        )
    ]


def sheets_question(names: Sequence[str]) -> Question:
    """Return the question on sheets whose names are taken for chapters."""
    said = f"工作表名“{'”“'.join(names)}”作为板块，请核对。"
    return row_question("sheets:" + " ".join(names), said, "", AS_CHAPTERS, NOT_CHAPTERS)


def table_question(table: int, shown: str, rows: int) -> Question:
    """Return the question on a table that is not one of items."""
    said = f"表{table}（“{shown}”，{rows}行）不像任务分解表，没有载入；如果是，请指定各栏。"
    return row_question(f"table:{table}:{shown}", said, f"表{table}", "不载入")


def goal_questions(drafts: Sequence[Draft]) -> list[Question]:
    """Return a question on each item that has no goal of its own."""
    questions = []
    for draft in drafts:
        place = draft.place
        if not draft.fields.get("goal") and not any(name.startswith("figure:") for name in draft.fields):
            said = "没有目标任务，请补充或改为接上一行。"
            questions.append(item_question(f"goal:{place}", f"{place}{said}", place))
    return questions


def focus_question(place: str) -> Question:
    """Return the question on an item whose focus was taken for its goal."""
    return item_question(f"focus:{place}", f"{place}没有目标任务，暂以重点工作为目标任务，请核对。", place)


def filled_question(field: str, places: Sequence[str]) -> Question:
    """Return the question on rows that took a blank field over from the row above."""
    named = "、".join(places[:_MOST_NAMED]) + (f"等{len(places)}行" if len(places) > _MOST_NAMED else "")
    or_left = "；也可能漏写了一个号" if field == "seq" else ""
    said = f"{named}的“{FIELDS[field]}”空白，沿用上一行的{or_left}，请核对。"
    return row_question(f"fill:{field}:{len(places)}:{places[0]}:{places[-1]}", said, places[0], "沿用上一行")


def above_question(place: str) -> Question:
    """Return the question on a row above the head that was taken for an item."""
    return item_question(f"above:{place}", f"{place}在表头之上，按事项读入，请核对。", place)


def task_question(place: str, shown: str) -> Question:
    """Return the question on a row whose words say that it is none of the items: 工作要求, 说明."""
    return row_question(f"task:{place}", f"{place}“{shown}”不像事项，没有载入，请核对。", place, NO_ITEM, IS_ITEM)


def left_by_answer(place: str, shown: str, answers: Mapping[str, str]) -> Question | None:
    """Return the question that was answered with 不作为事项, on the row that is left for it; None where none was."""
    key = next((key for kind in _OF_ITEMS if answers.get(key := f"{kind}:{place}") == NO_ITEM), "")
    said = f"{place}“{shown}”不作为事项，文字在余文里，请看过。"
    return row_question(key, said, place, NO_ITEM, IS_ITEM) if key else None


def cut_question(place: str, goes_on: bool) -> Question:
    """Return the question on a row of which nobody can tell whether it goes on with the one above."""
    answers = (GOES_ON, IS_NEW) if goes_on else (IS_NEW, GOES_ON)
    return row_question(f"row:{place}", f"{place}没有序号，暂按“{answers[0]}”处理，请核对。", place, *answers, NO_ITEM)


def merged_question(place: str, names: Sequence[str], chosen: str) -> Question:
    """Return the question on a cell that is merged over several columns."""
    said = f"{place}的文字跨“{'”“'.join(map(field_name, names))}”，记入“{field_name(chosen)}”，请核对。"
    ordered = tuple(dict.fromkeys(map(field_name, [chosen, *names])))
    return Question(key=f"merged:{place}", kind=QuestionKind.FIELD, sentence=said, place=place, proposals=ordered)


def year_question() -> Question:
    """Return the question on a year that neither notice nor table has."""
    said = "各期目标的栏名没有年份，文件里也没有找到，请填写是哪一年的计划。"
    return Question(key="field:year", kind=QuestionKind.FIELD, sentence=said)


def of_one_row(questions: Sequence[Question]) -> list[Question]:
    """Return the questions with one for each row that has neither 序号 nor goal: it is an item, or none."""
    numbers = {q.place: q for q in questions if q.key == f"seq-none:{q.place}"}
    goals = {q.place for q in questions if q.key in {f"goal:{q.place}", f"focus:{q.place}"} and q.place in numbers}
    found = []
    for question in questions:
        number = numbers[question.place] if question.place in goals else None
        if number and question.key in {f"goal:{question.place}", f"focus:{question.place}"}:
            said = f"{number.sentence.partition('。')[0]}，{question.sentence.removeprefix(question.place)}"
            found.append(replace(question, sentence=said))
        elif question is not number:
            found.append(question)
    return found


def answered(questions: Sequence[Question], answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions with the answers of the office, each key once."""
    listed = {question.key: replace(question, answer=answers.get(question.key, "")) for question in questions}
    return tuple(listed.values())


def item_question(key: str, sentence: str, place: str) -> Question:
    """Return a question on a row that was read as an item, and may be none."""
    said = f"{sentence}原件如此的，答“{AS_PRINTED}”；不是事项的，答“{NO_ITEM}”；漏读、错读的，改正后答“{PUT_RIGHT}”。"
    return row_question(key, said, place, AS_PRINTED, PUT_RIGHT, NO_ITEM)


def row_question(key: str, sentence: str, place: str, *proposals: str) -> Question:
    """Return a question on a row; where nothing else can be answered, the document says it so or it was put right."""
    if not proposals:
        sentence = f"{sentence}原件如此的，答“{AS_PRINTED}”；漏读、错读的，改正后答“{PUT_RIGHT}”。"
    answers = proposals or (AS_PRINTED, PUT_RIGHT)
    return Question(key=key, kind=QuestionKind.ROW, sentence=sentence, place=place, proposals=answers)
