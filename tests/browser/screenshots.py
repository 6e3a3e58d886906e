"""`make screenshots`: every page over the demonstration, light and dark, on a desk, a phone, paper and a wall.

To var/screenshots, to be looked at; those that the documents show go to docs/images as well.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, Server, Visit
from tests.helpers import PLAN, ROOT
from zcdash import auth, commands
from zcdash.auth.permissions import console
from zcdash.auth.sessions import COOKIE
from zcdash.store.ledger import Ledger

IMAGES = ROOT / "var" / "screenshots"
PAGES = {
    "overview": "/?period=2017Q3",
    "leader": "/leader?leader=刘冀中&period=2017Q3",
    "unit": "/unit?unit=区环保分局&period=2017Q3",
    "chapter": "/chapter?period=2017Q3",
    "items": "/items?leader=耿峰",
    "item": "/item?item=9-1&period=2017Q3",
    "indicator": "/indicator?indicator=20-7b&period=2017Q3",
    "promise": "/promise?period=2017Q3",
    "submit": "/submit?period=2017Q3",
    "rules": "/rules?period=2017Q3",
    "signing": "/signing?period=2017Q3",
    "months": "/months?period=2017Q2",
    "periods": "/periods?period=2017Q2",
    "absences": "/absences",
    "corrections": "/corrections",
    "log": "/log",
    "accounts": "/accounts",
    "bulletin": "/bulletin?period=2017Q2",
    "notices": "/notices?period=2017Q3",
    "brief": "/brief?leader=刘冀中&period=2017Q3",
    "score": "/score?period=2017Q3",
    "score-one": "/score?unit=区环保分局&period=2017Q3",
}
OFFICE = "office-1"
READERS = {"submit": "clerk-18", "months": "clerk-08", "signing": "deputy-4", "accounts": "admin"}
"""Who looks at a page, where it is not the supervision office."""
LOOKS = (("", (1440, 900), "light"), ("-dark", (1440, 900), "dark"), ("-phone", (390, 844), "light"))
DRAWN = """() => !document.querySelector('[data-testid=stSkeleton]') &&
    [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(chart => chart.querySelector('.main-svg'))"""


def main() -> None:
    """Start the demonstration on a free port and take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        path = Path(scratch) / "demo.duckdb"
        with Ledger(path) as ledger:
            commands.plans.load_plan(ledger, console(), ROOT / "data" / "plans" / PLAN)
            commands.samples.load_samples(ledger, console(), ROOT / "data" / "samples")
            tokens = {
                login: auth.sessions.sign_in_sample(ledger, login, "本机") for login in set(READERS.values()) | {OFFICE}
            }
        server = Server(path)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        try:
            for name, address in PAGES.items():
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
                PAGES["overview"],
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


def take(browser: object, url: str, address: str, to: Path, size: tuple[int, int], scheme: str, token: str) -> None:
    """One picture; a PDF where the name says so."""
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
