"""Attacks over HTTP and in a browser that must fail, and sign-ins that must work."""

from __future__ import annotations

import re
import time
import urllib.request

import duckdb
import httpx
import pytest
from google.protobuf.text_format import MessageToString
from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.helpers import Server, free_port, sign_in, told, window
from tests.helpers import PASSWORD
from zcdash import auth, commands
from zcdash.auth.permissions import Role, console
from zcdash.auth.sessions import COOKIE
from zcdash.store.ledger import Ledger

NEW = "四只蓝色的风筝飞过河"
MARKUP = '<img src=x onerror="alert(1)">'


@pytest.fixture
def wire(server):
    """An HTTP client whose requests carry the Origin of the server's own pages."""
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}, timeout=60) as client:
        yield client


def session_of(answer: httpx.Response) -> str:
    match = re.search(rf"{COOKIE}=([^;]*)", answer.headers.get("set-cookie", ""))
    return match.group(1).strip('"') if match else ""


def opens(server: Server, token: str) -> bool:
    """Return True if the cookie opens a page, False if it leads to the sign-in."""
    answer = httpx.get(server.url + "/items", cookies={COOKIE: token}, timeout=60)
    assert answer.status_code == 200 or answer.headers["location"].startswith("/sign-in")
    return answer.status_code == 200


def fill_in(page, login: str, password: str) -> None:
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def test_a_stranger_is_led_to_the_sign_in_and_back_to_the_page_that_was_asked_for(stranger):
    page = stranger.page
    page.goto(stranger.url + "/items?words=姜萌路")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    expect(page.get_by_label("账号")).to_be_focused()
    assert page.evaluate("document.scripts.length") == 0
    fill_in(page, "ducha", PASSWORD)
    expect(page.get_by_text("共 2 项")).to_be_visible()
    expect(page.locator(".zc-who")).to_contain_text("周督查")
    assert stranger.outside == [] and stranger.complaints == []


def test_the_sign_in_pages_fit_a_phone_and_load_nothing_from_another_host(browser, server):
    with window(browser, server.url, phone=True) as visit:
        for path in ("/sign-in", "/sign-out"):
            visit.page.goto(server.url + path)
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert visit.outside == [] and visit.complaints == []


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(wire):
    answer = wire.post("/sign-in", data={"login": "ducha", "password": PASSWORD})
    assert answer.status_code == 303
    flags = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert flags == {"httponly", "samesite=lax", "path=/"}
    secure = wire.post(
        "/sign-in", data={"login": "ducha", "password": PASSWORD}, headers={"X-Forwarded-Proto": "https"}
    )
    assert "secure" in secure.headers["set-cookie"].lower()


def test_signing_in_replaces_a_planted_session(browser, server):
    with window(browser, server.url, token="planted") as victim:
        victim.page.goto(server.url + "/sign-in")
        fill_in(victim.page, "ducha", PASSWORD)
        victim.settled()
        mine = [c["value"] for c in victim.page.context.cookies() if c["name"] == COOKIE]
    assert mine != ["planted"] and opens(server, mine[0]) and not opens(server, "planted")


def test_signing_in_again_ends_the_session_before(wire, server):
    first = session_of(wire.post("/sign-in", data={"login": "li", "password": PASSWORD}))
    second = session_of(wire.post("/sign-in", data={"login": "ducha", "password": PASSWORD}))
    assert not opens(server, first) and opens(server, second)


def stream(server: Server, **headers: str):
    return connect(
        server.url.replace("http", "ws") + "/_stcore/stream",
        open_timeout=60,
        subprotocols=["streamlit"],
        max_size=None,
        additional_headers=headers,
    )


def drawn(server: Server, token: str, page: str) -> str:
    """Return everything that the server sends for a page over a WebSocket opened with this cookie, without a browser."""
    request, messages = BackMsg(), []
    request.rerun_script.page_name = page
    with stream(server, Origin=server.url, Cookie=f"{COOKIE}={token}") as opened:
        opened.send(request.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(opened.recv(timeout=60))
            messages.append(MessageToString(answer, as_utf8=True))
            if answer.WhichOneof("type") == "script_finished":
                return "\n".join(messages)


def test_a_cookie_stolen_before_signing_out_is_worth_nothing_after(browser, server, token):
    before = drawn(server, token, "items")
    assert all(word in before for word in ("周政发〔2017〕2号", "共 127 项", "zc-items", "周督查"))
    with window(browser, server.url, token) as visit:
        page = visit.open("/items")
        page.get_by_role("button", name="退出").click()
        expect(page.get_by_role("heading", name="登录")).to_be_visible()
        assert COOKIE not in {c["name"] for c in page.context.cookies()}
    assert not opens(server, token)
    with pytest.raises(InvalidStatus) as refused, stream(server, Origin=server.url, Cookie=f"{COOKIE}={token}"):
        pass
    assert refused.value.response.status_code == 403


def test_a_page_that_stands_open_shows_nothing_more_after_signing_out_elsewhere(browser, server, token):
    with window(browser, server.url, token) as visit:
        page = visit.open("/items")
        other = page.context.new_page()
        other.goto(visit.url + "/sign-out")
        other.get_by_role("button", name="退出").click()
        expect(other.get_by_role("heading", name="登录")).to_be_visible()
        page.get_by_role("combobox", name="分管区长").click()
        page.get_by_role("option", name="张国华").click()
        expect(page.get_by_text("您还没有登录，或者登录已经失效")).to_be_visible()
        expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
        page.get_by_role("link", name="登录").click()
        expect(page.get_by_role("heading", name="登录")).to_be_visible()


def test_a_screen_on_a_wall_goes_blank_after_signing_out_elsewhere(browser, server, token):
    with window(browser, server.url, token) as visit:
        page = visit.open("/wall")
        expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible()
        ours = {"Origin": server.url}
        httpx.post(server.url + "/sign-out", cookies={COOKIE: token}, headers=ours, timeout=60)
        expect(page.get_by_text("您还没有登录，或者登录已经失效")).to_be_visible()
        expect(page.get_by_test_id("stPlotlyChart")).to_have_count(0)
        expect(page.get_by_text("送达")).to_have_count(0)


def test_an_open_page_whose_session_has_ended_goes_to_the_sign_in_when_its_connection_breaks(browser, ledger_file):
    ended, alive = sign_in(ledger_file), sign_in(ledger_file)
    port = free_port()
    with (
        Server(ledger_file, port) as server,
        window(browser, server.url, ended) as one,
        window(browser, server.url, alive) as other,
    ):
        one.open("/items")
        other.open("/items")
        server.stop()
        with Ledger(ledger_file) as ledger:
            auth.sessions.sign_out(ledger, ended)
        with Server(ledger_file, port):
            expect(one.page.get_by_role("heading", name="登录")).to_be_visible()
            expect(other.page.locator("[data-test-connection-state=CONNECTED]")).to_have_count(1)
            expect(other.page.get_by_text("共 127 项")).to_be_visible()


def test_guessing_always_gets_the_same_answer_and_locks_out_even_the_right_password(own_server):
    def sign_in_as(login: str, password: str) -> httpx.Response:
        form = {"login": login, "password": password}
        return httpx.post(f"{own_server.url}/sign-in", data=form, headers={"Origin": own_server.url}, timeout=60)

    def attempt(login: str, password: str) -> tuple[int, str, str]:
        answer = sign_in_as(login, password)
        return answer.status_code, answer.text.replace(login, "…"), str(sorted(answer.headers.keys()))

    answers = {attempt(login, f"guess {n}") for n in range(6) for login in ("ducha", "nobody")}
    answers |= {attempt("ducha", PASSWORD), attempt("nobody", PASSWORD)}
    assert len(answers) == 1
    status, text, _ = answers.pop()
    assert status == 403 and "没有登录成功" in text
    assert sign_in_as("li", PASSWORD).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {},
    ],
)
def test_a_form_from_elsewhere_does_nothing(server, token, headers):
    forms = {
        "/sign-in": {"login": "li", "password": PASSWORD},
        "/sign-out": {},
        "/password": {"old": PASSWORD, "new": NEW, "again": NEW},
    }
    with httpx.Client(base_url=server.url, cookies={COOKIE: token}, timeout=60) as client:
        for path, form in forms.items():
            answer = client.post(path, data=form, headers=headers)
            assert answer.status_code == 403 and "set-cookie" not in answer.headers, path
    assert opens(server, token)
    ours = {"Origin": server.url}
    again = httpx.post(f"{server.url}/sign-in", data={"login": "ducha", "password": PASSWORD}, headers=ours, timeout=60)
    assert again.status_code == 303, "the password is still the old one"


def test_a_get_request_signs_nobody_out(server, token):
    assert httpx.get(server.url + "/sign-out", cookies={COOKIE: token}, timeout=60).status_code == 200
    assert opens(server, token)


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_redirects_to_no_other_site(wire, wanted):
    answer = wire.post("/sign-in", data={"login": "ducha", "password": PASSWORD, "next": wanted})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "evil" not in wire.get("/sign-in", params={"next": wanted}).text


def test_a_form_too_large_or_no_form_at_all_is_refused(wire):
    assert wire.post("/sign-in", data={"login": "x" * 100_000, "password": "y"}).status_code == 413
    assert wire.post("/sign-in", content=b"\xff\xfe%ff=%ff").status_code == 400
    assert wire.post("/sign-in", content="&".join(f"a{n}=1" for n in range(50))).status_code == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:1", "null"])
def test_a_foreign_page_opens_no_connection(server, token, origin):
    cookie = f"{COOKIE}={token}"
    with pytest.raises(InvalidStatus) as refused, stream(server, Origin=origin, Cookie=cookie):
        pass
    assert refused.value.response.status_code == 403
    with stream(server, Origin=server.url, Cookie=cookie) as opened:
        assert opened.protocol.state.name == "OPEN"


def test_a_page_that_is_not_permitted_names_the_role_that_uses_it(visit):
    page = visit.open("/accounts")
    expect(page.get_by_role("heading", name="账号")).to_be_visible()
    expect(page.get_by_text("“账号”这一页由系统管理员、安全保密员使用，您的角色是督查室。")).to_be_visible()
    expect(page.get_by_test_id("stSidebarNavLink").filter(has_text="账号")).to_have_count(0)
    assert page.url.endswith("/accounts") and visit.complaints == []


def test_the_first_sign_in_leads_to_a_new_password_and_nowhere_else(browser, ledger_file):
    sign_in(ledger_file)
    with Ledger(ledger_file) as ledger:
        given = commands.accounts.reset_password(ledger, console(), "li")
    with Server(ledger_file) as server, window(browser, server.url) as clerk, window(browser, server.url) as elsewhere:
        for visit in (clerk, elsewhere):
            visit.page.goto(server.url + "/items?words=姜萌路")
            fill_in(visit.page, "li", given)
            expect(visit.page.get_by_role("heading", name="更改密码")).to_be_visible()
        page = clerk.page
        page.goto(server.url + "/leader")
        expect(page.get_by_role("heading", name="更改密码")).to_be_visible()
        page.goto(server.url + "/password?next=/items%3Fwords%3D姜萌路")
        for new, again, why in (
            ("1234567890", "1234567890", "太容易猜到"),
            (NEW, NEW + "！", "不一样"),
            (NEW, NEW, ""),
        ):
            page.get_by_label("原密码").fill(given)
            page.get_by_label("新密码", exact=True).fill(new)
            page.get_by_label("再输一次新密码").fill(again)
            page.get_by_role("button", name="更改密码").click()
            if why:
                expect(page.get_by_role("alert")).to_contain_text(why)
        expect(page.get_by_text("共 2 项")).to_be_visible()
        elsewhere.page.goto(server.url + "/leader")
        expect(elsewhere.page.get_by_role("heading", name="登录")).to_be_visible()


def test_markup_in_a_name_is_drawn_as_text(browser, ledger_file):
    sign_in(ledger_file)
    with Ledger(ledger_file) as ledger:
        commands.accounts.change_account(ledger, console(), "ducha", name=MARKUP)
    token = sign_in(ledger_file)
    with Server(ledger_file) as server, window(browser, server.url, token) as visit:
        alerts = []
        visit.page.on("dialog", lambda d: alerts.append(d.message) or d.dismiss())
        visit.open("/")
        expect(visit.page.locator(".zc-who")).to_contain_text(MARKUP)
        visit.page.goto(server.url + "/sign-in")
        expect(visit.page.get_by_text(f"您已经以 {MARKUP}")).to_be_visible()
        assert alerts == [] and visit.page.locator("img[src='x']").count() == 0 and visit.outside == []


def test_a_ledger_without_accounts_says_where_the_link_to_the_first_one_is(ledger_file):
    with Server(ledger_file) as server:
        answer = httpx.get(server.url + "/sign-in", timeout=60)
        ours = {"Origin": server.url}
        refused = httpx.post(server.url + "/sign-in", data={"login": "admin", "password": ""}, headers=ours, timeout=60)
    assert (
        "建立第一个系统管理员" in answer.text
        and "python -m zcdash user add" in answer.text
        and "<input" not in answer.text
    )
    assert refused.status_code == 403 and "set-cookie" not in refused.headers


def test_a_ledger_that_does_not_open_is_reported_at_sign_in_and_on_the_page(browser, tmp_path):
    (tmp_path / "broken.duckdb").write_bytes(b"no ledger" * 2000)
    with Server(tmp_path / "broken.duckdb") as server:
        answer = httpx.get(server.url + "/sign-in", timeout=60)
        with window(browser, server.url) as stranger:
            expect(stranger.open("/items").get_by_text("broken.duckdb 打不开")).to_be_visible()
    assert answer.status_code == 503 and "broken.duckdb 打不开" in answer.text


def test_in_the_demonstration_a_visitor_chooses_an_account(browser, demo_server):
    with window(browser, demo_server.url) as demo:
        page = demo.open("/")
        page.get_by_role("link", name="换身份").click()
        expect(page.get_by_text("这是演示台账，数据是虚构的")).to_be_visible()
        page.get_by_role("button").filter(has_text="督查").first.click()
        demo.settled()
        expect(page.locator(".zc-who")).to_contain_text("督查室")
        page.get_by_role("button", name="退出").click()
        demo.settled()
        expect(page.locator(".zc-who")).to_contain_text("演示访客")
        assert demo.outside == [] and demo.complaints == []


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "10.1.2.3"}, {"Host": "rebound.example:8501"}])
def test_the_demonstration_is_served_to_this_machine_only(demo, headers):
    for path in ("/", "/sign-in", "/health", "/static/js/x.js", "/_stcore/health"):
        answer = httpx.get(demo.url + path, headers=headers, timeout=60)
        assert answer.status_code == 403 and "只能在运行它的那台电脑上打开" in answer.text, path
    host = headers.get("Host", demo.url.removeprefix("http://"))
    with pytest.raises(InvalidStatus), stream(demo, **{"Origin": f"http://{host}"}, **headers):
        pass
    people = httpx.post(
        demo.url + "/sign-in", data={"login": "admin"}, headers={"Origin": f"http://{host}"} | headers, timeout=60
    )
    assert people.status_code == 403 and "set-cookie" not in people.headers


def test_a_real_ledger_is_served_to_other_machines(server):
    over_https = {"X-Forwarded-For": "10.1.2.3", "X-Forwarded-Proto": "https"}
    answer = httpx.get(server.url + "/sign-in", headers=over_https, timeout=60)
    assert answer.status_code == 200 and "只能在" not in answer.text


def test_nobody_signs_in_to_a_real_ledger_without_a_password(wire):
    answer = wire.post("/sign-in", data={"login": "admin"})
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


def test_the_sign_in_pages_carry_the_headers_and_allow_no_script(server):
    with urllib.request.urlopen(server.url + "/sign-in") as answer:
        assert (
            "script-src 'none'" in answer.headers["Content-Security-Policy"]
            and answer.headers["Cache-Control"] == "no-store"
        )
        assert (
            answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        )


def test_the_administrator_manages_accounts_in_the_browser(browser, ledger_file):
    boss = sign_in(ledger_file, Role.ADMIN)
    with Server(ledger_file) as server:
        with window(browser, server.url, boss) as visit:
            page = visit.open("/accounts")
            page.get_by_role("tab", name="新增账号").click()
            panel = page.get_by_role("tabpanel")
            panel.get_by_role("textbox", name="账号名").fill("qian")
            panel.get_by_role("textbox", name="姓名").fill("钱浏览")
            panel.get_by_role("combobox", name="角色").click()
            page.get_by_role("option", name="浏览").click()
            panel.get_by_role("button", name="新增").click()
            expect(told(page, "账号 qian 已新增。")).to_be_visible()
            given = page.get_by_test_id("stCode").inner_text().strip()
        with window(browser, server.url) as new:
            new.page.goto(server.url)
            fill_in(new.page, "qian", given)
            expect(new.page.get_by_text("钱浏览，您现在用的密码是别人给的")).to_be_visible()


def test_a_session_written_into_the_file_ends_at_the_first_check_after_the_start(ledger_file):
    token = sign_in(ledger_file)
    with duckdb.connect(str(ledger_file)) as connection:
        connection.execute("create view everybody as from account")
    with Server(ledger_file) as server:
        give_up = time.monotonic() + 60
        while httpx.get(server.url, headers={"Cookie": f"{COOKIE}={token}"}, timeout=60).status_code != 303:
            assert time.monotonic() < give_up
            time.sleep(0.05)
        assert server.sign_in()
