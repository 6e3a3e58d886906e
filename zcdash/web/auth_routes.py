"""The doors: sign-in, the own password, sign-out, and the health route. Each sets or ends a session on the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit.user_info import generate_login_redirect_url

from zcdash import auth, commands
from zcdash.auth.permissions import ROLE_NAME, Account, Role
from zcdash.auth.sessions import COOKIE, SECURE_COOKIE
from zcdash.errors import InvalidInput, NotPermitted, ZcdashError
from zcdash.web import request_info, shared_ledger
from zcdash.web.forms import Refused, page, read_form

# A password takes memory and time on purpose: a flood of tries waits here, and not in the threads that serve everybody.
_TRIES = CapacityLimiter(2)
_SESSION = (COOKIE, SECURE_COOKIE)
_IN_ORDER = (Role.OFFICE, Role.DEPUTY, Role.HEAD, Role.CLERK, Role.VIEWER, Role.ADMIN)


async def health(_request: Request) -> Response:
    """Says that the server answers; for the office's own monitoring."""
    return PlainTextResponse("ok")


async def sign_in(request: Request) -> Response:
    """The page that asks who it is, and what becomes of the answer."""
    if request.method != "POST":
        return await run_sync(_ask_who, request, request_info.local_path(request.query_params.get("next", "/")))
    form = await read_form(request)
    wanted = request_info.local_path(form.get("next", "/"))
    if form.get("provider") in _providers():
        await run_sync(auth.sessions.sign_out, shared_ledger.ledger(), request_info.token(request))
        return _onward(request, generate_login_redirect_url(form["provider"]), *_SESSION, request_info.IDENTITY_COOKIE)
    try:
        token = await run_sync(_let_in, request, form, limiter=_TRIES)
    except NotPermitted as why:
        return await run_sync(_ask_who, request, wanted, why, form.get("login", "")[:64])
    secure = request_info.is_encrypted(request)
    ours, other = reversed(_SESSION) if secure else _SESSION
    answer = _onward(request, wanted, other, request_info.IDENTITY_COOKIE)
    answer.set_cookie(ours, token, path="/", httponly=True, samesite="lax", secure=secure)
    return answer


def _let_in(request: Request, form: Mapping[str, str]) -> str:
    ledger, origin = shared_ledger.ledger(), request_info.peer(request)
    if auth.sessions.is_demo(ledger):
        token = auth.sessions.sign_in_sample(ledger, form.get("login", ""), origin)
    else:
        token = auth.sessions.sign_in(ledger, form.get("login", ""), form.get("password", ""), origin)
    auth.sessions.sign_out(ledger, request_info.token(request))
    return token


def _ask_who(request: Request, wanted: str, why: ZcdashError | None = None, login: str = "") -> Response:
    ledger, status = shared_ledger.ledger(), 403 if why else 200
    people = [a for a in auth.sessions.accounts_by_login(ledger).values() if a.active]
    here = auth.sessions.account_for_token(ledger, request_info.token(request))
    if auth.sessions.is_demo(ledger):
        groups = {ROLE_NAME[d]: [a for a in people if a.role is d] for d in _IN_ORDER}
        return page(
            "people.html", status, groups={k: v for k, v in groups.items() if v}, here=here, wanted=wanted, why=why
        )
    return page(
        "sign_in.html",
        status,
        wanted=wanted,
        why=why,
        login=login,
        here=here,
        nobody=not people,
        providers=_providers(),
    )


def _providers() -> dict[str, str]:
    """Name → label of the identity providers that the server's secrets name."""
    said = st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}
    names = ["default"] if "client_id" in said else [k for k, v in said.items() if isinstance(v, Mapping)]
    return {n: "统一身份认证登录" + (f"（{n}）" if len(names) > 1 else "") for n in names}


async def password(request: Request) -> Response:
    """The own password, changed by who knows the old one; at the first sign-in it must be."""
    account = await run_sync(
        lambda: auth.sessions.account_for_token(shared_ledger.ledger(), request_info.token(request))
    )
    if not account:
        return RedirectResponse("/sign-in", 303)
    if auth.sessions.is_demo(shared_ledger.ledger()):
        raise Refused(403, "演示中没有人有密码，不用更改。")
    said = {"account": account, "wanted": request_info.local_path(request.query_params.get("next", "/"))}
    if request.method != "POST":
        return page("password.html", why=None, **said)
    form = await read_form(request)
    said["wanted"] = request_info.local_path(form.get("next", "/"))
    try:
        await run_sync(_change, request, replace(account, origin=request_info.peer(request)), form, limiter=_TRIES)
    except (NotPermitted, InvalidInput) as why:
        return page("password.html", 403, why=why, **said)
    return RedirectResponse(said["wanted"], 303)


def _change(request: Request, account: Account, form: Mapping[str, str]) -> None:
    if form.get("new", "") != form.get("again", ""):
        raise InvalidInput("两次输入的新密码不一样。", "请重新输入。")
    commands.accounts.change_own_password(
        shared_ledger.ledger(), account, form.get("old", ""), form.get("new", ""), request_info.token(request)
    )


async def sign_out(request: Request) -> Response:
    """Ends the session on the server; where the provider vouched for somebody, goes on to end that session too."""
    if request.method != "POST":
        return page("sign_out.html")
    await read_form(request)
    await run_sync(auth.sessions.sign_out, shared_ledger.ledger(), request_info.token(request))
    if request_info.has_identity(request):
        return _onward(request, "/auth/logout", *_SESSION)
    answer = _onward(request, "/" if auth.sessions.is_demo(shared_ledger.ledger()) else "/sign-in", *_SESSION)
    answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer


def _onward(request: Request, to: str, *without: str) -> Response:
    """On to the next place, leaving the cookies behind whose names begin so."""
    answer = RedirectResponse(to, 303, headers={"cache-control": "no-store"})
    for name in request.cookies:
        if name.startswith(without):
            answer.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=name.startswith("__Host-"))
    return answer


ROUTES = [
    Route("/health", health),
    Route("/sign-in", sign_in, methods=["GET", "POST"]),
    Route("/password", password, methods=["GET", "POST"]),
    Route("/sign-out", sign_out, methods=["GET", "POST"]),
]
