"""A clerk downloads a template, fills it in, uploads, corrects the errors and files; the chart changes."""

from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import expect

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_a_clerk_files_a_submission_and_the_chart_changes(visit):
    page = visit.open("/submit?period=2017Q1&unit=区环保分局")
    page.get_by_label("填报人").fill("李四")
    with page.expect_download() as handed:
        page.get_by_role("button", name="下载本单位模板").click()
    book = load_workbook(BytesIO(handed.value.path().read_bytes()))
    row = next(r[0].row for r in book["指标"].iter_rows(min_row=4) if r[0].value == "14-6a")
    book["指标"].cell(row, 9, "三十一天")

    def upload():
        out = BytesIO()
        book.save(out)
        page.locator("input[type=file]").set_input_files(
            {"name": "环保一季度.xlsx", "mimeType": XLSX, "buffer": out.getvalue()}
        )

    upload()
    expect(page.get_by_text("有 1 处错误，改正后重新上传")).to_be_visible()
    expect(page.get_by_role("button", name="报送", exact=True)).to_be_disabled()
    with page.expect_download() as marked:
        page.get_by_role("button", name="下载标出问题的工作簿").click()
    book = load_workbook(BytesIO(marked.value.path().read_bytes()))
    assert book["指标"].cell(row, 9).comment
    book["指标"].cell(row, 9, 33)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("有 1 处错误，改正后重新上传")).to_be_hidden()
    upload()
    expect(page.get_by_text("可以报送，有 2 处提示请核对")).to_be_visible()
    page.get_by_text("以上提示已核对，确认报送").click()
    page.get_by_role("button", name="报送", exact=True).click()
    expect(page.get_by_text("已报送，编号 1")).to_be_visible()
    expect(page.get_by_text("待单位主要负责人审签").first).to_be_visible()
    page = visit.open("/indicator?indicator=14-6a&period=2017Q1&seen=filed")
    expect(page.get_by_text("到一季度累计 33 天，比计划多 2 天").first).to_be_visible()
    expect(page.locator(".js-plotly-plot").get_by_text("33").first).to_be_visible()
    assert visit.outside == [] and visit.complaints == []


def test_filing_works_on_a_phone(phone):
    page = phone.open("/submit?period=2017Q1&unit=区财政局")
    expect(page.get_by_role("button", name="下载本单位模板")).to_be_visible()
    expect(page.get_by_label("填报人")).to_be_visible()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
