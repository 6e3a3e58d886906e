"""`make screenshots`: pictures of every page over the sample year, in both colour schemes and several sizes.

They go to var/screenshots; those that the documents show are copied to docs/images.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.helpers import CHROMIUM, FLAGS, Server, Visit
from tests.helpers import PLAN, ROOT
from zcdash import auth, commands
from zcdash.auth.pages import PAGES
from zcdash.auth.permissions import console
from zcdash.auth.sessions import COOKIE
from zcdash.store.ledger import Ledger

IMAGES = ROOT / "var" / "screenshots"
OFFICE = "office-1"
READERS = {
    "submit": "clerk-18",
    "months": "clerk-08",
    "signing": "deputy-4",
    "accounts": "admin",
    "security": "admin",
}
"""Page → the account that opens it, if not the supervision office."""
QUERIES = {
    "leader": "leader=刘冀中&period=2017Q3",
    "unit": "unit=区环保分局&period=2017Q3",
    "items": "leader=耿峰",
    "item": "item=9-1&period=2017Q3",
    "indicator": "indicator=20-7b&period=2017Q3",
    "months": "period=2017Q2",
    "periods": "period=2017Q2",
    "bulletin": "period=2017Q2",
    "brief": "leader=刘冀中&period=2017Q3",
}
"""Page → what is chosen on it, if not the third quarter alone."""
ADDRESSES = {p.name: f"/{p.url}?{QUERIES.get(p.name, 'period=2017Q3')}" for p in PAGES if p.name != "wall"} | {
    "score-one": "/score?unit=区环保分局&period=2017Q3"
}
"""Picture → address: every page of the registry but the wall, which has a screen of its own, and one open score."""
LOOKS = (("", (1440, 900), "light"), ("-dark", (1440, 900), "dark"), ("-phone", (390, 844), "light"))
DRAWN = """() => !document.querySelector('[data-testid=stSkeleton]') &&
    [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(chart => chart.querySelector('.main-svg'))"""


def main() -> None:
    """Serve the sample year on a free port and take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        path = Path(scratch) / "demo.duckdb"
        with Ledger(path) as ledger:
            commands.plans.load_plan(ledger, console(), ROOT / "data" / "plans" / PLAN)
            commands.samples.load_samples(ledger, console(), ROOT / "data" / "samples")
            tokens = {
                login: auth.sign_in.in_demonstration(ledger, login, "本机")
                for login in set(READERS.values()) | {OFFICE}
            }
        server = Server(path)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        try:
            for name, address in ADDRESSES.items():
                for kind, size, scheme in LOOKS:
                    token = tokens[READERS.get(name, OFFICE)]
                    take(browser, server.url, address, IMAGES / f"{name}{kind}.png", size, scheme, token)
            take(
                browser,
                server.url,
                "/?view=wall&period=2017Q3",
                IMAGES / "wall.png",
                (1920, 1080),
                "dark",
                tokens[OFFICE],
            )
            take(
                browser,
                server.url,
                ADDRESSES["overview"],
                IMAGES / "overview-print.pdf",
                (1120, 800),
                "light",
                tokens[OFFICE],
            )
        finally:
            server.stop()
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for name in re.findall(r"images/([\w-]+\.png)", document.read_text(encoding="utf-8")):
            shutil.copy(IMAGES / name, ROOT / "docs" / "images" / name)


def take(browser: Browser, url: str, address: str, to: Path, size: tuple[int, int], scheme: str, token: str) -> None:
    """Write one picture, or a PDF if the file's name ends so."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, locale="zh-CN")
    context.set_default_timeout(60_000)
    context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
    page = Visit(context.new_page(), url).open(address)
    page.wait_for_function(DRAWN)
    page.wait_for_timeout(800)
    if to.suffix == ".pdf":
        page.pdf(path=to, prefer_css_page_size=True)
    else:
        page.screenshot(path=to)
    context.close()


if __name__ == "__main__":
    main()
