"""Questions that several others ask are answered once for each state of the ledger and each day; parts when they are wanted."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from zcdash.queries.clock import today
from zcdash.store.ledger import Ledger

T = TypeVar("T")


class LazyDict(dict[str, T]):
    """Values by code, each made when it is first looked up."""

    def __init__(self, make: Callable[[str], T]) -> None:
        self._make = make

    def __missing__(self, code: str) -> T:
        return self.setdefault(code, self._make(code))


def cached_query(question: Callable[..., T]) -> Callable[..., T]:
    """The question with a memory; what it answers is shared and must not be changed."""

    @wraps(question)
    def answer(ledger: Ledger, *arguments: Any, **named: Any) -> T:
        key = (question, today(ledger), arguments, *sorted(named.items()))
        return ledger.cached(key, lambda: question(ledger, *arguments, **named))

    return answer
