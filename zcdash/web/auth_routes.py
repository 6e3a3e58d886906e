"""Routes for sign-in, in one or two steps, the own password, sign-out and health."""

from __future__ import annotations

from collections.abc import Mapping

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit.user_info import generate_login_redirect_url

from zcdash import auth, commands
from zcdash.auth.permissions import ROLE_NAME, Account, Role
from zcdash.auth.sessions import COOKIE, SECURE_COOKIE
from zcdash.errors import CodeRequired, InvalidInput, NotPermitted, SignInExpired, ZcdashError
from zcdash.web import identity, request_info, shared_ledger
from zcdash.web.fair_queue import FairQueue
from zcdash.web.forms import RequestRefused, page, read_form

PASSWORD_CHECKS = FairQueue()
_SESSION_COOKIES = (COOKIE, SECURE_COOKIE)
_ROLE_ORDER = (
    *(Role.OFFICE, Role.DEPUTY, Role.HEAD, Role.CLERK, Role.VIEWER),
    *(Role.ADMIN, Role.SECURITY, Role.AUDITOR, Role.PENDING),
)


async def health(_request: Request) -> Response:
    """Return 200 while the server runs; for the office's own monitoring."""
    return PlainTextResponse("ok")


async def sign_in(request: Request) -> Response:
    """Show the sign-in form (GET), or sign in with it (POST)."""
    if request.method != "POST":
        return await run_sync(_sign_in_page, request, request_info.local_path(request.query_params.get("next", "/")))
    form = await read_form(request)
    next_path = request_info.local_path(form.get("next", "/"))
    if form.get("provider") in identity.providers():
        await run_sync(auth.sessions.sign_out, shared_ledger.ledger(), request_info.token(request))
        return _redirect(
            request, generate_login_redirect_url(form["provider"]), *_SESSION_COOKIES, identity.COOKIE_PREFIX
        )
    try:
        token = await PASSWORD_CHECKS.run(request_info.network(request), _token_by_password, request, form)
    except CodeRequired as more:
        return page("code.html", pending=more.pending, next_path=next_path, error=None)
    except NotPermitted as error:
        return await run_sync(_sign_in_page, request, next_path, error, form.get("login", "")[:64])
    return enter(request, token, next_path)


async def code(request: Request) -> Response:
    """Finish a sign-in with a code of the second factor (POST)."""
    if request.method != "POST":
        return RedirectResponse("/sign-in", 303)
    form = await read_form(request)
    next_path = request_info.local_path(form.get("next", "/"))
    try:
        token = await PASSWORD_CHECKS.run(request_info.network(request), _token_by_code, request, form)
    except SignInExpired as error:
        return await run_sync(_sign_in_page, request, next_path, error)
    except NotPermitted as error:
        return page("code.html", 403, pending=form.get("pending", "")[:64], next_path=next_path, error=error)
    return enter(request, token, next_path)


def enter(request: Request, token: str, next_path: str) -> Response:
    """Return the redirect that gives the browser its session cookie."""
    secure = request_info.is_encrypted(request)
    name, other_name = (SECURE_COOKIE, COOKIE) if secure else (COOKIE, SECURE_COOKIE)
    response = _redirect(request, next_path, other_name, identity.COOKIE_PREFIX)
    response.set_cookie(name, token, path="/", httponly=True, samesite="lax", secure=secure)
    return response


def _token_by_password(request: Request, form: Mapping[str, str]) -> str:
    """Return the token of a new session; the browser's previous session ends."""
    ledger = shared_ledger.ledger()
    origin = request_info.peer(request)
    if auth.sessions.is_demo(ledger):
        token = auth.sign_in.in_demonstration(ledger, form.get("login", ""), origin)
    else:
        token = auth.sign_in.by_password(ledger, form.get("login", ""), form.get("password", ""), origin)
    auth.sessions.sign_out(ledger, request_info.token(request))
    return token


def _token_by_code(request: Request, form: Mapping[str, str]) -> str:
    """Return the token of a new session; the browser's previous session ends."""
    ledger, origin = shared_ledger.ledger(), request_info.peer(request)
    token = auth.sign_in.by_code(ledger, form.get("pending", ""), form.get("code", ""), origin)
    auth.sessions.sign_out(ledger, request_info.token(request))
    return token


def _sign_in_page(request: Request, next_path: str, error: ZcdashError | None = None, login: str = "") -> Response:
    ledger = shared_ledger.ledger()
    status = 403 if error else 200
    people = [a for a in auth.sessions.accounts_by_login(ledger).values() if a.active]
    current = auth.sessions.account_for_token(ledger, request_info.token(request))
    if auth.sessions.is_demo(ledger):
        groups = {ROLE_NAME[role]: [a for a in people if a.role is role] for role in _ROLE_ORDER}
        return page(
            "people.html",
            status,
            groups={name: accounts for name, accounts in groups.items() if accounts},
            current=current,
            next_path=next_path,
            error=error,
        )
    return page(
        "sign_in.html",
        status,
        next_path=next_path,
        error=error,
        login=login,
        current=current,
        no_accounts=not people,
        no_administrator=auth.first_start.is_needed(ledger),
        providers=identity.providers(),
    )


async def password(request: Request) -> Response:
    """Show the form for the own password (GET), or change the password (POST). A first password must be changed."""
    account = await run_sync(request_info.account_of_cookie, request)
    if not account:
        return RedirectResponse("/sign-in", 303)
    if auth.sessions.is_demo(shared_ledger.ledger()):
        raise RequestRefused(403, "演示中没有人有密码，不用更改。")
    if request.method != "POST":
        next_path = request_info.local_path(request.query_params.get("next", "/"))
        return page("password.html", account=account, next_path=next_path, error=None)
    form = await read_form(request)
    next_path = request_info.local_path(form.get("next", "/"))
    try:
        await PASSWORD_CHECKS.run(request_info.network(request), _change_password, request, account, form)
    except (NotPermitted, InvalidInput) as error:
        return page("password.html", 403, account=account, next_path=next_path, error=error)
    return RedirectResponse(next_path, 303)


def _change_password(request: Request, account: Account, form: Mapping[str, str]) -> None:
    if form.get("new", "") != form.get("again", ""):
        raise InvalidInput("两次输入的新密码不一样。", "请重新输入。")
    commands.accounts.change_own_password(
        shared_ledger.ledger(), account, form.get("old", ""), form.get("new", ""), request_info.token(request)
    )


async def sign_out(request: Request) -> Response:
    """Ask (GET), or end the session (POST). With an identity of the provider, go on to sign out there too."""
    if request.method != "POST":
        return page("sign_out.html")
    await read_form(request)
    await run_sync(auth.sessions.sign_out, shared_ledger.ledger(), request_info.token(request))
    if claims := identity.claims(request):
        await run_sync(auth.sessions.sign_out_identity, shared_ledger.ledger(), claims)
        return _redirect(request, "/auth/logout", *_SESSION_COOKIES)
    response = _redirect(
        request, "/" if auth.sessions.is_demo(shared_ledger.ledger()) else "/sign-in", *_SESSION_COOKIES
    )
    response.headers["clear-site-data"] = '"cache", "storage"'
    return response


def _redirect(request: Request, to: str, *cookie_prefixes: str) -> Response:
    """Return a redirect that deletes the cookies whose names begin with one of the prefixes."""
    response = RedirectResponse(to, 303, headers={"cache-control": "no-store"})
    for name in request.cookies:
        if name.startswith(cookie_prefixes):
            response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=name.startswith("__Host-"))
    return response


ROUTES = [
    Route("/health", health),
    Route("/sign-in", sign_in, methods=["GET", "POST"]),
    Route("/sign-in/code", code, methods=["GET", "POST"]),
    Route("/password", password, methods=["GET", "POST"]),
    Route("/sign-out", sign_out, methods=["GET", "POST"]),
]
