"""Rows of responsible.csv, units.csv and leaders.csv from the printed names, with the questions on names and leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zcdash.domain.plan_proposal import Decisions, KnownNames, NameMatch, Origin, Question
from zcdash.domain.source_document import SourceDocument, SourceRow
from zcdash.domain.terms import Responsibility, UnitKind
from zcdash.intake.document.given_answers import AS_READ, NO_NAME
from zcdash.intake.document.people.leader_rows import leader_rows
from zcdash.intake.document.people.names import kind_of, match_names
from zcdash.intake.document.people.responsible import NamedRole, RoleReading, roles_of
from zcdash.intake.document.people.role_questions import (
    LABEL,
    ItemRoles,
    Names,
    lead_questions,
    leads_chosen,
    name_fault_of,
    name_questions,
    names_given,
    with_answer_on_marks,
)
from zcdash.intake.document.running.notice import NoticeFacts
from zcdash.intake.document.running.notice_reporting import MARKED
from zcdash.intake.document.source_rows import origins_of
from zcdash.intake.validate_plan import OPEN_GROUP

_SHORTEST = 4
Rows = list[dict[str, str]]


@dataclass(slots=True)
class Responsibilities:
    """Rows of the three files, with matches, origins and questions."""

    names: tuple[NameMatch, ...]
    responsible: Rows = field(default_factory=list)
    units: Rows = field(default_factory=list)
    leaders: Rows = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def leads(self, item: str) -> list[str]:
        """Return the units that lead an item."""
        return [r["name"] for r in self.responsible if (r["item"], r["kind"], r["role"]) == (item, "unit", "lead")]

    def units_of(self, item: str) -> list[str]:
        """Return the units of an item in their order."""
        return [r["name"] for r in self.responsible if (r["item"], r["kind"]) == (item, "unit")]

    def add_unit(self, name: str) -> None:
        """Add a unit that the document does not name."""
        self.units.append(_unit_row(name, kind_of(name)))

    def add_lead(self, item: str, unit: str) -> None:
        """Let a unit lead an item that nobody is responsible for."""
        row = {"item": item, "kind": "unit", "name": unit, "role": "lead", "assumed": "false", "order": "1"}
        self.responsible.append(row)

    @property
    def groups(self) -> dict[str, list[str]]:
        """Group → its members."""
        return {u["name"]: u["members"].split(";") for u in self.units if u["kind"] == UnitKind.GROUP}


def read_all_roles(
    document: SourceDocument, rows: Sequence[SourceRow], notice: NoticeFacts, known: KnownNames
) -> list[ItemRoles]:
    """Return the roles of all rows. Names that stand whole somewhere settle where a line break cuts them elsewhere."""
    marks = notice.marks_mean_lead or _says_marks_lead(document)
    units = frozenset(known.units) | {alias for names in known.units.values() for alias in names}
    leaders = frozenset(known.leaders)
    first = [_read_roles(row, marks, notice.first_leads, units, leaders) for row in rows]
    whole = [role for each in first for role in each.roles if len(role.passages) == 1 and len(role.name) > _SHORTEST]
    printed = {r.name for r in whole if r.passages[0].text == r.name}
    broken = [n for n, row in enumerate(rows) if any("\n" in p.text for p in (*row.leads, *row.supports))]
    for n in broken:
        first[n] = _read_roles(rows[n], marks, notice.first_leads, units | printed, leaders)
    return first


def _says_marks_lead(document: SourceDocument) -> bool:
    return any(MARKED.search(text) for text in document.texts().values())


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
    given = {key: name for key, name in names_given(decisions).items() if name != AS_READ}
    decided = {key: name for key, name in given.items() if not name_fault_of(key, name, known)}
    found = [role for each in items.values() for role in each.roles]
    result = Responsibilities(match_names(found, known, decided))
    names = {(m.kind, m.printed): m.name or m.printed for m in result.names}
    for code, each in items.items():
        for kind in LABEL:
            roles = with_answer_on_marks([r for r in each.roles if r.kind == kind], each.grounds[kind], decisions)
            _add_item(result, code, kind, roles, names, decisions)
    leaders = dict.fromkeys(r["name"] for r in result.responsible if r["kind"] == "leader")
    result.leaders, origins = leader_rows(list(leaders), found, names)
    result.origins += origins
    _add_registers(result, names, known)
    broken = {place for place, text in document.texts().items() if "\n" in text.strip()}
    result.questions += name_questions(result.names, known, decisions, _places(found), broken)
    result.questions += lead_questions(document.marks_known, _says_marks_lead(document), items, names, decisions)
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
    chosen, _ = leads_chosen(decisions, code, roles, names)
    rows: dict[str, dict[str, str]] = {}
    for role in roles:
        name = names[kind, role.name]
        if name == NO_NAME:
            continue
        is_lead = name in chosen if chosen else role.role is Responsibility.LEAD
        row = rows.setdefault(name, {"item": code, "kind": kind, "name": name, "role": "support", "assumed": "false"})
        if is_lead:
            row |= {"role": "lead", "assumed": str(role.assumed and not chosen).lower()}
        result.origins += origins_of("responsible.csv", f"{code} {kind} {name}", "name", role.passages)
    result.responsible += [row | {"order": str(n)} for n, row in enumerate(rows.values(), 1)]


def _add_registers(result: Responsibilities, names: Names, known: KnownNames) -> None:
    """Add every unit that is named, and the members of groups."""
    used = dict.fromkeys(r["name"] for r in result.responsible if r["kind"] == "unit")
    units = dict(used)
    for name in used:
        units |= dict.fromkeys(known.members.get(name, ()))
    taken = set(units)
    for name in units:
        printed = {p for (kind, p), n in names.items() if kind == "unit" and n == name and p != name}
        aliases = sorted(printed - taken)
        taken |= set(aliases)
        kind = UnitKind(known.kinds.get(name) or kind_of(name))
        members = [m for m in known.members.get(name, ()) if m in units] if kind is UnitKind.GROUP else []
        note = f"{OPEN_GROUP}原文没有列明" if kind is UnitKind.GROUP and not members else ""
        row = {"members": ";".join(members), "aliases": ";".join(aliases), "note": note}
        result.units.append(_unit_row(name, kind) | row)


def _unit_row(name: str, kind: UnitKind) -> dict[str, str]:
    return {"name": name, "kind": str(kind), "members": "", "aliases": "", "note": "", "successor": ""}


def _places(found: Sequence[NamedRole]) -> dict[tuple[str, str], str]:
    return {(r.kind, r.name): r.passages[0].place for r in reversed(found) if r.passages}
