"""Limits of what one account and one address may use at the same time.

They are far above what an office needs, and only keep one person, or one machine, from taking the whole server. An address
may be a whole office behind one router: its limits are those of some hundred people, not of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

from zcdash.auth.permissions import Account
from zcdash.web.forms import RequestRefused

MB = 1 << 20


class Kind(StrEnum):
    """Resource that is counted."""

    SOCKETS = "sockets"
    """Open pages: each tab has one websocket."""
    REQUESTS = "requests"
    """Requests that are not answered yet, static files not counted."""
    BYTES = "bytes"
    """Bytes of uploads, on their way and held by the server until the page is closed."""


PER_ACCOUNT = {
    # One person at two computers with a dozen tabs each, and the walls that run under the same account.
    Kind.SOCKETS: 50,
    # A browser sends six requests at a time to one server.
    Kind.REQUESTS: 50,
    # Evidence of four submissions, 50 MB each; workbooks are 30 kB.
    Kind.BYTES: 200 * MB,
}
PER_ADDRESS = {
    # 500 people behind one address, each with four tabs.
    Kind.SOCKETS: 2_000,
    # 500 people who all open the program at 17:50 on the last day, each with two requests under way.
    Kind.REQUESTS: 1_000,
    # Five accounts at their limit, or a hundred clerks who upload 10 MB each within two minutes.
    Kind.BYTES: 1_000 * MB,
}
_SENTENCE = {
    Kind.SOCKETS: ("打开的页面太多。", "请关掉不用的页面，再刷新。"),
    Kind.REQUESTS: ("同时进行的操作太多。", "请稍等片刻再试。"),
    Kind.BYTES: ("上传后还没有关掉的文件太多。", "请刷新页面，两分钟后再传。"),
}


class Quotas:
    """Count of what is in use, by account and by address. Not for several threads: the event loop owns it."""

    def __init__(self) -> None:
        self._used: Counter[tuple[Kind, str]] = Counter()

    def take(self, kind: Kind, account: Account | None, address: str, amount: int = 1) -> None:
        """Count `amount` as in use. Raises RequestRefused (429), and counts nothing, if a limit would be exceeded."""
        limits = self._limits(kind, account, address)
        for key, most in limits.items():
            if self._used[kind, key] + amount > most:
                raise RequestRefused(429, *_SENTENCE[kind])
        for key in limits:
            self._used[kind, key] += amount

    def release(self, kind: Kind, account: Account | None, address: str, amount: int = 1) -> None:
        """Count `amount` as no longer in use."""
        for key in self._limits(kind, account, address):
            self._used[kind, key] -= amount
            if not self._used[kind, key]:
                del self._used[kind, key]

    @contextmanager
    def using(self, kind: Kind, account: Account | None, address: str) -> Iterator[None]:
        """Count one as in use for the duration of the block. Raises RequestRefused."""
        self.take(kind, account, address)
        try:
            yield
        finally:
            self.release(kind, account, address)

    def in_use(self, kind: Kind) -> int:
        """Return how much is in use at all addresses."""
        return sum(used for (counted, key), used in self._used.items() if counted is kind and key.startswith("address"))

    @staticmethod
    def _limits(kind: Kind, account: Account | None, address: str) -> dict[str, int]:
        limits = {f"address {_network(address)}": PER_ADDRESS[kind]}
        return limits | ({f"account {account.login}": PER_ACCOUNT[kind]} if account else {})


def _network(address: str) -> str:
    """Return what stands for one machine: an IPv4 address, or the 64-bit network of an IPv6 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else address
