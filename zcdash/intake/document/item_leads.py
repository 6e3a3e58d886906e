"""Leads that no word of the document says: the questions on them, and the answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from zcdash.domain.plan_proposal import Decisions, Question, QuestionKind
from zcdash.domain.source_document import Passages, SourceDocument
from zcdash.domain.terms import Responsibility
from zcdash.intake.document.responsible import NamedRole
from zcdash.intake.document.source_rows import names_of

ALL_LEADS, ALL_MARKED = "lead:all", "lead:marked"
"""Questions on all leads that nothing marks, and on all items where every name is marked."""
FIRST_LEADS, TOGETHER = "列在第一位的为牵头", "都是牵头"
_LABEL = {"unit": "单位", "leader": "领导"}
_MOST = 5
"""Items whose leads are asked for one by one; more are one question."""
_SHOWN = 8
Names = Mapping[tuple[str, str], str]
"""Kind and printed name → name."""


@dataclass(frozen=True, slots=True)
class ItemRoles:
    """Roles read for one item, its units before its leaders, and the ground of each kind's leads."""

    roles: tuple[NamedRole, ...]
    data_sources: Passages
    grounds: Mapping[str, str]


def lead_answer(decisions: Decisions, code: str, kind: str, names: Collection[str]) -> list[str]:
    """Return the leads that an answer names; none where one of them is not on the item: the question stays open."""
    answer = names_of(decisions.answers.get(f"lead:{code} {kind}", ""))
    return answer if all(name in names for name in answer) else []


def with_answer_on_marks(roles: Sequence[NamedRole], ground: str, decisions: Decisions) -> list[NamedRole]:
    """Return the roles of an item whose names are all marked, as the office answered: they all lead, or the first."""
    answer = decisions.answers.get(ALL_MARKED, "")
    if ground != "all_marked" or answer not in (FIRST_LEADS, TOGETHER):
        return list(roles)
    return [
        replace(role, assumed=False, role=Responsibility.SUPPORT if n and answer == FIRST_LEADS else role.role)
        for n, role in enumerate(roles)
    ]


def lead_questions(
    document: SourceDocument, items: Mapping[str, ItemRoles], names: Names, decisions: Decisions
) -> list[Question]:
    """Return the questions on leads that are assumed: one for each item, one for all where the document marks nobody."""
    marked = _with_ground(items, "all_marked")
    questions = [_marked_question(marked, decisions)] if marked else []
    open_leads = _with_ground(items, "first")
    if not open_leads:
        return questions
    grounds = {ground for each in items.values() for ground in each.grounds.values()}
    is_marked = document.marks_known and bool(grounds & {"marks", "all_marked"})
    if not is_marked or len(open_leads) > _MOST:
        return [*questions, _first_question(open_leads, decisions)]
    return [*questions, *(_item_question(code, kind, items[code], names, decisions) for code, kind in open_leads)]


def _with_ground(items: Mapping[str, ItemRoles], ground: str) -> list[tuple[str, str]]:
    return [(code, kind) for code, each in items.items() for kind in _LABEL if each.grounds[kind] == ground]


def _marked_question(marked: Sequence[tuple[str, str]], decisions: Decisions) -> Question:
    sentence = f"有 {len(marked)} 处列出的名称全部标为牵头（{_shown(marked)}），暂作共同牵头（推定），请选定。"
    return Question(
        key=ALL_MARKED,
        kind=QuestionKind.LEAD,
        sentence=sentence,
        proposals=(TOGETHER, FIRST_LEADS),
        answer=decisions.answers.get(ALL_MARKED, ""),
    )


def _first_question(open_leads: Sequence[tuple[str, str]], decisions: Decisions) -> Question:
    return Question(
        key=ALL_LEADS,
        kind=QuestionKind.LEAD,
        sentence=f"原文没有标出牵头的有 {len(open_leads)} 处（{_shown(open_leads)}），列在第一位的暂作牵头（推定）；"
        "个别不是的，请在事项里改。",
        proposals=(FIRST_LEADS,),
        answer=decisions.answers.get(ALL_LEADS, ""),
    )


def _item_question(code: str, kind: str, item: ItemRoles, names: Names, decisions: Decisions) -> Question:
    roles = [r for r in item.roles if r.kind == kind]
    proposals = tuple(dict.fromkeys(names[kind, r.name] for r in roles))
    return Question(
        key=f"lead:{code} {kind}",
        kind=QuestionKind.LEAD,
        sentence=f"{code} 有{_LABEL[kind]} {len(roles)} 个，没有标出谁牵头，暂以第一个为牵头（推定）。",
        place=roles[0].passages[0].place if roles and roles[0].passages else "",
        row=code,
        proposals=proposals,
        answer="、".join(lead_answer(decisions, code, kind, proposals)),
    )


def _shown(items: Sequence[tuple[str, str]]) -> str:
    codes = list(dict.fromkeys(code for code, _ in items))
    return "、".join(codes[:_SHOWN]) + ("等" if len(codes) > _SHOWN else "")
