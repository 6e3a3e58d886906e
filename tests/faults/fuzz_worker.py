"""A child process that submits spoilt workbooks one after another and records the outcome of each."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path

from tests.faults.mutants import mutant
from tests.helpers import PLAN
from zcdash import commands, queries, store
from zcdash.auth.permissions import console
from zcdash.domain.submission import Source
from zcdash.errors import ZcdashError
from zcdash.parsing import uploads
from zcdash.parsing.children import pool
from zcdash.store.ledger import Ledger


class Memory:
    """The most memory that this process and its children that read files take beyond what they have now."""

    def __init__(self) -> None:
        self._before = {pid: megabytes("VmRSS", pid) for pid in (os.getpid(), *pool.pids)}
        for pid in self._before:
            Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")

    def most(self) -> int:
        """Return the megabytes since; a child that was ended took all that it may."""
        return sum(
            megabytes("VmHWM", pid) - before if Path(f"/proc/{pid}").exists() else pool.limits.memory >> 20
            for pid, before in self._before.items()
        )


def megabytes(what: str, pid: int) -> int:
    """Return the memory of a process, now (`VmRSS`) or at most so far (`VmHWM`)."""
    return int(re.search(rf"{what}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))[1]) >> 10


def submit(ledger: Ledger, data: bytes) -> tuple[str, str]:
    """Submit a workbook; return its outcome, and what is wrong with the ledger afterwards."""
    before = len(queries.submissions.history(ledger, PLAN))
    try:
        receipt = commands.submissions.submit(ledger, console(), data, "报送.xlsx", "张三", accept=True)
    except ZcdashError:
        return "refused", "" if len(queries.submissions.history(ledger, PLAN)) == before else "refused, and filed"
    if len(queries.submissions.history(ledger, PLAN)) != before + receipt.filed:
        return "", "the receipt and the ledger do not agree"
    if receipt.filed:
        got, kept = receipt.check.parsed, store.submissions.submission_rows(ledger, receipt.submission)
        if [len(kept[k]) for k in ("actual", "progress", "narrative")] != [
            len(got.actuals),
            len(got.progress),
            len(got.narratives),
        ]:
            return "filed", "half of it"
    elif receipt.refused and not receipt.check.findings:
        return "refused", "without a word"
    return "filed" if receipt.filed else "refused" if receipt.refused else "same", ""


def submit_mutants(path: Path, bases: list[Path], numbers: range, seed: int, outcomes: Path) -> None:
    """Write a line for each mutant: number, kind, outcome, what is wrong, seconds, megabytes above the start."""
    files = [base.read_bytes() for base in bases]
    uploads.read_cells(files[0], Source.FILE)  # starts a child
    with Ledger(path) as ledger, outcomes.open("a", encoding="utf-8") as lines:
        for number in numbers:
            kind, data = mutant(number, seed, files)
            lines.write(json.dumps([number, kind]) + "\n")
            lines.flush()
            memory, begun = Memory(), time.monotonic()
            outcome, wrong = submit(ledger, data)
            took, most = time.monotonic() - begun, memory.most()
            lines.write(json.dumps([number, kind, outcome, wrong, round(took, 3), most]) + "\n")
            lines.flush()
        lines.write(json.dumps(store.audit_log.verify(ledger).faults) + "\n")
