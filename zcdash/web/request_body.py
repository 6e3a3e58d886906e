"""The body of a request, received within limits of size and time."""

from __future__ import annotations

import time
from collections.abc import Callable

import anyio
from starlette.types import Message, Receive

from zcdash.web.forms import RequestRefused
from zcdash.web.quotas import MB

MOST_UPLOAD = 11 * MB
"""Bytes of an upload: a file of 10 MB and what frames it."""
MOST_FORM = 64 * 1024
"""Bytes of any other body: the forms of the sign-in have a limit of 8 kB of their own."""
SILENCE = 15.0
"""Seconds without a byte before a body is given up."""
LONGEST = 180.0
"""Seconds for a whole body: 10 MB over a line of half a megabit."""


class LimitedBody:
    """A `receive` that counts bytes as they arrive, whatever Content-Length says.

    `charge` is called with the size of each piece before it is passed on, and may raise to refuse it.
    """

    def __init__(self, receive: Receive, most: int, charge: Callable[[int], None]) -> None:
        self._receive = receive
        self._most = most
        self._charge = charge
        self._give_up = time.monotonic() + LONGEST
        self._complete = False
        self.size = 0

    async def __call__(self) -> Message:
        """Return the next message. Raises RequestRefused: 408 for a slow body, 413 for a large one."""
        if self._complete:
            return await self._receive()
        message: Message = {}
        with anyio.move_on_after(min(SILENCE, self._give_up - time.monotonic())):
            message = await self._receive()
        if not message:
            raise RequestRefused(408, "上传太慢，没有传完。", "请检查网络，再传一次。")
        piece = len(message.get("body", b""))
        if self.size + piece > self._most:
            raise RequestRefused(413, "文件太大，没有受理。", "每个文件不能超过 10 MB。")
        self._charge(piece)
        self.size += piece
        self._complete = not message.get("more_body", False)
        return message
