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

from zcdash import desk, gate, server
from zcdash.errors import NotPermitted, WrongUse, ZcdashError
from zcdash.gate import DUTY_NAME, Duty
from zcdash.web import visits
from zcdash.web.forms import Refused, page, typed

# A password takes memory and time on purpose: a flood of tries waits here, and not in the threads that serve everybody.
_TRIES = CapacityLimiter(2)
_SESSION = (gate.COOKIE, gate.SECURE_COOKIE)
_IN_ORDER = (Duty.OFFICE, Duty.DEPUTY, Duty.HEAD, Duty.CLERK, Duty.VIEWER, Duty.ADMIN)


async def health(_request: Request) -> Response:
    """Says that the server answers; for the office's own monitoring."""
    return PlainTextResponse("ok")


async def sign_in(request: Request) -> Response:
    """The page that asks who it is, and what becomes of the answer."""
    if request.method != "POST":
        return await run_sync(_ask_who, request, visits.local_path(request.query_params.get("next", "/")))
    form = await typed(request)
    wanted = visits.local_path(form.get("next", "/"))
    if form.get("provider") in _providers():
        await run_sync(gate.sign_out, server.ledger(), visits.token(request))
        return _onward(request, generate_login_redirect_url(form["provider"]), *_SESSION, visits.IDENTITY_COOKIE)
    try:
        token = await run_sync(_let_in, request, form, limiter=_TRIES)
    except NotPermitted as why:
        return await run_sync(_ask_who, request, wanted, why, form.get("login", "")[:64])
    secure = visits.is_encrypted(request)
    ours, other = reversed(_SESSION) if secure else _SESSION
    answer = _onward(request, wanted, other, visits.IDENTITY_COOKIE)
    answer.set_cookie(ours, token, path="/", httponly=True, samesite="lax", secure=secure)
    return answer


def _let_in(request: Request, form: Mapping[str, str]) -> str:
    ledger, origin = server.ledger(), visits.peer(request)
    if gate.is_demonstration(ledger):
        token = gate.sign_in_sample(ledger, form.get("login", ""), origin)
    else:
        token = gate.sign_in(ledger, form.get("login", ""), form.get("password", ""), origin)
    gate.sign_out(ledger, visits.token(request))
    return token


def _ask_who(request: Request, wanted: str, why: ZcdashError | None = None, login: str = "") -> Response:
    ledger, status = server.ledger(), 403 if why else 200
    people = [a for a in gate.known(ledger).values() if a.active]
    here = gate.who(ledger, visits.token(request))
    if gate.is_demonstration(ledger):
        groups = {DUTY_NAME[d]: [a for a in people if a.duty is d] for d in _IN_ORDER}
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
    account = await run_sync(lambda: gate.who(server.ledger(), visits.token(request)))
    if not account:
        return RedirectResponse("/sign-in", 303)
    if gate.is_demonstration(server.ledger()):
        raise Refused(403, "演示中没有人有密码，不用更改。")
    said = {"account": account, "wanted": visits.local_path(request.query_params.get("next", "/"))}
    if request.method != "POST":
        return page("password.html", why=None, **said)
    form = await typed(request)
    said["wanted"] = visits.local_path(form.get("next", "/"))
    try:
        await run_sync(_change, request, replace(account, origin=visits.peer(request)), form, limiter=_TRIES)
    except (NotPermitted, WrongUse) as why:
        return page("password.html", 403, why=why, **said)
    return RedirectResponse(said["wanted"], 303)


def _change(request: Request, account: gate.Account, form: Mapping[str, str]) -> None:
    if form.get("new", "") != form.get("again", ""):
        raise WrongUse("两次输入的新密码不一样。", "请重新输入。")
    desk.change_own_password(server.ledger(), account, form.get("old", ""), form.get("new", ""), visits.token(request))


async def sign_out(request: Request) -> Response:
    """Ends the session on the server; where the provider vouched for somebody, goes on to end that session too."""
    if request.method != "POST":
        return page("sign_out.html")
    await typed(request)
    await run_sync(gate.sign_out, server.ledger(), visits.token(request))
    if visits.has_identity(request):
        return _onward(request, "/auth/logout", *_SESSION)
    answer = _onward(request, "/" if gate.is_demonstration(server.ledger()) else "/sign-in", *_SESSION)
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
