"""`make load`: many units file within a minute while many others read, against a real server; then the ledger is counted.

Most sessions speak Streamlit's protocol over a WebSocket, a few are real browsers. Bounded in number and time, loopback only.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from data.samples import make
from tests.benchmark.rows import machine, p95
from tests.benchmark.scripts import PAGES
from tests.benchmark.server import CHECKED, FILED, OFFICE, Running, running, sample
from tests.benchmark.session import Session
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.conftest import PLAN
from zcdash import auth, commands, queries, store
from zcdash.auth.permissions import Role, console
from zcdash.store.ledger import Ledger

PERIOD = "2017Q4"
DAY = date(2018, 1, 5)
"""17:50 on the day of the deadline, as the office's calendar has it."""


@dataclass
class Found:
    """What a run saw: milliseconds by kind of act, errors, what the server acknowledged, what the ledger holds."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def timing(self, what: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        with self._lock:
            self.taken.setdefault(what, []).append((time.perf_counter() - begun) * 1000)

    def failed(self, what: str, why: object) -> None:
        with self._lock:
            self.errors.append(f"{what}: {why}")

    @property
    def clean(self) -> bool:
        """No error, nothing lost, doubled or out of step with the log."""
        return not (self.errors or self.lost or self.doubled or self.faults)


def run(scratch: Path, units: int = 60, viewers: int = 30, browsers: int = 3, seconds: float = 60) -> Found:
    """So many returns are filed within so many seconds, some in real browsers, while viewers click from page to page."""
    found, hand = Found(), random.Random(20180105)
    returns, people = _prepared(scratch, units)
    over = threading.Event()
    with running(scratch) as server:
        clerks = [
            _thread(
                _in_a_browser if n < browsers else _by_protocol,
                found,
                server,
                login,
                file,
                hand.uniform(0, seconds),
                over,
            )
            for n, (login, file) in enumerate(returns)
        ]
        readers = [
            _thread(_reads, found, server, people[n % len(people)], random.Random(n), over) for n in range(viewers)
        ]
        for thread in clerks:
            thread.join(seconds + 300)
        over.set()
        for thread in readers:
            thread.join(60)
        ledger = server.ledger
    _counted(found, ledger, [file for _, file in returns])
    return found


def _prepared(scratch: Path, units: int) -> tuple[list[tuple[str, Path]], list[str]]:
    """The year at its last deadline; (who files, the workbook) of each return; who reads. A unit more than once files anew."""
    path, folder = sample(scratch), scratch / "returns"
    folder.mkdir(exist_ok=True)
    with Ledger(path) as ledger:
        commands.plans.set_business_date(ledger, console(), DAY)
        forms = queries.forms.forms(ledger, PLAN, PERIOD)
        known = auth.sessions.accounts_by_login(ledger).values()
    clerk = {a.unit: a.login for a in known if a.role is Role.CLERK}
    returns = []
    for n in range(units):
        unit = list(forms)[n % len(forms)]
        file = folder / f"{n:02}_{unit}.xlsx"
        file.write_bytes(make.filled(forms[unit], date(2017, 12, 31), random.Random(n)))
        returns.append((clerk[unit], file))
    return returns, [OFFICE, "viewer", *(a.login for a in known if a.role in (Role.DEPUTY, Role.HEAD))]


def _thread(act: Callable[..., None], *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=act, args=arguments, daemon=True)
    thread.start()
    return thread


def _by_protocol(found: Found, server: Running, login: str, file: Path, wait: float, over: threading.Event) -> None:
    """A clerk: opens 季度报送, uploads, ticks that warnings were checked, files."""
    over.wait(wait)
    try:
        with Session(server.url, server.cookie(login)) as session:
            with found.timing("open 季度报送"):
                session.open("submit", period=PERIOD)
            with found.timing("upload and check a return"):
                session.upload(file.name, file.read_bytes())
            if any(c.label == CHECKED for c in session.drawn.of("checkbox")):
                session.tick(CHECKED)
            with found.timing("file it"):
                drawn = session.press("报送")
            _acknowledged(found, login, file, drawn.words)
    except Exception as failed:
        found.failed(f"{login} files", failed)


def _in_a_browser(found: Found, server: Running, login: str, file: Path, wait: float, over: threading.Event) -> None:
    """The same in a real browser."""
    over.wait(wait)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
            context = browser.new_context(locale="zh-CN")
            context.set_default_timeout(120_000)
            name, value = server.cookie(login)
            context.add_cookies([{"name": name, "value": value, "url": server.url}])
            page = context.new_page()
            with found.timing("a browser files, from the address to the receipt"):
                page.goto(f"{server.url}/submit?period={PERIOD}")
                page.set_input_files("input[type=file]", file)
                page.wait_for_selector(".st-key-submit_findings")
                if page.locator(".st-key-submit_accept").count():
                    page.click(".st-key-submit_accept label")
                page.click(".st-key-submit_file_it button:not([disabled])")
                page.wait_for_function(f"() => document.body.innerText.includes('{FILED}')")
            _acknowledged(found, login, file, page.inner_text("[data-testid=stMainBlockContainer]"))
            browser.close()
    except Exception as failed:
        found.failed(f"{login} files in a browser", failed)


def _acknowledged(found: Found, login: str, file: Path, words: str) -> None:
    if FILED not in words:
        raise RuntimeError(f"no receipt: {words[-300:]}")
    with found._lock:
        found.acknowledged.append((login, file.name))


def _reads(found: Found, server: Running, login: str, hand: random.Random, over: threading.Event) -> None:
    """A reader: one page after the other, a moment's thought between them."""
    open_to = [(page, query) for page, who, query in PAGES.values() if who == OFFICE and page not in ("accounts",)]
    try:
        with Session(server.url, server.cookie(login)) as session:
            while not over.wait(hand.uniform(1, 4)):
                page, query = hand.choice(open_to)
                with found.timing("a reader's page"):
                    drawn = session.open(page, **{"period": "2017Q3"} | query)
                if "这一页出了意外" in drawn.words:
                    raise RuntimeError(f"{page} failed")
    except Exception as failed:
        found.failed(f"{login} reads", failed)


def _counted(found: Found, path: Path, files: list[Path]) -> None:
    """What the server acknowledged against what the ledger holds."""
    with Ledger(path) as ledger:
        kept = [r for r in store.submissions.submissions(ledger, PLAN) if r["period"] == PERIOD]
        found.faults += [str(f) for f in store.audit_log.verify(ledger).faults]
    held = Counter(r["file_name"] for r in kept)
    found.lost += [f"{login} {name}" for login, name in found.acknowledged if not held[name]]
    found.doubled += [name for name, times in held.items() if times > 1]
    found.errors += [
        f"{name} is in the ledger without an acknowledgement"
        for name in held
        if name not in {n for _, n in found.acknowledged}
    ]
    marks = {hashlib.sha256(f.read_bytes()).hexdigest() for f in files}
    found.faults += [f"{r['file_name']} is not what was sent" for r in kept if r["file_hash"] not in marks]


def shown(found: Found) -> str:
    """The table for the terminal."""
    lines = [f"{'what':52}{'number':>8}{'p50':>10}{'p95':>10}{'p99':>10}  ms"]
    for what, taken in sorted(found.taken.items()):
        ranked: Sequence[float] = sorted(taken)
        p99 = ranked[max(0, round(0.99 * len(ranked) + 0.5) - 1)]
        wide = 52 - sum(ord(c) > 0x2E7F for c in what)
        lines.append(f"{what:{wide}}{len(taken):>8}{statistics.median(taken):>10.0f}{p95(taken):>10.0f}{p99:>10.0f}")
    lines.append(
        f"acknowledged {len(found.acknowledged)}, errors {len(found.errors)}, lost {len(found.lost)}, "
        f"doubled {len(found.doubled)}, faults of the log {len(found.faults)}"
    )
    return "\n".join([*lines, *found.errors[:10], *found.faults[:10]])


def main() -> None:
    """Run it and print the table; exit 1 where anything was lost, doubled or failed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--units", type=int, default=60)
    asked.add_argument("--viewers", type=int, default=30)
    asked.add_argument("--browsers", type=int, default=3)
    asked.add_argument("--seconds", type=float, default=60)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = run(Path(scratch), said.units, said.viewers, said.browsers, said.seconds)
    print(machine())
    print(shown(found))
    raise SystemExit(0 if found.clean else 1)


if __name__ == "__main__":
    main()
