"""A child process that writes to a ledger and acknowledges each write, until it is killed.

A write is acknowledged when its line is durable on the disk: the kind of act, and the hash of its entry in the audit log.
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

from tests.helpers import OFFICE, PLAN, SHIPPED, deputy, head
from zcdash import commands, queries, store
from zcdash.auth.permissions import console
from zcdash.queries import approvals
from zcdash.rules.approval import Stage
from zcdash.store import duck
from zcdash.store.ledger import Ledger

PERIOD = "2017Q1"


class AckFile:
    """File of acknowledged writes; each line is durable and whole, or absent."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, what: str, mark: str = "") -> None:
        """Append a line: the kind of act, and the hash of its entry in the audit log."""
        os.write(self._file, f"{json.dumps([what, mark])}\n".encode())
        os.fsync(self._file)


def acknowledged(path: Path) -> list[list[str]]:
    """Return the acknowledged lines, (kind, hash)."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


class Office:
    """Acts of all roles in random order: file, sign, accept, close, reopen, back up."""

    def __init__(self, ledger: Ledger, workbooks: list[Path], copies: Path, chance: random.Random) -> None:
        self.ledger, self.workbooks, self.copies, self.chance = ledger, workbooks, copies, chance

    def act(self) -> str:
        """Do one act; return its name, or "" if there was nothing to do."""
        closed = bool(queries.periods.period_state(self.ledger, PLAN, PERIOD).close)
        acts: list[Callable[[], str]] = (
            [self.reopen] * 6 if closed else [self.file] * 4 + [self.sign] * 6 + [self.close] * 2
        )
        return self.chance.choice([*acts, self.back_up, self.back_up])()

    def file(self) -> str:
        """File one of the workbooks; filing the same one again is no act."""
        file = self.chance.choice(self.workbooks)
        receipt = commands.submissions.submit(self.ledger, console(), file.read_bytes(), file.name, "张三", accept=True)
        assert not receipt.refused, receipt.check.findings
        return "file" if receipt.filed else ""

    def sign(self) -> str:
        """Sign a submission as its next approver."""
        waiting = [
            p
            for p in approvals.latest_by_unit(self.ledger, PLAN).values()
            if p.course.stage in (Stage.HEAD, Stage.DEPUTY, Stage.OFFICE)
        ]
        if not waiting:
            return ""
        submission = self.chance.choice(waiting)
        stage = submission.course.stage
        approver = (
            head(submission.unit)
            if stage is Stage.HEAD
            else deputy(submission.course.waiting[0])
            if stage is Stage.DEPUTY
            else OFFICE
        )
        commands.approvals.sign(self.ledger, approver, PLAN, submission.number)
        return "sign"

    def close(self) -> str:
        """Close the period."""
        commands.periods.close(self.ledger, OFFICE, PLAN, PERIOD, "演练关账")
        return "close"

    def reopen(self) -> str:
        """Reopen the period."""
        commands.periods.reopen(self.ledger, OFFICE, PLAN, PERIOD, "演练更正")
        return "reopen"

    def back_up(self) -> str:
        """Make a backup."""
        commands.plans.back_up(self.ledger, console(), self.copies)
        return "backup"


def signal_and_run(ready: Connection, target: Callable[..., None], arguments: tuple[object, ...]) -> None:
    """Tell the parent that the child is ready, then run."""
    ready.send("ready")
    target(*arguments)


def act_until_killed(path: Path, ack_path: Path, workbooks: list[Path], copies: Path, seed: str) -> None:
    """Write to the ledger without end."""
    # Small, so that many kills hit a checkpoint.
    duck.WAL_LIMIT = 200_000
    acks = AckFile(ack_path)
    with Ledger(path) as ledger:
        office = Office(ledger, workbooks, copies, random.Random(seed))
        acks.write("opened")
        for _ in count():
            if done := office.act():
                acks.write(done, store.audit_log.entries(ledger)[-1]["hash"])


def migrate(path: Path, ack_path: Path, newer: Path) -> None:
    """Open a ledger of an older version with a later schema, which migrates it."""
    store.ledger.HERE = newer
    with Ledger(path) as ledger:
        AckFile(ack_path).write("migrate", store.audit_log.entries(ledger)[-1]["hash"])


def begin(path: Path, ack_path: Path) -> None:
    """Make a ledger, and load the plan."""
    acks = AckFile(ack_path)
    with Ledger(path) as ledger:
        acks.write("opened")
        commands.plans.load_plan(ledger, console(), SHIPPED)
        acks.write("load", store.audit_log.entries(ledger)[-1]["hash"])
        commands.plans.set_business_date(ledger, console(), date(2017, 4, 20))
        acks.write("set", store.audit_log.entries(ledger)[-1]["hash"])


def restore_until_killed(path: Path, backups: list[Path], ack_path: Path) -> None:
    """Restore one backup after another."""
    acks = AckFile(ack_path)
    for number in count():
        store.backup.restore(backups[number % len(backups)], path)
        acks.write("restore", str(number % len(backups)))
