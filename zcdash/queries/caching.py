"""Query caching, per state of the ledger and business date; and a dict that computes its values on first use."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from zcdash.queries.clock import today
from zcdash.store.ledger import Ledger

P = ParamSpec("P")
T = TypeVar("T")


class LazyDict(dict[str, T]):
    """Dict whose missing values are computed from their key."""

    def __init__(self, compute: Callable[[str], T]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, key: str) -> T:
        return self.setdefault(key, self._compute(key))


def cached_query(query: Callable[Concatenate[Ledger, P], T]) -> Callable[Concatenate[Ledger, P], T]:
    """Decorate a query to cache its result, which is shared: treat it as read-only."""

    @wraps(query)
    def cached(ledger: Ledger, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (query, today(ledger), args, *sorted(kwargs.items()))
        return ledger.cached(key, lambda: query(ledger, *args, **kwargs))

    return cached
