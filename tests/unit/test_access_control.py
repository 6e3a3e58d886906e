"""Quotas, limits of bodies and the ownership of open pages, in front of an app that takes the place of Streamlit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.requests import HTTPConnection
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.helpers import OFFICE, PEOPLE
from zcdash.web import admission, open_pages, quotas, request_body
from zcdash.web.forms import RequestRefused
from zcdash.web.middleware import AccessControl
from zcdash.web.open_pages import OpenPages
from zcdash.web.quotas import MB, Kind, Quotas

UPLOAD = "/_stcore/upload_file/page/file"
CLERK = next(p for p in PEOPLE if p.login == "li")


def run(act: Coroutine[Any, Any, Any]) -> Any:
    """Run in a thread of its own: in a run with browser tests an event loop is running in this one."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, act).result()


async def streamlit(scope, receive, send) -> None:
    """Read the whole body and answer 204, as Streamlit answers an upload; keep a websocket open until it is closed."""
    if scope["type"] == "websocket":
        began = ForwardMsg()
        began.new_session.initialize.session_id = "page"
        await send({"type": "websocket.send", "bytes": began.SerializeToString()})
        while (await receive())["type"] != "websocket.disconnect":
            pass
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


@pytest.fixture
def control(monkeypatch) -> AccessControl:
    """The middleware, which takes every request for one of 周督查."""
    monkeypatch.setattr(admission, "admit", lambda *_: OFFICE)
    return AccessControl(streamlit)


def request(method: str = "PUT", path: str = UPLOAD, address: str = "10.1.2.3") -> dict[str, Any]:
    return {"type": "http", "method": method, "path": path, "headers": [], "client": (address, 1), "query_string": b""}


async def status_of(control: AccessControl, scope: dict[str, Any], *pieces: bytes, ends: bool = True) -> int:
    """Send a request in these pieces; without an end it stays unfinished. Return the status of the response."""
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    messages += [{"type": "http.request", "body": b"", "more_body": False}] if ends else []
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        if not messages:
            await asyncio.sleep(3600)
        return messages.pop(0)

    async def send(message: dict[str, Any]) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    await control(scope, receive, send)
    return statuses[0]


def with_page(control: AccessControl, act: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run an act while a page of 周督查 is open."""

    async def running() -> Any:
        closed = asyncio.Event()
        opened = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await closed.wait()
            return {"type": "websocket.disconnect"}

        async def send(_: dict[str, Any]) -> None:
            opened.set()

        scope = {"type": "websocket", "path": admission.STREAM, "headers": [], "client": ("10.1.2.3", 1)}
        page = asyncio.create_task(control(scope, receive, send))
        await opened.wait()
        result = await act()
        closed.set()
        await page
        return result

    return run(running())


def test_a_body_that_falls_silent_is_given_up_and_its_bytes_are_released(control, monkeypatch):
    monkeypatch.setattr(request_body, "SILENCE", 0.05)
    assert run(status_of(control, request(), b"x" * MB, ends=False)) == 408
    assert control.quotas.in_use(Kind.BYTES) == control.quotas.in_use(Kind.REQUESTS) == 0


def test_a_body_that_drips_is_given_up_after_the_longest_time(control, monkeypatch):
    monkeypatch.setattr(request_body, "LONGEST", 0.2)

    async def dripping() -> int:
        statuses: list[int] = []

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0.02)
            return {"type": "http.request", "body": b"x", "more_body": True}

        async def send(message: dict[str, Any]) -> None:
            statuses.extend([message["status"]] if "status" in message else [])

        await control(request(), receive, send)
        return statuses[0]

    assert run(dripping()) == 408


@pytest.mark.parametrize(("path", "most"), [(UPLOAD, request_body.MOST_UPLOAD), ("/sign-in", request_body.MOST_FORM)])
def test_a_body_is_limited_by_what_arrives_whatever_its_length_claims_to_be(control, path, most):
    lying = request(path=path) | {"headers": [(b"content-length", b"10")]}
    assert run(status_of(control, lying, b"x" * most)) == 204
    assert run(status_of(control, lying, b"x" * most, b"x")) == 413


def test_uploads_count_until_they_are_replaced_or_removed(control):
    async def act() -> list[int]:
        used = []
        for method, pieces in (("PUT", [b"x" * 100]), ("PUT", [b"x" * 30]), ("DELETE", [])):
            assert await status_of(control, request(method), *pieces) == 204
            used.append(control.quotas.in_use(Kind.BYTES))
        return used

    assert with_page(control, act) == [100, 30, 0]


def test_the_files_of_a_page_that_nobody_returns_to_are_released(control, monkeypatch):
    async def act() -> None:
        assert await status_of(control, request(), b"x" * 100) == 204
        control.pages.forget_closed()
        assert control.quotas.in_use(Kind.BYTES) == 100, "the page is open"

    with_page(control, act)
    control.pages.forget_closed()
    assert control.quotas.in_use(Kind.BYTES) == 100, "the page may come back"
    monkeypatch.setattr(open_pages.config, "get_option", lambda _: 0)
    control.pages.forget_closed()
    assert control.quotas.in_use(Kind.BYTES) == control.quotas.in_use(Kind.SOCKETS) == 0
    assert control.pages.owner("page") is None


def test_an_account_over_its_bytes_is_told_so_and_another_is_not_touched(control, monkeypatch):
    monkeypatch.setitem(quotas.PER_ACCOUNT, Kind.BYTES, 150)

    async def act() -> list[int]:
        first = await status_of(control, request(path=UPLOAD + "1"), b"x" * 100)
        second = await status_of(control, request(path=UPLOAD + "2"), b"x" * 100)
        monkeypatch.setattr(admission, "admit", lambda *_: CLERK)
        return [first, second, await status_of(control, request(path=UPLOAD + "3"), b"x" * 100)]

    assert with_page(control, act) == [204, 429, 204]


def test_requests_of_one_account_at_one_time_are_limited(control, monkeypatch):
    monkeypatch.setattr(request_body, "SILENCE", 0.3)

    async def act() -> list[int]:
        many = [status_of(control, request(), b"x", ends=False) for _ in range(quotas.PER_ACCOUNT[Kind.REQUESTS] + 5)]
        return await asyncio.gather(*many)

    statuses = run(act())
    assert statuses.count(429) == 5 and statuses.count(408) == quotas.PER_ACCOUNT[Kind.REQUESTS]


def test_an_office_of_five_hundred_behind_one_address_stays_within_every_limit():
    used = Quotas()
    for n in range(500):
        someone = PEOPLE[1].__class__(f"u{n}", "某某", PEOPLE[1].role)
        used.take(Kind.SOCKETS, someone, "10.0.0.1", 4)
        used.take(Kind.REQUESTS, someone, "10.0.0.1", 2)
        used.take(Kind.BYTES, someone, "10.0.0.1", MB)
    with pytest.raises(RequestRefused) as refused:
        used.take(Kind.SOCKETS, PEOPLE[0], "10.0.0.1")
    assert refused.value.status == 429 and "页面太多" in refused.value.sentence


def test_the_addresses_of_one_ipv6_network_count_together_and_nothing_is_left_of_what_ended():
    used = Quotas()
    for n in range(quotas.PER_ADDRESS[Kind.REQUESTS]):
        used.take(Kind.REQUESTS, None, f"2001:db8::{n:x}")
    with pytest.raises(RequestRefused):
        used.take(Kind.REQUESTS, None, "2001:db8::ffff:1")
    used.take(Kind.REQUESTS, None, "2001:db8:0:1::1")
    used.release(Kind.REQUESTS, None, "2001:db8:0:1::1")
    for n in range(quotas.PER_ADDRESS[Kind.REQUESTS]):
        used.release(Kind.REQUESTS, None, f"2001:db8::{n:x}")
    assert used.in_use(Kind.REQUESTS) == 0 and not used._used


def test_the_address_of_a_file_is_read_from_what_the_program_fills_and_never_from_a_text_of_somebody():
    pages = OpenPages(Quotas())
    message = ForwardMsg()
    message.delta.new_element.download_button.url = "/media/aa.xlsx"
    message.delta.new_element.download_button.label = "/media/bb.xlsx"
    pages.note_media(OFFICE, message.SerializeToString())
    typed = ForwardMsg()
    typed.delta.new_element.text_input.value = "/media/cc.xlsx"
    typed.delta.new_element.text_input.default = "/media/dd.xlsx"
    pages.note_media(OFFICE, typed.SerializeToString())
    assert pages.may_open(OFFICE, "/media/aa.xlsx") and not pages.may_open(CLERK, "/media/aa.xlsx")
    assert not any(pages.may_open(OFFICE, f"/media/{name}.xlsx") for name in ("bb", "cc", "dd"))


@pytest.mark.parametrize(
    ("base", "path", "inner"),
    [
        ("", UPLOAD, UPLOAD),
        ("/zc/", f"/zc{UPLOAD}", UPLOAD),
        ("zc", f"/zcx{UPLOAD}", f"/zcx{UPLOAD}"),
        ("zc", "/zc/static/media/a.woff2", "/static/media/a.woff2"),
    ],
)
def test_what_streamlit_serves_below_a_base_path_is_recognised(monkeypatch, base, path, inner):
    monkeypatch.setattr(admission.config, "get_option", lambda _: base)
    assert admission.path_of(HTTPConnection(request(path=path))) == inner
