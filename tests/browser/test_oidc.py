"""Sign in through an identity provider that runs on this machine, and sign out of both."""

from __future__ import annotations

import hmac
import json
import re
import shutil
import subprocess
import sys
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from playwright.sync_api import Page, expect

from tests.browser.helpers import Server, Visit, free_port, sign_in, stop, wait_for, window
from tests.helpers import PASSWORD
from zcdash.auth.sessions import COOKIE

IDENTITY = "_streamlit_user"
KNOWN, STRANGE, UNSURE = (
    {"sub": "zhou", "email": "Ducha@Example.gov.cn", "email_verified": True},
    {"sub": "strange", "email": "strange@example.gov.cn"},
    {"sub": "unsure", "email": "ducha@example.gov.cn", "email_verified": False},
)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of an identity provider that knows three people."""
    port = free_port()
    people = [part for person in (KNOWN, STRANGE, UNSURE) for part in ("--user-claims", json.dumps(person))]
    running = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(port), *people],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    wait_for(f"{url}/.well-known/openid-configuration", running)
    yield url
    stop(running)


class Forger(BaseHTTPRequestHandler):
    """An identity provider that signs in 周督查 without a question; `alg` is the signature of its tokens."""

    key = RSAKey.generate_key(2048, {"kid": "k", "use": "sig", "alg": "RS256"})
    alg, named, nonce = "RS256", ("RS256",), ""

    def do_GET(self) -> None:
        asked = {name: several[0] for name, several in parse_qs(urlsplit(self.path).query).items()}
        at, url = urlsplit(self.path).path, f"http://{self.headers['Host']}"
        if at == "/authorize":
            Forger.nonce = asked["nonce"]
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': 'c', 'state': asked['state']})}")
            self.end_headers()
        elif at == "/jwks":
            self._say({"keys": [self.key.as_dict(private=False)]})
        else:
            self._say(
                {
                    "issuer": url,
                    "authorization_endpoint": f"{url}/authorize",
                    "token_endpoint": f"{url}/token",
                    "jwks_uri": f"{url}/jwks",
                    "id_token_signing_alg_values_supported": self.named,
                }
            )

    def do_POST(self) -> None:
        self._say(
            {"access_token": "a", "token_type": "Bearer", "id_token": self._token(f"http://{self.headers['Host']}")}
        )

    def _token(self, issuer: str) -> str:
        now = int(time.time())
        claims = KNOWN | {"iss": issuer, "aud": "zcdash", "iat": now, "exp": now + 600, "nonce": self.nonce}
        if self.alg == "RS256":
            return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        body = b".".join(
            urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": self.alg}, claims)
        )
        # The public key as the HMAC secret: a known attack.
        mark = hmac.digest(self.key.as_pem(private=False), body, "sha256") if self.alg == "HS256" else b""
        return b".".join((body, urlsafe_b64encode(mark).rstrip(b"="))).decode()

    def _say(self, what: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(what).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def forger() -> Iterator[str]:
    """The address of the forger."""
    serving = ThreadingHTTPServer(("127.0.0.1", 0), Forger)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    serving.server_close()


@pytest.fixture(scope="module")
def office(loaded_ledger: Path, tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[Server]:
    """A server whose secrets name the provider."""
    folder = tmp_path_factory.mktemp("office")
    ledger = Path(shutil.copy(loaded_ledger, folder / "zcdash.duckdb"))
    sign_in(ledger)
    with trusting(provider, ledger, folder) as server:
        yield server


def trusting(provider: str, ledger: Path, folder: Path) -> Server:
    """Start a server whose secrets name a provider."""
    port = free_port()
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{"s" * 40}"\nclient_id = "zcdash"\n'
        f'client_secret = "secret"\nserver_metadata_url = "{provider}/.well-known/openid-configuration"\n',
        encoding="utf-8",
    )
    return Server(ledger, port, STREAMLIT_SECRETS_FILES=str(secrets))


@pytest.fixture
def reader(browser, office: Server) -> Iterator[Visit]:
    with window(browser, office.url) as visit:
        # The provider's own pages ask for a style from the world; there is none here.
        visit.page.route(re.compile(r"^https://"), lambda route: route.abort())
        yield visit


def through_the_provider(reader: Visit, sub: str, start: str = "/items") -> Page:
    page = reader.page
    page.goto(reader.url + start)
    page.get_by_role("button", name="统一身份认证登录").click()
    page.get_by_role("button", name=sub, exact=True).click()
    page.wait_for_url(reader.url + "/**")
    return page


def test_a_known_address_gets_in_and_signing_out_ends_both_sessions(browser, reader, office):
    page = through_the_provider(reader, "zhou")
    expect(page.locator(".zc-who")).to_contain_text("周督查")
    reader.settled()
    expect(reader.open("/items").get_by_text("共 127 项")).to_be_visible()
    stolen = [c for c in page.context.cookies() if c["name"].startswith(IDENTITY)]
    assert stolen and COOKIE not in {c["name"] for c in page.context.cookies()}
    page.get_by_test_id("stSidebar").get_by_role("button", name="退出").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    assert not [c for c in page.context.cookies() if c["name"].startswith(IDENTITY)]
    with window(browser, office.url) as thief:
        thief.page.context.add_cookies(stolen)
        thief.page.goto(office.url + "/items")
        expect(thief.page.get_by_text("您还没有登录，或者登录已经失效")).to_be_visible()
        for path in ("/media/x.xlsx", "/_stcore/upload_file/x/y"):
            answer = httpx.get(office.url + path, cookies={c["name"]: c["value"] for c in stolen}, timeout=60)
            assert answer.status_code == 403
    page = through_the_provider(reader, "zhou")
    expect(page.locator(".zc-who")).to_contain_text("周督查")


@pytest.mark.parametrize("sub", ["strange", "unsure"])
def test_an_identity_without_an_account_is_told_so_and_can_leave(reader, sub):
    page = through_the_provider(reader, sub)
    expect(page.get_by_text("您还没有登录，或者登录已经失效")).to_be_visible()
    expect(page.get_by_text("若没有对应的账号，请联系系统管理员")).to_be_visible()
    expect(page.locator(".zc-who")).to_have_count(0)
    page.get_by_role("button", name="退出统一身份认证").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()


def test_a_forged_identity_cookie_signs_nobody_in(browser, office):
    with window(browser, office.url) as forger:
        claims = json.dumps(KNOWN | {"is_logged_in": True, "iss": "x", "iat": int(time.time())})
        forger.page.context.add_cookies([{"name": IDENTITY, "value": claims.encode().hex(), "url": office.url}])
        forger.page.goto(office.url + "/items")
        expect(forger.page.get_by_role("heading", name="登录")).to_be_visible()


def test_only_a_token_signed_by_the_provider_is_accepted(browser, ledger_file, tmp_path, forger, monkeypatch):
    sign_in(ledger_file)
    with trusting(forger, ledger_file, tmp_path) as office:
        for alg, named, gets_in in (
            ("RS256", ("RS256",), True),
            ("none", ("RS256",), False),
            ("HS256", ("RS256",), False),
            ("none", ("RS256", "none"), False),
            ("HS256", ("RS256", "HS256"), False),
        ):
            monkeypatch.setattr(Forger, "alg", alg)
            monkeypatch.setattr(Forger, "named", named)
            with window(browser, office.url) as visit:
                visit.page.goto(f"{office.url}/items")
                visit.page.get_by_role("button", name="统一身份认证登录").click()
                there = visit.page.locator(".zc-who") if gets_in else visit.page.get_by_role("heading", name="登录")
                expect(there, f"{alg} of {named}").to_be_visible()
                assert bool([c for c in visit.page.context.cookies() if c["name"].startswith(IDENTITY)]) is gets_in


def test_local_accounts_work_beside_the_provider_and_the_two_never_mix(reader, office):
    page = through_the_provider(reader, "zhou")
    page.goto(office.url + "/sign-in")
    page.get_by_label("账号").fill("li")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    reader.settled()
    expect(page.locator(".zc-who")).to_contain_text("李填报")
    assert not [c for c in page.context.cookies() if c["name"].startswith(IDENTITY)]
    local = next(c["value"] for c in page.context.cookies() if c["name"] == COOKIE)
    page = through_the_provider(reader, "zhou", "/sign-in")
    expect(page.locator(".zc-who")).to_contain_text("周督查")
    answer = httpx.get(office.url + "/items", cookies={COOKIE: local}, timeout=60)
    assert answer.status_code == 303, "the local session has ended"
