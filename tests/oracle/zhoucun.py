"""Plan of 2017, read from its folder into the oracle's shapes."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.oracle.shapes import Commitment, Indicator, Item, Plan

FOLDER = Path(__file__).parents[2] / "data" / "plans" / "zhoucun-2017"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def leads() -> dict[str, str]:
    """Return item → unit that reports it: the first lead; where that is a group, the first unit its indicators name."""
    groups = {r["name"] for r in rows("units.csv") if r["kind"] == "group"}
    named: dict[str, str] = {}
    for r in rows("indicators.csv"):
        if r["reporting_unit"]:
            named.setdefault(r["item"], r["reporting_unit"])
    found: dict[str, str] = {}
    for r in rows("responsible.csv"):
        if r["kind"] == "unit" and r["role"] == "lead" and r["item"] not in found:
            found[r["item"]] = named.get(r["item"], r["name"]) if r["name"] in groups else r["name"]
    return found


def plan() -> Plan:
    """Read the plan. Columns the folder doesn't have (yet) are taken as empty."""
    planned: dict[str, dict[str, str]] = {}
    for r in rows("planned.csv"):
        planned.setdefault(r["indicator"], {})[r["period"]] = r["value"]
    lead = leads()
    return Plan(
        items=tuple(Item(code=r["code"], lead=lead[r["code"]]) for r in rows("items.csv")),
        indicators=tuple(
            Indicator(
                code=r["code"],
                item=r["item"],
                unit=r["unit"],
                basis=r["basis"],
                direction=r["direction"],
                planned=planned.get(r["code"], {}),
                tolerance=r["tolerance"] or None,
                baseline=r["baseline"] or None,
                annual=r["annual"] or None,
                reporting_unit=r["reporting_unit"],
            )
            for r in rows("indicators.csv")
        ),
        commitments=tuple(
            Commitment(
                code=r["code"],
                item=r["item"],
                period=r["period"],
                due=r["due"],
                ongoing=r["ongoing"] == "true",
                key=r.get("key") == "true",
                reporting_unit=r["reporting_unit"],
            )
            for r in rows("commitments.csv")
        ),
    )
