"""A real server over a fresh ledger, and a real Chromium that may speak to no other host."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.helpers import PEOPLE, ROOT, add_accounts
from zcdash import auth
from zcdash.auth.permissions import Role
from zcdash.auth.sessions import COOKIE
from zcdash.store.ledger import Ledger

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
expect.set_options(timeout=20_000)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM and not os.environ.get("CI"):
                item.add_marker(
                    pytest.mark.skip(reason="no Chromium on this machine (apt install chromium fonts-noto-cjk)")
                )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "CI needs a Chromium: apt install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield opened
        opened.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Server:
    """The program as an office runs it, on a free port unless one is given."""

    def __init__(self, ledger: Path, port: int | None = None, **environment: str) -> None:
        port = port or free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "streamlit",
                "run",
                "app.py",
                "--server.port",
                str(port),
                "--server.address",
                "127.0.0.1",
            ],
            cwd=ROOT,
            env={**os.environ, "ZCDASH_LEDGER": str(ledger), **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/health", timeout=2).close()
                return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError("the server did not come up")

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)


def sign_in(path: Path, role: Role = Role.OFFICE) -> str:
    """A session of somebody, begun before a server opens the ledger; the first one adds an account of every role."""
    with Ledger(path) as ledger:
        if not auth.sessions.accounts_by_login(ledger):
            add_accounts(ledger)
        return auth.sessions.begin(ledger, next(p for p in PEOPLE if p.role is role), "127.0.0.1")


@pytest.fixture
def token(ledger_file: Path) -> str:
    """A session of the supervision office."""
    return sign_in(ledger_file)


@pytest.fixture
def server(ledger_file: Path, token: str) -> Iterator[Server]:
    """A fresh server: nobody has opened a page of it yet."""
    running = Server(ledger_file)
    yield running
    running.stop()


class Visit:
    """One reader's window: what it asked of other hosts, and what it complained of."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.outside: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda r: None if r.url.startswith((url, "data:", "blob:")) else self.outside.append(r.url))
        page.on(
            "websocket", lambda w: None if w.url.startswith(url.replace("http", "ws")) else self.outside.append(w.url)
        )
        page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type == "error" and not self._probe(m) else None
        )
        page.on("pageerror", lambda e: self.complaints.append(str(e)))

    @staticmethod
    def _probe(message: object) -> bool:
        # On a deep link Streamlit's own page first asks for its server below the page's path, is told 404, and goes up.
        return "/_stcore/" in message.location.get("url", "")

    def open(self, path: str = "/") -> Page:
        """Go to a path of the server, and wait until the page's title is drawn and its script has ended."""
        self.page.goto(self.url + path)
        return self.settled()

    def settled(self) -> Page:
        self.page.wait_for_selector("[data-testid=stMainBlockContainer] h1")
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        return self.page


@contextmanager
def window(browser: Browser, url: str, token: str = "", phone: bool = False) -> Iterator[Visit]:
    """A reader's own browser, carrying a session where a token is given."""
    size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
    context = browser.new_context(viewport=size, locale="zh-CN", color_scheme="dark" if phone else "light")
    context.set_default_timeout(30_000)
    if token:
        context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
    yield Visit(context.new_page(), url)
    context.close()


@pytest.fixture
def visit(browser: Browser, server: Server, token: str) -> Iterator[Visit]:
    """The supervision office at its desk."""
    with window(browser, server.url, token) as one:
        yield one


@pytest.fixture
def phone(browser: Browser, server: Server, token: str) -> Iterator[Visit]:
    """The supervision office on the way."""
    with window(browser, server.url, token, phone=True) as one:
        yield one


@pytest.fixture
def stranger(browser: Browser, server: Server) -> Iterator[Visit]:
    """Somebody who has not signed in."""
    with window(browser, server.url) as one:
        yield one


@pytest.fixture
def demo(browser: Browser, sample_year: Path) -> Iterator[Visit]:
    """A reader's window on the demonstration."""
    running = Server(sample_year)
    with window(browser, running.url) as one:
        yield one
    running.stop()
