"""The decorator of commands that read and write while no other writer can interfere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from zcdash import auth
from zcdash.auth.permissions import Account
from zcdash.errors import InvalidInput
from zcdash.store.ledger import Ledger

P = ParamSpec("P")
T = TypeVar("T")


def exclusive(command: Callable[Concatenate[Ledger, Account, P], T]) -> Callable[Concatenate[Ledger, Account, P], T]:
    """Decorate a command so that what it reads is still true when it writes: other writers wait for its end.

    Raises NotPermitted if the account was changed since the request began. A command that computes for long, such as reading
    a workbook, is not exclusive: it repeats its preconditions inside its transaction.
    """

    @wraps(command)
    def alone(ledger: Ledger, account: Account, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with ledger.exclusive():
            auth.sessions.require_current(ledger, account)
            return command(ledger, account, *args, **kwargs)

    alone.__dict__["exclusive"] = True
    return alone


def require_unchanged(ledger: Ledger, account: Account, revision: int, what: str) -> None:
    """Raise InvalidInput if anything was written since a revision, NotPermitted if the account was changed."""
    auth.sessions.require_current(ledger, account)
    if ledger.revision != revision:
        raise InvalidInput(f"{what}时台账刚刚有了变化，没有{what}。", "请再点一次。")
