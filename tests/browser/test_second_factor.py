"""The second factor and the proof of identity, as a person meets them in a browser."""

from __future__ import annotations

import re

import httpx
import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import Server, sign_in, told, window
from tests.helpers import PASSWORD, PEOPLE
from zcdash import auth, store
from zcdash.auth.permissions import Permission, Role, console
from zcdash.auth.sessions import COOKIE
from zcdash.store.ledger import Ledger, now


@pytest.fixture
def strict_server(ledger_file):
    """A server whose supervision office needs a second factor."""
    sign_in(ledger_file)
    with Ledger(ledger_file) as ledger:
        store.settings.save_setting(ledger, "second_factor_roles", "office", console().act(Permission.SET))
    with Server(ledger_file) as server:
        yield server


def give_password(page: Page, login: str) -> None:
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def test_a_role_that_needs_it_switches_it_on_and_signs_in_with_codes(browser, strict_server):
    with window(browser, strict_server.url, phone=True) as visit:
        page = visit.page
        page.goto(visit.url + "/items?words=姜萌路")
        give_password(page, "ducha")
        expect(page.get_by_role("heading", name="启用动态口令")).to_be_visible()
        page.goto(visit.url + "/items")
        expect(page.get_by_role("heading", name="启用动态口令")).to_be_visible()
        assert (
            page.evaluate("document.documentElement.scrollWidth") <= 390
            and page.evaluate("document.scripts.length") == 0
        )
        expect(page.get_by_role("img", name="动态口令的二维码").locator("svg")).to_have_count(1)
        totp = pyotp.TOTP(re.sub(r"\s", "", page.locator("code").inner_text()))
        page.get_by_label("六位数字").fill("000000")
        page.get_by_role("button", name="启用").click()
        expect(page.get_by_role("alert")).to_contain_text("口令不对")
        visit.complaints.clear()  # the browser notes the status 403 of a wrong code
        page.get_by_label("六位数字").fill(totp.now())
        page.get_by_role("button", name="启用").click()
        expect(page.get_by_role("heading", name="请保存恢复码")).to_be_visible()
        expect(page.locator("li code")).to_have_count(10)
        recovery = page.locator("li code").all_inner_texts()
        page.get_by_role("link", name="已经保存").click()
        visit.settled()
        assert visit.outside == [] and visit.complaints == []
    with window(browser, strict_server.url) as visit:
        page = visit.page
        page.goto(visit.url + "/items?words=姜萌路")
        give_password(page, "ducha")
        expect(page.get_by_role("heading", name="输入动态口令")).to_be_visible()
        assert not [c for c in page.context.cookies() if c["name"] == COOKIE], "half a sign-in has no session"
        page.get_by_label("动态口令").fill("000000")
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("没有登录成功。请核对动态口令")
        page.get_by_label("动态口令").fill(recovery[0])
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_text("共 2 项")).to_be_visible()
        expect(page.locator(".zc-who")).to_contain_text("上次登录")


def test_an_act_of_consequence_asks_for_the_password_in_another_tab_and_loses_nothing(browser, ledger_file):
    sign_in(ledger_file)
    with Ledger(ledger_file) as ledger:
        admin = next(p for p in PEOPLE if p.role is Role.ADMIN)
        token = auth.sessions.begin(ledger, admin, "127.0.0.1")
        with ledger.transaction() as transaction:
            transaction.run("update session set authenticated_at = $at", at=now().replace(year=2020))
    with Server(ledger_file) as server, window(browser, server.url, token) as visit:
        page = visit.open("/accounts?account=li")
        page.get_by_label("姓名").first.fill("李四")
        page.get_by_role("button", name="保存更改").click()
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="验证身份").click()
        other = opened.value
        other.get_by_label("本人密码").fill("x")
        other.get_by_role("button", name="验证").click()
        expect(other.get_by_role("alert")).to_contain_text("没有登录成功")
        other.get_by_label("本人密码").fill(PASSWORD)
        other.get_by_role("button", name="验证").click()
        expect(other.get_by_text("身份已验证")).to_be_visible()
        page.get_by_role("button", name="保存更改").click()
        expect(told(page, "账号 li 已更改")).to_be_visible()


def test_the_forms_are_taken_only_from_the_programs_own_pages_and_with_a_session(strict_server):
    with httpx.Client(base_url=strict_server.url, timeout=60) as stranger:
        for path in ("/second-factor", "/confirm-identity"):
            assert stranger.get(path).headers["location"] == "/sign-in"
        answer = stranger.post("/sign-in/code", data={"pending": "x", "code": "123456"})
        assert answer.status_code == 403 and "不是从本程序的页面" in answer.text
        answer = stranger.post(
            "/sign-in/code", data={"pending": "x", "code": "1"}, headers={"Origin": strict_server.url}
        )
        assert (
            answer.status_code == 403
            and "已经过时" in answer.text
            and 'name="password"' in answer.text
            and "set-cookie" not in answer.headers
        )
        assert stranger.get("/sign-in/code").headers["location"] == "/sign-in"
    cookies = {COOKIE: strict_server.sign_in(Role.CLERK)}
    with httpx.Client(base_url=strict_server.url, timeout=60, cookies=cookies) as foreign:
        for path, form in (("/second-factor", {"act": "remove"}), ("/confirm-identity", {"password": PASSWORD})):
            assert foreign.post(path, data=form, headers={"Origin": "https://evil.example"}).status_code == 403
        wanted = foreign.get("/confirm-identity", params={"next": "//evil.example/"}).text
        assert "evil" not in wanted
