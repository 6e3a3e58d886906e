"""Middleware in front of Streamlit: admission, quotas, limits of bodies, and what belongs to which account."""

from __future__ import annotations

import asyncio

from anyio.to_thread import run_sync
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zcdash.auth.permissions import Account
from zcdash.web import admission, request_info
from zcdash.web.forms import RequestRefused, error_page
from zcdash.web.headers import SecurityHeaders
from zcdash.web.open_pages import OpenPages, seconds_kept, session_number
from zcdash.web.quotas import Kind, Quotas
from zcdash.web.request_body import MOST_FORM, MOST_UPLOAD, LimitedBody

_FORBIDDEN = 4403
"""Close code of a websocket that is refused where the server cannot send a response."""


class AccessControl:
    """Pass a request on with what its account, its address and its page may use; send a refusal otherwise.

    Pages are protected once more by `ui.app`, which shows nothing before it has an account.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.quotas = Quotas()
        self.pages = OpenPages(self.quotas)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        admitted = await run_sync(admission.admit, HTTPConnection(scope), self.pages)
        try:
            if isinstance(admitted, Response):
                await _refuse(admitted, scope, receive, send)
            elif scope["type"] == "http":
                await self._http(scope, receive, send, admitted)
            elif admitted:
                await self._websocket(scope, receive, send, admitted)
            else:
                await self.app(scope, receive, send)
        except RequestRefused as error:
            await _refuse(error_page(Request({**scope, "type": "http"}), error), scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send, account: Account | None) -> None:
        """Pass a request on within the limits of its account and address."""
        path, address = admission.path_of(HTTPConnection(scope)), request_info.peer(HTTPConnection(scope))
        if path.startswith("/static/"):
            await self.app(scope, receive, send)
            return
        with self.quotas.using(Kind.REQUESTS, account, address):
            if account and path.startswith(admission.UPLOADS):
                await self._upload(scope, receive, send, account)
            else:
                await self.app(scope, LimitedBody(receive, MOST_FORM, lambda _: None), send)

    async def _upload(self, scope: Scope, receive: Receive, send: Send, account: Account) -> None:
        """Pass an upload on, or the removal of one; its bytes count until the page is closed or the file is removed."""
        number, file = admission.uploaded_to(admission.path_of(HTTPConnection(scope)))
        address, status = request_info.peer(HTTPConnection(scope)), 0
        body = LimitedBody(
            receive, MOST_UPLOAD, lambda size: self.quotas.take(Kind.BYTES, account, address, amount=size)
        )

        async def sending(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        kept = 0
        try:
            await self.app(scope, body, sending)
            is_done = status == 204 and self.pages.owner(number) is not None
            if is_done and scope["method"] == "PUT":
                self.pages.keep_file(number, file, body.size, address)
                kept = body.size
            elif is_done and scope["method"] == "DELETE":
                self.pages.drop_file(number, file)
        finally:
            self.quotas.release(Kind.BYTES, account, address, body.size - kept)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send, account: Account) -> None:
        """Pass a connection on, and read from what is sent on it which session and which files belong to its account."""
        address = request_info.peer(HTTPConnection(scope))
        number = admission.claimed_page(HTTPConnection(scope))
        if number and self.pages.owner(number) is None:
            # A session that has ended, or never was: Streamlit begins a new one, whatever number it was asked for.
            _claim_no_page(scope)
            number = ""

        async def sending(message: Message) -> None:
            nonlocal number
            data = message.get("bytes")
            if data and not number and (number := session_number(data)):
                self.pages.connect(number, account)
            if data:
                self.pages.note_media(account, data)
            await send(message)

        with self.quotas.using(Kind.SOCKETS, account, address):
            if number:
                self.pages.connect(number, account)
            try:
                await self.app(scope, receive, sending)
            finally:
                self.pages.disconnect(number)
                asyncio.get_running_loop().call_later(seconds_kept() + 0.1, self.pages.forget_closed)


def _claim_no_page(scope: Scope) -> None:
    headers = MutableHeaders(scope=scope)
    headers["sec-websocket-protocol"] = ",".join(headers["sec-websocket-protocol"].split(",")[:2])


async def _refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a refusal and close the connection: whatever body is still on its way is not read."""
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": _FORBIDDEN})
        return
    if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
        response.headers["connection"] = "close"
    await response(scope, receive, send)


MIDDLEWARE = [Middleware(SecurityHeaders), Middleware(AccessControl)]
