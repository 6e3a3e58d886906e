"""A plan, read back from the ledger as the value it was loaded from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from zcdash.errors import Unknown
from zcdash.model import (
    Basis,
    Cell,
    Chapter,
    Commitment,
    Direction,
    Doubt,
    Indicator,
    Item,
    Leader,
    Plan,
    Responsible,
    Role,
    Target,
    Unit,
    UnitKind,
)
from zcdash.store.ledger import Ledger, Row

_NAMED = 20


def plans(ledger: Ledger) -> list[Row]:
    """One row per plan, at its newest version."""
    return ledger.ask("plans")


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
        Unit(r["name"], UnitKind(r["kind"]), tuple(members[r["name"]]), _split(r["aliases"]), r["successor"], r["note"])
        for r in asked["unit"]
    )


def stored_plan(ledger: Ledger, plan: str) -> tuple[Plan, int]:
    """The newest version of a plan, and its number. Raises Unknown where the ledger has no such plan."""
    head = next(iter(ledger.ask("head", plan=plan)), None)
    if head is None:
        there = [row["plan"] for row in plans(ledger)[:_NAMED]]
        raise Unknown(f"台账中没有计划 {plan}。", f"现有计划：{'、'.join(there) or '（无，请先运行 init）'}。")
    return _kept(ledger, head), head["version"]


def plan_version(ledger: Ledger, plan: str, version: int) -> Plan:
    """One version of a plan, an older one too. Raises Unknown."""
    head = next(iter(ledger.ask("version", plan=plan, version=version)), None)
    if head is None:
        raise Unknown(f"计划 {plan} 没有第 {version} 版。", "请核对版本号。")
    return _kept(ledger, head)


def versions(ledger: Ledger, plan: str) -> list[Row]:
    """One row per version of a plan, the first one first."""
    return ledger.ask("versions", plan=plan)


def _kept(ledger: Ledger, head: Row) -> Plan:
    """A version never changes once it is recorded, so it is read once for each open ledger."""
    return ledger.keep(("plan", head["plan"], head["version"]), lambda: _read(ledger, head))


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
    asked = {q: ledger.ask(q, plan=head["plan"], version=head["version"]) for q in questions}
    return Plan(
        head["plan"],
        head["number"],
        head["title"],
        head["issuer"],
        head["issued"],
        head["year"],
        tuple(r["period"] for r in asked["period"]),
        len(asked["item"]),
        head["report_day"],
        head["report_to"],
        _split(head["signers"], "、"),
        head["contact"],
        head["source_file"],
        tuple(Chapter(r["chapter"], r["title"]) for r in asked["chapter"]),
        _units(asked),
        tuple(_plain(Leader, r) for r in asked["leader"]),
        tuple(_plain(Item, r) for r in asked["item"]),
        tuple(
            Responsible(r["item"], r["name"], Role(r["role"]), r["place"], r["assumed"], r["leads"])
            for r in asked["responsible"]
        ),
        tuple(_plain(Target, r) for r in asked["target"]),
        tuple(_plain(Commitment, r) for r in asked["commitment"]),
        _indicators(asked),
        tuple(_plain(Doubt, r) for r in asked["doubt"]),
        tuple(Cell(r["item"], r["cell"], r["lines"], tuple(r["figures"].split())) for r in asked["cell"]),
    )


def actuals(ledger: Ledger, submissions: Sequence[int]) -> list[Row]:
    """One row per value that these submissions reported."""
    return ledger.ask_each("actual", submissions)


def progress(ledger: Ledger, submissions: Sequence[int]) -> list[Row]:
    """One row per commitment that these submissions spoke of."""
    return ledger.ask_each("progress", submissions)


def words(ledger: Ledger, submissions: Sequence[int]) -> list[Row]:
    """One row per item that these submissions wrote of, with the submission's period, unit and moment."""
    return ledger.ask_each("words", submissions)


def brought(ledger: Ledger, submissions: Sequence[int]) -> dict[str, list[Row]]:
    """All that these submissions speak of, by what it is: `indicator`, `commitment` or `item`, a column of its rows."""
    asked = {"indicator": actuals, "commitment": progress, "item": words}
    return {what: question(ledger, submissions) for what, question in asked.items()}


def actual_trail(ledger: Ledger, plan: str, indicator: str) -> list[Row]:
    """One row per value ever reported for an indicator, newest first, with the cell it came from."""
    return ledger.ask("actual_trail", plan=plan, indicator=indicator)
