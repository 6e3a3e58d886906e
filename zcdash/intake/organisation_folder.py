"""Read a folder of the organisation: `units.csv`, `successions.csv` and `posts.csv`, each row with its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zcdash.domain.model import Finding
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
from zcdash.domain.terms import Severity, UnitKind
from zcdash.errors import PlanUnreadable
from zcdash.intake.plan_csv import DAY, Row, read_table

UNITS, SUCCESSIONS, POSTS = "organisation_units.csv", "successions.csv", "posts.csv"


@dataclass(frozen=True, slots=True)
class OrganisationFolder:
    """Units, successions and posts (name of the person, post) as a folder has them."""

    units: tuple[RegisteredUnit, ...]
    successions: tuple[Succession, ...]
    posts: tuple[tuple[str, Post], ...]

    def beyond(self, register: Organisation) -> Additions:
        """Return what a register lacks of it: units by their names, successions, posts of people by their names."""
        pairs = {(s.unit, s.successor) for s in register.successions}
        held = {(register.person_names.get(p.person, ""), p.kind, p.title, p.unit, p.since) for p in register.posts}
        new = [(n, p) for n, p in self.posts if (n, p.kind, p.title, p.unit, p.since) not in held]
        known = {name: person for person, name in register.person_names.items()}
        unknown = dict.fromkeys(name for name, _ in new if name not in known)
        people = [Person(person=f"p{k}", name=name) for k, name in enumerate(unknown, len(register.people) + 1)]
        known |= {p.name: p.person for p in people}
        return Additions(
            units=tuple(self._units_beyond(register)),
            successions=tuple(s for s in self.successions if (s.unit, s.successor) not in pairs),
            people=tuple(people),
            posts=tuple(_numbered(p, known[n], k) for k, (n, p) in enumerate(new, len(register.posts) + 1)),
        )

    def _units_beyond(self, register: Organisation) -> Iterator[RegisteredUnit]:
        """Yield the units that a register lacks, and those whose last day it does not have yet."""
        known = {u.name: u for u in register.units}
        for unit in self.units:
            there = known.get(unit.name)
            if there is None:
                yield unit
            elif there.until is None and unit.until:
                yield replace(there, until=unit.until, since=there.since or unit.since, source=unit.source)


def _numbered(post: Post, person: str, number: int) -> Post:
    return replace(post, post=f"t{number}", person=person)


def read_organisation_folder(path: Path | str) -> OrganisationFolder:
    """Return a valid folder. Raises PlanUnreadable, with the first errors, for another."""
    folder = read_unchecked(Path(path))
    errors = [f for f in validate_organisation(folder) if f.severity is Severity.ERROR]
    if errors:
        first = "；".join(f"{f.place}：{f.sentence}" for f in errors[:3])
        raise PlanUnreadable(f"机构人员有 {len(errors)} 处错误，没有载入：{first}", "请逐条改正。")
    return folder


def read_unchecked(folder: Path) -> OrganisationFolder:
    """Return a folder as it is. Raises PlanUnreadable for a value that cannot be read."""
    return OrganisationFolder(
        tuple(_units(_rows(folder, UNITS))),
        tuple(_successions(_rows(folder, SUCCESSIONS))),
        tuple(_posts(_rows(folder, POSTS))),
    )


def _rows(folder: Path, file: str) -> list[Row]:
    return [Row(file, n, values) for n, values in enumerate(read_table(folder, file), 2)]


def _units(rows: Sequence[Row]) -> Iterator[RegisteredUnit]:
    for row in rows:
        yield RegisteredUnit(
            unit=row["name"],
            name=row["name"],
            kind=row.convert("kind", UnitKind, "department"),
            aliases=row.names("aliases"),
            parent=row["parent"],
            since=row.day("since"),
            until=row.day("until"),
            source=row["source"],
        )


def _successions(rows: Sequence[Row]) -> Iterator[Succession]:
    for row in rows:
        day = row.day("since")
        if day is None:
            raise PlanUnreadable(f"{row.place} since 列是空的。", f"应写成 {DAY} 这样。")
        kind = row.convert("kind", SuccessionKind, "renamed、merged 或 split")
        yield Succession(unit=row["unit"], successor=row["successor"], kind=kind, since=day, source=row["source"])


def _posts(rows: Sequence[Row]) -> Iterator[tuple[str, Post]]:
    for row in rows:
        yield (
            row["person"],
            Post(
                post="",
                person="",
                kind=row.convert("kind", PostKind, "leader、unit_head 或 clerk"),
                title=row["title"],
                field=row["field"],
                unit=row["unit"],
                since=row.day("since"),
                until=row.day("until"),
                source=row["source"],
            ),
        )


def validate_organisation(folder: OrganisationFolder) -> list[Finding]:
    """Return what is wrong with a folder: doubled and unknown names, days in the wrong order, missing sources."""
    return [*_check_units(folder.units), *_check_successions(folder), *_check_posts(folder)]


def _error(code: str, place: str, sentence: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, place=place, sentence=sentence)


def _check_units(units: Sequence[RegisteredUnit]) -> Iterator[Finding]:
    names = [u.name for u in units]
    for n, unit in enumerate(units, 2):
        place = f"{UNITS} 第{n}行"
        if not unit.name or names.count(unit.name) > 1:
            yield _error("KEY_DOUBLE", place, f"单位“{unit.name}”是空的或者有两行。")
        if unit.kind is UnitKind.GROUP:
            yield _error("GROUP", place, f"{unit.name}是统称，统称由各计划自己列。")
        if clash := sorted({*unit.aliases} & {*names}):
            yield _error("KEY_DOUBLE", place, f"{unit.name}的别名{'、'.join(clash)}是另一个单位的名称。")
        if unit.parent and unit.parent not in names:
            yield _error("KEY_UNKNOWN", place, f"上级单位“{unit.parent}”不在表中。")
        if unit.since and unit.until and unit.until < unit.since:
            yield _error("DUE", place, f"{unit.name}的止日早于起日。")
        if not unit.source:
            yield _error("SOURCE", place, f"{unit.name}没有写明出处。")


def _check_successions(folder: OrganisationFolder) -> Iterator[Finding]:
    names = {u.name for u in folder.units}
    for n, s in enumerate(folder.successions, 2):
        place = f"{SUCCESSIONS} 第{n}行"
        for name in (s.unit, s.successor):
            if name not in names:
                yield _error("KEY_UNKNOWN", place, f"单位“{name}”不在 {UNITS} 中。")
        if s.unit == s.successor:
            yield _error("KEY_DOUBLE", place, f"{s.unit}不能由自己接续。")
        if not s.source:
            yield _error("SOURCE", place, f"{s.unit}的变更没有写明出处。")


def _check_posts(folder: OrganisationFolder) -> Iterator[Finding]:
    names = {u.name for u in folder.units}
    for n, (person, post) in enumerate(folder.posts, 2):
        place = f"{POSTS} 第{n}行"
        if not person:
            yield _error("EMPTY", place, "没有写姓名。")
        if post.kind is not PostKind.LEADER and post.unit not in names:
            yield _error("KEY_UNKNOWN", place, f"单位“{post.unit}”不在 {UNITS} 中。")
        if not post.source:
            yield _error("SOURCE", place, f"{person}的职务没有写明出处。")
