"""The ASGI app: the frame behind security headers, with a health route. `streamlit run app.py` serves it."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"SAMEORIGIN",
    b"referrer-policy": b"same-origin",
    # Streamlit's own page needs inline script, eval and blob workers; nothing may come from, or go to, another host.
    b"content-security-policy": b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    b"connect-src 'self' ws: wss:; worker-src 'self' blob:; frame-ancestors 'self'",
}


class SecurityHeaders:
    """Adds the headers to every answer that does not carry them already."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((n, v) for n, v in HEADERS.items() if n not in there)]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


async def health(_request: object) -> PlainTextResponse:
    """Says that the server answers; for the office's own monitoring."""
    return PlainTextResponse("ok")


app = st.App(
    Path(__file__).parent / "zcdash" / "frame.py",
    routes=[Route("/health", health)],
    middleware=[Middleware(SecurityHeaders)],
)
