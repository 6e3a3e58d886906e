"""Plans on the page 计划编制, by clicks alone: from a Word file on the first day, from last year's in January, changed in October."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.helpers import Server, Visit, told, window
from tests.browser.test_first_day import link as link  # the fixture
from tests.browser.test_first_day import sign_in
from tests.browser.test_played_plans import choose, light, send, sign
from tests.data.documents import make
from tests.helpers import PASSWORD, PLAN, add_accounts, file_submission, fresh
from zcdash import auth, commands
from zcdash.auth.permissions import Account, Role, console
from zcdash.store.ledger import Ledger

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFFICE = fresh(Account("office", "孙督查", Role.OFFICE))
SECOND = Account("office-2", "马督查", Role.OFFICE)
TRADE = Account("trade", "王五", Role.CLERK, unit="区商务局")
GREEN = Account("green", "赵六", Role.CLERK, unit="区环保分局")
REACHED = 56_291.4
"""Foreign trade of the first quarter of 2017 as it was filed, in 万元."""


@contextmanager
def office_day(browser: Browser, ledger_file: Path, day: date) -> Iterator[dict[str, Visit]]:
    """Serve the plan of 2017, its first quarter filed by one unit and closed, on a day; yield a window for each person."""
    people = (OFFICE, SECOND, TRADE, GREEN)
    with Ledger(ledger_file) as ledger:
        add_accounts(ledger, people)
        file_submission(ledger, "区商务局", "2017Q1", {"5-1a": REACHED})
        commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "其余单位经催报仍未报送")
        commands.plans.set_business_date(ledger, console(), day)
        tokens = {p.login: auth.sessions.begin(ledger, p, "本机") for p in people}
    with Server(ledger_file) as server, ExitStack() as windows:
        visits = {k: windows.enter_context(window(browser, server.url, token)) for k, token in tokens.items()}
        yield visits
        assert all(v.outside == [] and v.complaints == [] for v in visits.values())


def step(visit: Visit, name: str) -> Page:
    """Go to a step of a draft, or to an act, by its button."""
    page = visit.settled()
    page.get_by_test_id("stButtonGroup").get_by_role("radio", name=re.compile(f"^{name}")).click()
    return visit.settled()


def fill(visit: Visit, label: str, text: str) -> None:
    """Fill a field and leave it."""
    page = visit.settled()
    field = page.get_by_role("textbox", name=label, exact=True)
    field.fill(text)
    field.press("Tab")
    visit.settled()


def press(visit: Visit, name: str, done: str) -> Page:
    """Press a button and wait for what it says it has done."""
    page = visit.settled()
    page.get_by_role("button", name=name, exact=True).click()
    expect(told(page, re.compile(done))).to_be_visible()
    return visit.settled()


def search(visit: Visit, label: str | re.Pattern[str], words: str) -> None:
    """Choose an option of a long list by typing."""
    page = visit.settled()
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(words)
    page.get_by_role("option", name=re.compile(rf"^{words}(\s|（|$)")).first.click()
    visit.settled()


def item(visit: Visit, code: str) -> None:
    search(visit, re.compile("^事项（共"), code)


def saved(visit: Visit, code: str) -> None:
    """Save the item by the keyboard, the cursor still in a field; the page goes on to the next one."""
    page = visit.settled()
    page.keyboard.press("Control+Enter")
    expect(told(page, f"{code} 已存。")).to_be_visible()
    visit.settled()


def table(page: Page, name: str) -> Locator:
    return page.locator(f"[class*=st-key-{name}_]")


def type_row(visit: Visit, name: str, row: int, values: Mapping[str, str], add: bool = False) -> None:
    """Type into the cells of a row of an editable table, from left to right; a new row is added first."""
    page = visit.settled()
    grid = table(page, name)
    if add:
        grid.hover()
        grid.get_by_role("button", name="Add row").click()
        visit.settled()
    grid.locator("th").first.wait_for(state="attached")
    # The first column is read-only; the others are reached by arrows, as the head's place says.
    grid.locator(".dvn-scroller").click(position={"x": 80, "y": 35 * row + 52})
    at = 1
    for column, text in values.items():
        head = grid.locator("th", has_text=re.compile(f"^{column}$"))
        to = int(head.get_attribute("aria-colindex") or 0)
        for _ in range(to - at):
            page.keyboard.press("ArrowRight")
        cell = grid.locator(f"#glide-cell-{to}-{row}")
        expect(cell).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        editor = page.locator("[id^=gdg-overlay]").locator("textarea, input").first
        editor.fill(text)
        editor.press("Tab")
        expect(cell).to_have_text(text)
        at = to + 1
    visit.settled()


def unfold(visit: Visit, name: str) -> None:
    """Open a folded part below an item, when the tables above it are drawn and move it no more."""
    page = visit.settled()
    for above in ("indicators", "commitments"):
        table(page, above).locator("th").first.wait_for(state="attached")
    part = page.get_by_test_id("stExpander").filter(has_text=name)
    part.locator("summary").click()
    expect(part.locator("details")).to_have_attribute("open", "")
    visit.settled()


def submit(visit: Visit, reason: str = "") -> None:
    """Submit a draft that the last step finds ready."""
    page = step(visit, "检查和提交")
    expect(page.get_by_text(re.compile("错误 0 处"))).to_be_visible()
    if reason:
        fill(visit, "理由和依据", reason)
    press(visit, "提交报批", "^已提交，报批编号")
