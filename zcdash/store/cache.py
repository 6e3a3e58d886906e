"""What was made of the ledger, kept to be used again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Cache:
    """Answers by key, so many at most: when there would be more, all of them go, and are made again as they are asked for."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[tuple[object, ...], tuple[object, Any]] = {}

    def get_or_compute(self, key: tuple[object, ...], make: Callable[[], T], state: object = None) -> T:
        """What `make` makes, made once for as long as `state` is the same; not to be changed by the caller."""
        known = self._known.get(key)
        if known is not None and known[0] == state:
            return known[1]
        made = make()
        self.put(key, made, state)
        return made

    def put(self, key: tuple[object, ...], made: object, state: object = None) -> None:
        """Keeps what was made."""
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[key] = state, made

    def get(self, key: tuple[object, ...]) -> Any:
        """The answer that is known under the key, or None."""
        return self._known.get(key, (None, None))[1]

    def retain(self, stands: Callable[[tuple[object, ...]], bool]) -> Cache:
        """The same, less the answers that do not stand any more, told by their keys."""
        rest = Cache(self._most)
        rest._known = {key: known for key, known in list(self._known.items()) if stands(key)}
        return rest
