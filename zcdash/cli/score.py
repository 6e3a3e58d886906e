"""Command that prints the year-end assessment: as a table, one score in full, or all as JSON."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from zcdash import auth, queries
from zcdash.cli.options import as_of_option, json_option, ledger_option, plan_option
from zcdash.domain.terms import Responsibility
from zcdash.queries.score import WHO_NAME, Placed, Scores
from zcdash.rules.score import RESPONSIBILITY_NAME, Bonus, Deduction, Score
from zcdash.rules.score_part import LeftOut, ScoreLine
from zcdash.store.ledger import Ledger


@click.command()
@plan_option
@click.option("--who", type=click.Choice(list(WHO_NAME)), default="unit", help="units (default) or deputy mayors")
@click.option("--name", default="", metavar="NAME", help="only this unit or deputy mayor, in full")
@click.option("--period", default="", metavar="PERIOD", help="up to this period (default: the last that has ended)")
@click.option("--rules", default="default", metavar="ID", help="rule file data/rules/score-ID.toml")
@as_of_option
@json_option
@ledger_option
def score(
    plan_id: str,
    who: str,
    name: str,
    period: str,
    rules: str,
    as_of: date | None,
    as_json: bool,
    ledger_file: Path,
) -> None:
    """Print the year-end scores, or one of them down to its arithmetic."""
    with Ledger(ledger_file) as own, queries.as_of.known_on(own, as_of, plan_id) as ledger:
        period = queries.plans.period_named(ledger, plan_id, period)
        scores = queries.score.scores(ledger, plan_id, who, rules, period)
        seen = queries.clock.seen(ledger, plan_id)
        auth.trail.exported(own, auth.permissions.console(), "score", plan_id, period)
    rows = [scores.of(name)] if name else list(scores.rows)
    if as_json:
        print(json.dumps(score_json(scores, rows), ensure_ascii=False, indent=1))
        return
    terms = f"{scores.word}，{seen}，{scores.rules.name}第 {scores.rules.version} 版"
    print(f"{scores.plan} {scores.who_name}{scores.words.evaluation}，{terms}")
    if scores.nothing and not name:
        print(scores.nothing)
        return
    for group, members in groupby(rows, key=lambda row: row.group):
        if not name:
            print(group)
        for row in members:
            print("\n".join(_full_lines(row) if name else [_line(row)]))
    if any(row.term.text for row in rows):
        print(scores.handovers)


def _line(row: Placed) -> str:
    score = row.score
    parts = [
        "，".join(f"{RESPONSIBILITY_NAME[a.role]} {a.pieces} 项 {a.points}" for a in score.apart),
        f"扣 {score.deducted}" if score.deducted else "",
        f"加 {score.added}" if score.added else "",
        f"其他权重下{row.swing}" if row.swing else "",
        row.why_not,
    ]
    rank = f"{row.rank:>3}" if row.rank else "  －"
    points = "不评分" if score.points is None else str(score.points)
    return "　".join(filter(None, [rank, f"{points:>6}", row.band, row.title, "，".join(filter(None, parts))]))


def _full_lines(row: Placed) -> list[str]:
    score = row.score
    items = {s.code: s for s in score.items}
    lines = [_line(row)]
    for line in score.lines:
        item = items[line.code]
        lines.append(f"{line.code} {line.name}（{line.what}）：{line.arithmetic}")
        lines += [f"  {p.code} {p.name}：{p.arithmetic}" for p in item.lines]
        lines += [f"  {x.code} {x.name}：{x.reason}" for x in item.left_out]
        lines.append(f"  {item.closing}")
    lines += [f"{x.code} {x.name}（{x.what}）：{x.reason}" for x in score.left_out]
    lines += [d.arithmetic for d in score.deductions]
    lines += [b.arithmetic for b in score.bonuses]
    return [*lines, score.closing]


def score_json(scores: Scores, rows: list[Placed]) -> dict[str, Any]:
    """Return the scores as one object: each down to its parts, with the arithmetic as it is printed."""
    return {
        "plan": scores.plan,
        "who": scores.who,
        "through": scores.through.text,
        "so_far": scores.so_far,
        "as_of": scores.as_of.isoformat(),
        "rules": {"id": scores.rules.id, "name": scores.rules.name, "version": scores.rules.version},
        "scores": [_place(row) | _score(row.score) for row in rows],
    }


def _place(row: Placed) -> dict[str, Any]:
    weights = [
        {"weights": e.weights, "points": _number(e.points), "rank": e.rank if row.rank else None, "band": e.band}
        for e in row.elsewhere
    ]
    place = {"group": row.group, "rank": row.rank, "band": row.band, "note": row.why_not}
    days = {"since": row.term.since, "until": row.term.until}
    term = {name: day.isoformat() if day else None for name, day in days.items()} if row.term.text else {}
    return {"name": row.name, **term, **place, "parts": row.parts, "other_weights": weights}


def _score(score: Score) -> dict[str, Any]:
    items = {s.code: s for s in score.items}
    apart = {a.role: {"items": a.pieces, "points": _number(a.points), "arithmetic": a.arithmetic} for a in score.apart}
    return {
        **{name: _number(getattr(score, name)) for name in ("points", "base", "deducted", "added")},
        "closing": score.closing,
        **{role.value: apart.get(role) for role in Responsibility},
        "items": [
            _score_line(x)
            | {
                "points": _number(items[x.code].points),
                "closing": items[x.code].closing,
                "parts": [_score_line(p) | {"period": p.period, "ahead": p.ahead} for p in items[x.code].lines],
                "left_out": [_left_out(p) for p in items[x.code].left_out],
            }
            for x in score.lines
        ],
        "left_out": [_left_out(x) for x in score.left_out],
        "deductions": [_adjustment(d, d.times) for d in score.deductions],
        "bonuses": [_adjustment(b, b.pieces) for b in score.bonuses],
    }


def _score_line(line: ScoreLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": line.name,
        "what": line.what,
        "weight": _number(line.weight),
        "earned": _number(line.earned),
        "arithmetic": line.arithmetic,
    }


def _adjustment(row: Deduction | Bonus, times: int) -> dict[str, Any]:
    return {
        "what": row.what,
        "times": times,
        "each": _number(row.each),
        "points": _number(row.points),
        "arithmetic": row.arithmetic,
    }


def _left_out(row: LeftOut) -> dict[str, Any]:
    return {"code": row.code, "name": row.name, "what": row.what, "reason": row.reason}


def _number(value: Decimal | None) -> float | None:
    """Return a decimal of at most four places as a float that prints the same."""
    return None if value is None else float(value)
