"""The cache of an open ledger, in two levels; `queries.caching.cached_query` puts a function's results into the first.

- `rows` and `values` hold what a write may change: results of queries, dropped when a table they read is written, and values
  computed from them, dropped by any write to an audited table.
- `facts` holds what no write changes, such as the values of a submission or a version of a plan.

Cached values are shared: nobody may change them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from typing import Any, TypeVar, cast

from zcdash.store.digest import is_audited

T = TypeVar("T")
_QUERIES, _FACTS = 5000, 20_000


class Level:
    """A bounded mapping; cleared completely when full."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: dict[Hashable, tuple[object, Any]] = {}

    def get_or_compute(self, key: Hashable, compute: Callable[[], T], state: object = None) -> T:
        """Return the cached value for `key`, computing it if absent or if it was computed for another `state`."""
        entry = self._entries.get(key)
        if entry is not None and entry[0] == state:
            return cast("T", entry[1])
        value = compute()
        self.put(key, value, state)
        return value

    def put(self, key: Hashable, value: object, state: object = None) -> None:
        """Store a value."""
        if len(self._entries) >= self._size:
            self._entries.clear()
        self._entries[key] = state, value

    def get(self, key: Hashable) -> Any:
        """Return the cached value, or None."""
        return self._entries.get(key, (None, None))[1]

    def retain(self, is_valid: Callable[[Any], bool]) -> Level:
        """Return a copy without the entries whose key fails `is_valid`."""
        level = Level(self._size)
        level._entries = {key: entry for key, entry in list(self._entries.items()) if is_valid(key)}
        return level


class Cache:
    """The levels of one open ledger.

    A write replaces a level instead of changing it: a reader that began before the write stores its outdated result into
    the old one.
    """

    def __init__(self, tables_read: Callable[[str], Collection[str]]) -> None:
        self._tables_read = tables_read
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.rows = Level(_QUERIES)
        """(query, parameters) → its rows."""
        self.values = Level(_QUERIES)
        self.facts = Level(_FACTS)

    def after_write(self, written: Collection[str]) -> None:
        """Drop what a write to these audited tables may have changed; writes to other tables are not reported."""
        valid: dict[str, bool] = {}

        def is_valid(key: tuple[str, object]) -> bool:
            query = key[0]
            if query not in valid:
                valid[query] = all(t not in written and is_audited(t) for t in self._tables_read(query))
            return valid[query]

        self.rows = self.rows.retain(is_valid)
        if written:
            self.values = Level(_QUERIES)
