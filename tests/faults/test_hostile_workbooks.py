"""Workbooks made to cost memory or time: each is refused or read within its limits, and the server goes on meanwhile."""

import math
import os
import threading
import time
from contextlib import suppress
from pathlib import Path

from tests.faults.fuzz_worker import megabytes
from tests.faults.hostile_workbooks import CASES
from zcdash import queries
from zcdash.domain.submission import Source
from zcdash.parsing import uploads
from zcdash.parsing.children import pool

MEMORY = 340
"""Megabytes of the child and the parent together: 300 for the child, and the file itself."""
LATE = 0.5


class Watch(threading.Thread):
    """A thread that does next to nothing, as a reader's page would: it measures how late it is, and looks at the children."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.late: list[float] = []
        self._over = threading.Event()
        self._pids = (os.getpid(), *pool.pids)
        self._memory = {pid: [megabytes("VmRSS", pid)] for pid in self._pids}
        self._seconds = {pid: [processor_seconds(pid)] for pid in self._pids}
        for pid in self._pids:
            Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")

    def run(self) -> None:
        while not self._over.is_set():
            begun = time.monotonic()
            time.sleep(0.005)
            self.late.append(time.monotonic() - begun - 0.005)
            self.look()

    def look(self) -> None:
        for pid in self._pids:
            with suppress(OSError, TypeError, IndexError):  # it has ended
                self._memory[pid].append(megabytes("VmHWM", pid))
                self._seconds[pid].append(processor_seconds(pid))

    def most(self) -> tuple[int, float]:
        """Return the most megabytes, and the seconds of processor time, of the process and its children together."""
        memory = sum(max(values) - values[0] for values in self._memory.values())
        return memory, sum(values[-1] - values[0] for values in self._seconds.values())

    def p95(self) -> float:
        """End, and return the 95th percentile of the seconds by which it was late."""
        self._over.set()
        self.join()
        return sorted(self.late)[math.ceil(0.95 * len(self.late)) - 1]


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def check(ledger, data):
    """Check a workbook as the page does, and write the marked copy; return the outcome."""
    checked = queries.upload_check.check_upload(ledger, data)
    if checked.form and checked.findings:
        assert uploads.mark_findings(data, checked.form, checked.findings)
    codes = {f.code for f in checked.findings}
    assert not checked.refused or all(f.sentence and f.advice for f in checked.findings)
    return "over" if "OVER_LIMIT" in codes else "refused" if checked.refused else "filed"


def test_a_hostile_workbook_is_refused_or_read_within_its_limits(ledger, workbooks, whole, record_outcome):
    base = workbooks[3].read_bytes()
    names = [*CASES][:: 1 if whole else 9]
    assert len(CASES) >= 60
    outcomes = {}
    for name in names:
        data = CASES[name](base)
        uploads.read_cells(base, Source.FILE)  # a child is there, and warm
        watch = Watch()
        watch.start()
        outcome = check(ledger, data)
        late = watch.p95()
        memory, seconds = watch.most()
        outcomes[name] = (outcome, round(seconds, 2), memory, late)
        record_outcome(
            what="hostile workbooks: all" if outcome != "over" else "hostile workbooks: ended at a limit",
            tried=1,
            refused=int(outcome != "filed"),
            filed=int(outcome == "filed"),
            slowest_s=round(seconds, 2),
            most_mb=memory,
        )
    print(*(f"{name}: {outcome}" for name, outcome in outcomes.items()), sep="\n")
    # How late a thread is says something of the program only where nothing else runs.
    assert {name: o for name, o in outcomes.items() if o[2] > MEMORY or (whole and o[3] > LATE)} == {}
    assert uploads.read_cells(base, Source.FILE), "the next file is read"
    assert len(pool.pids) <= 2
