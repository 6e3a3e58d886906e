"""Register of units, people and posts in the ledger, and the plan versions that acts on it made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TypedDict

from zcdash.domain.audit import Act
from zcdash.domain.organisation import (
    Additions,
    Organisation,
    Person,
    Post,
    PostKind,
    RegisteredUnit,
    Succession,
    SuccessionKind,
)
from zcdash.domain.terms import UnitKind
from zcdash.store.ledger import Ledger
from zcdash.store.plan_rows import split
from zcdash.store.transaction import AuditedTransaction


class OrganisationUnitRow(TypedDict):
    """One unit of the register (see `organisation_unit.sql`)."""

    unit: str
    name: str
    kind: str
    aliases: str
    parent: str
    since: date | None
    until: date | None
    source: str
    reason: str


class UnitWordRow(OrganisationUnitRow):
    """One row of a unit of the register (see `organisation_unit_rows.sql`)."""

    organisation_unit: int
    set_at: datetime


class SuccessionRow(TypedDict):
    """One unit and the one that it goes on as (see `organisation_succession.sql`)."""

    organisation_succession: int
    unit: str
    successor: str
    kind: str
    since: date
    source: str
    reason: str


class PersonRow(TypedDict):
    """One person of the register (see `organisation_person.sql`)."""

    person: str
    name: str
    phone: str
    email: str


class PostRow(TypedDict):
    """One post of a person (see `organisation_post.sql`)."""

    post: str
    person: str
    kind: str
    title: str
    field: str
    unit: str
    since: date | None
    until: date | None
    source: str
    reason: str


class ReorganisedRow(TypedDict):
    """One version of a plan that an act on the organisation made (see `reorganised_plan.sql`)."""

    version: int
    since: date
    units: str
    periods: str
    takes_back: int | None


Rows = Mapping[str, Sequence[Mapping[str, object]]]
"""Table of the register → rows without their numbers and times."""


def organisation(ledger: Ledger) -> Organisation:
    """Return the register as it is now."""
    return ledger.cached(("organisation",), lambda: _organisation(ledger))


def _organisation(ledger: Ledger) -> Organisation:
    units = [unit_of(r) for r in ledger.query(OrganisationUnitRow, "organisation_unit")]
    withdrawn = frozenset(u.unit for u in units if u.since and u.until and u.until < u.since)
    successions = [_succession(r) for r in succession_rows(ledger)]
    return Organisation(
        units=tuple(u for u in units if u.unit not in withdrawn),
        successions=tuple(s for s in successions if not {s.unit, s.successor} & withdrawn),
        people=tuple(Person(**r) for r in ledger.query(PersonRow, "organisation_person")),
        posts=tuple(_post(r) for r in ledger.query(PostRow, "organisation_post")),
        withdrawn=withdrawn,
    )


def rows_of_unit(ledger: Ledger, unit: str) -> list[UnitWordRow]:
    """Return every row of a unit, the newest first."""
    return ledger.query(UnitWordRow, "organisation_unit_rows", unit=unit)


def succession_rows(ledger: Ledger) -> list[SuccessionRow]:
    """Return the successions that were not taken back, with the numbers of their rows."""
    return ledger.query(SuccessionRow, "organisation_succession")


def reorganised_versions(ledger: Ledger, plan: str, until: int) -> list[ReorganisedRow]:
    """Return the versions of a plan that acts on the organisation made, the oldest first, as they stand at a version.

    An act that was taken back by then is left out.
    """
    rows = [r for r in ledger.query(ReorganisedRow, "reorganised_plan", plan=plan) if r["version"] <= until]
    taken_back = {r["takes_back"] for r in rows}
    return [r for r in rows if r["version"] not in taken_back]


def record(
    ledger: Ledger,
    act: Act,
    rows: Rows,
    also: Callable[[AuditedTransaction], None] = lambda transaction: None,
) -> None:
    """Append rows to the register under one log entry; `also` writes what belongs to the same act."""
    with ledger.transaction(act) as transaction:
        append(ledger, transaction, rows)
        also(transaction)


def append(ledger: Ledger, transaction: AuditedTransaction, rows: Rows) -> None:
    """Append rows to the register in a transaction."""
    for table, found in rows.items():
        first = transaction.next_number(table)
        moment = {} if table == "reorganised_plan" else {"set_at": ledger.clock()}
        transaction.add(table, [{table: n, **row, **moment} for n, row in enumerate(found, first)])


def rows_of(additions: Additions, reason: str = "") -> Rows:
    """Return the rows of what an act adds to the register; tables without any are left out."""
    found = {
        "organisation_unit": [unit_row(u, reason) for u in additions.units],
        "organisation_succession": [succession_row(s, reason) for s in additions.successions],
        "organisation_person": [person_row(p) for p in additions.people],
        "organisation_post": [post_row(p, reason) for p in additions.posts],
    }
    return {table: rows for table, rows in found.items() if rows}


def unit_row(unit: RegisteredUnit, reason: str = "") -> dict[str, object]:
    """Return the row of a unit."""
    return {
        "unit": unit.unit,
        "name": unit.name,
        "kind": unit.kind.value,
        "aliases": ";".join(unit.aliases),
        "parent": unit.parent,
        "since": unit.since,
        "until": unit.until,
        "source": unit.source,
        "reason": reason,
    }


def succession_row(succession: Succession, reason: str = "") -> dict[str, object]:
    """Return the row of a succession."""
    return {
        "unit": succession.unit,
        "successor": succession.successor,
        "kind": succession.kind.value,
        "since": succession.since,
        "source": succession.source,
        "reason": reason,
    }


def person_row(person: Person) -> dict[str, object]:
    """Return the row of a person."""
    return {"person": person.person, "name": person.name, "phone": person.phone, "email": person.email}


def post_row(post: Post, reason: str = "") -> dict[str, object]:
    """Return the row of a post."""
    return {
        "post": post.post,
        "person": post.person,
        "kind": post.kind.value,
        "title": post.title,
        "field": post.field,
        "unit": post.unit,
        "since": post.since,
        "until": post.until,
        "source": post.source,
        "reason": reason,
    }


def unit_of(row: OrganisationUnitRow) -> RegisteredUnit:
    """Return the unit of a row."""
    return RegisteredUnit(
        unit=row["unit"],
        name=row["name"],
        kind=UnitKind(row["kind"]),
        aliases=split(row["aliases"]),
        parent=row["parent"],
        since=row["since"],
        until=row["until"],
        source=row["source"],
    )


def _succession(row: SuccessionRow) -> Succession:
    return Succession(
        unit=row["unit"],
        successor=row["successor"],
        kind=SuccessionKind(row["kind"]),
        since=row["since"],
        source=row["source"],
    )


def _post(row: PostRow) -> Post:
    return Post(
        post=row["post"],
        person=row["person"],
        kind=PostKind(row["kind"]),
        title=row["title"],
        field=row["field"],
        unit=row["unit"],
        since=row["since"],
        until=row["until"],
        source=row["source"],
    )
