"""Rows of responsible.csv, units.csv and leaders.csv from the printed names, with the questions on names and leads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zcdash.domain.plan_proposal import CERTAIN, Decisions, KnownNames, NameMatch, Origin, Question, QuestionKind
from zcdash.domain.source_document import SourceDocument, SourceRow
from zcdash.domain.terms import Responsibility, UnitKind
from zcdash.intake.document.item_leads import ItemRoles, Names, lead_answer, lead_questions, with_answer_on_marks
from zcdash.intake.document.leader_rows import leader_rows
from zcdash.intake.document.names import NO_NAME, kind_of, match_names
from zcdash.intake.document.notice import NoticeFacts
from zcdash.intake.document.responsible import NamedRole, RoleReading, roles_of
from zcdash.intake.document.source_rows import origins_of
from zcdash.intake.validate_plan import OPEN_GROUP

_SHORTEST = 4
_MARKS_LEAD = re.compile(r"(?:黑体字?|加粗|粗体|加黑)[^。；;\n]{0,16}牵头")
"""Rule of a document that marked names lead, also in the head of a column."""
_LABEL = {"unit": "单位", "leader": "领导"}
Rows = list[dict[str, str]]


@dataclass(slots=True)
class Responsibilities:
    """Rows of the three files, with matches, origins and questions."""

    names: tuple[NameMatch, ...]
    responsible: Rows = field(default_factory=list)
    units: Rows = field(default_factory=list)
    leaders: Rows = field(default_factory=list)
    leaders_named: tuple[str, ...] = ()
    origins: list[Origin] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def leads(self, item: str) -> list[str]:
        """Return the units that lead an item."""
        return [r["name"] for r in self.responsible if (r["item"], r["kind"], r["role"]) == (item, "unit", "lead")]

    def units_of(self, item: str) -> list[str]:
        """Return the units of an item in their order."""
        return [r["name"] for r in self.responsible if (r["item"], r["kind"]) == (item, "unit")]

    @property
    def groups(self) -> dict[str, list[str]]:
        """Group → its members."""
        return {u["name"]: u["members"].split(";") for u in self.units if u["kind"] == UnitKind.GROUP}


def read_all_roles(
    document: SourceDocument, rows: Sequence[SourceRow], notice: NoticeFacts, known: KnownNames
) -> list[ItemRoles]:
    """Return the roles of all rows. Names that stand whole somewhere settle where a line break cuts them elsewhere."""
    marks = notice.marks_mean_lead or any(_MARKS_LEAD.search(text) for text in document.texts().values())
    units = frozenset(known.units) | {alias for names in known.units.values() for alias in names}
    leaders = frozenset(known.leaders)
    first = [_read_roles(row, marks, notice.first_leads, units, leaders) for row in rows]
    whole = [role for each in first for role in each.roles if len(role.passages) == 1 and len(role.name) > _SHORTEST]
    printed = {r.name for r in whole if r.passages[0].text == r.name}
    broken = [n for n, row in enumerate(rows) if any("\n" in p.text for p in (*row.leads, *row.supports))]
    for n in broken:
        first[n] = _read_roles(rows[n], marks, notice.first_leads, units | printed, leaders)
    return first


def _read_roles(row: SourceRow, marks: bool, first: bool, units: frozenset[str], leaders: frozenset[str]) -> ItemRoles:
    lead = Responsibility.LEAD if row.leads_apart else None
    readings = {
        "unit": roles_of(row.leads, "unit", lead, marks, known=units, first_leads=first),
        "support": roles_of(row.supports, "unit", Responsibility.SUPPORT, marks, known=units),
        "leader": roles_of(row.leaders, "leader", None, marks, known=leaders, first_leads=first),
    }
    led = {r.name for r in readings["unit"].roles}
    kept = [r for kind, reading in readings.items() for r in reading.roles if kind != "support" or r.name not in led]
    sources = tuple(p for reading in readings.values() for p in reading.data_sources)
    return ItemRoles(tuple(kept), sources, {kind: _ground(readings[kind]) for kind in ("unit", "leader")})


def _ground(reading: RoleReading) -> str:
    return reading.ground


def responsibilities(
    document: SourceDocument, items: Mapping[str, ItemRoles], known: KnownNames, decisions: Decisions
) -> Responsibilities:
    """Return the rows of everybody responsible. `items`: code → roles as read."""
    decided = {key.removeprefix("name:"): a for key, a in decisions.answers.items() if key.startswith("name:") and a}
    decided |= decisions.names
    found = [role for each in items.values() for role in each.roles]
    result = Responsibilities(match_names(found, known, decided))
    names = {(m.kind, m.printed): m.name or m.printed for m in result.names}
    for code, each in items.items():
        for kind in _LABEL:
            roles = with_answer_on_marks([r for r in each.roles if r.kind == kind], each.grounds[kind], decisions)
            _add_item(result, code, kind, roles, names, decisions)
    _add_registers(result, names, known)
    result.leaders, origins = leader_rows(list(result.leaders_named), found, names)
    result.origins += origins
    result.questions += _name_questions(result.names, known, decisions, _places(found))
    result.questions += lead_questions(document, items, names, decisions)
    return result


def _add_item(
    result: Responsibilities,
    code: str,
    kind: str,
    roles: Sequence[NamedRole],
    names: Names,
    decisions: Decisions,
) -> None:
    """Add the rows of an item's units or leaders; a name that is printed twice under two forms has one row."""
    answer = lead_answer(decisions, code, kind, {names[kind, r.name] for r in roles})
    rows: dict[str, dict[str, str]] = {}
    for role in roles:
        name = names[kind, role.name]
        if name == NO_NAME:
            continue
        is_lead = name in answer if answer else role.role is Responsibility.LEAD
        row = rows.setdefault(name, {"item": code, "kind": kind, "name": name, "role": "support", "assumed": "false"})
        if is_lead:
            row |= {"role": "lead", "assumed": str(role.assumed and not answer).lower()}
        result.origins += origins_of("responsible.csv", f"{code} {kind} {name}", "name", role.passages)
    result.responsible += [row | {"order": str(n)} for n, row in enumerate(rows.values(), 1)]


def _add_registers(result: Responsibilities, names: Names, known: KnownNames) -> None:
    """Add every unit and leader that is named, and the members of groups."""
    used = {kind: dict.fromkeys(r["name"] for r in result.responsible if r["kind"] == kind) for kind in _LABEL}
    units = dict(used["unit"])
    for name in used["unit"]:
        units |= dict.fromkeys(known.members.get(name, ()))
    taken = set(units)
    for name in units:
        printed = {p for (kind, p), n in names.items() if kind == "unit" and n == name and p != name}
        aliases = sorted(printed - taken)
        taken |= set(aliases)
        kind = UnitKind(known.kinds.get(name) or kind_of(name))
        members = [m for m in known.members.get(name, ()) if m in units] if kind is UnitKind.GROUP else []
        note = f"{OPEN_GROUP}原文没有列明" if kind is UnitKind.GROUP and not members else ""
        row = {
            "name": name,
            "kind": str(kind),
            "members": ";".join(members),
            "aliases": ";".join(aliases),
            "note": note,
        }
        result.units.append({**row, "successor": ""})
    result.leaders_named = tuple(used["leader"])


def _places(found: Sequence[NamedRole]) -> dict[tuple[str, str], str]:
    return {(r.kind, r.name): r.passages[0].place for r in reversed(found) if r.passages}


def _name_questions(
    matches: Sequence[NameMatch], known: KnownNames, decisions: Decisions, places: Mapping[tuple[str, str], str]
) -> list[Question]:
    """Return a question for each name that is not known, or known with little confidence.

    Without a register every name is new: then only those are asked for that are the short form of another one, and those
    that stand there once and begin as no other does: a line break may have cut them.
    """
    questions = []
    beginnings = Counter(m.printed[:1] for m in matches if m.kind == "unit")
    usual = {first for first, times in beginnings.items() if times > 1}
    registers: dict[str, Mapping[str, object]] = {"unit": known.units, "leader": known.leaders}
    for match in matches:
        key = f"name:{match.kind} {match.printed}"
        answer = decisions.answers.get(key) or decisions.names.get(f"{match.kind} {match.printed}", "")
        is_odd = match.kind == "unit" and match.times == 1 and match.printed[:1] not in usual
        is_new = (
            not registers[match.kind] and not is_odd and not any(_is_short(match.printed, n) for n in match.nearest)
        )
        is_sure = match.confidence >= CERTAIN if match.name else is_new
        if is_sure and not answer:
            continue
        said = (
            f"读作“{match.name}”，没有把握"
            if match.name
            else "不在名录里"
            if registers[match.kind]
            else "只出现一次或像是简称"
        )
        questions.append(
            Question(
                key=key,
                kind=QuestionKind.NAME,
                sentence=f"{_LABEL[match.kind]}“{match.printed}”（{match.times} 处）{said}，请选定是谁；新名称照填，不是名称填 -。",
                place=places.get((match.kind, match.printed), ""),
                proposals=tuple(dict.fromkeys(filter(None, (match.name, *match.nearest, match.printed, NO_NAME)))),
                answer=answer,
            )
        )
    return questions


def _is_short(name: str, other: str) -> bool:
    """Return True if the characters of one name stand in another in this order, the first and last one as well: 区城管执法局."""
    short, long = sorted((name, other), key=len)
    if len(short) < _SHORTEST or (short[0], short[-1]) != (long[0], long[-1]):
        return False
    rest = iter(long)
    return all(character in rest for character in short)
