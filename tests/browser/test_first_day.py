"""An office's first day without a command line: empty ledger, first administrator by the link, accounts from Excel, slips."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import Visit, free_port, stop, told, wait_for, window
from tests.helpers import PASSWORD, ROOT
from zcdash.auth.pages import BY_NAME

LINK = re.compile(r"(http://\S+)(/first-start\?token=\S+)")


@pytest.fixture
def link(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Start `zcdash serve` over a ledger that is not there yet; return the address and the path of the link it prints."""
    printed, port = tmp_path / "console.txt", free_port()
    with printed.open("w", encoding="utf-8") as console:
        process = subprocess.Popen(
            [sys.executable, "-m", "zcdash", "serve", "--ledger", "office.duckdb", "--port", str(port)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            stdout=console,
            stderr=subprocess.STDOUT,
        )
    wait_for(f"http://127.0.0.1:{port}/health", process)
    give_up = time.monotonic() + 60
    while not (found := LINK.search(printed.read_text(encoding="utf-8"))):
        assert time.monotonic() < give_up, printed.read_text(encoding="utf-8")
        time.sleep(0.1)
    assert (tmp_path / "office.duckdb").exists()
    yield found[1], found[2]
    stop(process)


def filled(template: Path) -> Path:
    """Fill the template in, as an office would."""
    book = load_workbook(template)
    rows = (
        ("区财政局", "张三", None, "填报员", None, 13800001111),
        (None, "李四", None, "单位主要负责人"),
        (None, "周督查", "ducha", "督查室"),
    )
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            if value is not None:
                book.active.cell(number, column).value = value
    book.save(template)
    return template


def sign_in(page: Page, url: str, login: str, password: str) -> None:
    page.goto(f"{url}/sign-in")
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_from_an_empty_ledger_to_everybodys_first_sign_in(browser: Browser, link: tuple[str, str], tmp_path: Path):
    url, path = link
    with window(browser, url) as visit:
        page = visit.page
        requests: list[dict[str, str]] = []
        page.on("request", lambda request: requests.append(request.all_headers()))
        page.goto(url + path)
        page.get_by_label("姓名").fill("陈晨")
        page.get_by_label("账号").fill("chen")
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_label("再输一次密码").fill(PASSWORD)
        page.get_by_role("button", name="建立并登录").click()
        page.wait_for_url(f"{url}/accounts")
        visit.settled()
        assert all("token=" not in headers.get("referer", "") for headers in requests)
        slips = accounts_from_excel(visit, tmp_path)
        assert visit.outside == []
    with window(browser, url) as again:
        again.page.goto(url + path)
        expect(again.page.get_by_text("已经有系统管理员了")).to_be_visible()
    with window(browser, url) as clerk:
        sign_in(clerk.page, url, "13800001111", slips["13800001111"])
        expect(clerk.page.get_by_text("张三，您现在用的密码是别人给的")).to_be_visible()
        clerk.page.get_by_label("原密码").fill(slips["13800001111"])
        clerk.page.get_by_label("新密码", exact=True).fill(PASSWORD)
        clerk.page.get_by_label("再输一次新密码").fill(PASSWORD)
        clerk.page.get_by_role("button", name="更改密码").click()
        clerk.settled()
        for name in ("overview", "submit", "signing"):
            page = clerk.open(f"/{BY_NAME[name].url}")
            expect(page.get_by_text("还没有计划。")).to_be_visible()
        assert clerk.complaints == []


def accounts_from_excel(visit: Visit, folder: Path) -> dict[str, str]:
    """Make accounts from the filled-in template; return login → first password, as the slips have them."""
    page = visit.page
    page.get_by_role("tab", name="按名单批量新增").click()
    with page.expect_download() as template:
        page.get_by_role("button", name="下载名单模板").click()
    template.value.save_as(folder / "名单.xlsx")
    page.locator("input[type=file]").set_input_files(filled(folder / "名单.xlsx"))
    page.get_by_text("一并登记为单位（1 个）：区财政局").click()
    page.get_by_role("button", name="新增 3 个账号").click()
    expect(told(page, "已新增 3 个账号。")).to_be_visible()
    visit.settled()
    with page.expect_download() as slips:
        page.get_by_role("button", name="下载凭条").click()
    (table,) = Document(BytesIO(Path(slips.value.path()).read_bytes())).tables
    expect(page.get_by_text("已下载。请打印")).to_be_visible()
    page.reload()
    visit.settled()
    expect(page.get_by_role("button", name="下载凭条")).to_have_count(0)
    texts = [cell.text for row in table.rows for cell in row.cells if cell.text]
    return dict(re.search(r"账号　+(\S+)\n首次密码　(\S+)", text).groups() for text in texts)
