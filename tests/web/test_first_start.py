"""The one-time link to the first administrator's form: printed where there is none, worth something once, and counted."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from streamlit import config

from tests.helpers import PASSWORD
from zcdash import auth, commands, store
from zcdash.auth.permissions import Account, Role, console
from zcdash.auth.sessions import COOKIE
from zcdash.store.ledger import now
from zcdash.web import auth_routes, first_start_routes, server, shared_ledger

HOST = "http://127.0.0.1:8501"
FORM = {"name": "陈晨", "login": "chen", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    """An empty ledger, open as the server has it."""
    monkeypatch.setenv("ZCDASH_LEDGER", str(tmp_path / "new.duckdb"))
    yield shared_ledger.ledger()
    shared_ledger.close()


class Client:
    """A browser without a window: it sends requests to the routes, with the origin of their own pages."""

    def __init__(self) -> None:
        self._app = Starlette(
            routes=[*first_start_routes.ROUTES, *auth_routes.ROUTES], exception_handlers=server.EXCEPTION_HANDLERS
        )

    def together(self, *requests: httpx.Request) -> list[httpx.Response]:
        """Return the answers to requests that are sent at once."""

        async def answers() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self._app, client=("10.1.2.3", 50000))
            async with httpx.AsyncClient(transport=transport) as client:
                return list(await asyncio.gather(*(client.send(request) for request in requests)))

        # In a thread of its own: in a run with browser tests an event loop is running in this thread.
        with ThreadPoolExecutor(1) as executor:
            return executor.submit(asyncio.run, answers()).result()

    def get(self, path: str, **params: str) -> httpx.Response:
        return self.together(httpx.Request("GET", httpx.URL(HOST).join(path), params=params or None))[0]

    def post(self, address: str, **form: str) -> httpx.Response:
        return self.together(form_request(address, **form))[0]


def form_request(address: str, origin: str = HOST, **form: str) -> httpx.Request:
    """Return the request that the form of a link sends."""
    fields = FORM | {"token": address.partition("token=")[2]} | form
    return httpx.Request("POST", f"{HOST}/first-start", data=fields, headers={"Origin": origin})


@pytest.fixture
def client() -> Client:
    return Client()


def link(capsys) -> str:
    """Return the link that the start of a server prints."""
    first_start_routes.announce()
    return re.search(r"http\S+/first-start\?token=\S+", capsys.readouterr().out)[0]


def accounts(ledger) -> dict[str, Account]:
    return auth.sessions.accounts_by_login(ledger)


def test_the_link_leads_to_a_form_that_makes_the_administrator_and_signs_in_once(ledger, client, capsys):
    address = link(capsys)
    form = client.get(address)
    assert form.status_code == 200 and "建立系统管理员" in form.text
    assert form.headers["referrer-policy"] == "strict-origin" and form.headers["cache-control"] == "no-store"
    assert address.partition("token=")[2] not in "".join(str(row) for row in ledger.rows("log"))
    made = client.post(address)
    assert (made.status_code, made.headers["location"]) == (303, "/accounts")
    assert accounts(ledger)["chen"].role is Role.ADMIN and not accounts(ledger)["chen"].must_change
    assert auth.sessions.account_for_token(ledger, made.cookies[COOKIE]).login == "chen"
    again = client.post(address, login="wang")
    assert again.status_code == 403 and "已经有系统管理员" in again.text and list(accounts(ledger)) == ["chen"]
    assert "已经有系统管理员" in client.get(address).text
    entry = next(e for e in store.audit_log.find(ledger, store.audit_log.LogConditions()) if "chen" in e["subject"])
    assert (entry["name"], entry["origin"]) == ("一次性链接", "10.1.2.3") and "首个系统管理员" in entry["after"]
    first_start_routes.announce()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"again": "别的"}, "两次输入的密码不一样"),
        ({"password": "123", "again": "123"}, "密码太短"),
        ({"password": "zcdash123456", "again": "zcdash123456"}, "太容易猜到"),
        ({"login": "陈晨"}, "账号名不合规则"),
        ({"name": ""}, "姓名不能为空"),
    ],
)
def test_a_refused_form_keeps_what_was_typed_but_the_password_and_the_link(ledger, client, capsys, form, told):
    address = link(capsys)
    refused = client.post(address, **form)
    assert refused.status_code == 403 and told in refused.text and accounts(ledger) == {}
    assert PASSWORD not in refused.text and f'value="{(FORM | form)["name"]}"' in refused.text
    assert client.post(address).status_code == 303


def test_a_wrong_link_is_refused_and_counts_like_a_failed_sign_in(ledger, client, capsys):
    address = link(capsys)
    for wrong in ("", "x", address.partition("token=")[2][:-1]):
        assert "这个链接不对" in client.get("/first-start", token=wrong).text
    assert client.post("token=wrong").status_code == 403 and accounts(ledger) == {}
    for _ in range(4):
        client.get("/first-start?token=x")
    assert "试错的次数太多" in client.get(address).text
    ledger.clock = lambda: now() + timedelta(minutes=16)
    assert client.get(address).status_code == 200


def test_a_link_expires_after_a_day_and_a_new_start_makes_a_new_one(ledger, client, capsys):
    old = link(capsys)
    ledger.clock = lambda: now() + timedelta(hours=24, seconds=1)
    assert "已经过期" in client.get(old).text and "重新启动" in client.post(old).text
    new = link(capsys)
    assert "这个链接不对" in client.get(old).text
    assert client.post(new).status_code == 303


def test_of_two_forms_sent_at_once_one_makes_an_account(ledger, client, capsys):
    address = link(capsys)
    answers = client.together(*(form_request(address, login=login) for login in ("chen", "wang")))
    assert sorted(answer.status_code for answer in answers) == [303, 403]
    assert len(accounts(ledger)) == 1


def test_an_administrator_added_on_the_command_line_ends_the_link(ledger, client, capsys):
    address = link(capsys)
    commands.accounts.add_account(ledger, console(), Account("wang", "王管理", Role.ADMIN))
    assert client.post(address).status_code == 403 and list(accounts(ledger)) == ["wang"]


def test_people_without_an_administrator_still_get_a_link_and_a_demonstration_none(ledger, capsys):
    commands.accounts.add_account(ledger, console(), Account("li", "李浏览", Role.VIEWER))
    assert link(capsys)
    store.settings.save_setting(ledger, "sample", "yes", console().act(auth.permissions.Permission.SET))
    first_start_routes.announce()
    assert capsys.readouterr().out == ""


def test_a_form_of_another_site_is_refused(ledger, client, capsys):
    address = link(capsys)
    (answer,) = client.together(form_request(address, origin="http://evil.example"))
    assert answer.status_code == 403 and accounts(ledger) == {}


def test_the_sign_in_of_a_ledger_without_an_administrator_tells_where_the_link_is(ledger, client, capsys):
    text = client.get("/sign-in").text
    assert "一次" not in text and "建立第一个系统管理员" in text and "重新启动" in text
    client.post(link(capsys))
    assert "建立第一个系统管理员" not in client.get("/sign-in").text


@pytest.mark.parametrize(
    ("options", "begin"),
    [
        ({}, "http://127.0.0.1:8501/first-start"),
        ({"server.address": "0.0.0.0"}, "http://127.0.0.1:8501/"),
        (
            {"server.address": "0.0.0.0", "server.sslCertFile": "c.pem", "server.allowedHosts": ["ducha.gov.cn"]},
            "https://ducha.gov.cn:8501/",
        ),
        ({"server.address": "::1", "server.baseUrlPath": "/tai/"}, "http://[::1]:8501/tai/first-start"),
    ],
)
def test_the_link_has_the_address_that_works(ledger, capsys, monkeypatch, options, begin):
    known = {"server.address": "127.0.0.1", "server.port": 8501, **options}
    monkeypatch.setattr(config, "get_option", lambda name: known.get(name))
    first_start_routes.announce()
    assert f"  {begin}" in capsys.readouterr().out
