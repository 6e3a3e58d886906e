"""Questions on the 序号 of the rows of tables: missing, doubled, falling, left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from zcdash.domain.plan_proposal import Question
from zcdash.intake.document.tables.row_drafts import Draft
from zcdash.intake.document.tables.row_questions import item_question, row_question

_MOST_WITHOUT = 2
"""Items whose 序号 is no number that are asked for one by one."""
_MOST_NAMED = 20
_GAP = re.compile(r"seq-gap:(\d{1,6}):(\d{1,6})")


def seq_questions(drafts: Sequence[Draft], taken_over: Collection[str] = ()) -> list[Question]:
    """Return the questions on 序号: missing, doubled, falling, left out.

    Rows without one, or with that of the row above (`taken_over`: their places), explain as many that are left out.
    """
    questions: list[Question] = []
    seen: set[int] = set()
    last: Draft | None = None
    explained = 0
    if not any(draft.fields.get("seq") for draft in drafts):
        numbered = [draft for draft in drafts if "seq" in draft.columns]
        return (
            [row_question("seq-blank", f"{numbered[0].place}起“序号”一栏是空的，请核对。", numbered[0].place)]
            if numbered
            else []
        )
    if len(drafts) > _MOST_WITHOUT and not any(draft.seq for draft in drafts):
        return [_without_number(next(draft for draft in drafts if draft.fields.get("seq")))]
    for draft in drafts:
        place = draft.place
        printed = draft.fields.get("seq", [])
        if not draft.seq or place in taken_over:
            explained += 1
        if not draft.seq:
            said = f"序号“{printed[0].text.strip()}”不是数字" if printed else "没有序号"
            questions.append(item_question(f"seq-none:{place}", f"{place}{said}。", place))
            continue
        if draft.seq == 1 and (not last or (last.table, last.chapter) != (draft.table, draft.chapter)):
            seen = set()
        else:
            questions += _behind(last, draft, seen, explained)
        seen.add(draft.seq)
        last = draft
        explained *= place in taken_over
    return list({question.key: question for question in reversed(questions)}.values())[::-1]


def _behind(last: Draft | None, draft: Draft, seen: Collection[int], explained: int) -> list[Question]:
    """Return the question on a 序号 that does not follow the last one, nor the last with as many as `explained` between."""
    place, before = draft.place, last.seq if last else 0
    if draft.seq == before + 1 or (explained and draft.seq == before + explained + 1):
        return []
    if last and draft.seq == before:
        return _doubled(last, draft)
    if draft.seq in seen:
        return [row_question(f"seq-double:{draft.seq}:{place}", f"{place}的序号{draft.seq}前面已经有过。", place)]
    if draft.seq < before:
        return [row_question(f"seq-fall:{place}", f"{place}的序号{draft.seq}排在{before}之后。", place)]
    missing = f"{before + 1}" if draft.seq == before + 2 else f"{before + 1}至{draft.seq - 1}"
    said = f"{place}的序号是{draft.seq}，" + (f"前一个是{before}，" if last else "") + f"缺{missing}。"
    return [row_question(f"seq-gap:{before}:{draft.seq}", said, place)]


def with_blank_rows(asked: Sequence[Question], blank: Mapping[int, str]) -> list[Question]:
    """Return questions on 序号 with one on the rows that have nothing else (`blank`: 序号 → address) for the gaps they leave."""
    gaps = {q.key: _GAP.fullmatch(q.key) for q in asked}
    explained = {key for key, gap in gaps.items() if gap and set(range(int(gap[1]) + 1, int(gap[2]))) <= set(blank)}
    kept = [q for q in asked if q.key not in explained]
    if not blank:
        return kept
    named = "、".join(f"{place}（序号{number}）" for number, place in list(blank.items())[:_MOST_NAMED])
    first = next(iter(blank.values()))
    return [*kept, row_question(f"seq-only:{first}", f"{named}除序号外是空白或“无”，没有载入。", first)]


def _without_number(first: Draft) -> Question:
    """Return the question on a column 编号 in which no cell is a number."""
    said = f"{first.place}起的编号（如“{_printed(first)}”）不是数字，事项按行的次序编号，请核对。"
    return row_question(f"seq-none:all:{first.place}", said, first.place)


def _doubled(last: Draft, draft: Draft) -> list[Question]:
    """Return the question on two rows of the same 序号, one for all rows of it; none where they share the cell or the focus.

    Of 3.1 and 3.3 it asks for the one between.
    """
    before, after = last.levels, draft.levels
    if len(before) == len(after) > 1 and before[:-1] == after[:-1] and after[-1] != before[-1] + 1:
        said = f"{draft.place}的序号{_printed(draft)}排在{_printed(last)}之后。"
        return [row_question(f"seq-gap:{_printed(last)}:{_printed(draft)}", said, draft.place)]
    first, second = last.fields["seq"][0], draft.fields["seq"][0]
    focus = ["".join(passage.text for passage in each.fields.get("focus", [])) for each in (last, draft)]
    if first.place == second.place or (focus[0] and focus[0] == focus[1]) or first.text != second.text:
        return []
    said = f"{last.place}起有几行的序号都是{draft.seq}，按同一序号下的几个事项读入，请核对。"
    return [row_question(f"seq-same:{draft.seq}", said, last.place, "同一序号下的几个事项")]


def _printed(draft: Draft) -> str:
    return "".join(passage.text.strip() for passage in draft.fields["seq"])
