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
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import PLAN, ROOT
from zcdash import desk
from zcdash.store import Ledger

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
expect.set_options(timeout=20_000)
FLAGS = ("--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
         "--disable-sync")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine (apt install chromium fonts-noto-cjk)"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "CI needs a Chromium: apt install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield opened
        opened.close()


class Server:
    """The program as an office runs it, on a free port."""

    def __init__(self, ledger: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1"],
            cwd=ROOT, env={**os.environ, "ZCDASH_LEDGER": str(ledger)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/health", timeout=2).close()
                return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError("the server did not come up")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)


@pytest.fixture
def server(ledger_file: Path) -> Iterator[Server]:
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
        page.on("websocket", lambda w: None if w.url.startswith(url.replace("http", "ws")) else self.outside.append(w.url))
        page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" and not self._probe(m) else None)
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


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(30_000)
    yield Visit(context.new_page(), server.url)
    context.close()


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", color_scheme="dark")
    context.set_default_timeout(30_000)
    yield Visit(context.new_page(), server.url)
    context.close()


@pytest.fixture(scope="session")
def _demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    with Ledger(path) as ledger:
        desk.load_plan(ledger, ROOT / "data" / "plans" / PLAN)
        desk.load_samples(ledger, ROOT / "data" / "samples")
    return path


@pytest.fixture
def demo(browser: Browser, _demo_file: Path, tmp_path: Path) -> Iterator[Visit]:
    """A reader's window on the demonstration."""
    running = Server(Path(shutil.copy(_demo_file, tmp_path / "demo.duckdb")))
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(30_000)
    yield Visit(context.new_page(), running.url)
    context.close()
    running.stop()
