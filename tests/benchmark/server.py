"""A real server over the sample year, and the sessions of its accounts."""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.samples import make
from tests.benchmark.session import Session, sign_in
from tests.browser.helpers import Server
from tests.helpers import PLAN, ROOT, SHIPPED
from zcdash import auth, commands, queries
from zcdash.auth.permissions import console
from zcdash.store.ledger import Ledger

PERIOD = "2017Q3"
OFFICE, CLERK, DEPUTY, HEAD = "office-1", "clerk-08", "deputy-4", "head-18"
CHECKED, FILED = "以上提示已核对，确认报送", "已报送"


def sample(scratch: Path) -> Path:
    """Return a ledger with all plans and their samples, which are loaded once for all benchmarks of a run."""
    path = scratch / "sample.duckdb"
    if not path.exists():
        with Ledger(path) as ledger:
            for plan in sorted(SHIPPED.parent.iterdir()):
                commands.plans.load_plan(ledger, console(), plan)
            commands.samples.load_samples(ledger, console(), ROOT / "data" / "samples")
    return path


class Running:
    """A server over a copy of a ledger; `workbooks` are submissions that its clerk may file."""

    def __init__(self, server: Server, workbooks: Iterator[bytes]) -> None:
        self.url = server.url
        self.pid = server.pid
        self.ledger = server.ledger
        self._workbooks = workbooks
        self._clerk: Session | None = None

    def cookie(self, login: str) -> tuple[str, str]:
        return sign_in(self.url, login)

    def change(self) -> None:
        """Write to the ledger: a unit files its workbook once more."""
        if self._clerk is None:
            self._clerk = Session(self.url, self.cookie(CLERK))
        self._clerk.open("submit", period=PERIOD)
        self._clerk.upload("return.xlsx", next(self._workbooks))
        if any(c.label == CHECKED for c in self._clerk.drawn.of("checkbox")):
            self._clerk.tick(CHECKED)
        text = self._clerk.press("报送").words
        assert FILED in text, text

    def close(self) -> None:
        if self._clerk:
            self._clerk.close()

    def memory(self) -> float:
        """Return the resident memory of the server, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


@contextmanager
def running(scratch: Path) -> Iterator[Running]:
    """Start a server over a fresh copy of the sample year."""
    folder = scratch / f"server-{len(list(scratch.glob('server-*')))}"
    folder.mkdir(parents=True)
    ledger = Path(shutil.copy(sample(scratch), folder / "zcdash.duckdb"))
    with Ledger(ledger) as opened:
        form = queries.forms.form(opened, PLAN, PERIOD, auth.sessions.accounts_by_login(opened)[CLERK].unit)
    server = Server(ledger)
    ran = Running(server, (make.filled(form, form.period.ends, random.Random(n)) for n in itertools.count()))
    try:
        yield ran
    finally:
        ran.close()
        server.stop()


__all__ = ["CHECKED", "CLERK", "DEPUTY", "FILED", "HEAD", "OFFICE", "PERIOD", "PLAN", "Running", "running", "sample"]
