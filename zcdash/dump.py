"""Plans and standings as JSON objects, for other programs. Keys are English, values as the ledger holds them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from zcdash.board import Standing
from zcdash.model import Plan


def plan_json(plan: Plan) -> dict[str, Any]:
    """A stored plan as one object: plan, chapters, units, leaders, items with all they promise."""
    return {
        "plan": {"id": plan.id, "number": plan.number, "title": plan.title, "issued": plan.issued.isoformat(),
                 "year": plan.year, "periods": list(plan.periods)},
        "chapters": [{"number": c.number, "title": c.title} for c in plan.chapters],
        "units": [{"name": u.name, "kind": u.kind, "members": list(u.members)} for u in plan.units],
        "leaders": [{"name": x.name, "post": x.post} for x in plan.leaders],
        "items": _items(plan),
    }


def _items(plan: Plan) -> list[dict[str, Any]]:
    units, leaders, targets, indicators, commitments = (defaultdict(list) for _ in range(5))
    for r in plan.responsible:
        (leaders if r.leads else units)[r.item].append({"name": r.name, "role": r.role, "assumed": r.assumed})
    for t in plan.targets:
        targets[t.item].append((t.period, t.text))
    for i in plan.indicators:
        indicators[i.item].append({
            "code": i.code, "name": i.name, "unit": i.unit, "basis": i.basis, "direction": i.direction,
            "tolerance": i.tolerance, "annual": i.annual, "baseline": i.baseline, "planned": i.planned,
        })
    for c in plan.commitments:
        commitments[c.item].append({"code": c.code, "period": c.period, "project": c.project, "text": c.text,
                                    "due": c.due.isoformat(), "standing": c.standing})
    return [
        {
            "number": i.number, "code": i.code, "chapter": i.chapter, "seq": i.seq, "focus": i.focus, "title": i.title,
            "goal": i.goal, "deadline": i.deadline, "units": units[i.code], "leaders": leaders[i.code],
            "targets": dict(targets[i.code]), "indicators": indicators[i.code], "commitments": commitments[i.code],
            "source": {"file": plan.source_file, "lines": i.lines},
        }
        for i in plan.items
    ]


def standing_json(standing: Standing) -> dict[str, Any]:
    """A standing as one object; planned and actual of a 当季 indicator are its running totals, as it is judged."""
    return {
        "plan": standing.plan, "period": standing.period.text, "pack": standing.pack, "as_of": standing.as_of.isoformat(),
        "counts": {light.value: n for light, n in standing.counts.items()},
        "items": [
            {
                "code": item.code, "light": item.assessment.light, "reason": item.assessment.reason,
                "indicators": [
                    {"code": s.indicator.code, "planned": s.planned, "actual": s.actual, "ratio": s.assessment.ratio,
                     "gap": s.assessment.gap, "light": s.assessment.light, "reason": s.assessment.reason}
                    for s in item.indicators
                ],
                "commitments": [
                    {"code": c.commitment.code, "state": c.state, "light": c.assessment.light} for c in item.commitments
                ],
            }
            for item in standing.items.values()
        ],
    }
