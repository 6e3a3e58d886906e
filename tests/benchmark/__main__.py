"""`make bench`: measure the waiting times of readers and clerks; print a table and JSON, each figure beside another of the run."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.benchmark import browser_timing, districts, round_trip, scripts
from tests.benchmark.rows import Row, as_json, table

PARTS = ("scripts", "memory", "browser", "round-trip", "districts")
SHORT_COLD = ("总览", "季度报送", "年终考核")
"""Pages that a short run measures after a write too: a write takes four page runs."""


def measure(scratch: Path, parts: tuple[str, ...] = PARTS, short: bool = False) -> list[Row]:
    """Return the rows of these parts; `short` only proves that everything can be measured."""
    rows: list[Row] = []
    if "scripts" in parts:
        rows += scripts.measure(scratch, 1, 1, SHORT_COLD) if short else scripts.measure(scratch)
    if "memory" in parts:
        rows += scripts.memory(scratch, *((6,) if short else ()))
    if "browser" in parts:
        rows += browser_timing.measure(scratch, *((1, 1) if short else ()))
    if "round-trip" in parts:
        rows += round_trip.measure(scratch, 2 if short else 15, 2_000 if short else round_trip.ROWS)
    if "districts" in parts:
        rows += districts.measure(scratch, 20 if short else districts.DISTRICTS, 2 if short else 15)
    return rows


def main() -> None:
    """Measure, print the table, then one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--short", action="store_true", help="few runs, small ledgers: to see that it works")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the JSON there instead of printing it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        rows = measure(Path(scratch), tuple(options.only), options.short)
    print(table(rows))
    if options.json:
        options.json.write_text(as_json(rows), encoding="utf-8")
    else:
        print(as_json(rows))


if __name__ == "__main__":
    main()
