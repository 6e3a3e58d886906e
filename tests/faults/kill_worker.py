"""A child process that acts on a ledger and acknowledges, until it is killed.

An act counts as acknowledged when a line of it stands safe on the disk: what it was, and the hash of its entry in the log.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from datetime import date
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from tests.conftest import OFFICE, PLAN, SHIPPED, deputy, head
from zcdash import commands, queries, store
from zcdash.auth.permissions import console
from zcdash.queries import approvals
from zcdash.rules.approval import Stage
from zcdash.store import duck
from zcdash.store.ledger import Ledger

PERIOD = "2017Q1"


class Notebook:
    """Where a child writes down what was done; a line is there whole and safe, or not at all."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, what: str, mark: str = "") -> None:
        """One line: what was done, and the hash of its entry in the log."""
        os.write(self._file, f"{json.dumps([what, mark])}\n".encode())
        os.fsync(self._file)


def noted(path: Path) -> list[list[str]]:
    """The lines that were acknowledged."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


class Office:
    """Everybody at once: files, signs, accepts, closes, reopens and backs up, one act after another."""

    def __init__(self, ledger: Ledger, workbooks: list[Path], copies: Path, chance: random.Random) -> None:
        self.ledger, self.workbooks, self.copies, self.chance = ledger, workbooks, copies, chance

    def act(self) -> str:
        """Do one act; its name, empty where nothing was to be done."""
        closed = bool(queries.periods.period_state(self.ledger, PLAN, PERIOD).close)
        acts: list[Callable[[], str]] = (
            [self.reopen] * 6 if closed else [self.file] * 4 + [self.sign] * 6 + [self.close] * 2
        )
        return self.chance.choice([*acts, self.back_up, self.back_up])()

    def file(self) -> str:
        """A clerk files one of the workbooks; the very same one as before is no act."""
        one = self.chance.choice(self.workbooks)
        receipt = commands.submissions.submit(self.ledger, console(), one.read_bytes(), one.name, "张三", accept=True)
        assert not receipt.refused, receipt.check.findings
        return "file" if receipt.filed else ""

    def sign(self) -> str:
        """The next hand on a return that waits for one signs it."""
        waiting = [
            p
            for p in approvals.latest_by_unit(self.ledger, PLAN).values()
            if p.course.stage in (Stage.HEAD, Stage.DEPUTY, Stage.OFFICE)
        ]
        if not waiting:
            return ""
        one = self.chance.choice(waiting)
        stage = one.course.stage
        hand = (
            head(one.unit)
            if stage is Stage.HEAD
            else deputy(one.course.waiting[0])
            if stage is Stage.DEPUTY
            else OFFICE
        )
        commands.approvals.sign(self.ledger, hand, PLAN, one.number)
        return "sign"

    def close(self) -> str:
        """The office closes the period."""
        commands.periods.close(self.ledger, OFFICE, PLAN, PERIOD, "演练关账")
        return "close"

    def reopen(self) -> str:
        """The office opens the period again."""
        commands.periods.reopen(self.ledger, OFFICE, PLAN, PERIOD, "演练更正")
        return "reopen"

    def back_up(self) -> str:
        """The administrator makes a copy."""
        commands.plans.back_up(self.ledger, console(), self.copies)
        return "backup"


def at_work(ready: Connection, target: Callable[..., None], arguments: tuple[object, ...]) -> None:
    """Says that it begins, and begins."""
    ready.send("ready")
    target(*arguments)


def work(path: Path, notebook: Path, workbooks: list[Path], copies: Path, seed: str) -> None:
    """Act on the ledger without end."""
    # Small, so that many kills fall into a checkpoint.
    duck.WAL_LIMIT = 200_000
    notes = Notebook(notebook)
    with Ledger(path) as ledger:
        office = Office(ledger, workbooks, copies, random.Random(seed))
        notes.write("opened")
        for _ in count():
            if done := office.act():
                notes.write(done, store.audit_log.entries(ledger)[-1]["hash"])


def migrate(path: Path, notebook: Path, newer: Path) -> None:
    """Open a ledger of an older version with a later schema, which migrates it."""
    store.ledger.HERE = newer
    with Ledger(path) as ledger:
        Notebook(notebook).write("migrate", store.audit_log.entries(ledger)[-1]["hash"])


def begin(path: Path, notebook: Path) -> None:
    """Make a ledger, and load the plan."""
    notes = Notebook(notebook)
    with Ledger(path) as ledger:
        notes.write("opened")
        commands.plans.load_plan(ledger, console(), SHIPPED)
        notes.write("load", store.audit_log.entries(ledger)[-1]["hash"])
        commands.plans.set_business_date(ledger, console(), date(2017, 4, 20))
        notes.write("set", store.audit_log.entries(ledger)[-1]["hash"])


def put_back(path: Path, backups: list[Path], notebook: Path) -> None:
    """Restore one backup after another."""
    notes = Notebook(notebook)
    for number in count():
        store.backup.restore(backups[number % len(backups)], path)
        notes.write("restore", str(number % len(backups)))
