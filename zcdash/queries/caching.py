"""Query caching, per state of the ledger and business date, in the ledger's cache (`store/cache.py`); and a lazy dict."""

from __future__ import annotations

import inspect
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
    """Decorate a query to cache its result by its arguments. The result is shared: treat it as read-only.

    A plan's own business date is a setting, whose change empties the cache; so the date of all plans is enough of a key.
    """
    signature = inspect.signature(query)

    @wraps(query)
    def cached(ledger: Ledger, /, *args: P.args, **kwargs: P.kwargs) -> T:
        bound = signature.bind(ledger, *args, **kwargs)
        bound.apply_defaults()
        key = (query, today(ledger), *list(bound.arguments.values())[1:])
        return ledger.cached(key, lambda: query(ledger, *args, **kwargs))

    return cached
