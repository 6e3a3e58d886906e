"""Start the program as an office runs it, and open it in a Chromium that may reach no other host."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from re import Pattern
from types import TracebackType

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.helpers import PASSWORD, PEOPLE, ROOT, add_accounts
from zcdash import auth
from zcdash.auth.permissions import Permission, Role, console
from zcdash.auth.sessions import COOKIE
from zcdash.store.ledger import Ledger
from zcdash.store.settings import save_setting

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
)
PATIENCE = 180_000
"""Milliseconds to wait for a state of a page: far more than a busy machine needs."""
IDLE = "() => new Promise(done => requestIdleCallback(() => done(true), {timeout: 2000}))"


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 300) -> None:
    """Wait until a server that was just started answers. Raises RuntimeError if it ends or stays silent."""
    give_up = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < give_up:
        with suppress(OSError):
            urllib.request.urlopen(url, timeout=60).close()
            return
        time.sleep(0.05)
    stop(process)
    raise RuntimeError(f"no server came up at {url}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server, and wait until it has ended."""
    process.terminate()
    process.wait(180)


class Server:
    """The program as an office runs it, on a free port unless one is given."""

    def __init__(self, ledger: Path, port: int | None = None, **environment: str) -> None:
        self.ledger = ledger
        for left in (0,) if port else (2, 1, 0):
            try:
                self._start(port or free_port(), environment)
                break
            except RuntimeError:
                # Another process has taken the port meanwhile; the server ended at once.
                if not left:
                    raise

    def _start(self, port: int, environment: Mapping[str, str]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        address = ["--server.address", "127.0.0.1", "--server.port", str(port)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *address],
            cwd=ROOT,
            env={**os.environ, "ZCDASH_LEDGER": str(self.ledger), **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(f"{self.url}/health", self._process)

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        stop(self._process)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def sign_in(self, role: Role = Role.OFFICE) -> str:
        """Begin a session of the person with this role; return its token."""
        form = {"login": next(p for p in PEOPLE if p.role is role).login, "password": PASSWORD}
        answer = httpx.post(f"{self.url}/sign-in", data=form, headers={"Origin": self.url}, timeout=60)
        return answer.cookies[COOKIE]


def sign_in(path: Path, role: Role = Role.OFFICE) -> str:
    """Begin a session before a server opens the ledger; the first call adds an account of every role."""
    with Ledger(path) as ledger:
        if not auth.sessions.accounts_by_login(ledger):
            add_accounts(ledger)
            # Tests of one module share a person, each with a session of its own.
            save_setting(ledger, "sessions_per_account", "50", console().act(Permission.SET))
        login = next(p.login for p in PEOPLE if p.role is role)
        return auth.sessions.begin(ledger, auth.sessions.accounts_by_login(ledger)[login], "127.0.0.1")


class Runs:
    """Runs of a page's script, as its socket tells of them: the page itself shows a run only once the server has begun it."""

    def __init__(self, page: Page) -> None:
        self.is_pending = False
        self._is_begun = False
        self._socket: WebSocket | None = None
        page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        self._socket, self.is_pending = socket, False
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)
        socket.on("close", self._closed)

    def _sent(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).HasField("rerun_script"):
            self.is_pending, self._is_begun = True, False

    def _received(self, frame: bytes | str) -> None:
        message = ForwardMsg.FromString(frame) if isinstance(frame, bytes) else ForwardMsg()
        if message.HasField("new_session"):
            self._is_begun = True
        elif message.HasField("script_finished") and self._is_begun:
            self.is_pending = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _closed(self, socket: WebSocket) -> None:
        if socket is self._socket:
            self.is_pending = False


class Visit:
    """One page of a browser, its requests to other hosts, and the errors that it reported."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self._runs = Runs(page)
        page.on("request", lambda r: None if r.url.startswith((url, "data:", "blob:")) else self.outside.append(r.url))
        page.on(
            "websocket", lambda w: None if w.url.startswith(url.replace("http", "ws")) else self.outside.append(w.url)
        )
        page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type == "error" and not self._probe(m) else None
        )
        page.on("pageerror", lambda e: self.complaints.append(str(e)))

    @staticmethod
    def _probe(message: ConsoleMessage) -> bool:
        # On a deep link Streamlit's own page first looks for its server below the page's path, gets a 404, and goes up.
        return "/_stcore/" in message.location.get("url", "")

    def open(self, path: str = "/") -> Page:
        """Go to a path of the server, and wait until the page's title is drawn and its script has ended."""
        self.page.goto(self.url + path)
        return self.settled()

    def settled(self) -> Page:
        """Wait until the page's title is drawn, and every run of its script that was asked for has ended and is drawn."""
        self.page.wait_for_selector("[data-testid=stMainBlockContainer] h1")
        # An idle browser has sent what was typed or clicked, and drawn what it received.
        self.page.wait_for_function(IDLE)
        give_up = time.monotonic() + PATIENCE / 1000
        while self._runs.is_pending:
            assert time.monotonic() < give_up, "the page's script does not end"
            self.page.wait_for_timeout(20)
        self.page.wait_for_function(IDLE)
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        return self.page


def fits(page: Page, width: int = 390) -> None:
    """Wait until nothing of the page reaches beyond a width; charts and tables are measured a moment after they are drawn."""
    page.wait_for_function(f"document.querySelector('[data-testid=stMain]').scrollWidth <= {width}")


def told(page: Page, text: str | Pattern[str]) -> Locator:
    """Return the message at the head of a page that says what was done; a toast says it once more, and goes."""
    return page.get_by_test_id("stAlertContentSuccess").get_by_text(text)


def new_context(browser: Browser, url: str, token: str = "", phone: bool = False) -> BrowserContext:
    """Open a browser profile of its own, carrying a session if a token is given."""
    width, height = (390, 844) if phone else (1440, 900)
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", color_scheme="dark" if phone else "light"
    )
    context.set_default_timeout(PATIENCE)
    if token:
        context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
    return context


@contextmanager
def window(browser: Browser, url: str, token: str = "", phone: bool = False) -> Iterator[Visit]:
    """Open a page in a browser profile of its own."""
    context = new_context(browser, url, token, phone)
    yield Visit(context.new_page(), url)
    context.close()


@contextmanager
def tab(context: BrowserContext, url: str) -> Iterator[Visit]:
    """Open a page in a browser profile that several tests share: faster, since its cache is warm."""
    page = context.new_page()
    yield Visit(page, url)
    page.close()
