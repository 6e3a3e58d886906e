"""Content of a draft: what it was begun from, with the answers and edits of the office."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from zcdash.domain.plan_draft import Edit, EditKind
from zcdash.domain.plan_proposal import (
    Decisions,
    PlanProposal,
    Question,
    Remainder,
    note_on_remainders,
    refused,
    refuses,
)
from zcdash.intake.document.given_answers import day_answered, text_answered
from zcdash.intake.plan_edits import TOML, apply_edits

HEAD_QUESTION = "head "
"""Start of the key of a question whose answer is a value of `[plan]` in `plan.toml`: `head number`."""
SEEN = "已核对"
"""Answer of a question that asks to look at the source once more."""
SEEN_ITEM = "seen "
"""Start of the key of the mark that an item was looked at and saved: `seen 11-2`."""
REWRITE_QUESTION = "rewrite "
"""Start of the key of a question that an edit of the item settles: `rewrite 11-2`."""
YEAR_QUESTION = "year "
"""Start of the key of a question on texts of last year that name a year: `year 11-2`."""
_OF_TWO_DAYS = re.compile(r"field:\S+ (?:\S+ due|late) [0-9]")
"""Start of the key of a question on a day that the document contradicts itself: outside its period, after the 完成时限."""
KEPT = "沿用"
"""Answer that keeps the targets and planned values of an item as they were last year."""
EDITED, GONE = "已修改", "事项已删去"
"""Answers of a question that an edit has settled, and of one whose item was removed."""


def content(base: PlanProposal, decisions: Decisions, edits: Sequence[Edit]) -> tuple[PlanProposal, tuple[Edit, ...]]:
    """Return the proposal with answers and edits in it, and the edits whose row is not there any more."""
    heads = {
        key.removeprefix(HEAD_QUESTION): a for key, a in decisions.answers.items() if key.startswith(HEAD_QUESTION)
    }
    answered = [
        Edit(kind=EditKind.SET, table=TOML, key="plan", column=column, value=value)
        for column, answer in heads.items()
        if (value := _head_value(column, answer))
    ]
    edited = apply_edits(base.plan, [*answered, *edits])
    settled = dict.fromkeys(_touched(edits), EDITED)
    gone = {r["code"] for r in base.plan.tables["items.csv"]} - {r["code"] for r in edited.plan.tables["items.csv"]}
    settled |= {q.key: GONE for q in base.questions if q.row in gone}
    remainders = tuple(_remainder(r, decisions) for r in base.remainders)
    read, now = note_on_remainders(base.remainders), note_on_remainders(remainders)
    proposal = replace(
        base,
        plan=edited.plan,
        questions=tuple(_question(q, decisions, settled) for q in base.questions),
        remainders=remainders,
        notes=tuple(now if note == read else note for note in base.notes),
    )
    return proposal, edited.unapplied


def _touched(edits: Iterable[Edit]) -> set[str]:
    """Return the keys of the questions that edits have settled."""
    keys = set()
    for edit in edits:
        if edit.table == TOML and edit.key == "plan":
            keys.add(f"{HEAD_QUESTION}{edit.column}")
        elif edit.table in ("targets.csv", "commitments.csv", "planned.csv") or edit.column == "goal":
            keys.add(f"{REWRITE_QUESTION}{edit.row.get('item') or _item(edit)}")
    return keys


def _item(edit: Edit) -> str:
    """Return the item that an edit's key belongs to: `11-2 2017Q1`, `11-2.01`, `11-2a 2017Q1`."""
    code = edit.key.split(" ")[0].split(".")[0]
    return code.rstrip("abcdefghijklmnopqrstuvwxyz") if edit.table == "planned.csv" else code


def _head_value(column: str, answer: str) -> str:
    """Return the value of the head that an answer says; empty where it says none."""
    try:
        return day_answered(answer).isoformat() if column == "issued" else text_answered(column, answer)
    except ValueError:
        return ""


def _checked(question: Question) -> Question:
    """Return a question with its answer, or open again where that is none."""
    column = question.key.removeprefix(HEAD_QUESTION) if question.key.startswith(HEAD_QUESTION) else ""
    answer = question.answer
    if column and answer not in ("", EDITED) and not _head_value(column, answer):
        return refused(question, answer, f"“{answer}”读不懂。")
    if question.key.startswith(REWRITE_QUESTION) and answer not in ("", KEPT, EDITED, GONE):
        return refused(question, answer, f"不改的答“{KEPT}”，要改的在“逐条核对”里改。")
    return question


def _question(question: Question, decisions: Decisions, settled: Mapping[str, str]) -> Question:
    given = decisions.answers.get(question.key, "")
    answer = given if given and not refuses(question, given) else question.answer or settled.get(question.key, "")
    return question if answer == question.answer else _checked(replace(question, answer=answer))


def remainder_key(remainder: Remainder) -> str:
    """Return the key of a remainder in `Decisions.acknowledged`."""
    return f"{remainder.place} {remainder.start} {remainder.end}"


def _remainder(remainder: Remainder, decisions: Decisions) -> Remainder:
    seen = decisions.acknowledged.get(remainder_key(remainder)) == remainder.text
    return replace(remainder, acknowledged=True) if seen and not remainder.acknowledged else remainder


def is_looked_at_alone(question: Question) -> bool:
    """Return True if a person has to look at a question by itself: of two days one is wrong, or a text names last year."""
    return question.key.startswith(YEAR_QUESTION) or _OF_TWO_DAYS.match(question.key) is not None


def _seen(decisions: Decisions) -> set[str]:
    return {key.removeprefix(SEEN_ITEM) for key in decisions.answers if key.startswith(SEEN_ITEM)}


def items_settled(proposal: PlanProposal, decisions: Decisions) -> set[str]:
    """Return the items that are uncertain no more: looked at and saved, or with all their questions of this kind answered."""
    asked = [q for q in proposal.questions if q.row and SEEN in q.proposals]
    return _seen(decisions) | ({q.row for q in asked} - {q.row for q in asked if not q.answer})


def reading_counts(proposal: PlanProposal, decisions: Decisions) -> dict[str, int]:
    """Return how carefully a document or last year's plan was read: `items seen`, `items`, and `doubts unseen`.

    The last are the questions on uncertain items that were answered without the item being looked at. Nothing where nobody
    had to read: a change of the plan in force.
    """
    asked = [q for q in proposal.questions if SEEN in q.proposals or q.key.startswith(REWRITE_QUESTION)]
    if not proposal.origins and not asked:
        return {}
    codes = {row["code"] for row in proposal.plan.tables["items.csv"]}
    seen = _seen(decisions) & codes
    unseen = [q for q in asked if SEEN in q.proposals and q.row not in seen]
    return {"items seen": len(seen), "items": len(codes), "doubts unseen": len(unseen)}
