"""Middleware: security headers, and refusal or redirect of requests that may not reach Streamlit."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urlencode

import streamlit as st
from anyio.to_thread import run_sync
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zcdash import auth
from zcdash.auth.pages import BY_URL, PAGES
from zcdash.errors import ZcdashError
from zcdash.web import request_info, shared_ledger
from zcdash.web.forms import refusal

_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"SAMEORIGIN",
    b"referrer-policy": b"same-origin",
    # Streamlit's own page needs inline script, eval and blob workers; nothing may come from, or go to, another host.
    b"content-security-policy": b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    b"connect-src 'self'%s; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}
_HOST_HEADER = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")
_HSTS_ONE_YEAR = b"max-age=31536000"
# Endpoints of Streamlit for machines: metrics of the server, and control of it without a browser.
_CLOSED_PATHS = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
# Plotly is nearly half of the bytes of a page, and Streamlit requests it only when the first chart arrives: preload it.
_WITH_CHARTS = {page.url for page in PAGES if page.has_charts}
_CHART_SCRIPT = next((f.name for f in Path(st.__file__).parent.glob("static/static/js/PlotlyChart.*.js")), "")
_NOT_PAGES = (
    "/_stcore/",
    "/static/",
    "/media/",
    "/component/",
    "/auth/",
    "/oauth2callback",
    "/sign-in",
    "/sign-out",
    "/password",
    "/second-factor",
    "/confirm-identity",
    "/health",
)
_DEMO_IS_LOCAL = (
    "这是演示台账，不用密码，所以只能在运行它的那台电脑上打开。",
    "正式使用请运行 make serve，用本单位自己的台账。",
)


class SecurityHeaders:
    """Add the security headers to every response, unless it has them already."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                added = [(name, value) for name, value in _headers(scope).items() if name not in present]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """Return the headers of a response: HSTS over https, a preload for pages with charts, no caching of personal files."""
    request = HTTPConnection(scope)
    host = request.headers.get("host", "")
    websockets = f" ws://{host} wss://{host}" if _HOST_HEADER.fullmatch(host) else ""
    headers = {name: value.replace(b"%s", websockets.encode()) for name, value in _HEADERS.items()}
    if request_info.is_encrypted(request):
        headers[b"strict-transport-security"] = _HSTS_ONE_YEAR
    if request.url.path.strip("/") in _WITH_CHARTS and _CHART_SCRIPT:
        headers[b"link"] = b"</static/js/%s>; rel=modulepreload; crossorigin" % _CHART_SCRIPT.encode()
    if request.url.path.startswith("/media/"):
        headers[b"cache-control"] = b"no-store"
    return headers


class AccessControl:
    """Refuse requests from other sites and for closed endpoints; redirect page requests without a session to the sign-in.

    This serves convenience. Pages are protected by `ui.app`, which shows nothing before it has an account.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        response = await run_sync(_early_response, HTTPConnection(scope))
        if response is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await response(scope, receive, send)


def _early_response(request: HTTPConnection) -> Response | None:
    """Return the response to send instead of passing the request on; None to pass it on."""
    path = request.url.path
    if request.scope["type"] == "websocket" and not request_info.same_origin(request.headers, default=True):
        return refusal(403, "这个请求来自别的网站，没有受理。")
    try:
        if not request_info.is_local(request) and auth.sessions.is_demo(shared_ledger.ledger()):
            return refusal(403, *_DEMO_IS_LOCAL)
        if path.startswith(_CLOSED_PATHS):
            return refusal(404, "没有这个地址。")
        if path.startswith("/auth/") and request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            return refusal(403, "这个请求来自别的网站，没有受理。", "请从本程序的页面登录或退出。")
        if path.startswith("/media/"):
            return _refuse_download_without_account(request)
        return (_redirect_to_sign_in(request) or _unknown_page(request)) if _is_page(request) else None
    except ZcdashError:
        # The ledger cannot be opened: the page says why, to everyone.
        return None


def _is_page(request: HTTPConnection) -> bool:
    path = request.url.path
    return (
        request.scope["type"] == "http"
        and request.scope["method"] in ("GET", "HEAD")
        and not path.startswith(_NOT_PAGES)
        and "/_stcore/" not in path
        and "." not in path.rsplit("/", 1)[-1]
    )


def _refuse_download_without_account(request: HTTPConnection) -> Response | None:
    """Refuse a download to a browser that is not signed in: the address of a file, passed on, opens nothing."""
    if request_info.current_account(request) or request_info.has_identity(request):
        return None
    return refusal(403, "您还没有登录，或者登录已经失效，不能下载。", "请登录后从页面下载。")


def _unknown_page(request: HTTPConnection) -> Response | None:
    if request.url.path.strip("/") in BY_URL:
        return None
    return refusal(404, "没有这个页面。", "请从首页进入。")


def _redirect_to_sign_in(request: HTTPConnection) -> Response | None:
    """Redirect to the sign-in, to the change of a password or to the second factor; None if the account may see pages."""
    account = request_info.current_account(request)
    if account and not (account.must_change or account.must_enrol):
        return None
    if not account and request_info.has_identity(request):
        return None
    page_path = quote(request.url.path) + (f"?{request.url.query}" if request.url.query else "")
    route = "/sign-in" if not account else "/password" if account.must_change else "/second-factor"
    target = route if page_path == "/" else f"{route}?{urlencode({'next': page_path})}"
    return RedirectResponse(target, 303, headers={"cache-control": "no-store"})


MIDDLEWARE = [Middleware(SecurityHeaders), Middleware(AccessControl)]
