"""Rows of measurements, as one table for the terminal and as JSON."""

from __future__ import annotations

import json
import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: median and 95th percentile in `unit`, and the multiple of a yardstick from the same run."""

    what: str
    unit: str
    median: float
    p95: float | None = None
    aim: float | None = None
    yardstick: str = ""
    times: float | None = None
    judged: str = "median"
    """The figure that the aim is for: `median`, `p95` or `times`."""

    @property
    def met(self) -> bool | None:
        """True if the aim is reached, None if there is none."""
        value = getattr(self, self.judged)
        return None if self.aim is None or value is None else value <= self.aim


def timed(act: Callable[[], object], runs: int = 15, warm: int = 1) -> list[float]:
    """Return the milliseconds of each run, after `warm` runs that do not count."""
    for _ in range(warm):
        act()
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile, by the nearest rank."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def row(
    what: str,
    values: Sequence[float],
    aim: float | None = None,
    judged: str = "median",
    unit: str = "ms",
    yardstick: str = "",
    base: float | None = None,
) -> Row:
    """Return the row of a series of measurements."""
    middle = statistics.median(values)
    spread = p95(values) if len(values) > 1 else None
    return Row(what, unit, middle, spread, aim, yardstick, middle / base if base else None, judged)


def machine() -> dict[str, object]:
    """Return the machine and the versions that the figures were measured with."""
    meminfo = Path("/proc/meminfo").read_text(encoding="ascii")
    memory = int(meminfo.split()[1]) / 1024 / 1024
    return {
        "cores": os.cpu_count(),
        "memory GiB": round(memory),
        "system": platform.system(),
        "python": sys.version.split()[0],
        **{name: version(name) for name in ("streamlit", "duckdb", "pandas", "plotly", "openpyxl", "python-calamine")},
    }


def _wide(text: str, columns: int) -> str:
    """Pad on the right; a Chinese character takes two columns."""
    return text + " " * max(columns - sum(2 if ord(c) > 0x2E7F else 1 for c in text), 0)


def table(rows: Sequence[Row]) -> str:
    """Return the table for the terminal."""
    lines = [f"{_wide('what', 62)}{'median':>10}{'p95':>10}  {'aim':<16}{'':5}beside"]
    for r in rows:
        spread = f"{r.p95:.1f}" if r.p95 is not None else ""
        goal = "" if r.aim is None else f"{r.judged} ≤ {r.aim:g}"
        mark = {None: "", True: "met", False: "NOT"}[r.met]
        beside = f"{r.times:.2f} × {r.yardstick}" if r.times is not None else ""
        lines.append(f"{_wide(r.what, 62)}{r.median:>10.1f}{spread:>10} {r.unit:<3}{goal:<14}{mark:5}{beside}")
    return "\n".join(lines)


def as_json(rows: Sequence[Row]) -> str:
    """Return the rows and the machine as JSON."""
    return json.dumps(
        {"machine": machine(), "rows": [asdict(r) | {"met": r.met} for r in rows]}, ensure_ascii=False, indent=1
    )
