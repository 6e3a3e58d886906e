"""Plans in the ledger: recorded whole, in one transaction, as versions that are never changed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from zcdash.domain.audit import Act
from zcdash.domain.model import (
    Basis,
    Cell,
    Chapter,
    Commitment,
    Direction,
    Doubt,
    Indicator,
    Item,
    Leader,
    Responsibility,
    Responsible,
    Target,
    Unit,
    UnitKind,
)
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.errors import NotFound
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import Row, Transaction


def digest(plan: Plan) -> str:
    """A fingerprint of everything the plan says."""

    def plain(value: object) -> object:
        return sorted(value) if isinstance(value, frozenset) else str(value)

    return hashlib.sha256(
        json.dumps(asdict(plan), default=plain, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()


def record_plan(
    ledger: Ledger, plan: Plan, reason: str, act: Act, decision: Mapping[str, Any] | None = None
) -> tuple[int, bool]:
    """(version, whether it is new). The same plan again changes nothing; a corrected one becomes the next version.

    `decision` is the approval that the version rests on, where it rests on one.
    """
    mark = digest(plan)
    with ledger.transaction(act) as change:
        latest = change.run(
            "select version, digest from plan_version where plan = $plan order by version desc limit 1", plan=plan.id
        )
        if latest and latest[0][1] == mark:
            return latest[0][0], False
        version = latest[0][0] + 1 if latest else 1
        if not latest:
            change.add("plan", [{"plan": plan.id, "number": plan.number}])
        change.act = replace(
            act, plan=plan.id, before=f"第 {version - 1} 版" if latest else "", after=f"第 {version} 版：{reason}"
        )
        _add_head(change, plan, version, mark, reason, ledger.clock())
        key = {"plan": plan.id, "version": version}
        for table, rows in _tables(plan).items():
            change.add(table, [{**key, **row} for row in rows])
        if decision:
            number = change.next("correction_decision")
            change.add("correction_decision", [{"correction_decision": number, **decision, "version": version}])
        return version, True


def _add_head(change: Transaction, plan: Plan, version: int, mark: str, reason: str, at: datetime) -> None:
    change.add(
        "plan_version",
        [
            {
                "plan": plan.id,
                "version": version,
                "digest": mark,
                "reason": reason,
                "loaded_at": at,
                "title": plan.title,
                "issuer": plan.issuer,
                "issued": plan.issued,
                "year": plan.year,
                "report_day": plan.report_day,
                "report_to": plan.report_to,
                "signers": "、".join(plan.signers),
                "contact": plan.contact,
                "source_file": plan.source_file,
            }
        ],
    )


def _tables(plan: Plan) -> Mapping[str, list[dict[str, Any]]]:
    """Every table of the plan with its rows, less plan and version."""
    periods = [Period.parse(p) for p in plan.periods]
    return {
        "period": [{"period": p.text, "starts": p.starts, "ends": p.ends} for p in periods],
        "chapter": [{"chapter": c.number, "title": c.title} for c in plan.chapters],
        "unit": [
            {
                "name": u.name,
                "place": n,
                "kind": u.kind.value,
                "aliases": ";".join(u.aliases),
                "successor": u.successor,
                "note": u.note,
            }
            for n, u in enumerate(plan.units)
        ],
        "unit_member": [{"name": u.name, "place": n, "member": m} for u in plan.units for n, m in enumerate(u.members)],
        "leader": [
            {"name": x.name, "place": n, "post": x.post, "since": x.since, "until": x.until}
            for n, x in enumerate(plan.leaders)
        ],
        "item": [asdict(i) for i in plan.items],
        "responsible": [
            {
                "item": r.item,
                "kind": r.kind,
                "name": r.name,
                "role": r.role.value,
                "place": r.order,
                "assumed": r.assumed,
            }
            for r in plan.responsible
        ],
        "target": [asdict(t) for t in plan.targets],
        "cell": [asdict(c) | {"figures": " ".join(c.figures)} for c in plan.cells],
        "commitment": [asdict(c) | {"place": n} for n, c in enumerate(plan.commitments)],
        "indicator": [_indicator(i.code, n, asdict(i)) for n, i in enumerate(plan.indicators)],
        "planned": [
            {"indicator": i.code, "period": p, "value": v, "derived": p in i.derived}
            for i in plan.indicators
            for p, v in i.planned.items()
        ],
        "doubt": [asdict(d) | {"place": n} for n, d in enumerate(plan.doubts)],
    }


def _indicator(code: str, place: int, fields: dict[str, Any]) -> dict[str, Any]:
    for apart in ("planned", "derived"):
        fields.pop(apart)
    return fields | {
        "place": place,
        "basis": str(fields["basis"]),
        "direction": str(fields["direction"]),
        "sum_of": ";".join(fields["sum_of"]),
    }


_NAMED = 20


def plans(ledger: Ledger) -> list[Row]:
    """One row per plan, at its newest version."""
    return ledger.query("plans")


def _split(text: str, mark: str = ";") -> tuple[str, ...]:
    return tuple(t for t in text.split(mark) if t)


def _plain(kind: type[Any], row: Row) -> Any:
    """A dataclass whose fields are all columns of the row."""
    return kind(**{f.name: row[f.name] for f in fields(kind)})


def _indicators(asked: dict[str, list[Row]]) -> tuple[Indicator, ...]:
    planned: dict[str, dict[str, float]] = defaultdict(dict)
    derived: dict[str, set[str]] = defaultdict(set)
    for row in asked["planned"]:
        planned[row["indicator"]][row["period"]] = row["value"]
        if row["derived"]:
            derived[row["indicator"]].add(row["period"])
    more: list[dict[str, Any]] = [
        row
        | {
            "basis": Basis(row["basis"]),
            "direction": Direction(row["direction"]),
            "sum_of": _split(row["sum_of"]),
            "planned": planned[row["code"]],
            "derived": frozenset(derived[row["code"]]),
        }
        for row in asked["indicator"]
    ]
    return tuple(_plain(Indicator, row) for row in more)


def _units(asked: dict[str, list[Row]]) -> tuple[Unit, ...]:
    members: dict[str, list[str]] = defaultdict(list)
    for row in asked["unit_member"]:
        members[row["name"]].append(row["member"])
    return tuple(
        Unit(
            name=r["name"],
            kind=UnitKind(r["kind"]),
            members=tuple(members[r["name"]]),
            aliases=_split(r["aliases"]),
            successor=r["successor"],
            note=r["note"],
        )
        for r in asked["unit"]
    )


def load_plan(ledger: Ledger, plan: str) -> tuple[Plan, int]:
    """The newest version of a plan, and its number. Raises Unknown where the ledger has no such plan."""
    head = next(iter(ledger.query("plan_latest", plan=plan)), None)
    if head is None:
        there = [row["plan"] for row in plans(ledger)[:_NAMED]]
        raise NotFound(f"台账中没有计划 {plan}。", f"现有计划：{'、'.join(there) or '（无，请先运行 init）'}。")
    return _kept(ledger, head), head["version"]


def plan_version(ledger: Ledger, plan: str, version: int) -> Plan:
    """One version of a plan, an older one too. Raises Unknown."""
    head = next(iter(ledger.query("plan_version", plan=plan, version=version)), None)
    if head is None:
        raise NotFound(f"计划 {plan} 没有第 {version} 版。", "请核对版本号。")
    return _kept(ledger, head)


def versions(ledger: Ledger, plan: str) -> list[Row]:
    """One row per version of a plan, the first one first."""
    return ledger.query("plan_versions", plan=plan)


def _kept(ledger: Ledger, head: Row) -> Plan:
    """A version never changes once it is recorded, so it is read once for each open ledger."""
    return ledger.cached_across_writes(("plan", head["plan"], head["version"]), lambda: _read(ledger, head))


def _read(ledger: Ledger, head: Row) -> Plan:
    questions = (
        "period",
        "chapter",
        "unit",
        "unit_member",
        "leader",
        "item",
        "responsible",
        "target",
        "cell",
        "commitment",
        "indicator",
        "planned",
        "doubt",
    )
    asked = {q: ledger.query(q, plan=head["plan"], version=head["version"]) for q in questions}
    return Plan(
        id=head["plan"],
        number=head["number"],
        title=head["title"],
        issuer=head["issuer"],
        issued=head["issued"],
        year=head["year"],
        periods=tuple(r["period"] for r in asked["period"]),
        item_count=len(asked["item"]),
        report_day=head["report_day"],
        report_to=head["report_to"],
        signers=_split(head["signers"], "、"),
        contact=head["contact"],
        source_file=head["source_file"],
        chapters=tuple(Chapter(r["chapter"], r["title"]) for r in asked["chapter"]),
        units=_units(asked),
        leaders=tuple(_plain(Leader, r) for r in asked["leader"]),
        items=tuple(_plain(Item, r) for r in asked["item"]),
        responsible=tuple(
            Responsible(
                item=r["item"],
                name=r["name"],
                role=Responsibility(r["role"]),
                order=r["place"],
                assumed=r["assumed"],
                kind=r["kind"],
            )
            for r in asked["responsible"]
        ),
        targets=tuple(_plain(Target, r) for r in asked["target"]),
        commitments=tuple(_plain(Commitment, r) for r in asked["commitment"]),
        indicators=_indicators(asked),
        doubts=tuple(_plain(Doubt, r) for r in asked["doubt"]),
        cells=tuple(Cell(r["item"], r["cell"], r["lines"], tuple(r["figures"].split())) for r in asked["cell"]),
    )
