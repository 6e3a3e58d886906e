"""A child process that submits spoilt workbooks one after another and records the outcome of each."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

from tests.faults.mutants import mutant
from tests.helpers import PLAN
from zcdash import commands, queries, store
from zcdash.auth.permissions import console
from zcdash.errors import ZcdashError
from zcdash.store.ledger import Ledger


def megabytes(what: str) -> int:
    """Return the memory of this process, now (`VmRSS`) or at most so far (`VmHWM`)."""
    return int(re.search(rf"{what}:\s+(\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))[1]) >> 10


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
    with Ledger(path) as ledger, outcomes.open("a", encoding="utf-8") as lines:
        for number in numbers:
            kind, data = mutant(number, seed, files)
            lines.write(json.dumps([number, kind]) + "\n")
            lines.flush()
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
            before, begun = megabytes("VmRSS"), time.monotonic()
            outcome, wrong = submit(ledger, data)
            took, most = time.monotonic() - begun, megabytes("VmHWM") - before
            lines.write(json.dumps([number, kind, outcome, wrong, round(took, 3), most]) + "\n")
            lines.flush()
        lines.write(json.dumps(store.audit_log.verify(ledger).faults) + "\n")
