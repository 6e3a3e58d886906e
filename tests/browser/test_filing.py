"""Filing a workbook: corrected and filed, an untouched one refused, two people of one unit at once, on a phone."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import Server, Visit, fits, told, window
from tests.faults.hostile_workbooks import CASES
from tests.helpers import PLAN, runs
from zcdash import queries
from zcdash.auth.permissions import Role
from zcdash.store.ledger import Ledger

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FINANCE = "区财政局"


def download_template(page: Page) -> bytes:
    """Download the unit's workbook from the page."""
    with page.expect_download() as handed:
        page.get_by_role("button", name="下载本单位模板").click()
    return handed.value.path().read_bytes()


def upload(page: Page, name: str, data: bytes) -> None:
    page.locator("input[type=file]").first.set_input_files({"name": name, "mimeType": XLSX, "buffer": data})


def content(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_actuals(template: bytes, *actuals: float) -> bytes:
    """Fill the first rows of the sheet 指标 in."""
    book = load_workbook(BytesIO(template))
    sheet = book["指标"]
    column = next(cell.column for cell in sheet[3] if cell.value == "本期实际")
    for row, actual in enumerate(actuals, 4):
        sheet.cell(row, column, actual)
    return content(book)


def test_a_clerk_files_a_submission_and_the_chart_changes(visit):
    page = visit.open("/submit?period=2017Q1&unit=区环保分局")
    page.get_by_label("填报人").fill("李四")
    book = load_workbook(BytesIO(download_template(page)))
    row = next(r[0].row for r in book["指标"].iter_rows(min_row=4) if r[0].value == "14-6a")
    book["指标"].cell(row, 9, "三十一天")
    upload(page, "环保一季度.xlsx", content(book))
    expect(page.get_by_text("有 1 处错误，改正后重新上传")).to_be_visible()
    expect(page.get_by_role("button", name="报送", exact=True)).to_be_disabled()
    visit.settled()
    with page.expect_download() as marked:
        page.get_by_role("button", name="下载标出问题的工作簿").click()
    book = load_workbook(BytesIO(marked.value.path().read_bytes()))
    assert book["指标"].cell(row, 9).comment
    book["指标"].cell(row, 9, 33)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("有 1 处错误，改正后重新上传")).to_be_hidden()
    upload(page, "环保一季度.xlsx", content(book))
    expect(page.get_by_text("可以报送，有 2 处提示请核对")).to_be_visible()
    page.get_by_text("以上提示已核对，确认报送").click()
    page.get_by_role("button", name="报送", exact=True).click()
    expect(told(page, "已报送，编号 1")).to_be_visible()
    expect(page.get_by_text("待单位主要负责人审签").first).to_be_visible()
    page = visit.open("/indicator?indicator=14-6a&period=2017Q1&seen=filed")
    expect(page.get_by_text("1—3月累计 33 天，比计划多 2 天").first).to_be_visible()
    expect(page.locator(".js-plotly-plot").get_by_text("33").first).to_be_visible()
    assert visit.outside == [] and visit.complaints == []


def test_an_untouched_template_is_refused(visit: Visit):
    page = visit.open(f"/submit?period=2017Q1&unit={FINANCE}")
    page.get_by_label("填报人").fill("李四")
    upload(page, "没有填.xlsx", download_template(page))
    expect(page.get_by_text("一格都没有填。")).to_be_visible()
    expect(page.get_by_text("有 1 处错误，改正后重新上传")).to_be_visible()
    expect(page.get_by_role("button", name="报送", exact=True)).to_be_disabled()
    expect(page.get_by_text("以上提示已核对，确认报送")).to_be_hidden()
    expect(page.get_by_role("button", name="仍要报送")).to_be_hidden()
    expect(page.get_by_text("还没有报送记录。")).to_be_visible()
    assert visit.outside == [] and visit.complaints == []


def test_a_hostile_workbook_shows_its_refusal_and_no_reader_outlives_the_server(browser: Browser, own_server: Server):
    with window(browser, own_server.url, own_server.sign_in(Role.CLERK)) as visit:
        page = visit.open("/submit?period=2017Q1")
        template = download_template(page)
        for name, refusal in (
            ("entities that multiply", "文件内有 DOCTYPE 或实体声明"),
            ("a text of 30,000 letters in 100,000 cells", "工作簿内容太多"),
        ):
            upload(page, "财政一季度.xlsx", CASES[name](template))
            expect(page.get_by_text(refusal)).to_be_visible()
            expect(page.get_by_role("button", name="报送", exact=True)).to_be_disabled()
            page.get_by_role("button", name="Remove").click()
            expect(page.get_by_text(refusal)).to_be_hidden()
        upload(page, "财政一季度.xlsx", with_actuals(template, 43950, 43950, 8.4))
        expect(page.get_by_text("处提示请核对")).to_be_visible()
        assert visit.outside == [] and visit.complaints == []
    readers = children_of(own_server.pid)
    assert readers
    own_server.stop()
    give_up = time.monotonic() + 60
    while any(map(runs, readers)):
        assert time.monotonic() < give_up
        time.sleep(0.05)


def children_of(parent: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()]


def test_two_people_of_a_unit_who_file_at_once_are_told_of_each_other(browser: Browser, own_server: Server):
    """The clerk files while the head has checked another workbook; the head sees the difference and files all the same."""
    clerk, head = own_server.sign_in(Role.CLERK), own_server.sign_in(Role.HEAD)
    with window(browser, own_server.url, clerk) as first, window(browser, own_server.url, head) as second:
        template = download_template(first.open("/submit?period=2017Q1"))
        second.open("/submit?period=2017Q1")
        for visit, actuals in ((first, (43950, 43950, 8.4)), (second, (43960, 43950, 8.6))):
            upload(visit.page, "财政一季度.xlsx", with_actuals(template, *actuals))
            visit.page.get_by_text("以上提示已核对，确认报送").click()
            expect(visit.page.get_by_role("button", name="报送", exact=True)).to_be_enabled()
        first.page.get_by_role("button", name="报送", exact=True).click()
        expect(told(first.page, "已报送，编号 1")).to_be_visible()

        page = second.page
        page.get_by_role("button", name="报送", exact=True).click()
        expect(page.get_by_text("这期间另有人报送：编号 1，李填报")).to_be_visible()
        expect(page.get_by_text("与您填的有 2 处不同，见上表。")).to_be_visible()
        expect(page.get_by_text("与上次报送不同的地方")).to_be_visible()
        changes = page.get_by_test_id("stDataFrame").filter(has_text="这次")
        for value in ("43950", "43960", "8.4", "8.6"):
            expect(changes).to_contain_text(value)
        expect(page.get_by_role("button", name="报送", exact=True)).to_be_hidden()
        expect(page.get_by_role("button", name="不报了")).to_be_enabled()
        page.get_by_role("button", name="仍要报送，取代编号 1").click()
        expect(told(page, "已报送，编号 2")).to_be_visible()
        expect(told(page, "取代编号 1（")).to_be_visible()
        for visit in (first, second):
            assert visit.outside == [] and visit.complaints == []

    own_server.stop()
    with Ledger(own_server.ledger) as ledger:
        rows = queries.submissions.history(ledger, PLAN, FINANCE)
        filed = [(row["submission"], row["filed_by"], row["supersedes"], row["counts"]) for row in rows]
    assert filed == [(2, "赵局长", 1, True), (1, "李填报", None, False)]


def test_filing_works_on_a_phone(phone):
    page = phone.open("/submit?period=2017Q1&unit=区财政局")
    expect(page.get_by_role("button", name="下载本单位模板")).to_be_visible()
    expect(page.get_by_label("填报人")).to_be_visible()
    fits(page)
