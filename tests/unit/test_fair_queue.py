"""Order of the password checks: by address, those without failures first; bounded in number and time."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest

from zcdash.errors import CodeRequired, NotPermitted
from zcdash.web.fair_queue import FairQueue
from zcdash.web.forms import RequestRefused


def run(test: Callable[[], Awaitable[object]]) -> object:
    """Run an async function in a thread of its own: in a run with browser tests an event loop is running in this one."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(anyio.run, test).result(60)


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def fail() -> None:
    raise NotPermitted("没有登录成功。")


async def failure(queue: FairQueue, address: str) -> None:
    with pytest.raises(NotPermitted):
        await queue.run(address, fail)


async def order(queue: FairQueue, addresses: Sequence[str]) -> list[str]:
    """Return the order in which calls run that all wait while the one worker is busy."""
    done: list[str] = []
    go = threading.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(queue.run, "busy", go.wait)
        await anyio.wait_all_tasks_blocked()
        for address in addresses:
            group.start_soon(queue.run, address, done.append, address)
            await anyio.wait_all_tasks_blocked()
        go.set()
    return done


def test_addresses_take_turns_however_many_calls_one_of_them_makes():
    assert run(lambda: order(FairQueue(workers=1), "aaaabbc")) == [*"abcabaa"]


def test_an_address_without_failures_passes_those_that_guess():
    async def test() -> list[str]:
        queue = FairQueue(workers=1)
        for address in "aab":
            await failure(queue, address)
        return await order(queue, "aaabbbc")

    assert run(test) == [*"cbbbaaa"]


def test_failures_are_forgotten_after_a_quarter_of_an_hour_and_a_right_password_is_none():
    async def test() -> tuple[list[str], list[str]]:
        queue = FairQueue(workers=1, clock=(clock := Clock()))
        await failure(queue, "a")
        before = await order(queue, "ab")
        clock.at += 15 * 60
        await queue.run("b", str)
        return before, await order(queue, "ab")

    assert run(test) == ([*"ba"], [*"ab"])


def test_a_sign_in_that_needs_a_code_is_no_failure():
    def half_way() -> None:
        raise CodeRequired("pending")

    async def test() -> list[str]:
        queue = FairQueue(workers=1)
        with pytest.raises(CodeRequired):
            await queue.run("a", half_way)
        await queue.run("b", str)
        return await order(queue, "ab")

    assert run(test) == [*"ab"]


@pytest.mark.parametrize(("limits", "refused"), [({"most_of_one": 2}, "a"), ({"most": 2}, "b")])
def test_too_many_waiting_calls_are_refused_at_once(limits, refused):
    async def test() -> None:
        queue, go = FairQueue(workers=1, **limits), threading.Event()
        async with anyio.create_task_group() as group:
            for address in ("busy", "a", "a"):
                group.start_soon(queue.run, address, go.wait)
                await anyio.wait_all_tasks_blocked()
            with pytest.raises(RequestRefused) as error:
                await queue.run(refused, str)
            assert error.value.status == 503
            go.set()

    run(test)


def test_nobody_waits_for_longer_than_allowed_and_who_gives_up_leaves_no_gap():
    async def test() -> list[str]:
        queue, go = FairQueue(workers=1, patience=0.05), threading.Event()
        async with anyio.create_task_group() as group:
            group.start_soon(queue.run, "busy", go.wait)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(RequestRefused):
                await queue.run("a", str)
            with anyio.move_on_after(0.01):
                await queue.run("b", str)
            go.set()
        return await order(FairQueue(workers=1), "ab") if await queue.run("c", str) == "" else []

    assert run(test) == [*"ab"]
