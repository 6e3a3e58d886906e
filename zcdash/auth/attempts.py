"""Limits of failed sign-ins: by login at an address, by login everywhere, and by address over all logins.

A success forgets the failures of its own login and no others: whoever knows one password cannot clear what they did to other
logins. Many people may share one address; their slips of the finger are followed by a success, so what an address keeps
counting are failures that nobody made good.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from ipaddress import IPv6Address, ip_address

from zcdash import store
from zcdash.store.attempts import Rule
from zcdash.store.ledger import Ledger
from zcdash.text import single_line

FREE_ATTEMPTS = 5
"""Failed sign-ins of a login from one address before a delay."""
FREE_ATTEMPTS_ALL_ADDRESSES = 100
"""Failed sign-ins of a login from all addresses together before a delay. Many more than from one, so that a person at another
computer cannot lock the owner out."""
FREE_ATTEMPTS_OF_ADDRESS = 20
"""Failed sign-ins from one address, over all logins, before a delay: one password tried on many logins. Logins that have signed
in from there are counted apart from the others, so that a guest of the network cannot lock its users out with invented names."""
FIRST_DELAY = timedelta(seconds=30)
MAX_DELAY = timedelta(minutes=15)
ADDRESS_FORGETS_ONE_IN = timedelta(minutes=30)
"""Time in which an address is forgiven one failure: forgotten passwords of a large office must not add up over weeks."""
_MAX_ORIGIN = 64


def short_origin(origin: str) -> str:
    """Return the network address of a browser as one short line of text."""
    return single_line(origin)[:_MAX_ORIGIN]


def network(origin: str) -> str:
    """Return what counts as one address: an IPv4 address, or the network of an IPv6 address, of which one machine has many."""
    try:
        address = ip_address(origin)
    except ValueError:
        return short_origin(origin)
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


def may_try(ledger: Ledger, login: str, origin: str) -> bool:
    """Return True if a sign-in may be tried now; it counts as a failure until `succeeded`."""
    own, everywhere, shared = _keys(ledger, login, origin)
    rules: dict[str, Rule] = {
        own: partial(_rule, ledger, FREE_ATTEMPTS, None),
        everywhere: partial(_rule, ledger, FREE_ATTEMPTS_ALL_ADDRESSES, None),
        shared: partial(_rule, ledger, FREE_ATTEMPTS_OF_ADDRESS, ADDRESS_FORGETS_ONE_IN),
    }
    return store.attempts.register_attempt(ledger, rules)


def succeeded(ledger: Ledger, login: str, origin: str) -> None:
    """Forget the failures counted for a login: the right password was given."""
    store.attempts.clear_failures(ledger, *_keys(ledger, login, origin))


def half_succeeded(ledger: Ledger, login: str, origin: str) -> None:
    """Take back the attempt that was just counted: the password was right. Earlier failures stay until a code is right too."""
    store.attempts.give_back(ledger, _keys(ledger, login, origin), ledger.clock() - MAX_DELAY)


def _keys(ledger: Ledger, login: str, origin: str) -> tuple[str, str, str]:
    """Return the keys of a login at an address, of the login, and of the address. No login contains a line end."""
    address = network(origin)
    signed_in_before = store.accounts.signed_in_from(ledger, login, short_origin(origin))
    return f"{login}\n{address}", login, f"\n{'*' if signed_in_before else ''}{address}"


def _rule(
    ledger: Ledger, free: int, forgets_one_in: timedelta | None, failures: int, last_at: datetime
) -> tuple[int, bool]:
    since = ledger.clock() - last_at
    counted = failures if forgets_one_in is None else max(failures - since // forgets_one_in, 0)
    return counted, since < lockout_delay(counted, free)


def lockout_delay(failures: int, free: int = FREE_ATTEMPTS) -> timedelta:
    """Return the time after the last of some failures in a row before another attempt; `free` failures cost nothing."""
    if failures < free:
        return timedelta()
    doublings = min(failures - free, 10)
    return min(FIRST_DELAY * (1 << doublings), MAX_DELAY)
