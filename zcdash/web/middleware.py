"""The guards round every answer: security headers, no foreign page, no stranger on a page, no demonstration for others."""

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
from zcdash.web.forms import page

HEADERS = {
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
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")
_YEAR = b"max-age=31536000"
# What Streamlit offers to machines: numbers of the server, and a way to drive it without a browser.
_SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
# Plotly is nearly half of what a page loads, and Streamlit asks for it only when the first chart arrives.
_WITH_CHARTS = {page.url for page in PAGES if page.has_charts}
_DRAWING = next((f.name for f in Path(st.__file__).parent.glob("static/static/js/PlotlyChart.*.js")), "")
_OPEN = (
    "/_stcore/",
    "/static/",
    "/media/",
    "/component/",
    "/auth/",
    "/oauth2callback",
    "/sign-in",
    "/sign-out",
    "/password",
    "/health",
)
_DEMONSTRATION = (
    "这是演示台账，不用密码，所以只能在运行它的那台电脑上打开。",
    "正式使用请运行 make serve，用本单位自己的台账。",
)


class SecurityHeaders:
    """Adds the headers to every answer that does not carry them already."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((n, v) for n, v in _headers(scope).items() if n not in there),
                ]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """The headers of one answer: over https it says so for a year; what was made for one person is in nobody's cache."""
    request = HTTPConnection(scope)
    host = request.headers.get("host", "")
    ours = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    said = {n: v.replace(b"%s", ours.encode()) for n, v in HEADERS.items()}
    if request_info.is_encrypted(request):
        said[b"strict-transport-security"] = _YEAR
    if request.url.path.strip("/") in _WITH_CHARTS and _DRAWING:
        said[b"link"] = b"</static/js/%s>; rel=modulepreload; crossorigin" % _DRAWING.encode()
    if request.url.path.startswith("/media/"):
        said[b"cache-control"] = b"no-store"
    return said


class Gatekeeper:
    """Stops what may not come in, and leads a stranger who asks for a page to the sign-in.

    It is a courtesy for pages, not their lock: a page shows nothing before its frame has asked who it is for.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        answer = await run_sync(_stopped, HTTPConnection(scope))
        if answer is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(scope, receive, send)


def _stopped(request: HTTPConnection) -> Response | None:
    """The answer in place of what was asked for, or None where it may pass."""
    if request.scope["type"] == "websocket" and not request_info.same_origin(request.headers, silent=True):
        return page("refused.html", 403, sentence="这个请求来自别的网站，没有受理。", advice="")
    try:
        if not request_info.is_local(request) and auth.sessions.is_demo(shared_ledger.ledger()):
            return page("refused.html", 403, sentence=_DEMONSTRATION[0], advice=_DEMONSTRATION[1])
        if request.url.path.startswith(_SHUT):
            return page("refused.html", 404, sentence="没有这个地址。", advice="")
        if request.url.path.startswith("/auth/") and request.headers.get("sec-fetch-site") in (
            "cross-site",
            "same-site",
        ):
            return page(
                "refused.html", 403, sentence="这个请求来自别的网站，没有受理。", advice="请从本程序的页面登录或退出。"
            )
        if request.url.path.startswith("/media/"):
            return _kept_from_strangers(request)
        return (_led_away(request) or _not_there(request)) if _is_page(request) else None
    except ZcdashError:
        # The ledger does not open: the frame says why, to everybody.
        return None


def _is_page(request: HTTPConnection) -> bool:
    path = request.url.path
    return (
        request.scope["type"] == "http"
        and request.scope["method"] in ("GET", "HEAD")
        and not path.startswith(_OPEN)
        and "/_stcore/" not in path
        and "." not in path.rsplit("/", 1)[-1]
    )


def _kept_from_strangers(request: HTTPConnection) -> Response | None:
    """A file that a page offers is for who is signed in: its address alone, passed on or found in a history, opens nothing."""
    if request_info.current_account(request) or request_info.has_identity(request):
        return None
    return page(
        "refused.html", 403, sentence="您还没有登录，或者登录已经失效，不能下载。", advice="请登录后从页面下载。"
    )


def _not_there(request: HTTPConnection) -> Response | None:
    if request.url.path.strip("/") in BY_URL:
        return None
    return page("refused.html", 404, sentence="没有这个页面。", advice="请从首页进入。")


def _led_away(request: HTTPConnection) -> Response | None:
    found = request_info.current_account(request)
    if found and not found.must_change:
        return None
    if not found and request_info.has_identity(request):
        return None
    wanted = quote(request.url.path) + (f"?{request.url.query}" if request.url.query else "")
    door = "/password" if found else "/sign-in"
    where = door if wanted == "/" else f"{door}?{urlencode({'next': wanted})}"
    return RedirectResponse(where, 303, headers={"cache-control": "no-store"})


MIDDLEWARE = [Middleware(SecurityHeaders), Middleware(Gatekeeper)]
