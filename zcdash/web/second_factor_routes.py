"""Routes for the own second factor, and for proving one's identity again before acts of consequence."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import segno
from anyio.to_thread import run_sync
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from zcdash import auth, commands
from zcdash.auth.permissions import Account
from zcdash.errors import InvalidInput, NotPermitted, ZcdashError
from zcdash.web import identity, request_info, shared_ledger
from zcdash.web.auth_routes import PASSWORD_CHECKS
from zcdash.web.forms import RequestRefused, page, read_form


async def second_factor(request: Request) -> Response:
    """Show the second factor of the own account (GET), or set it, renew its recovery codes or remove it (POST)."""
    account = await run_sync(_account, request)
    if isinstance(account, Response):
        return account
    form = await read_form(request) if request.method == "POST" else {}
    next_path = request_info.local_path(form.get("next") or request.query_params.get("next", "/"))
    if account.must_change:
        return RedirectResponse(f"/password?{urlencode({'next': next_path})}", 303)
    if not auth.reauthentication.is_recently_authenticated(shared_ledger.ledger(), account):
        back = f"/second-factor?{urlencode({'next': next_path})}"
        return RedirectResponse(f"/confirm-identity?{urlencode({'next': back})}", 303)
    try:
        recovery_codes = await run_sync(_change, request, account, form) if form else []
    except (InvalidInput, NotPermitted) as error:
        return await run_sync(_page, request, account, next_path, error)
    if recovery_codes:
        return page("recovery_codes.html", codes=recovery_codes, account=account, next_path=next_path)
    return RedirectResponse("/second-factor", 303) if form else await run_sync(_page, request, account, next_path)


def _account(request: Request) -> Account | Response:
    """Return the account of the session, or the response for a browser without one."""
    ledger = shared_ledger.ledger()
    if auth.sessions.is_demo(ledger):
        raise RequestRefused(403, "演示中没有人有密码，不用验证身份。")
    account = request_info.account_of_cookie(request)
    if account:
        return account
    if identity.claims(request):
        return page("provider_only.html", minutes=auth.settings.number(ledger, "reauthentication_minutes"))
    return RedirectResponse("/sign-in", 303)


def _change(request: Request, account: Account, form: dict[str, str]) -> list[str]:
    """Return new recovery codes, none if the second factor was removed."""
    ledger = shared_ledger.ledger()
    if form.get("act") == "enrol":
        return commands.sign_in.enrol_second_factor(
            ledger, account, _proposed_secret(request, account), form.get("code", "")
        )
    if form.get("act") == "renew":
        return commands.sign_in.renew_recovery_codes(ledger, account)
    if form.get("act") == "remove":
        commands.sign_in.remove_second_factor(ledger, account)
    return []


def _page(request: Request, account: Account, next_path: str, error: ZcdashError | None = None) -> Response:
    row = auth.second_factor.enrolled(shared_ledger.ledger(), account.login)
    status = 403 if error else 200
    shown: dict[str, Any] = {"account": account, "next_path": next_path, "error": error}
    if row:
        return page("second_factor.html", status, **shown, codes_left=len(row["recovery"].split()))
    secret = _proposed_secret(request, account)
    picture = segno.make(auth.second_factor.address_of(secret, account.login), error="m", micro=False)
    return page(
        "enrol.html",
        status,
        **shown,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        picture=Markup(picture.svg_inline(scale=5, border=3, light="#fff")),
    )


def _proposed_secret(request: Request, account: Account) -> str:
    return auth.second_factor.proposed_secret(shared_ledger.ledger(), account.login, request_info.token(request))


async def confirm_identity(request: Request) -> Response:
    """Ask for password and code again (GET), or take them (POST), before an act of consequence."""
    account = await run_sync(_account, request)
    if isinstance(account, Response):
        return account
    form = await read_form(request) if request.method == "POST" else {}
    next_path = request_info.local_path(form.get("next") or request.query_params.get("next", "/"))
    ledger = shared_ledger.ledger()
    shown: dict[str, Any] = {
        "account": account,
        "next_path": next_path,
        "has_code": bool(auth.second_factor.enrolled(ledger, account.login)),
        "minutes": auth.settings.number(ledger, "reauthentication_minutes"),
    }
    if not form:
        return page("confirm_identity.html", **shown, error=None, done=False)
    try:
        await PASSWORD_CHECKS.run(
            request_info.network(request),
            auth.sign_in.confirm_identity,
            ledger,
            account,
            request_info.token(request),
            form.get("password", ""),
            form.get("code", ""),
        )
    except NotPermitted as error:
        return page("confirm_identity.html", 403, **shown, error=error, done=False)
    if next_path != "/":
        return RedirectResponse(next_path, 303)
    return page("confirm_identity.html", **shown, error=None, done=True)


ROUTES = [
    Route("/second-factor", second_factor, methods=["GET", "POST"]),
    Route("/confirm-identity", confirm_identity, methods=["GET", "POST"]),
]
