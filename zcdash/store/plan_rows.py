"""Conversion between a plan and the rows of its tables, without the columns plan and version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from zcdash.domain.model import (
    Cell,
    Chapter,
    Commitment,
    Doubt,
    Indicator,
    Item,
    Leader,
    Phase,
    Responsible,
    Target,
    Unit,
)
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Basis, Direction, Recurrence, Responsibility, UnitKind
from zcdash.store.ledger import Ledger
from zcdash.store.plan_records import (
    CellRow,
    ChapterRow,
    CommitmentRow,
    DoubtRow,
    IndicatorRow,
    ItemRow,
    LeaderRow,
    PeriodRow,
    PhaseRow,
    PlannedRow,
    PlannedTermRow,
    ResponsibleRow,
    TargetRow,
    UnitMemberRow,
    UnitRow,
)


def tables(plan: Plan) -> Mapping[str, Sequence[Mapping[str, object]]]:
    """Return the rows of each table of a plan."""
    periods = [Period.parse(p) for p in plan.periods]
    return {
        "period": [
            {"period": p.text, "starts": p.starts, "ends": p.ends, "deadline": plan.own_deadlines.get(p.text, "")}
            for p in periods
        ],
        "phase": [asdict(p) | {"place": n} for n, p in enumerate(plan.phases)],
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
        "leader": [asdict(x) | {"place": n} for n, x in enumerate(plan.leaders)],
        "item": [asdict(i) for i in plan.items],
        "responsible": [_responsible_row(r) for r in plan.responsible],
        "target": [asdict(t) for t in plan.targets],
        "cell": [asdict(c) | {"figures": " ".join(c.figures)} for c in plan.cells],
        "commitment": [asdict(c) | {"place": n, "recurs": c.recurs or ""} for n, c in enumerate(plan.commitments)],
        "indicator": [_indicator_row(i) | {"place": n} for n, i in enumerate(plan.indicators)],
        "planned": [
            {"indicator": i.code, "period": p, "value": v, "derived": p in i.derived}
            for i in plan.indicators
            for p, v in i.planned.items()
        ],
        "planned_term": [term for i in plan.indicators for term in _planned_terms(i)],
        "doubt": [asdict(d) | {"place": n} for n, d in enumerate(plan.doubts)],
    }


def _responsible_row(r: Responsible) -> dict[str, object]:
    return {
        "item": r.item,
        "kind": r.kind,
        "name": r.name,
        "role": r.role.value,
        "place": r.order,
        "assumed": r.assumed,
    }


def _indicator_row(indicator: Indicator) -> dict[str, object]:
    row = asdict(indicator)
    for name in ("planned", "derived", "words", "relative", "upper"):
        row.pop(name)
    ranked, ranged = indicator.basis is Basis.RANK, indicator.direction is Direction.WITHIN
    return row | {
        "basis": (Basis.LEVEL if ranked else indicator.basis).value,
        "ranked": ranked,
        "direction": (Direction.ABOUT if ranged else indicator.direction).value,
        "ranged": ranged,
        "sum_of": ";".join(indicator.sum_of),
    }


def _planned_terms(indicator: Indicator) -> list[dict[str, object]]:
    periods = dict.fromkeys([*indicator.words, *indicator.relative, *indicator.upper])
    return [
        {
            "indicator": indicator.code,
            "period": p,
            "words": indicator.words.get(p, ""),
            "relative": indicator.relative.get(p),
            "upper": indicator.upper.get(p),
        }
        for p in periods
    ]


def split(text: str, separator: str = ";") -> tuple[str, ...]:
    """Return the parts of a joined text; none for an empty one."""
    return tuple(part for part in text.split(separator) if part)


def periods(ledger: Ledger, plan: str, version: int) -> list[PeriodRow]:
    """Return the periods of a version, in order."""
    return ledger.query(PeriodRow, "period", plan=plan, version=version)


def phases(ledger: Ledger, plan: str, version: int) -> tuple[Phase, ...]:
    """Return the phases of a version."""
    return tuple(Phase(**r) for r in ledger.query(PhaseRow, "phase", plan=plan, version=version))


def chapters(ledger: Ledger, plan: str, version: int) -> tuple[Chapter, ...]:
    """Return the chapters of a version."""
    rows = ledger.query(ChapterRow, "chapter", plan=plan, version=version)
    return tuple(Chapter(r["chapter"], r["title"]) for r in rows)


def units(ledger: Ledger, plan: str, version: int) -> tuple[Unit, ...]:
    """Return the units of a version, with the members of groups."""
    members: dict[str, list[str]] = defaultdict(list)
    for row in ledger.query(UnitMemberRow, "unit_member", plan=plan, version=version):
        members[row["name"]].append(row["member"])
    return tuple(
        Unit(
            name=r["name"],
            kind=UnitKind(r["kind"]),
            members=tuple(members[r["name"]]),
            aliases=split(r["aliases"]),
            successor=r["successor"],
            note=r["note"],
        )
        for r in ledger.query(UnitRow, "unit", plan=plan, version=version)
    )


def leaders(ledger: Ledger, plan: str, version: int) -> tuple[Leader, ...]:
    """Return the leaders of a version."""
    return tuple(Leader(**r) for r in ledger.query(LeaderRow, "leader", plan=plan, version=version))


def items(ledger: Ledger, plan: str, version: int) -> tuple[Item, ...]:
    """Return the items of a version."""
    return tuple(Item(**r) for r in ledger.query(ItemRow, "item", plan=plan, version=version))


def responsible(ledger: Ledger, plan: str, version: int) -> tuple[Responsible, ...]:
    """Return the responsibilities of a version, in printed order."""
    return tuple(
        Responsible(
            item=r["item"],
            name=r["name"],
            role=Responsibility(r["role"]),
            order=r["place"],
            assumed=r["assumed"],
            kind=r["kind"],
        )
        for r in ledger.query(ResponsibleRow, "responsible", plan=plan, version=version)
    )


def targets(ledger: Ledger, plan: str, version: int) -> tuple[Target, ...]:
    """Return the targets of a version."""
    return tuple(Target(**r) for r in ledger.query(TargetRow, "target", plan=plan, version=version))


def cells(ledger: Ledger, plan: str, version: int) -> tuple[Cell, ...]:
    """Return the cells of the official table of a version."""
    return tuple(
        Cell(r["item"], r["cell"], r["lines"], tuple(r["figures"].split()), r["address"])
        for r in ledger.query(CellRow, "cell", plan=plan, version=version)
    )


def commitments(ledger: Ledger, plan: str, version: int) -> tuple[Commitment, ...]:
    """Return the commitments of a version."""
    rows = ledger.query(CommitmentRow, "commitment", plan=plan, version=version)
    return tuple(
        Commitment(
            code=r["code"],
            item=r["item"],
            period=r["period"],
            project=r["project"],
            text=r["text"],
            due=r["due"],
            exact=r["exact"],
            ongoing=r["ongoing"],
            reporting_unit=r["reporting_unit"],
            key=r["key"],
            starts=r["starts"],
            phase=r["phase"],
            quantity=r["quantity"],
            quantity_unit=r["quantity_unit"],
            recurs=Recurrence(r["recurs"]) if r["recurs"] else None,
            zero_report=r["zero_report"],
        )
        for r in rows
    )


def indicators(ledger: Ledger, plan: str, version: int) -> tuple[Indicator, ...]:
    """Return the indicators of a version, with their planned values."""
    planned: dict[str, dict[str, float]] = defaultdict(dict)
    derived: dict[str, set[str]] = defaultdict(set)
    for value in ledger.query(PlannedRow, "planned", plan=plan, version=version):
        planned[value["indicator"]][value["period"]] = value["value"]
        if value["derived"]:
            derived[value["indicator"]].add(value["period"])
    terms: dict[str, list[PlannedTermRow]] = defaultdict(list)
    for term in ledger.query(PlannedTermRow, "planned_term", plan=plan, version=version):
        terms[term["indicator"]].append(term)
    rows = ledger.query(IndicatorRow, "indicator", plan=plan, version=version)
    return tuple(_indicator(r, planned[r["code"]], derived[r["code"]], terms[r["code"]]) for r in rows)


def _indicator(
    r: IndicatorRow, planned: dict[str, float], derived: set[str], terms: Sequence[PlannedTermRow]
) -> Indicator:
    return Indicator(
        code=r["code"],
        item=r["item"],
        name=r["name"],
        unit=r["unit"],
        basis=Basis.RANK if r["ranked"] else Basis(r["basis"]),
        direction=Direction.WITHIN if r["ranged"] else Direction(r["direction"]),
        tolerance=r["tolerance"],
        baseline=r["baseline"],
        annual=r["annual"],
        annual_printed=r["annual_printed"],
        reporting_unit=r["reporting_unit"],
        data_source=r["data_source"],
        sum_of=split(r["sum_of"]),
        headline=r["headline"],
        same_as=r["same_as"],
        planned=planned,
        derived=frozenset(derived),
        baseline_period=r["baseline_period"],
        baseline_source=r["baseline_source"],
        baseline_pending=r["baseline_pending"],
        strict=r["strict"],
        attribute=r["attribute"],
        cites=r["cites"],
        words={t["period"]: t["words"] for t in terms if t["words"]},
        relative={t["period"]: t["relative"] for t in terms if t["relative"] is not None},
        upper={t["period"]: t["upper"] for t in terms if t["upper"] is not None},
    )


def doubts(ledger: Ledger, plan: str, version: int) -> tuple[Doubt, ...]:
    """Return the doubts of a version."""
    return tuple(Doubt(**r) for r in ledger.query(DoubtRow, "doubt", plan=plan, version=version))
