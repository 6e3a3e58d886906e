"""JSON objects of plans, standings and receipts, for other programs: English keys, values as the ledger holds them.

Keys never change: they are the first API.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from zcdash.commands.submissions import SubmissionReceipt
from zcdash.domain.model import Commitment, Indicator, Phase
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Direction, Severity
from zcdash.queries.item_standing import Standing


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return a stored plan as one object.

    It holds plan, chapters, units, leaders, phases, and items with targets, indicators and commitments.
    """
    return {
        "plan": {
            "id": plan.id,
            "number": plan.number,
            "title": plan.title,
            "issued": plan.issued.isoformat(),
            "year": plan.year,
            "periods": list(plan.periods),
            "kind": plan.kind,
            "signing": list(plan.signing),
            "deadline_rule": plan.deadline_rule,
        },
        "chapters": [{"number": c.number, "title": c.title} for c in plan.chapters],
        "units": [{"name": u.name, "kind": u.kind, "members": list(u.members)} for u in plan.units],
        "leaders": [{"name": x.name, "post": x.post} for x in plan.leaders],
        "phases": [_phase(p) for p in plan.phases],
        "items": _items(plan),
    }


def _items(plan: Plan) -> list[dict[str, Any]]:
    units: dict[str, list[dict[str, Any]]] = defaultdict(list)
    leaders: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for r in plan.responsible:
        side = leaders if r.kind == "leader" else units
        side[r.item].append({"name": r.name, "role": r.role, "assumed": r.assumed})
    targets: dict[str, dict[str, str]] = defaultdict(dict)
    for t in plan.targets:
        targets[t.item][t.period] = t.text
    indicators: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for i in plan.indicators:
        indicators[i.item].append(_indicator(i))
    commitments: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for c in plan.commitments:
        commitments[c.item].append(_commitment(c))
    return [
        {
            "number": i.number,
            "code": i.code,
            "chapter": i.chapter,
            "seq": i.seq,
            "focus": i.focus,
            "title": i.title,
            "goal": i.goal,
            "deadline": i.deadline,
            "units": units[i.code],
            "leaders": leaders[i.code],
            "targets": targets[i.code],
            "indicators": indicators[i.code],
            "commitments": commitments[i.code],
            "source": {"file": plan.source_file, "lines": i.lines},
        }
        for i in plan.items
    ]


def _indicator(i: Indicator) -> dict[str, Any]:
    return {
        "code": i.code,
        "name": i.name,
        "unit": i.unit,
        "basis": i.basis,
        "direction": i.direction,
        "tolerance": i.tolerance,
        "annual": i.annual,
        "baseline": i.baseline,
        "planned": i.planned,
        "sum_of": list(i.sum_of),
        "same_as": i.same_as,
        "baseline_period": i.baseline_period,
        "baseline_source": i.baseline_source,
        "baseline_pending": i.baseline_pending,
        "printed": i.words,
        "bound": _bound(i),
        "upper": i.upper,
        "attribute": i.attribute,
        "cites": i.cites,
    }


def _bound(i: Indicator) -> str:
    """Return `>` or `<` where the planned value itself does not meet the plan, `range`, or nothing."""
    if i.direction is Direction.WITHIN:
        return "range"
    return {Direction.AT_LEAST: ">", Direction.AT_MOST: "<"}.get(i.direction, "") if i.strict else ""


def _phase(p: Phase) -> dict[str, Any]:
    return {
        "code": p.code,
        "name": p.name,
        "starts": p.starts.isoformat(),
        "ends": p.ends.isoformat(),
        "parent": p.parent,
    }


def _commitment(c: Commitment) -> dict[str, Any]:
    return {
        "code": c.code,
        "period": c.period,
        "project": c.project,
        "text": c.text,
        "due": c.due.isoformat(),
        "standing": c.ongoing,
        "key": c.key,
        "starts": c.starts.isoformat() if c.starts else None,
        "phase": c.phase,
        "quantity": c.quantity,
        "quantity_unit": c.quantity_unit,
        "recurs": c.recurs or "",
        "zero_report": c.zero_report,
    }


def standing_json(standing: Standing) -> dict[str, Any]:
    """Return a standing as one object. Planned and actual of a 当季 indicator are running totals, as they are assessed."""
    return {
        "plan": standing.plan,
        "period": standing.period.text,
        "view": standing.view,
        "pack": standing.pack,
        "as_of": standing.as_of.isoformat(),
        "counts": {light.value: n for light, n in standing.counts.items()},
        "items": [
            {
                "code": item.code,
                "light": item.assessment.light,
                "reason": item.assessment.reason,
                "indicators": [
                    {
                        "code": s.indicator.code,
                        "planned": s.planned,
                        "actual": s.actual,
                        "ratio": s.assessment.ratio,
                        "gap": s.assessment.gap,
                        "light": s.assessment.light,
                        "reason": s.assessment.reason,
                    }
                    for s in item.indicators
                ],
                "commitments": [
                    {"code": c.commitment.code, "state": c.state, "light": c.assessment.light} for c in item.commitments
                ],
            }
            for item in standing.items.values()
        ],
    }


def receipt_json(receipt: SubmissionReceipt) -> dict[str, Any]:
    """Return a receipt as one object; `rows` counts filled and requested rows by sheet."""
    return {
        "submission": receipt.submission,
        "filed": receipt.filed,
        "findings": [
            {
                "code": f.code,
                "severity": f.severity,
                "sheet": f.place.partition("!")[0],
                "cell": f.place.partition("!")[2],
                "message": f.sentence,
                "advice": f.advice,
            }
            for f in receipt.check.findings
        ],
        "rows": {sheet: {"filled": filled, "asked": asked} for sheet, (filled, asked) in receipt.check.rows.items()},
    }


def receipt_text(receipt: SubmissionReceipt, only_checked: bool) -> str:
    """Return a receipt as text: one line per finding, then the result."""
    check = receipt.check
    lines = [
        f"{'错误' if f.severity is Severity.ERROR else '提示'} {f.place.replace('!', ' ')}：{f.sentence}{f.advice}"
        for f in check.findings
    ]
    lines += [f"{sheet}：要填 {asked} 行，已填 {filled} 行。" for sheet, (filled, asked) in check.rows.items()]
    if receipt.filed:
        lines.append(
            f"已报送，编号 {receipt.submission}，{receipt.filed_at:%Y-%m-%d %H:%M:%S}，文件指纹 {check.file_hash[:16]}。"
        )
    elif receipt.submission:
        lines.append(f"这个文件已经报送过，编号 {receipt.submission}，没有重复录入。")
    elif only_checked:
        lines.append("只作检查，没有报送。")
    else:
        why = "有错误，请改正后再报" if check.refused else "有提示，核对无误后加 --accept 确认报送"
        lines.append(f"没有报送：{why}。")
    return "\n".join(lines)
