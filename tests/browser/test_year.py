"""One item through a quarter: every role acts in its own browser, and every page is right at every step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.helpers import Server, Visit, told, window
from tests.browser.test_played_plans import send
from tests.helpers import PLAN, add_accounts
from zcdash import auth, queries
from zcdash.auth.permissions import Account, Role
from zcdash.store.ledger import Ledger

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNIT, PERIOD = "区环保分局", "2017Q1"
PEOPLE = {
    "clerk": Account("clerk", "小李", Role.CLERK, unit=UNIT),
    "head": Account("head", "环保局长", Role.HEAD, unit=UNIT),
    "leader": Account("leader", "刘冀中", Role.DEPUTY, leader="刘冀中"),
    "substitute": Account("other", "路德芝", Role.DEPUTY, leader="路德芝"),
    "office": Account("office", "孙督查", Role.OFFICE),
}


@pytest.fixture
def everybody(browser, ledger_file) -> Iterator[dict[str, Visit]]:
    """A browser window for each person, all on one server."""
    with Ledger(ledger_file) as ledger:
        add_accounts(ledger, PEOPLE.values(), password="")
        tokens = {name: auth.sessions.begin(ledger, person, "本机") for name, person in PEOPLE.items()}
        template = Path(ledger_file.parent / "template.xlsx")
        template.write_bytes(queries.submissions.template_workbook(ledger, PLAN, PERIOD, UNIT)[1])
    with Server(ledger_file) as server, ExitStack() as windows:
        yield {name: windows.enter_context(window(browser, server.url, token)) for name, token in tokens.items()}


@pytest.fixture
def filled(ledger_file):
    """`filled(days)`: the unit's template with so many good days, and everything else as planned."""

    def act(days: int) -> bytes:
        book = load_workbook(ledger_file.parent / "template.xlsx")
        for row in book["指标"].iter_rows(min_row=4):
            if row[0].value == "14-6a":
                book["指标"].cell(row[0].row, 9, days)
        for row in book["节点"].iter_rows(min_row=4):
            if row[0].value:
                book["节点"].cell(row[0].row, 5, "已完成")
                book["节点"].cell(row[0].row, 6, "2017-03-20")
        for row in book["事项"].iter_rows(min_row=4):
            if row[0].value:
                book["事项"].cell(row[0].row, 4, f"优良天数 {days} 天，其余任务按时办结")
                book["事项"].cell(row[0].row, 5, "静稳天气偏多")
                book["事项"].cell(row[0].row, 6, "四月底前完成扬尘整治")
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    return act


def file_it(clerk: Visit, data: bytes, name: str) -> None:
    page = clerk.open(f"/submit?period={PERIOD}")
    # By its name: while the page is drawn, the first one may be that of the evidence.
    workbook = page.get_by_test_id("stFileUploader").filter(has_text=re.compile("填好的工作簿"))
    workbook.locator("input[type=file]").set_input_files({"name": name, "mimeType": XLSX, "buffer": data})
    send(clerk)


def sign(visit: Visit, word: str) -> Page:
    page = visit.open(f"/signing?period={PERIOD}")
    page.get_by_role("button", name=word, exact=True).first.click()
    expect(told(page, re.compile(f"的报送{re.escape(word)}"))).to_be_visible()
    return page


def light(visit: Visit, word: str, seen: str = "official") -> Page:
    """The item and its indicator both show this light in a view."""
    page = visit.open(f"/item?item=14-6&period={PERIOD}&seen={seen}")
    expect(page.locator(".zc-light").first).to_contain_text(word)
    return visit.open(f"/indicator?indicator=14-6a&period={PERIOD}&seen={seen}")


def test_one_item_from_filing_to_the_reopened_close(everybody, filled):
    clerk, head, leader, substitute, office = (everybody[n] for n in PEOPLE)
    light(office, "未报送")

    file_it(clerk, filled(20), "环保一季度.xlsx")
    page = light(office, "待签收")
    expect(page.get_by_text("另有 1 份在途未计入")).to_be_visible()
    expect(light(office, "严重滞后", "filed").get_by_text("1—3月累计 20 天")).to_be_visible()
    expect(clerk.open(f"/item?item=14-6&period={PERIOD}&seen=filed").get_by_role("radio", name="含在途")).to_have_count(
        0
    )

    sign(head, "同意")
    page = office.open("/absences")
    page.get_by_role("combobox", name="外出的分管区长").click()
    page.get_by_role("option", name="刘冀中").click()
    expect(page.get_by_text("补位制度没有写明刘冀中由谁补位")).to_be_visible()
    page.get_by_label("事由").fill("参加培训")
    page.get_by_role("button", name="登记").click()
    expect(told(page, "已登记：刘冀中外出期间由路德芝补位。")).to_be_visible()
    expect(leader.open("/leader?leader=刘冀中").get_by_text(re.compile("由路德芝补位代签"))).to_be_visible()

    page = substitute.open(f"/signing?period={PERIOD}")
    expect(page.get_by_text("刘冀中外出，由您补位")).to_be_visible()
    page.get_by_role("button", name="退回").click()
    page.get_by_label("哪里不对、怎样改").fill("优良天数与市里通报不符，请核对")
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="退回").click()
    expect(told(page, "已退回区环保分局的报送。")).to_be_visible()
    expect(clerk.open(f"/submit?period={PERIOD}").get_by_text("优良天数与市里通报不符，请核对").first).to_be_visible()
    light(office, "已退回", "filed")

    file_it(clerk, filled(33), "环保一季度（更正）.xlsx")
    page = head.open(f"/signing?period={PERIOD}")
    expect(page.get_by_text(re.compile("与上次（编号 1）相比改了"))).to_be_visible()
    sign(head, "同意")
    sign(substitute, "同意（代刘冀中签）")
    sign(office, "签收")
    page = light(office, "达进度")
    expect(page.get_by_text("1—3月累计 33 天，比计划多 2 天").first).to_be_visible()
    page = office.open(f"/item?item=14-6&period={PERIOD}")
    expect(page.get_by_text("审签与经过")).to_be_visible()

    page = office.open(f"/periods?period={PERIOD}")
    page.get_by_label("说明（有未签收的必填）").fill("其余单位催报未果")
    page.get_by_role("button", name="关账", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("已签收 1 个")
    page.get_by_role("dialog").get_by_role("button", name="确认关账").click()
    expect(told(page, "已关账")).to_be_visible()
    expect(page.get_by_role("heading", name="2017年一季度：已关账")).to_be_visible()
    expect(clerk.open(f"/submit?period={PERIOD}").get_by_text(re.compile("关账，不再接收报送"))).to_be_visible()

    page = office.open(f"/periods?period={PERIOD}")
    page.get_by_label("重开的理由").fill("市里核定数更正")
    page.get_by_role("button", name="重开").click()
    expect(page.get_by_role("heading", name="2017年一季度：已重开")).to_be_visible()
    file_it(clerk, filled(26), "环保一季度（再更正）.xlsx")
    sign(head, "同意")
    sign(substitute, "同意（代刘冀中签）")
    sign(office, "签收")
    page = light(office, "严重滞后")
    expect(page.get_by_text("当时口径 33 天，最新口径 26 天")).to_be_visible()
    page = light(office, "达进度", "closed")
    expect(page.get_by_text("1—3月累计 33 天").first).to_be_visible()

    page = office.open("/log?who=路德芝&kind=act")
    expect(page.get_by_text("共 3 条")).to_be_visible()
    page.get_by_role("button", name="核对全部留痕与台账").click()
    expect(page.get_by_text("与台账全部相符")).to_be_visible()
    assert all(v.outside == [] and v.complaints == [] for v in everybody.values())
