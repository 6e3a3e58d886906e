"""Queue of the password checks: a flood of sign-ins waits here, and other people's sign-ins pass it.

Hashing a password takes memory and time on purpose, so only a few run at once. Next comes the address with the fewest failures
of late, among these the one that has waited longest since its last turn.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import anyio
from anyio import CapacityLimiter, Event
from anyio.to_thread import run_sync

from zcdash.errors import CodeRequired, NotPermitted
from zcdash.web.forms import RequestRefused

P = ParamSpec("P")
T = TypeVar("T")
_FAILURES_COUNT_FOR = 15 * 60
"""Seconds after its last failure in which an address stands behind others."""
_MOST_REMEMBERED = 10_000


class FairQueue:
    """Turns by address. At most `workers` functions run at once, `most_of_one` calls of one address and `most` in all wait."""

    def __init__(
        self,
        workers: int = 2,
        most_of_one: int = 40,
        most: int = 400,
        patience: float = 20,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._free = workers
        self._most_of_one, self._most, self._patience = most_of_one, most, patience
        self._clock = clock
        self._threads = CapacityLimiter(workers)
        self._waiting: dict[str, deque[Event]] = {}
        self._failures: dict[str, tuple[int, float]] = {}
        self._last_turn: dict[str, int] = {}
        self._turns = 0

    async def run(self, address: str, function: Callable[P, T], *arguments: P.args, **keywords: P.kwargs) -> T:
        """Return `function(*arguments)`, run in a thread when the address has its turn.

        A NotPermitted that it raises counts as a failure of the address. Raises RequestRefused if too many wait.
        """
        await self._turn(address)
        try:
            return await run_sync(lambda: function(*arguments, **keywords), limiter=self._threads)
        except NotPermitted as error:
            if not isinstance(error, CodeRequired):
                self._add_failure(address)
            raise
        finally:
            self._release()

    async def _turn(self, address: str) -> None:
        if self._free and not self._waiting:
            self._start(address)
            return
        line = self._waiting.get(address, deque())
        if len(line) >= self._most_of_one or sum(map(len, self._waiting.values())) >= self._most:
            raise _too_busy()
        turn = Event()
        self._waiting.setdefault(address, line).append(turn)
        try:
            with anyio.fail_after(self._patience):
                await turn.wait()
        except BaseException as error:
            if turn.is_set():
                self._release()
            else:
                self._leave(address, turn)
            if isinstance(error, TimeoutError):
                raise _too_busy() from None
            raise

    def _start(self, address: str) -> None:
        self._free -= 1
        self._turns += 1
        self._last_turn[address] = self._turns
        if len(self._last_turn) > _MOST_REMEMBERED:
            self._last_turn = {a: n for a, n in self._last_turn.items() if n > self._turns - _MOST_REMEMBERED // 2}

    def _release(self) -> None:
        """End a turn; the next one begins."""
        self._free += 1
        if self._waiting:
            address = min(self._waiting, key=lambda a: (self._recent_failures(a), self._last_turn.get(a, 0)))
            turn = self._waiting[address][0]
            self._leave(address, turn)
            self._start(address)
            turn.set()

    def _leave(self, address: str, turn: Event) -> None:
        line = self._waiting[address]
        line.remove(turn)
        if not line:
            del self._waiting[address]

    def _recent_failures(self, address: str) -> int:
        failures, last = self._failures.get(address, (0, 0.0))
        return failures if self._clock() < last + _FAILURES_COUNT_FOR else 0

    def _add_failure(self, address: str) -> None:
        failures = self._recent_failures(address) + 1
        if len(self._failures) >= _MOST_REMEMBERED:
            self._failures = {a: f for a, f in self._failures.items() if self._recent_failures(a)}
        self._failures[address] = (failures, self._clock())


def _too_busy() -> RequestRefused:
    return RequestRefused(503, "现在登录的人太多，没有受理。", "请过一会儿再试。")
