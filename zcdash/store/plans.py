"""Plans in the ledger: each version is recorded whole in one transaction and never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypedDict

from zcdash.domain.audit import Act
from zcdash.domain.leaders_over_time import FormerLeaders, with_former_leaders
from zcdash.domain.plan import Plan
from zcdash.domain.submission import Step
from zcdash.domain.terms import PlanKind
from zcdash.domain.units_over_time import FormerUnits, with_former
from zcdash.errors import NotFound
from zcdash.store import plan_rows
from zcdash.store.digest import plan_digest
from zcdash.store.ledger import Ledger
from zcdash.store.organisation import ReorganisedRow, Rows, append, reorganised_versions
from zcdash.store.plan_drafts import PlanDocument, add_document
from zcdash.store.transaction import AuditedTransaction

_NAMED = 20
"""Plans named in the advice of NotFound."""

# One row: the digest of the newest version that came from a folder, not from an approval or an act on the organisation.
_LOADED = """
select digest from plan_version
where plan = $plan and version not in (
    select d.version from correction_decision d
    join correction_request r on r.correction_request = d.correction_request
    where r.plan = $plan and d.version is not null
    union all
    select d.version from plan_decision d
    join plan_request r on r.plan_request = d.plan_request
    where r.plan = $plan and d.version is not null)
    and version not in (select version from reorganised_plan where plan = $plan)
order by version desc limit 1
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """The approval that a version rests on: its table and row, and the document (hash, name) that the plan was read from.

    `former`: (units whose parts others report from now on, periods in which returns of theirs stay) and the day of it.
    """

    table: str
    row: Mapping[str, object]
    source: tuple[str, str] = ("", "")
    former: tuple[str, str, date] | None = None


class PlanVersionRow(TypedDict):
    """The head of one version of a plan (see `plan_version.sql`, `plan_latest.sql`, `plans.sql`)."""

    plan: str
    version: int
    number: str
    title: str
    issuer: str
    issued: date
    year: int
    report_day: int
    report_to: str
    signers: str
    contact: str
    source_file: str
    kind: str
    signing: str
    deadline_rule: str
    totals_since_start: bool


class VersionRow(TypedDict):
    """One entry of the history of a plan (see `plan_versions.sql`)."""

    plan: str
    version: int
    reason: str
    loaded_at: datetime


def record_plan(
    ledger: Ledger,
    plan: Plan,
    reason: str,
    act: Act,
    decision: Decision | None = None,
    register: Rows | None = None,
    document: PlanDocument | None = None,
) -> tuple[int, bool]:
    """Record a plan; return its version, and if that is new. The same plan changes nothing, a corrected one is a new version.

    `decision` is the approval that the version rests on, if any. A plan that was loaded before and has been changed with
    approval since is the same plan: loading it again undoes nothing. `register` are rows that the register of units lacks;
    `document` is what a plan that needs no approval was read from.
    """
    digest = plan_digest(plan)
    with ledger.transaction(act) as transaction:
        append(ledger, transaction, register or {})
        latest = transaction.run(
            "select version, digest from plan_version where plan = $plan order by version desc limit 1", plan=plan.id
        )
        loaded = transaction.run(_LOADED, plan=plan.id)
        if latest and digest in (latest[0][1], *(loaded[0] if loaded and not decision else ())):
            return latest[0][0], False
        version = latest[0][0] + 1 if latest else 1
        if not latest:
            transaction.add("plan", [{"plan": plan.id, "number": plan.number}])
        transaction.act = replace(
            act, plan=plan.id, before=f"第 {version - 1} 版" if latest else "", after=f"第 {version} 版：{reason}"
        )
        _add_version(ledger, transaction, plan, version, digest, reason)
        if decision:
            _add_decision(transaction, decision, {"plan": plan.id, "version": version})
        if document:
            add_document(transaction, document, {"plan": plan.id, "version": version})
        return version, True


def _add_decision(transaction: AuditedTransaction, decision: Decision, key: Mapping[str, object]) -> None:
    number = transaction.next_number(decision.table)
    transaction.add(decision.table, [{decision.table: number, **decision.row, "version": key["version"]}])
    file_hash, name = decision.source
    transaction.add("plan_source", [{**key, "hash": file_hash, "file_name": name}] if file_hash else [])
    if decision.former:
        units, periods, since = decision.former
        row = {"reorganised_plan": transaction.next_number("reorganised_plan"), **key, "since": since}
        transaction.add("reorganised_plan", [row | {"units": units, "periods": periods}])


def add_version(ledger: Ledger, transaction: AuditedTransaction, plan: Plan, reason: str) -> int:
    """Record the next version of a plan in a transaction that writes more than it; return its number."""
    latest = transaction.run("select max(version) from plan_version where plan = $plan", plan=plan.id)
    version = int(latest[0][0] or 0) + 1
    _add_version(ledger, transaction, plan, version, plan_digest(plan), reason)
    return version


def _add_version(
    ledger: Ledger, transaction: AuditedTransaction, plan: Plan, version: int, digest: str, reason: str
) -> None:
    key = {"plan": plan.id, "version": version}
    head = key | {"digest": digest, "reason": reason, "loaded_at": ledger.clock()}
    transaction.add("plan_version", [head | _head(plan)])
    for table, rows in plan_rows.tables(plan).items():
        transaction.add(table, [{**key, **row} for row in rows])


def _head(plan: Plan) -> dict[str, object]:
    return {
        "title": plan.title,
        "issuer": plan.issuer,
        "issued": plan.issued,
        "year": plan.year,
        "report_day": plan.report_day or 1,
        "deadline_rule": plan.other_deadline_rule,
        "kind": plan.kind.value,
        "signing": ";".join(plan.signing),
        "totals_since_start": plan.totals_since_start,
        "report_to": plan.report_to,
        "signers": "、".join(plan.signers),
        "contact": plan.contact,
        "source_file": plan.source_file,
    }


def plans(ledger: Ledger) -> list[PlanVersionRow]:
    """Return the newest version of every plan."""
    return ledger.query(PlanVersionRow, "plans")


def versions(ledger: Ledger, plan: str) -> list[VersionRow]:
    """Return every version of a plan, the first one first."""
    return ledger.query(VersionRow, "plan_versions", plan=plan)


def load_plan(ledger: Ledger, plan: str) -> tuple[Plan, int]:
    """Return the newest version of a plan, and its number. Raises NotFound."""
    head = next(iter(ledger.query(PlanVersionRow, "plan_latest", plan=plan)), None)
    if head is None:
        names = [row["plan"] for row in plans(ledger)[:_NAMED]]
        raise NotFound(f"台账中没有计划 {plan}。", f"现有计划：{'、'.join(names) or '（无，请先编制或载入）'}。")
    return _cached_plan(ledger, head), head["version"]


def plan_version(ledger: Ledger, plan: str, version: int) -> Plan:
    """Return one version of a plan. Raises NotFound."""
    head = next(iter(ledger.query(PlanVersionRow, "plan_version", plan=plan, version=version)), None)
    if head is None:
        raise NotFound(f"计划 {plan} 没有第 {version} 版。", "请核对版本号。")
    return _cached_plan(ledger, head)


def _cached_plan(ledger: Ledger, head: PlanVersionRow) -> Plan:
    return ledger.cached_across_writes(("plan", head["plan"], head["version"]), lambda: _read(ledger, head))


def _read(ledger: Ledger, head: PlanVersionRow) -> Plan:
    key = ledger, head["plan"], head["version"]
    items = plan_rows.items(*key)
    periods = plan_rows.periods(*key)
    plan = Plan(
        id=head["plan"],
        number=head["number"],
        title=head["title"],
        issuer=head["issuer"],
        issued=head["issued"],
        periods=tuple(r["period"] for r in periods),
        item_count=len(items),
        deadline_rule=head["deadline_rule"] or f"day:{head['report_day']}",
        report_to=head["report_to"],
        signers=plan_rows.split(head["signers"], "、"),
        contact=head["contact"],
        source_file=head["source_file"],
        chapters=plan_rows.chapters(*key),
        units=plan_rows.units(*key),
        leaders=plan_rows.leaders(*key),
        items=items,
        responsible=plan_rows.responsible(*key),
        targets=plan_rows.targets(*key),
        commitments=plan_rows.commitments(*key),
        indicators=plan_rows.indicators(*key),
        doubts=plan_rows.doubts(*key),
        cells=plan_rows.cells(*key),
        kind=PlanKind(head["kind"]),
        signing=tuple(map(Step, plan_rows.split(head["signing"]))),
        phases=plan_rows.phases(*key),
        own_deadlines={r["period"]: r["deadline"] for r in periods if r["deadline"]},
        totals_since_start=head["totals_since_start"],
    )
    version = head["version"]
    acts = [r for r in reversed(reorganised_versions(ledger, plan.id, version)) if r["periods"]]
    known = with_former(plan, _former(ledger, plan.id, acts))
    return with_former_leaders(known, _handovers(ledger, plan, version, acts))


def _former(ledger: Ledger, plan: str, acts: Sequence[ReorganisedRow]) -> list[FormerUnits]:
    """Return the units that gave way to others in some acts, the latest act first."""
    return [
        FormerUnits(
            frozenset(plan_rows.split(row["units"])),
            frozenset(plan_rows.split(row["periods"])),
            plan_version(ledger, plan, row["version"] - 1),
        )
        for row in acts
        if row["units"]
    ]


def _handovers(ledger: Ledger, plan: Plan, version: int, acts: Sequence[ReorganisedRow]) -> list[FormerLeaders]:
    """Return the handovers among some acts, the latest first: those that name no units. `plan` is the version being read."""
    return [
        FormerLeaders(
            frozenset(plan_rows.split(row["periods"])),
            plan_version(ledger, plan.id, row["version"] - 1),
            replace(plan) if row["version"] == version else plan_version(ledger, plan.id, row["version"]),
        )
        for row in acts
        if not row["units"]
    ]
