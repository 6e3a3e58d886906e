"""`make load`: many units file within a minute while many others read, on a real server; then the ledger is compared.

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
from tests.browser.helpers import CHROMIUM, FLAGS
from tests.helpers import PLAN
from zcdash import auth, commands, queries, store
from zcdash.auth.permissions import Role, console
from zcdash.store.ledger import Ledger

PERIOD = "2017Q4"
DAY = date(2018, 1, 5)
"""The day of the deadline."""


@dataclass
class LoadResult:
    """Result of a run: milliseconds by kind of act, errors, acknowledged submissions, and how the ledger differs."""

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
        """True if there was no error, and nothing is lost, doubled or inconsistent with the log."""
        return not (self.errors or self.lost or self.doubled or self.faults)


def run(scratch: Path, units: int = 60, viewers: int = 30, browsers: int = 3, seconds: float = 60) -> LoadResult:
    """File so many workbooks within so many seconds, some in real browsers, while viewers open page after page."""
    result = LoadResult()
    chance = random.Random(20180105)
    workbooks, logins = _prepare(scratch, units)
    over = threading.Event()
    with running(scratch) as server:
        clerks = [
            _thread(
                _file_in_browser if n < browsers else _file_by_protocol,
                result,
                server,
                login,
                file,
                chance.uniform(0, seconds),
                over,
            )
            for n, (login, file) in enumerate(workbooks)
        ]
        readers = [
            _thread(_read, result, server, logins[n % len(logins)], random.Random(n), over) for n in range(viewers)
        ]
        for thread in clerks:
            thread.join(seconds + 300)
        over.set()
        for thread in readers:
            thread.join(60)
        ledger = server.ledger
    _compare(result, ledger, [file for _, file in workbooks])
    return result


def _prepare(scratch: Path, units: int) -> tuple[list[tuple[str, Path]], list[str]]:
    """Set the date to the last deadline; return (login, workbook) of each submission, and the logins of the readers."""
    path, folder = sample(scratch), scratch / "returns"
    folder.mkdir(exist_ok=True)
    with Ledger(path) as ledger:
        commands.plans.set_business_date(ledger, console(), DAY)
        forms = queries.forms.forms(ledger, PLAN, PERIOD)
        accounts = auth.sessions.accounts_by_login(ledger).values()
    clerk = {a.unit: a.login for a in accounts if a.role is Role.CLERK}
    workbooks = []
    for n in range(units):
        unit = list(forms)[n % len(forms)]
        file = folder / f"{n:02}_{unit}.xlsx"
        file.write_bytes(make.filled(forms[unit], date(2017, 12, 31), random.Random(n)))
        workbooks.append((clerk[unit], file))
    return workbooks, [OFFICE, "viewer", *(a.login for a in accounts if a.role in (Role.DEPUTY, Role.HEAD))]


def _thread(act: Callable[..., None], *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=act, args=arguments, daemon=True)
    thread.start()
    return thread


def _file_by_protocol(
    result: LoadResult, server: Running, login: str, file: Path, wait: float, over: threading.Event
) -> None:
    """Act as a clerk: open 季度报送, upload, confirm the warnings, file."""
    over.wait(wait)
    try:
        with Session(server.url, server.cookie(login)) as session:
            with result.timing("open 季度报送"):
                session.open("submit", period=PERIOD)
            with result.timing("upload and check a return"):
                session.upload(file.name, file.read_bytes())
            if any(c.label == CHECKED for c in session.drawn.of("checkbox")):
                session.tick(CHECKED)
            with result.timing("file it"):
                drawn = session.press("报送")
            _acknowledge(result, login, file, drawn.words)
    except Exception as failed:
        result.failed(f"{login} files", failed)


def _file_in_browser(
    result: LoadResult, server: Running, login: str, file: Path, wait: float, over: threading.Event
) -> None:
    """Do the same in a real browser."""
    over.wait(wait)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
            context = browser.new_context(locale="zh-CN")
            context.set_default_timeout(120_000)
            name, value = server.cookie(login)
            context.add_cookies([{"name": name, "value": value, "url": server.url}])
            page = context.new_page()
            with result.timing("a browser files, from the address to the receipt"):
                page.goto(f"{server.url}/submit?period={PERIOD}")
                # By its name: while the page is drawn, the first one may be that of the evidence.
                workbook = page.get_by_test_id("stFileUploader").filter(has_text="填好的工作簿")
                workbook.locator("input[type=file]").set_input_files(file)
                # The button is drawn after the box: once it is there, a missing box means that there is nothing to confirm.
                page.wait_for_selector(".st-key-submit_file_it")
                if page.locator(".st-key-submit_accept").count():
                    page.click(".st-key-submit_accept label")
                page.click(".st-key-submit_file_it button:not([disabled])")
                page.wait_for_function(f"() => document.body.innerText.includes('{FILED}')")
            _acknowledge(result, login, file, page.inner_text("[data-testid=stMainBlockContainer]"))
            browser.close()
    except Exception as failed:
        result.failed(f"{login} files in a browser", failed)


def _acknowledge(result: LoadResult, login: str, file: Path, words: str) -> None:
    if FILED not in words:
        raise RuntimeError(f"no receipt: {words[-300:]}")
    with result._lock:
        result.acknowledged.append((login, file.name))


def _read(result: LoadResult, server: Running, login: str, chance: random.Random, over: threading.Event) -> None:
    """Act as a reader: open one page after another, with pauses."""
    open_to = [(page, query) for page, who, query in PAGES.values() if who == OFFICE and page not in ("accounts",)]
    try:
        with Session(server.url, server.cookie(login)) as session:
            while not over.wait(chance.uniform(1, 4)):
                page, query = chance.choice(open_to)
                with result.timing("a reader's page"):
                    drawn = session.open(page, **{"period": "2017Q3"} | query)
                if "这一页出了意外" in drawn.words:
                    raise RuntimeError(f"{page} failed")
    except Exception as failed:
        result.failed(f"{login} reads", failed)


def _compare(result: LoadResult, path: Path, files: list[Path]) -> None:
    """Compare the acknowledged submissions with the ledger."""
    with Ledger(path) as ledger:
        kept = [r for r in store.submissions.submissions(ledger, PLAN) if r["period"] == PERIOD]
        result.faults += [str(f) for f in store.audit_log.verify(ledger).faults]
    held = Counter(r["file_name"] for r in kept)
    result.lost += [f"{login} {name}" for login, name in result.acknowledged if not held[name]]
    result.doubled += [name for name, times in held.items() if times > 1]
    result.errors += [
        f"{name} is in the ledger without an acknowledgement"
        for name in held
        if name not in {n for _, n in result.acknowledged}
    ]
    marks = {hashlib.sha256(f.read_bytes()).hexdigest() for f in files}
    result.faults += [f"{r['file_name']} is not what was sent" for r in kept if r["file_hash"] not in marks]


def table(result: LoadResult) -> str:
    """Return the table for the terminal."""
    lines = [f"{'what':52}{'number':>8}{'p50':>10}{'p95':>10}{'p99':>10}  ms"]
    for what, taken in sorted(result.taken.items()):
        ranked: Sequence[float] = sorted(taken)
        p99 = ranked[max(0, round(0.99 * len(ranked) + 0.5) - 1)]
        wide = 52 - sum(ord(c) > 0x2E7F for c in what)
        lines.append(f"{what:{wide}}{len(taken):>8}{statistics.median(taken):>10.0f}{p95(taken):>10.0f}{p99:>10.0f}")
    lines.append(
        f"acknowledged {len(result.acknowledged)}, errors {len(result.errors)}, lost {len(result.lost)}, "
        f"doubled {len(result.doubled)}, faults of the log {len(result.faults)}"
    )
    return "\n".join([*lines, *result.errors[:10], *result.faults[:10]])


def main() -> None:
    """Run it and print the table; exit 1 if anything was lost, doubled or failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=60)
    parser.add_argument("--viewers", type=int, default=30)
    parser.add_argument("--browsers", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        result = run(Path(scratch), options.units, options.viewers, options.browsers, options.seconds)
    print(machine())
    print(table(result))
    raise SystemExit(0 if result.clean else 1)


if __name__ == "__main__":
    main()
