"""The first administrator: the one-time link printed at the start of a server, and the form it leads to."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import config

from zcdash import auth, commands
from zcdash.auth.permissions import Account, Role
from zcdash.errors import InvalidInput, NotPermitted, ZcdashError
from zcdash.web import auth_routes, request_info, shared_ledger
from zcdash.web.forms import page, read_form

PATH = "/first-start"
_HEADERS = {"referrer-policy": "strict-origin"}
"""No address is told to whatever the page leads to: it holds the secret."""
_ANYWHERE = ("", "0.0.0.0", "::")


def announce() -> None:
    """Print the link if the ledger has no administrator: to the console alone, never to a log."""
    with suppress(ZcdashError):
        ledger = shared_ledger.ledger()
        if auth.first_start.is_needed(ledger):
            address = f"{_server_address()}{PATH}?{urlencode({'token': auth.first_start.link.renew(ledger)})}"
            print(
                f"\n台账还没有系统管理员。请在浏览器中打开下面的链接，建立第一个（24 小时内有效，只能用一次）：\n\n  {address}\n",
                file=sys.stdout,
                flush=True,
            )


def _server_address() -> str:
    """Return the address of the server as a person on it, or in its network, would type it."""
    scheme = "https" if config.get_option("server.sslCertFile") else "http"
    host = str(config.get_option("server.address") or "")
    if host in _ANYWHERE:
        names = [name for name in config.get_option("server.allowedHosts") or () if "*" not in name]
        host = names[0] if names and scheme == "https" else "127.0.0.1"
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{config.get_option('server.port')}" + (f"/{base}" if base else "")


async def first_start(request: Request) -> Response:
    """Show the form of the first administrator (GET), or make the account and sign in (POST)."""
    if request.method != "POST":
        return await run_sync(_form_page, request, request.query_params.get("token", ""))
    form = await read_form(request)
    try:
        token = await auth_routes.PASSWORD_CHECKS.run(request_info.network(request), _create, request, form)
    except (NotPermitted, InvalidInput) as error:
        return await run_sync(_form_page, request, form.get("token", ""), error, form)
    return auth_routes.enter(request, token, "/accounts")


def _create(request: Request, form: Mapping[str, str]) -> str:
    """Return the token of the new administrator's session."""
    ledger, origin = shared_ledger.ledger(), request_info.peer(request)
    auth.first_start.link.require(ledger, form.get("token", ""), origin)
    if form.get("password", "") != form.get("again", ""):
        raise InvalidInput("两次输入的密码不一样。", "请重新输入。")
    by = replace(auth.permissions.console("一次性链接"), origin=auth.attempts.short_origin(origin))
    new = Account(form.get("login", ""), form.get("name", ""), Role.ADMIN)
    account = commands.accounts.add_first_administrator(ledger, by, new, form.get("password", ""))
    auth.first_start.link.end()
    auth.sessions.sign_out(ledger, request_info.token(request))
    return auth.sessions.begin(ledger, account, origin)


def _form_page(
    request: Request, token: str, error: ZcdashError | None = None, typed: Mapping[str, str] | None = None
) -> Response:
    """Return the form, or the page of a refused link."""
    try:
        auth.first_start.link.require(shared_ledger.ledger(), token, request_info.peer(request))
    except NotPermitted as refused:
        return _with_headers(page("first_start_refused.html", 403, error=refused))
    typed = typed or {}
    shown = {name: typed.get(name, "")[:64] for name in ("name", "login")}
    return _with_headers(page("first_start.html", 403 if error else 200, token=token[:64], error=error, **shown))


def _with_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response


ROUTES = [Route(PATH, first_start, methods=["GET", "POST"])]
