"""Tables of a plan: the inverse of `plan_folder.plan_of`, so that a plan of the ledger can be edited and exchanged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import tomli_w

from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.plan import Plan
from zcdash.domain.plan_proposal import PlanTables
from zcdash.domain.relative import with_relative_values
from zcdash.intake.plan_csv import COLUMNS

Values = Mapping[str, object]


def tables_of(plan: Plan) -> PlanTables:
    """Return the tables of a plan: `plan_of` makes the same plan of them."""
    rows: dict[str, Iterable[Values]] = {
        "items.csv": (_fields(i) for i in plan.items),
        "responsible.csv": (_fields(r) for r in plan.responsible),
        "units.csv": (
            _fields(u) | {"members": ";".join(u.members), "aliases": ";".join(u.aliases)} for u in plan.units
        ),
        "leaders.csv": ({"name": x.name, "post": x.post, "from": x.since, "to": x.until} for x in plan.leaders),
        "targets.csv": (_fields(t) for t in plan.targets),
        "commitments.csv": map(_commitment, plan.commitments),
        "indicators.csv": map(_indicator, plan.indicators),
        "planned.csv": (row for i in plan.indicators for row in _planned(i)),
        "doubts.csv": (_fields(d) for d in plan.doubts),
        "cells.csv": (_fields(c) | {"figures": " ".join(c.figures)} for c in plan.cells),
    }
    return PlanTables(toml_of(plan), {file: [_texts(file, row) for row in rows[file]] for file in COLUMNS})


def as_text(value: object) -> str:
    """Return a value as the tables have it: flags as true and false, numbers without needless zeros, nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def toml_of(plan: Plan) -> str:
    """Return the text of `plan.toml`."""
    document: dict[str, Any] = {
        "plan": {
            "id": plan.id,
            "number": plan.number,
            "title": plan.title,
            "issuer": plan.issuer,
            "issued": plan.issued,
            "kind": plan.kind.value,
            "totals": "plan" if plan.totals_since_start else "year",
            "periods": [_period(plan, p) for p in plan.periods],
            "items": plan.item_count,
        },
        "reporting": {
            "deadline": plan.deadline_rule,
            "to": plan.report_to,
            "signers": list(plan.signers),
            "signing": [step.value for step in plan.signing],
        },
        "contact": _contact(plan.contact),
        "source": {"file": plan.source_file},
        "chapter": [{"number": c.number, "title": c.title} for c in plan.chapters],
        "phase": [
            {"code": p.code, "name": p.name, "starts": p.starts, "ends": p.ends, "parent": p.parent}
            for p in plan.phases
        ],
    }
    return tomli_w.dumps(document)


def _period(plan: Plan, period: str) -> str | dict[str, str]:
    rule = plan.own_deadlines.get(period)
    return {"period": period, "deadline": rule} if rule else period


def _contact(text: str) -> dict[str, Any]:
    """Return the parts of a contact, 电话 … and 邮箱 …; a text of another form as it is."""
    parts = dict(part.split(" ", 1) for part in text.split("；") if " " in part)
    phone, email = parts.get("电话", ""), parts.get("邮箱", "")
    written = "；".join(f"{label} {part}" for label, part in (("电话", phone), ("邮箱", email)) if part)
    known = {"phone": [p for p in phone.split("、") if p], "email": email}
    return known if written == text else {"phone": [], "email": "", "text": text}


def _fields(value: Any) -> dict[str, object]:
    """Return the fields of a part of the plan by name; the type differs by table, hence Any."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _commitment(commitment: Commitment) -> Values:
    """Return a commitment's row; of a recurring duty it is one occurrence, and says so."""
    recurs = f"occurrence:{commitment.recurs.value}" if commitment.recurs else ""
    return _fields(commitment) | {"recurs": recurs}


def _indicator(indicator: Indicator) -> Values:
    bound = "" if not indicator.strict else "<" if indicator.direction.value == "at_most" else ">"
    return _fields(indicator) | {"sum_of": ";".join(indicator.sum_of), "bound": bound}


def _planned(indicator: Indicator) -> Iterable[Values]:
    """Yield a row for each period; a value that follows from the baseline is left out."""
    follows = with_relative_values(replace(indicator, planned={})).planned
    for period in dict.fromkeys([*indicator.planned, *indicator.relative, *indicator.words, *indicator.upper]):
        value = indicator.planned.get(period)
        yield {
            "indicator": indicator.code,
            "period": period,
            "value": None if value == follows.get(period) else value,
            "printed": period not in indicator.derived,
            "words": indicator.words.get(period, ""),
            "relative": indicator.relative.get(period),
            "upper": indicator.upper.get(period),
        }


def _texts(file: str, values: Values) -> dict[str, str]:
    return {column: as_text(values.get(column)) for column in COLUMNS[file].split()}
