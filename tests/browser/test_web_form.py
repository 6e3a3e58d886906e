"""A clerk fills in the form on the page, at a desk and on a phone: mistakes, a closed browser, Excel, filing."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import Server, Visit, fits, told, window
from zcdash.auth.permissions import Role

FORM = "/submit?period=2017Q1&way=page"


def type_into(visit: Visit, label: str, text: str, number: int = 0) -> None:
    """Type into a field of the form and leave it."""
    visit.settled().get_by_label(label).nth(number).fill(text)
    visit.page.keyboard.press("Tab")


def open_sheet(visit: Visit, name: str) -> None:
    # A click while the page's script runs may be lost.
    visit.settled().locator(".st-key-web_sheet").get_by_text(name).click()


def assert_fits(page: Page, phone: bool) -> None:
    if phone:
        fits(page)


@pytest.mark.parametrize("phone", [False, True], ids=["1440 px", "390 px"])
def test_a_clerk_fills_in_the_form_and_files_it(browser: Browser, own_server: Server, phone: bool):
    token = own_server.sign_in(Role.CLERK)
    with window(browser, own_server.url, token, phone=phone) as visit:
        page = visit.open(FORM)
        expect(page.get_by_text("还没有填。")).to_be_visible()
        type_into(visit, "本期实际", "四万多")
        expect(page.get_by_text("有 1 处错误，改正后再报")).to_be_visible()
        expect(page.get_by_role("button", name="报送", exact=True)).to_be_disabled()
        open_sheet(visit, "事项")
        type_into(visit, "进展情况", "税收入库 3.1 亿元，完成计划。")
        expect(page.get_by_text("草稿已存：李填报")).to_be_visible()
        page.get_by_role("button", name="去改这一格").first.click()
        expect(page.get_by_label("本期实际").first).to_be_in_viewport()
        assert_fits(page, phone)
        assert visit.outside == [] and visit.complaints == []

    with window(browser, own_server.url, token, phone=phone) as visit:
        page = visit.open(FORM)
        expect(page.get_by_label("本期实际").first).to_have_value("四万多")
        type_into(visit, "本期实际", "43950")
        type_into(visit, "本期实际", "43950", 1)
        type_into(visit, "本期实际", "8.4", 2)
        complete = page.get_by_role("button", name="个节点均按期完成")
        complete.click()
        expect(complete).to_be_hidden()
        open_sheet(visit, "节点")
        expect(page.get_by_label("完成日期").first).to_be_visible()
        page.get_by_role("button", name="到 Excel 里接着填").click()
        visit.settled()
        with page.expect_download() as workbook:
            page.get_by_role("button", name="下载工作簿").click()
        sheet = load_workbook(BytesIO(workbook.value.path().read_bytes()))["指标"]
        heads = {cell.value: cell.column for cell in sheet[3]}
        assert [sheet.cell(row, heads["本期实际"]).value for row in (4, 5, 6)] == [43950, 43950, 8.4]
        page.keyboard.press("Escape")
        visit.settled()
        page.get_by_text("以上提示已核对，确认报送").click()
        expect(page.get_by_role("button", name="报送", exact=True)).to_be_enabled()
        visit.settled()
        page.get_by_role("button", name="报送", exact=True).click()
        expect(told(page, "已报送，编号 1")).to_be_visible()
        expect(page.get_by_text("已填入上次报送（编号 1）的内容")).to_be_visible()
        assert_fits(page, phone)
        assert visit.outside == [] and visit.complaints == []


def test_two_clerks_at_once_are_told_of_each_other(browser: Browser, own_server: Server):
    """The head of the unit and its clerk have the form open at the same time."""
    clerk, head = own_server.sign_in(Role.CLERK), own_server.sign_in(Role.HEAD)
    with window(browser, own_server.url, clerk) as visit, window(browser, own_server.url, head) as other:
        visit.open(FORM)
        other.open(FORM)
        type_into(visit, "本期实际", "43950")
        expect(visit.page.get_by_text("草稿已存：李填报")).to_be_visible()
        type_into(other, "本期实际", "8.6", 2)
        expect(other.page.get_by_text("李填报").first).to_be_visible()
        other.settled()
        other.page.get_by_role("button", name="合在一起").click()
        expect(other.page.get_by_label("本期实际").first).to_have_value("43950")
        expect(other.page.get_by_label("本期实际").nth(2)).to_have_value("8.6")
        assert visit.complaints == other.complaints == []
