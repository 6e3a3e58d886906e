"""The decorator of commands that give names to units and people: a name holds no symbol and no line break.

Its length is limited by `validation.FIELDS`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from zcdash.errors import InvalidInput

P = ParamSpec("P")
T = TypeVar("T")
_FIELDS = ("unit_name", "unit_names", "aliases", "successor", "title", "new_units", "new_leaders")
_ALLOWED = "、，·・—－-()（）《》〔〕“”"
"""Signs in the names of units and the titles of posts, beside letters and digits."""


def plain_names(command: Callable[P, T]) -> Callable[P, T]:
    """Decorate a command so that it raises InvalidInput for a name in its arguments that is no plain name."""
    signature = inspect.signature(command)

    @wraps(command)
    def with_plain_names(*args: P.args, **kwargs: P.kwargs) -> T:
        arguments = signature.bind(*args, **kwargs).arguments
        for field in _FIELDS:
            value = arguments.get(field) or ()
            for name in (value,) if isinstance(value, str) else value:
                require_plain(name)
        return command(*args, **kwargs)

    return with_plain_names


def require_plain(name: str) -> None:
    """Raise InvalidInput for a name with a line break, or with signs that stand in no name: markup, formulas, emoji."""
    shown = " ".join(name.split())[:40]
    if len(name.strip().splitlines()) > 1:
        raise InvalidInput(f"名称“{shown}”分成了几行。", "请写在一行里。")
    if odd := dict.fromkeys(c for c in "".join(name.split()) if not c.isalnum() and c not in _ALLOWED):
        raise InvalidInput(f"名称“{shown}”里有 {' '.join(odd)}，不是名称用的字符。", "请去掉以后再办。")
