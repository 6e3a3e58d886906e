"""A real server over the played-through sample year, and its people's sessions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.benchmark.session import sign_in
from tests.browser.conftest import Server
from tests.conftest import PLAN, ROOT, SHIPPED
from zcdash import desk, store
from zcdash.gate import console
from zcdash.store import Ledger

PERIOD = "2017Q3"
OFFICE, CLERK, DEPUTY, HEAD = "office-1", "clerk-08", "deputy-4", "head-18"


def sample(scratch: Path) -> Path:
    """A ledger that holds the sample year, played through once for all benchmarks of a run."""
    path = scratch / "sample.duckdb"
    if not path.exists():
        with Ledger(path) as ledger:
            desk.load_plan(ledger, console(), SHIPPED)
            desk.load_samples(ledger, console(), ROOT / "data" / "samples")
    return path


class Running:
    """The program as an office runs it, over a copy of a ledger."""

    def __init__(self, server: Server, ledger: Path, backups: Path) -> None:
        self.url, self.pid, self._ledger, self._backups = server.url, server.pid, ledger, backups

    def cookie(self, login: str) -> tuple[str, str]:
        return sign_in(self.url, login)

    def change(self) -> None:
        """An act that changes the ledger, so that nothing remembered of it holds: a backup, which is entered in the log."""
        key = json.loads(store.key_file(self._ledger).read_text(encoding="utf-8"))
        answer = httpx.post(f"{self.url}/backup", json={"folder": str(self._backups)}, timeout=60,
                            headers={"Authorization": f"Bearer {key['secret']}"})
        answer.raise_for_status()
        for copy in self._backups.iterdir():
            copy.unlink()

    def memory(self) -> float:
        """What the server holds now, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


@contextmanager
def running(scratch: Path) -> Iterator[Running]:
    """A server over a fresh copy of the sample year."""
    folder = scratch / f"server-{len(list(scratch.glob('server-*')))}"
    backups = folder / "backups"
    backups.mkdir(parents=True)
    ledger = Path(shutil.copy(sample(scratch), folder / "zcdash.duckdb"))
    server = Server(ledger)
    try:
        yield Running(server, ledger, backups)
    finally:
        server.stop()


__all__ = ["CLERK", "DEPUTY", "HEAD", "OFFICE", "PERIOD", "PLAN", "Running", "running", "sample"]
