"""Plans in the ledger: recorded whole, in one transaction, as versions that are never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from zcdash.facts import Act
from zcdash.model import Plan
from zcdash.period import Period
from zcdash.store.ledger import Change, Ledger


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
    with ledger.change(act) as change:
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
            number = change.next("plan_decision")
            change.add("plan_decision", [{"plan_decision": number, **decision, "version": version}])
        return version, True


def _add_head(change: Change, plan: Plan, version: int, mark: str, reason: str, at: datetime) -> None:
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
                "leads": r.leads,
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


def value_of(ledger: Ledger, name: str) -> str:
    """The last value of a setting; empty where it was never set."""
    rows = ledger.ask("setting", name=name)
    return rows[0]["value"] if rows else ""


def business_date(ledger: Ledger) -> date | None:
    """The day the office works in, where it has set one."""
    value = value_of(ledger, "business_date")
    return date.fromisoformat(value) if value else None


def set_value(ledger: Ledger, name: str, value: str, act: Act) -> None:
    """Append a setting; the last one of a name counts."""
    act = replace(act, subject=act.subject or name, before=value_of(ledger, name), after=value)
    with ledger.change(act) as change:
        change.add(
            "setting",
            [
                {
                    "setting": change.next("setting"),
                    "name": name,
                    "value": value,
                    "set_by": act.name,
                    "set_at": ledger.clock(),
                }
            ],
        )
