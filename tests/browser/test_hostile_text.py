"""A browser on a ledger with markup in every field, and the headers and files that the server sends."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.helpers import Server, window
from tests.helpers import PASSWORD, add_accounts
from tests.hostile import AIR, LEADER, TEXTS
from zcdash.auth.pages import BY_NAME
from zcdash.auth.permissions import Role
from zcdash.auth.sessions import COOKIE
from zcdash.store.ledger import Ledger

VISITS = {
    "item": {"item": "14-6"},
    "submit": {"unit": AIR},
    "signing": {},
    "notices": {},
    "leader": {"leader": LEADER},
    "score": {"unit": AIR},
    "compile": {},
    "log": {},
    "bulletin": {"part": "改句子"},
    "items": {"words": TEXTS["onerror"] + TEXTS["link"]},
}


@pytest.fixture(scope="module")
def hostile_server(hostile_ledger, tmp_path_factory):
    """A server over the hostile ledger."""
    path = Path(shutil.copy(hostile_ledger, tmp_path_factory.mktemp("hostile-server") / "zcdash.duckdb"))
    with Ledger(path) as ledger:
        add_accounts(ledger)
    with Server(path) as running:
        yield running


@pytest.fixture
def office(hostile_server):
    """(The server over the hostile ledger, a session of the supervision office.)"""
    return hostile_server, hostile_server.sign_in()


def test_no_script_runs_no_link_leaves_and_nothing_is_asked_of_another_host(browser, office):
    server, token = office
    with window(browser, server.url, token) as visit:
        visit.page.on("dialog", lambda d: visit.complaints.append(d.message) or d.dismiss())
        seen = 0
        for name, query in VISITS.items():
            page = visit.open(f"/{name}?{urlencode({'period': '2017Q1', **query})}")
            assert page.evaluate("window.hit") is None, name
            assert (
                page.locator("img[src='x'], img[alt='图'], .katex, [data-testid=stIconMaterial]:text('home')").count()
                == 0
            ), name
            links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
            assert [x for x in links if not x.startswith((server.url, "blob:"))] == [], name
            seen += page.get_by_text("点我").count()
        assert seen > 10 and visit.outside == [] and visit.complaints == []


def test_a_note_is_shown_character_by_character(browser, office):
    server, token = office
    with window(browser, server.url, token) as visit:
        page = visit.open("/submit?" + urlencode({"period": "2017Q1", "unit": AIR}))
        text_shown = page.get_by_test_id("stAlert").filter(has_text="已退回").inner_text().replace("\u2060", "")
        for text in (
            TEXTS["link"],
            TEXTS["picture"],
            TEXTS["latex"],
            TEXTS["directive"],
            TEXTS["formula"],
            TEXTS["script"],
        ):
            assert text in text_shown, text_shown
        assert "\u202e" not in text_shown and "\x1b" not in text_shown


def test_a_download_needs_a_session_and_is_not_cached(browser, office):
    server, token = office
    with window(browser, server.url, token) as visit:
        page = visit.open("/submit?" + urlencode({"period": "2017Q1", "unit": AIR}))
        with page.expect_download() as waiting:
            page.get_by_test_id("stDownloadButton").get_by_role("button", name="下载本单位模板").click()
        assert "点我" in waiting.value.suggested_filename and "<" not in waiting.value.suggested_filename
        address = waiting.value.url
        answer = httpx.get(address, cookies={COOKIE: token}, timeout=60)
        assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''")
        assert httpx.get(address, timeout=60).status_code == 403
        page.get_by_role("button", name="退出").click()
        expect(page.get_by_role("heading", name="登录")).to_be_visible()
        assert httpx.get(address, cookies={COOKIE: token}, timeout=60).status_code == 403
        page.go_back()
        expect(page.get_by_role("heading", name="登录")).to_be_visible()
        assert page.get_by_text("第一步").count() == 0


def test_every_answer_carries_the_headers(server):
    for path in (
        "/",
        "/sign-in",
        "/health",
        "/nowhere",
        "/media/x.xlsx",
        "/_stcore/health",
        "/_stcore/upload_file/x/y",
    ):
        headers = httpx.get(server.url + path, timeout=60).headers
        policy = headers["content-security-policy"]
        assert {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'self'"} <= set(
            policy.split("; ")
        )
        assert " ws:;" not in policy and "http" not in policy and "*" not in policy, path
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"] and "access-control-allow-origin" not in headers
        assert "strict-transport-security" not in headers
        kind = headers.get("content-type", "none: " if headers.get("content-length") == "0" else "missing")
        assert kind.startswith(("none", "application/")) or "charset=utf-8" in kind, (path, kind)
    encrypted = httpx.get(server.url + "/sign-in", headers={"X-Forwarded-Proto": "https"}, timeout=60)
    assert encrypted.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "path", ["/", "/health", "/media/x.xlsx", "/_stcore/health", "/_stcore/host-config", "/static/x.js"]
)
def test_no_other_site_may_read_an_answer(server, token, path):
    for method in ("GET", "OPTIONS"):
        answer = httpx.request(
            method,
            server.url + path,
            cookies={COOKIE: token},
            timeout=60,
            headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"},
        )
        assert "access-control-allow-origin" not in answer.headers


def test_streamlits_own_endpoints_refuse_other_sites(server, token):
    put = httpx.put(f"{server.url}/_stcore/upload_file/x/y", content=b"x", cookies={COOKIE: token}, timeout=60)
    assert put.status_code == 403
    for path in ("/auth/logout", "/auth/login?provider=x"):
        assert httpx.get(server.url + path, headers={"Sec-Fetch-Site": "cross-site"}, timeout=60).status_code == 403


def test_over_https_the_cookie_is_bound_to_this_host_and_opens_the_page(server, token):
    ours = {"Origin": server.url.replace("http", "https"), "X-Forwarded-Proto": "https"}
    answer = httpx.post(
        server.url + "/sign-in", data={"login": "ducha", "password": PASSWORD}, headers=ours, timeout=60
    )
    name, _, rest = answer.headers["set-cookie"].partition("=")
    assert name == "__Host-zcdash_session" and {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(rest.split("; "))
    mine = {name: rest.partition(";")[0]}
    assert httpx.get(server.url + "/items", cookies=mine, timeout=60).status_code == 200
    out = httpx.post(server.url + "/sign-out", cookies=mine, headers=ours, timeout=60)
    assert "secure" in out.headers["set-cookie"].lower() and out.headers["clear-site-data"] == '"cache", "storage"'
    assert httpx.get(server.url + "/items", cookies=mine, timeout=60).status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/nowhere",
        "/.git/config",
        "/zcdash.duckdb",
        "/..%2frequirements.txt",
        "/static/../app.py",
        "/media/../../app.py",
    ],
)
def test_missing_files_and_machine_interfaces_are_not_served(server, token, path):
    answer = httpx.get(server.url + path, cookies={COOKIE: token}, timeout=60)
    assert answer.status_code in (400, 403, 404) or "<title>Streamlit</title>" in answer.text, answer.status_code
    assert not any(word in answer.text for word in ("streamlit==", "st.App", "[core]", 'openapi"', "# HELP"))


@pytest.mark.parametrize("path", ["/", "/items", "/sign-in", "/health", "/_stcore/health", "/media/x"])
def test_trace_is_not_answered(server, token, path):
    answer = httpx.request("TRACE", server.url + path, cookies={COOKIE: token}, timeout=60)
    assert answer.status_code >= 400 and token not in answer.text


def test_a_missing_page_is_reported_in_chinese(server, token):
    answer = httpx.get(server.url + "/nowhere", cookies={COOKIE: token}, timeout=60)
    assert answer.status_code == 404 and "没有这个页面" in answer.text
    for page in ("", "items", "wall"):
        assert httpx.get(f"{server.url}/{page}", cookies={COOKIE: token}, timeout=60).status_code == 200
    moved = httpx.get(f"{server.url}/corrections?plan=x", cookies={COOKIE: token}, timeout=60)
    assert (moved.status_code, moved.headers["location"]) == (303, "/compile?way=correction&plan=x")
    assert Role.OFFICE in BY_NAME["items"].open_roles()
