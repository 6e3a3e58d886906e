"""Measure a page in a real Chromium: the time to its charts after an address or a click, and the bytes received."""

from __future__ import annotations

import base64
import json
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.benchmark.dash_baseline import bare, dash
from tests.benchmark.rows import Row, row
from tests.benchmark.server import OFFICE, PERIOD, Running, running
from tests.benchmark.session import Session
from tests.browser.helpers import CHROMIUM, FLAGS

SIZE = {"width": 1440, "height": 900}
CHARTS = {"年度目标": ("promise", {}), "板块": ("chapter", {}), "指标": ("indicator", {"indicator": "20-7b"})}
"""Pages with charts above the fold."""
MENU = ("分管区长", "板块", "指标", "年度目标", "评定规则", "期次")
# The page's own clock: it starts with the navigation, and stops at the frame in which the last chart is drawn.
WATCH = """n => new Promise(done => { const seen = () => {
  const all = [...document.querySelectorAll('.js-plotly-plot')].filter(c => c.getBoundingClientRect().top < innerHeight);
  const drawn = all.filter(c => c.querySelector('.main-svg .plot, .main-svg .pielayer') && c.querySelector('.main-svg'));
  if (all.length >= n && drawn.length >= n) requestAnimationFrame(() => done([performance.now(), drawn.length]));
  else requestAnimationFrame(seen); }; seen(); })"""
# The script has ended, and every chart is drawn and up to date.
SETTLED = """() => !document.querySelector('[data-testid=stSkeleton]') &&
  document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]') &&
  [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(
    c => c.querySelector('.main-svg') && !c.closest('[data-stale=true]'))"""
CLICKED = """([title, name]) => new Promise(done => {
  const link = [...document.querySelectorAll('[data-testid=stSidebarNavLink]')].find(a => a.innerText.trim() === name);
  const begun = performance.now(); link.click();
  const seen = () => {
    const app = document.querySelector('[data-testid=stApp]');
    const there = [...document.querySelectorAll('[data-testid=stMainBlockContainer] h1')].some(h => h.innerText.trim() !== title);
    const charts = [...document.querySelectorAll('[data-testid=stPlotlyChart]')];
    const drawn = charts.every(c => c.querySelector('.main-svg') && !c.closest('[data-stale=true]'));
    const rests = app.dataset.testScriptState === 'notRunning';
    if (there && drawn && rests) requestAnimationFrame(() => done(performance.now() - begun));
    else requestAnimationFrame(seen); };
  requestAnimationFrame(seen); })"""


def measure(scratch: Path, runs: int = 9, pages: int = len(CHARTS)) -> list[Row]:
    """Return rows of the waiting times, on so many pages with charts, and of the bytes over the wire."""
    with running(scratch) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        cookie = server.cookie(OFFICE)
        rows = [r for name in [*CHARTS][:pages] for r in navigation(browser, server, cookie, name, scratch, runs)]
        return (
            rows
            + at_rest(browser, server, cookie, runs)
            + menu(browser, server, cookie, runs)
            + wire(browser, server, cookie)
        )


def navigation(
    browser: Browser, server: Running, cookie: tuple[str, str], name: str, scratch: Path, runs: int
) -> list[Row]:
    """Time from the address to the last chart above the fold, warm, beside Dash and bare HTML with the same figures."""
    page, query = CHARTS[name]
    with Session(server.url, cookie) as session:
        figures = [json.loads(c.spec) for c in session.open(page, period=PERIOD, **query).of("plotly_chart")]
    address = f"{server.url}/{page}?" + "&".join(f"{k}={v}" for k, v in ({"period": PERIOD} | query).items())
    with dash(figures, scratch) as of_dash, bare(figures) as of_bare:
        there = _above_the_fold(browser, server, cookie, address)
        taken: dict[str, list[float]] = {"ours": [], "dash": [], "bare": []}
        contexts = {"ours": _context(browser, server.url, cookie), "dash": _context(browser), "bare": _context(browser)}
        urls = {"ours": address, "dash": of_dash, "bare": of_bare}
        for turn in range(runs + 2):
            # In turn, so that all three run under the same load.
            for who, context in contexts.items():
                opened = context.new_page()
                opened.goto(urls[who], wait_until="commit")
                if turn > 1:
                    taken[who].append(opened.evaluate(WATCH, there)[0])
                else:
                    opened.evaluate(WATCH, there)
                opened.close()
        for context in contexts.values():
            context.close()
    ratio = [a / b for a, b in zip(taken["ours"], taken["dash"], strict=True)]
    middle = statistics.median(taken["dash"])
    return [
        row(f"browser, address to {there} charts above the fold: {name}", taken["ours"], yardstick="Dash", base=middle),
        row("  the same figures on a Dash page", taken["dash"]),
        row("  the same figures in bare HTML", taken["bare"], yardstick="Dash", base=middle),
        Row("  ours beside Dash, pair by pair", "×", statistics.median(ratio), max(ratio), 1.0),
    ]


def at_rest(browser: Browser, server: Running, cookie: tuple[str, str], runs: int) -> list[Row]:
    """Time from the address to the whole overview drawn; its pictures are plain HTML."""
    context = _context(browser, server.url, cookie)
    taken = []
    for _ in range(runs + 2):
        page = context.new_page()
        page.goto(f"{server.url}/?period={PERIOD}", wait_until="commit")
        page.wait_for_selector("[data-testid=stMainBlockContainer] .zc-map", state="attached")
        taken.append(page.evaluate("() => performance.now()"))
        page.close()
    context.close()
    return [row("browser, address to the overview drawn down to its map", taken[2:])]


def _context(browser: Browser, url: str = "", cookie: tuple[str, str] | None = None) -> BrowserContext:
    context = browser.new_context(viewport=SIZE, locale="zh-CN")
    context.set_default_timeout(60_000)
    if cookie:
        context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": url}])
    return context


def _above_the_fold(browser: Browser, server: Running, cookie: tuple[str, str], address: str) -> int:
    """Return the number of charts above the fold of a settled page."""
    context = _context(browser, server.url, cookie)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("h1")
    page.wait_for_function(SETTLED)
    page.wait_for_load_state("networkidle")
    page.wait_for_function(SETTLED)
    number = page.evaluate(
        "() => [...document.querySelectorAll('.js-plotly-plot')]"
        ".filter(c => c.getBoundingClientRect().top < innerHeight).length"
    )
    context.close()
    return number


def menu(browser: Browser, server: Running, cookie: tuple[str, str], runs: int) -> list[Row]:
    """Time from a click in the menu to the next page settled, its charts drawn."""
    context = _context(browser, server.url, cookie)
    page = context.new_page()
    page.goto(f"{server.url}/?period={PERIOD}")
    page.wait_for_selector("h1")
    page.wait_for_function(SETTLED)
    taken = []
    for turn in range(runs + 1):
        for name in MENU:
            title = page.inner_text("[data-testid=stMainBlockContainer] h1").strip()
            waited = page.evaluate(CLICKED, [title, name])
            taken += [waited] if turn else []
            page.wait_for_function(SETTLED)
    context.close()
    return [row(f"browser, a click in the menu to the next page drawn ({len(MENU)} pages)", taken, 700)]


def wire(browser: Browser, server: Running, cookie: tuple[str, str]) -> list[Row]:
    """Count the bytes of the overview at the first and second visit, compressed as sent, WebSocket included."""
    context = _context(browser, server.url, cookie)
    first, second = (_bytes(context, lambda p: p.goto(f"{server.url}/?period={PERIOD}")) for _ in range(2))
    context.close()
    return [
        row("bytes over the wire, first visit", [first / 1000], unit="kB"),
        row(
            "bytes over the wire, second visit",
            [second / 1000],
            150,
            unit="kB",
            yardstick="the first",
            base=first / 1000,
        ),
    ]


def _bytes(context: BrowserContext, visit: Callable[[Page], Any]) -> int:
    page = context.new_page()
    counted = []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda e: counted.append(e["encodedDataLength"]))
    wire.on(
        "Network.webSocketFrameReceived", lambda e: counted.append(len(base64.b64decode(e["response"]["payloadData"])))
    )
    visit(page)
    page.wait_for_selector("h1")
    page.wait_for_function(SETTLED)
    page.wait_for_load_state("networkidle")
    page.close()
    return int(sum(counted))
