"""Middleware that adds the security headers to every response."""

from __future__ import annotations

import re
from pathlib import Path

import streamlit as st
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zcdash.auth.pages import PAGES
from zcdash.web import request_info

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
# Plotly is nearly half of the bytes of a page, and Streamlit requests it only when the first chart arrives: preload it.
_WITH_CHARTS = {page.url for page in PAGES if page.has_charts}
_CHART_SCRIPT = next((f.name for f in Path(st.__file__).parent.glob("static/static/js/PlotlyChart.*.js")), "")


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
