"""Plans of other kinds, played in the browser from their first return to a close: by month, in phases, over several years.

Between two days the server ends, the business date moves, and the server starts again, as over a real year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.helpers import Server, Visit, told, window
from tests.helpers import ROOT, add_accounts
from tests.plan_folders import FIRST, SECOND, monthly_plan, phased_plan
from tests.played_plans import Told, filled
from zcdash import auth, commands, queries
from zcdash.auth.permissions import Account, Role, console
from zcdash.intake.form import COMMITMENTS
from zcdash.store.ledger import Ledger
from zcdash.ui.components.form_editing import row_key

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE = Account("office", "孙督查", Role.OFFICE)
CONFIRM = "以上提示已核对，确认报送"
SECOND_OFFICE = Account("office-2", "马督查", Role.OFFICE)


class Played:
    """A plan in a ledger of its own, and the people who work it."""

    def __init__(self, browser: Browser, ledger: Path, folder: Path, *people: Account) -> None:
        self.browser, self.ledger = browser, ledger
        self.plan = folder.name
        self.files: dict[tuple[str, str], bytes] = {}
        """(period, unit) → the workbook of a return."""
        with Ledger(ledger) as opened:
            commands.plans.load_plan(opened, console(), folder)
            add_accounts(opened, people, password="")
            self.tokens = {p.login: auth.sessions.begin(opened, p, "本机") for p in people}

    @contextmanager
    def on(self, day: date, returns: Mapping[tuple[str, str], Told] | None = None) -> Iterator[dict[str, Visit]]:
        """Start the server on a day, with a window for each person; `returns`: what is not to plan in a unit's workbook."""
        with Ledger(self.ledger) as opened:
            commands.plans.set_business_date(opened, console(), day)
            for (period, unit), values in (returns or {}).items():
                form = queries.forms.form(opened, self.plan, period, unit)
                self.files[period, unit] = filled(form, values)
        with Server(self.ledger) as server, ExitStack() as windows:
            visits = {
                login: windows.enter_context(window(self.browser, server.url, token))
                for login, token in self.tokens.items()
            }
            yield visits
            assert all(v.outside == [] and v.complaints == [] for v in visits.values())

    def file(self, clerk: Visit, period: str, unit: str) -> None:
        """Upload a workbook and file it."""
        page = clerk.open(f"/submit?period={period}")
        workbook = page.get_by_test_id("stFileUploader").filter(has_text=re.compile("填好的工作簿"))
        data = self.files[period, unit]
        workbook.locator("input[type=file]").set_input_files({"name": "报送.xlsx", "mimeType": XLSX, "buffer": data})
        expect(page.get_by_text(re.compile("第三步"))).to_be_visible()
        send(clerk)


def send(clerk: Visit) -> None:
    """File what the page has checked, its warnings confirmed."""
    page = clerk.settled()
    button = page.get_by_role("button", name="报送", exact=True)
    ready, warned = page.get_by_role("button", name="报送", exact=True, disabled=False), page.get_by_text(CONFIRM)
    # The confirmation of warnings is drawn before the button, which waits for it. Neither is there while an act is under way.
    expect(ready.or_(warned).first).to_be_visible()
    clerk.settled()
    if warned.count():
        warned.click()
        expect(button).to_be_enabled()
        clerk.settled()
    button.click()
    expect(told(page, "已报送，编号")).to_be_visible()


def sign(visit: Visit, period: str, word: str) -> None:
    """Sign the first return that waits for a person."""
    page = visit.open(f"/signing?period={period}")
    page.get_by_role("button", name=word, exact=True).first.click()
    expect(told(page, re.compile(f"的报送{re.escape(word)}"))).to_be_visible()


def row(page: Page, sheet: str, index: int) -> Locator:
    """A row of the form on the page."""
    return page.locator(f".st-key-{row_key(sheet, index)}")


def light(visit: Visit, address: str, word: str) -> Page:
    """The page's subject shows a light."""
    page = visit.open(address)
    expect(page.locator(".zc-light").first).to_contain_text(word)
    return page


def close(office: Visit, period: str, reason: str = "") -> Page:
    """Close a period on the page."""
    page = office.open(f"/periods?period={period}")
    if reason:
        page.get_by_label("说明（有未签收的必填）").fill(reason)
    page.get_by_role("button", name="关账", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="确认关账").click()
    expect(told(page, "已关账")).to_be_visible()
    return office.settled()


def test_a_monthly_plan_with_a_zero_report_and_a_missed_month(browser: Browser, tmp_path: Path):
    unit = "区司法局"
    clerk, head = Account("clerk", "小李", Role.CLERK, unit=unit), Account("head", "司法局长", Role.HEAD, unit=unit)
    year = Played(browser, tmp_path / "zcdash.duckdb", monthly_plan(tmp_path / "monthly-2017"), clerk, head, OFFICE)

    with year.on(date(2017, 1, 20), {("2017M01", unit): {}}) as people:
        year.file(people["clerk"], "2017M01", unit)
        sign(people["head"], "2017M01", "同意")
        # No deputy mayor stands in the chain: it is the office's turn.
        sign(people["office"], "2017M01", "签收")
        light(people["office"], "/item?item=1&period=2017M01", "达进度")

    with year.on(date(2017, 2, 20)) as people:
        visit = people["clerk"]
        page = visit.open("/submit?period=2017M02&way=page")
        row(page, COMMITMENTS, 0).get_by_text("零报告", exact=True).click()
        visit.settled()
        row(page, COMMITMENTS, 1).get_by_text("部分完成", exact=True).click()
        visit.settled()
        send(visit)
        sign(people["head"], "2017M02", "同意")
        sign(people["office"], "2017M02", "签收")
        page = light(people["office"], "/item?item=1&period=2017M02", "欠进度")
        expect(page.get_by_text(re.compile("零报告")).first).to_be_attached()

    with year.on(date(2017, 4, 6)) as people:
        light(people["office"], "/item?item=1&period=2017M03", "未报送")
        page = close(people["office"], "2017M03", "区司法局经催报仍未报送")
        expect(page.get_by_role("heading", name="2017年3月：已关账")).to_be_visible()
        light(people["office"], "/item?item=1&period=2017M04", "未到期")


def test_a_programme_in_phases_with_two_leads_over_the_turn_of_the_year(browser: Browser, tmp_path: Path):
    units = {"plan": "区规划分局", "force": "区执法局"}
    people = [Account(f"clerk-{k}", f"{u}小李", Role.CLERK, unit=u) for k, u in units.items()]
    people += [Account(f"head-{k}", f"{u}局长", Role.HEAD, unit=u) for k, u in units.items()]
    deputy = Account("deputy", "马春", Role.DEPUTY, leader="马春")
    folder = phased_plan(tmp_path / "phased-2016")

    def everybody_files(phase: str, visits: dict[str, Visit]) -> None:
        for key, unit in units.items():
            if (phase, unit) in year.files:
                year.file(visits[f"clerk-{key}"], phase, unit)
                sign(visits[f"head-{key}"], phase, "同意")
                sign(visits["deputy"], phase, "同意")
                sign(visits["office"], phase, "签收")

    year = Played(browser, tmp_path / "zcdash.duckdb", folder, *people, deputy, OFFICE)
    first = {(FIRST, unit): {} for unit in units.values()}
    with year.on(date(2017, 1, 18), first) as visits:
        everybody_files(FIRST, visits)
        light(visits["office"], f"/item?item=1&period={FIRST}", "达进度")
        close(visits["office"], FIRST, "区委宣传部经催报仍未报送")
    second = {(SECOND, "区执法局"): {"1a": 1.5}}
    with year.on(date(2017, 3, 13), second) as visits:
        everybody_files(SECOND, visits)
        light(visits["office"], f"/indicator?indicator=1a&period={SECOND}", "严重滞后")
        light(visits["deputy"], f"/item?item=1&period={SECOND}", "严重滞后")
        page = close(visits["office"], SECOND, "区规划分局没有报送")
        expect(page.get_by_role("heading", name=re.compile("第二阶段.*已关账"))).to_be_visible()


def test_a_plan_of_several_years_from_its_baseline_to_the_evaluation_of_2020(browser: Browser, tmp_path: Path):
    unit = "区卫生健康局"
    clerk, head = Account("clerk", "小李", Role.CLERK, unit=unit), Account("head", "卫健局长", Role.HEAD, unit=unit)
    folder = ROOT / "data" / "plans" / "chronic-2019"
    people = (clerk, head, OFFICE, SECOND_OFFICE)
    year = Played(browser, tmp_path / "zcdash.duckdb", folder, *people)
    indicator = "/indicator?indicator=1-1a"

    with year.on(date(2020, 1, 31), {("2019", unit): {"1-1a": 15.2, "1-2a": 270.0}}) as visits:
        year.file(visits["clerk"], "2019", unit)
        sign(visits["head"], "2019", "同意")
        sign(visits["office"], "2019", "签收")
        light(visits["office"], f"{indicator}&period=2020", "未到期")
        expect(visits["office"].page.get_by_text("基数待建立")).to_be_visible()
        page = visits["office"].open("/compile?way=correction")
        choose(visits["office"], "更正什么", "基数")
        choose(visits["office"], "对象", "1-1a")
        expect(page.get_by_text("现在：待建立")).to_be_visible()
        page.get_by_label("更正为").fill("15.8")
        page.keyboard.press("Tab")
        visits["office"].settled()
        page.get_by_label("基数的来源").fill("2016年死因监测报告")
        page.keyboard.press("Tab")
        visits["office"].settled().get_by_role("button", name="提交报批").click()
        expect(told(page, "已提出，报批编号 1")).to_be_visible()
        page = visits["office-2"].open("/compile")
        page.get_by_role("button", name="批准", exact=True).click()
        expect(told(page, "已批准，计划第 2 版生效。")).to_be_visible()

    with year.on(date(2021, 1, 29), {("2020", unit): {"1-1a": 14.9}}) as visits:
        year.file(visits["clerk"], "2020", unit)
        sign(visits["head"], "2020", "同意")
        sign(visits["office"], "2020", "签收")
        close(visits["office"], "2020", "其余单位经催报仍未报送")
        # 10 % below 15.8 is 14.22.
        page = light(visits["office"], f"{indicator}&period=2020", "欠进度")
        expect(page.get_by_text(re.compile("14.22")).first).to_be_visible()
        expect(page.get_by_text(re.compile("基数来源：2016年死因监测报告"))).to_be_visible()
        expect(page.locator(".js-plotly-plot").first).to_be_visible()
        # Between the horizons there is a way to go, and no light.
        page = light(visits["office"], f"{indicator}&period=2019", "无目标")
        expect(page.get_by_text(re.compile("走完的比例"))).to_be_visible()


def choose(visit: Visit, label: str, option: str) -> None:
    """Choose an option of a list by the beginning of its text."""
    page = visit.settled()
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=re.compile(f"^{re.escape(option)}")).click()
    visit.settled()
