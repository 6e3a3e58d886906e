"""`make bench`: what the parts of the program take, the median of several runs, as a table and as JSON."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from zcdash import board, desk
from zcdash.intake import check, folder
from zcdash.present import figures
from zcdash.store import Ledger

SHIPPED = Path(__file__).parents[2] / "data" / "plans" / "zhoucun-2017"
RUNS = 15


def milliseconds(act: Callable[[], object], runs: int = RUNS) -> float:
    """The median of several runs, after one that does not count."""
    act()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Measure, print a table, then one JSON object; every figure also against an empty question of the same run."""
    plan = folder.read(SHIPPED)
    with tempfile.TemporaryDirectory() as scratch, Ledger(Path(scratch) / "bench.duckdb") as ledger:
        desk.load_plan(ledger, SHIPPED)
        path = next(i for i in plan.indicators if i.code == "14-6a")
        found = {
            "one small question": milliseconds(lambda: ledger.ask("setting", name="x")),
            "read a plan folder": milliseconds(lambda: folder.read(SHIPPED)),
            "check a plan": milliseconds(lambda: check.check(plan)),
            "read a stored plan": milliseconds(lambda: board.plan(ledger, plan.id)),
            "standing of a plan": milliseconds(lambda: board.standing(ledger, plan.id, "2017Q2")),
            "one figure": milliseconds(lambda: figures.path(path, plan.periods, {})),
        }
    base = found["one small question"]
    for name, value in found.items():
        print(f"{name:24} {value:9.2f} ms {value / base:8.1f} ×")
    print(json.dumps({name: round(value, 3) for name, value in found.items()}))


if __name__ == "__main__":
    main()
