"""Questions on the names of units and leaders, and on who leads an item; with the answers to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from zcdash.domain.plan_proposal import (
    CERTAIN,
    Decisions,
    KnownNames,
    NameMatch,
    Question,
    QuestionKind,
    refused,
)
from zcdash.domain.source_document import Passages
from zcdash.domain.terms import Responsibility, UnitKind
from zcdash.intake.document.given_answers import AS_READ, NO_NAME, name_fault, names_chosen
from zcdash.intake.document.people.names import kind_of, name_proposals
from zcdash.intake.document.people.printed_names import may_be_whole
from zcdash.intake.document.people.responsible import NamedRole

ALL_LEADS = "lead:all"
"""Question on all leads of a document that marks none."""
ALL_MARKED = "lead:marked"
"""Question on all items where every name is marked."""
TOGETHER = "都是牵头"
_MOST = 5
"""Items whose leads are asked for one by one; more are one question first."""
_SHOWN = 8
FIRST_LEADS, ONE_BY_ONE = "列在第一位的为牵头", "逐项指定"
LABEL = {"unit": "单位", "leader": "领导"}
_SHORTEST = 4
_EACH = "各"
Names = Mapping[tuple[str, str], str]
"""Kind and printed name → name."""


@dataclass(frozen=True, slots=True)
class ItemRoles:
    """Roles read for one item, its units before its leaders, and the ground of each kind's leads."""

    roles: tuple[NamedRole, ...]
    data_sources: Passages
    grounds: Mapping[str, str]


def names_given(decisions: Decisions) -> dict[str, str]:
    """Return `unit 区环保局` → answer, of all answers and decisions on names."""
    answered = {key.removeprefix("name:"): a for key, a in decisions.answers.items() if key.startswith("name:") and a}
    return answered | decisions.names


def name_fault_of(key: str, name: str, known: KnownNames) -> str:
    """Return why an answer is no name; empty where it may be one."""
    kind, _, printed = key.partition(" ")
    return name_fault(name, kind, [printed, *(known.units if kind == "unit" else known.leaders)])


def name_questions(
    matches: Sequence[NameMatch],
    known: KnownNames,
    decisions: Decisions,
    places: Mapping[tuple[str, str], str],
    broken: Collection[str],
) -> list[Question]:
    """Return a question for each name that is not known, or known with little confidence.

    Without a register every name is new: then only those are asked for that are the short form of another one, and those
    that stand there once, in a cell with line breaks (`broken` places), and begin as no other does: one may have cut them; and
    those that end as no unit does (张三负责). A group of all units of a kind (各镇) is none of them.
    """
    questions = []
    given = {key: (answer, name_fault_of(key, answer, known)) for key, answer in names_given(decisions).items()}
    beginnings = Counter(m.printed[:1] for m in matches if m.kind == "unit")
    usual = {first for first, times in beginnings.items() if times > 1}
    registers: dict[str, Mapping[str, object]] = {"unit": known.units, "leader": known.leaders}
    for match in matches:
        answer, fault = given.get(f"{match.kind} {match.printed}", ("", ""))
        is_broken = places.get((match.kind, match.printed), "") in broken
        is_odd = match.kind == "unit" and match.times == 1 and match.printed[:1] not in usual and is_broken
        is_odd |= (
            match.kind == "unit" and not may_be_whole(match.printed) and kind_of(match.printed) is UnitKind.DEPARTMENT
        )
        is_alike = any(_is_short(match.printed, n) for n in match.nearest)
        is_group = match.kind == "unit" and match.printed.startswith(_EACH)
        is_new = not registers[match.kind] and (is_group or not (is_odd or is_alike))
        is_sure = match.confidence >= CERTAIN if match.name else is_new
        if is_sure and not answer:
            continue
        unknown = "不在名录里" if registers[match.kind] else "只出现一次或像是简称"
        said = f"读作“{match.name}”，没有把握" if match.name else unknown
        question = _name_question(match, said, places.get((match.kind, match.printed), ""), answer)
        questions.append(refused(question, answer, fault) if fault else question)
    return questions


def _name_question(match: NameMatch, said: str, place: str, answer: str) -> Question:
    """Return the question on a name; `said` tells why it is asked."""
    return Question(
        key=f"name:{match.kind} {match.printed}",
        kind=QuestionKind.NAME,
        sentence=f"{LABEL[match.kind]}“{match.printed}”（{match.times} 处）{said}，请选定是谁；新名称照填，不是名称填 -。",
        place=place,
        proposals=name_proposals(match),
        answer=answer,
    )


def _is_short(name: str, other: str) -> bool:
    """Return True if the characters of one name stand in another in this order, the first and last one as well: 区城管执法局."""
    short, long = sorted((name, other), key=len)
    if len(short) < _SHORTEST or (short[0], short[-1]) != (long[0], long[-1]):
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def lead_questions(
    marks_known: bool, marks_lead: bool, items: Mapping[str, ItemRoles], names: Names, decisions: Decisions
) -> list[Question]:
    """Return a question for each item whose lead is assumed; one for all of them where the document marks nobody.

    `marks_known`: the kind of file keeps marks; `marks_lead`: the document says that marked names lead.
    An answer that is none of an item's names is asked for again.
    """
    every = {(code, kind): [r for r in each.roles if r.kind == kind] for code, each in items.items() for kind in LABEL}
    open_leads = [(code, kind) for code, kind in every if items[code].grounds[kind] == "first"]
    grounds = {ground for each in items.values() for ground in each.grounds.values()}
    is_marked = marks_known and bool(grounds & {"marks", "all_marked"})
    marked = [code for code, kind in every if items[code].grounds[kind] == "all_marked"]
    questions, asked = [_all_marked(marked, decisions)] if marked else [], open_leads
    if open_leads and (not is_marked or len(open_leads) > _MOST):
        questions.append(_lead_of_all(len(open_leads), marks_lead, decisions))
        asked = open_leads if questions[-1].answer == ONE_BY_ONE else []
    for (code, kind), roles in every.items():
        answer = decisions.answers.get(f"lead:{code} {kind}", "")
        _, fault = leads_chosen(decisions, code, roles, names)
        if (code, kind) in asked or fault:
            question = _lead_of_one(code, kind, roles, names, answer)
            questions.append(refused(question, answer, fault) if fault else question)
    return questions


def leads_chosen(
    decisions: Decisions, code: str, roles: Sequence[NamedRole], names: Names
) -> tuple[frozenset[str], str]:
    """Return the leads that the answer on an item names, else the reason why it names none; nothing without an answer."""
    kind = roles[0].kind if roles else ""
    answer = decisions.answers.get(f"lead:{code} {kind}", "")
    if answer in ("", AS_READ):
        return frozenset(), ""
    found = [(role.name, names[role.kind, role.name]) for role in roles]
    return names_chosen(answer, {said: name for each, name in found if name != NO_NAME for said in (each, name)}, kind)


def with_answer_on_marks(roles: Sequence[NamedRole], ground: str, decisions: Decisions) -> list[NamedRole]:
    """Return the roles of an item whose names are all marked, as the office answered: they all lead, or the first."""
    answer = decisions.answers.get(ALL_MARKED, "")
    if ground != "all_marked" or answer not in (FIRST_LEADS, TOGETHER):
        return list(roles)
    return [
        replace(role, assumed=False, role=Responsibility.SUPPORT if n and answer == FIRST_LEADS else role.role)
        for n, role in enumerate(roles)
    ]


def _all_marked(items: Sequence[str], decisions: Decisions) -> Question:
    """Return the question on the items whose names are all marked."""
    codes = list(dict.fromkeys(items))
    named = "、".join(codes[:_SHOWN]) + ("等" if len(codes) > _SHOWN else "")
    answer = decisions.answers.get(ALL_MARKED, "")
    proposals = (TOGETHER, FIRST_LEADS)
    question = Question(
        key=ALL_MARKED,
        kind=QuestionKind.LEAD,
        sentence=f"有 {len(items)} 处列出的名称全部标为牵头（{named}），暂作共同牵头（推定），请选定。",
        proposals=proposals,
        answer=answer,
    )
    is_other = bool(answer) and answer not in proposals
    return refused(question, answer, f"请答“{TOGETHER}”或“{FIRST_LEADS}”。") if is_other else question


def _lead_of_all(number: int, marks_lead: bool, decisions: Decisions) -> Question:
    """Return the question on all leads that are assumed."""
    said = "原文写明标出的为牵头，没有读到标记" if marks_lead else "原文没有标出牵头"
    sentence = f"{said}的有 {number} 处，列在第一位的暂作牵头（推定）。"
    answer = decisions.answers.get(ALL_LEADS, "")
    proposals = (FIRST_LEADS, ONE_BY_ONE)
    question = Question(key=ALL_LEADS, kind=QuestionKind.LEAD, sentence=sentence, proposals=proposals, answer=answer)
    is_other = bool(answer) and answer not in proposals
    return refused(question, answer, f"请答“{FIRST_LEADS}”或“{ONE_BY_ONE}”。") if is_other else question


def _lead_of_one(code: str, kind: str, roles: Sequence[NamedRole], names: Names, answer: str) -> Question:
    """Return the question on who leads one item."""
    return Question(
        key=f"lead:{code} {kind}",
        kind=QuestionKind.LEAD,
        sentence=f"{code} 有{LABEL[kind]} {len(roles)} 个，没有标出谁牵头，暂以第一个为牵头（推定）。",
        place=roles[0].passages[0].place if roles and roles[0].passages else "",
        row=code,
        proposals=tuple(dict.fromkeys(name for r in roles if (name := names[kind, r.name]) != NO_NAME)),
        answer=answer,
    )
