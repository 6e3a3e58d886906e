"""The command line's part for the year-end assessment: the scores as a table, one of them in full, or all as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zcdash import queries
from zcdash.domain.model import Responsibility
from zcdash.queries.score import WHO_NAME, Placed, Scores
from zcdash.rules.score import RESPONSIBILITY_NAME, Bonus, Deduction, Score
from zcdash.rules.score_part import LeftOut, ScoreLine
from zcdash.store.ledger import Ledger

Command = Callable[..., argparse.ArgumentParser]


def add(command: Command) -> None:
    """The command `score`."""
    one = command("score", "Print the year-end scores, or one of them down to its arithmetic.", run=_score)
    one.add_argument("--plan", required=True, metavar="ID")
    one.add_argument("--who", default="unit", choices=list(WHO_NAME), help="units (default) or deputy mayors")
    one.add_argument("--name", default="", metavar="NAME", help="only this unit or deputy mayor, in full")
    one.add_argument(
        "--period", default="", metavar="PERIOD", help="up to this period (default: the last one that has ended)"
    )
    one.add_argument("--rules", default="default", metavar="ID", help="rule file data/rules/score-ID.toml")
    one.add_argument("--json", action="store_true", help="print one JSON object")


def _score(args: argparse.Namespace, ledger_file: Path) -> int:
    with Ledger(ledger_file) as ledger:
        found = queries.score.scores(ledger, args.plan, args.who, args.rules, args.period)
    chosen = [found.of(args.name)] if args.name else list(found.rows)
    if args.json:
        print(json.dumps(score_json(found, chosen), ensure_ascii=False, indent=1))
        return 0
    rules = found.rules
    print(
        f"{found.plan} {WHO_NAME[found.who]}年终考核，{found.word}，{found.as_of} 所见，{rules.name}第 {rules.version} 版"
    )
    for row in chosen:
        print("\n".join(_in_full(row) if args.name else [_line(row)]))
    return 0


def _line(row: Placed) -> str:
    score = row.score
    apart = "，".join(f"{RESPONSIBILITY_NAME[a.role]} {a.pieces} 项 {a.points}" for a in score.apart)
    said = [
        apart,
        f"扣 {score.deducted}" if score.deducted else "",
        f"加 {score.added}" if score.added else "",
        row.why_not,
    ]
    place = f"{row.rank:>3}" if row.rank else "  －"
    return f"{place}　{_points(score):>6}　{row.name}　{'，'.join(filter(None, said))}"


def _points(score: Score) -> str:
    return "不评分" if score.points is None else str(score.points)


def _in_full(row: Placed) -> list[str]:
    score = row.score
    said = [_line(row)]
    closings = {s.code: s for s in score.items}
    for line in score.lines:
        said.append(f"{line.code} {line.name}（{line.what}）：{line.arithmetic}")
        said += [f"  {p.code} {p.name}：{p.arithmetic}" for p in closings[line.code].lines]
        said += [f"  {x.code} {x.name}：{x.reason}" for x in closings[line.code].left_out]
        said.append(f"  {closings[line.code].closing}")
    said += [f"{x.code} {x.name}（{x.what}）：{x.reason}" for x in score.left_out]
    return [*said, *(d.arithmetic for d in (*score.deductions, *score.bonuses)), score.closing]


def score_json(found: Scores, chosen: list[Placed]) -> dict[str, Any]:
    """The scores as one object: each down to its parts, with the arithmetic as it is printed."""
    return {
        "plan": found.plan,
        "who": found.who,
        "through": found.through.text,
        "so_far": found.so_far,
        "as_of": found.as_of.isoformat(),
        "rules": {"id": found.rules.id, "name": found.rules.name, "version": found.rules.version},
        "scores": [{"name": row.name, "rank": row.rank, "note": row.why_not} | _whole(row.score) for row in chosen],
    }


def _whole(score: Score) -> dict[str, Any]:
    items = {s.code: s for s in score.items}
    apart = {a.role: {"items": a.pieces, "points": _number(a.points), "arithmetic": a.arithmetic} for a in score.apart}
    return {
        **{what: _number(getattr(score, what)) for what in ("points", "base", "deducted", "added")},
        "closing": score.closing,
        **{role.value: apart.get(role) for role in Responsibility},
        "items": [
            _row(x)
            | {
                "points": _number(items[x.code].points),
                "closing": items[x.code].closing,
                "parts": [_row(p) | {"period": p.period, "ahead": p.ahead} for p in items[x.code].lines],
                "left_out": [_left(p) for p in items[x.code].left_out],
            }
            for x in score.lines
        ],
        "left_out": [_left(x) for x in score.left_out],
        "deductions": [_off(d, d.times) for d in score.deductions],
        "bonuses": [_off(b, b.pieces) for b in score.bonuses],
    }


def _row(line: ScoreLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": line.name,
        "what": line.what,
        "weight": _number(line.weight),
        "earned": _number(line.earned),
        "arithmetic": line.arithmetic,
    }


def _off(row: Deduction | Bonus, times: int) -> dict[str, Any]:
    return {
        "what": row.what,
        "times": times,
        "each": _number(row.each),
        "points": _number(row.points),
        "arithmetic": row.arithmetic,
    }


def _left(row: LeftOut) -> dict[str, Any]:
    return {"code": row.code, "name": row.name, "what": row.what, "reason": row.reason}


def _number(value: Any) -> float | None:
    """Decimals of at most four places come back from JSON as they went in."""
    return None if value is None else float(value)
