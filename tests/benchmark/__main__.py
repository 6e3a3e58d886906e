"""`make bench`: what readers and clerks wait for, measured, as a table and as JSON; every figure beside another of the same run."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.benchmark import browser_timing, districts, round_trip, scripts
from tests.benchmark.rows import Row, as_json, shown

PARTS = ("scripts", "memory", "window", "round-trip", "districts")


def measure(scratch: Path, parts: tuple[str, ...] = PARTS, short: bool = False) -> list[Row]:
    """The rows of these parts; `short` only proves that everything can be measured."""
    found: list[Row] = []
    if "scripts" in parts:
        found += scripts.measure(scratch, *((2, 1) if short else (20, 5)))
    if "memory" in parts:
        found += scripts.memory(scratch)
    if "window" in parts:
        found += browser_timing.measure(scratch, *((1, 1) if short else ()))
    if "round-trip" in parts:
        found += round_trip.measure(scratch, 2 if short else 15, 2_000 if short else round_trip.ROWS)
    if "districts" in parts:
        found += districts.measure(scratch, 20 if short else districts.DISTRICTS, 2 if short else 15)
    return found


def main() -> None:
    """Measure, print the table, then one JSON object."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    asked.add_argument("--short", action="store_true", help="few runs, small ledgers: to see that it works")
    asked.add_argument("--json", type=Path, metavar="FILE", help="write the JSON there instead of printing it")
    said = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        rows = measure(Path(scratch), tuple(said.only), said.short)
    print(shown(rows))
    if said.json:
        said.json.write_text(as_json(rows), encoding="utf-8")
    else:
        print(as_json(rows))


if __name__ == "__main__":
    main()
