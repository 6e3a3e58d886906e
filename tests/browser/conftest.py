"""Servers and browser windows: shared by the tests of a module, unless a test changes what the others need."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.helpers import CHROMIUM, FLAGS, PATIENCE, Server, Visit, new_context, sign_in, tab, window

expect.set_options(timeout=PATIENCE)


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
    """A Chromium, one for each test process."""
    assert CHROMIUM, "CI needs a Chromium: apt install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server(loaded_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over the shipped plan, with an account of every role; the module's tests share it."""
    ledger = Path(shutil.copy(loaded_ledger, tmp_path_factory.mktemp("server") / "zcdash.duckdb"))
    sign_in(ledger)
    with Server(ledger) as running:
        yield running


@pytest.fixture
def token(server: Server) -> str:
    """A session of the supervision office on the shared server, for this test alone."""
    return server.sign_in()


@pytest.fixture
def own_server(ledger_file: Path) -> Iterator[Server]:
    """A server for one test that changes what others need, or needs one whose pages were never opened."""
    sign_in(ledger_file)
    with Server(ledger_file) as running:
        yield running


@pytest.fixture(scope="module")
def _office_context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    context = new_context(browser, server.url, server.sign_in())
    yield context
    context.close()


@pytest.fixture
def visit(_office_context: BrowserContext, server: Server) -> Iterator[Visit]:
    """A page of the supervision office; its session is the module's, so a test that ends it opens a window instead."""
    with tab(_office_context, server.url) as page:
        yield page


@pytest.fixture
def phone(browser: Browser, server: Server, token: str) -> Iterator[Visit]:
    """A page of the supervision office on a phone."""
    with window(browser, server.url, token, phone=True) as page:
        yield page


@pytest.fixture
def stranger(browser: Browser, server: Server) -> Iterator[Visit]:
    """A page of somebody who has not signed in."""
    with window(browser, server.url) as page:
        yield page


@pytest.fixture(scope="module")
def demo_server(sample_ledger_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over the demonstration; the module's tests share it."""
    with Server(Path(shutil.copy(sample_ledger_file, tmp_path_factory.mktemp("demo") / "zcdash.duckdb"))) as running:
        yield running


@pytest.fixture(scope="module")
def _demo_context(browser: Browser, demo_server: Server) -> Iterator[BrowserContext]:
    context = new_context(browser, demo_server.url)
    yield context
    context.close()


@pytest.fixture
def demo(_demo_context: BrowserContext, demo_server: Server) -> Iterator[Visit]:
    """A page of the demonstration."""
    with tab(_demo_context, demo_server.url) as page:
        yield page
