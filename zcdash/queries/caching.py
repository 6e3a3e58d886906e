"""Caching of functions that combine queries, in the cache of the ledger (`store/cache.py`), and a lazy dict."""

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
    """A dict that computes the value of a key when it is first looked up."""

    def __init__(self, compute: Callable[[str], T]) -> None:
        self._compute = compute

    def __missing__(self, key: str) -> T:
        return self.setdefault(key, self._compute(key))


def cached_query(function: Callable[Concatenate[Ledger, P], T]) -> Callable[Concatenate[Ledger, P], T]:
    """Cache the results of a function by business date and arguments, until the next write. Results are read-only."""
    signature = inspect.signature(function)

    @wraps(function)
    def cached(ledger: Ledger, /, *args: P.args, **kwargs: P.kwargs) -> T:
        bound = signature.bind(ledger, *args, **kwargs)
        bound.apply_defaults()
        key = (function, today(ledger), *list(bound.arguments.values())[1:])
        return ledger.cached(key, lambda: function(ledger, *args, **kwargs))

    return cached
